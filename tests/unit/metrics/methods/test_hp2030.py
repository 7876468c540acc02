"""Healthy People's statuses at their bounds, and which numbers stand behind them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from metrics.methods import hp2030

Verdict = Callable[..., pd.Series]


@pytest.mark.parametrize(
    ("latest", "word", "statistic", "threshold"),
    [
        (49.0, "improving", 10.0, 10.0),
        (49.05, "little_or_no_detectable_change", 9.5, 10.0),
        (50.0, "little_or_no_detectable_change", 0.0, -10.0),
        (54.75, "little_or_no_detectable_change", -9.5, -10.0),
        (55.0, "getting_worse", -10.0, -10.0),
        (38.0, "target_met_or_exceeded", 120.0, 100.0),
    ],
)
def test_each_status_stands_beside_the_bound_of_its_own_direction(
    verdict: Verdict, latest: float, word: str, statistic: float, threshold: float
) -> None:
    """From 50 to 40: percent of the targeted change toward it, percent of the baseline away from it."""
    answer = verdict(hp2030.METHOD, [50.0, latest], baseline_year=2015, target_value=40.0)

    assert answer["verdict"] == word
    assert (answer["statistic"], answer["threshold"], answer["required"]) == (pytest.approx(statistic, abs=1e-9), threshold, -10.0)


@pytest.mark.parametrize(
    ("latest", "word", "threshold"),
    [
        (47.8, "improving", 1.645),  # z = 2.2 / √(1.2² + 0.5²) = 2.2 / 1.3 = 1.69
        (47.9, "little_or_no_detectable_change", 1.645),  # 1.62
        (52.1, "little_or_no_detectable_change", -1.645),
        (52.2, "getting_worse", -1.645),
    ],
)
def test_both_errors_enter_with_their_squares(verdict: Verdict, latest: float, word: str, threshold: float) -> None:
    answer = verdict(hp2030.METHOD, [50.0, latest], columns={"se": [1.2, 0.5]}, baseline_year=2015, target_value=40.0)

    assert (answer["verdict"], answer["threshold"]) == (word, threshold)
    assert answer["statistic"] == pytest.approx((50 - latest) / 1.3)


@pytest.mark.parametrize("base", [39.5, 40.0])
def test_a_target_met_at_the_baseline_and_lost_since_has_no_targeted_change(verdict: Verdict, base: float) -> None:
    answer = verdict(hp2030.METHOD, [base, 41.0], baseline_year=2015, target_value=40.0)

    assert (answer["verdict"], answer["statistic"]) == ("little_or_no_detectable_change", pytest.approx(100 * (base - 41) / base))
    assert np.isnan(answer["required"])


@pytest.mark.parametrize(
    ("values", "errors", "word"),
    [
        ([0.0, 0.0], None, "little_or_no_detectable_change"),
        ([0.0, -0.5], None, "improving"),  # half of the way to −1
        ([0.0, 0.5], None, "not_assessed"),
        ([0.0, 0.5], [0.1, 0.1], "getting_worse"),  # a test needs no percentage of the baseline
    ],
)
def test_only_a_percentage_of_a_baseline_of_zero_is_undefined(
    verdict: Verdict, values: list[float], errors: list[float] | None, word: str
) -> None:
    columns = None if errors is None else {"se": errors}

    assert verdict(hp2030.METHOD, values, columns=columns, baseline_year=2015, target_value=-1.0)["verdict"] == word


@pytest.mark.parametrize(
    ("values", "goal", "reason", "first_year"),
    [
        ([50.0], {"baseline_year": 2015, "target_value": 40.0}, "baseline_only", 2015),
        ([50.0, 45.0], {"baseline_year": 2014, "baseline_value": 52.0}, "no_target", 2014),
        ([50.0, 45.0], {"target_value": 40.0}, "no_baseline", 2015),
    ],
)
def test_without_a_status_there_is_no_number(
    verdict: Verdict, values: list[float], goal: dict[str, float], reason: str, first_year: int
) -> None:
    answer = verdict(hp2030.METHOD, values, **goal)

    assert (answer["reason"], answer["first_year"]) == (reason, first_year)
    assert np.isnan([answer["statistic"], answer["threshold"]]).all()
