"""
Slopes of the segments of a joinpoint model, and their standard errors.

The slopes are those of the continuous model. For their errors there are two ways. `continuous_errors` takes them from the same fit, the
joinpoints counted as parameters. NCI's program, where it is asked for parametric intervals, follows Lerman (1980): `separate_errors`
leaves out the points on joinpoints and fits every segment on its own, which makes short segments very uncertain. NCI's present default,
the empirical quantile interval, lies nearer to the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.joinpoints.points import Points
from metrics.joinpoints.selection import LEAST_ERROR
from metrics.panel import Array, Whole


@dataclass(frozen=True)
class Fit:
    """
    The continuous model with given joinpoints.

    Attributes:
        slope: Change of the logarithm a year in every segment, shape (series, joinpoints + 1).
        fitted: Fitted logarithms, shape (series, points).
        inverse: Inverse of the weighted sums of products of its terms (1, t, (t - tau)+, …).
    """

    slope: Array
    fitted: Array
    inverse: Array


def fit(points: Points, joinpoints: Whole) -> Fit:
    """Return the least-squares fit with joinpoints at the given positions, shape (series, joinpoints)."""
    tau = np.take_along_axis(points.time, joinpoints, axis=1)
    design = np.empty((*points.time.shape, joinpoints.shape[1] + 2))
    design[:, :, 0] = 1.0
    design[:, :, 1] = points.time
    np.maximum(points.time[:, :, None] - tau[:, None, :], 0.0, out=design[:, :, 2:])
    weighted = (design * points.weight[:, :, None]).transpose(0, 2, 1)
    inverse = np.linalg.inv(np.matmul(weighted, design))
    # The straight line is taken out first: what is solved for is then small, and so is its rounding.
    solved = np.matmul(inverse, np.matmul(weighted, points.rest[:, :, None]))
    line = points.value - points.rest
    slope = (line[:, -1:] - line[:, :1]) / (points.time[:, -1:] - points.time[:, :1])
    fitted = line + np.matmul(design, solved)[:, :, 0]
    return Fit(slope + np.cumsum(solved[:, 1:, 0], axis=1), fitted, inverse)


def continuous_errors(points: Points, model: Fit) -> tuple[Array, int]:
    """
    Return the standard errors of the slopes and their degrees of freedom, n - 2k - 2 for k joinpoints.

    The joinpoints are taken as known for the errors, and as k parameters more for the variance.

    Source:
        NCI Joinpoint help, "Notation" (2k + 2 parameters); that its t distribution has n less as many degrees is from memory.
    """
    count, total = model.slope.shape[1] - 1, points.time.shape[1]
    degrees = total - 2 * count - 2
    if degrees < 1:
        return np.full(model.slope.shape, np.nan), 0
    residual = points.value - model.fitted
    squares = np.einsum("sn,sn,sn->s", points.weight, residual, residual)
    variance = np.maximum(squares, total * LEAST_ERROR**2) / degrees
    # A slope is the sum of the first slope and all changes up to it.
    of_sums = np.cumsum(np.cumsum(model.inverse[:, 1:, 1:], axis=1), axis=2)
    return np.sqrt(variance[:, None] * np.einsum("sii->si", of_sums)), degrees


def separate_errors(points: Points, joinpoints: Whole) -> tuple[Array, int]:
    """
    Return the standard errors of the slopes and their degrees of freedom, n - k - 2 (k + 1) for k joinpoints, as NCI's program does.

    Each segment is a line of its own through the points strictly between its ends; the variance is pooled over the segments. NaN where no
    degree of freedom is left.

    Source:
        NCI Joinpoint help, "Estimated Regression Coefficients (Beta)", after Lerman 1980, Appl Stat 29:77-84.
    """
    series, count = joinpoints.shape
    total = points.time.shape[1]
    start = np.concatenate([np.zeros((series, 1), dtype=np.int64), joinpoints + 1], axis=1)
    stop = np.concatenate([joinpoints, np.full((series, 1), total)], axis=1)
    degrees = total - count - 2 * (count + 1)
    if degrees < 1:
        return np.full(start.shape, np.nan), 0
    one, t, y, tt, ty, yy = points.over(start, stop)
    tt, ty, yy = tt - t * t / one, ty - t * y / one, yy - y * y / one
    squares = np.clip(yy - ty * ty / tt, 0.0, None).sum(axis=1, keepdims=True)
    return np.sqrt(np.maximum(squares, total * LEAST_ERROR**2) / degrees / tt), degrees
