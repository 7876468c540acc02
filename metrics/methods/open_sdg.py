"""
Open SDG's automatic progress calculation, as Statistics Canada uses it.

Source: github.com/open-sdg/sdg-build, ``sdg/ProgressMeasure.py`` (class version), and open-sdg/open-sdg ``docs/progress.md``; the rule is
Statistics Canada's (sdgcif-data-canada-oddcic-donnee.github.io/methodology). With a target, the compound growth since the base year is
divided by the growth that the target needs; without one, the growth itself is judged. Two points decide: no uncertainty is considered.
"""

from __future__ import annotations

import numpy as np

from metrics.methods.base import NONE, Answer, Constant, Method, Trait, choose, code, status_of
from metrics.panel import Array, Flags, Goals, Panel, at_or_after
from metrics.status import Reason, Status

ID = "open_sdg"
VERSION = "1.0"

DEFAULT_BASE_YEAR = 2015
"""Base year where none is stated; also the first choice of Open SDG (``base_year`` in ProgressMeasure.py)."""
DEFAULT_TARGET_YEAR = 2030
"""Target year where none is stated (``target_year`` in ProgressMeasure.py)."""
INSTEAD_OF_ZERO = 0.001
"""A base value or target of zero is replaced by this before ratios are taken (ProgressMeasure.py)."""
RATIO_THRESHOLDS = (0.95, 0.6, 0.0)
"""Share of the required growth for substantial, moderate, limited progress (``progress_thresholds``, method 2)."""
GROWTH_THRESHOLDS = (0.015, 0.005, 0.0)
"""Growth a year for substantial, moderate, limited progress without a target (``progress_thresholds``, method 1)."""
INDICATOR_BOUNDS = (-2.5, 0.0, 2.5)
"""Mean score from which an indicator's progress is limited, moderate, substantial (``get_progress_status_from_score``)."""
HIGHEST_SCORE = 5.0
LIMIT_EXPONENT = 4.44
"""Exponent by which thresholds shrink near a natural limit (``a`` in ``get_progress_thresholds``)."""

STATUS = {
    "target_achieved": Status.MET,
    "substantial_progress": Status.ON_COURSE,
    "moderate_progress": Status.BEHIND,
    "limited_progress": Status.BEHIND,
    "deterioration": Status.AWAY,
    "not_available": Status.NOT_ASSESSABLE,
}
"""Our reading of Open SDG's words. Limited progress of exactly 0 is `no_clear_change`: nothing moved."""
WORDS = tuple(STATUS)
ACHIEVED, SUBSTANTIAL, MODERATE, LIMITED, DETERIORATION, NOT_AVAILABLE = range(len(WORDS))


def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return Open SDG's verdict on every series.

    ``statistic`` is the progress value (growth ratio with a target, growth a year without), ``threshold`` the bound that the verdict
    passed (or, for deterioration, failed), ``required`` the growth a year that the target needs.
    """
    base_year, base = _base(panel, goals)
    sign, latest = goals.sign, panel.latest
    goal = np.where(goals.target_value == 0, INSTEAD_OF_ZERO, goals.target_value)
    with_target = ~np.isnan(goal)
    achieved = (sign * (latest - goal) >= 0) & ~np.isnan(base_year)
    start = np.where(base == 0, INSTEAD_OF_ZERO, base)
    years = panel.last_year - base_year
    crossed = start * latest < 0
    target_year = np.where(np.isnan(goals.target_year), DEFAULT_TARGET_YEAR, goals.target_year)
    growth, required = _growth(start, latest, years), _growth(start, goal, target_year - base_year)
    progress = np.where(base < 0, -sign, sign) * growth
    value = np.where(with_target, progress / np.abs(required), progress)
    value = np.where((years >= 1) & ~crossed & ~np.isnan(sign), value, np.nan)
    thresholds = _thresholds(goals.limit, base, with_target)
    conditions = [achieved, np.isnan(value), *(value >= bound for bound in thresholds)]
    verdict = choose(conditions, [ACHIEVED, NOT_AVAILABLE, SUBSTANTIAL, MODERATE, LIMITED], DETERIORATION)
    passed = np.where(conditions[2], thresholds[0], np.where(conditions[3], thresholds[1], thresholds[2]))
    status = np.where((verdict == LIMITED) & (value == 0), code(Status.NO_CLEAR_CHANGE), status_of(WORDS, STATUS, verdict))
    no_start = np.isnan(base_year) | ~(years >= 1)
    reason = choose(
        [verdict != NOT_AVAILABLE, panel.count == 0, np.isnan(sign), no_start],
        [NONE, code(Reason.NO_DATA), code(Reason.NOT_APPLICABLE), code(Reason.TOO_FEW_POINTS)],
        code(Reason.ZERO_OR_SIGN_CHANGE),
    )
    return Answer(
        verdict=verdict,
        status=status,
        statistic=value,
        threshold=np.where(conditions[0] | conditions[1], np.nan, passed),
        required=required,
        reason=reason,
        points=panel.count,
        first_year=base_year,
        last_year=panel.last_year,
    )


def _base(panel: Panel, goals: Goals) -> tuple[Array, Array]:
    """Return base year and value: as stated, or the observation of the wanted year, or of the next available one."""
    wanted = goals.starting_year(DEFAULT_BASE_YEAR)
    column = at_or_after(panel, wanted)
    stated, known = ~np.isnan(goals.baseline_value), panel.count > 0
    observed_year, observed = panel.point(column)
    year, value = np.where(stated, wanted, observed_year), np.where(stated, goals.baseline_value, observed)
    return np.where(known, year, np.nan), np.where(known, value, np.nan)


def _growth(start: Array, end: Array, years: Array) -> Array:
    """Return the compound growth a year, to -1 where the end is 0; NaN where it is undefined."""
    return np.where(years > 0, (end / start) ** (1 / years) - 1, np.nan)


def _thresholds(limit: Array, base: Array, with_target: Flags) -> list[Array]:
    """Return the three thresholds of every series; without a target they shrink near the natural limit of the indicator."""
    factor = 1.0 if np.isnan(limit).all() else reduction(limit, base)
    return [np.where(with_target, ratio, growth * factor) for ratio, growth in zip(RATIO_THRESHOLDS, GROWTH_THRESHOLDS, strict=True)]


@np.errstate(divide="ignore", invalid="ignore")
def reduction(limit: Array, base: Array) -> Array:
    """Return by how much the thresholds of a growth shrink near the natural *limit*: 0 at it, 1 far away or without one."""
    bound, size = np.abs(limit), np.abs(base)
    near = np.where(size <= bound, size, 2 * bound - size) / bound
    return np.asarray(1 - np.where(near > 0, near, 0.0) ** LIMIT_EXPONENT, dtype=np.float64)


@np.errstate(divide="ignore", invalid="ignore")
def score(value: Array, achieved: Flags, with_target: Flags, reduced: Array) -> Array:
    """
    Return the score of every series, from -5 to 5, as the meters of Open SDG show it.

    Args:
        value: The progress value, ``statistic`` of `judge`; NaN has no score unless the target is achieved.
        achieved: Where the target is achieved: 5, whatever the value.
        with_target: Where the value is a share of the required growth.
        reduced: Result of `reduction`, 1 where there is no limit.

    Source:
        ``get_score`` in ProgressMeasure.py.
    """
    high, middle, _ = GROWTH_THRESHOLDS
    share = value / reduced
    of_ratio = np.where(value >= RATIO_THRESHOLDS[1], 7.1429 * value - 4.2857, 4.1667 * value - 2.5)
    rising = [reduced == 0, share >= high, share >= middle]
    of_growth = np.select(rising, [HIGHEST_SCORE, 500 * share - 5, 250 * share - 1.25], 500 * share - 2.5)
    of_growth = np.where(value < 0, 125 * value - 2.5, of_growth)
    found = np.clip(np.where(with_target, of_ratio, of_growth), -HIGHEST_SCORE, HIGHEST_SCORE)
    return np.where(achieved, HIGHEST_SCORE, np.where(np.isnan(value), np.nan, found))


def indicator(scores: Array, achieved: Flags) -> tuple[float, str]:
    """
    Return the score of an indicator of several series, and its word.

    Args:
        scores: Scores of its series; those without one do not count.
        achieved: Which of them have achieved their target.

    Source:
        ``get_indicator_progress`` in ProgressMeasure.py: the mean; achieved only where every series with a score is.
    """
    known = np.isfinite(scores)
    if not known.any():
        return np.nan, WORDS[NOT_AVAILABLE]
    mean = float(scores[known].mean())
    if achieved[known].all():
        return mean, WORDS[ACHIEVED]
    passed = sum(mean >= bound for bound in INDICATOR_BOUNDS)
    return mean, WORDS[DETERIORATION - passed]


SOURCE_OF_CONSTANTS = "sdg/ProgressMeasure.py of open-sdg/sdg-build"

METHOD = Method(
    id=ID,
    version=VERSION,
    source="Open SDG / Statistics Canada, auto_progress_calculation (github.com/open-sdg/sdg-build, sdg/ProgressMeasure.py)",
    needs="two points: the base year (2015 if none is stated, or the next available) and the latest; no target needed",
    special_cases="target met: achieved; base equals target: no value; base 0: 0.001; change of sign: not available; no uncertainty",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("default_base_year", DEFAULT_BASE_YEAR, SOURCE_OF_CONSTANTS, verified=True),
        Constant("default_target_year", DEFAULT_TARGET_YEAR, SOURCE_OF_CONSTANTS, verified=True),
        Constant("instead_of_zero", INSTEAD_OF_ZERO, SOURCE_OF_CONSTANTS, verified=True),
        *(Constant(f"ratio_threshold_{rank}", bound, SOURCE_OF_CONSTANTS, verified=True) for rank, bound in enumerate(RATIO_THRESHOLDS, 1)),
        *(
            Constant(f"growth_threshold_{rank}", bound, SOURCE_OF_CONSTANTS, verified=True)
            for rank, bound in enumerate(GROWTH_THRESHOLDS, 1)
        ),
        Constant("limit_exponent", LIMIT_EXPONENT, SOURCE_OF_CONSTANTS, verified=True),
    ),
    traits=frozenset({Trait.TARGET, Trait.DEADLINE, Trait.FROM_BASELINE, Trait.COMPOUND}),
)
