"""Age-standardised survival by hand arithmetic; the weights' published sums stand in tests/golden."""

from __future__ import annotations

import numpy as np
import pytest

from data.errors import MetricError
from metrics.survival import standard_error_of_survival, standardised_survival, survival_weights

AGES = [15, 45, 55, 65, 75]
SURVIVAL = np.array([[0.8, 0.7, 0.6, 0.5, 0.4]])
SE = np.full((1, 5), 0.02)
GAP = np.array([[0.8, 0.7, np.nan, 0.5, 0.4]])


def test_the_mean_and_its_error_by_hand() -> None:
    """ICSS 1: 0.07 × 0.8 + 0.12 × 0.7 + 0.23 × 0.6 + 0.29 × 0.5 + 0.29 × 0.4 = 0.539; √Σ w² × 0.02."""
    result = standardised_survival(SURVIVAL, SE, survival_weights(AGES, "icss1"))
    squares = 0.07**2 + 0.12**2 + 0.23**2 + 2 * 0.29**2

    assert (result.survival[0], result.weight_covered[0]) == (pytest.approx(0.539), pytest.approx(1))
    assert result.se[0] == pytest.approx(0.02 * np.sqrt(squares))


def test_the_limits_are_symmetric_on_the_log_log_scale() -> None:
    result = standardised_survival(SURVIVAL, SE, survival_weights(AGES, "icss1"))
    middle, low, high = (np.log(-np.log(limit[0])) for limit in (result.survival, result.lower, result.upper))

    assert low - middle == pytest.approx(middle - high)
    assert high - middle == pytest.approx(-1.959964 * result.se[0] / (0.539 * -np.log(0.539)), abs=1e-6)


def test_an_empty_age_group_makes_the_result_missing() -> None:
    result = standardised_survival(GAP, SE, survival_weights(AGES, "icss1"))

    assert np.isnan([result.survival[0], result.se[0], result.lower[0], result.upper[0]]).all()
    assert result.weight_covered[0] == pytest.approx(0.77)


def test_doing_without_an_empty_age_group_is_asked_for_and_said() -> None:
    """Without 55-64: (0.056 + 0.084 + 0.145 + 0.116) / 0.77."""
    errors = np.where(np.isnan(GAP), np.nan, SE)
    result = standardised_survival(GAP, errors, survival_weights(AGES, "icss1"), without_empty=True)

    assert (result.survival[0], result.weight_covered[0]) == (pytest.approx(0.401 / 0.77), pytest.approx(0.77))
    assert np.isfinite([result.lower[0], result.upper[0]]).all()


def test_an_age_group_without_weight_may_be_empty() -> None:
    """Weights 0, 1/2, 0, 1/2, 0: the mean of 0.7 and 0.5, of which the empty third is no part."""
    result = standardised_survival(GAP, SE, np.array([0.0, 0.5, 0.0, 0.5, 0.0]))

    assert (result.survival[0], result.weight_covered[0]) == (pytest.approx(0.6), 1.0)


def test_every_population_has_its_own_survival() -> None:
    """Whole, with an empty age group, and half of the first (0.2695)."""
    weights = survival_weights(AGES, "icss1")
    survival, errors = np.concatenate([SURVIVAL, GAP, SURVIVAL / 2]), np.concatenate([SE, SE, SE / 2])
    result = standardised_survival(survival, errors, weights)
    alone = standardised_survival(SURVIVAL, SE, weights)

    assert result.survival.tolist() == pytest.approx([0.539, np.nan, 0.2695], nan_ok=True)
    assert result.se.tolist() == pytest.approx([alone.se[0], np.nan, alone.se[0] / 2], nan_ok=True)
    assert (result.lower[0], result.upper[0]) == (alone.lower[0], alone.upper[0])
    without = standardised_survival(survival, errors, weights, without_empty=True)
    assert without.survival.tolist() == pytest.approx([0.539, 0.401 / 0.77, 0.2695])


def test_no_age_group_at_all_gives_no_survival() -> None:
    result = standardised_survival(np.full((1, 5), np.nan), SE, survival_weights(AGES, "icss1"), without_empty=True)

    assert np.isnan(result.survival[0])


def test_an_unknown_error_leaves_the_survival_and_no_limits() -> None:
    result = standardised_survival(SURVIVAL, np.array([[0.02, np.nan, 0.02, 0.02, 0.02]]), survival_weights(AGES, "icss1"))

    assert result.survival[0] == pytest.approx(0.539)
    assert np.isnan([result.lower[0], result.upper[0]]).all()


@pytest.mark.parametrize("share", [0.0, 1.0, 1.01])
def test_survival_at_the_ends_and_net_survival_above_1_has_plain_limits(share: float) -> None:
    result = standardised_survival(np.full((1, 5), share), SE, survival_weights(AGES, "icss1"))

    assert result.upper[0] > share
    assert result.upper[0] - share == pytest.approx(share - result.lower[0])


def test_standard_errors_follow_from_published_limits() -> None:
    assert standard_error_of_survival(np.array([0.5]), np.array([0.5392]))[0] == pytest.approx(0.01)


def test_age_groups_that_straddle_the_standard_are_refused() -> None:
    with pytest.raises(MetricError, match="straddle"):
        survival_weights([15, 42, 47, 55], "icss1")
