"""A modelled quantity over years, always as a range: no line in its middle, and nothing measured is joined to it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import axis_note, value_axis, year_axis
from dashboard.charts.bodies_over_time import BandBody, BandYear
from dashboard.charts.description import Chart, Words
from dashboard.charts.marks import Labelled, TargetMark
from dashboard.display import Format

ROOM = 1.15
"""A target never lies on the edge of the drawing, where its mark would hide in the axis."""


def modelled_band(
    years: pd.DataFrame,
    *,
    form: Format,
    words: Words,
    title: str,
    subtitle: str,
    text: str,
    table: pd.DataFrame,
    source: str,
    label: str,
    beyond: str,
    points: Sequence[Labelled] = (),
    targets: Sequence[TargetMark] = (),
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return the range of *years* (``year``, ``lower``, ``upper`` as *form* writes them, ``carried``).

    *points* are measured values and *targets* what was promised; both may lie outside the band. *label* names the band; *beyond* says
    what its lighter years rest on.
    """
    band = tuple(
        BandYear(int(row["year"]), float(row["lower"]), float(row["upper"]), bool(row["carried"])) for row in years.to_dict("records")
    )
    drawn = [end for year in band for end in (year.lower, year.upper)]
    values = value_axis([*drawn, *(point.value for point in points), *(ROOM * mark.value for mark in targets)], form)
    last = band[-1]
    ahead = [year.year for year in band if year.beyond]
    body = BandBody(
        band,
        year_axis(band[0].year, last.year),
        values,
        label,
        words("preventable.band.end", range=form.interval(last.lower, last.upper), year=last.year),
        beyond_label=words("preventable.band.beyond", year=ahead[0], what=beyond) if ahead else "",
        points=tuple(points),
        targets=tuple(targets),
    )
    note = () if values.low < 0 else axis_note(values, form, words)
    return Chart("modelled_band", title, subtitle, text, table, " ".join([source, *note]), tuple(notes), body)
