"""The permutation test and the empirical quantile interval: what they say where the truth is known, and that they say it again."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.joinpoints.candidates import Tree, tree
from metrics.joinpoints.points import Points, points_of
from metrics.joinpoints.resampling import _from_distribution, permutation_p, permutation_sizes, quantile_intervals
from metrics.joinpoints.search import Best, best_models
from metrics.joinpoints.segments import continuous_errors, fit
from metrics.panel import Array

YEARS = 2000.0 + np.arange(17)


def bent(noise: float, *, bend: float = 0.1, weighted: bool = False) -> tuple[Tree, Points, Best]:
    """Return a rate that rises by about 2 % a year to 2008 and then changes its pace by *bend*."""
    random = np.random.default_rng(5)
    logarithm = 3 + 0.02 * (YEARS - 2000) - bend * np.maximum(YEARS - 2008, 0) + random.normal(size=17) * noise
    rate = np.exp(logarithm)[None]
    points = points_of(YEARS[None], rate, rate * np.linspace(0.01, 0.03, 17) if weighted else None)
    models = tree(17, 3, 2, 2)
    return models, points, best_models(models, points)


def sizes(models: Tree, points: Points, best: Best) -> list[int]:
    return permutation_sizes(models, points, best, alpha=0.05, permutations=499, seed=1).tolist()


@pytest.mark.parametrize("weighted", [False, True])
def test_a_clear_bend_is_found_by_permutation(*, weighted: bool) -> None:
    assert sizes(*bent(0.005, weighted=weighted)) == [1]


def test_noise_is_no_joinpoint() -> None:
    assert sizes(*bent(0.05, bend=0.0)) == [0]


def test_the_p_value_counts_the_observed_series_as_one_permutation() -> None:
    """No permutation of a clear bend explains as much: p = 1 / (99 + 1)."""
    models, points, best = bent(0.001)

    assert permutation_p(models, points, best, 0, (0, 3), 99, np.random.default_rng(1)) == pytest.approx(0.01)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_quantile_interval_without_joinpoints_has_the_textbooks_error(*, weighted: bool) -> None:
    """Seven points: residuals enlarged by sqrt(7 / 5) have the variance of the regression; 1.96 errors make nearly 95 %."""
    random = np.random.default_rng(5)
    rate = np.exp(3 + random.normal(size=(1, 7)) * 0.02)
    points = points_of(YEARS[None, :7], rate, rate * np.linspace(0.005, 0.06, 7) if weighted else None)
    none = np.zeros((1, 0), dtype=np.int64)
    model = fit(points, none)
    lower, upper = quantile_intervals(tree(7, 0, 2, 2), points, none, level=0.95, resamples=20_000, seed=1)
    half: Array = 1.96 * continuous_errors(points, model)[0]

    assert (upper - lower)[0, 0] / 2 == pytest.approx(half[0, 0], rel=0.08)
    assert (upper + lower)[0, 0] / 2 == pytest.approx(model.slope[0, 0], abs=0.15 * half[0, 0])


def test_residuals_are_joined_by_straight_lines_and_stay_centred() -> None:
    """Three residuals stand for a third each: the middle of the distribution is the middle one, the quarter lies between two."""
    drawn = _from_distribution(np.array([-3.0, 0.0, 3.0]), np.array([0.0, 1 / 6, 0.25, 0.5, 5 / 6, 1.0]))

    assert drawn.tolist() == pytest.approx([-3.0, -3.0, -2.25, 0.0, 3.0, 3.0])


@pytest.mark.parametrize("weighted", [False, True])
def test_a_quantile_interval_contains_the_slopes_and_is_the_same_again(*, weighted: bool) -> None:
    models, points, best = bent(0.005, weighted=weighted)
    places = models.joinpoints(1, best.model[:, 1])
    first = quantile_intervals(models, points, places, level=0.95, resamples=500, seed=1)
    again = quantile_intervals(models, points, places, level=0.95, resamples=500, seed=1)
    slope = fit(points, places).slope

    assert ((first[0] < slope) & (slope < first[1])).all()
    np.testing.assert_array_equal(first, again)
