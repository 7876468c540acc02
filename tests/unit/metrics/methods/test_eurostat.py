"""Eurostat's arrows: ratio of growth rates with a target, growth itself without, and the windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all
from metrics.methods import eurostat
from metrics.methods.base import Method

Verdict = Callable[..., pd.Series]
PATH = {"baseline_year": 2015, "target_year": 2025, "target_value": 90.0}
"""10 % in a decade: 0.9^(1/10) − 1 = −1.0481 % a year are needed."""


def declining(share_of_required: float, years: int = 6) -> list[float]:
    """Return values that start at 100 and fall by so large a share of the growth that `PATH` needs."""
    growth = share_of_required * (0.9 ** (1 / 10) - 1)
    return [100 * (1 + growth) ** year for year in range(years)]


@pytest.mark.parametrize(
    ("share", "word", "status", "threshold"),
    [
        (1.00, "significant_progress", "on_course", 0.95),
        (0.96, "significant_progress", "on_course", 0.95),
        (0.95, "significant_progress", "on_course", 0.95),
        (0.94, "moderate_progress", "behind", 0.60),
        (0.60, "moderate_progress", "behind", 0.60),
        (0.59, "insufficient_progress", "behind", 0.0),
        (0.0, "insufficient_progress", "no_clear_change", 0.0),
        (-0.1, "movement_away", "away", 0.0),
    ],
)
def test_with_a_target_the_share_of_the_required_growth_decides(
    verdict: Verdict, share: float, word: str, status: str, threshold: float
) -> None:
    answer = verdict(eurostat.METHOD, declining(share), **PATH)

    assert (answer["verdict"], answer["status"], answer["threshold"]) == (word, status, threshold)
    assert answer["statistic"] == pytest.approx(share, abs=1e-9)
    assert answer["required"] == pytest.approx(-0.010481, abs=1e-6)


@pytest.mark.parametrize(
    ("percent", "word", "status"),
    [
        (-1.1, "significant_progress", "on_course"),
        (-0.9, "moderate_progress", "behind"),
        (0.0, "moderate_progress", "no_clear_change"),
        (0.9, "moderate_movement_away", "away"),
        (1.1, "significant_movement_away", "away"),
    ],
)
def test_without_a_target_one_percent_a_year_is_the_bound(verdict: Verdict, percent: float, word: str, status: str) -> None:
    values = [100 * (1 + percent / 100) ** year for year in range(6)]
    answer = verdict(eurostat.METHOD, values, baseline_year=2015)

    assert (answer["verdict"], answer["status"]) == (word, status)
    assert answer["statistic"] == pytest.approx(-percent / 100, abs=1e-12)


def test_the_stated_baseline_is_the_start_and_else_the_long_or_the_short_window(verdict: Verdict) -> None:
    values = [100.0 - year for year in range(21)]  # 2000 to 2020
    stated = verdict(eurostat.METHOD, values, first=2000, baseline_year=2012)
    long = verdict(eurostat.METHOD, values, first=2000)
    short = verdict(eurostat.METHOD, values[-8:], first=2013)  # no ten years

    assert [(answer["first_year"], answer["points"]) for answer in (stated, long, short)] == [(2012, 9), (2005, 16), (2015, 6)]


def test_the_long_window_needs_ten_years_and_not_eleven(verdict: Verdict) -> None:
    values = [100.0 - year for year in range(12)]
    ten, nine = (verdict(eurostat.METHOD, values[: years + 1], first=2010) for years in (10, 9))

    assert (ten["first_year"], nine["first_year"]) == (2010, 2014)


def test_eurostat_s_own_windows_can_be_asked_for() -> None:
    points = pd.DataFrame({"series": "a", "year": range(2000, 2021), "value": [100.0 - year for year in range(21)]})
    goals = pd.DataFrame([{"series": "a", "better": "lower", "baseline_year": 2012}])
    first = [judge_all(points, goals, [method_with(window)])["first_year"].iloc[0] for window in (eurostat.LONG, eurostat.SHORT)]

    assert first == [2005, 2015]


def method_with(window: eurostat.Window) -> Method:
    """Return the method with a fixed window."""
    return replace(eurostat.METHOD, judge=partial(eurostat.judge, window=window))


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        ([100.0, 99.0], PATH, "window_too_short"),
        ({2015: 100.0, 2020: 95.0}, PATH, "too_few_points"),
        ([100.0], PATH, "too_few_points"),
        ([0.0, 1.0, 2.0, 3.0], PATH | {"better": "higher"}, "zero_or_sign_change"),
        ([-4.0, -2.0, 2.0, 4.0], {"baseline_year": 2015}, "zero_or_sign_change"),
        ([100.0, 99.0, 98.0, 97.0], PATH | {"target_value": 0.0}, "zero_or_sign_change"),
        ([85.0, 90.0, 92.0, 95.0], PATH, "target_not_in_desired_direction"),  # met at the baseline, lost since
        ([90.0, 90.0, 92.0, 95.0], PATH, "target_not_in_desired_direction"),
        ([100.0, 99.0, 98.0, 97.0], {"baseline_year": 2015, "target_value": 90.0}, "no_deadline"),
        ([100.0, 99.0, 98.0, 97.0], PATH | {"baseline_year": 2020}, "too_early"),
    ],
)
def test_reasons(verdict: Verdict, values: Any, goal: dict[str, Any], reason: str) -> None:
    answer = verdict(eurostat.METHOD, values, **({"better": "lower"} | goal))

    assert (answer["status"], answer["verdict"], answer["reason"]) == ("not_assessable", "not_assessed", reason)


@pytest.mark.parametrize("values", [[100.0, 120.0, 95.0, 90.0], [90.0, 90.0], [80.0]])
def test_a_target_met_now_is_significant_progress_whatever_the_path(verdict: Verdict, values: list[float]) -> None:
    answer = verdict(eurostat.METHOD, values, **PATH)

    assert (answer["verdict"], answer["status"], answer["threshold"]) == ("significant_progress", "met", 90.0)


def test_scores_interpolate_between_the_bounds() -> None:
    ratios = np.array([-1.0, -0.6, -0.3, 0.0, 0.6, 0.775, 0.95, 1.3, 2.0])

    assert eurostat.score_of_ratio(ratios).tolist() == pytest.approx([-5, -5, -3.75, -2.5, 0, 1.25, 2.5, 5, 5])
    assert eurostat.score_of_growth(np.array([-0.03, -0.01, 0.0, 0.01, 0.02])).tolist() == pytest.approx([-5, -2.5, 0, 2.5, 5])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 999), min_size=4, max_size=16), st.integers(1, 999), st.sampled_from([0.001, 10.0, 1e6]))
def test_the_unit_does_not_matter(values: list[int], target: int, unit: float) -> None:
    frames = [
        pd.DataFrame({"series": "a", "year": range(2005, 2005 + len(values)), "value": np.array(values) * scale}) for scale in (1, unit)
    ]
    goals = [
        pd.DataFrame([{"series": "a", "better": "lower", "target_year": 2040, "target_value": target * scale}]) for scale in (1.0, unit)
    ]
    one, other = (judge_all(frame, goal, [eurostat.METHOD]).iloc[0] for frame, goal in zip(frames, goals, strict=True))

    assert (one["verdict"], one["reason"]) == (other["verdict"], other["reason"])
