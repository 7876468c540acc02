"""The candidate models and both searches, against a fit of every model by the library's least squares."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from metrics.joinpoints import search
from metrics.joinpoints.candidates import most_joinpoints, size_of_tree, tree
from metrics.joinpoints.points import Points, points_of
from metrics.panel import Array

YEARS = np.arange(2000.0, 2014.0)


def made_up(series: int, *, weighted: bool = False, years: Array = YEARS) -> Points:
    """Return random walks on the log scale; the numbers mean nothing."""
    random = np.random.default_rng(7)
    rate = np.exp(3 + np.cumsum(random.normal(size=(series, len(years))) * 0.05, axis=1))
    error = rate * random.uniform(0.01, 0.1, rate.shape) if weighted else None
    return points_of(np.broadcast_to(years, rate.shape), rate, error)


def one_by_one(points: Points, row: int, most: int) -> list[tuple[float, tuple[int, ...]]]:
    """Return error and joinpoints of the best model of every size, each model fitted on its own."""
    time, value, root = points.time[row], points.value[row], np.sqrt(points.weight[row])
    total, best = len(time), []
    for k in range(most + 1):
        allowed = [
            chosen for chosen in combinations(range(2, total - 2), k) if all(after - before >= 3 for before, after in pairwise(chosen))
        ]
        fits = []
        for chosen in allowed:
            design = np.stack([np.ones(total), time, *(np.maximum(time - time[place], 0) for place in chosen)], axis=1) * root[:, None]
            residual = value * root - design @ np.linalg.lstsq(design, value * root, rcond=None)[0]
            fits.append((float(residual @ residual), chosen))
        best.append(min(fits))
    return best


def test_the_models_of_25_years_with_up_to_4_joinpoints_are_counted_right() -> None:
    """C(21, 1) + C(19, 2) + C(17, 3) + C(15, 4): every joinpoint takes two points from the places of the others."""
    models = tree(25, 4, 2, 2)

    assert [len(level.last) for level in models.levels] == [1, 21, 171, 680, 1365]
    assert size_of_tree(25, 4, 2, 2) == 21 + 171 + 680 + 1365


def test_every_model_keeps_its_distances() -> None:
    models = tree(16, 3, 2, 2)
    for k in (1, 2, 3):
        places = models.joinpoints(k, np.arange(len(models.levels[k].last)))

        assert places.min() >= 2
        assert places.max() <= 13
        assert (np.diff(places, axis=1) >= 3).all()
        assert len(np.unique(places, axis=0)) == len(places)


@pytest.mark.parametrize(("points", "most"), [(3, 0), (4, 0), (5, 1), (7, 1), (8, 2), (10, 2), (11, 3), (14, 4)])
def test_the_most_joinpoints_follow_ncis_formula(points: int, most: int) -> None:
    """2 x 2 + (k - 1) x 2 + k points for k joinpoints: 5, 8, 11, 14."""
    assert most_joinpoints(points, 2, 2) == most


def test_fewer_points_than_two_ends_allow_no_joinpoint() -> None:
    """Three points, of which five were to lie on either side: none, not less than none."""
    assert most_joinpoints(3, 5, 2) == 0


def test_the_shared_search_finds_the_best_of_all_models() -> None:
    points = made_up(4)
    models = tree(14, 3, 2, 2)
    best = search.best_models(models, points)
    for row in range(4):
        for k, (squares, places) in enumerate(one_by_one(points, row, 3)):
            assert best.squares[row, k] == pytest.approx(squares, rel=1e-9)
            assert tuple(models.joinpoints(k, best.model[row : row + 1, k])[0]) == places


@pytest.mark.parametrize("years", [YEARS, np.array([2000, 2001, 2003, 2004, 2005, 2009, 2010, 2011, 2012, 2015, 2016, 2017, 2018, 2020.0])])
def test_the_weighted_search_finds_the_best_of_all_models(years: Array) -> None:
    """Also where years are missing: distances are counted in points, slopes in years."""
    points = made_up(4, weighted=True, years=years)
    models = tree(14, 3, 2, 2)
    best = search.best_models(models, points)
    for row in range(4):
        for k, (squares, places) in enumerate(one_by_one(points, row, 3)):
            assert best.squares[row, k] == pytest.approx(squares, rel=1e-9)
            assert tuple(models.joinpoints(k, best.model[row : row + 1, k])[0]) == places


def test_both_searches_agree_on_many_series(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 series are several blocks."""
    points, models = made_up(300), tree(14, 3, 2, 2)
    shared = search.best_models(models, points)
    monkeypatch.setattr(search, "LARGEST_BASES", 0)
    monkeypatch.setattr(search, "CELLS", 5_000)
    each = search.best_models(models, points)

    np.testing.assert_array_equal(shared.model, each.model)
    np.testing.assert_allclose(shared.squares, each.squares, rtol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_straight_line_is_the_only_model_of_a_short_series(*, weighted: bool) -> None:
    points = made_up(2, years=YEARS[:4], weighted=weighted)
    best = search.best_models(tree(4, 0, 2, 2), points)

    assert best.squares.shape == (2, 1)
