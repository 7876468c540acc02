"""The forecasting models against hand arithmetic, dense matrices and a library."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.forecast.candidates import DEFAULT, LINE_OR_WALK
from metrics.forecast.distribution import Ahead
from metrics.forecast.models import INDEPENDENT, WALK, Fitted, Model, ahead, fit, spread_of_walk

VALUES = [3.0, 5.0, 4.0, 8.0, 10.0]
YEARS = [2010.0, 2011.0, 2012.0, 2013.0, 2014.0]
LINE, DRIFTING = Model("line", (INDEPENDENT,)), Model("drift", (WALK,))


def fitted(model: Model, values: list[float] = VALUES, years: list[float] = YEARS, length: float = 1.0, floor: float = 0.0) -> Fitted:
    return fit(np.array([years]), np.array([values]), model, length=np.array([length]), floor=np.array([floor]))


def one(model: Model, years: float) -> Ahead:
    return ahead(fitted(model), np.array([years]))


def test_independent_errors_are_the_textbook_s_prediction() -> None:
    """Level 6 in 2012, slope 1.7, residual variance 1.7: 2017 is 6 + 5 × 1.7 = 14.5, variance 1.7 (1 + 1/5 + 25/10) = 6.29."""
    forecast = one(LINE, 3.0)

    assert (forecast.centre[0], forecast.error[0] ** 2, forecast.degrees[0]) == (pytest.approx(14.5), pytest.approx(6.29), 3)


def test_a_walk_moves_on_by_the_mean_change() -> None:
    """Changes 2, -1, 4, 2: mean 1.75, variance 12.75 / 3 = 4.25. Three years on: 10 + 5.25; variance 4.25 (3 + 3² / 4)."""
    forecast = one(DRIFTING, 3.0)

    assert (forecast.centre[0], forecast.error[0] ** 2) == (pytest.approx(15.25), pytest.approx(4.25 * 5.25))


def test_a_change_of_pace_adds_to_the_spread() -> None:
    """As above, with a variance of 0.5 years' errors for the difference in slope: 4.25 (3 + 3² / 4 + 0.5 × 3²)."""
    forecast = one(Model("changing", (WALK,), pace_change=0.5), 3.0)

    assert forecast.error[0] ** 2 == pytest.approx(4.25 * (5.25 + 4.5))


def test_no_change_stays_at_the_latest_value() -> None:
    """Without drift the mean square change is (4 + 1 + 16 + 4) / 4 = 6.25, on four degrees of freedom."""
    forecast = one(Model("none", (WALK,), drift=False), 2.0)

    assert (forecast.centre[0], forecast.error[0] ** 2, forecast.degrees[0]) == (10.0, pytest.approx(12.5), 4)


def test_an_uncertain_drift_is_shrunk_to_zero() -> None:
    """The drift is the change over the span, 7, divided by 4 years + 1 / 0.5."""
    assert fitted(Model("shrunk", (WALK,), drift_variances=(0.5,))).slope[0, 0] == pytest.approx(7 / 6)


def test_a_missing_year_counts_as_two_years_of_change() -> None:
    """3, 4, 10 in 2010, 2012, 2014: mean change 7 / 4; squares 1²/2 + 6²/2 - 7²/4 = 6.25, on one degree, at least two."""
    walk = fitted(DRIFTING, [3.0, 4.0, 10.0], [2010.0, 2012.0, 2014.0])

    assert (walk.slope[0, 0], walk.variance[0, 0], walk.degrees[0]) == (pytest.approx(1.75), pytest.approx(6.25), 2.0)


@pytest.mark.parametrize("correlation", [0.3, 0.8])
def test_correlated_errors_are_the_library_s_generalised_least_squares(correlation: float) -> None:
    """With a gap in the years, so that the correlation of neighbours differs."""
    from statsmodels.regression.linear_model import GLS  # noqa: PLC0415 - slow to import, and only here

    years = [2008.0, 2010.0, 2011.0, 2012.0, 2013.0, 2014.0]
    values = [2.0, *VALUES]
    time = np.array(years) - 2014
    covariance = correlation ** np.abs(time[:, None] - time[None, :]) / (1 - correlation**2)
    expected = GLS(np.array(values), np.column_stack([np.ones(6), time]), sigma=covariance).fit()
    ours = fitted(Model("correlated", (correlation,)), values, years)

    assert ours.reference[0] + ours.level[0, 0] == pytest.approx(expected.params[0])
    assert ours.slope[0, 0] == pytest.approx(expected.params[1])
    assert ours.variance[0, 0] == pytest.approx(expected.scale)
    scaled = [[ours.level_variance[0, 0], ours.covariance[0, 0]], [ours.covariance[0, 0], ours.slope_variance[0, 0]]]
    assert np.array(scaled) * ours.variance[0, 0] == pytest.approx(expected.cov_params())


def test_a_correlated_forecast_is_that_of_dense_matrices() -> None:
    """Best linear prediction from the whole covariance matrix, with the level and slope estimated (universal kriging)."""
    correlation, horizon = 0.6, 4.0
    time = np.array([*YEARS, YEARS[-1] + horizon]) - YEARS[-1]
    whole = correlation ** np.abs(time[:, None] - time[None, :]) / (1 - correlation**2)
    design = np.column_stack([np.ones(6), time])
    inverse = np.linalg.inv(whole[:-1, :-1])
    normal = np.linalg.inv(design[:-1].T @ inverse @ design[:-1])
    estimate = normal @ design[:-1].T @ inverse @ np.array(VALUES)
    rest = np.array(VALUES) - design[:-1] @ estimate
    pull = inverse @ whole[:-1, -1]
    centre = design[-1] @ estimate + pull @ rest
    left = design[-1] - design[:-1].T @ pull
    variance = (rest @ inverse @ rest / 3) * (whole[-1, -1] - whole[:-1, -1] @ pull + left @ normal @ left)
    forecast = one(Model("correlated", (correlation,)), horizon)

    assert (forecast.centre[0], forecast.error[0] ** 2) == (pytest.approx(centre), pytest.approx(variance))


def test_a_walk_is_the_limit_of_strong_correlation() -> None:
    near = one(Model("near", (1 - 1e-7,)), 5.0)
    walk = one(DRIFTING, 5.0)

    assert (near.centre[0], near.error[0]) == (pytest.approx(walk.centre[0], rel=1e-4), pytest.approx(walk.error[0], rel=1e-4))


def test_weights_are_marginal_likelihoods() -> None:
    """Dense: |V|^-½ (1' V⁻¹ 1)^-½ S^-(n-1)/2 with V the errors' covariance plus that of the slope, S the squares around the level."""
    time = np.array(YEARS) - 2014
    members = ((0.0, 0.1), (0.0, 10.0), (0.7, 0.1), (0.7, 10.0))
    likelihood = []
    for correlation, drift in members:
        errors = correlation ** np.abs(time[:, None] - time[None, :]) / (1 - correlation**2)
        inverse = np.linalg.inv(errors + drift * np.outer(time, time))
        level = inverse.sum(axis=1) @ VALUES / inverse.sum()
        rest = np.array(VALUES) - level
        likelihood.append(np.linalg.det(inverse) ** 0.5 * inverse.sum() ** -0.5 * (rest @ inverse @ rest) ** -2.0)
    ours = fitted(Model("averaged", (0.0, 0.7), drift_variances=(0.1, 10.0)))

    assert ours.weight[0] == pytest.approx(np.array(likelihood) / np.sum(likelihood))


def test_a_smooth_wandering_series_is_a_walk_and_a_scattered_one_a_line() -> None:
    """The sums of the weights of the two kinds of errors."""
    random = np.random.default_rng(5)
    years = np.tile(np.arange(2010.0, 2020.0), (400, 1))
    scatter = random.normal(size=years.shape)
    wander = np.cumsum(random.normal(size=years.shape), axis=1)
    none = np.zeros(400)
    walk = [fit(years, values, DEFAULT, length=none + 1, floor=none).weight[:, 2:].sum(axis=1).mean() for values in (scatter, wander)]

    assert walk[0] < 0.35
    assert walk[1] > 0.55


def test_equal_values_keep_the_variance_of_rounding() -> None:
    """47 five times, rounded to whole numbers: the variance is 1/12, not 0."""
    assert fitted(LINE, [47.0] * 5, floor=1 / 12).variance[0, 0] == pytest.approx(1 / 12)


def test_equal_values_without_known_rounding_are_certain() -> None:
    forecast = ahead(fitted(DEFAULT, [47.0] * 5), np.array([3.0]))

    assert (forecast.centre[0], forecast.error[0]) == (47.0, 0.0)


def test_means_over_years_spread_like_sums_of_their_changes() -> None:
    """Four-year means of a walk, h years apart: the exact variance by the coefficients of every year's change, for h of 1 and from 4 on."""
    length, exact = 4, {}
    for horizon in (1, 4, 7):
        age = np.arange(-length + 2, horizon + 1)
        later = np.clip(horizon - age + 1, 0, length) / length
        earlier = np.clip(0 - age + 1, 0, length) / length
        exact[horizon] = float(((later - earlier) ** 2).sum()) * length
    ours = {horizon: float(spread_of_walk(np.array(horizon), np.array(float(length)))) for horizon in exact}

    assert ours == pytest.approx(exact)


def test_overlapping_periods_make_the_forecast_wider() -> None:
    plain, overlapping = (ahead(fitted(DRIFTING, length=length), np.array([6.0])) for length in (1.0, 4.0))

    assert overlapping.error[0] > 1.5 * plain.error[0]
    assert overlapping.degrees[0] < plain.degrees[0]


def test_an_answer_does_not_depend_on_the_other_rows_or_on_padding() -> None:
    missing = np.nan
    time = np.array([[*YEARS, missing], [2009.0, *YEARS], [missing, *YEARS]])
    values = np.array([[*VALUES, missing], [9.0, *VALUES], [missing, *VALUES]])
    none = np.zeros(3)
    together = ahead(fit(time, values, LINE_OR_WALK, length=none + 1, floor=none), none + 4)
    alone = ahead(fitted(LINE_OR_WALK), np.array([4.0]))

    assert together.centre[[0, 2]] == pytest.approx(alone.centre[0])
    assert together.error[[0, 2]] == pytest.approx(alone.error[0])


def test_another_unit_scales_the_forecast() -> None:
    plain = one(LINE_OR_WALK, 4.0)
    scaled = ahead(fitted(LINE_OR_WALK, [1000 * value for value in VALUES]), np.array([4.0]))

    assert (scaled.centre[0], scaled.error[0]) == (pytest.approx(1000 * plain.centre[0]), pytest.approx(1000 * plain.error[0]))
