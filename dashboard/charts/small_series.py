"""A history without a target: what was published, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import axis_note, label_value, value_axis
from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.description import Chart, Words
from dashboard.charts.history import event_notes, events_within, history_table, numbers_in, points_of, segments_of, time_axis
from dashboard.charts.marks import EventMark, Labelled, Point
from dashboard.display import Format


def small_series(
    series: pd.DataFrame,
    *,
    place: str,
    form: Format,
    words: Words,
    subtitle: str,
    source: str,
    title: str | None = None,
    notes: Sequence[str] = (),
    events: Sequence[EventMark] = (),
    frame_text: str = "",
    financial: bool = False,
    bounds: tuple[float | None, float | None] = (None, None),
) -> Chart:
    """
    Return the history of one series in *place*.

    *series* has year, year_end, value, lower, upper and, where known, segment and excluded_by, with at least one value. *frame_text* is a
    sentence for a dashed frame: what is absent on purpose, and why. *bounds* is the possible range of the indicator.
    """
    points = points_of(series, form, financial=financial)
    marks = events_within(events, series, points, words)
    first, last = points[0], points[-1]
    values = value_axis(numbers_in(points), form, limit=bounds[1])
    body = TimeBody(
        segments=segments_of(points, marks),
        years=time_axis(points),
        value_axis=values,
        latest=Labelled(last.year, last.value, _label(last, form, words), form.interval_words(last.lower, last.upper)),
        start=Labelled(first.year, first.value, _label(first, form, words)) if first is not last else None,
        events=marks,
        frame=frame_text,
        value_name=words("chart.column.value"),
    )
    return Chart(
        kind="small_series",
        title=title or _history(first.text, last.text, points, place, words).rstrip("."),
        subtitle=subtitle,
        text=" ".join(
            [
                _history(_with_interval(first), _with_interval(last), points, place, words),
                *([f"{frame_text.rstrip('.')}."] if frame_text else []),
            ]
        ),
        table=history_table(points, form, words, events=marks),
        source=" ".join([source, *axis_note(values, form, words)]),
        notes=(*notes, *event_notes(marks, form, words)),
        body=body,
    )


def _history(first: str, last: str, points: Sequence[Point], place: str, words: Words) -> str:
    """Return from where to where the series went; one value alone is told as such."""
    if len(points) == 1:
        return words("chart.single_text", place=place, value=last, year=points[-1].when)
    return words("chart.history_text", place=place, first=first, first_year=points[0].when, last=last, last_year=points[-1].when)


def _label(point: Point, form: Format, words: Words) -> str:
    return words("chart.value_in_year", value=label_value(point.value, form), year=point.when)


def _with_interval(point: Point) -> str:
    return f"{point.text} ({point.interval})" if point.interval else point.text
