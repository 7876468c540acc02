"""What several methods share: the value a path starts from, and the answer that follows from refusals and rules in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.methods.base import Answer, choose, code, is_met
from metrics.panel import Array, Flags, Goals, Panel, Whole, at_or_after, take
from metrics.status import Reason, Status

DIGITS = 9
"""Decimals of a statistic that are more than rounding errors: 1000 to 1010 is 1 %, not the last bit more."""

Refusal = tuple[Flags, Reason]
Rule = tuple[Flags, str, Status]


@dataclass(frozen=True)
class Start:
    """
    Where the path to the target starts, one a series; NaN where there is nothing to start from.

    Attributes:
        year: Year of the value.
        value: The value: stated, observed, or interpolated.
        column: Column of the first point in or after the year; the panel's width where there is none.
    """

    year: Array
    value: Array
    column: Whole


def starting_point(panel: Panel, goals: Goals, default_year: float, *, interpolate: bool) -> Start:
    """
    Return the stated starting value, else that of the stated (or the default) year.

    Where the year has no point it is interpolated on a straight line between its neighbours if *interpolate*; otherwise, and where nothing
    earlier is known, the next later point is the start.

    Args:
        panel: The points.
        goals: ``baseline_year`` and ``baseline_value`` are used.
        default_year: The year where the goal states none; NaN for no start then.
        interpolate: Whether a missing year is interpolated.
    """
    wanted = goals.starting_year(default_year)
    column = at_or_after(panel, wanted)
    later_year, later = panel.point(column)
    year, value = later_year, later
    if interpolate:
        before = np.where(column > 0, column - 1, -1)
        earlier_year, earlier = take(panel.year, before), take(panel.value, before)
        between = earlier + (later - earlier) * (wanted - earlier_year) / (later_year - earlier_year)
        gap = (later_year > wanted) & np.isfinite(between)
        year, value = np.where(gap, wanted, later_year), np.where(gap, between, later)
    stated = np.isfinite(goals.baseline_value) & np.isfinite(wanted)
    year, value = np.where(stated, wanted, year), np.where(stated, goals.baseline_value, value)
    return Start(year, value, np.where(column < 0, panel.width, column).astype(np.int64))


def without_noise(statistic: Array) -> Array:
    """Return *statistic* without its last digits, so that what lies exactly on a bound is treated so."""
    return np.asarray(np.round(statistic, DIGITS), dtype=np.float64)


def bound_passed(passed: Sequence[Flags], bounds: Sequence[float]) -> Array:
    """Return the highest of *bounds* (rising) that a number passed; *passed* are the flags of all but the lowest, which is the default."""
    # A look-up: nested choices between numbers that come in no order cost ten times as much.
    place = np.zeros(len(passed[0]), dtype=np.int8)
    for flags in passed:  # over bounds, not rows
        place += flags
    return np.array(bounds)[place]


def points_from(panel: Panel, column: Whole) -> Whole:
    """Return how many points every series has from *column* on."""
    return np.asarray(np.minimum(panel.width - column, panel.count), dtype=np.int64)


@dataclass(frozen=True)
class Numbers:
    """The numbers of an answer as they are where a rule decides; see `metrics.methods.base.Answer`."""

    statistic: Array
    threshold: Array
    required: Array
    points: Whole
    first_year: Array


def conclude(
    panel: Panel, goals: Goals, words: Sequence[str], *, met: str, refusals: Sequence[Refusal], rules: Sequence[Rule], numbers: Numbers
) -> Answer:
    """
    Return the answer of a method that judges the way to a target, or a direction.

    A reached target comes before everything that only a pace needs: its statistic is the latest value, its threshold the target.

    Args:
        panel: The points.
        goals: What is to be reached.
        words: The method's verdict words; the last one says that there is no verdict.
        met: The method's own word for a place whose target is reached.
        refusals: Why there is no verdict, the first that holds. No data, no direction and an undefined statistic need not be among them.
        rules: Which word and status, the first that holds; the last one holds for all others.
        numbers: The numbers behind the rules.
    """
    reached = is_met(panel.latest, goals)
    none = (panel.count == 0, Reason.NO_DATA)
    no_direction = (np.isnan(goals.sign), Reason.NOT_APPLICABLE)
    undefined = (~np.isfinite(numbers.statistic), Reason.ZERO_OR_SIGN_CHANGE)
    every = [(reached, ""), none, no_direction, *refusals, undefined]
    reason = choose([held for held, _ in every], [code(why) for _, why in every])
    judged = reason == 0
    deciding = [(~judged, len(words) - 1, Status.NOT_ASSESSABLE), (reached, words.index(met), Status.MET)]
    deciding += [(held, words.index(word), status) for held, word, status in rules]
    rule = choose([held for held, _, _ in deciding], range(len(deciding)))
    no_window = np.isnan(numbers.first_year) | (numbers.points == 0)
    return Answer(
        verdict=np.array([word for _, word, _ in deciding], dtype=np.int8)[rule],
        status=np.array([code(status) for _, _, status in deciding], dtype=np.int8)[rule],
        statistic=np.where(reached, panel.latest, np.where(judged, numbers.statistic, np.nan)),
        threshold=np.where(reached, goals.target_value, np.where(judged, numbers.threshold, np.nan)),
        required=np.where(reached, np.nan, numbers.required),
        reason=reason,
        points=np.where(no_window, panel.count, numbers.points),
        first_year=np.where(no_window, panel.first_year, numbers.first_year),
        last_year=panel.last_year,
    )
