"""Many series at once: which are weighted, how they share a block, and that the rules asked for are those that are followed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from data.errors import MetricError
from metrics.joinpoints import model
from metrics.joinpoints.candidates import tree
from metrics.joinpoints.model import Trends, fit_trends, is_weighted
from metrics.joinpoints.points import points_of
from metrics.joinpoints.resampling import SEED, permutation_sizes, quantile_intervals
from metrics.joinpoints.rules import Rules, Selection
from metrics.joinpoints.search import best_models
from metrics.joinpoints.segments import continuous_errors, fit, separate_errors
from metrics.joinpoints.selection import CRITERIA, criteria
from metrics.panel import Array

YEARS = 2000.0 + np.arange(17)
FIELDS = ("joinpoints", "bounds", "slope", "error", "lower", "upper", "degrees", "first_rate", "last_rate")


def bent(series: int, *, noise: float = 0.01) -> Array:
    """Return rates that turn in 2005 and in 2011, each with a scatter of its own."""
    random = np.random.default_rng(8)
    path = 0.1 * np.maximum(YEARS - 2005, 0) - 0.2 * np.maximum(YEARS - 2011, 0)
    return np.exp(3 + path + random.normal(size=(series, 17)) * noise)


def row_of(trends: Trends, row: int) -> list[Any]:
    """Return what was found of one series, without the empty places on its right."""
    cells = [np.atleast_1d(getattr(trends, name)[row]) for name in FIELDS]
    return [cell[~np.isnan(cell)].tolist() for cell in cells]


@pytest.mark.parametrize(
    ("rate", "error", "weighted"),
    [
        ([2.0, 2.0, 2.0], [1.0, 2.0, 4.0], True),
        ([2.0, 2.0, 2.0], [1.0, 2.0, np.nan], False),
        ([2.0, 2.0, 2.0], [np.nan, np.nan, np.nan], False),
        ([2.0, 2.0, 2.0], [1.0, 2.0, 0.0], False),
        ([2.0, 2.0, 2.0], [1.0, 2.0, -0.5], False),
        ([2.0, 2.0, 2.0], [1.0, 2.0, np.inf], False),
        ([2.0, 2.0, 2.0], [1e-300, 1e-300, 1e-300], False),  # (2 / 1e-300)² is beyond what the machine can write
        ([np.nan, 2.0, 2.0], [np.nan, 1.0, 2.0], True),  # a point that is not there needs no error
        ([np.nan, 2.0, 2.0], [9.0, 1.0, 2.0], True),
        ([2.0, 2.0, 2.0], [2.0, 2.0, 2e5], True),  # just ten thousand million times the weight
        ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0001e5], False),
        ([2e5, 2.0, 2e5], [2.0, 2.0, 2.0], True),
        ([2e-5, 2e5, 2e5], [2e-10, 2e5, 2e5], True),
        ([2e-5, 2e5, 2e5], [1.99e-10, 2e5, 2e5], False),
    ],
)
def test_a_series_is_weighted_if_every_point_has_an_error_and_a_say(rate: list[float], error: list[float], *, weighted: bool) -> None:
    """Weights are (rate / error)², at most 1e10 times as large for one point as for another; whatever the other series is like."""
    plain = np.array([2.0, 2.0, 2.0])

    assert is_weighted(np.array([rate, plain]), np.array([error, plain])).tolist() == [weighted, True]
    assert is_weighted(np.array([plain, rate]), np.array([plain * np.nan, error])).tolist() == [False, weighted]


@pytest.mark.parametrize("block", [2, 2_048])
def test_series_are_fitted_the_same_together_as_alone(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Long and short ones, with errors of their own and without, in blocks of two and all at once."""
    monkeypatch.setattr(model, "BLOCK", block)
    rate, time = bent(8), np.broadcast_to(YEARS, (8, 17)).copy()
    error = rate * np.random.default_rng(2).uniform(0.01, 0.1, rate.shape)
    error[[0, 2, 4, 6, 7]] = np.nan
    for row in (2, 3, 7):
        time[row, :8], rate[row, :8], error[row, :8] = np.nan, np.nan, np.nan
    together = fit_trends(time, rate, error)
    for row in range(8):
        held = ~np.isnan(rate[row])
        errors = error[[row]][:, held] if row in {1, 3, 5} else None
        alone = fit_trends(time[[row]][:, held], rate[[row]][:, held], errors)

        assert row_of(together, row) == [pytest.approx(cell, rel=1e-9) for cell in row_of(alone, 0)]
    assert together.joinpoints.tolist() == [2, 2, 1, 1, 2, 2, 2, 1]


@pytest.mark.parametrize("weighted", [False, True])
def test_two_series_with_weights_of_their_own_are_two_fits(*, weighted: bool) -> None:
    rate = bent(2)
    error = rate * np.random.default_rng(2).uniform(0.01, 0.1, rate.shape) if weighted else None
    time = np.array([YEARS, YEARS + np.where(YEARS > 2008, 5.0, 0.0)])
    together = fit_trends(time, rate, error)
    for row in (0, 1):
        alone = fit_trends(time[[row]], rate[[row]], None if error is None else error[[row]])

        assert row_of(together, row) == [pytest.approx(cell, rel=1e-9) for cell in row_of(alone, 0)]


def test_series_too_short_for_a_line_have_no_joinpoint_and_no_degree() -> None:
    trends = fit_trends(YEARS[None, :2], np.array([[5.0, 6.0]]))

    assert (trends.slope.shape, trends.bounds.shape) == ((1, 1), (1, 2))
    assert (trends.joinpoints.tolist(), trends.degrees.tolist()) == ([0], [0])


@pytest.mark.parametrize("selection", [*CRITERIA, "permutation"])
def test_the_number_of_joinpoints_is_that_of_the_selection_asked_for(selection: Selection) -> None:
    """Among 40 random walks the four find different numbers; BIC more than the weighted one, that more than BIC3."""
    random = np.random.default_rng(3)
    rate = np.exp(3 + np.cumsum(random.normal(size=(40, 12)) * 0.03, axis=1))
    time = np.broadcast_to(YEARS[:12], rate.shape)
    points, models = points_of(time, rate, None), tree(12, 2, 2, 2)
    best = best_models(models, points)
    by_criterion = {name: criteria(models, points, best, name).argmin(axis=1) for name in CRITERIA}
    expected = by_criterion | {"permutation": permutation_sizes(models, points, best, alpha=0.3, permutations=99, seed=4)}
    found = fit_trends(time, rate, rules=Rules(selection=selection, alpha=0.3, permutations=99, seed=4)).joinpoints

    assert found.tolist() == expected[selection].tolist()
    assert len({tuple(sizes) for sizes in expected.values()}) == 4


def test_limits_are_those_of_the_interval_asked_for() -> None:
    """Nine years around one joinpoint: t with 5 degrees for the continuous model, with 4 for segments apart, or quantiles."""
    rate = np.exp(3 + 0.1 * np.abs(YEARS[None, :9] - 2004) + np.random.default_rng(6).normal(size=(1, 9)) * 0.02)
    points, places = points_of(YEARS[None, :9], rate, None), np.array([[4]])
    slope = fit(points, places).slope
    reach = {
        "parametric": 1.475884 * continuous_errors(points, fit(points, places))[0],  # t(5) at 0.9
        "separate": 1.533206 * separate_errors(points, places)[0],  # t(4) at 0.9
    }
    found = {
        name: fit_trends(YEARS[None, :9], rate, rules=Rules(interval=name, level=0.8, max_joinpoints=1, resamples=99))
        for name in ("parametric", "separate", "quantile")
    }
    quantiles = quantile_intervals(tree(9, 1, 2, 2), points, places, level=0.8, resamples=99, seed=SEED)

    assert {name: trends.degrees.tolist() for name, trends in found.items()} == {"parametric": [5], "separate": [4], "quantile": [5]}
    for name, half in reach.items():
        np.testing.assert_allclose([found[name].lower, found[name].upper], [slope - half, slope + half], rtol=1e-6)
    np.testing.assert_allclose([found["quantile"].lower, found["quantile"].upper], quantiles)


def test_as_many_models_as_fit_into_memory_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """17 points with up to 3 joinpoints have 152 models."""
    monkeypatch.setattr(model, "LARGEST_TREE", 152)

    assert fit_trends(YEARS[None], bent(1)).joinpoints.tolist() == [2]

    monkeypatch.setattr(model, "LARGEST_TREE", 151)
    with pytest.raises(MetricError, match="has 152 models"):
        fit_trends(YEARS[None], bent(1))


def test_the_defaults_are_those_of_ncis_program() -> None:
    """NCI Joinpoint help: 2 points beside every joinpoint, weighted BIC (version 5); permutation tests at 5 % with 4,499 permutations."""
    rules = Rules()

    assert (rules.least_end, rules.least_between, rules.selection) == (2, 2, "wbic")
    assert (rules.alpha, rules.permutations, rules.level, rules.min_joinpoints) == (0.05, 4_499, 0.95, 0)
