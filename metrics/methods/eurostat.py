"""
Eurostat's arrows: the compound growth a year, against the growth that the target needs or, without a target, against 1 % a year.

Source: Eurostat, Sustainable development in the European Union, monitoring report on progress towards the SDGs in an EU context (yearly
since 2017), annex on the assessment of indicator trends. Its structure was read in texts of Eurostat, ISTAT and Open SDG; the thresholds
are those of Open SDG's code, which was built from it.

Two points decide, the first and the last of a window. Eurostat looks at the last 15 years and at the last 5. We start where the goal
states a baseline, because that is the path the policy chose; else at the long window, and at the short one where the series has no ten
years (`Window` makes it a choice).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from metrics.methods.base import Answer, Constant, Method, Trait, cagr, quotient
from metrics.methods.common import Numbers, Rule, Start, bound_passed, conclude, points_from, starting_point, without_noise
from metrics.panel import Array, Flags, Goals, Panel, at_or_after, take
from metrics.status import Reason, Status

ID = "eurostat"
VERSION = "1.0"

SIGNIFICANT_RATIO = 0.95
"""Share of the required growth for significant progress."""
MODERATE_RATIO = 0.60
"""Share of the required growth for moderate progress; below it, down to 0, progress is insufficient."""
CLEAR_GROWTH = 0.01
"""Growth a year that is significant without a target, in either direction."""
FEWEST_POINTS = 3
"""Points in the window: we read "three years of data" so, for two points a year apart are no trend."""

RATIO_SCORES = ((-0.60, -5.0), (0.0, -2.5), (0.60, 0.0), (0.95, 2.5), (1.30, 5.0))
"""Ratio and score between which goal-level averages interpolate; from memory, equal to the slopes in Open SDG's code."""
SCORE_OF_ONE_PERCENT = 2.5
"""Score of a growth of 1 % a year where there is no target."""
HIGHEST_SCORE = 5.0
"""Scores are cut off at plus and minus this number."""

WORDS = (
    "significant_progress", "moderate_progress", "insufficient_progress", "movement_away",
    "moderate_movement_away", "significant_movement_away", "not_assessed",
)  # fmt: skip


@dataclass(frozen=True)
class Window:
    """
    Which years decide.

    Attributes:
        years: How far back the window reaches.
        fewest_years: Years that must lie between its first and its last point.
    """

    years: int
    fewest_years: int


LONG = Window(years=15, fewest_years=10)
SHORT = Window(years=5, fewest_years=3)


@np.errstate(all="ignore")  # odd series give NaN and a reason, not a warning
def judge(panel: Panel, goals: Goals, *, window: Window | None = None) -> Answer:
    """
    Return Eurostat's arrow of every series.

    ``statistic`` is the share of the required growth that was reached, without a target the growth a year in the desired direction;
    ``threshold`` the bound it passed (for movement away: did not pass); ``required`` the growth a year that the target needs.

    Args:
        panel: The points.
        goals: What is to be reached.
        window: `LONG` or `SHORT` to start there, as Eurostat does, also where the goal states a baseline.
    """
    if window is not None:
        nothing = np.full_like(goals.baseline_year, np.nan)
        goals = replace(goals, baseline_year=nothing, baseline_value=nothing)
    start = _start(panel, goals, (LONG, SHORT) if window is None else (window,))
    years = panel.latest_year - start.year
    required = cagr(start.value, goals.target_value, goals.target_year - start.year)
    actual = cagr(start.value, panel.latest, years)
    with_target = np.isfinite(goals.target_value)
    number = np.where(with_target, quotient(actual, required), goals.sign * actual)
    decisive = without_noise(number)
    points = points_from(panel, start.column) + (take(panel.year, start.column) > start.year)
    refusals = [
        (panel.count < 2, Reason.TOO_FEW_POINTS),  # noqa: PLR2004 - growth needs two points
        (goals.baseline_year > panel.latest_year, Reason.TOO_EARLY),
        (~(years >= SHORT.fewest_years), Reason.WINDOW_TOO_SHORT),
        (points < FEWEST_POINTS, Reason.TOO_FEW_POINTS),
        (with_target & np.isnan(goals.target_year), Reason.NO_DEADLINE),
        (with_target & (goals.target_year <= start.year), Reason.NOT_APPLICABLE),
        ((start.value <= 0) | (panel.latest < 0) | (goals.target_value <= 0), Reason.ZERO_OR_SIGN_CHANGE),
        (goals.sign * (goals.target_value - start.value) <= 0, Reason.TARGET_NOT_IN_DESIRED_DIRECTION),
    ]
    numbers = Numbers(number, _threshold(decisive, with_target), required, points, start.year)
    return conclude(panel, goals, WORDS, met=WORDS[0], refusals=refusals, rules=_rules(decisive, with_target), numbers=numbers)


def _start(panel: Panel, goals: Goals, windows: Sequence[Window]) -> Start:
    """Return where the growth is counted from: the stated baseline, else the first of *windows* that the series is long enough for."""
    stated = starting_point(panel, goals, np.nan, interpolate=False)
    given = np.isfinite(goals.baseline_year)
    if given.all():
        return stated
    year, value, column = np.full_like(stated.value, np.nan), np.full_like(stated.value, np.nan), np.full_like(stated.column, panel.width)
    for window in reversed(windows):
        first = at_or_after(panel, panel.latest_year - window.years)
        long_enough = panel.latest_year - take(panel.year, first) >= window.fewest_years
        year, value = np.where(long_enough, take(panel.year, first), year), np.where(long_enough, take(panel.value, first), value)
        column = np.where(long_enough, first, column)
    return Start(np.where(given, stated.year, year), np.where(given, stated.value, value), np.where(given, stated.column, column))


def _rules(number: Array, with_target: Flags) -> list[Rule]:
    return [
        (with_target & (number >= SIGNIFICANT_RATIO), "significant_progress", Status.ON_COURSE),
        (with_target & (number >= MODERATE_RATIO), "moderate_progress", Status.BEHIND),
        (with_target & (number > 0), "insufficient_progress", Status.BEHIND),
        (with_target & (number == 0), "insufficient_progress", Status.NO_CLEAR_CHANGE),
        (with_target, "movement_away", Status.AWAY),
        (number >= CLEAR_GROWTH, "significant_progress", Status.ON_COURSE),
        (number > 0, "moderate_progress", Status.BEHIND),
        (number == 0, "moderate_progress", Status.NO_CLEAR_CHANGE),
        (number >= -CLEAR_GROWTH, "moderate_movement_away", Status.AWAY),
        (np.ones_like(with_target), "significant_movement_away", Status.AWAY),
    ]


def _threshold(number: Array, with_target: Flags) -> Array:
    """Return the highest bound that *number* reaches, the lowest bound where it reaches none."""
    of_ratio = bound_passed([number >= MODERATE_RATIO, number >= SIGNIFICANT_RATIO], [0.0, MODERATE_RATIO, SIGNIFICANT_RATIO])
    of_growth = bound_passed([number >= 0, number >= CLEAR_GROWTH], [-CLEAR_GROWTH, 0.0, CLEAR_GROWTH])
    return np.where(with_target, of_ratio, of_growth)


def score_of_ratio(ratio: Array) -> Array:
    """Return the score (-5 to 5) that enters goal-level averages where there is a target; *ratio* is growth over required growth."""
    ratios, scores = zip(*RATIO_SCORES, strict=True)
    return np.asarray(np.interp(ratio, ratios, scores), dtype=np.float64)


def score_of_growth(growth: Array) -> Array:
    """Return the score (-5 to 5) where there is no target; *growth* a year is a share, positive in the desired direction."""
    return np.clip(SCORE_OF_ONE_PERCENT * 100 * growth, -HIGHEST_SCORE, HIGHEST_SCORE)


OPEN_SDG = "Open SDG's code, which was built from Eurostat's annex; the annex itself was not at hand"
METHOD = Method(
    id=ID,
    version=VERSION,
    source="Eurostat, Sustainable development in the European Union: monitoring report on progress towards the SDGs, annex on trends",
    needs="three points over three years or more, all positive; with a target also its year; the baseline or the last 15 (else 5) years",
    special_cases="target met: significant progress; zero, negative values or a target of zero: no verdict; two points: too short",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("share of required growth: significant", SIGNIFICANT_RATIO, OPEN_SDG, verified=False),
        Constant("share of required growth: moderate", MODERATE_RATIO, OPEN_SDG, verified=False),
        Constant("growth a year without target: significant", CLEAR_GROWTH, OPEN_SDG, verified=False),
        Constant("years of the long window", LONG.years, "Eurostat's annex, from secondary texts", verified=False),
        Constant("least years of the long window", LONG.fewest_years, "Eurostat's annex, from secondary texts", verified=False),
        Constant("years of the short window", SHORT.years, "Eurostat's annex, from secondary texts", verified=False),
        Constant("least years of the short window", SHORT.fewest_years, "Eurostat's annex, from secondary texts", verified=False),
    ),
    traits=frozenset({Trait.TARGET, Trait.DEADLINE, Trait.FROM_BASELINE, Trait.COMPOUND}),
)
