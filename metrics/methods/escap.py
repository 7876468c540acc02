"""
The current status index and the anticipated progress of ESCAP and the other regional commissions of the United Nations.

Sources: Bidarbakht-Nia 2017, Tracking progress towards the SDGs, ESCAP SD/WP/05; the same 2020, Global Policy 11:56; technical notes of
UNECE's assessments of 2022 to 2026 (points from 2000 on, recent ones count more, the gap is taken relative to the progress required since
2015). The two extrapolations are those of UNICEF's regional office (public R functions of its MENARO trend analysis): a regression of the
logit with a time-weighted slope where the indicator is bounded, a time-weighted geometric mean where it is not. The bounds of the three
classes are quoted from memory.

The classes look only at the value anticipated for the target year; the current status index (`current_status`) is a number without classes.
"""

from __future__ import annotations

import numpy as np

from metrics.methods.base import Answer, Constant, Method, Trait
from metrics.methods.common import Numbers, Rule, conclude, starting_point, without_noise
from metrics.panel import Array, Goals, Panel, at_or_after, newest, take
from metrics.status import Reason, Status

ID = "escap"
VERSION = "1.0"

FIRST_YEAR = 2000
"""Points before it are not used (UNECE, technical notes 2022 to 2026)."""
DEFAULT_BASE_YEAR = 2015
"""Year from which progress is required (the same), where the goal states none."""
DEFAULT_TARGET_YEAR = 2030
"""Year for which the value is anticipated, where the goal states none."""
MAINTAIN_UP_TO_GAP = 10.0
"""Percent of the required progress that may be missing for the target to count as within reach; from memory."""
ACCELERATE_UP_TO_GAP = 100.0
"""Percent above which the anticipated value lies on the wrong side of the baseline: the trend must be reversed; from memory."""
PERCENT = 100.0
LARGEST_EXPONENT = 700.0
"""exp() of more overflows."""

WORDS = ("maintain_progress", "accelerate_progress", "reverse_trend", "not_assessed")


@np.errstate(all="ignore")  # odd series give NaN and a reason, not a warning
def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return the class of anticipated progress of every series.

    ``statistic`` is the anticipated progress in percent of the required progress (100 minus the gap); ``threshold`` the bound it passed
    (for a trend to be reversed: did not pass); ``required`` the progress from baseline to target in the indicator's unit.
    """
    start = starting_point(panel, goals, DEFAULT_BASE_YEAR, interpolate=True)
    due = np.where(np.isnan(goals.target_year), DEFAULT_TARGET_YEAR, goals.target_year)
    first = at_or_after(panel, np.full(len(due), FIRST_YEAR))
    count = np.where(first < 0, 0, panel.width - first)
    ahead = anticipated(panel, due, scale_of(panel, goals))
    progress = anticipated_progress(ahead, start.value, goals.target_value, goals.sign)
    # Through logarithms and back, a series that never moved comes out a last bit better or worse.
    decisive = without_noise(progress)
    refusals = [
        (np.isnan(goals.target_value), Reason.NO_TARGET),
        (count < 2, Reason.TOO_FEW_POINTS),  # noqa: PLR2004 - a trend needs two points
        (due <= panel.latest_year, Reason.NOT_APPLICABLE),  # nothing is left to be anticipated
        (np.isnan(start.value), Reason.TOO_EARLY),
        (goals.sign * (goals.target_value - start.value) <= 0, Reason.TARGET_NOT_IN_DESIRED_DIRECTION),
    ]
    within_reach, not_lost = PERCENT - MAINTAIN_UP_TO_GAP, PERCENT - ACCELERATE_UP_TO_GAP
    rules: list[Rule] = [
        (decisive >= within_reach, WORDS[0], Status.ON_COURSE),
        (decisive > not_lost, WORDS[1], Status.BEHIND),
        (decisive == not_lost, WORDS[1], Status.NO_CLEAR_CHANGE),
        (np.ones(len(progress), dtype=np.bool_), WORDS[2], Status.AWAY),
    ]
    bound = np.where(decisive >= within_reach, within_reach, not_lost)
    numbers = Numbers(progress, bound, goals.target_value - start.value, count, take(panel.year, first))
    return conclude(panel, goals, WORDS, met=WORDS[0], refusals=refusals, rules=rules, numbers=numbers)


def scale_of(panel: Panel, goals: Goals) -> Array:
    """Return the upper bound of every indicator: its stated limit, 1 or 100 for a share of a count, NaN where it is unbounded."""
    with np.errstate(divide="ignore", invalid="ignore"):
        in_percent = ~(panel.latest <= 2 * newest(panel.numerator) / newest(panel.denominator))
    of_share = np.where(panel.proportion, np.where(in_percent, PERCENT, 1.0), np.nan)
    return np.where(goals.limit > 0, goals.limit, of_share)


def anticipated(panel: Panel, due: Array, scale: Array) -> Array:
    """
    Return the value anticipated for the year *due*.

    A point of the year t has the weight 1 / (due - t), the source's but for a factor that cancels out. Bounded indicators: the mean logit
    of value / *scale*, continued by the weighted slope; where a value has reached a bound there is no logit, and the latest value stays.
    Unbounded ones: the weighted mean of the yearly growth rates, continued from the latest value; NaN where a value is not positive. Growth
    over a gap of years counts for each of them, which leaves yearly series as the source has them.

    Args:
        panel: The points; those before `FIRST_YEAR` are not used.
        due: A year after the latest point.
        scale: Result of `scale_of`.
    """
    bounded = np.isfinite(scale)
    if not bounded.any():
        return _by_growth(panel, due)
    ahead, rows = np.empty(len(due)), np.flatnonzero(bounded)
    ahead[rows] = _by_logit(panel.rows(rows), due[rows], scale[rows])
    rest = np.flatnonzero(~bounded)
    ahead[rest] = _by_growth(panel.rows(rest), due[rest])
    return ahead


def _by_logit(panel: Panel, due: Array, scale: Array) -> Array:
    """Return the value anticipated by the line through the unweighted mean of the logits with their weighted slope."""
    used = panel.year >= FIRST_YEAR
    share = panel.value / scale[:, None]
    inside = (share > 0) & (share < 1)
    share = np.where(used & inside, share, 0.5)
    y = np.log(share / (1 - share))
    time = np.where(used, panel.year - due[:, None], 0.0)
    weight = np.where(used, -1 / time, 0.0)
    count, total, lean = used.sum(axis=1), weight.sum(axis=1), (weight * time).sum(axis=1)
    centre, mean = time.sum(axis=1) / count, y.sum(axis=1) / count
    spread = (weight * time**2).sum(axis=1) - lean**2 / total
    slope = ((weight * time * y).sum(axis=1) - lean * (weight * y).sum(axis=1) / total) / spread
    logit = mean - slope * centre
    by_line = scale / (1 + np.exp(np.clip(-logit, -LARGEST_EXPONENT, LARGEST_EXPONENT)))
    return np.where((inside | ~used).all(axis=1), by_line, panel.latest)


def _by_growth(panel: Panel, due: Array) -> Array:
    """Return the latest value continued by the weighted mean of the yearly changes of the logarithm."""
    if not panel.width:
        return panel.latest
    # Points before the first year stand on the left: neither they nor the change from the last of them to the first used one count.
    used = panel.year >= FIRST_YEAR
    y = np.where(used, panel.value, 1.0)
    np.log(y, out=y)
    ahead = np.where(used, due[:, None] - panel.year, 1.0)
    weight = used[:, :-1] / ahead[:, 1:]
    change, lost = (_row_products(weight, cells[:, 1:]) - _row_products(weight, cells[:, :-1]) for cells in (y, ahead))
    years = -lost
    growth = change / years
    # A zero has a logarithm of minus infinity, and no growth.
    growth = np.where(np.isfinite(growth), growth, np.nan)
    anticipated_value = panel.latest * np.exp(np.clip(growth * (due - panel.latest_year), -LARGEST_EXPONENT, LARGEST_EXPONENT))
    return np.asarray(anticipated_value, dtype=np.float64)


def _row_products(left: Array, right: Array) -> Array:
    """Return the sum of the products of every row."""
    return np.asarray(np.einsum("ij,ij->i", left, right), dtype=np.float64)


@np.errstate(all="ignore")
def anticipated_progress(ahead: Array, base: Array, target: Array, sign: Array) -> Array:
    """
    Return 100 minus the anticipated gap, in percent of the progress that is required from *base* to *target*.

    100 where the anticipated value *ahead* is at or past the target, 0 where it is no better than the baseline, negative where it is worse;
    NaN where nothing is required.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.abs(target - ahead) / np.abs(target - base)
    return np.where(sign * (ahead - target) >= 0, PERCENT, np.where(target == base, np.nan, PERCENT - PERCENT * gap))


@np.errstate(all="ignore")
def current_status(latest: Array, base: Array, target: Array, sign: Array) -> Array:
    """
    Return the current status index: progress since *base* on a scale on which the target is 10.

    10 where the target is met, negative where *latest* is worse than *base*, NaN where base and target are the same and it is not met.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        index = 10 * sign * (latest - base) / np.abs(target - base)
    return np.where(sign * (latest - target) >= 0, 10.0, np.where(target == base, np.nan, index))


MEMORY = "quoted from memory; ESCAP's technical note was not at hand"
PEER = "UNICEF MENARO, trend analysis for child-related SDG indicators (public R functions)"
METHOD = Method(
    id=ID,
    version=VERSION,
    source="ESCAP, anticipated progress (Bidarbakht-Nia 2017, SD/WP/05; UNECE technical notes 2022-2026); extrapolation as in " + PEER,
    needs="a target, a baseline (2015 if none is stated, interpolated if missing) and two points since 2000; 2030 if no year is stated",
    special_cases="target met: maintain progress; bound reached: the latest value stays; unbounded with zero or negative: no verdict",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("percent of the required progress missing: maintain", MAINTAIN_UP_TO_GAP, MEMORY, verified=False),
        Constant("percent of the required progress missing: accelerate", ACCELERATE_UP_TO_GAP, MEMORY, verified=False),
        Constant("first year of the points", FIRST_YEAR, "UNECE, technical notes on the progress assessment 2022-2026", verified=True),
        Constant("baseline year where none is stated", DEFAULT_BASE_YEAR, "UNECE, the same", verified=True),
    ),
    traits=frozenset({Trait.TARGET, Trait.DEADLINE, Trait.EVERY_POINT, Trait.COMPOUND}),
)
