"""The UN progress chart: its four classes, the interpolated baseline, and what has no growth rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all
from metrics.methods import unsd

Verdict = Callable[..., pd.Series]
ON_TRACK, FAIR, LIMITED, WORSE = unsd.WORDS[:4]


@pytest.mark.parametrize(
    ("share", "word", "status", "threshold"),
    [
        (0.96, ON_TRACK, "on_course", 0.95),
        (0.95, FAIR, "behind", 0.5),
        (0.94, FAIR, "behind", 0.5),
        (0.5, FAIR, "behind", 0.5),
        (0.51, FAIR, "behind", 0.5),
        (0.49, LIMITED, "no_clear_change", -0.1),
        (-0.09, LIMITED, "no_clear_change", -0.1),
        (-0.11, WORSE, "away", -0.1),
    ],
)
def test_the_share_of_the_required_growth_decides(verdict: Verdict, share: float, word: str, status: str, threshold: float) -> None:
    """100 to 50 in the fifteen years from 2015 needs 0.5^(1/15) − 1 = −4.516 % a year."""
    required = 0.5 ** (1 / 15) - 1
    answer = verdict(unsd.METHOD, [100.0, 100 * (1 + share * required)], target_value=50.0)

    assert (answer["verdict"], answer["status"], answer["threshold"]) == (word, status, threshold)
    assert (answer["statistic"], answer["required"]) == (pytest.approx(share), pytest.approx(required))


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize(("percent", "word"), [(1.1, ON_TRACK), (1.0, FAIR), (0.5, FAIR), (0.4, LIMITED), (-1.0, LIMITED), (-1.1, WORSE)])
def test_without_a_target_growth_counts_with_the_sign_of_the_desired_direction(
    verdict: Verdict, better: str, percent: float, word: str
) -> None:
    """1000 to 1011 in a year is 1.1 %; a fall of as much is no progress where more is better."""
    sign = 1 if better == "higher" else -1
    answer = verdict(unsd.METHOD, [1000.0, 1000.0 + sign * 10 * percent], better)

    assert answer["verdict"] == word


def test_a_baseline_after_the_last_point_leaves_the_series_own_window(verdict: Verdict) -> None:
    answer = verdict(unsd.METHOD, [100.0, 90.0], target_value=50.0, baseline_year=2025, baseline_value=80.0)

    assert (answer["reason"], answer["points"], answer["first_year"], answer["last_year"]) == ("too_early", 2, 2015, 2016)


def test_a_stated_baseline_and_one_later_value_are_enough(verdict: Verdict) -> None:
    """100 in 2015 and 80 in 2020: (0.8^(1/5) - 1) over (0.5^(1/15) - 1) is 0.966."""
    answer = verdict(unsd.METHOD, {2020: 80.0}, target_value=50.0, baseline_year=2015, baseline_value=100.0)

    assert (answer["verdict"], answer["statistic"]) == (ON_TRACK, pytest.approx((0.8**0.2 - 1) / (0.5 ** (1 / 15) - 1)))


def test_a_year_without_a_value_to_reach_is_no_deadline(verdict: Verdict) -> None:
    assert verdict(unsd.METHOD, [100.0, 90.0], baseline_year=2015, target_year=2015)["verdict"] == ON_TRACK


@pytest.mark.parametrize(
    ("values", "goal", "statistic"),
    [
        ([1.0, 0.9], {"target_value": 0.5}, 0.1 / (1 - 0.5 ** (1 / 15))),
        ([0.9, 0.81], {"target_value": 0.45}, 0.1 / (1 - 0.5 ** (1 / 15))),
        ([100.0, 0.0], {}, 1.0),  # down to nothing is a growth of -100 %
    ],
)
def test_small_numbers_have_growth_too(verdict: Verdict, values: list[float], goal: dict[str, float], statistic: float) -> None:
    answer = verdict(unsd.METHOD, values, **goal)

    assert (answer["verdict"], answer["reason"], answer["statistic"]) == (ON_TRACK, "", pytest.approx(statistic))


@pytest.mark.parametrize(
    ("better", "goal", "reason"),
    [
        ("lower", {"baseline_year": 2016, "target_value": 50.0}, "too_early"),  # nothing since the baseline
        ("lower", {"baseline_year": 2015, "target_year": 2015, "target_value": 50.0}, "not_applicable"),
        ("higher", {"target_value": 100.0}, "target_not_in_desired_direction"),  # reached at the start and lost since
        ("lower", {"target_value": 100.0, "baseline_value": 100.0, "baseline_year": 2015}, ""),  # reached at the start and still
    ],
)
def test_what_is_judged_needs_a_way_and_a_time_to_go_it(verdict: Verdict, better: str, goal: dict[str, float], reason: str) -> None:
    assert verdict(unsd.METHOD, [100.0, 90.0], better, **goal)["reason"] == reason


def test_numbers_keep_their_full_precision(verdict: Verdict) -> None:
    """Only the comparison with a bound is without the last digits."""
    answer = verdict(unsd.METHOD, [1000.0, 1000.0 + 1 / 3])

    assert answer["statistic"] == pytest.approx(-1 / 3000, rel=1e-12)


def test_a_missing_2015_is_interpolated_on_a_straight_line(verdict: Verdict) -> None:
    """90 in 2013 and 80 in 2018: 86 in 2015. (60/86)^(1/7) − 1 over (50/86)^(1/15) − 1."""
    answer = verdict(unsd.METHOD, {2013: 90.0, 2018: 80.0, 2022: 60.0}, target_value=50.0)
    expected = ((60 / 86) ** (1 / 7) - 1) / ((50 / 86) ** (1 / 15) - 1)

    assert (answer["first_year"], answer["statistic"]) == (2015, pytest.approx(expected))


def test_without_an_earlier_point_the_next_available_year_is_the_baseline(verdict: Verdict) -> None:
    assert verdict(unsd.METHOD, [90.0, 80.0], first=2017)["first_year"] == 2017


def test_a_stated_baseline_comes_first(verdict: Verdict) -> None:
    answer = verdict(unsd.METHOD, [90.0, 80.0], first=2017, baseline_year=2010, baseline_value=100.0, target_value=50.0, target_year=2030)

    assert (answer["first_year"], answer["required"]) == (2010, pytest.approx(0.5 ** (1 / 20) - 1))


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        ({2015: 100.0}, {"target_value": 50.0}, "too_few_points"),
        ({2010: 100.0, 2014: 90.0}, {"target_value": 50.0}, "too_early"),
        ([0.0, 1.0], {"target_value": 0.5, "better": "lower"}, "zero_or_sign_change"),
        ([-1.0, 1.0], {}, "zero_or_sign_change"),
        ([10.0, 9.0], {"target_value": 0.0}, "zero_or_sign_change"),
        ([50.0, 60.0], {"target_value": 50.0}, "target_not_in_desired_direction"),
        ([100.0, 90.0], {"target_value": 50.0, "target_year": 2014}, "not_applicable"),
    ],
)
def test_reasons(verdict: Verdict, values: Any, goal: dict[str, Any], reason: str) -> None:
    answer = verdict(unsd.METHOD, values, **({"better": "lower"} | goal))

    assert (answer["status"], answer["verdict"], answer["reason"]) == ("not_assessable", "not_assessed", reason)


@pytest.mark.parametrize("values", [[100.0, 50.0], [50.0, 50.0], [40.0, 45.0], [45.0]])
def test_a_target_met_now_is_met(verdict: Verdict, values: list[float]) -> None:
    answer = verdict(unsd.METHOD, values, target_value=50.0)

    assert (answer["verdict"], answer["status"], answer["statistic"]) == ("target_met", "met", values[-1])


RANKS = {word: rank for rank, word in enumerate([WORSE, LIMITED, FAIR, ON_TRACK, "target_met"])}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 999), st.integers(1, 1500), st.integers(1, 1500), st.integers(1, 998))
def test_a_better_latest_value_is_never_a_worse_class(start: int, one: int, other: int, target: int) -> None:
    frames = [pd.DataFrame({"series": "a", "year": [2015, 2022], "value": [start + 1000.0, last]}) for last in sorted([one, other])]
    goals = pd.DataFrame([{"series": "a", "better": "lower", "target_value": float(target)}])
    better, worse = (RANKS[judge_all(frame, goals, [unsd.METHOD])["verdict"].iloc[0]] for frame in frames)

    assert better >= worse
