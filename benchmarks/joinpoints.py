"""
Joinpoint regression beside bare searches of the same models, which choose nothing and state no change; all must agree before any is timed.

The bare searches are written here on their own. Without weights: the orthonormal basis of every model, made once for all series, and one
matrix product. With weights, which differ between series: Cholesky factors grown along the joinpoints, each prefix once. The naive way is
one call of numpy's least squares a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from benchmarks.timing import in_turn, line, seconds
from metrics.joinpoint import joinpoint
from metrics.joinpoints.candidates import tree
from metrics.joinpoints.model import fit_trends
from metrics.joinpoints.points import Points, points_of
from metrics.joinpoints.resampling import PERMUTATIONS, RESAMPLES, permutation_p, quantile_intervals
from metrics.joinpoints.rules import Rules
from metrics.joinpoints.search import best_models
from metrics.panel import Array

YEARS, SERIES, SAMPLE, MOST = 25, 1_000, 3, 4
TOLERANCE = 1e-9
APART = 3
"""Positions from one joinpoint to the next, two points between them."""


def made_up(series: int) -> tuple[Array, Array, Array]:
    """Return years, rates and standard errors of random walks, each (series, years); the numbers mean nothing, only their shape counts."""
    random = np.random.default_rng(2026)
    rate = np.exp(4 + np.cumsum(random.normal(size=(series, YEARS)) * 0.02, axis=1))
    return np.tile(2000.0 + np.arange(YEARS), (series, 1)), rate, rate * random.uniform(0.01, 0.03, rate.shape)


def placings(most: int) -> Iterator[tuple[int, ...]]:
    """Return every allowed placing of up to *most* joinpoints, as positions among the years: two points between, two at either end."""
    for k in range(most + 1):
        for chosen in combinations(range(2, YEARS - 2), k):
            if all(after - before >= APART for before, after in pairwise(chosen)):
                yield chosen


def terms(time: Array, chosen: tuple[int, ...]) -> Array:
    """Return the terms of a model, shape (years, terms): constant, time, and from each *chosen* position on the time since it."""
    return np.stack([np.ones(len(time)), time, *(np.maximum(time - time[place], 0.0) for place in chosen)], axis=1)


class BareSearch:
    """The bases of all models, one below the other, and where each model's begins."""

    def __init__(self, time: Array, most: int) -> None:
        """Make them."""
        self.sizes = np.array([len(chosen) for chosen in placings(most)])
        self.bases = np.concatenate([np.linalg.qr(terms(time, chosen))[0].T for chosen in placings(most)])
        self.start = np.concatenate([[0], np.cumsum(self.sizes + 2)[:-1]])

    def squares(self, value: Array, block: int = 64) -> Array:
        """Return the smallest sum of squared errors of every size, shape (series, sizes)."""
        found = []
        for first in range(0, len(value), block):
            part = value[first : first + block]
            products = self.bases @ part.T
            products *= products
            explained = np.add.reduceat(products, self.start, axis=0)
            best = np.stack([explained[self.sizes == size].max(axis=0) for size in range(self.sizes.max() + 1)], axis=1)
            found.append((part * part).sum(axis=1)[:, None] - best)
        return np.concatenate(found)


def bare_weighted(points: Points, most: int) -> Array:
    """
    Return the smallest weighted sum of squared errors of every size, by Cholesky factors that share their rows along prefixes.

    The result has shape (series, *most* + 1); all series have the same years.
    """
    time, weight, value = points.time[0], points.weight, points.value
    every = terms(time, tuple(range(2, YEARS - 2)))
    gram = np.einsum("sn,ni,nj->ijs", weight, every, every, optimize=True)
    with_value = np.ascontiguousarray(every.T @ (weight * value).T)
    best = np.full((most + 1, len(value)), -np.inf)

    def grow(rows: list[list[Array]], solved: list[Array], members: list[int], explained: Array) -> None:
        """Note a model, and grow its factor by every further joinpoint."""
        size = len(members) - 2
        if size >= 0:
            np.maximum(best[size], explained, out=best[size])
        if size == most:
            return
        following = [len(members)] if size < 0 else range(members[-1] + APART if size else 2, every.shape[1])
        for term in following:
            row: list[Array] = []
            for other, member in zip(rows, members, strict=True):
                product = gram[term, member] - sum(a * b for a, b in zip(row, other, strict=False))
                row.append(product / other[len(row)])
            diagonal = np.sqrt(gram[term, term] - sum(entry * entry for entry in row))
            last = (with_value[term] - sum(a * b for a, b in zip(row, solved, strict=True))) / diagonal
            grow([*rows, [*row, diagonal]], [*solved, last], [*members, term], explained + last * last)

    grow([], [], [], np.zeros(len(value)))
    return np.asarray(((weight * value**2).sum(axis=1) - best).T)


def one_by_one(points: Points) -> Array:
    """Return the smallest weighted sum of squared errors, shape (series, sizes), by one least-squares call a series and model."""
    time, found = points.time[0], np.full((len(points.value), MOST + 1), np.inf)
    for row, value in enumerate(points.value):
        root = np.sqrt(points.weight[row])
        for chosen in placings(MOST):
            squares = np.linalg.lstsq(terms(time, chosen) * root[:, None], value * root, rcond=None)[1][0]
            found[row, len(chosen)] = min(found[row, len(chosen)], squares)
    return found


def report() -> list[str]:
    """Return the lines of the report."""
    time, rate, error = made_up(SERIES)
    plain, weighted = points_of(time, rate, None), points_of(time, rate, error)
    bare = BareSearch(plain.time[0], MOST)
    models = tree(YEARS, MOST, 2, 2)
    few = np.arange(SAMPLE)
    for points, others in (
        (plain, [bare.squares(plain.rest), one_by_one(plain.rows(few))]),
        (weighted, [bare_weighted(weighted, MOST), one_by_one(weighted.rows(few))]),
    ):
        squares = best_models(models, points).squares
        if any(np.abs(squares[: len(other)] / other - 1).max() > TOLERANCE for other in others):
            message = "the searches do not find the same errors; nothing is timed"
            raise AssertionError(message)
    rules = Rules(max_joinpoints=MOST)
    pair = in_turn(lambda: fit_trends(time, rate, None, rules), lambda: bare.squares(plain.rest))
    heavy = in_turn(lambda: fit_trends(time, rate, error, rules), lambda: bare_weighted(weighted, MOST))
    naive = in_turn(lambda: fit_trends(time, rate, None, rules), lambda: one_by_one(plain.rows(few)))
    return [
        line(f"models with intervals, {SERIES:,} series", pair, "bare search"),
        line(f"weighted, {SERIES:,} series", heavy, "bare weighted search"),
        f"a series: {SERIES / min(pair.ours):,.0f} a second, weighted {SERIES / min(heavy.ours):,.0f} (best of {len(pair.ours)})",
        f"{SERIES / SAMPLE / naive.ratio:,.0f} times as fast as one least-squares call a model",
        *_tables(),
        *_growth(),
        *_random_numbers(plain),
    ]


def _tables() -> list[str]:
    """Return how long the table takes beside its matrices."""
    time, rate, _ = made_up(10 * SERIES)
    frame = pd.DataFrame({"series": np.repeat(np.arange(10 * SERIES), YEARS), "year": time.ravel(), "rate": rate.ravel()})
    rules = Rules(max_joinpoints=MOST)
    pair = in_turn(lambda: joinpoint(frame, rules=rules), lambda: fit_trends(time, rate, None, rules))
    return [line(f"table to table, {10 * SERIES:,} series", pair, "matrices")]


def _growth() -> list[str]:
    """Return how time grows with series and with joinpoints."""
    small, large = made_up(SERIES)[:2], made_up(10 * SERIES)[:2]
    series = in_turn(
        lambda: fit_trends(*large, None, Rules(max_joinpoints=MOST)), lambda: fit_trends(*small, None, Rules(max_joinpoints=MOST))
    )
    more = in_turn(
        lambda: fit_trends(*small, None, Rules(max_joinpoints=MOST + 1)), lambda: fit_trends(*small, None, Rules(max_joinpoints=MOST))
    )
    return [line("ten times the series", series, "once"), line(f"up to {MOST + 1} joinpoints", more, f"up to {MOST}")]


def _random_numbers(points: Points) -> list[str]:
    """Return how long one permutation test and one quantile interval take, beside the search of as many series."""
    models, one = tree(YEARS, MOST, 2, 2), points.rows(np.array([0]))
    best = best_models(models, one)
    places = models.joinpoints(MOST, best.model[:, MOST])
    many = points_of(*made_up(PERMUTATIONS)[:2], None)
    step = in_turn(
        lambda: permutation_p(models, one, best, 0, (0, MOST), PERMUTATIONS, np.random.default_rng(1)),
        lambda: best_models(models, many),
    )
    interval = seconds(lambda: quantile_intervals(models, one, places, level=0.95, resamples=RESAMPLES, seed=1))
    return [
        line(f"permutation step, {PERMUTATIONS:,} permutations", step, "the search of as many series"),
        f"quantile interval, {RESAMPLES:,} resamples, {MOST} joinpoints: {interval * 1000:.0f} ms a series",
    ]
