"""ESCAP's indices: what is anticipated for bounded and unbounded indicators, and the classes of the gap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all, ordered_points, panel_of, read_goals
from metrics.methods import escap
from metrics.panel import Panel, empty

Verdict = Callable[..., pd.Series]


def panel(years: list[float], values: list[float]) -> Panel:
    year = np.array([years], dtype=float)
    none = empty(1, len(years))
    return Panel(year, year, np.array([values], dtype=float), none, none, none, none, none, empty(1, 1))


def test_constant_growth_is_continued_also_across_a_gap() -> None:
    """2 % a year down from 100 in 2015 is 100 × 0.98^15 in 2030, whatever the weights."""
    years = [2015.0, 2016.0, 2019.0, 2020.0]
    ahead = escap.anticipated(panel(years, [100 * 0.98 ** (year - 2015) for year in years]), np.array([2030.0]), np.array([np.nan]))

    assert ahead.tolist() == pytest.approx([100 * 0.98**15])


def test_recent_growth_counts_more_in_the_weighted_geometric_mean() -> None:
    """
    100, 100, 90 in 2018 to 2020, for 2030: weights (2030 − 2018) / (2030 − t), 12/11 for 2019 and 12/10 for 2020.

    Mean growth of logarithms: (12/11 × ln 1 + 12/10 × ln 0.9) / (12/11 + 12/10) = 0.52381 × ln 0.9, ten times.
    """
    ahead = escap.anticipated(panel([2018.0, 2019.0, 2020.0], [100.0, 100.0, 90.0]), np.array([2030.0]), np.array([np.nan]))

    assert ahead.tolist() == pytest.approx([90 * 0.9 ** (10 * 1.2 / (12 / 11 + 1.2))])


def test_a_line_of_logits_is_continued() -> None:
    """Logits −1.0, −0.9, −0.8 of shares in percent lead to 0.2 ten years on: 100 / (1 + e^−0.2) = 54.98 %."""
    values = [100 / (1 + np.exp(-logit)) for logit in (-1.0, -0.9, -0.8)]
    ahead = escap.anticipated(panel([2018.0, 2019.0, 2020.0], values), np.array([2030.0]), np.array([100.0]))

    assert ahead.tolist() == pytest.approx([100 / (1 + np.exp(-0.2))])


def test_the_slope_is_weighted_and_the_mean_is_not() -> None:
    """
    Shares with the logits 0, 0, 1 in 2018 to 2020; weights 1, 12/11, 12/10.

    Weighted slope by hand: times −1, 0, 1 about 2019; W = 3.290909, Σwt = 0.2, Σwt² = 2.2, Σwy = 1.2, Σwty = 1.2.
    (1.2 − 0.2 × 1.2 / W) / (2.2 − 0.2² / W) = 0.515152. Mean 1/3; in 2030, eleven years on: 1/3 + 11 × 0.515152.
    """
    total = 1 + 12 / 11 + 1.2
    slope = (1.2 - 0.2 * 1.2 / total) / (2.2 - 0.04 / total)
    values = [1 / (1 + np.exp(-logit)) for logit in (0.0, 0.0, 1.0)]
    ahead = escap.anticipated(panel([2018.0, 2019.0, 2020.0], values), np.array([2030.0]), np.array([1.0]))

    assert slope == pytest.approx(0.515152, abs=1e-6)
    assert ahead.tolist() == pytest.approx([1 / (1 + np.exp(-1 / 3 - 11 * slope))])


def test_a_share_that_has_reached_its_bound_stays_at_the_latest_value() -> None:
    assert escap.anticipated(panel([2018.0, 2020.0], [100.0, 99.0]), np.array([2030.0]), np.array([100.0])).tolist() == [99.0]


def test_points_before_2000_are_not_used(verdict: Verdict) -> None:
    answer = verdict(escap.METHOD, {1990: 500.0, 2000: 100.0, 2015: 90.0, 2020: 85.0}, target_value=70.0)

    assert (answer["first_year"], answer["points"]) == (2000, 3)


@pytest.mark.parametrize(
    ("target", "word", "status"),
    [
        # 100 in 2015 and 2 % less each year is 73.86 in 2030: of 100 − target, the gap is 73.86 − target.
        (73.0, "maintain_progress", "on_course"),  # 0.86 of 27 is 3 %
        (71.0, "maintain_progress", "on_course"),  # 2.86 of 29 is 9.9 %
        (70.9, "accelerate_progress", "behind"),  # 2.96 of 29.1 is 10.2 %
        (10.0, "accelerate_progress", "behind"),
    ],
)
def test_a_gap_of_a_tenth_of_what_is_required_is_within_reach(verdict: Verdict, target: float, word: str, status: str) -> None:
    answer = verdict(escap.METHOD, [100 * 0.98**year for year in range(6)], target_value=target, target_year=2030)
    ahead = 100 * 0.98**15

    assert (answer["verdict"], answer["status"]) == (word, status)
    assert answer["statistic"] == pytest.approx(min(100.0, 100 - 100 * (ahead - target) / (100 - target)))
    assert answer["required"] == pytest.approx(target - 100)


def test_a_trend_away_from_the_target_must_be_reversed_and_a_standstill_has_no_direction(verdict: Verdict) -> None:
    away = verdict(escap.METHOD, [100.0, 101.0, 102.0], target_value=50.0)
    still = verdict(escap.METHOD, [70.0, 70.0, 70.0], target_value=50.0, limit=100.0)

    assert [(answer["verdict"], answer["status"]) for answer in (away, still)] == [
        ("reverse_trend", "away"),
        ("accelerate_progress", "no_clear_change"),
    ]


def test_a_share_of_a_count_is_bounded(verdict: Verdict) -> None:
    """With counts behind it, a value in percent is followed on the logit scale up to 100."""
    values = [90.0, 92.0, 93.0]
    counts = {"numerator": [90.0, 92.0, 93.0], "denominator": [100.0] * 3}
    bounded = verdict(escap.METHOD, values, "higher", first=2018, columns=counts, target_value=99.5)
    unbounded = verdict(escap.METHOD, values, "higher", first=2018, target_value=99.5)

    assert bounded["statistic"] < 100
    assert unbounded["statistic"] == 100.0


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        ([10.0], {"target_value": 5.0}, "too_few_points"),
        ([10.0, 9.0], {}, "no_target"),
        ([10.0, 9.0], {"target_value": 5.0, "target_year": 2016}, "not_applicable"),
        ({2005: 10.0, 2010: 9.0}, {"target_value": 5.0}, "too_early"),
        ([5.0, 6.0], {"target_value": 5.0}, "target_not_in_desired_direction"),
        ([10.0, -1.0], {"target_value": -5.0}, "zero_or_sign_change"),
    ],
)
def test_reasons(verdict: Verdict, values: Any, goal: dict[str, float], reason: str) -> None:
    answer = verdict(escap.METHOD, values, **goal)

    assert (answer["verdict"], answer["reason"]) == ("not_assessed", reason)


def test_current_status_is_the_share_of_the_way_in_tenths() -> None:
    """From 100 to 50: at 75 half of the way, at 110 a fifth of it in the wrong direction, at 50 and below 10."""
    latest = np.array([75.0, 110.0, 50.0, 40.0, 100.0])
    index = escap.current_status(latest, np.full(5, 100.0), np.full(5, 50.0), np.full(5, -1.0))

    assert index.tolist() == [5.0, -2.0, 10.0, 10.0, 0.0]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 999), min_size=3, max_size=10), st.integers(1, 999))
def test_a_bounded_indicator_and_its_complement_are_the_same_story(values: list[int], target: int) -> None:
    answers = [
        judge_all(
            pd.DataFrame({"series": "a", "year": range(2015, 2015 + len(values)), "value": series}),
            pd.DataFrame([{"series": "a", "better": better, "target_value": goal, "limit": 1000.0}]),
            [escap.METHOD],
        ).iloc[0]
        for series, goal, better in [
            (np.array(values, dtype=float), float(target), "lower"),
            (1000.0 - np.array(values), 1000.0 - target, "higher"),
        ]
    ]

    assert answers[0][["status", "verdict", "reason"]].tolist() == answers[1][["status", "verdict", "reason"]].tolist()
    if answers[0]["status"] != "met":
        assert answers[0]["statistic"] == pytest.approx(answers[1]["statistic"], rel=1e-6, abs=1e-6, nan_ok=True)


def test_what_is_past_the_target_is_whole_progress_however_near() -> None:
    one = np.array([1.0])

    assert escap.anticipated_progress(0.41 * one, 0.1 * one, 0.4 * one, one).tolist() == [100.0]


@pytest.mark.parametrize("limit", [np.nan, 100.0])
def test_points_count_from_2000_on(verdict: Verdict, limit: float) -> None:
    values = {1990: 50.0, 1999: 80.0, 2000: 20.0, 2005: 19.0, 2010: 16.0, 2020: 15.0}
    goal = {"target_value": 5.0, "limit": limit, "baseline_year": 2000, "target_year": 2030}
    whole, from_2000, from_2005 = (
        verdict(escap.METHOD, {year: value for year, value in values.items() if year >= first}, **goal) for first in (1990, 2000, 2005)
    )

    assert whole["statistic"] == pytest.approx(from_2000["statistic"], rel=1e-12)
    assert (whole["points"], whole["first_year"]) == (4, 2000)
    assert abs(from_2005["statistic"] - whole["statistic"]) > 1


def test_the_path_is_that_from_2015_to_2030_where_none_is_stated(verdict: Verdict) -> None:
    values = {2010: 30.0, 2014: 26.0, 2015: 24.0, 2016: 23.5, 2020: 20.0}
    stated = verdict(escap.METHOD, values, target_value=5.0, baseline_year=2015, target_year=2030)
    unstated = verdict(escap.METHOD, values, target_value=5.0)

    assert (unstated["statistic"], unstated["required"]) == (stated["statistic"], -19.0)


@pytest.mark.parametrize(
    ("latest", "word", "threshold"),
    [(75.0, "maintain_progress", 90.0), (95.0, "accelerate_progress", 0.0), (101.0, "reverse_trend", 0.0)],
)
def test_the_bound_that_was_passed_stands_beside_the_progress(verdict: Verdict, latest: float, word: str, threshold: float) -> None:
    answer = verdict(escap.METHOD, {2015: 100.0, 2020: latest}, target_value=50.0)

    assert (answer["verdict"], answer["threshold"]) == (word, threshold)


@pytest.mark.parametrize(("value", "limit", "scale"), [(0.4, np.nan, 1.0), (40.0, np.nan, 100.0), (40.0, 80.0, 80.0), (40.0, 0.0, 100.0)])
def test_a_share_of_a_count_is_bounded_by_one_or_by_a_hundred(value: float, limit: float, scale: float) -> None:
    points = pd.DataFrame({"series": "a", "year": [2019, 2020], "value": value, "numerator": 40.0, "denominator": 100.0})
    goals = read_goals(pd.DataFrame([{"series": "a", "better": "lower", "limit": limit}]))

    assert escap.scale_of(panel_of(ordered_points(points), 0, 1), goals).tolist() == [scale]


def test_a_value_at_a_bound_has_no_logit_so_the_latest_stays() -> None:
    found = [
        escap.anticipated(panel([2015.0, 2016.0, 2020.0], values), np.array([2030.0]), np.array([100.0])).item()
        for values in ([0.0, 10.0, 20.0], [100.0, 90.0, 80.0], [10.0, 20.0, 0.0])
    ]

    assert found == [20.0, 80.0, 0.0]


def test_a_target_met_from_the_start_has_the_full_index() -> None:
    """Nothing is required from 5 to 5: 10 while it is held, undefined once it is lost."""
    latest, five = np.array([5.0, 6.0]), np.array([5.0, 5.0])
    found = escap.current_status(latest, five, five, np.array([-1.0, -1.0]))

    np.testing.assert_array_equal(found, [10.0, np.nan])
