"""Limits of counts and proportions at their edges; published cases stand in tests/golden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics.intervals import (
    byar_interval,
    exact_poisson_interval,
    normal_quantile,
    poisson_interval,
    rounding_variance,
    row_counts,
    standard_error,
    wilson_interval,
)

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.998])


def test_the_normal_quantile_of_95_percent() -> None:
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054, abs=1e-15)


def test_no_event_has_the_lower_limit_0() -> None:
    """Exact upper limit of 0 events: -ln 0.025 = 3.688879."""
    lower, upper = poisson_interval(np.array([0.0]))

    assert (lower[0], upper[0]) == (0.0, pytest.approx(-np.log(0.025)))


def test_a_missing_count_has_no_limits() -> None:
    for interval in (byar_interval, exact_poisson_interval, poisson_interval):
        assert np.isnan(interval(np.array([np.nan]))).all()


def test_byars_limits_start_at_ten_events() -> None:
    counts = np.array([9.0, 9.999, 10.0])
    limits = np.array(poisson_interval(counts))

    assert limits[:, :2].tolist() == np.array(exact_poisson_interval(counts))[:, :2].tolist()
    assert limits[:, 2].tolist() == np.array(byar_interval(counts))[:, 2].tolist()


@given(count=st.integers(1, 500), level=LEVELS)
def test_exact_limits_leave_half_the_error_on_either_side(count: int, level: float) -> None:
    """Garwood's limits are defined by it: at the lower limit *count* or more, at the upper *count* or fewer, have half of 1 - level."""
    lower, upper = (limit[0] for limit in exact_poisson_interval(np.array([float(count)]), level))

    assert stats.poisson.sf(count - 1, lower) == pytest.approx((1 - level) / 2)
    assert stats.poisson.cdf(count, upper) == pytest.approx((1 - level) / 2)


@given(count=st.integers(0, 50), more=st.integers(0, 50), level=LEVELS)
def test_wilson_limits_are_mirrored_when_the_outcome_is(count: int, more: int, level: float) -> None:
    total = np.array([float(count + more + 1)])
    cases = np.array([float(count)])
    lower, upper = wilson_interval(cases, total, level)
    other_lower, other_upper = wilson_interval(total - cases, total, level)

    assert (lower[0], upper[0]) == (pytest.approx(1 - other_upper[0], abs=1e-12), pytest.approx(1 - other_lower[0], abs=1e-12))
    assert -1e-12 <= lower[0] <= count / total[0] <= upper[0] <= 1 + 1e-12


def test_a_proportion_of_nobody_has_no_limits() -> None:
    assert np.isnan(wilson_interval(np.array([0.0]), np.array([0.0]))).all()


def test_limits_of_one_event_and_of_none() -> None:
    """Exact: -ln 0.975 below; Byar: (1 - 1/9 - 1.959964 / 3)³, and 0 below no event."""
    assert exact_poisson_interval(np.array([1.0]))[0][0] == pytest.approx(-np.log(0.975))
    assert byar_interval(np.array([0.0, 1.0]))[0].tolist() == pytest.approx([0.0, (1 - 1 / 9 - 1.959964 / 3) ** 3], abs=1e-7)


def test_half_an_event_has_limits_around_it() -> None:
    lower, upper = exact_poisson_interval(np.array([0.5]))

    assert 0 < lower[0] < 0.5 < upper[0]
    assert np.isnan(byar_interval(np.array([0.5]))[0][0])  # (1 - 2/9 - 0.92)³ lies below 0


def test_half_of_a_hundred_is_40_4_to_59_6_percent() -> None:
    """0.5 ± z / (2 √(n + z²)) = 0.5 ± 1.959964 / (2 √103.84)."""
    lower, upper = wilson_interval(np.array([50.0]), np.array([100.0]))
    reach = 1.959964 / (2 * np.sqrt(100 + 1.959964**2))

    assert (lower[0], upper[0]) == (pytest.approx(0.5 - reach), pytest.approx(0.5 + reach))


def test_the_standard_error_behind_limits_is_told_on_their_scale() -> None:
    """A width of 3.92 is one error; on the log scale from 1 to e^3.92. There is no logarithm of 0, and none of what is missing."""
    lower, upper = np.array([1.0, 1.0, 0.0, 0.5, np.nan]), np.array([4.92, np.exp(3.92), 3.0, 0.5 * np.exp(3.92), 3.0])

    assert standard_error(lower, upper, logarithmic=np.array([False, True, True, True, True])).tolist() == pytest.approx(
        [1.0, 1.0, np.nan, 1.0, np.nan], nan_ok=True
    )


def test_rounding_leaves_a_twelfth_of_the_squared_step() -> None:
    """On the log scale the step counts by its share of the value; a step that is not known leaves nothing."""
    values, steps = np.array([2.0, 2.0, 1.0, 0.0, 2.0]), np.array([3.0, 3.0, 3.0, 3.0, np.nan])
    found = rounding_variance(values, steps, logarithmic=np.array([False, True, True, True, False]))

    assert found.tolist() == pytest.approx([9 / 12, 2.25 / 12, 9 / 12, 0.0, 0.0])


def test_the_flags_of_every_row_are_counted() -> None:
    assert row_counts(np.array([[True, False, True], [False, False, False]])).tolist() == [2, 0]
