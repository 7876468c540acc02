"""Any chart as inline SVG: one drawing for wide screens, one for phones, with the same words at the same size."""

from __future__ import annotations

from typing import Literal

from dashboard.charts.bodies_in_rows import DumbbellBody, GradientBody, PairsBody, StripBody, StudiesBody
from dashboard.charts.bodies_of_verdicts import AgreementBody, CalibrationBody, CountedBody, MatrixBody, PositionBody, UnassessedBody
from dashboard.charts.bodies_on_maps import MapBody
from dashboard.charts.bodies_over_time import BandBody, MultiplesBody, TimeBody
from dashboard.charts.canvas import NARROW, PAPER, WIDE, Canvas
from dashboard.charts.description import Chart
from dashboard.charts.svg_band import draw_band
from dashboard.charts.svg_calibration import draw_calibration
from dashboard.charts.svg_dumbbell import draw_dumbbell
from dashboard.charts.svg_gradient import draw_gradient
from dashboard.charts.svg_map import draw_map
from dashboard.charts.svg_matrix import draw_matrix
from dashboard.charts.svg_multiples import draw_multiples
from dashboard.charts.svg_pairs import draw_pairs
from dashboard.charts.svg_positions import draw_positions
from dashboard.charts.svg_status import draw_agreement, draw_counted, draw_unassessed
from dashboard.charts.svg_strip import draw_strip, draw_studies
from dashboard.charts.svg_time import draw_time

Size = Literal["wide", "paper", "narrow"]
WIDTHS: dict[Size, int] = {"wide": WIDE, "paper": PAPER, "narrow": NARROW}


def draw(chart: Chart, size: Size = "wide") -> str:  # noqa: C901, PLR0911, PLR0912 (one branch a kind of chart)
    """
    Return *chart* as one ``<svg>``: ``wide`` (1072 pixels), ``paper`` (720) or ``narrow`` (358), never a shrunk copy of another.

    Colours come from the classes of the stylesheet, so light and dark follow the page. Every word is escaped.
    """
    canvas = Canvas(WIDTHS[size])
    match chart.body:
        case TimeBody() as body:
            return draw_time(chart, body, canvas)
        case DumbbellBody() as body:
            return draw_dumbbell(chart, body, canvas)
        case CountedBody() as body:
            return draw_counted(chart, body, canvas)
        case StripBody() as body:
            return draw_strip(chart, body, canvas)
        case StudiesBody() as body:
            return draw_studies(chart, body, canvas)
        case AgreementBody() as body:
            return draw_agreement(chart, body, canvas)
        case UnassessedBody() as body:
            return draw_unassessed(chart, body, canvas)
        case MatrixBody() as body:
            return draw_matrix(chart, body, canvas)
        case CalibrationBody() as body:
            return draw_calibration(chart, body, canvas)
        case BandBody() as body:
            return draw_band(chart, body, canvas)
        case MapBody() as body:
            return draw_map(chart, body, canvas)
        case PairsBody() as body:
            return draw_pairs(chart, body, canvas)
        case PositionBody() as body:
            return draw_positions(chart, body, canvas)
        case MultiplesBody() as body:
            return draw_multiples(chart, body, canvas)
        case GradientBody() as body:
            return draw_gradient(chart, body, canvas)


def draw_both(chart: Chart) -> str:
    """Return both drawings; the stylesheet shows the one that fits, and where there is none, only the wide one is seen."""
    return draw(chart, "wide") + draw(chart, "narrow").replace("<svg ", '<svg display="none" ', 1)
