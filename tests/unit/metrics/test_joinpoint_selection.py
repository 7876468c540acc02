"""How many joinpoints: the criteria against their formulas, and the partial R² against two regressions of the library."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.joinpoints.candidates import tree
from metrics.joinpoints.points import Points, points_of
from metrics.joinpoints.search import Best, best_models
from metrics.joinpoints.selection import choose_size, criteria, largest_partial_r2, squared_errors
from metrics.panel import Array


def points_from(rate: Array, error: Array | None = None) -> Points:
    return points_of(2000.0 + np.arange(rate.shape[1])[None] + np.zeros((len(rate), 1)), rate, error)


def made_up(series: int = 5, years: int = 17) -> Array:
    random = np.random.default_rng(3)
    return np.exp(3 + np.cumsum(random.normal(size=(series, years)) * 0.03, axis=1))


def test_the_criteria_follow_their_formulas() -> None:
    points, models = points_from(made_up()), tree(17, 2, 2, 2)
    best = best_models(models, points)
    error, scale = np.log(best.squares / 17), np.log(17) / 17
    weight = np.stack([largest_partial_r2(points, models.joinpoints(k, best.model[:, k])) for k in (1, 2)], axis=1)

    np.testing.assert_allclose(criteria(models, points, best, "bic"), error + np.array([2, 4, 6]) * scale)
    np.testing.assert_allclose(criteria(models, points, best, "bic3"), error + np.array([2, 5, 8]) * scale)
    np.testing.assert_allclose(criteria(models, points, best, "wbic")[:, 1:], error[:, 1:] + ((2 + weight) * [1, 2] + 2) * scale)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_partial_r2_is_what_the_joinpoint_explains_of_its_two_segments(*, weighted: bool) -> None:
    """1 - (error with the joinpoint) / (error of the line), in the points from after the joinpoint before to the joinpoint after."""
    rate = made_up(1)
    points = points_from(rate, rate * np.linspace(0.01, 0.1, 17) if weighted else None)
    places = np.array([[4, 9, 13]])
    shares = []
    for place, rows in ((4, slice(0, 10)), (9, slice(5, 14)), (13, slice(10, 17))):
        time, root = points.time[0, rows], np.sqrt(points.weight[0, rows])
        value = points.value[0, rows] * root
        line = np.stack([np.ones(len(time)), time], axis=1) * root[:, None]
        bent = np.column_stack([line, np.maximum(time - points.time[0, place], 0) * root])
        without, with_it = (float(np.linalg.lstsq(design, value, rcond=None)[1][0]) for design in (line, bent))
        shares.append(1 - with_it / without)

    assert largest_partial_r2(points, places)[0] == pytest.approx(max(shares))


@pytest.mark.parametrize("size", [1.0, 1e-7])
@pytest.mark.parametrize("bend", [0.1, 10.0])
def test_the_partial_r2_by_hand(bend: float, size: float) -> None:
    """
    Times -2 to 2, a joinpoint at 0: with a line, (t - 0)+ explains what |t| - 6/5 does, 0.8, -0.2, -1.2, -0.2, 0.8, squares 2.8.

    1, -2, 0, 2, -1 has no product with it, with 1 or with t; squares 10. So of the sum of both, the first times *bend*, the share
    2.8 bend² / (2.8 bend² + 10) is explained, however small the scatter is: 0.28 % or 96.6 %.
    """
    value = 0.3 + 0.02 * np.arange(5.0) + size * (bend * np.array([0.8, -0.2, -1.2, -0.2, 0.8]) + np.array([1.0, -2, 0, 2, -1]))

    assert largest_partial_r2(points_from(np.exp(value)[None]), np.array([[2]]))[0] == pytest.approx(
        2.8 * bend**2 / (2.8 * bend**2 + 10), rel=1e-4
    )


def test_a_joinpoint_on_an_exact_line_explains_nothing() -> None:
    """The weighted criterion must not take rounding for a share of all: its penalty is then that of BIC."""
    assert largest_partial_r2(points_from(100 * 0.97 ** np.arange(17.0)[None]), np.array([[4, 9]])).tolist() == [0.0]


def test_an_exact_line_has_no_joinpoint() -> None:
    """Nothing is left to explain but rounding, which must not look like a better fit."""
    rate = np.array([100 * 0.97 ** np.arange(17), np.full(17, 8.0)])
    points, models = points_from(rate), tree(17, 3, 2, 2)
    best = best_models(models, points)

    assert choose_size(models, points, best, "wbic").tolist() == [0, 0]


def test_errors_that_are_only_rounding_are_all_the_same() -> None:
    """17 points each off by one part in 10 to the 10th: 17e-20, however small the sums came out."""
    rounding = Best(np.array([[1e-30, 0.0, -1e-33]]), np.zeros((1, 3), dtype=np.int64))

    assert squared_errors(rounding, 17)[0].tolist() == pytest.approx([1.7e-19] * 3, rel=1e-9, abs=0.0)


def test_an_exact_bend_has_one_joinpoint_where_it_is() -> None:
    rate = 100 * np.concatenate([1.02 ** np.arange(9), 1.02**8 * 0.95 ** np.arange(1, 9)])
    points, models = points_from(rate[None]), tree(17, 3, 2, 2)
    best = best_models(models, points)

    assert choose_size(models, points, best, "wbic").tolist() == [1]
    assert models.joinpoints(1, best.model[:, 1]).tolist() == [[8]]


def test_a_harsher_penalty_never_finds_more() -> None:
    points, models = points_from(made_up(200)), tree(17, 3, 2, 2)
    best = best_models(models, points)
    mild, middle, harsh = (choose_size(models, points, best, criterion) for criterion in ("bic", "wbic", "bic3"))

    assert (harsh <= mild).all()
    assert harsh.mean() < middle.mean() < mild.mean()


@pytest.mark.parametrize("weighted", [False, True])
def test_some_of_the_series_keep_the_sums_of_all(*, weighted: bool) -> None:
    """What was summed for all series is taken along, not summed again, and must be theirs."""
    rate, chosen = made_up(6), np.array([4, 1, 2])
    points = points_from(rate, rate * np.linspace(0.01, 0.1, 17) if weighted else None)
    anew = points.rows(chosen)
    whole = points.over(np.full((6, 1), 2), np.full((6, 1), 9))
    taken = points.rows(chosen)

    np.testing.assert_array_equal(taken.over(np.full((3, 1), 2), np.full((3, 1), 9)), whole[:, chosen])
    np.testing.assert_array_equal(taken.rest, anew.rest)
    np.testing.assert_array_equal(taken.sums, anew.sums)
