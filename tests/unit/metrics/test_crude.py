"""Crude rates, rate ratios and indirect standardisation by hand arithmetic, and at their edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.crude import crude_rate, exact_rate_ratio, rate_ratio
from metrics.indirect import expected_cases, indirect_rate, standardised_ratio


def counts(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_a_rate_of_nobody_is_missing() -> None:
    rate = crude_rate(counts(0, 3), counts(0, 100))

    assert np.isnan([rate.value[0], rate.lower[0], rate.upper[0]]).all()
    assert rate.value[1] == 0.03


def test_the_rate_ratio_by_hand() -> None:
    """20 in 1,000 against 10 in 1,000: ratio 2, factor exp(1.959964 √(1/20 + 1/10))."""
    ratio = rate_ratio(counts(20), counts(1000), counts(10), counts(1000))
    factor = np.exp(1.959963984540054 * np.sqrt(0.15))

    assert (ratio.value[0], ratio.lower[0], ratio.upper[0]) == (2.0, pytest.approx(2 / factor), pytest.approx(2 * factor))


def test_the_log_normal_ratio_needs_cases_on_both_sides() -> None:
    ratio = rate_ratio(counts(0, 5), counts(10, 10), counts(5, 0), counts(10, 10))

    assert np.isnan([ratio.value, ratio.lower, ratio.upper]).all()


def test_exact_limits_of_a_ratio_are_those_of_its_share() -> None:
    """The share 7 / 10 has Clopper-Pearson limits p; the ratio of rates with twice the people below is 2 p / (1 - p)."""
    ratio = exact_rate_ratio(counts(7), counts(100), counts(3), counts(200))
    limits = stats.binomtest(7, 10).proportion_ci(0.95, method="exact")

    assert ratio.value[0] == pytest.approx(2 * 7 / 3)
    assert ratio.lower[0] == pytest.approx(2 * limits.low / (1 - limits.low))
    assert ratio.upper[0] == pytest.approx(2 * limits.high / (1 - limits.high))


def test_exact_limits_stay_open_where_one_side_has_no_case() -> None:
    ratio = exact_rate_ratio(counts(0, 5), counts(10, 10), counts(5, 0), counts(10, 10))

    assert (ratio.value[0], ratio.lower[0], ratio.upper[1]) == (0.0, 0.0, np.inf)
    assert np.isfinite([ratio.upper[0], ratio.lower[1]]).all()


def test_indirect_standardisation_by_hand() -> None:
    """Reference 10 / 1,000 and 40 / 1,000; group of 500 and 100: 5 + 4 = 9 expected, 18 observed; ratio 2; crude 50 / 2,000 × 2 = 0.05."""
    group, reference, people = np.array([[500.0, 100.0]]), counts(10, 40), counts(1000, 1000)
    rate = indirect_rate(counts(18), group, reference, people)

    assert expected_cases(group, reference, people).tolist() == [9.0]
    assert standardised_ratio(counts(18), counts(9)).value.tolist() == [2.0]
    assert rate.value[0] == pytest.approx(0.05)
    assert rate.lower[0] < 0.05 < rate.upper[0]


def test_a_ratio_to_nothing_expected_is_missing_and_few_cases_can_be_withheld() -> None:
    ratio = standardised_ratio(counts(30, 9, 10), counts(0, 8, 8), fewest_cases=10)

    assert np.isnan(ratio.value).tolist() == [True, True, False]


def test_no_case_among_few_expected_is_a_ratio_of_0() -> None:
    """Half a case expected: upper limit -ln 0.025 = 3.689 events over a half."""
    ratio = standardised_ratio(counts(0), counts(0.5))

    assert (ratio.value[0], ratio.upper[0]) == (0.0, pytest.approx(-np.log(0.025) / 0.5))


def test_an_indirect_rate_has_the_limits_of_its_ratio_times_the_crude_rate() -> None:
    """50 in 2,000 is 0.025; with 90 % and from ten cases on, where it is asked for."""
    group, reference, people = np.array([[500.0, 100.0], [500.0, 100.0]]), counts(10, 40), counts(1000, 1000)
    rate = indirect_rate(counts(18, 0), group, reference, people, level=0.9)
    ratio = standardised_ratio(counts(18, 0), counts(9, 9), 0.9)

    assert rate.value.tolist() == pytest.approx([0.05, 0.0])
    assert (rate.lower.tolist(), rate.upper.tolist()) == (
        pytest.approx((ratio.lower * 0.025).tolist()),
        pytest.approx((ratio.upper * 0.025).tolist()),
    )
    assert np.isnan(indirect_rate(counts(18, 9), group, reference, people, fewest_cases=10).value).tolist() == [False, True]


def test_a_rate_of_part_of_a_unit_of_people() -> None:
    """Half a million people counted in millions."""
    rate = crude_rate(counts(10), counts(0.5))

    assert rate.value[0] == 20.0
    assert rate.upper[0] / 2 == pytest.approx(crude_rate(counts(10), counts(1)).upper[0])


def test_one_case_on_either_side_has_a_ratio() -> None:
    """Log-normal: exp(1.959964 √2). Exact: of two cases one, whose share has the limits 1 - √0.975 and √0.975."""
    ratio, exact = (function(counts(1), counts(10), counts(1), counts(10)) for function in (rate_ratio, exact_rate_ratio))
    high = np.sqrt(0.975)

    assert (ratio.value[0], ratio.upper[0]) == (1.0, pytest.approx(np.exp(1.959963984540054 * np.sqrt(2))))
    assert (exact.lower[0], exact.upper[0]) == (pytest.approx((1 - high) / high), pytest.approx(high / (1 - high)))


def test_limits_are_those_of_95_percent_unless_asked_otherwise() -> None:
    """No event: -ln 0.025 = 3.688879 at most (at 90 % -ln 0.05 = 2.995732), in 100 people; or 0.5 % of 200, of whom 1 is expected."""
    none, people, reference = counts(0), np.array([[200.0]]), (counts(5), counts(1000))
    usual = [crude_rate(none, counts(100)), indirect_rate(none, people, *reference)]
    narrow = [crude_rate(none, counts(100), 0.9), indirect_rate(none, people, *reference, level=0.9)]

    assert [rate.upper[0] for rate in usual] == pytest.approx([0.03688879, 3.688879 * 0.005], rel=1e-6)
    assert [rate.upper[0] for rate in narrow] == pytest.approx([0.02995732, 2.995732 * 0.005], rel=1e-6)
