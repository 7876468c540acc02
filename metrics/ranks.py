"""
The ranks that published intervals leave open.

A rank by the values alone says more than the values can bear. Here a rank comes as a range: the ranks that a place can have while every
place keeps within its interval.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from metrics.intervals import Array

PUBLISHED_LEVEL = 0.95
"""The confidence level of the intervals that publishers give."""


def rank_intervals(value: Array, lower: Array, upper: Array, *, level: float = 0.95) -> tuple[Array, Array]:
    """
    Return the first and the last rank by size that each place can have; the largest value has rank 1.

    The published 95 % intervals hold one by one. To hold together, each half is widened by the ratio of the normal quantiles of *level* to
    the power 1/n (Šidák; n places with an interval) and of 0.95. A place lies above another when its whole widened interval does. With at
    least the probability *level* every true rank then lies in its range.

    Args:
        value: One place each, estimated independently of one another; NaN where there is none.
        lower: Lower limits of the published 95 % intervals; NaN where none is published.
        upper: Upper limits.
        level: Confidence level for all ranks at once, above 0 and below 1.

    Returns:
        First and last ranks from 1 to the number of places; NaN where a place has no interval. A place without one can lie anywhere, so
        it narrows no other place's range.

    Source:
        Klein M, Wright T, Wieczorek J (2020), "A joint confidence region for an overall ranking of populations", J R Stat Soc C 69:589-606.
    """
    known = ~(np.isnan(value) | np.isnan(lower) | np.isnan(upper))
    together = level ** (1 / max(int(known.sum()), 1))
    ratio = special.ndtri((1 + together) / 2) / special.ndtri((1 + PUBLISHED_LEVEL) / 2)
    low, high = value - (value - lower) * ratio, value + (upper - value) * ratio
    # A comparison with NaN is false: a place without an interval lies neither above nor below another.
    is_above = low[None, :] > high[:, None]
    first, last = 1.0 + is_above.sum(axis=1), float(len(value)) - is_above.sum(axis=0)
    return np.where(known, first, np.nan), np.where(known, last, np.nan)
