"""The formulas of attributable fractions, against hand arithmetic and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.fractions import (
    impact_fraction,
    joint,
    levin,
    levin_levels,
    log_standard_error,
    miettinen,
    protective,
    simulated_prevalences,
    simulated_risks,
)

SHARE = st.floats(0.01, 0.49)
RISK = st.floats(0.2, 20)


def test_levin_is_the_excess_over_the_mean_risk() -> None:
    """A quarter exposed to a fivefold risk: 0.25 × 4 = 1 excess over 1 + 1."""
    assert levin(0.25, 5) == pytest.approx(0.5)


def test_several_levels_share_one_denominator() -> None:
    """0.2 × (3 - 1) + 0.1 × (7 - 1) = 1 over 1 + 1."""
    assert levin_levels([0.2, 0.1], [3, 7]) == pytest.approx(0.5)


def test_miettinen_needs_the_exposed_among_the_cases() -> None:
    """With 0.25 exposed and RR 5, 1.25 of 2 cases are exposed; 1.25/2 × 4/5 = 0.5, as Levin says."""
    assert miettinen(1.25 / 2, 5) == pytest.approx(levin(0.25, 5))


def test_two_halves_of_independent_factors_make_three_quarters() -> None:
    assert joint([0.5, 0.5]) == pytest.approx(0.75)


def test_halving_the_exposed_avoids_half_of_the_excess() -> None:
    """Mean risk 2 before, 1 + 0.125 × 4 = 1.5 after: a quarter of the cases."""
    assert impact_fraction([0.25], [0.125], [5]) == pytest.approx(0.25)


def test_lacking_protection_is_exposure_to_the_inverse_risk() -> None:
    """Protected 0.4 with RR 0.8: 0.6 lack it, at 1.25 times the risk: 0.6 × 0.25 / (1 + 0.6 × 0.25) = 0.15/1.15."""
    assert protective([0.4], [0.8]) == pytest.approx(0.15 / 1.15)


def test_of_several_levels_of_protection_the_lowest_risk_is_what_all_could_have() -> None:
    """Half the risk for 0.2 and 0.8 of it for 0.3: the mean risk is 1 - 0.1 - 0.06 = 0.84, and 0.5 of it would be left."""
    assert protective([0.2, 0.3], [0.5, 0.8]) == pytest.approx(0.34 / 0.84)


def test_every_row_of_levels_is_a_population_of_its_own() -> None:
    """The second has nobody at the higher level: 0.4 over 1.4; of the protected, 0.6 / 0.72 is the lowest over the mean risk."""
    shares = np.array([[0.2, 0.1], [0.2, 0.0]])

    assert levin_levels(shares, [3, 7]) == pytest.approx([0.5, 0.4 / 1.4])
    assert impact_fraction(shares, shares / 2, [3, 7]) == pytest.approx([0.25, 0.2 / 1.4])
    assert protective([[0.2, 0.3], [0.4, 0.6]], [[0.5, 0.8], [0.6, 0.8]]) == pytest.approx([0.34 / 0.84, 0.12 / 0.72])
    assert joint([[0.5, 0.5], [0.5, 0.0]]) == pytest.approx([0.75, 0.5])


def test_draws_lie_so_many_errors_above_the_estimate() -> None:
    """One error above ln 2 is 2 e^0.1; of a prevalence of 0.9 ± 0.2 the share is 1 at most, and 0.1 - 0.2 is nobody."""
    normal = np.array([[0.0, 1.0, -1.0]])

    assert simulated_risks([2.0], [0.1], normal).tolist() == [pytest.approx([2, 2 * np.exp(0.1), 2 * np.exp(-0.1)])]
    assert simulated_prevalences([0.9], [0.2], normal).tolist() == [pytest.approx([0.9, 1.0, 0.7])]
    assert simulated_prevalences([0.1], [0.2], normal).tolist() == [pytest.approx([0.1, 0.3, 0.0])]


def test_a_risk_of_one_or_nobody_exposed_causes_nothing() -> None:
    assert levin([0.5, 0.0, 0.3], [1.0, 9.0, np.nan]) == pytest.approx([0, 0, np.nan], nan_ok=True)


def test_the_standard_error_is_the_width_of_the_log_interval() -> None:
    """Limits of 1/e and e around 1: a width of 2 on the log scale."""
    assert log_standard_error(np.exp(-1), np.exp(1)) == pytest.approx(2 / 3.92)


@given(SHARE, SHARE, RISK, RISK)
def test_removing_everyone_from_exposure_is_levins_fraction(first: float, second: float, one: float, other: float) -> None:
    shares, risks = [first, second], [one, other]

    assert impact_fraction(shares, [0, 0], risks) == pytest.approx(levin_levels(shares, risks))


@given(SHARE, RISK, st.floats(1.01, 2))
def test_more_exposure_to_a_harm_never_lowers_the_fraction(share: float, risk: float, times: float) -> None:
    harm = 1 + risk

    assert levin(share * times, harm) >= levin(share, harm)


@given(SHARE, SHARE)
def test_the_joint_fraction_lies_between_the_largest_and_the_sum(first: float, second: float) -> None:
    assert max(first, second) <= joint([first, second]) <= first + second
