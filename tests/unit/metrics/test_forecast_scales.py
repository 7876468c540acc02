"""The scales of forecasts, and the distribution of one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from metrics.forecast.distribution import Ahead
from metrics.forecast.scales import LOG, LOGIT, RELATIVE, Scale, choose, from_scale, is_share, least_variance, to_scale

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


# --- many series at once --------------------------------------------------------------------------------------------------------

MIXED: list[tuple[list[float], bool, bool, float, tuple[int, float, float]]] = [
    # values, share, positive, resolution: code, unit, margin
    ([20.0, 80.0], True, False, 1.0, (LOGIT, 1.0, 0.5)),
    ([0.0, 100.0], True, True, 0.0, (LOGIT, 1.0, 0.05)),  # a share goes before a rate
    ([20.0, 101.0], True, False, np.nan, (RELATIVE, 60.5, 0.05)),  # no share in truth
    ([-1.0, 3.0], True, True, 200.0, (RELATIVE, 2.0, 25.0)),  # and no rate either
    ([0.5, 2.0], False, True, 0.1, (LOG, 1.0, 0.05)),
    ([0.0, 2.0], False, True, 0.1, (RELATIVE, 1.0, 0.05)),  # zero has no logarithm
    ([1.0, np.nan], False, False, 0.1, (RELATIVE, 1.0, 0.05)),
    ([0.2, 0.4], False, False, 0.1, (RELATIVE, 0.3, 0.05)),
    ([0.0, 0.0], False, False, 0.1, (RELATIVE, 1.0, 0.05)),  # nothing to divide by
    ([np.nan, np.nan], False, False, 0.1, (RELATIVE, 1.0, 0.05)),
]


def mixed() -> Scale:
    values, share, positive, resolution, _ = (list(cells) for cells in zip(*MIXED, strict=True))
    return choose(np.array(values), share=np.array(share), positive=np.array(positive), resolution=np.array(resolution))


def test_every_series_has_the_scale_that_its_values_allow() -> None:
    scale = mixed()

    found = list(zip(scale.code.tolist(), scale.unit.tolist(), scale.margin.tolist(), strict=True))
    assert found == [(code, pytest.approx(unit), pytest.approx(margin)) for *_, (code, unit, margin) in MIXED]


@pytest.mark.parametrize("shape", [(10,), (10, 3)])
def test_numbers_come_back_from_every_scale(shape: tuple[int, ...]) -> None:
    values = np.linspace(0.6, 49, num=int(np.prod(shape))).reshape(shape)

    assert from_scale(to_scale(values, mixed()), mixed()) == pytest.approx(values)


def test_what_a_scale_cannot_hold_is_missing() -> None:
    """Logit of 25 is -ln 3; 0 is drawn in to 0.5, -ln 199; half of a rate is ln 0.5; half of what is 60.5 on average is 1/121."""
    scale = mixed().rows(np.array([0, 0, 0, 0, 4, 4, 2]))
    found = to_scale(np.array([25.0, 0.0, -1.0, 100.5, 0.5, 0.0, 0.5]), scale)

    assert found.tolist() == pytest.approx([-np.log(3), -np.log(199), np.nan, np.nan, np.log(0.5), np.nan, 1 / 121], nan_ok=True)


@pytest.mark.parametrize(
    ("row", "value", "resolution", "error", "expected"),
    [
        (3, 5.0, 1.2, np.nan, 0.12 / 4),  # 1.2² / 12, over the unit of 2 twice
        (3, 5.0, np.nan, 1.0, 1 / 4),
        (3, 5.0, 1.2, 1.0, 1 / 4),  # the larger of the two
        (3, 5.0, 0.0, np.nan, 0.0),
        (4, 10.0, 0.0, 2.0, 0.04),  # a fifth of the value
        (0, 50.0, 0.0, 5.0, 0.04),  # 1/50 + 1/50, times 5
        (0, 100.0, 0.0, 0.1, (0.1 * (1 / 99.5 + 1 / 0.5)) ** 2),  # drawn in by half a step
    ],
)
def test_the_least_variance_is_that_of_the_scale(row: int, value: float, resolution: float, error: float, expected: float) -> None:
    scale = mixed().rows(np.array([row]))
    found = least_variance(np.array([value]), np.array([resolution]), np.array([error]), scale)

    assert found[0] == pytest.approx(expected)


def test_only_an_upper_limit_of_100_makes_a_share() -> None:
    assert is_share(np.array([100.0, 1.0, np.nan])).tolist() == [True, False, False]
