"""Targets on their own scale side by side: how much of its gap each has closed, against how much of its time is over."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import nice_step
from dashboard.charts.bodies_over_time import IndexPanel, IndexPoint, MultiplesBody
from dashboard.charts.description import Chart, Words
from dashboard.charts.marks import Axis
from dashboard.display import Language, percent

LOW, HIGH = 0.0, 100.0
MOST_TICKS = 4


def small_multiples(
    panels: Sequence[IndexPanel],
    *,
    words: Words,
    language: Language,
    title: str,
    subtitle: str,
    table: pd.DataFrame,
    source: str,
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return *panels* in the order of the alphabet, on one scale; none is ranked.

    *table* holds every number of the drawing as written. A panel without points keeps its place, with its reason in it.
    """
    ordered = sorted(panels, key=lambda panel: (panel.label.casefold(), panel.detail.casefold()))
    body = MultiplesBody(tuple(ordered), index_axis(ordered, language), words("chart.multiples.path"), words("chart.multiples.time"))
    text = " ".join(_sentence(panel, words) for panel in ordered)
    return Chart("small_multiples", title, subtitle, text, table, source, tuple(notes), body)


def index_axis(panels: Sequence[IndexPanel], language: Language) -> Axis:
    """Return the scale of all *panels*: 0 to 100, further where a value, its range or a path lies beyond; ticks at hundreds first."""
    points = [point for panel in panels for segment in (*panel.segments, panel.path) for point in segment]
    numbers = [number for point in points for number in (point.closed, point.lower, point.upper) if number is not None]
    low, high = min([LOW, *numbers]), max([HIGH, *numbers])
    step = max(50.0, nice_step(high - low, MOST_TICKS))
    ticks = [step * n for n in range(int(low // step), int(-(-high // step)) + 1)]
    ticks = sorted({*(tick for tick in ticks if tick <= high or tick == ticks[-1]), LOW, HIGH})
    labels = [percent(tick, language) if tick == HIGH else percent(tick, language).rstrip("%").rstrip() for tick in ticks]
    return Axis(min(ticks[0], low), max(ticks[-1], high), tuple(ticks), tuple(labels))


def panel_points(frame: pd.DataFrame, cut: str = "segment") -> tuple[tuple[IndexPoint, ...], ...]:
    """Return the rows of `metrics.gap_closed.indexed` as points, cut wherever the column *cut* changes."""
    if cut not in frame:
        return (_points(frame),) if len(frame) else ()
    return tuple(_points(part) for _, part in frame.groupby(cut, sort=True))


def _points(frame: pd.DataFrame) -> tuple[IndexPoint, ...]:
    columns = ["elapsed", "closed", "closed_lower", "closed_upper"]
    return tuple(
        IndexPoint(elapsed, closed, None if pd.isna(lower) else lower, None if pd.isna(upper) else upper)
        for elapsed, closed, lower, upper in frame[columns].itertuples(index=False)
    )


def _sentence(panel: IndexPanel, words: Words) -> str:
    name = ", ".join(part for part in (panel.label, panel.detail) if part)
    if panel.frame:
        return words("chart.multiples.frame_text", label=name, reason=panel.frame[:1].lower() + panel.frame[1:].rstrip("."))
    return words("chart.multiples.text", label=name, value=panel.text, first=panel.first, last=panel.last)
