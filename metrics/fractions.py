"""
Attributable fractions: which share of the cases would not exist without an exposure, by closed forms on whole arrays.

Prevalences are shares from 0 to 1, relative risks are above 0 and refer to the unexposed, whose prevalence is what the levels leave over.
Arrays of any shape are taken; several levels of one factor lie on the last axis. Missing values stay missing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from metrics.intervals import WIDTH_OF_95_PERCENT, Array


def levin(prevalence: Any, relative_risk: Any) -> Array:
    """
    Return the fraction p (RR - 1) / (1 + p (RR - 1)) of one level of exposure; below 0 where the exposure protects.

    Source:
        Levin ML (1953), Acta Unio Int Contra Cancrum 9:531-541.
    """
    excess = np.asarray(prevalence, dtype=float) * (np.asarray(relative_risk, dtype=float) - 1)
    return np.asarray(excess / (1 + excess), dtype=np.float64)


def levin_levels(prevalence: Any, relative_risk: Any) -> Array:
    """Return the fraction of a factor with several levels on the last axis: the sum of p (RR - 1) over 1 + that sum."""
    excess = (np.asarray(prevalence, dtype=float) * (np.asarray(relative_risk, dtype=float) - 1)).sum(axis=-1)
    return np.asarray(excess / (1 + excess), dtype=np.float64)


def miettinen(prevalence_among_cases: Any, relative_risk: Any) -> Array:
    """
    Return the fraction pc (RR - 1) / RR, which stays right for a relative risk that was adjusted for confounders.

    Source:
        Miettinen OS (1974), Am J Epidemiol 99:325-332.
    """
    risk = np.asarray(relative_risk, dtype=float)
    return np.asarray(np.asarray(prevalence_among_cases, dtype=float) * (risk - 1) / risk, dtype=np.float64)


def protective(prevalence: Any, relative_risk: Any) -> Array:
    """
    Return the fraction due to lacking the protection of levels with RR below 1 (last axis): the lowest risk is the reference.

    With one level it is Levin's fraction of the others, of prevalence 1 - p and relative risk 1 / RR.
    """
    risk = np.asarray(relative_risk, dtype=float)
    mean_risk = 1 + (np.asarray(prevalence, dtype=float) * (risk - 1)).sum(axis=-1)
    return np.asarray(1 - risk.min(axis=-1) / mean_risk, dtype=np.float64)


def joint(fractions: Any, axis: int = -1) -> Array:
    """Return 1 - product of (1 - fraction): the share due to at least one factor, if the factors act and occur independently."""
    return np.asarray(1 - np.prod(1 - np.asarray(fractions, dtype=float), axis=axis), dtype=np.float64)


def impact_fraction(prevalence: Any, changed_prevalence: Any, relative_risk: Any) -> Array:
    """
    Return the potential impact fraction: which share of the cases a changed distribution over the levels (last axis) would avoid.

    (sum p RR - sum p' RR) / sum p RR, the unexposed counted in both sums with RR 1. With nobody exposed it is Levin's fraction; below 0
    where the change makes things worse.

    Source:
        Morgenstern H, Bursic ES (1982), J Community Health 7:292-309.
    """
    excess_risk = np.asarray(relative_risk, dtype=float) - 1
    before = 1 + (np.asarray(prevalence, dtype=float) * excess_risk).sum(axis=-1)
    after = 1 + (np.asarray(changed_prevalence, dtype=float) * excess_risk).sum(axis=-1)
    return np.asarray((before - after) / before, dtype=np.float64)


def log_standard_error(lower: Any, upper: Any) -> Array:
    """Return the standard error of the logarithm of a relative risk from its 95 % limits."""
    return np.asarray(np.log(np.asarray(upper, dtype=float) / np.asarray(lower, dtype=float)) / WIDTH_OF_95_PERCENT, dtype=np.float64)


def simulated_risks(relative_risk: Any, standard_error: Any, normal: Array) -> Array:
    """
    Return draws of relative risks: log-normal around the point estimate.

    Args:
        relative_risk: Point estimates, one a row.
        standard_error: Of their logarithms; 0 where nothing is in doubt.
        normal: Standard normal draws, one row a risk and one column a draw.
    """
    centre, error = (np.asarray(values, dtype=float)[:, None] for values in (np.log(relative_risk), standard_error))
    return np.asarray(np.exp(centre + error * normal), dtype=np.float64)


def simulated_prevalences(prevalence: Any, standard_error: Any, normal: Array) -> Array:
    """Return draws of prevalences: normal around the point estimate, kept within 0 and 1; arguments as for `simulated_risks`."""
    centre, error = (np.asarray(values, dtype=float)[:, None] for values in (prevalence, standard_error))
    return np.asarray(np.clip(centre + error * normal, 0, 1), dtype=np.float64)
