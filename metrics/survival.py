"""
Age-standardised survival from published survival by age group, with the International Cancer Survival Standards.

Survival of each age group is published for itself; what a patient population of standard ages would have is their weighted mean. An age
group without patients has no survival, and leaving it out would silently change the standard, so it makes the result missing unless asked
otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.intervals import WIDTH_OF_95_PERCENT, Array, normal_quantile
from metrics.standards import match_bands, standard_population


@dataclass(frozen=True)
class StandardisedSurvival:
    """
    Age-standardised survival; one entry a population.

    Attributes:
        survival: A share; NaN where an age group is empty and it was not asked to do without.
        se: Standard error.
        lower: Lower limit.
        upper: Upper limit.
        weight_covered: Share of the standard in age groups that have a survival; below 1 the result is not that of the standard.
    """

    survival: Array
    se: Array
    lower: Array
    upper: Array
    weight_covered: Array


def survival_weights(ages: list[int], standard: str) -> Array:
    """
    Return the share of each age group in a survival standard.

    Args:
        ages: Lower bounds of the age groups in years (15, 45, 55, 65, 75); the last is open. They must be sums of five-year bands.
        standard: ``icss1`` (cancers that rise with age, most of them), ``icss2`` (little dependent on age) or ``icss3`` (of young adults).

    Raises:
        MetricError: The standard is unknown, or the groups straddle its bands.
    """
    bands = match_bands(ages, standard_population(standard), f"age groups {', '.join(map(str, ages))}")
    return np.asarray(bands.weights / bands.weights.sum(), dtype=np.float64)


def standard_error_of_survival(lower: Array, upper: Array) -> Array:
    """Return the standard errors behind published 95 % limits, on the scale of the survival; NaN where one is missing."""
    return np.asarray((np.asarray(upper) - np.asarray(lower)) / WIDTH_OF_95_PERCENT, dtype=np.float64)


def standardised_survival(
    survival: Array, se: Array, weights: Array, *, level: float = 0.95, without_empty: bool = False
) -> StandardisedSurvival:
    """
    Return the age-standardised survival of every population.

    Args:
        survival: Share alive (or net survival) by population and age group; NaN where there were no patients.
        se: Standard errors; as *survival*. NaN where unknown: the limits are NaN then.
        weights: Share of each age group (`survival_weights`).
        level: Confidence level.
        without_empty: Share the weight of empty age groups out among the others. ``weight_covered`` then says how much of the standard the
            result rests on; it is not comparable with one on all of it.

    Returns:
        The weighted means. Limits are symmetric on the complementary log-log scale, so they stay between 0 and 1; plain symmetric ones
        where survival is 0 or at least 1, which net survival can be.

    Source:
        Corazziari I, Quinn M, Capocaccia R (2004), Eur J Cancer 40:2307-2316; variance Σ w² se²; limits by the delta method.
    """
    present = np.isfinite(survival)
    covered = (present * weights).sum(axis=1)
    used = np.where(present, weights, 0.0)
    if without_empty:
        used = used / np.where(covered > 0, covered, np.nan)[:, None]
    mean = (used * np.where(present, survival, 0.0)).sum(axis=1)
    error = np.sqrt((used**2 * np.where(used > 0, se, 0.0) ** 2).sum(axis=1))
    hidden = ~(present | (weights == 0)).all(axis=1) & (not without_empty)
    mean, error = (np.where(hidden, np.nan, values) for values in (mean, error))
    lower, upper = _limits(mean, error, normal_quantile(level))
    return StandardisedSurvival(mean, error, lower, upper, covered)


def _limits(survival: Array, se: Array, z: float) -> tuple[Array, Array]:
    inside = (survival > 0) & (survival < 1)
    share = np.where(inside, survival, 0.5)
    reach = z * se / (share * -np.log(share))
    low, high = share ** np.exp(reach), share ** np.exp(-reach)
    return np.where(inside, low, survival - z * se), np.where(inside, high, survival + z * se)
