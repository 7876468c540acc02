"""Standard errors from published intervals, and Student's t: the two conversions that every fit needs."""

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


def _log(values: Array) -> Array:
    numbers = np.asarray(values, dtype=np.float64)
    return np.log(numbers, out=np.full_like(numbers, np.nan), where=numbers > 0)
