"""
How many joinpoints a series has: the criteria of information, which NCI's program prefers since version 5.

Sources: NCI Joinpoint help, "Model Selection Method" (BIC, BIC3, Weighted BIC); Kim et al. 2022, J Appl Stat 50:1992-2013. The permutation
test, the default up to version 4, is in `resampling`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from metrics.joinpoints.candidates import Tree
from metrics.joinpoints.points import Points
from metrics.joinpoints.search import Best
from metrics.panel import Array, Whole

Criterion = Literal["wbic", "bic", "bic3"]
CRITERIA: tuple[Criterion, ...] = ("wbic", "bic", "bic3")

PENALTY = {"bic": 2.0, "bic3": 3.0, "wbic": 2.0}
"""Penalty of each joinpoint in units of ln(n)/n; the weighted criterion adds the largest partial R² to it."""

LEAST_ERROR = 1e-10
"""Root mean square error on the log scale below which a fit is exact: no rate is known to ten digits, and what is left is rounding."""
LEAST_SHARE = 1e-13
"""Share of the straight line's squared errors below which the difference of two sums is rounding."""


def squared_errors(best: Best, points: int) -> Array:
    """Return the sums of squared errors of the best models, never below what rounding leaves; so that exact fits tie."""
    least = points * LEAST_ERROR**2 + LEAST_SHARE * best.squares[:, :1]
    return np.maximum(best.squares, least)


def choose_size(tree: Tree, points: Points, best: Best, criterion: Criterion, fewest: int = 0) -> Whole:
    """Return the number of joinpoints, at least *fewest*, with the smallest criterion, for every series; the smaller number of equals."""
    return np.asarray(fewest + np.argmin(criteria(tree, points, best, criterion)[:, fewest:], axis=1), dtype=np.int64)


def criteria(tree: Tree, points: Points, best: Best, criterion: Criterion) -> Array:
    """
    Return ln(SSE / n) + (penalty x k + 2) ln(n) / n of the best model of every size, shape (series, sizes).

    The penalty is 2 (BIC), 3 (BIC3) or 2 + the largest partial R² of the model's joinpoints (weighted BIC).
    """
    count = tree.points
    sizes = np.arange(tree.most + 1)
    penalty = np.full(best.squares.shape, PENALTY[criterion])
    if criterion == "wbic":
        for k in sizes[1:]:  # over sizes, not series
            penalty[:, k] += largest_partial_r2(points, tree.joinpoints(int(k), best.model[:, k]))
    return np.asarray(np.log(squared_errors(best, count) / count) + (penalty * sizes + 2) * np.log(count) / count, dtype=np.float64)


def largest_partial_r2(points: Points, joinpoints: Whole) -> Array:
    """
    Return the largest partial R² of a model's joinpoints, for every series.

    The partial R² of z = (t - tau)+ given a straight line is that of the two segments around the joinpoint alone. NCI's formula leaves
    open which segment has the neighbouring joinpoints' own points; here a segment runs from the first point after a joinpoint to the next
    joinpoint inclusive, which reproduces the published runs.

    Args:
        points: The series.
        joinpoints: Positions of the joinpoints, shape (series, joinpoints), at least one.
    """
    series, count = joinpoints.shape
    bounds = np.empty((series, count + 2), dtype=np.int64)
    bounds[:, 0], bounds[:, 1:-1], bounds[:, -1] = 0, joinpoints + 1, points.time.shape[1]
    sums = points.upto(bounds)
    one, t, y, tt, ty, yy = sums[:, :, 2:] - sums[:, :, :-2]
    after, after_t, after_y, after_tt, after_ty, _ = sums[:, :, 2:] - sums[:, :, 1:-1]
    tau = np.take_along_axis(points.time, joinpoints, axis=1)
    z, zt, zy = after_t - tau * after, after_tt - tau * after_t, after_ty - tau * after_y
    zz = after_tt - 2 * tau * after_t + tau * tau * after
    tt, ty, yy = tt - t * t / one, ty - t * y / one, yy - y * y / one
    zt, zy, zz = zt - z * t / one, zy - z * y / one, zz - z * z / one
    zy, zz, yy = zy - zt * ty / tt, zz - zt * zt / tt, yy - ty * ty / tt
    # Two segments without any scatter around their common line have nothing that a joinpoint could explain.
    least = LEAST_ERROR**2 * one
    explained = np.divide(zy * zy, zz * yy, out=np.zeros_like(zy), where=yy > least)
    return np.asarray(np.clip(explained, 0.0, 1.0).max(axis=1), dtype=np.float64)
