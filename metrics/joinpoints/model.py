"""Joinpoint regression of many series at once: from matrices of times and rates to the segments of each series with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.errors import MetricError
from metrics.intervals import t_quantile
from metrics.joinpoints.candidates import LARGEST_TREE, Tree, size_of_tree, tree
from metrics.joinpoints.points import Points, points_of
from metrics.joinpoints.resampling import permutation_sizes, quantile_intervals
from metrics.joinpoints.rules import Rules
from metrics.joinpoints.search import Best, best_models
from metrics.joinpoints.segments import continuous_errors, fit, separate_errors
from metrics.joinpoints.selection import choose_size
from metrics.panel import Array, Flags, Whole

LEAST_POINTS = 3
"""Points that a straight line with any doubt about it takes."""
LARGEST_RATIO = 1e10
"""Of two weights; beyond it (standard errors that differ a hundred thousand times) least squares are lost to rounding."""
BLOCK = 2_048
"""Series fitted at once."""


@dataclass(frozen=True)
class Trends:
    """
    The chosen models; a series with fewer segments than the most has NaN on the right.

    Attributes:
        joinpoints: Number of joinpoints of every series.
        bounds: Times where segments begin and end, shape (series, segments + 1).
        slope: Change of the logarithm a year, shape (series, segments).
        error: Standard error of the slope: that of `separate_errors` with the interval of that name, else that of the continuous model.
        lower: Lower limit of the slope.
        upper: Upper limit of the slope.
        degrees: Degrees of freedom behind the error; 0 if there are none.
        first_rate: Fitted rate at the first point.
        last_rate: Fitted rate at the last point.
    """

    joinpoints: Whole
    bounds: Array
    slope: Array
    error: Array
    lower: Array
    upper: Array
    degrees: Whole
    first_rate: Array
    last_rate: Array


def fit_trends(time: Array, rate: Array, error: Array | None = None, rules: Rules | None = None) -> Trends:
    """
    Return the joinpoint model of every series.

    Args:
        time: Times in years, rising; shape (series, points), the newest point in the last column, NaN on the left of shorter series.
        rate: Rates above 0, the same shape.
        error: Standard errors; see `is_weighted`.
        rules: See `Rules`.

    Returns:
        One row a series. Series of fewer than 3 points have NaN everywhere.

    Raises:
        MetricError: So many points and joinpoints were asked for that their models do not fit into memory.
    """
    rules = rules or Rules()
    counts = np.count_nonzero(~np.isnan(rate), axis=1)
    weighted = np.zeros(len(rate), dtype=bool) if error is None else is_weighted(rate, error)
    sizes = [int(count) for count in np.unique(counts) if count >= LEAST_POINTS]
    trends = _empty(len(rate), max((rules.most(size) for size in sizes), default=0))
    for size in sizes:  # over lengths and blocks, not series
        models = _models(size, rules)
        for chosen in _groups(time[:, time.shape[1] - size :], counts == size, weighted):
            newest = (chosen, slice(time.shape[1] - size, None))
            errors = error[newest] if error is not None and weighted[chosen[0]] else None
            points = points_of(time[newest], rate[newest], errors)
            _fit_block(trends, chosen, models, points, time=time[newest], rules=rules)
    return trends


def is_weighted(rate: Array, error: Array) -> Flags:
    """Tell which series are weighted: an error above 0 for every point, and weights that do not leave most points without any say."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        weight = (rate / error) ** 2
    known = (np.isfinite(error) & (error > 0) & np.isfinite(weight)) | np.isnan(rate)
    largest = np.max(weight, axis=1, initial=0.0, where=known & ~np.isnan(rate))
    smallest = np.min(weight, axis=1, initial=np.inf, where=known & ~np.isnan(rate))
    return np.asarray(known.all(axis=1) & (largest <= LARGEST_RATIO * smallest), dtype=bool)


def _models(size: int, rules: Rules) -> Tree:
    most = rules.most(size)
    shape = (size, most, rules.least_end, rules.least_between)
    if size_of_tree(*shape) > LARGEST_TREE:
        raise MetricError(
            f"a series of {size} points",
            f"has {size_of_tree(*shape):,} models of up to {most} joinpoints, too many for the memory",
            f"at most {LARGEST_TREE:,} models: fewer joinpoints (max_joinpoints), or a part of the years",
        )
    return tree(*shape)


def _groups(time: Array, right_size: Flags, weighted: Flags) -> list[Whole]:
    """Return blocks of series that can be fitted together: first those with the commonest form of time, then the others, the weighted."""
    plain = np.flatnonzero(right_size & ~weighted)
    step = np.diff(time[plain], axis=1)
    even = np.asarray((step == step[:, :1]).all(axis=1), dtype=bool)
    blocks: list[Whole] = []
    for rows in (plain[even], plain[~even], np.flatnonzero(right_size & weighted)):
        blocks += [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
    return blocks


def _fit_block(trends: Trends, rows: Whole, models: Tree, points: Points, *, time: Array, rules: Rules) -> None:
    """Write the models of the series *rows* into *trends*."""
    best = best_models(models, points)
    chosen = _sizes(models, points, best, rules)
    trends.joinpoints[rows] = chosen
    for k in np.unique(chosen):  # over numbers of joinpoints, not series
        part = np.flatnonzero(chosen == k)
        places = models.joinpoints(int(k), best.model[part, k])
        _write(trends, rows[part], models, points.rows(part), places=places, time=time[part], rules=rules)


def _sizes(models: Tree, points: Points, best: Best, rules: Rules) -> Whole:
    least = min(rules.min_joinpoints, models.most)
    if rules.selection == "permutation":
        return permutation_sizes(models, points, best, alpha=rules.alpha, permutations=rules.permutations, seed=rules.seed, least=least)
    return choose_size(models, points, best, rules.selection, least)


def _write(trends: Trends, rows: Whole, models: Tree, points: Points, *, places: Whole, time: Array, rules: Rules) -> None:
    """Write slopes and intervals of series with the same number of joinpoints."""
    count = places.shape[1]
    model = fit(points, places)
    error, degrees = separate_errors(points, places) if rules.interval == "separate" else continuous_errors(points, model)
    if rules.interval == "quantile":
        limits = quantile_intervals(models, points, places, level=rules.level, resamples=rules.resamples, seed=rules.seed)
    else:
        half = t_quantile((1 + rules.level) / 2, degrees) * error if degrees else np.full(error.shape, np.nan)
        limits = (model.slope - half, model.slope + half)
    inner = np.take_along_axis(time, places, axis=1)
    trends.bounds[rows, : count + 2] = np.concatenate([time[:, :1], inner, time[:, -1:]], axis=1)
    for whole, part in ((trends.slope, model.slope), (trends.error, error), (trends.lower, limits[0]), (trends.upper, limits[1])):
        whole[rows, : count + 1] = part
    trends.degrees[rows] = degrees
    with np.errstate(over="ignore"):  # of rates beyond what the machine can write, infinite is the answer
        trends.first_rate[rows], trends.last_rate[rows] = np.exp(model.fitted[:, 0]), np.exp(model.fitted[:, -1])


def _empty(series: int, most: int) -> Trends:
    def nothing(*shape: int) -> Array:
        return np.full(shape, np.nan)

    segments = (series, most + 1)
    return Trends(
        joinpoints=np.zeros(series, dtype=np.int64),
        bounds=nothing(series, most + 2),
        slope=nothing(*segments),
        error=nothing(*segments),
        lower=nothing(*segments),
        upper=nothing(*segments),
        degrees=np.zeros(series, dtype=np.int64),
        first_rate=nothing(series),
        last_rate=nothing(series),
    )
