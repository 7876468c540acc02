"""Direct standardisation on matrices: variances, repeated events and cumulative risk by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from data.errors import MetricError
from metrics.direct import FEWEST_CASES_OF_OHID, cumulative_risk, repeated_event_factor, repeated_event_variance, standardise

CASES = np.array([[4.0, 8.0]])
PEOPLE = np.array([[100.0, 100.0]])
WEIGHTS = np.array([3.0, 1.0])


def test_rate_and_variance_by_hand() -> None:
    """0.75 × 4/100 + 0.25 × 8/100 = 0.05; variance 0.75² × 4/100² + 0.25² × 8/100² = 0.000275."""
    result = standardise(CASES, PEOPLE, WEIGHTS)

    assert (result.rate[0], result.variance[0], result.cases[0]) == (pytest.approx(0.05), pytest.approx(0.000275), 12.0)


def test_dobsons_limits_by_hand() -> None:
    """Byar's limits of 12: 12 (1 - 1/108 - 1.959964/(3 √12))³ = 6.1937, 13 (1 - 1/117 + 1.959964/(3 √13))³ = 20.9627."""
    result = standardise(CASES, PEOPLE, WEIGHTS)
    scale = np.sqrt(0.000275 / 12)
    least = 12 * (1 - 1 / 108 - 1.959964 / (3 * np.sqrt(12))) ** 3
    most = 13 * (1 - 1 / 117 + 1.959964 / (3 * np.sqrt(13))) ** 3

    assert (result.lower[0], result.upper[0]) == (pytest.approx(0.05 + scale * (least - 12)), pytest.approx(0.05 + scale * (most - 12)))


def test_one_band_has_the_gamma_limits_of_its_count() -> None:
    """With one band the rate is a count over people: the exact limits of 12 events are 6.200575 and 20.961585 (chi-squared / 2)."""
    result = standardise(np.array([[12.0]]), np.array([[100.0]]), np.array([1.0]), interval="gamma")

    assert (result.lower[0] * 100, result.upper[0] * 100) == (pytest.approx(6.200575, abs=1e-6), pytest.approx(20.961585, abs=1e-6))


def test_tiwaris_upper_limit_lies_below_that_of_fay_and_feuer() -> None:
    gamma, tiwari = (standardise(CASES, PEOPLE, WEIGHTS, interval=name) for name in ("gamma", "tiwari"))

    assert tiwari.lower[0] == gamma.lower[0]
    assert tiwari.upper[0] < gamma.upper[0]


def test_a_band_without_people_is_no_band_of_the_average() -> None:
    """A third band with a third of the standard and nobody in it: everything is two thirds of what it is without."""
    with_empty = standardise(np.array([[4.0, 8.0, 0.0]]), np.array([[100.0, 100.0, 0.0]]), np.array([3.0, 1.0, 2.0]), interval="tiwari")
    without = standardise(CASES, PEOPLE, WEIGHTS, interval="tiwari")

    assert with_empty.upper[0] == pytest.approx(without.upper[0] * 2 / 3)
    assert with_empty.lower[0] == pytest.approx(without.lower[0] * 2 / 3)


def test_an_unknown_interval_is_refused() -> None:
    with pytest.raises(MetricError, match="known: dobson, gamma, tiwari"):
        standardise(CASES, PEOPLE, WEIGHTS, interval="wald")


def test_fewer_cases_than_asked_for_have_no_rate() -> None:
    twelve, thirteen = (standardise(CASES, PEOPLE, WEIGHTS, fewest_cases=limit) for limit in (12, 13))

    assert twelve.rate[0] == pytest.approx(0.05)
    assert np.isnan([thirteen.rate[0], thirteen.variance[0], thirteen.lower[0], thirteen.upper[0]]).all()


def test_the_factor_of_repeated_events_by_hand() -> None:
    """10 persons with one event, 5 with two, 2 with three: (10 + 20 + 18) / (10 + 10 + 6) = 48 / 26; with single events 1."""
    factor = repeated_event_factor(np.array([1, 2, 3]), np.array([[10, 5, 2], [7, 0, 0]]))

    assert factor.tolist() == [48 / 26, 1.0]


def test_repeated_events_widen_the_variance_by_that_factor() -> None:
    """10 and 5 persons with one event and 5 and 2.5 with two, in the same proportion at both ages: (1 + 4 / 2) / (1 + 2 / 2) = 1.5."""
    persons = np.array([[[10.0, 5.0], [5.0, 2.5]]])
    events = np.array([1, 2])
    cases = np.einsum("f,gfb->gb", events, persons)
    variance = repeated_event_variance(events, persons, PEOPLE, WEIGHTS)
    single = standardise(cases, PEOPLE, WEIGHTS)
    repeated = standardise(cases, PEOPLE, WEIGHTS, variance=variance)

    assert variance[0] == pytest.approx(1.5 * single.variance[0])
    assert (repeated.upper[0] - repeated.rate[0]) == pytest.approx(np.sqrt(1.5) * (single.upper[0] - single.rate[0]))


def test_cumulative_risk_by_hand() -> None:
    """Five years at 4/100 and five at 8/100: cumulative rate 0.6, risk 1 - exp(-0.6); variance 25 (4 + 8) / 100² × exp(-1.2)."""
    risk = cumulative_risk(CASES, PEOPLE, np.array([5.0, 5.0]))

    assert (risk.rate[0], risk.variance[0]) == (pytest.approx(1 - np.exp(-0.6)), pytest.approx(25 * 12 / 10_000 * np.exp(-1.2)))
    assert 0 < risk.lower[0] < risk.rate[0] < risk.upper[0] < 1


@pytest.mark.parametrize("interval", ["dobson", "gamma", "tiwari"])
def test_every_group_has_its_own_weights_and_limits(interval: str) -> None:
    """One case in all, none, and many; with weights that add up to 4 and to 20."""
    cases = np.array([[1.0, 0.0], [0.0, 0.0], [40.0, 80.0]])
    people, weights = np.array([[100.0, 100.0], [50.0, 10.0], [1000.0, 300.0]]), np.array([[3.0, 1.0], [10.0, 10.0], [3.0, 1.0]])
    together = standardise(cases, people, weights, interval=interval)

    assert together.rate.tolist() == pytest.approx([0.0075, 0.0, 0.75 * 0.04 + 0.25 * 80 / 300])
    for row in range(3):
        alone = standardise(cases[[row]], people[[row]], weights[row], interval=interval)
        assert (together.lower[row], together.upper[row]) == (pytest.approx(alone.lower[0]), pytest.approx(alone.upper[0]))


def test_one_case_has_the_limits_of_one_case() -> None:
    """In a band of three quarters of the standard and 100 people: exact limits of 1 event, 0.0253178 below, times 0.0075."""
    result = standardise(np.array([[1.0, 0.0]]), PEOPLE, WEIGHTS)

    assert (result.rate[0], result.lower[0]) == (pytest.approx(0.0075), pytest.approx(-np.log(0.975) * 0.0075))


def test_fewer_than_one_case_can_be_withheld() -> None:
    half, whole = (standardise(CASES / 24 * times, PEOPLE, WEIGHTS, fewest_cases=1).rate[0] for times in (1, 2))

    assert np.isnan([half, whole]).tolist() == [True, False]


def test_the_level_of_a_cumulative_risk_is_that_of_its_limits() -> None:
    narrow, wide = (cumulative_risk(CASES, PEOPLE, np.array([5.0, 5.0]), level) for level in (0.8, 0.95))

    assert wide.lower[0] < narrow.lower[0] < narrow.rate[0] == wide.rate[0] < narrow.upper[0] < wide.upper[0]
    assert cumulative_risk(CASES, PEOPLE, np.array([5.0, 5.0])).upper[0] == wide.upper[0]


def test_ohid_shows_a_rate_from_ten_cases_on() -> None:
    """PHEindicatormethods: a directly standardised rate on fewer than 10 cases is not calculated."""
    rates = [standardise(CASES / 12 * cases, PEOPLE, WEIGHTS, fewest_cases=FEWEST_CASES_OF_OHID).rate[0] for cases in (9, 10)]

    assert np.isnan(rates).tolist() == [True, False]
