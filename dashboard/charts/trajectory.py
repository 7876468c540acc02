"""The trajectory of one target in one place: history, needed path, projection, target."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import axis_note, label_value, value_axis
from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.description import Chart, Words
from dashboard.charts.history import (
    event_notes,
    events_within,
    history_table,
    numbers_in,
    optional,
    points_of,
    segments_of,
    time_axis,
)
from dashboard.charts.marks import EventMark, Labelled, Point, Projection, TargetMark
from dashboard.display import Format

# What the target is set for and what the series measures are different quantities: one axis would join them.
ANOTHER_QUANTITY = "not_comparable"
NOT_ASSESSABLE = "not_assessable"
MET = "met"


def trajectory(
    series: pd.DataFrame,
    path: pd.DataFrame,
    projection: pd.DataFrame,
    *,
    row: pd.Series,
    place: str,
    form: Format,
    words: Words,
    subtitle: str,
    source: str,
    title: str | None = None,
    notes: Sequence[str] = (),
    events: Sequence[EventMark] = (),
    replaced: Sequence[TargetMark] = (),
    target_detail: str | None = None,
    financial: bool = False,
    bounds: tuple[float | None, float | None] = (None, None),
) -> Chart:
    """
    Return the trajectory of one target version in *place*.

    *series* has year, year_end, value, lower, upper, segment, excluded_by, with at least one value; *path* year and value, empty where no
    path can be drawn; *projection* year, value, lower, upper, empty where none may be drawn. *row* is the row of the scorecard. *bounds*
    is the possible range of the indicator: a projection's band ends there.
    """
    points = points_of(series, form, financial=financial)
    marks = events_within(events, series, points, words)
    target = None if row.get("reason") == ANOTHER_QUANTITY else _target(row, form, words, target_detail)
    targets = (*([target] if target else []), *replaced)
    needed = points_of(path, form) if len(path) else ()
    body = _body(
        points, marks, targets, needed, _projection(projection, form, words, bounds), row=row, form=form, words=words, limit=bounds[1]
    )
    return Chart(
        kind="trajectory",
        title=title or _finding(row, place, body, form, words),
        subtitle=subtitle,
        text=_sentence(body, place, form, words, row),
        table=history_table(points, form, words, path=needed, events=marks),
        source=" ".join([source, *axis_note(body.value_axis, form, words)]),
        notes=(*notes, *event_notes(marks, form, words), *(f"{mark.label}: {mark.detail}" for mark in replaced)),
        body=body,
    )


def _body(
    points: tuple[Point, ...],
    marks: tuple[EventMark, ...],
    targets: tuple[TargetMark, ...],
    needed: tuple[Point, ...],
    ahead: Projection | None,
    *,
    row: pd.Series,
    form: Format,
    words: Words,
    limit: float | None,
) -> TimeBody:
    start = _start(row, form, words) if needed else None
    ends = [*(mark.year for mark in targets if mark.year), *(point.year for point in (*needed, *(ahead.points if ahead else ())))]
    numbers = [
        *numbers_in([*points, *needed, *_as_points(start), *(ahead.points if ahead else ())]),
        *(mark.value for mark in targets),
    ]
    values = value_axis(numbers, form, limit=limit)
    latest = points[-1]
    return TimeBody(
        segments=segments_of(points, marks),
        years=time_axis([*points, *_as_points(start)], max(ends, default=None)),
        value_axis=values,
        latest=Labelled(latest.year, latest.value, words("chart.value_in_year", value=label_value(latest.value, form), year=latest.when)),
        start=start if start and start.year != latest.year else None,
        path=needed,
        path_label=words("chart.path"),
        projection=ahead,
        targets=targets,
        events=marks,
        frame="" if needed else _why_no_path(row, words),
        value_name=words("chart.column.value"),
    )


def _target(row: pd.Series, form: Format, words: Words, detail: str | None) -> TargetMark | None:
    value, year = optional(row.get("target_value")), optional(row.get("target_year"))
    if value is None:
        return None
    by_year = words("chart.by_year", year=str(int(year))) if year is not None else ""
    return TargetMark(
        int(year) if year is not None else None,
        value,
        words("chart.target", value=label_value(value, form.as_stated(value))),
        by_year if detail is None else detail,
    )


def _start(row: pd.Series, form: Format, words: Words) -> Labelled | None:
    value, year = optional(row.get("baseline")), optional(row.get("baseline_year"))
    if value is None or year is None:
        return None
    label = words("chart.value_in_year", value=label_value(value, form), year=str(int(year)))
    return Labelled(int(year), value, label, is_start=True)


def _as_points(start: Labelled | None) -> list[Point]:
    return [Point(start.year, start.value, None, None, str(start.year), start.label)] if start else []


def _projection(frame: pd.DataFrame, form: Format, words: Words, bounds: tuple[float | None, float | None]) -> Projection | None:
    if frame.empty or frame[["lower", "upper"]].isna().all().any():
        return None  # a projection without its band is never shown
    banded = ["value", "lower", "upper"]
    inside = frame.dropna(subset=banded)
    points = points_of(inside[["year"]].join(inside[banded].clip(*bounds)), form)
    last = points[-1]
    return Projection(points, words("chart.projection"), form.interval_words(last.lower, last.upper))


def _why_no_path(row: pd.Series, words: Words) -> str:
    reason = row.get("reason")
    return words("chart.no_path", reason=words(f"reason.{reason}").rstrip(".")) if isinstance(reason, str) and reason else ""


def _judged(row: pd.Series, points: Sequence[Point]) -> Point:
    """Return the point that the verdict goes by: the newest, unless the years after it are left out of the trend."""
    year = optional(row.get("latest_year"))
    return next((point for point in points if point.year == year), points[-1])


def _finding(row: pd.Series, place: str, body: TimeBody, form: Format, words: Words) -> str:
    """Return the latest value beside what the path needed then, or beside the target; the status stands in words elsewhere."""
    latest, needed = _judged(row, body.points), optional(row.get("path_value"))
    told = {"place": place, "value": latest.text, "year": latest.when}
    if row["status"] == NOT_ASSESSABLE:
        return words("chart.trajectory.title.not_assessable", **told)
    if row["status"] != MET and body.path and needed is not None:
        return words("chart.trajectory.title.with_path", **told, needed=form.value(needed))
    target = next((mark for mark in body.targets if not mark.replaced), None)
    if target is None:
        return words("chart.single_text", **told).rstrip(".")
    return words(
        "chart.trajectory.title.with_target",
        **told,
        target=words("chart.target_inline", value=form.as_stated(target.value).value(target.value)),
    )


def _sentence(body: TimeBody, place: str, form: Format, words: Words, row: pd.Series) -> str:
    first, last = body.points[0], body.points[-1]
    sentences = [words("chart.history_text", place=place, first=first.text, first_year=first.when, last=last.text, last_year=last.when)]
    if len(body.points) == 1:
        sentences = [words("chart.single_text", place=place, value=last.text, year=last.when)]
    own_targets = [mark for mark in body.targets if not mark.replaced]
    needed = optional(row.get("path_value"))
    if own_targets and body.path and needed is not None:
        mark = own_targets[0]
        target = form.as_stated(mark.value).value(mark.value)
        sentences.append(
            words(
                "chart.path_text", target=target, target_year=str(mark.year), path=form.value(needed), year=_judged(row, body.points).when
            )
        )
    elif own_targets:
        mark = own_targets[0]
        told = (words("chart.target", value=form.as_stated(mark.value).value(mark.value)), mark.detail)
        sentences.append(words("chart.target_text", target=" ".join(part for part in told if part)))
    if body.projection:
        end = body.projection.points[-1]
        sentences.append(words("chart.projection_text", range=form.interval_value(end.lower, end.upper), year=str(end.year)))
    return " ".join([*sentences, *([f"{body.frame.rstrip('.')}."] if body.frame else [])])
