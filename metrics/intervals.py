"""
Intervals: of counts and proportions, the standard errors behind published ones, and the quantiles that all of them need.

Counts may be fractions: cases of unknown age are shared out among the ages. *level* is the confidence level, above 0 and below 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[Any]

WIDTH_OF_95_PERCENT = 3.92
"""Width of a 95 % normal interval in standard errors (2 × 1.96), as OHID and NCHS use it."""

VARIANCE_OF_ROUNDING = 1 / 12
"""Variance of the rounding error of a value rounded to steps of 1: it is uniform on (-0.5, 0.5)."""


FEWEST_FOR_BYAR = 10
"""Fewer events get the exact limits, as in OHID's package PHEindicatormethods."""


def row_counts(flags: Array) -> Array:
    """Return how many of the *flags* of every row are set; a tenth of the time of ``count_nonzero(axis=1)`` where rows are short."""
    return np.asarray(flags @ np.ones(flags.shape[1], dtype=np.float32), dtype=np.int64)


def standard_error(lower: Array, upper: Array, *, logarithmic: Array) -> Array:
    """
    Return the standard errors behind 95 % intervals, on the scale of the fit.

    Args:
        lower: Lower limits; NaN where none is published.
        upper: Upper limits.
        logarithmic: True where the standard error of the natural logarithm is wanted.

    Returns:
        ``(upper - lower) / 3.92``, of the logarithms where asked; NaN where a limit is missing, or is not positive on the log scale.
    """
    on_log = np.asarray(logarithmic, dtype=bool)
    low = np.where(on_log, _log(lower), lower)
    high = np.where(on_log, _log(upper), upper)
    return np.asarray((high - low) / WIDTH_OF_95_PERCENT, dtype=np.float64)


def rounding_variance(values: Array, resolution: Array, *, logarithmic: Array) -> Array:
    """Return the variance that rounding to *resolution* leaves in *values*, on the scale of the fit (delta method for logarithms)."""
    relative = np.divide(resolution, values, where=values != 0, out=np.zeros_like(values))
    step = np.where(np.asarray(logarithmic, dtype=bool), relative, resolution)
    return np.asarray(np.nan_to_num(step) ** 2 * VARIANCE_OF_ROUNDING, dtype=np.float64)


def t_quantile(probability: float, degrees: Any) -> Array:
    """Return Student's t quantile for each number of degrees of freedom (fractions allowed)."""
    return np.asarray(special.stdtrit(np.asarray(degrees, dtype=float), probability), dtype=np.float64)


def t_probability(statistic: Any, degrees: Any) -> Array:
    """Return the probability that Student's t is at most *statistic*."""
    return np.asarray(special.stdtr(np.asarray(degrees, dtype=float), np.asarray(statistic, dtype=float)), dtype=np.float64)


def normal_quantile(level: float) -> float:
    """Return the standard normal quantile that leaves half of 1 - *level* above it: 1.959964 for 0.95."""
    return float(-special.ndtri((1 - level) / 2))


def byar_interval(count: Array, level: float = 0.95) -> tuple[Array, Array]:
    """
    Return Byar's limits of a Poisson count.

    Args:
        count: Events, at least 0.
        level: Confidence level.

    Returns:
        Lower and upper limits, in events. The lower limit of 0 events is 0; NaN where the approximation falls below 0, as it does for a
        single event at 99.8 %.

    Source:
        Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC, p. 69.
    """
    events = np.asarray(count, dtype=np.float64)
    z = normal_quantile(level)
    safe = np.where(events > 0, events, 1.0)
    lower = np.where(events > 0, safe * (1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe))) ** 3, 0.0 * events)
    more = events + 1
    return np.where(lower < 0, np.nan, lower), more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def exact_poisson_interval(count: Array, level: float = 0.95) -> tuple[Array, Array]:
    """
    Return the exact limits of a Poisson count by quantiles of chi-squared; the lower limit of 0 events is 0.

    Source:
        Garwood F (1936), Biometrika 28:437-442.
    """
    events = np.asarray(count, dtype=np.float64)
    tail = (1 - level) / 2
    lower = np.where(events > 0, special.gammaincinv(np.where(events > 0, events, 1.0), tail), 0.0 * events)
    return lower, np.asarray(special.gammainccinv(events + 1, tail), dtype=np.float64)


def poisson_interval(count: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Return exact limits of a count below 10 events and Byar's from 10, as OHID does."""
    events = np.asarray(count, dtype=np.float64)
    lower, upper = byar_interval(np.maximum(events, FEWEST_FOR_BYAR), level)
    few = events < FEWEST_FOR_BYAR
    if few.any():
        lower[few], upper[few] = exact_poisson_interval(events[few], level)
    return lower, upper


def wilson_interval(cases: Array, population: Array, level: float = 0.95) -> tuple[Array, Array]:
    """
    Return the Wilson score limits of the proportion *cases* / *population*.

    Args:
        cases: Persons with the outcome, from 0 to *population*.
        population: Persons observed; NaN limits where it is not above 0.
        level: Confidence level.

    Returns:
        Lower and upper limits, fractions from 0 to 1.

    Source:
        Wilson EB (1927), J Am Stat Assoc 22:209-212.
    """
    count, total = np.asarray(cases, dtype=np.float64), np.asarray(population, dtype=np.float64)
    total = np.where(total > 0, total, np.nan)
    z = normal_quantile(level)
    centre = 2 * count + z**2
    reach = z * np.sqrt(z**2 + 4 * count * (1 - count / total))
    return (centre - reach) / (2 * (total + z**2)), (centre + reach) / (2 * (total + z**2))


def _log(values: Array) -> Array:
    numbers = np.asarray(values, dtype=np.float64)
    return np.log(numbers, out=np.full_like(numbers, np.nan), where=numbers > 0)
