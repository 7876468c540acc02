"""
Open SDG's automatic progress calculation, as Statistics Canada uses it.

Source: github.com/open-sdg/sdg-build, ``sdg/ProgressMeasure.py`` (class version), and open-sdg/open-sdg ``docs/progress.md``; the rule is
Statistics Canada's (sdgcif-data-canada-oddcic-donnee.github.io/methodology). With a target, the compound growth since the base year is
divided by the growth that the target needs; without one, the growth itself is judged. Two points decide: no uncertainty is considered.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.intervals import Array
from metrics.methods.base import Method, answer, complete, latest, with_errors
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
LIMIT_EXPONENT = 4.44
"""Exponent by which thresholds shrink near a natural limit (``a`` in ``get_progress_thresholds``)."""

WORDS = ("substantial_progress", "moderate_progress", "limited_progress")
STATUS = {
    "target_achieved": Status.MET,
    "substantial_progress": Status.ON_COURSE,
    "moderate_progress": Status.BEHIND,
    "limited_progress": Status.BEHIND,
    "deterioration": Status.AWAY,
    "not_available": Status.NOT_ASSESSABLE,
}
"""Our reading of Open SDG's words. Limited progress of exactly 0 is `no_clear_change`: nothing moved."""


def assess(series: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """
    Return Open SDG's verdict on every row of *targets*; see `metrics.methods.base` for both frames.

    ``statistic`` is the progress value (growth ratio with a target, growth a year without), ``threshold`` the bound that the verdict
    passed (or, for deterioration, failed), ``required`` the growth a year that the target needs.
    """
    goals = complete(targets)
    points = with_errors(series)
    ends = latest(points, goals.index)
    base = _base(points, goals, ends)
    sign = goals["sign"]
    goal = goals["target_value"].mask(goals["target_value"] == 0, INSTEAD_OF_ZERO)
    achieved = goal.notna() & ends["latest"].notna() & base["year"].notna() & (sign * (ends["latest"] - goal) >= 0)
    start = base["value"].mask(base["value"] == 0, INSTEAD_OF_ZERO)
    years = ends["last_year"] - base["year"]
    crossed = (start * ends["latest"]) < 0
    growth = _growth(ends["latest"], start, years)
    required = _growth(goal, start, goals["target_year"].fillna(DEFAULT_TARGET_YEAR) - base["year"])
    orientation = sign * np.where(base["value"] < 0, -1.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (orientation * growth / required.abs()).where(goal.notna(), orientation * growth)
    possible = base["year"].notna() & (years >= 1) & ~crossed & sign.notna()
    value = value.where(possible)
    thresholds = _thresholds(goals, base["value"], with_target=goal.notna())
    verdict, threshold = _classify(value, thresholds, achieved)
    status = verdict.map(STATUS).mask((verdict == "limited_progress") & (value == 0), Status.NO_CLEAR_CHANGE)
    reason = _reason(goals, ends, base, years, crossed).where(verdict == "not_available", "")
    columns = ends[["points", "first_year", "last_year"]].assign(
        status=status, verdict=verdict, statistic=value, threshold=threshold, required=required, reason=reason, first_year=base["year"]
    )
    return answer(ID, VERSION, goals, columns)


def _base(points: pd.DataFrame, goals: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Return base ``year`` and ``value``: as stated, or the observation of the wanted year, or of the next available one."""
    wanted = goals["baseline_year"].fillna(DEFAULT_BASE_YEAR)
    later = points[points["year"] >= points["series"].map(wanted).astype(float)].drop_duplicates("series").set_index("series")
    stated = goals["baseline_value"].notna()
    year = later["year"].reindex(goals.index).astype(float).mask(stated, wanted)
    value = later["value"].reindex(goals.index).astype(float).mask(stated, goals["baseline_value"])
    known = ends["points"] > 0
    return pd.DataFrame({"year": year.where(known), "value": value.where(known)})


def _growth(end: pd.Series[float], start: pd.Series[float], years: pd.Series[float]) -> pd.Series[float]:
    """Return the compound growth a year; NaN where it is undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return ((end / start) ** (1 / years.where(years > 0))) - 1


def _thresholds(goals: pd.DataFrame, base: pd.Series[float], *, with_target: pd.Series[bool]) -> Array:
    """Return the three thresholds of every row; without a target they shrink near the natural limit of the indicator."""
    size, limit = base.abs(), goals["limit"].abs()
    with np.errstate(divide="ignore", invalid="ignore"):
        near = 1 - ((2 * limit - size) / limit) ** LIMIT_EXPONENT
        below = 1 - (size / limit) ** LIMIT_EXPONENT
    factor = near.mask(size <= limit, below).mask(size >= 2 * limit, 1.0).where(limit.notna(), 1.0)
    growth = factor.to_numpy(dtype=float)[:, None] * np.array(GROWTH_THRESHOLDS)
    return np.where(with_target.to_numpy()[:, None], np.array(RATIO_THRESHOLDS), growth)


def _classify(value: pd.Series[float], thresholds: Array, achieved: pd.Series[bool]) -> tuple[pd.Series[str], pd.Series[float]]:
    """Return Open SDG's word for every value, and the threshold it was held against."""
    number = value.to_numpy(dtype=float)
    passed = [number >= thresholds[:, rank] for rank in range(len(WORDS))]
    conditions = [achieved.to_numpy(dtype=bool), np.isnan(number), *passed]
    words = np.select(conditions, ["target_achieved", "not_available", *WORDS], default="deterioration")
    bounds = np.select(conditions, [np.full(len(number), np.nan), np.full(len(number), np.nan), *thresholds.T], default=thresholds[:, -1])
    return pd.Series(words, index=value.index), pd.Series(bounds, index=value.index)


def _reason(
    goals: pd.DataFrame, ends: pd.DataFrame, base: pd.DataFrame, years: pd.Series[float], crossed: pd.Series[bool]
) -> pd.Series[str]:
    conditions = [ends["points"] == 0, goals["sign"].isna(), base["year"].isna() | ~(years >= 1), crossed]
    reasons = [Reason.NO_DATA, Reason.NOT_APPLICABLE, Reason.TOO_FEW_POINTS, Reason.ZERO_OR_SIGN_CHANGE]
    return pd.Series(np.select(conditions, [str(reason) for reason in reasons], default=str(Reason.ZERO_OR_SIGN_CHANGE)), index=goals.index)


METHOD = Method(
    id=ID,
    version=VERSION,
    source="Open SDG / Statistics Canada, auto_progress_calculation (github.com/open-sdg/sdg-build, sdg/ProgressMeasure.py)",
    needs="two points: the base year (2015 if none is stated, or the next available) and the latest; no target needed",
    special_cases="target met: achieved; base equals target: no value; base 0: 0.001; change of sign: not available; no uncertainty",
    assess=assess,
)
