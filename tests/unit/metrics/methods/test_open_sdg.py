"""Open SDG: what stands in for what is not stated, bounds, signs; scores, and an indicator of several series."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from metrics.methods import open_sdg

Verdict = Callable[..., pd.Series]


def score(value: float, *, target: bool, achieved: bool = False, reduced: float = 1.0) -> float:
    return float(open_sdg.score(np.array([value]), np.array([achieved]), np.array([target]), np.array([reduced]))[0])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, 5.0),  # 7.1429 × 1.5 − 4.2857 = 6.4, cut off
        (0.95, 2.500055),  # 7.1429 × 0.95 − 4.2857
        (0.6, 0.00004),  # 7.1429 × 0.6 − 4.2857
        (0.3, -1.24999),  # 4.1667 × 0.3 − 2.5
        (0.0, -2.5),
        (-0.3, -3.75001),
        (-0.9, -5.0),
    ],
)
def test_a_share_of_the_required_growth_has_two_lines(value: float, expected: float) -> None:
    assert score(value, target=True) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "reduced", "expected"),
    [
        (0.03, 1.0, 5.0),  # 500 × 0.03 − 5 = 10, cut off
        (0.016, 1.0, 3.0),  # 500 × 0.016 − 5
        (0.015, 1.0, 2.5),
        (0.01, 1.0, 1.25),  # 250 × 0.01 − 1.25
        (0.005, 1.0, 0.0),
        (0.002, 1.0, -1.5),  # 500 × 0.002 − 2.5
        (0.008, 0.5, 3.0),  # near a limit half the growth does
        (0.005, 0.5, 1.25),
        (0.001, 0.5, -1.5),
        (-0.002, 0.5, -2.75),  # 125 × −0.002 − 2.5: going back is measured in full
        (-0.1, 1.0, -5.0),
        (0.0, 0.0, 5.0),  # at its limit and not going back
        (-0.002, 0.0, -2.75),
    ],
)
def test_a_growth_has_four_lines_that_shrink_near_a_limit(value: float, reduced: float, expected: float) -> None:
    assert score(value, target=False, reduced=reduced) == pytest.approx(expected, abs=1e-9)


def test_a_target_achieved_scores_five_whatever_its_value_and_no_value_has_no_score() -> None:
    assert [score(value, target=True, achieved=True) for value in (np.nan, -3.0)] == [5.0, 5.0]
    assert np.isnan(score(np.nan, target=True))


@pytest.mark.parametrize(
    ("base", "limit", "expected"),
    [
        (100.0, 100.0, 0.0),
        (50.0, 100.0, 1 - 0.5**4.44),
        (150.0, 100.0, 1 - 0.5**4.44),  # the other side of the limit
        (200.0, 100.0, 1.0),
        (300.0, 100.0, 1.0),
        (0.0, 0.0, 1.0),
        (5.0, 0.0, 1.0),
        (-50.0, 100.0, 1 - 0.5**4.44),
        (50.0, np.nan, 1.0),
    ],
)
def test_thresholds_shrink_to_nothing_at_the_limit(base: float, limit: float, expected: float) -> None:
    assert open_sdg.reduction(np.array([limit]), np.array([base])).tolist() == pytest.approx([expected])


@pytest.mark.parametrize(
    ("scores", "achieved", "mean", "word"),
    [
        ([5.0, 0.0], [True, False], 2.5, "substantial_progress"),
        ([5.0, 5.0], [True, False], 5.0, "substantial_progress"),  # achieved only where every series is
        ([5.0, 5.0, np.nan], [True, True, False], 5.0, "target_achieved"),
        ([4.9, 0.0], [False, False], 2.45, "moderate_progress"),
        ([0.0], [False], 0.0, "moderate_progress"),
        ([-0.1], [False], -0.1, "limited_progress"),
        ([-2.5], [False], -2.5, "limited_progress"),
        ([-2.6], [False], -2.6, "deterioration"),
    ],
)
def test_an_indicator_has_the_mean_of_its_series(scores: list[float], achieved: list[bool], mean: float, word: str) -> None:
    found = open_sdg.indicator(np.array(scores), np.array(achieved))

    assert found == (pytest.approx(mean), word)


def test_an_indicator_without_any_score_is_not_available() -> None:
    mean, word = open_sdg.indicator(np.array([np.nan]), np.array([False]))

    assert (np.isnan(mean), word) == (True, "not_available")


HALF = 1 - 0.5 ** (1 / 15)
"""Fall a year from 10 in 2015 to 5 in 2030."""


def test_the_target_year_is_2030_where_none_is_stated(verdict: Verdict) -> None:
    answers = [verdict(open_sdg.METHOD, {2015: 10.0, 2020: 9.0}, target_value=5.0, target_year=year) for year in (np.nan, 2030, 2040)]

    assert [answer["statistic"] for answer in answers[:2]] == [pytest.approx((1 - 0.9**0.2) / HALF)] * 2
    assert answers[2]["statistic"] == pytest.approx((1 - 0.9**0.2) / (1 - 0.5 ** (1 / 25)))


@pytest.mark.parametrize(
    ("values", "better", "target", "expected"),
    [
        ({2015: 10.0, 2020: 9.0}, "lower", 0.0, (1 - 0.9**0.2) / (1 - 0.0001 ** (1 / 15))),  # 0.001 of 10
        ({2015: 10.0, 2020: 9.0}, "lower", 1.0, (1 - 0.9**0.2) / (1 - 0.1 ** (1 / 15))),
        ({2015: 0.0, 2020: 1.0}, "higher", 10.0, (1000**0.2 - 1) / (10_000 ** (1 / 15) - 1)),
    ],
)
def test_a_zero_is_a_thousandth_and_nothing_else_is(
    verdict: Verdict, values: dict[int, float], better: str, target: float, expected: float
) -> None:
    assert verdict(open_sdg.METHOD, values, better, target_value=target)["statistic"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("share", "word", "threshold"),
    [
        (0.96, "substantial_progress", 0.95),
        (0.94, "moderate_progress", 0.6),
        (0.61, "moderate_progress", 0.6),
        (0.59, "limited_progress", 0.0),
        (0.01, "limited_progress", 0.0),
        (-0.01, "deterioration", 0.0),
    ],
)
def test_the_bound_that_was_passed_stands_beside_the_share(verdict: Verdict, share: float, word: str, threshold: float) -> None:
    answer = verdict(open_sdg.METHOD, {2015: 10.0, 2016: 10 * (1 - share * HALF)}, target_value=5.0)

    assert (answer["verdict"], answer["threshold"]) == (word, threshold)
    assert (answer["statistic"], answer["required"]) == (pytest.approx(share), pytest.approx(-HALF))


@pytest.mark.parametrize(
    ("growth", "word", "threshold"),
    [
        (0.0151, "substantial_progress", 0.015),
        (0.0149, "moderate_progress", 0.005),
        (0.0051, "moderate_progress", 0.005),
        (0.0049, "limited_progress", 0.0),
        (-0.0001, "deterioration", 0.0),
    ],
)
def test_without_a_target_the_growth_has_bounds_of_its_own(verdict: Verdict, growth: float, word: str, threshold: float) -> None:
    answer = verdict(open_sdg.METHOD, {2015: 10.0, 2016: 10 * (1 + growth)}, "higher")

    assert (answer["verdict"], answer["threshold"]) == (word, threshold)


def test_at_its_limit_a_value_that_stays_is_substantial_progress(verdict: Verdict) -> None:
    answer = verdict(open_sdg.METHOD, {2015: 100.0, 2016: 100.0}, "higher", limit=100.0)

    assert (answer["verdict"], answer["status"], answer["statistic"]) == ("substantial_progress", "on_course", 0.0)


@pytest.mark.parametrize("unit", [10.0, 0.5])
def test_of_negative_values_a_smaller_size_is_a_rise(verdict: Verdict, unit: float) -> None:
    """From -1 to -0.9 of the unit in a year: the growth is -10 %, and it is progress where higher is better."""
    answers = [verdict(open_sdg.METHOD, {2015: -unit, 2016: -0.9 * unit}, better) for better in ("higher", "lower")]

    assert [answer["statistic"] for answer in answers] == [pytest.approx(0.1), pytest.approx(-0.1)]


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        ({2015: -0.5, 2016: 0.5}, {"target_value": 10.0}, "zero_or_sign_change"),
        ({2015: -0.5, 2016: 0.5}, {}, "zero_or_sign_change"),
        ({2015: 8.0}, {"target_value": 5.0, "baseline_year": 2020}, "too_few_points"),  # it is past its target, but there is no base
        ({2015: 3.0, 2016: 4.0}, {"target_value": 5.0, "baseline_year": 2015, "target_year": 2015}, "zero_or_sign_change"),
    ],
)
def test_without_a_growth_nothing_is_available(verdict: Verdict, values: dict[int, float], goal: dict[str, float], reason: str) -> None:
    answer = verdict(open_sdg.METHOD, values, "higher", **goal)

    assert (answer["verdict"], answer["reason"]) == ("not_available", reason)
    assert np.isnan([answer["statistic"], answer["threshold"]]).all()


def test_a_target_achieved_has_no_bound(verdict: Verdict) -> None:
    assert np.isnan(verdict(open_sdg.METHOD, {2015: 10.0, 2016: 4.0}, target_value=5.0)["threshold"])
