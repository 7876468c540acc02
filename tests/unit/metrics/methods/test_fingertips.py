"""Fingertips: significance at 99.8 %, no trend that hangs on one point, what cannot be calculated, comparisons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all
from metrics.methods import fingertips

Verdict = Callable[..., pd.Series]
CLEAR = [10.0, 11.0, 12.0, 13.0, 14.0]


def se(size: float, points: int = 5) -> dict[str, list[float]]:
    return {"se": [size] * points}


@pytest.mark.parametrize(
    ("values", "better", "word", "status"),
    [
        (CLEAR, "higher", "increasing_and_getting_better", "behind"),
        (CLEAR, "lower", "increasing_and_getting_worse", "away"),
        (CLEAR[::-1], "higher", "decreasing_and_getting_worse", "away"),
        (CLEAR[::-1], "lower", "decreasing_and_getting_better", "behind"),
        ([10.0, 10.0, 10.0, 10.0, 10.0], "lower", "no_significant_change", "no_clear_change"),
    ],
)
def test_a_trend_is_worded_by_what_is_good(verdict: Verdict, values: list[float], better: str, word: str, status: str) -> None:
    answer = verdict(fingertips.METHOD, values, better, columns=se(0.5))

    assert (answer["verdict"], answer["status"]) == (word, status)


def test_without_a_good_direction_the_trend_keeps_its_word_and_has_no_status(verdict: Verdict) -> None:
    rising = verdict(fingertips.METHOD, CLEAR, "neither", columns=se(0.5))
    flat = verdict(fingertips.METHOD, [10.0] * 5, "neither", columns=se(0.5))

    assert (rising["verdict"], rising["status"], rising["reason"]) == ("increasing", "not_assessable", "not_applicable")
    assert (flat["verdict"], flat["status"], flat["reason"]) == ("no_significant_change", "no_clear_change", "")
    assert rising["statistic"] == pytest.approx(40.0)


@pytest.mark.parametrize(("error", "word"), [(1.02, "increasing_and_getting_better"), (1.03, "no_significant_change")])
def test_chi_squared_is_held_against_99_8_percent(verdict: Verdict, error: float, word: str) -> None:
    """A slope of 1 with equal errors e has the variance e² / 10: chi² = 10 / e², 9.61 for 1.02 and 9.43 for 1.03."""
    answer = verdict(fingertips.METHOD, CLEAR, "higher", columns=se(error))

    assert (answer["verdict"], answer["threshold"]) == (word, 9.54953570608324)
    assert answer["statistic"] == pytest.approx(10 / error**2)


def test_a_trend_that_one_point_makes_is_none(verdict: Verdict) -> None:
    """0, −1, −2, −3, 40 rises by 7.6 a year, very clearly, but falls without its last point."""
    answer = verdict(fingertips.METHOD, [0.0, -1.0, -2.0, -3.0, 40.0], "higher", columns=se(0.1))

    assert (answer["verdict"], answer["statistic"] > fingertips.CRITICAL_CHI2) == ("no_significant_change", True)


def test_only_the_newest_five_points_count(verdict: Verdict) -> None:
    answer = verdict(fingertips.METHOD, [99.0, 50.0, *CLEAR], "higher", columns=se(0.5, 7))

    assert (answer["verdict"], answer["points"], answer["first_year"]) == ("increasing_and_getting_better", 5, 2017)


def test_years_need_not_follow_one_another(verdict: Verdict) -> None:
    answer = verdict(fingertips.METHOD, dict(zip([2010, 2011, 2014, 2018, 2020], CLEAR, strict=True)), "higher", columns=se(0.5))

    assert answer["verdict"] == "increasing_and_getting_better"


def test_a_target_met_is_met_and_keeps_the_trend(verdict: Verdict) -> None:
    answer = verdict(fingertips.METHOD, CLEAR, "lower", columns=se(0.5), target_value=20.0)

    assert (answer["verdict"], answer["status"]) == ("increasing_and_getting_worse", "met")


SHARES = {"numerator": [10.0, 20.0, 30.0, 40.0, 50.0], "denominator": [100.0] * 5}


@pytest.mark.parametrize("scale", [1, 100])
def test_shares_without_an_interval_get_the_chi_squared_test_for_trend(verdict: Verdict, scale: float) -> None:
    """
    10 to 50 of 100 each: N = 500, R = 150, Σrt = 550, Σnt = 1500, Σnt² = 5500.

    500 × (500 × 550 − 150 × 1500)² / (150 × 350 × (500 × 5500 − 1500²)) = 47.619.
    """
    values = [scale * share for share in (0.1, 0.2, 0.3, 0.4, 0.5)]
    answer = verdict(fingertips.METHOD, values, "lower", columns=SHARES)

    assert answer["verdict"] == "increasing_and_getting_worse"
    assert answer["statistic"] == pytest.approx(500 * 50_000**2 / (150 * 350 * 500_000))


def test_an_interval_comes_before_counts_and_counts_before_a_part_of_the_intervals(verdict: Verdict) -> None:
    """Both say rising: the slope of 0.1 with errors of 0.01 has chi² 0.1² × 10 / 0.01² = 1000, the counts 47.619 as above."""
    values = [0.1, 0.2, 0.3, 0.4, 0.5]
    whole = verdict(fingertips.METHOD, values, "lower", columns=SHARES | se(0.01))
    part = verdict(fingertips.METHOD, values, "lower", columns=SHARES | {"se": [0.01, np.nan, 0.01, 0.01, 0.01]})
    rate = verdict(fingertips.METHOD, [1000 * value for value in values], "lower", columns=SHARES)

    assert (whole["statistic"], part["statistic"]) == (pytest.approx(1000.0), pytest.approx(47.619, abs=0.001))
    assert rate["verdict"] == "cannot_be_calculated"  # a rate per 1,000 is no share; without an interval it has no test


def test_the_direction_of_shares_is_that_of_the_slope_of_their_logits(verdict: Verdict) -> None:
    """Of nearly everybody the share falls from 60 to 58 %; the logits 0, 0.41, 0.32, 0.85 and 1.39 rise, whichever is left out."""
    counts = {"numerator": [50.0, 60_000.0, 58_000.0, 70.0, 80.0], "denominator": [100.0, 100_000.0, 100_000.0, 100.0, 100.0]}
    answer = verdict(fingertips.METHOD, [50.0, 60.0, 58.0, 70.0, 80.0], "lower", columns=counts)
    n, r, rt, nt, nt2 = 200_300, 118_200, 294_730, 501_000, 1_304_200

    assert sum(counts["denominator"]) == n
    assert n * rt < r * nt
    assert answer["verdict"] == "increasing_and_getting_worse"
    assert answer["statistic"] == pytest.approx(n * (n * rt - r * nt) ** 2 / (r * (n - r) * (n * nt2 - nt**2)))


def test_a_trend_of_shares_that_one_point_makes_is_none(verdict: Verdict) -> None:
    """60, 60, 30, 90 and 50 %: without the fourth the logits 0.41, 0.41, −0.85, 0 fall, though with it they rise."""
    counts = {"numerator": [600.0, 600.0, 30.0, 90.0, 500.0], "denominator": [1000.0, 1000.0, 100.0, 100.0, 1000.0]}
    answer = verdict(fingertips.METHOD, [60.0, 60.0, 30.0, 90.0, 50.0], "lower", columns=counts)

    assert (answer["verdict"], answer["statistic"]) == ("no_significant_change", pytest.approx(18.09, abs=0.01))


def test_a_year_without_a_case_has_no_logit_and_the_test_s_own_direction_decides(verdict: Verdict) -> None:
    """50, 40, 30, 20 and 0 of 100 fall, whichever is left out; 0, 0, 0, 0 and 20 rise only because of the last."""
    falling = {"numerator": [50.0, 40.0, 30.0, 20.0, 0.0], "denominator": [100.0] * 5}
    one_year = {"numerator": [0.0, 0.0, 0.0, 0.0, 20.0], "denominator": [100.0] * 5}
    odd = {"numerator": [1.0, 0.0, 0.0, 0.0, 40.0], "denominator": [100.0] * 5}

    assert verdict(fingertips.METHOD, [50.0, 40.0, 30.0, 20.0, 0.0], "lower", columns=falling)["verdict"] == "decreasing_and_getting_better"
    # Without the last year nobody was counted at all: no slope, which counts as rising, as in the source.
    assert verdict(fingertips.METHOD, [0.0, 0.0, 0.0, 0.0, 20.0], "lower", columns=one_year)["verdict"] == "increasing_and_getting_worse"
    assert verdict(fingertips.METHOD, [1.0, 0.0, 0.0, 0.0, 40.0], "lower", columns=odd)["verdict"] == "no_significant_change"


def test_a_slope_of_exactly_0_without_one_point_counts_as_rising(verdict: Verdict) -> None:
    """0, 0, 0, 0 without the last point; ``slopeValue < 0 ? -1 : 1`` in TrendMarkerCalculator.cs."""
    assert verdict(fingertips.METHOD, [0.0, 0.0, 0.0, 0.0, 5.0], "lower", columns=se(0.1))["verdict"] == "increasing_and_getting_worse"


def test_nobody_counted_in_any_year_is_no_change() -> None:
    chi2, direction = fingertips.proportion_trend(np.zeros((1, 5)), np.full((1, 5), 10.0))

    assert (chi2.tolist(), direction.tolist()) == ([0.0], [0.0])


@pytest.mark.parametrize(
    ("values", "columns", "reason"),
    [
        (CLEAR[:4], se(0.5, 4), "too_few_points"),
        (CLEAR, {}, "not_applicable"),  # neither interval nor counts
        (CLEAR, {"se": [0.5, 0.5, np.nan, 0.5, 0.5]}, "not_applicable"),
        (CLEAR, se(0.0), "not_applicable"),
        (CLEAR, se(0.5) | {"year_end": [2017, 2018, 2019, 2020, 2021]}, "not_applicable"),  # rolling three years
        ([96.0, 97.0, 98.0, 99.0, 100.0], SHARES | {"numerator": [96.0, 97.0, 98.0, 99.0, 100.0]}, "not_applicable"),
        # Everybody in one year, also of a rate per 1,000 with an interval (IsPossibleDivideByZeroErrors in TrendRequest.cs).
        ([960.0, 970.0, 980.0, 990.0, 1000.0], se(1.0) | SHARES | {"numerator": [96.0, 97.0, 98.0, 99.0, 100.0]}, "not_applicable"),
    ],
)
def test_what_cannot_be_calculated(verdict: Verdict, values: list[float], columns: dict[str, list[Any]], reason: str) -> None:
    answer = verdict(fingertips.METHOD, values, "higher", columns=columns)

    assert (answer["verdict"], answer["status"], answer["reason"]) == ("cannot_be_calculated", "not_assessable", reason)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ([9.0, np.nan, *CLEAR], "increasing_and_getting_better"),
        ([np.nan, np.nan, *CLEAR], "increasing_and_getting_better"),
        ([*CLEAR, np.nan, 15.0], "cannot_be_calculated"),
        ([8.0, 9.0, *CLEAR[:4], np.nan, 14.0], "cannot_be_calculated"),
        ([*CLEAR, np.nan], "cannot_be_calculated"),
    ],
)
def test_a_row_without_a_value_ends_the_run_of_points(verdict: Verdict, values: list[float], word: str) -> None:
    """Withheld among the newest five: the source stops there (``GetValidDataList``). A year without a row does not matter."""
    answer = verdict(fingertips.METHOD, values, "higher", columns=se(0.5, len(values)))

    assert (answer["verdict"], answer["reason"]) == (word, "too_few_points" if word == "cannot_be_calculated" else "")


def test_a_gap_of_one_series_is_not_that_of_another() -> None:
    years = range(2015, 2021)
    whole, broken = [9.0, *CLEAR], [9.0, 10.0, np.nan, 12.0, 13.0, 14.0]
    points = pd.DataFrame(
        {"series": ["a"] * 6 + ["b"] * 6 + ["c"] * 6, "year": [*years] * 3, "value": [*whole, *broken, *whole], "se": 0.5}
    )
    goals = pd.DataFrame({"series": ["c", "b", "a"], "better": "higher"})
    words = judge_all(points, goals, [fingertips.METHOD])["verdict"].astype(str).tolist()

    assert words == ["increasing_and_getting_better", "cannot_be_calculated", "increasing_and_getting_better"]


def test_an_area_is_better_only_if_its_whole_interval_is() -> None:
    lower, upper = np.array([11.0, 9.0, 7.0, np.nan]), np.array([12.0, 11.0, 9.0, np.nan])

    def words(sign: float) -> list[str]:
        return [fingertips.COMPARISONS[place] for place in fingertips.compare(lower, upper, 10.0, sign)]

    assert words(1.0) == ["better", "similar", "worse", "not_compared"]
    assert words(-1.0) == ["worse", "similar", "better", "not_compared"]
    assert words(np.nan) == ["higher", "similar", "lower", "not_compared"]


@pytest.mark.parametrize(
    ("lower", "upper", "benchmark", "word"),
    [
        (11.0, 12.0, np.nan, "not_compared"),
        (np.nan, 9.0, 10.0, "not_compared"),
        (11.0, np.nan, 10.0, "not_compared"),
        (10.0, 12.0, 10.0, "similar"),
        (8.0, 10.0, 10.0, "similar"),
        (10.1, 12.0, 10.0, "better"),
    ],
)
def test_an_interval_that_ends_at_the_benchmark_is_similar_and_half_a_comparison_is_none(
    lower: float, upper: float, benchmark: float, word: str
) -> None:
    found = fingertips.compare(np.array([lower]), np.array([upper]), np.array([benchmark]), 1.0)

    assert fingertips.COMPARISONS[found[0]] == word


def test_a_goal_of_two_limits_may_be_better_below() -> None:
    """Smoking: red above 20, green up to 10."""
    words = [fingertips.COMPARISONS[place] for place in fingertips.against_limits(np.array([20.1, 20.0, 10.1, 10.0]), 20.0, 10.0)]

    assert words == ["worse", "similar", "similar", "better"]


def test_a_goal_of_two_limits_is_red_below_the_one_and_green_from_the_other() -> None:
    """Vaccination: red below 90, green from 95."""
    words = [fingertips.COMPARISONS[place] for place in fingertips.against_limits(np.array([89.9, 90.0, 94.9, 95.0, np.nan]), 90.0, 95.0)]

    assert words == ["worse", "similar", "similar", "better", "not_compared"]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(1, 9)), min_size=5, max_size=5))
def test_the_series_backwards_has_the_opposite_trend_or_none(points: list[tuple[int, int]]) -> None:
    """None, where leaving out a point leaves a slope of exactly 0: the source counts it as rising, and so do we."""
    value, error = (np.array([[pair[place] for pair in points]], dtype=float) for place in (0, 1))
    chi2, direction = fingertips.interval_trend(value, error)
    backwards, turned = fingertips.interval_trend(value[:, ::-1], error[:, ::-1])

    assert backwards.tolist() == pytest.approx(chi2.tolist(), abs=1e-9)
    assert chi2[0] < 1e-9 or direction[0] * turned[0] <= 0
