"""
Healthy People's progress status: the percentage of targeted change achieved, tested where standard errors are known.

Sources: Talih and Huang 2016, Healthy People Statistical Notes 27 (NCHS); notes of the Healthy People 2020 Final Progress Table
(catalog.data.gov); Healthy People 2030 keeps the four categories (PubMed 40576483). Only baseline and latest value count; the time that
is left is not considered, so "improving" never says that the target will be met.
"""

from __future__ import annotations

import numpy as np

from metrics.methods.base import NONE, Answer, Constant, Method, Trait, choose, code, quotient, status_of
from metrics.methods.common import without_noise
from metrics.panel import Array, Goals, Panel, at_year, take
from metrics.status import Reason, Status

ID = "hp2030"
VERSION = "1.0"

CRITICAL_Z = 1.645
"""One-sided 5 % bound of the normal distribution, all digits used (notes of the Final Progress Table)."""
LEAST_SHARE_OF_TARGETED_CHANGE = 10.0
"""Percent of the targeted change that counts as improvement where no standard errors are known (Final Progress Table, status 2)."""
LEAST_CHANGE_FROM_BASELINE = 10.0
"""Percent of the baseline that counts as getting worse where no standard errors are known (Final Progress Table, status 4)."""
SAME_VALUE = 1e-5
"""Relative difference up to which a stated baseline is the published observation, and its standard error that of the baseline."""

STATUS = {
    "target_met_or_exceeded": Status.MET,
    "improving": Status.BEHIND,
    "little_or_no_detectable_change": Status.NO_CLEAR_CHANGE,
    "getting_worse": Status.AWAY,
    "baseline_only": Status.NOT_ASSESSABLE,
    "informational": Status.NOT_ASSESSABLE,
    "not_assessed": Status.NOT_ASSESSABLE,
}
"""Our reading. "Improving" is some progress, the middle of our scale: the method cannot say whether it is enough."""
WORDS = tuple(STATUS)
MET, IMPROVING, LITTLE, WORSE, BASELINE_ONLY, INFORMATIONAL, NOT_ASSESSED = range(len(WORDS))


def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return Healthy People's status of every series.

    ``statistic`` is the percentage of targeted change achieved for a movement toward the target and the percentage change from the
    baseline (negative) for one away from it; where standard errors decide, it is z, positive toward the target. ``threshold`` is the
    bound it is held against, ``required`` the whole targeted change in the indicator's unit.
    """
    base, base_error = _baseline(panel, goals)
    sign, goal, latest = goals.sign, goals.target_value, panel.latest
    moved = sign * (latest - base)
    achieved = sign * (latest - goal) >= 0
    met_at_baseline = sign * (base - goal) >= 0
    error = np.sqrt(panel.latest_se**2 + base_error**2)
    tested = ~np.isnan(error)
    toward, away = moved > 0, moved < 0
    targeted = np.where(met_at_baseline, np.nan, goal - base)
    percent_achieved = 100 * quotient(moved, np.abs(targeted))
    percent_change = 100 * quotient(moved, np.abs(base))
    z = quotient(moved, error)
    enough = np.where(tested, z > CRITICAL_Z, without_noise(percent_achieved) >= LEAST_SHARE_OF_TARGETED_CHANGE)
    worse = np.where(tested, -z > CRITICAL_Z, -without_noise(percent_change) >= LEAST_CHANGE_FROM_BASELINE)
    no_points, no_sign, no_goal, no_base = panel.count == 0, np.isnan(sign), np.isnan(goal), np.isnan(base)
    single = ~no_points & ~(panel.latest_year > goals.baseline_year)
    undefined = away & ~tested & (base == 0)
    conditions = [no_points, no_sign, no_goal, no_base, single, achieved, undefined, toward & enough, away & worse]
    words = [NOT_ASSESSED, NOT_ASSESSED, INFORMATIONAL, NOT_ASSESSED, BASELINE_ONLY, MET, NOT_ASSESSED, IMPROVING, WORSE]
    reasons = [Reason.NO_DATA, Reason.NOT_APPLICABLE, Reason.NO_TARGET, Reason.NO_BASELINE, Reason.BASELINE_ONLY, "",
               Reason.ZERO_OR_SIGN_CHANGE, "", ""]  # fmt: skip
    verdict = choose(conditions, words, LITTLE)
    reason = choose(conditions, [code(why) for why in reasons], NONE)
    statistic = np.where(achieved, percent_achieved, np.where(tested, z, np.where(toward, percent_achieved, percent_change)))
    bound = np.where(tested, CRITICAL_Z, np.where(toward, LEAST_SHARE_OF_TARGETED_CHANGE, LEAST_CHANGE_FROM_BASELINE))
    bound = np.where(achieved, 100.0, np.where(toward, bound, -bound))
    shown = (reason == NONE) & ~(met_at_baseline & achieved)
    return Answer(
        verdict=verdict,
        status=status_of(WORDS, STATUS, verdict),
        statistic=np.where(shown, statistic, np.nan),
        threshold=np.where(shown, bound, np.nan),
        required=targeted,
        reason=reason,
        points=panel.count,
        first_year=np.where(np.isnan(goals.baseline_year), panel.first_year, goals.baseline_year),
        last_year=panel.last_year,
    )


def _baseline(panel: Panel, goals: Goals) -> tuple[Array, Array]:
    """Return the baseline's value and standard error: as stated, or the observation of the stated year."""
    column = at_year(panel, goals.baseline_year)
    observed = take(panel.value, column)
    value = np.where(np.isnan(goals.baseline_value), observed, goals.baseline_value)
    # The published error belongs to the published value: a stated baseline that differs from the observation has none.
    same = np.abs(value - observed) <= SAME_VALUE * np.abs(observed)
    return value, np.where(same, take(panel.se, column), np.nan)


METHOD = Method(
    id=ID,
    version=VERSION,
    source="NCHS, Healthy People Statistical Notes 27 and Healthy People 2020 Final Progress Table; categories kept in Healthy People 2030",
    needs="a target, a baseline and one later value; standard errors or 95 % limits of both where known, else the 10 % rules",
    special_cases="met now, also if met at baseline: met; baseline 0 and away: not assessed; baseline only; no target: informational",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("critical_z", CRITICAL_Z, "notes of the Healthy People 2020 Final Progress Table", verified=True),
        Constant("least_share_of_targeted_change_percent", LEAST_SHARE_OF_TARGETED_CHANGE, "Final Progress Table, status 2", verified=True),
        Constant("least_change_from_baseline_percent", LEAST_CHANGE_FROM_BASELINE, "Final Progress Table, status 4", verified=True),
        Constant("samples_are_independent", 1.0, "variance of the difference SE² + SE²: standard, quoted from memory", verified=False),
    ),
    traits=frozenset({Trait.SIGNIFICANCE, Trait.TARGET, Trait.FROM_BASELINE}),
    tested_at=CRITICAL_Z,
)
