"""A history without a target: what was published, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import value_axis
from dashboard.charts.description import Chart, EventMark, Labelled, Point, TimeBody, Words
from dashboard.charts.history import event_notes, events_within, history_table, numbers_in, points_of, segments_of, time_axis
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
        segments=segments_of(points, series, marks),
        years=time_axis(points),
        values=values,
        latest=Labelled(last.year, last.value, _label(last, words), form.interval_words(last.lower, last.upper)),
        start=Labelled(first.year, first.value, _label(first, words)) if first is not last else None,
        events=marks,
        frame=frame_text,
        value_name=words("chart.column.value"),
    )
    key = "chart.history_text" if len(points) > 1 else "chart.single_text"
    history = words(
        key,
        place=place,
        value=last.text,
        year=last.when,
        first=_with_interval(first, form),
        first_year=first.when,
        last=_with_interval(last, form),
        last_year=last.when,
    )
    return Chart(
        kind="small_series",
        title=title or history.rstrip("."),
        subtitle=subtitle,
        text=" ".join([history, *([frame_text] if frame_text else [])]),
        table=history_table(points, form, words, events=marks),
        source=" ".join([source, *([words("chart.axis_starts", value=form.value(values.low))] if values.low != 0 else [])]),
        notes=(*notes, *event_notes(marks, form, words)),
        body=body,
    )


def _label(point: Point, words: Words) -> str:
    return words("chart.value_in_year", value=point.text, year=point.when)


def _with_interval(point: Point, form: Format) -> str:
    ends = form.interval(point.lower, point.upper)
    return f"{point.text} ({ends})" if ends else point.text
