"""Limits of counts and proportions at their edges; published cases stand in tests/golden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrics.intervals import byar_interval, exact_poisson_interval, normal_quantile, poisson_interval, wilson_interval

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
