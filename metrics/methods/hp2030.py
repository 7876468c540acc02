"""
Healthy People's progress status: the percentage of targeted change achieved, tested where standard errors are known.

Sources: Talih and Huang 2016, Healthy People Statistical Notes 27 (NCHS); notes of the Healthy People 2020 Final Progress Table
(catalog.data.gov); Healthy People 2030 keeps the four categories (PubMed 40576483). Only baseline and latest value count; the time that
is left is not considered, so "improving" never says that the target will be met.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.methods.base import Method, answer, complete, latest, with_errors
from metrics.projection import ratio
from metrics.status import Reason, Status

ID = "hp2030"
VERSION = "1.0"

CRITICAL_Z = 1.645
"""One-sided 5 % bound of the normal distribution, all digits used (notes of the Final Progress Table). The variance of the difference is
that of independent samples; the formula is standard and quoted from memory."""
LEAST_SHARE_OF_TARGETED_CHANGE = 10.0
"""Percent of the targeted change that counts as improvement where no standard errors are known (Final Progress Table, status 2)."""
LEAST_CHANGE_FROM_BASELINE = 10.0
"""Percent of the baseline that counts as getting worse where no standard errors are known (Final Progress Table, status 4)."""

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


def assess(series: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """
    Return Healthy People's status of every row of *targets*; see `metrics.methods.base` for both frames.

    ``statistic`` is the percentage of targeted change achieved for a movement toward the target and the percentage change from the
    baseline (negative) for one away from it; where standard errors decide, it is z, positive toward the target. ``threshold`` is the
    bound it is held against, ``required`` the whole targeted change in the indicator's unit.
    """
    goals = complete(targets)
    points = with_errors(series)
    ends = latest(points, goals.index)
    base = _baseline(points, goals)
    sign, goal = goals["sign"], goals["target_value"]
    moved = sign * (ends["latest"] - base["value"])
    achieved = sign * (ends["latest"] - goal) >= 0
    met_at_baseline = sign * (base["value"] - goal) >= 0
    error = (ends["latest_se"] ** 2 + base["se"] ** 2) ** 0.5
    tested = error.notna()
    z = pd.Series(ratio(moved.to_numpy(dtype=float), error.to_numpy(dtype=float)), index=goals.index)
    targeted = (goal - base["value"]).where(~met_at_baseline)
    percent_achieved = 100 * moved / targeted.abs()
    percent_change = pd.Series(100 * ratio(moved.to_numpy(dtype=float), base["value"].abs().to_numpy(dtype=float)), index=goals.index)
    toward = moved > 0
    enough = (z > CRITICAL_Z).where(tested, percent_achieved >= LEAST_SHARE_OF_TARGETED_CHANGE)
    worse = (-z > CRITICAL_Z).where(tested, -percent_change >= LEAST_CHANGE_FROM_BASELINE)
    undefined = (moved < 0) & ~tested & (base["value"] == 0)
    single = (ends["points"] > 0) & ~(ends["last_year"] > base["year"])
    rules: list[tuple[pd.Series[bool], str, Reason | None]] = [
        (ends["points"] == 0, "not_assessed", Reason.NO_DATA),
        (sign.isna(), "not_assessed", Reason.NOT_APPLICABLE),
        (goal.isna(), "informational", Reason.NO_TARGET),
        (base["value"].isna(), "not_assessed", Reason.NO_BASELINE),
        (single, "baseline_only", Reason.BASELINE_ONLY),
        (achieved, "target_met_or_exceeded", None),
        (undefined, "not_assessed", Reason.ZERO_OR_SIGN_CHANGE),
        (toward & enough.astype(bool), "improving", None),
        ((moved < 0) & worse.astype(bool), "getting_worse", None),
    ]
    conditions = [condition.to_numpy(dtype=bool) for condition, _, _ in rules]
    verdict = pd.Series(np.select(conditions, [word for _, word, _ in rules], "little_or_no_detectable_change"), index=goals.index)
    reason = np.select(conditions, ["" if why is None else str(why) for _, _, why in rules], "")
    statistic = percent_achieved.where(toward | achieved, percent_change).where(~tested | achieved, z)
    bound = pd.Series(np.where(toward, LEAST_SHARE_OF_TARGETED_CHANGE, -LEAST_CHANGE_FROM_BASELINE), index=goals.index)
    bound = bound.mask(tested, pd.Series(np.where(toward, CRITICAL_Z, -CRITICAL_Z), index=goals.index)).mask(achieved, 100.0)
    judged = reason == ""
    columns = ends[["points", "last_year"]].assign(
        status=verdict.map(STATUS), verdict=verdict, statistic=statistic.where(judged & ~(met_at_baseline & achieved)),
        threshold=bound.where(judged & ~(met_at_baseline & achieved)), required=targeted, reason=reason,
        first_year=base["year"].fillna(ends["first_year"]),
    )  # fmt: skip
    return answer(ID, VERSION, goals, columns)


def _baseline(points: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    """Return the baseline's ``year``, ``value`` and ``se``: as stated, or the observation of the stated year."""
    at_year = (
        points[points["year"] == points["series"].map(goals["baseline_year"]).astype(float)].drop_duplicates("series").set_index("series")
    )
    observed = at_year[["value", "se"]].reindex(goals.index).astype(float)
    stated = goals["baseline_value"].astype(float)
    value = stated.fillna(observed["value"])
    # The published error belongs to the published value: a stated baseline that differs from the observation has none.
    error = observed["se"].where(np.isclose(value, observed["value"]))
    return pd.DataFrame({"year": goals["baseline_year"].astype(float), "value": value, "se": error})


METHOD = Method(
    id=ID,
    version=VERSION,
    source="NCHS, Healthy People Statistical Notes 27 and Healthy People 2020 Final Progress Table; categories kept in Healthy People 2030",
    needs="a target, a baseline and one later value; standard errors or 95 % limits of both where known, else the 10 % rules",
    special_cases="met now, also if met at baseline: met; baseline 0 and away: not assessed; baseline only; no target: informational",
    assess=assess,
)
