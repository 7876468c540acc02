"""The permutation test and the empirical quantile interval: what they say where the truth is known, and that they say it again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from metrics.joinpoints import resampling, search
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


def test_a_p_value_at_its_level_rejects_and_above_it_does_not() -> None:
    """Of 99 permutations and the series itself none explains as much: p = 0.01, at the level of the only test."""
    _, points, best = bent(0.001)
    one = tree(17, 1, 2, 2)
    found = [permutation_sizes(one, points, best, alpha=alpha, permutations=99, seed=1).tolist() for alpha in (0.01, 0.0099)]

    assert found == [[1], [0]]


@pytest.mark.parametrize(
    ("p_values", "size"),
    [
        ({(0, 3): 0.016, (1, 3): 0.024, (2, 3): 0.05}, 3),
        ({(0, 3): 0.016, (1, 3): 0.026, (1, 2): 0.025}, 2),
        ({(0, 3): 0.017, (0, 2): 0.016, (1, 2): 0.026}, 1),
        ({(0, 3): 0.017, (0, 2): 0.017, (0, 1): 0.017}, 0),
    ],
)
def test_every_test_is_held_at_its_part_of_the_level(
    monkeypatch: pytest.MonkeyPatch, p_values: dict[tuple[int, int], float], size: int
) -> None:
    """
    With up to 3 joinpoints: 0.05 / 3 where the smaller model has none, 0.05 / 2 where it has one, 0.05 where it has two.

    After a rejection the smaller model grows by one, otherwise the larger one shrinks by one (Kim et al. 2000).
    """
    asked: list[tuple[int, int]] = []

    def p(*arguments: Any) -> float:
        asked.append(arguments[4])
        return p_values[arguments[4]]

    monkeypatch.setattr(resampling, "permutation_p", p)

    assert sizes(*bent(0.005)) == [size]
    assert asked == list(p_values)


def test_of_an_exact_line_every_permutation_is_as_good() -> None:
    """Nothing is left but rounding: all ratios are the same, and p is 1."""
    points = points_of(YEARS[None], 50 * 0.97 ** np.arange(17.0)[None], None)
    models = tree(17, 2, 2, 2)

    assert permutation_p(models, points, best_models(models, points), 0, (0, 2), 99, np.random.default_rng(1)) == 1.0


@pytest.mark.parametrize("weighted", [False, True])
def test_every_series_is_permuted_on_its_own(*, weighted: bool) -> None:
    """Two bends, none and one: as many joinpoints are found whether the series stand together or alone."""
    noise = np.random.default_rng(5).normal(size=(3, 17)) * 0.003
    after = [np.maximum(YEARS - 2000 - year, 0) for year in (5, 11, 8)]
    logarithm = 3 + noise + np.stack([0.1 * after[0] - 0.2 * after[1], 0 * YEARS, 0.1 * after[2]])
    rate = np.exp(logarithm)
    points = points_of(YEARS + np.zeros((3, 1)), rate, rate * np.linspace(0.01, 0.03, 17) if weighted else None)
    models = tree(17, 3, 2, 2)

    assert sizes(models, points, best_models(models, points)) == [2, 0, 1]


@pytest.mark.parametrize("weighted", [False, True])
def test_series_too_long_for_the_memory_get_the_same_answers(monkeypatch: pytest.MonkeyPatch, *, weighted: bool) -> None:
    """Where the bases of all models cannot be kept, every made-up series is searched by its own sums."""
    models, points, best = bent(0.03, weighted=weighted)
    places = models.joinpoints(1, best.model[:, 1])
    found = []
    for largest in (10**9, 0):
        monkeypatch.setattr(search, "LARGEST_BASES", largest)
        p = permutation_p(models, points, best, 0, (1, 3), 99, np.random.default_rng(1))
        found.append([p, *quantile_intervals(models, points, places, level=0.95, resamples=99, seed=1)])

    assert found[0][0] == found[1][0] < 1
    np.testing.assert_allclose(found[0][1:], found[1][1:])


@pytest.mark.parametrize("weighted", [False, True])
def test_a_quantile_interval_step_by_step(*, weighted: bool) -> None:
    """
    Eight points with a joinpoint, 40 series, the places searched again for each by the library's least squares.

    Residuals times the roots of the weights, enlarged by sqrt(8 / (8 - 2 - 2)), at the probabilities 1/16, 3/16, …, 15/16.
    """
    random = np.random.default_rng(5)
    rate = np.exp(3 + 0.05 * np.abs(np.arange(8) - 3) + random.normal(size=8) * 0.04)[None]
    points = points_of(YEARS[None, :8], rate, rate * np.linspace(0.01, 0.03, 8) if weighted else None)
    time, root = points.time[0], np.sqrt(points.weight[0])
    designs = [np.stack([np.ones(8), time, np.maximum(time - time[place], 0)], axis=1) for place in range(2, 6)]

    def best(value: Array) -> tuple[Array, Array]:
        fits = [np.linalg.lstsq(design * root[:, None], value * root, rcond=None) for design in designs]
        place = int(np.argmin([float(squares[0]) for _, squares, *_ in fits]))
        return designs[place] @ fits[place][0], np.array([fits[place][0][1], fits[place][0][1] + fits[place][0][2]])

    places = np.array([[3]])
    fitted = designs[1] @ np.linalg.lstsq(designs[1] * root[:, None], points.value[0] * root, rcond=None)[0]
    residual = np.sort((points.value[0] - fitted) * root) * np.sqrt(8 / 4)
    drawn = np.interp(np.random.default_rng(7).random((40, 8)), (2 * np.arange(8) + 1) / 16, residual)
    slopes = np.array([best(fitted + one / root)[1] for one in drawn])
    lower, upper = quantile_intervals(tree(8, 1, 2, 2), points, places, level=0.9, resamples=40, seed=7)

    np.testing.assert_allclose(lower[0], np.quantile(slopes, 0.05, axis=0))
    np.testing.assert_allclose(upper[0], np.quantile(slopes, 0.95, axis=0))


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
