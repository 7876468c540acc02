"""Eurostat's arrows at their bounds: fewest points and years, where growth starts, growth without a target, small and negative numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import eurostat

Verdict = Callable[..., pd.Series]
PATH = {"baseline_year": 2015, "target_year": 2025, "target_value": 90.0}


@pytest.mark.parametrize(
    ("values", "goal", "reason", "points", "first_year"),
    [
        ({2015: 100.0, 2017: 99.0, 2020: 98.0}, {}, "", 3, 2015),
        ({2015: 100.0, 2020: 98.0}, {}, "too_few_points", 2, 2015),
        ({2017: 99.0, 2020: 98.0}, {"baseline_value": 100.0}, "", 3, 2015),  # a stated start is a point
        ({2015: 100.0, 2020: 98.0}, {"baseline_value": 100.0}, "too_few_points", 2, 2015),  # but not a second one of its year
        ([100.0, 99.0, 98.0], {}, "window_too_short", 3, 2015),
        ([100.0, 99.0, 98.0, 97.0], {}, "", 4, 2015),
        ([100.0, 99.0, 98.0, 97.0], {"baseline_year": 2018}, "window_too_short", 1, 2018),
        ({2015: 100.0, 2017: 99.0, 2019: 98.0, 2021: 97.0}, {"baseline_year": 2016}, "", 3, 2017),  # the next point, nothing between
    ],
)
def test_three_points_over_three_years_are_enough(
    verdict: Verdict, values: Any, goal: dict[str, float], *, reason: str, points: int, first_year: int
) -> None:
    answer = verdict(eurostat.METHOD, values, **(PATH | goal))

    assert (answer["reason"], answer["points"], answer["first_year"]) == (reason, points, first_year)


@pytest.mark.parametrize(
    ("percent", "word", "threshold"),
    [
        (-70.0, "significant_progress", 0.01),  # without a target the bounds of a share say nothing
        (-1.1, "significant_progress", 0.01),
        (-1.0, "significant_progress", 0.01),
        (-0.9, "moderate_progress", 0.0),
        (0.0, "moderate_progress", 0.0),
        (0.9, "moderate_movement_away", -0.01),
        (1.0, "moderate_movement_away", -0.01),
        (1.1, "significant_movement_away", -0.01),
    ],
)
def test_a_growth_of_just_one_percent_belongs_to_the_better_class_on_both_sides(
    verdict: Verdict, percent: float, word: str, threshold: float
) -> None:
    answer = verdict(eurostat.METHOD, [100 * (1 + percent / 100) ** year for year in range(6)], baseline_year=2015)

    assert (answer["verdict"], answer["threshold"], answer["statistic"]) == (word, threshold, pytest.approx(-percent / 100))


def test_without_a_baseline_growth_starts_in_the_window_and_other_goals_do_not_matter() -> None:
    """Fifteen years before 2020 is 2005; what was before, and that another series has a baseline, changes nothing."""
    years = range(2000, 2021)
    points = pd.DataFrame(
        {"series": "a", "year": years, "value": [500.0 if year < 2005 else 100 * 0.98 ** (year - 2005) for year in years]}
    )
    both = pd.concat([points, points.assign(series="b")])
    goals = pd.DataFrame({"series": ["a", "b"], "better": "lower", "baseline_year": [np.nan, 2000.0]})
    growth = judge_all(both, goals, [eurostat.METHOD])["statistic"].tolist()

    assert growth == [pytest.approx(0.02), pytest.approx(1 - (100 * 0.98**15 / 500) ** (1 / 20))]


@pytest.mark.parametrize(
    ("values", "better", "goal", "reason"),
    [
        ([1.0, 0.98, 0.96, 0.9], "lower", {"target_value": 0.5, "target_year": 2025}, ""),  # numbers below one
        ([0.1, 0.1, 0.1, 0.1], "lower", {"target_value": 0.05, "target_year": 2025}, ""),
        ([-4.0, -3.5, -3.0, -2.5], "lower", {}, "zero_or_sign_change"),  # growth of a size says nothing of a value
        ([100.0, 99.0, 98.0, 97.0], "lower", {"target_year": 2015}, ""),  # a year without a value is no deadline
        ([100.0, 99.0, 98.0, 97.0], "lower", {"target_value": 90.0, "target_year": 2015}, "not_applicable"),
        ([100.0, 99.0, 98.0, 97.0], "higher", {"target_value": 100.0, "target_year": 2025}, "target_not_in_desired_direction"),
    ],
)
def test_small_and_negative_numbers_and_odd_deadlines(
    verdict: Verdict, values: list[float], better: str, goal: dict[str, float], reason: str
) -> None:
    assert verdict(eurostat.METHOD, values, better, baseline_year=2015, **goal)["reason"] == reason


def test_a_score_is_half_way_between_two_bounds() -> None:
    """Between 0.95 (2.5) and 1.30 (5) lies 1.125."""
    assert eurostat.score_of_ratio(np.array([0.3, 0.775, 1.125])).tolist() == pytest.approx([-1.25, 1.25, 3.75])
