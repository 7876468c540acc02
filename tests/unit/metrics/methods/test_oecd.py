"""OECD's rank test and simulation: exact small-sample bounds, exact binomial cases, reproducible draws."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from metrics.blocks import judge_all
from metrics.methods import oecd

Verdict = Callable[..., pd.Series]


@pytest.mark.parametrize("points", [4, 5, 6, 7])
def test_the_bound_is_the_smallest_that_chance_passes_in_at_most_one_of_twenty(points: int) -> None:
    """One side; all orders of so many different values are equally likely. Eight to ten points were enumerated likewise."""
    orders = np.array(list(permutations(range(points))), dtype=float)
    rho = oecd.rank_correlation(orders, np.ones(orders.shape, dtype=bool))
    at_bound = np.mean(rho >= oecd.CRITICAL_RHO[points] - oecd.ROUNDING)
    lower = max(value for value in np.unique(rho.round(9)) if value < oecd.CRITICAL_RHO[points] - oecd.ROUNDING)

    assert at_bound <= 0.05 < np.mean(rho >= lower - oecd.ROUNDING)


def test_three_points_can_never_be_significant(verdict: Verdict) -> None:
    """A perfect order of three comes by chance in one of six cases on each side."""
    answer = verdict(oecd.METHOD, [10.0, 9.0, 8.0], target_value=5.0, target_year=2030)

    assert (answer["verdict"], answer["reason"]) == ("not_assessed", "too_few_points")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 5), min_size=4, max_size=10))
def test_ties_share_their_rank(values: list[int]) -> None:
    rho = oecd.rank_correlation(np.array([values], dtype=float), np.ones((1, len(values)), dtype=bool))[0]
    expected = stats.spearmanr(range(len(values)), values).statistic if len(set(values)) > 1 else 0.0

    assert rho == pytest.approx(expected)


def test_the_probability_is_that_of_the_resampled_growth(verdict: Verdict) -> None:
    """
    Down by 10 % in four years and by 1 % in four others; ten more years lead to 50 % or less of today if 10 % comes up often enough.

    k of ten years at 10 %: 0.9^k × 0.99^(10−k) ≤ 0.5 from k = 7 on (0.4783 × 0.9703 = 0.4641; six give 0.5314 × 0.9606 = 0.5105). With a
    chance of one half a year that is (C(10,7) + C(10,8) + C(10,9) + 1) / 1024 = 176 / 1024 = 0.1719.
    """
    factors = np.cumprod([1.0, 0.9, 0.99, 0.9, 0.99, 0.9, 0.99, 0.9, 0.99])
    values = (1000 * factors).tolist()
    answer = verdict(oecd.METHOD, values, target_value=500 * factors[-1], target_year=2033)
    exact = sum(comb(10, years) for years in range(7, 11)) / 1024

    assert (answer["verdict"], answer["status"], answer["threshold"]) == ("progress_target_unlikely", "behind", 0.5)
    assert answer["statistic"] == pytest.approx(exact, abs=4 * (exact * (1 - exact) / oecd.DRAWS) ** 0.5)


def test_a_certain_target_is_likely_and_an_impossible_one_is_not(verdict: Verdict) -> None:
    falling = [100 * 0.95**year for year in range(8)]
    likely = verdict(oecd.METHOD, falling, target_value=60.0, target_year=2030)
    unlikely = verdict(oecd.METHOD, falling, target_value=10.0, target_year=2030)

    assert [(answer["verdict"], answer["statistic"]) for answer in (likely, unlikely)] == [
        ("progress_target_likely", 1.0),
        ("progress_target_unlikely", 0.0),
    ]


def test_where_zero_is_passed_differences_are_resampled(verdict: Verdict) -> None:
    """−5 to 2 by one a year leads to 10 in eight years."""
    answer = verdict(oecd.METHOD, [-5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0], "higher", target_value=10.0, target_year=2030)

    assert (answer["verdict"], answer["statistic"]) == ("progress_target_likely", 1.0)


@pytest.mark.parametrize(
    ("values", "goal", "word", "status"),
    [
        ([5.0, 6.0, 7.0, 8.0], {"target_value": 2.0, "target_year": 2030}, "regress", "away"),
        ([5.0, 6.0, 5.0, 6.0, 5.5], {"target_value": 2.0, "target_year": 2030}, "no_significant_trend", "no_clear_change"),
        ([8.0, 7.0, 6.0, 5.0], {}, "progress", "behind"),
        ([8.0, 7.0, 6.0, 5.0], {"target_value": 2.0}, "progress", "behind"),
        ([8.0, 7.0], {"target_value": 7.0}, "target_achieved", "met"),
    ],
)
def test_words(verdict: Verdict, values: list[float], goal: dict[str, float], word: str, status: str) -> None:
    answer = verdict(oecd.METHOD, values, **goal)

    assert (answer["verdict"], answer["status"]) == (word, status)


def test_only_the_last_ten_years_count(verdict: Verdict) -> None:
    yearly = verdict(oecd.METHOD, {year: 2030.0 - year for year in range(2000, 2021)}, target_value=1.0)
    every_other = verdict(oecd.METHOD, {year: 2030.0 - year for year in range(2000, 2021, 2)}, target_value=1.0)

    assert [(answer["points"], answer["first_year"]) for answer in (yearly, every_other)] == [(10, 2011), (5, 2012)]


def test_an_answer_does_not_depend_on_what_else_is_in_the_table() -> None:
    def table(names: list[str]) -> pd.DataFrame:
        rows = [(name, 2015 + step, 100 - step - ord(name) % 3 * (step > 4)) for name in names for step in range(8)]
        points = pd.DataFrame(rows, columns=["series", "year", "value"])
        goals = pd.DataFrame({"series": names, "better": "lower", "target_value": 80.5, "target_year": 2030})
        return judge_all(points, goals, [oecd.METHOD]).set_index("series")

    alone, together = table(["b"]), table(["a", "b", "c"])

    assert 0 < alone.loc["b", "statistic"] < 1
    assert alone.loc["b", "statistic"] == together.loc["b", "statistic"]


def test_distance_is_in_standard_deviations_without_outliers_and_never_negative() -> None:
    """1 to 5 and an outlier of 100: the deviation of 1 to 5 is √2.5."""
    deviation = oecd.spread(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 100.0, np.nan]))

    assert deviation == pytest.approx(2.5**0.5)
    assert oecd.distance(np.array([5.0, 3.0]), 4.0, -1.0, deviation).tolist() == pytest.approx([1 / 2.5**0.5, 0.0])
    assert np.isnan(oecd.spread(np.array([1.0])))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 99), min_size=4, max_size=10), st.integers(1, 99), st.integers(1, 99))
def test_a_nearer_target_is_never_less_likely(values: list[int], one: int, other: int) -> None:
    points = pd.DataFrame({"series": "a", "year": range(2010, 2010 + len(values)), "value": sorted(values, reverse=True)})
    goals: list[Any] = [
        {"series": "a", "better": "lower", "target_value": float(goal), "target_year": 2030} for goal in sorted([one, other])
    ]
    far, near = (judge_all(points, pd.DataFrame([goal]), [oecd.METHOD]).iloc[0] for goal in goals)
    words = ["regress", "no_significant_trend", "progress_target_unlikely", "progress_target_likely", "target_achieved"]

    assert words.index(near["verdict"]) >= words.index(far["verdict"])


def test_the_bounds_from_eight_points_on_are_those_that_tables_of_spearman_s_rho_print() -> None:
    """At 5 %, one-sided, to three decimals; from 4 to 7 points all orders are counted above."""
    assert {points: round(rho, 3) for points, rho in oecd.CRITICAL_RHO.items() if points > 7} == {8: 0.643, 9: 0.6, 10: 0.564}


@pytest.mark.parametrize("years", [range(2000, 2021), range(2000, 2021, 2)])
def test_points_outside_the_window_have_no_rank(verdict: Verdict, years: Any) -> None:
    assert verdict(oecd.METHOD, {year: 2030.0 - year for year in years}, target_value=1.0)["statistic"] == pytest.approx(1.0)


@pytest.mark.parametrize(("years_needed", "probability"), [(9, 1.0), (11, 0.0)])
def test_a_change_over_a_gap_counts_for_each_of_its_years(verdict: Verdict, years_needed: int, probability: float) -> None:
    """5 % a year, measured every other year up to 2020; ten years are left."""
    values = {2012 + 2 * step: 100 * 0.95 ** (2 * step) for step in range(5)}
    answer = verdict(oecd.METHOD, values, target_value=values[2020] * 0.95**years_needed, target_year=2030)

    assert answer["statistic"] == probability


def test_a_target_of_zero_is_reached_by_differences(verdict: Verdict) -> None:
    answer = verdict(oecd.METHOD, [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], target_value=0.0, target_year=2030)

    assert (answer["verdict"], answer["statistic"]) == ("progress_target_likely", 1.0)


def test_a_year_without_a_value_to_reach_gives_no_likelihood(verdict: Verdict) -> None:
    answer = verdict(oecd.METHOD, [8.0, 7.0, 6.0, 5.0], target_year=2030)

    assert (answer["verdict"], answer["statistic"]) == ("progress", pytest.approx(1.0))


def test_a_series_that_is_simulated_beside_one_that_is_not() -> None:
    values = [100.0, 95.0, 90.0, 85.0, 80.0]
    points = pd.DataFrame({"series": ["a"] * 5 + ["b"] * 5, "year": [*range(2016, 2021)] * 2, "value": values + values[::-1]})
    goals = pd.DataFrame({"series": ["a", "b"], "better": "lower", "target_value": 60.0, "target_year": 2030})

    assert judge_all(points, goals, [oecd.METHOD])["verdict"].astype(str).tolist() == ["progress_target_likely", "regress"]


def test_two_countries_have_a_deviation() -> None:
    assert oecd.spread(np.array([1.0, 3.0])) == pytest.approx(2**0.5)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("far", "kept"), [(8.4, True), (8.6, False)])
def test_an_outlier_lies_one_and_a_half_quartile_ranges_beyond_them(sign: float, far: float, *, kept: bool) -> None:
    """Of 1, 2, 3, 4, 5 and one above them the quartiles are 2.25 and 4.75: up to 8.5 belongs to them."""
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, far])

    assert oecd.spread(sign * values) == pytest.approx(np.std(values if kept else values[:5], ddof=1))


@pytest.mark.parametrize(("target_year", "word"), [(2021, "progress_target_unlikely"), (2020, "progress"), (2019, "progress")])
def test_where_no_year_is_left_there_is_no_likelihood(verdict: Verdict, target_year: int, word: str) -> None:
    answer = verdict(oecd.METHOD, [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], target_value=1.0, target_year=target_year)

    assert answer["verdict"] == word


def test_a_regress_stands_beside_the_bound_of_its_side(verdict: Verdict) -> None:
    answers = [verdict(oecd.METHOD, values) for values in ([5.0, 6.0, 7.0, 8.0], [8.0, 7.0, 6.0, 5.0])]

    assert [(answer["statistic"], answer["threshold"]) for answer in answers] == [
        (pytest.approx(-1.0), -1.0),
        (pytest.approx(1.0), 1.0),
    ]
