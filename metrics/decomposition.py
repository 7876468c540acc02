"""
Why a number of cases changed: more people, older people, or another risk.

Cases are the sum over ages of population size × share of the age × rate. The change between two years is divided among the three factors so
that the parts add up to it exactly and do not depend on an order in which the factors are changed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics.intervals import Array

PARTS = ("population_size", "ageing", "risk")


def decompose_change(cases: Array, population: Array, later_cases: Array, later_population: Array) -> pd.DataFrame:
    """
    Return the parts of the change in cases.

    Each factor's part is the mean of what its change does over all six orders in which the three factors can change, which is the exact,
    additive decomposition of Das Gupta.

    Args:
        cases: Cases at first, by group and age band.
        population: People at first; as *cases*.
        later_cases: Cases later; as *cases*.
        later_population: People later; as *cases*.

    Returns:
        One row a group: ``first``, ``last``, ``change``, and the three parts of it in `PARTS` (cases). A band without people has a rate of
        0 in that year.

    Raises:
        MetricError: A group has no population, or a band has cases but no people.

    Source:
        Das Gupta P (1993), Standardization and Decomposition of Rates, US Bureau of the Census, Current Population Reports P23-186.
    """
    size, share, rate = _factors(cases, population)
    later_size, later_share, later_rate = _factors(later_cases, later_population)
    growth, shift, risk = later_size - size, later_share - share, later_rate - rate
    parts = (
        growth * _other_two(share, later_share, rate, later_rate),
        shift * _other_two(size, later_size, rate, later_rate),
        risk * _other_two(size, later_size, share, later_share),
    )
    first, last = cases.sum(axis=1), later_cases.sum(axis=1)
    columns = {"first": first, "last": last, "change": last - first}
    return pd.DataFrame(columns | {name: part.sum(axis=1) for name, part in zip(PARTS, parts, strict=True)})


def _factors(cases: Array, population: Array) -> tuple[Array, Array, Array]:
    """Return size (one column), share of each age, and rate."""
    size = np.asarray(population, dtype=np.float64).sum(axis=1, keepdims=True)
    if not (size > 0).all() or (np.asarray(cases)[np.asarray(population) == 0] > 0).any():
        raise MetricError("decomposition", "a group or a band with cases has no population", "give the people of every band with cases")
    rate = np.divide(cases, population, out=np.zeros(np.shape(cases)), where=np.asarray(population) > 0)
    return size, population / size, rate


def _other_two(one: Array, later_one: Array, two: Array, later_two: Array) -> Array:
    """Return the mean of the product of two factors over the orders: both early or both late weigh a third each, the mixed ones a sixth."""
    return np.asarray((one * two + later_one * later_two) / 3 + (one * later_two + later_one * two) / 6, dtype=np.float64)
