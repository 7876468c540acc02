"""
Indirect standardisation: the cases of each group against those it would have at the reference population's age-specific rates.

Two groups with different ages are not comparable by these ratios, only each with the reference.
"""

from __future__ import annotations

import numpy as np

from metrics.crude import Estimate
from metrics.intervals import Array, poisson_interval


def expected_cases(population: Array, reference_cases: Array, reference_population: Array) -> Array:
    """
    Return the cases of each group at the reference's rates.

    Args:
        population: Person-years by group and band.
        reference_cases: Cases of the reference population in each band.
        reference_population: Its person-years in each band, above 0.
    """
    return np.asarray(population @ (reference_cases / reference_population), dtype=np.float64)


def standardised_ratio(observed: Array, expected: Array, level: float = 0.95, *, fewest_cases: float = 0) -> Estimate:
    """
    Return the standardised mortality or incidence ratio (1 = as in the reference) with Byar's limits, exact below 10 cases.

    Args:
        observed: Cases of each group.
        expected: Cases at the reference's rates (`expected_cases`); NaN results where it is not above 0.
        level: Confidence level.
        fewest_cases: Groups with fewer cases get NaN, as OHID withholds on fewer than 10; 0 withholds none.

    Source:
        Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC.
    """
    shown = (np.asarray(expected) > 0) & (np.asarray(observed) >= fewest_cases)
    base = np.where(shown, expected, np.nan)
    lower, upper = poisson_interval(observed, level)
    return Estimate(observed / base, lower / base, upper / base)


def indirect_rate(
    observed: Array,
    population: Array,
    reference_cases: Array,
    reference_population: Array,
    *,
    level: float = 0.95,
    fewest_cases: float = 0,
) -> Estimate:
    """
    Return the indirectly standardised rate per person: the standardised ratio times the reference's crude rate.

    Args:
        observed: Cases of each group.
        population: Person-years by group and band.
        reference_cases: Cases of the reference population in each band.
        reference_population: Its person-years in each band.
        level: Confidence level.
        fewest_cases: As for `standardised_ratio`.
    """
    expected = expected_cases(population, reference_cases, reference_population)
    ratio = standardised_ratio(observed, expected, level, fewest_cases=fewest_cases)
    crude = reference_cases.sum() / reference_population.sum()
    return Estimate(ratio.value * crude, ratio.lower * crude, ratio.upper * crude)
