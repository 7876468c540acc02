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
