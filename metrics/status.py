"""
What a reader is told: the closed lists of statuses, reasons and cautions, and the rules that are settled before any method runs.

"Met" and "cannot say" come first, so that a place already past its target is never painted red by a growth ratio, and a place without
a figure is never given one.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics.intervals import Array

Flags = NDArray[np.bool_]


class Status(StrEnum):
    """The six verdicts a reader sees."""

    MET = "met"
    """The latest value is at or past the target."""
    ON_COURSE = "on_course"
    """Clearly improving, and if it goes on as before the target is likely to be met in time."""
    BEHIND = "behind"
    """Clearly improving, but if it goes on as before the target is likely to be missed."""
    NO_CLEAR_CHANGE = "no_clear_change"
    """The data cannot tell improvement from chance."""
    AWAY = "away"
    """Clearly moving in the wrong direction."""
    NOT_ASSESSABLE = "not_assessable"
    """No verdict; a `Reason` says why."""


class Reason(StrEnum):
    """Why there is no verdict."""

    BASELINE_ONLY = "baseline_only"
    """Only the starting value is known."""
    NO_TARGET = "no_target"
    """The statement sets no number."""
    NO_BASELINE = "no_baseline"
    """A change is promised, but no starting value is stated or measured."""
    TOO_FEW_POINTS = "too_few_points"
    """Fewer points than the method needs."""
    BREAK_IN_SERIES = "break_in_series"
    """A break cuts off the points that a verdict would need."""
    TOO_UNCERTAIN = "too_uncertain"
    """The trend is not clear, and the range of the latest value holds both its start and its target: every verdict is inside it."""
    TOO_EARLY = "too_early"
    """The latest figure is older than the target's starting year."""
    WITHHELD = "withheld"
    """The publisher withholds every value."""
    EMBARGOED = "embargoed"
    """The value exists but may not be shown yet."""
    OUT_OF_DATE = "out_of_date"
    """The latest value is too old to carry a verdict."""
    NOT_APPLICABLE = "not_applicable"
    """The target does not apply here, or the method does not."""
    ZERO_OR_SIGN_CHANGE = "zero_or_sign_change"
    """A ratio is undefined at zero or across a change of sign."""
    WINDOW_TOO_SHORT = "window_too_short"
    """The points span too few years: a method's word. Our own verdict needs five points, which span four years at least."""
    TARGET_NOT_IN_DESIRED_DIRECTION = "target_not_in_desired_direction"
    """The target lies on the wrong side of its own baseline: the word of methods that divide by the way between them. Ours does not; it
    asks whether the latest value heads for the target."""
    NO_DATA = "no_data"
    """No figure is held."""
    NOT_COMPARABLE = "not_comparable"
    """Only another quantity is measured."""
    UNVERIFIED = "unverified"
    """The wording of the target is not confirmed."""
    NO_DEADLINE = "no_deadline"
    """No year is set and the level is not reached."""
    PARTS_OPEN = "parts_open"
    """A part of a combined target cannot be judged."""


class Caution(StrEnum):
    """What a reader should know beside a verdict."""

    STAND_IN = "stand_in"
    """Judged by a stand-in series."""
    NO_INTERVAL = "no_interval"
    """The latest value is published without a range."""
    MET_NOT_CERTAIN = "met_not_certain"
    """Met, but the range of the latest value reaches to the other side of the target."""
    MODELLED = "modelled"
    """The publisher's model makes the series smooth; smoothness is no evidence."""
    YEARS_EXCLUDED = "years_excluded"
    """Years inside the window were left out."""
    BREAK_BEFORE_WINDOW = "break_before_window"
    """Earlier points were cut off by a break."""
    DEADLINE_PASSED = "deadline_passed"
    """The target year is over."""
    CLOSE_CALL = "close_call"
    """The probability lies between one third and two thirds."""
    BASELINE_OURS = "baseline_ours"
    """The starting year is our reading, not the document's."""
    OLD_VALUE = "old_value"
    """The latest value is older than the usual delay of publication and two years."""
    OVERLAPPING_WINDOWS = "overlapping_windows"
    """The points are overlapping periods; the uncertainty is widened for it."""
    UNCHANGED_VALUES = "unchanged_values"
    """The newest three values are the same; an old estimate may have been carried forward."""
    PACE_AND_CHANCE_DIFFER = "pace_and_chance_differ"
    """The mean pace says otherwise than the chance: a forecast also weighs the newest values and the limits."""


LEAST_FAVOURABLE_FIRST: tuple[Status, ...] = (
    Status.AWAY,
    Status.NO_CLEAR_CHANGE,
    Status.BEHIND,
    Status.ON_COURSE,
    Status.MET,
)
"""Order in which ties are broken and parts of a combined target are judged: the less favourable wins."""

STALE_BEYOND_LAG_YEARS = 2
"""A value older than the usual publication delay and this many years gets the caution `old_value`."""


def is_met(latest: pd.Series[float], target: pd.Series[float], comparator: pd.Series[str]) -> pd.Series[bool]:
    """
    Tell where *latest* satisfies *target*; a missing value or target is never met.

    The comparator is taken literally: ``<`` and ``>`` are not satisfied at equality.
    """
    conditions = [comparator == "<=", comparator == "<", comparator == ">=", comparator == ">"]
    answers = [latest <= target, latest < target, latest >= target, latest > target]
    met = np.select(conditions, answers, default=False)
    return pd.Series(met.astype(bool) & latest.notna().to_numpy() & target.notna().to_numpy(), index=latest.index)


def is_too_uncertain(lower: Array, upper: Array, start: Array, target: Array) -> Flags:
    """Tell where the range of the latest value holds both *start* and *target*, which differ; never where one of the four is missing."""
    holds_both = (lower <= np.minimum(start, target)) & (upper >= np.maximum(start, target))
    return np.asarray(holds_both & (start != target), dtype=np.bool_)


def settle(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return the status and reason of every row that is settled before a trend is looked at; empty strings where it is not.

    Args:
        rows: One row a target and place with the columns ``unverified``, ``kind``, ``needs_baseline``, ``baseline_known`` (a value or a
            year is stated), ``baseline_stated_value``, ``baseline``, ``points`` (rows of the series), ``values`` (of them not empty),
            ``embargoed`` (any may not be shown yet), ``comparability``, ``baseline_cut`` (a break lies between baseline and latest value),
            ``stale``, ``met``, ``target_value``, ``target_year``, ``latest_year``, ``baseline_year``, ``baseline_ours`` (the starting year
            is our reading).

    Returns:
        Columns ``status`` and ``reason``.
    """
    rules: list[tuple[pd.Series[bool], Status, Reason | None]] = [
        (rows["unverified"], Status.NOT_ASSESSABLE, Reason.UNVERIFIED),
        (rows["kind"] == "aspiration", Status.NOT_ASSESSABLE, Reason.NO_TARGET),
        (rows["needs_baseline"] & ~rows["baseline_known"], Status.NOT_ASSESSABLE, Reason.NO_BASELINE),
        ((rows["points"] == 0) & rows["baseline_stated_value"], Status.NOT_ASSESSABLE, Reason.BASELINE_ONLY),
        # Where every series that is known measures something else, that is the finding, whether or not this place has one.
        ((rows["points"] == 0) & (rows["comparability"] != "not_comparable"), Status.NOT_ASSESSABLE, Reason.NO_DATA),
        (rows["comparability"] == "not_comparable", Status.NOT_ASSESSABLE, Reason.NOT_COMPARABLE),
        ((rows["values"] == 0) & rows["embargoed"], Status.NOT_ASSESSABLE, Reason.EMBARGOED),
        (rows["values"] == 0, Status.NOT_ASSESSABLE, Reason.WITHHELD),
        (rows["needs_baseline"] & rows["baseline"].isna(), Status.NOT_ASSESSABLE, Reason.NO_BASELINE),
        (rows["stale"], Status.NOT_ASSESSABLE, Reason.OUT_OF_DATE),
        (rows["needs_baseline"] & rows["baseline_cut"], Status.NOT_ASSESSABLE, Reason.BREAK_IN_SERIES),
        # A value of before the promise began does not keep it. A start that is only our reading must not silence the figures.
        ((rows["latest_year"] < rows["baseline_year"]) & ~rows["baseline_ours"], Status.NOT_ASSESSABLE, Reason.TOO_EARLY),
        (rows["met"], Status.MET, None),
        (rows["target_year"].isna() | rows["target_value"].isna(), Status.NOT_ASSESSABLE, Reason.NO_DEADLINE),
    ]
    conditions = [condition.to_numpy(dtype=bool, na_value=False) for condition, _, _ in rules]
    status = np.select(conditions, [str(status) for _, status, _ in rules], default="")
    reason = np.select(conditions, ["" if reason is None else str(reason) for _, _, reason in rules], default="")
    return pd.DataFrame({"status": status, "reason": reason}, index=rows.index)
