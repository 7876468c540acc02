"""What a line over time is made of: points, segments that may be joined, events that fall into it, its table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.charts.axes import MAX_PERIODS, period_axis, year_axis
from dashboard.charts.description import Words
from dashboard.charts.marks import Axis, EventMark, Point, Segment
from dashboard.display import Format, listing, period, span

# Two values further apart than this many usual steps have a gap between them, and a gap is never joined.
GAP_IN_STEPS = 1.5


def optional(value: Any) -> float | None:
    """Return *value* as a float, or ``None`` where it is missing."""
    if isinstance(value, float):  # most are, and pandas takes ten times as long to tell
        return None if math.isnan(value) else float(value)
    return None if value is None or pd.isna(value) else float(value)


def years_in_words(year: int, year_end: float | None, *, financial: bool) -> str:
    """Return how the time of one value is written; a financial year is named by both its years."""
    return period(year, None if year_end is None else int(year_end), financial=financial)


def points_of(series: pd.DataFrame, form: Format, *, financial: bool = False) -> tuple[Point, ...]:
    """Return the published values of *series* in the order of time; a missing value is no point."""
    nothing = [None] * len(series)
    names = ("year", "value", "lower", "upper", "year_end", "excluded_by")
    columns = (series[name].tolist() if name in series else nothing for name in names)
    points = []
    for year, value, low, high, year_end, excluded_by in zip(*columns, strict=True):
        if optional(value) is None:
            continue
        lower, upper = optional(low), optional(high)
        points.append(
            Point(
                year=int(year),
                value=float(value),
                lower=lower,
                upper=upper,
                when=years_in_words(int(year), optional(year_end), financial=financial),
                text=form.value(float(value)),
                used=not (isinstance(excluded_by, str) and excluded_by),
                interval=form.interval(lower, upper),
            )
        )
    return tuple(sorted(points, key=lambda point: point.year))


def usual_step(points: Sequence[Point]) -> float:
    """Return the median distance in years between neighbours; one where there is one point."""
    steps = sorted(later.year - earlier.year for earlier, later in pairwise(points))
    return float(steps[len(steps) // 2]) if steps else 1.0


def segments_of(points: Sequence[Point], events: Iterable[EventMark]) -> tuple[Segment, ...]:
    """Return *points* cut where a break begins (``events_within`` names one for every cut of the frame) and at every gap."""
    breaks = [event.first_year for event in events if event.effect == "break"]
    widest = GAP_IN_STEPS * usual_step(points)
    segments: list[list[Point]] = []
    for point in points:
        previous = segments[-1][-1] if segments else None
        joined = (
            previous is not None and not any(previous.year < year <= point.year for year in breaks) and point.year - previous.year <= widest
        )
        if joined:
            segments[-1].append(point)
        else:
            segments.append([point])
    return tuple(Segment(tuple(segment)) for segment in segments)


def events_within(events: Iterable[EventMark], series: pd.DataFrame, points: Sequence[Point], words: Words) -> tuple[EventMark, ...]:
    """Return the *events* inside the time of *points*, and a break for every cut of the frame that no event explains."""
    if not points:
        return ()
    first, last = points[0].year, points[-1].year
    within = [event for event in events if event.last_year >= first and event.first_year <= last and not _starts_series(event, first)]
    if "segment" in series:
        number = dict(zip(series["year"], series["segment"], strict=True))
        known = [event.first_year for event in within if event.effect == "break"]
        for earlier, later in pairwise(points):
            if number[earlier.year] != number[later.year] and not any(earlier.year < year <= later.year for year in known):
                within.append(EventMark(later.year, later.year, "break", words("chart.break")))
    return tuple(sorted(within, key=lambda event: (event.first_year, event.label)))


def _starts_series(event: EventMark, first: int) -> bool:
    """Return whether a break lies before the first value, where there is nothing to cut."""
    return event.effect == "break" and event.first_year <= first


def event_notes(events: Iterable[EventMark], form: Format, words: Words) -> tuple[str, ...]:
    """Return one note an event, for the line under the source."""
    return tuple(
        words(f"chart.note.{event.effect}", label=event.label, years=span(event.first_year, event.last_year, form.language))
        for event in events
    )


def time_axis(points: Sequence[Point], last_year: int | None = None) -> Axis:
    """Return the axis of time: round years, or the periods by name where every value is a period."""
    years = [point.year for point in points]
    first, last = min(years), max([*years, *([last_year] if last_year else [])])
    named = [point.when for point in points if not point.when.isdigit()]
    if named and len(named) == len(points) <= MAX_PERIODS and last == years[-1]:
        return period_axis(years, named)
    return year_axis(first, last)


def numbers_in(points: Iterable[Point]) -> list[float]:
    """Return every number that *points* need on the axis: values and the ends of their intervals."""
    return [number for point in points for number in (point.value, point.lower, point.upper) if number is not None]


def history_table(
    points: Sequence[Point], form: Format, words: Words, *, path: Sequence[Point] = (), events: Sequence[EventMark] = ()
) -> pd.DataFrame:
    """Return every number of the picture as written: one row a year, with the needed path and what marks the year."""
    has_interval = any(point.lower is not None for point in points)
    written = {point.year: point for point in points}
    needed = {point.year: point.text for point in path}
    rows = []
    for year in sorted({*written, *needed}):
        point = written.get(year)
        row = {words("chart.column.year"): point.when if point else str(year), words("chart.column.value"): point.text if point else ""}
        if has_interval:
            row[words("chart.column.range")] = point.interval if point else ""
        if path:
            row[words("chart.column.path")] = needed.get(year, "")
        if events:
            marks = [event.label for event in events if _marks_year(event, year)]
            row[words("chart.column.note")] = listing(marks, form.language)
        rows.append(row)
    return pd.DataFrame(rows)


def _marks_year(event: EventMark, year: int) -> bool:
    """Return whether *year* carries the mark: every excluded year, but only the first year of a break."""
    return year == event.first_year if event.effect == "break" else event.first_year <= year <= event.last_year
