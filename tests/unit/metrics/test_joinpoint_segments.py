"""Slopes and their errors: the continuous model against the textbook formula, the separate segments against regressions of their own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.joinpoints.points import Points, points_of
from metrics.joinpoints.segments import continuous_errors, fit, separate_errors

PLACES = np.array([[5, 11]])


def made_up(*, weighted: bool) -> Points:
    random = np.random.default_rng(11)
    rate = np.exp(3 + np.cumsum(random.normal(size=(1, 17)) * 0.03, axis=1))
    error = rate * random.uniform(0.01, 0.1, rate.shape) if weighted else None
    return points_of(2000.0 + np.arange(17)[None], rate, error)


@pytest.mark.parametrize("weighted", [False, True])
def test_slopes_and_errors_are_those_of_the_textbook(*, weighted: bool) -> None:
    """Errors from s² (X'WX)^-1, s² over n - 2k - 2 = 11 degrees; a slope is the first one and the changes up to it."""
    points = made_up(weighted=weighted)
    time, weight = points.time[0], points.weight[0]
    design = np.stack([np.ones(17), time, *(np.maximum(time - time[place], 0) for place in PLACES[0])], axis=1)
    inverse = np.linalg.inv(design.T @ (design * weight[:, None]))
    solved = inverse @ design.T @ (weight * points.value[0])
    to_slope = np.array([[0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 1, 1]])
    squares = (weight * (points.value[0] - design @ solved) ** 2).sum()
    model = fit(points, PLACES)
    error, degrees = continuous_errors(points, model)

    np.testing.assert_allclose(model.slope[0], to_slope @ solved)
    np.testing.assert_allclose(model.fitted[0], design @ solved)
    assert degrees == 11
    np.testing.assert_allclose(error[0], np.sqrt(np.diag(to_slope @ inverse @ to_slope.T) * squares / 11))


def test_separate_errors_leave_out_the_points_on_joinpoints() -> None:
    """Points 0-4, 6-10 and 12-16 have a line each; the pooled variance has 17 - 2 - 2 x 3 = 9 degrees."""
    points = made_up(weighted=False)
    runs = [slice(0, 5), slice(6, 11), slice(12, 17)]
    lines = [stats.linregress(points.time[0, run], points.value[0, run]) for run in runs]
    spread = [((points.time[0, run] - points.time[0, run].mean()) ** 2).sum() for run in runs]
    # linregress states sqrt(SSE / (5 - 2) / Sxx).
    squares = sum(line.stderr**2 * 3 * sxx for line, sxx in zip(lines, spread, strict=True))
    error, degrees = separate_errors(points, PLACES)

    assert degrees == 9
    np.testing.assert_allclose(error[0], np.sqrt(squares / 9 / np.array(spread)))


def test_a_line_without_joinpoints_has_the_same_error_either_way() -> None:
    points, none = made_up(weighted=True), np.zeros((1, 0), dtype=np.int64)
    continuous, degrees = continuous_errors(points, fit(points, none))
    separate, other_degrees = separate_errors(points, none)

    assert degrees == other_degrees == 15
    np.testing.assert_allclose(continuous, separate)


def test_no_degree_of_freedom_is_no_error() -> None:
    """Five points with a joinpoint leave 5 - 1 - 4 = 0 degrees to separate segments, 1 to the continuous model."""
    points = points_of(np.arange(5.0)[None], np.array([[5.0, 6.0, 8.0, 7.0, 4.0]]), None)
    place = np.array([[2]])
    error, degrees = separate_errors(points, place)

    assert (np.isnan(error).all(), degrees) == (True, 0)
    assert continuous_errors(points, fit(points, place))[1] == 1

    four = points_of(np.arange(4.0)[None], np.array([[5.0, 6.0, 8.0, 7.0]]), None)
    error, degrees = continuous_errors(four, fit(four, np.array([[1]])))

    assert (np.isnan(error).all(), degrees) == (True, 0)


def test_one_degree_of_freedom_is_enough_for_separate_errors() -> None:
    """
    Six points with a joinpoint at the third: 6 - 1 - 4 = 1 degree.

    The two points before it lie on their line; the three after it, 0, 1, 0, miss theirs by 1/3, 2/3, 1/3: s² = 6/9. Sums of squared
    times around their means: 1/2 and 2.
    """
    points = points_of(np.arange(6.0)[None], np.exp([[0.3, 0.1, 0.7, 0.0, 1.0, 0.0]]), None)
    error, degrees = separate_errors(points, np.array([[2]]))

    assert degrees == 1
    np.testing.assert_allclose(error[0], np.sqrt([2 / 3 / 0.5, 2 / 3 / 2]))


def test_an_exact_line_has_the_error_of_the_tenth_digit() -> None:
    """No rate is known to ten digits: s² is 17 x 1e-20 / 15, and the squared distances of 17 years from the middle one add up to 408."""
    points, none = points_of(np.arange(17.0)[None], np.full((1, 17), 7.3), None), np.zeros((1, 0), dtype=np.int64)
    expected = np.sqrt(17e-20 / 15 / 408)

    assert continuous_errors(points, fit(points, none))[0][0, 0] == pytest.approx(expected, rel=1e-9, abs=0.0)
    assert separate_errors(points, none)[0][0, 0] == pytest.approx(expected, rel=1e-9, abs=0.0)


def test_times_and_weights_are_centred_for_every_series_alone() -> None:
    """Years 2000, 2001, 2005 around 2002; weights (rate / error)² of 1, 4, 9 over their mean 14 / 3, whatever the other series has."""
    years, rate = np.array([[2000.0, 2001.0, 2005.0], [1990.0, 1991.0, 1992.0]]), np.full((2, 3), 6.0)
    error = np.array([[6.0, 3.0, 2.0], [1.0, 1.0, 1.0]])
    weighted, plain = points_of(years, rate, error), points_of(years, rate, None)

    np.testing.assert_allclose(weighted.time, [[-2, -1, 3], [-1, 0, 1]])
    np.testing.assert_allclose(weighted.weight, [[3 / 14, 12 / 14, 27 / 14], [1, 1, 1]])
    np.testing.assert_allclose(plain.time, weighted.time)
    assert (plain.weight == 1).all()
    assert [weighted.alike, plain.alike, points_of(years[[0, 0]], rate, None).alike] == [False, False, True]
