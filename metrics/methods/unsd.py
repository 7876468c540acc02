"""
The trend of the United Nations' SDG progress chart: growth since the baseline over the growth that the target needs.

Source: UNSD and IAEG-SDG, SDG progress chart, technical note 2022 (its outline was read). The thresholds are those of a UN analyst's code
(github.com/cwtravisyip/unsd_global_database, ``int_func.py``), with two of its slips set right: a ratio of exactly 0.95 is fair progress
there and had no class, and without a target the sign of the growth counts, so that a falling series is not praised for its pace. Later
notes (2023 on, as EUSTAT describes them) judge the value extrapolated to 2030 instead and are not this method.
"""

from __future__ import annotations

import numpy as np

from metrics.methods.base import Answer, Constant, Method, Trait, cagr, quotient
from metrics.methods.common import Numbers, Rule, bound_passed, conclude, points_from, starting_point, without_noise
from metrics.panel import Array, Flags, Goals, Panel
from metrics.status import Reason, Status

ID = "unsd"
VERSION = "1.0"

DEFAULT_BASE_YEAR = 2015
"""Baseline where the goal states none; interpolated if it is missing (``y_0`` and ``interpolate_2015val`` in ``int_func.py``)."""
DEFAULT_TARGET_YEAR = 2030
"""Target year where the goal states none (``progress_cr``)."""
RATIOS = (0.95, 0.5, -0.1)
"""Share of the required growth: above the first on track, from the second fair, from the third limited (``progress_cr``)."""
GROWTHS = (0.01, 0.005, -0.01)
"""Growth a year in the desired direction, without a target, in the same order (``progress_CARG_a``)."""

WORDS = (
    "substantial_progress_or_on_track", "fair_progress_acceleration_needed", "limited_or_no_progress", "deterioration",
    "target_met", "not_assessed",
)  # fmt: skip


@np.errstate(all="ignore")  # odd series give NaN and a reason, not a warning
def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return the progress chart's trend of every series.

    ``statistic`` is the share of the required growth that was reached, without a target the growth a year in the desired direction;
    ``threshold`` the bound it passed (for deterioration: did not pass); ``required`` the growth a year that the target needs.
    """
    start = starting_point(panel, goals, DEFAULT_BASE_YEAR, interpolate=True)
    years = panel.latest_year - start.year
    due = np.where(np.isnan(goals.target_year), DEFAULT_TARGET_YEAR, goals.target_year)
    required = cagr(start.value, goals.target_value, due - start.year)
    actual = cagr(start.value, panel.latest, years)
    with_target = np.isfinite(goals.target_value)
    number = np.where(with_target, quotient(actual, required), goals.sign * actual)
    decisive = without_noise(number)
    refusals = [
        ((panel.count < 2) & ~(years > 0), Reason.TOO_FEW_POINTS),  # noqa: PLR2004 - growth needs two values
        (~(years > 0), Reason.TOO_EARLY),
        (with_target & (due <= start.year), Reason.NOT_APPLICABLE),
        ((start.value <= 0) | (panel.latest < 0) | (goals.target_value <= 0), Reason.ZERO_OR_SIGN_CHANGE),
        (goals.sign * (goals.target_value - start.value) <= 0, Reason.TARGET_NOT_IN_DESIRED_DIRECTION),
    ]
    numbers = Numbers(number, _threshold(decisive, with_target), required, points_from(panel, start.column), start.year)
    return conclude(panel, goals, WORDS, met="target_met", refusals=refusals, rules=_rules(decisive, with_target), numbers=numbers)


def _rules(number: Array, with_target: Flags) -> list[Rule]:
    """Return the classes; the note's limited progress reaches below zero, so it claims no direction and has none for us."""
    high, middle, low = (np.where(with_target, ratio, growth) for ratio, growth in zip(RATIOS, GROWTHS, strict=True))
    return [
        (number > high, WORDS[0], Status.ON_COURSE),
        (number >= middle, WORDS[1], Status.BEHIND),
        (number >= low, WORDS[2], Status.NO_CLEAR_CHANGE),
        (np.ones_like(with_target), WORDS[3], Status.AWAY),
    ]


def _threshold(number: Array, with_target: Flags) -> Array:
    """Return the highest bound that *number* passed, the lowest one where it passed none."""
    of_ratio, of_growth = (bound_passed([number >= bounds[1], number > bounds[0]], bounds[::-1]) for bounds in (RATIOS, GROWTHS))
    return np.where(with_target, of_ratio, of_growth)


CODE = "github.com/cwtravisyip/unsd_global_database, int_func.py"
METHOD = Method(
    id=ID,
    version=VERSION,
    source="UNSD and IAEG-SDG, SDG progress chart, technical note 2022; thresholds from " + CODE,
    needs="two positive values: the baseline (2015 if none is stated, interpolated if missing) and a later one; no target needed",
    special_cases="target met now: target met; baseline equal to the target and lost, zero, negative values, target of zero: no verdict",
    words=WORDS,
    judge=judge,
    constants=(
        *(Constant(f"share of required growth {rank}", ratio, CODE, verified=True) for rank, ratio in enumerate(RATIOS, start=1)),
        *(Constant(f"growth a year without target {rank}", growth, CODE, verified=True) for rank, growth in enumerate(GROWTHS, start=1)),
        Constant("baseline year where none is stated", DEFAULT_BASE_YEAR, CODE, verified=True),
    ),
    traits=frozenset({Trait.TARGET, Trait.DEADLINE, Trait.FROM_BASELINE, Trait.COMPOUND}),
)
