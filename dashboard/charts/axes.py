"""Ranges and ticks: round steps, the unit once at the last tick, zero where the values are near it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from dashboard.charts.description import Words
from dashboard.charts.marks import Axis
from dashboard.display import Format, number, with_unit

# Up to this many characters a unit stands behind the last tick; a longer one gets a line of its own.
SHORT_UNIT = 2
# Values that span less than this part of the largest are drawn on an axis that does not start at zero.
NARROW_SPAN = 0.5
# More ticks than this can label periods one by one.
MAX_PERIODS = 12


def nice_step(width: float, count: int) -> float:
    """Return the step of 1, 2 or 5 times a power of ten that divides *width* into at most about *count* parts."""
    raw = width / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    factor = next(factor for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    return factor * power


def value_axis(
    values: Iterable[float | None], form: Format, *, count: int = 5, from_zero: bool = False, limit: float | None = None
) -> Axis:
    """
    Return the axis that shows all *values*.

    It starts at zero unless the values lie close together far from it; *limit* caps its end (100 for a percentage of people).
    """
    known = [float(value) for value in values if value is not None and not math.isnan(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if low >= 0 and (from_zero or (high - low) > NARROW_SPAN * high):
        low = 0.0
    if high == low:
        low, high = low - max(abs(low) * 0.1, form.resolution), high + max(abs(high) * 0.1, form.resolution)
        low = max(low, 0.0) if min(known) >= 0 else low
    step = nice_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(index * step, 10) for index in range(first, last + 1))
    if limit is not None and max(known) <= limit:
        ticks = tuple(tick for tick in ticks if tick <= limit)
    return Axis(ticks[0], max(ticks[-1], high), ticks, *tick_labels(ticks, step, form))


def tick_labels(ticks: Sequence[float], step: float, form: Format) -> tuple[tuple[str, ...], str]:
    """Return the ticks as written, with the unit once: in the last label if it is short, else apart."""
    resolution = min(1.0, 10.0 ** math.floor(math.log10(step) + 1e-9))
    labels = [number(tick, form.language, resolution) for tick in ticks]
    if len(form.unit) <= SHORT_UNIT:
        labels[-1] = with_unit(labels[-1], form.unit, form.language)
        return tuple(labels), ""
    return tuple(labels), form.unit


def label_value(value: float, form: Format) -> str:
    """Return *value* for a label in a drawing: with a short unit; a long one stands on the axis."""
    return form.value(value) if len(form.unit) <= SHORT_UNIT else form.number(value)


def axis_note(axis: Axis | None, form: Format, words: Words) -> tuple[str, ...]:
    """Return the sentence for the source line of an axis that does not start at zero."""
    if axis is None or axis.low == 0:
        return ()
    return (words("chart.axis_starts", value=with_unit(axis.labels[0], form.unit, form.language)),)


def year_axis(first: int, last: int, *, count: int = 8) -> Axis:
    """Return the axis of the years *first* to *last*: round years, and both ends where there is room for them."""
    if first == last:
        return Axis(first - 1, last + 1, (first,), (str(first),))
    step = max(1, next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= count))
    round_years = [year for year in range(first, last + 1) if year % step == 0]
    room = 0.6 * step
    ticks = [year for year in round_years if (year - first >= room or year == first) and (last - year >= room or year == last)]
    ticks = sorted({first, *ticks, last})
    return Axis(first, last, tuple(ticks), tuple(str(year) for year in ticks))


def period_axis(years: Sequence[int], labels: Sequence[str]) -> Axis:
    """Return the axis of periods, each labelled as it is published."""
    return Axis(years[0], years[-1], tuple(years), tuple(labels))
