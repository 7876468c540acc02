"""SDSN's arrows, colours and scores: windows, bounds, edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all
from metrics.methods import sdsn

Verdict = Callable[..., pd.Series]


@pytest.mark.parametrize(
    ("latest", "word", "status"),
    [
        (65.0, "on_track_or_maintaining", "on_course"),  # 5 in five years is 1 a year; (70 − 55) / 15 = 1 is needed
        (62.5, "moderately_improving", "behind"),
        (67.4, "moderately_improving", "behind"),
        (67.6, "stagnating", "no_clear_change"),
        (70.0, "stagnating", "no_clear_change"),
        (70.1, "decreasing", "away"),
    ],
)
def test_growth_is_held_against_what_fifteen_years_need(verdict: Verdict, latest: float, word: str, status: str) -> None:
    target = 55.0 if latest != 62.5 else 40.0  # 1.5 a year of (70 − 40) / 15 = 2
    answer = verdict(sdsn.METHOD, {2015: 70.0, 2020: latest}, target_value=target)

    assert (answer["verdict"], answer["status"]) == (word, status)
    assert answer["statistic"] == pytest.approx((70 - latest) / 5)
    assert answer["required"] == pytest.approx((70 - target) / 15)


@pytest.mark.parametrize(
    ("latest", "share"),
    [(65.0, 1.0), (67.4, 0.5), (67.6, 0.0), (70.1, 0.0)],
)
@pytest.mark.parametrize("unit", [1.0, 1e-7])
def test_the_bound_shown_is_the_one_that_was_passed_in_any_unit(verdict: Verdict, latest: float, share: float, unit: float) -> None:
    answer = verdict(sdsn.METHOD, {2015: 70.0 * unit, 2020: latest * unit}, target_value=55.0 * unit)
    same = verdict(sdsn.METHOD, {2015: 70.0, 2020: latest}, target_value=55.0)

    assert (answer["threshold"], answer["verdict"]) == (pytest.approx(share * unit, rel=1e-9), same["verdict"])


@pytest.mark.parametrize(
    ("years", "first"),
    [
        (range(2010, 2021), 2015),  # five years before
        ([2010, 2014, 2020], 2014),  # the nearest, one year earlier
        ([2010, 2016, 2020], 2016),  # or one later
        ([2014, 2016, 2020], 2014),  # a tie: the longer window
        ([2010, 2017, 2018, 2020], 2017),  # no point near: the longest within reach
        ([2018, 2020], 2018),
    ],
)
def test_the_window_starts_nearest_to_five_years_before(verdict: Verdict, years: Any, first: int) -> None:
    answer = verdict(sdsn.METHOD, dict.fromkeys(years, 10.0), target_value=5.0)

    assert answer["first_year"] == first


def test_a_goal_with_both_years_has_its_own_number_of_years(verdict: Verdict) -> None:
    answer = verdict(sdsn.METHOD, {2015: 70.0, 2020: 65.0}, target_value=60.0, baseline_year=2015, target_year=2025)

    assert (answer["required"], answer["verdict"]) == (1.0, "on_track_or_maintaining")


@pytest.mark.parametrize(
    ("baseline_year", "target_year", "years"),
    [
        (2010, 2030, 15),  # the window's own start
        (2015, 2030, 15),
        (2018, 2030, 12),
        (2010, 2029, 19),
        (2010, 2031, 21),
        (2015, 2016, 1),
        (np.nan, 2030, 15),
        (2010, np.nan, 15),
    ],
)
def test_a_goal_for_2030_is_on_the_report_s_path_which_began_in_2015(
    verdict: Verdict, baseline_year: float, target_year: float, years: int
) -> None:
    """The report divides by 15 in whatever year its window starts, obesity's in 2010."""
    answer = verdict(sdsn.METHOD, {2010: 70.0, 2015: 65.0}, target_value=55.0, baseline_year=baseline_year, target_year=target_year)

    assert answer["required"] == pytest.approx((70 - 55) / years)


@pytest.mark.parametrize("values", [{2015: 70.0, 2020: 55.0}, {2015: 40.0, 2020: 54.0}, {2020: 50.0}])
def test_green_is_up_whatever_the_movement(verdict: Verdict, values: dict[int, float]) -> None:
    answer = verdict(sdsn.METHOD, values, target_value=55.0)

    assert (answer["verdict"], answer["status"]) == ("on_track_or_maintaining", "met")


def test_zero_and_negative_values_are_no_trouble(verdict: Verdict) -> None:
    answer = verdict(sdsn.METHOD, {2015: -6.0, 2020: 0.0}, "higher", target_value=12.0)

    assert (answer["statistic"], answer["required"], answer["verdict"]) == (1.2, 1.2, "on_track_or_maintaining")


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        ({2020: 70.0}, {"target_value": 55.0}, "too_few_points"),
        ({2019: 71.0, 2020: 70.0}, {"target_value": 55.0}, "window_too_short"),
        ({2000: 90.0, 2020: 70.0}, {"target_value": 55.0}, "window_too_short"),
        ({2015: 70.0, 2020: 65.0}, {}, "no_target"),
    ],
)
def test_reasons(verdict: Verdict, values: dict[int, float], goal: dict[str, float], reason: str) -> None:
    answer = verdict(sdsn.METHOD, values, **goal)

    assert (answer["verdict"], answer["reason"]) == ("not_available", reason)


def test_a_bound_belongs_to_the_better_colour() -> None:
    """Green up to 10, red beyond 20: the midpoint 15 is still yellow, 20 still orange."""
    values = np.array([9.0, 10.0, 10.1, 15.0, 15.1, 20.0, 20.1, np.nan])

    assert [sdsn.COLOURS[place] for place in sdsn.indicator_colour(values, 10.0, 20.0)] == [
        "green", "green", "yellow", "yellow", "orange", "orange", "red", "grey",
    ]  # fmt: skip


def test_a_rescaled_value_is_linear_between_its_bounds() -> None:
    """Best 0, green 10, red 20, worst 40."""
    values = np.array([-5.0, 0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0])

    assert sdsn.rescaled(values, np.array(0.0), np.array(10.0), np.array(20.0), np.array(40.0)).tolist() == [
        3,
        3,
        2.5,
        2,
        1.5,
        1,
        0.5,
        0,
        0,
    ]


def test_equal_bounds_leave_no_step() -> None:
    places = sdsn.rescaled(np.array([99.0, 100.0]), np.array(100.0), np.array(100.0), np.array(90.0), np.array(50.0))

    assert places.tolist() == pytest.approx([1.9, 3.0])


GREEN, YELLOW, ORANGE, RED, GREY = (np.int64(place) for place in range(5))


@pytest.mark.parametrize(
    ("places", "colours", "goal"),
    [
        ([3.0, 2.5, 2.0], [GREEN, GREEN, GREEN], GREEN),
        ([3.0, 3.0, 1.9], [GREEN, GREEN, YELLOW], YELLOW),  # the two worst average 2.45, but one is not green
        ([3.0, 1.6, 1.5], [GREEN, YELLOW, YELLOW], YELLOW),
        ([3.0, 1.2, 1.0], [GREEN, ORANGE, ORANGE], ORANGE),
        ([3.0, 1.1, 0.5], [GREEN, ORANGE, RED], ORANGE),  # 0.8, but one is not red
        ([3.0, 0.9, 0.5], [GREEN, RED, RED], RED),
        ([np.nan, np.nan, 0.5], [GREY, GREY, RED], GREY),  # a third of the indicators
        ([np.nan, 2.4, 2.2], [GREY, GREEN, GREEN], GREEN),
        ([3.0, 1.9, 1.3], [GREEN, YELLOW, ORANGE], YELLOW),  # their average is 1.6; the worst alone would be orange
        ([2.0, 2.0, 3.0], [GREEN, GREEN, GREEN], GREEN),  # a bound belongs to the better colour
        ([3.0, 1.6, 1.4], [GREEN, YELLOW, ORANGE], YELLOW),
        ([3.0, 1.5, 1.4], [GREEN, YELLOW, ORANGE], ORANGE),
        ([np.nan, 0.5], [GREY, RED], RED),  # just half of the indicators
        ([np.nan] * 3 + [2.2, 2.4], [GREY] * 3 + [GREEN, GREEN], GREY),  # 40 %
        ([np.nan] * 4 + [2.2] * 5, [GREY] * 4 + [GREEN] * 5, GREEN),  # 56 %
    ],
)
def test_the_two_worst_indicators_colour_a_goal(places: list[float], colours: list[Any], goal: Any) -> None:
    assert sdsn.goal_colour(np.array([places]), np.array([colours])).tolist() == [goal]


def test_one_indicator_colours_its_goal() -> None:
    assert sdsn.goal_colour(np.array([[0.5], [2.0]]), np.array([[RED], [GREEN]])).tolist() == [RED, GREEN]


def test_index_fills_a_missing_goal_with_the_region_s_and_wants_four_fifths_of_the_data() -> None:
    goals = np.array([[80.0, np.nan], [80.0, 60.0]])
    region = np.full((2, 2), 50.0)

    np.testing.assert_array_equal(sdsn.goal_score(np.array([[70.0, 90.0, np.nan], [np.nan] * 3, [np.nan, 60.0, np.nan]])), [80, np.nan, 60])
    assert sdsn.index_score(goals, region, np.array([0.1, 0.2])).tolist() == [65.0, 70.0]
    assert np.isnan(sdsn.index_score(goals, region, np.array([0.21, 0.5]))).all()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(-500, 500), min_size=2, max_size=8), st.integers(-500, 500), st.integers(-300, 300))
def test_neither_the_zero_of_the_scale_nor_its_direction_matters(values: list[int], target: int, shift: int) -> None:
    """The arrow is a matter of differences: the same series moved, and mirrored with the direction, get the same arrow."""
    moved = [value + shift for value in values]
    answers = [
        judge_all(
            pd.DataFrame({"series": "a", "year": range(2015, 2015 + len(values)), "value": np.array(series, dtype=float)}),
            pd.DataFrame([{"series": "a", "better": better, "target_value": float(goal)}]),
            [sdsn.METHOD],
        ).iloc[0]
        for series, goal, better in [
            (values, target, "lower"),
            (moved, target + shift, "lower"),
            ([-value for value in moved], -target - shift, "higher"),
        ]
    ]

    assert len({(answer["verdict"], answer["reason"]) for answer in answers}) == 1


def test_a_path_without_years_is_taken_as_the_report_s_fifteen(verdict: Verdict) -> None:
    """From 10 in 2015 to 4 in 15 years is 0.4 a year; baseline and target year are the same, which is no path."""
    answer = verdict(sdsn.METHOD, [10.0, 9.6, 9.2, 8.8, 8.4, 8.0], baseline_year=2015, target_year=2015, target_value=4.0)

    assert answer["required"] == pytest.approx(0.4)


def test_a_score_is_the_share_of_the_way_from_worst_to_best() -> None:
    assert sdsn.normalised_score(np.array([30.0, 0.0, 90.0]), 80.0, 20.0).tolist() == pytest.approx([100 / 6, 0.0, 100.0])


def test_there_is_no_arrow_where_either_number_is_missing() -> None:
    growth, required = np.array([np.nan, 1.0, np.nan]), np.array([1.0, np.nan, np.nan])

    assert set(sdsn.arrow(growth, required, green=np.zeros(3, dtype=bool))) == {len(sdsn.WORDS) - 1}
