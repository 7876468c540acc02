"""Open SDG's scores: where its lines meet, what has none, and an indicator of several series."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.methods import open_sdg


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
