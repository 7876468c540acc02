"""The scales of forecasts, and the distribution of one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from metrics.forecast.distribution import Ahead
from metrics.forecast.scales import LOG, LOGIT, RELATIVE, choose, from_scale, least_variance, to_scale

YES, NO = np.array([True]), np.array([False])


def test_a_share_is_forecast_on_the_logit_scale() -> None:
    """ln(80 / 20) = 1.386."""
    scale = choose(np.array([[50.0, 80.0]]), share=YES, positive=NO, resolution=np.array([1.0]))

    assert scale.code[0] == LOGIT
    assert to_scale(np.array([[50.0, 80.0]]), scale)[0] == pytest.approx([0.0, np.log(4)])


@pytest.mark.parametrize(("values", "expected"), [([3.0, 150.0], LOG), ([-3.0, 50.0], RELATIVE), ([0.0, 50.0], LOGIT)])
def test_the_values_decide_whether_a_scale_is_possible(values: list[float], expected: int) -> None:
    assert choose(np.array([values]), share=YES, positive=YES, resolution=np.array([np.nan])).code[0] == expected


def test_shares_of_0_and_100_are_drawn_in_by_half_a_step() -> None:
    scale = choose(np.array([[0.0, 100.0]]), share=YES, positive=NO, resolution=np.array([1.0]))

    assert from_scale(to_scale(np.array([[0.0, 100.0]]), scale), scale)[0] == pytest.approx([0.5, 99.5])


@pytest.mark.parametrize(("share", "positive"), [(True, False), (False, True), (False, False)])
def test_every_scale_leads_back(share: bool, positive: bool) -> None:  # noqa: FBT001 - the two flags of the function
    values = np.array([[12.0, 34.0, 56.0]])
    scale = choose(values, share=np.array([share]), positive=np.array([positive]), resolution=np.array([0.1]))

    assert from_scale(to_scale(values, scale), scale) == pytest.approx(values)


def test_a_value_that_the_scale_cannot_hold_is_missing() -> None:
    log = choose(np.array([[3.0, 5.0]]), share=NO, positive=YES, resolution=np.array([0.1]))
    logit = choose(np.array([[3.0, 5.0]]), share=YES, positive=NO, resolution=np.array([0.1]))

    assert np.isnan([to_scale(np.array([0.0]), log)[0], to_scale(np.array([101.0]), logit)[0]]).all()


def test_rounding_counts_for_more_near_the_ends_of_a_share() -> None:
    """A step of 1 at 50 % is 1 / 50 + 1 / 50 = 0.04 on the logit scale: variance 0.04² / 12."""
    scale = choose(np.array([[50.0]]), share=YES, positive=NO, resolution=np.array([1.0]))

    assert least_variance(np.array([50.0]), np.array([1.0]), np.array([np.nan]), scale)[0] == pytest.approx(0.04**2 / 12)


def test_a_published_error_counts_where_it_is_larger_than_rounding() -> None:
    """A standard error of 2 at 40 is 2 / 40 = 0.05 on the log scale; rounding to 0.1 is less."""
    scale = choose(np.array([[40.0]]), share=NO, positive=YES, resolution=np.array([0.1]))

    assert least_variance(np.array([40.0]), np.array([0.1]), np.array([2.0]), scale)[0] == pytest.approx(0.05**2)


@pytest.mark.parametrize("observed", [-1.0, 0.4, 3.0])
def test_the_score_is_the_integral_that_defines_it(observed: float) -> None:
    """∫ (F(x) - 1[x ≥ observed])² dx, for t with 4 degrees of freedom, centre 1, error 2."""
    distribution = stats.t(4, 1, 2)
    below, _ = integrate.quad(lambda x: distribution.cdf(x) ** 2, -np.inf, observed)
    above, _ = integrate.quad(lambda x: distribution.sf(x) ** 2, observed, np.inf)
    forecast = Ahead(np.array([1.0]), np.array([2.0]), np.array([4.0]))

    assert forecast.score(np.array([observed]))[0] == pytest.approx(below + above, rel=1e-6)


def test_without_error_the_distance_decides() -> None:
    certain = Ahead(np.full(3, 5.0), np.zeros(3), np.full(3, 4.0))

    assert list(certain.below(np.array([4.0, 5.0, 6.0]))) == [0.0, 0.5, 1.0]


def test_quantile_and_probability_are_inverse() -> None:
    forecast = Ahead(np.array([1.0]), np.array([2.0]), np.array([4.0]))

    assert forecast.below(forecast.quantile(0.9))[0] == pytest.approx(0.9)
