"""
The two procedures of joinpoint regression that draw random numbers, one series at a time: the permutation test for the number of
joinpoints, and the empirical quantile interval of the slopes. Both search the same models again for thousands of made-up series.
"""

from __future__ import annotations

import numpy as np

from metrics.joinpoints.candidates import Tree
from metrics.joinpoints.points import Points
from metrics.joinpoints.search import Best, best_models, fits_in_memory, search_shared, shared_bases
from metrics.joinpoints.segments import fit
from metrics.joinpoints.selection import squared_errors
from metrics.panel import Array, Whole

PERMUTATIONS = 4_499
"""NCI's default (Joinpoint help, "Number of Permutations")."""
RESAMPLES = 10_000
SEED = 2026
"""The same table gives the same answer on every day."""


def permutation_sizes(tree: Tree, points: Points, best: Best, *, alpha: float, permutations: int, seed: int, least: int = 0) -> Whole:
    """
    Return the number of joinpoints of every series by the sequence of permutation tests.

    Fewest (*least* at first) against most joinpoints: if the smaller model is rejected, the fewest rise by one, else the most fall by one,
    until they meet. Each test is held at alpha / (largest size - size of its smaller model), which keeps the chance of too many joinpoints
    below alpha.

    Source:
        Kim et al. 2000, Stat Med 19:335-351; NCI Joinpoint help, "Permutation Test Details".
    """
    sizes = np.zeros(len(points.time), dtype=np.int64)
    for row in range(len(sizes)):  # a search of thousands of series each
        one = points.rows(np.array([row]))
        random = np.random.default_rng(seed)
        fewest, most = least, tree.most
        while fewest < most:
            p = permutation_p(tree, one, best, row, (fewest, most), permutations, random)
            if p <= alpha / (tree.most - fewest):
                fewest += 1
            else:
                most -= 1
        sizes[row] = fewest
    return sizes


def permutation_p(  # noqa: PLR0917 - one caller
    tree: Tree, one: Points, best: Best, row: int, sizes: tuple[int, int], permutations: int, random: np.random.Generator
) -> float:
    """
    Return the p-value of the smaller of two models against the larger one.

    The residuals of the smaller model, scaled to equal variance where weights differ, are permuted and put back on its fitted values. The
    statistic is the ratio of the squared errors; the observed series counts as one of the permutations.
    """
    fewest, most = sizes
    fitted = fit(one, tree.joinpoints(fewest, best.model[row : row + 1, fewest])).fitted
    residual = (one.value - fitted) * np.sqrt(one.weight)
    shuffled = random.permuted(np.broadcast_to(residual, (permutations, residual.shape[1])), axis=1)
    errors = squared_errors(_search_again(tree, one, fitted, shuffled), tree.points)
    observed = squared_errors(Best(best.squares[row : row + 1], best.model[row : row + 1]), tree.points)
    ratios, ratio = errors[:, fewest] / errors[:, most], observed[0, fewest] / observed[0, most]
    return float((1 + np.count_nonzero(ratios >= ratio)) / (permutations + 1))


def quantile_intervals(tree: Tree, points: Points, joinpoints: Whole, *, level: float, resamples: int, seed: int) -> tuple[Array, Array]:
    """
    Return the empirical quantile interval of the slopes of every series, both limits of shape (series, joinpoints + 1).

    The number of joinpoints is held, their places are not: new series are drawn by adding to the fitted values residuals from the
    continuous empirical distribution of the model's own residuals, each is fitted again, and the quantiles of its slopes are taken. Small
    samples leave residuals too small; they are enlarged by sqrt(n / (n - 2k - 2)), 2k + 2 being the parameters of the model.

    Source:
        Kim et al. 2017, Stat Med 36:3059-3074; NCI Joinpoint help, "APC/AAPC/Tau Confidence Intervals". The enlargement and the
        interpolation between residuals are our reading: the text at hand gives only the principle.
    """
    count = joinpoints.shape[1]
    smaller = Tree(tree.points, tree.levels[: count + 1])
    limits = np.empty((2, len(joinpoints), count + 1))
    for row in range(len(joinpoints)):  # a search of thousands of series each
        one = points.rows(np.array([row]))
        random = np.random.default_rng(seed)
        fitted = fit(one, joinpoints[row : row + 1]).fitted
        residual = np.sort(((one.value - fitted) * np.sqrt(one.weight))[0]) * _enlargement(tree.points, count)
        drawn = _from_distribution(residual, random.random((resamples, tree.points)))
        best = _search_again(smaller, one, fitted, drawn)
        again = Points(
            np.broadcast_to(one.time, drawn.shape),
            fitted + drawn / np.sqrt(one.weight),
            np.broadcast_to(one.weight, drawn.shape),
            alike=True,
        )
        slopes = fit(again, smaller.joinpoints(count, best.model[:, count])).slope
        limits[:, row] = np.quantile(slopes, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return limits[0], limits[1]


def _enlargement(points: int, joinpoints: int) -> float:
    return float(np.sqrt(points / max(1, points - 2 * joinpoints - 2)))


def _from_distribution(ordered: Array, uniform: Array) -> Array:
    """Return quantiles of the continuous distribution that joins the *ordered* residuals by straight lines."""
    return np.interp(uniform, (np.arange(len(ordered)) + 0.5) / len(ordered), ordered)


def _search_again(tree: Tree, one: Points, fitted: Array, scaled_residuals: Array) -> Best:
    """Return the best models of *fitted* plus residuals; all made-up series share times and weights with the real one."""
    root = np.sqrt(one.weight[0])
    if fits_in_memory(tree):
        return search_shared(shared_bases(tree, one.time[0], root), fitted * root + scaled_residuals)
    shape = scaled_residuals.shape
    again = Points(np.broadcast_to(one.time, shape), fitted + scaled_residuals / root, np.broadcast_to(one.weight, shape), alike=True)
    return best_models(tree, again)
