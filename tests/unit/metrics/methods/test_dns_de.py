"""The weather symbols of the German sustainability indicators: bounds, targets that are reached, and directions alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.methods import dns_de

Verdict = Callable[..., pd.Series]


def line(start: float, step: float) -> list[float]:
    """Return six yearly values, 2015 to 2020."""
    return [round(start + step * year, 9) for year in range(6)]


@pytest.mark.parametrize(
    ("values", "target", "symbol", "share", "threshold", "required"),
    [
        # 90 to 80 is -2 a year; ten more years lead to 60.
        (line(90.0, -2.0), 65.0, "sun", 0.0, 5.0, -1.5),
        (line(90.0, -2.0), 58.97, "sun", 100 * 1.03 / 21.03, 5.0, -2.103),  # 4.90 %
        (line(90.0, -2.0), 58.93, "sun_with_cloud", 100 * 1.07 / 21.07, 20.0, -2.107),  # 5.08 %
        (line(89.5, -1.9), 60.0, "sun_with_cloud", 5.0, 20.0, -2.0),  # 1 of 20: just 5 %, which is not less
        (line(90.0, -2.0), 54.9, "cloud", 100 * 5.1 / 25.1, 20.0, -2.51),
        (line(70.0, 2.0), 60.0, "thunderstorm", 2.0, 0.0, -2.0),  # the change itself where it does not help
        (line(80.0, 0.0), 60.0, "thunderstorm", 0.0, 0.0, -2.0),
    ],
)
def test_the_share_that_would_be_missing_stands_beside_its_bound(
    verdict: Verdict, values: list[float], target: float, *, symbol: str, share: float, threshold: float, required: float
) -> None:
    answer = verdict(dns_de.METHOD, values, target_value=target, target_year=2030)

    assert (answer["verdict"], answer["threshold"]) == (symbol, threshold)
    assert (answer["statistic"], answer["required"]) == (pytest.approx(share), pytest.approx(required))


@pytest.mark.parametrize(
    ("values", "target_year", "symbol"),
    [
        (line(60.0, -2.0), 2030, "sun"),  # 50, and falling
        (line(50.0, 0.0), 2030, "sun"),
        (line(45.0, 1.0), 2025, "sun_with_cloud"),  # 50, and 55 in five years; but from now on it is to be held every year
        (line(45.0, 1.0), 2020, "sun_with_cloud"),  # the year is there
        (line(45.0, 1.0), 2018, "sun_with_cloud"),
        (line(60.0, -2.0), np.nan, "sun"),
        (line(50.0, 0.0), np.nan, "sun"),
        (line(45.0, 1.0), np.nan, "sun_with_cloud"),
    ],
)
def test_a_target_that_is_reached_is_met_whatever_the_symbol(
    verdict: Verdict, values: list[float], target_year: float, symbol: str
) -> None:
    answer = verdict(dns_de.METHOD, values, target_value=55.0, target_year=target_year)

    assert (answer["verdict"], answer["status"]) == (symbol, "met")
    assert (answer["statistic"], answer["threshold"]) == (pytest.approx((values[-1] - values[0]) / 5), 0.0)
    assert np.isnan(answer["required"])


@pytest.mark.parametrize(
    ("baseline_year", "symbol", "statistic", "threshold"),
    [(2016, "cloud", -1.0, 0.0), (2017, "sun", 0.0, 5.0), (np.nan, "sun", 0.0, 5.0)],
)
def test_a_target_that_was_reached_and_lost_is_to_be_held(
    verdict: Verdict, baseline_year: float, symbol: str, statistic: float, threshold: float
) -> None:
    """54 in 2016 was below 55; 58 in 2020 is not, but a point a year would lead to 48 in 2030."""
    values = [63.0, 54.0, 60.0, 60.0, 59.0, 58.0]
    answer = verdict(dns_de.METHOD, values, baseline_year=baseline_year, target_value=55.0, target_year=2030)

    assert (answer["verdict"], answer["statistic"], answer["threshold"]) == (symbol, pytest.approx(statistic), threshold)


@pytest.mark.parametrize(("values", "symbol"), [(line(90.0, -2.0), "cloud"), (line(70.0, 2.0), "thunderstorm")])
def test_in_its_own_year_a_missed_target_still_has_a_symbol(verdict: Verdict, values: list[float], symbol: str) -> None:
    """As the platform has it for the pay gap and early school leavers in 2020; all of the distance is missing."""
    answer = verdict(dns_de.METHOD, values, target_value=60.0, target_year=2020)

    assert answer["verdict"] == symbol
    assert np.isnan(answer["required"])


@pytest.mark.parametrize(("step", "symbol"), [(-1.0, "cloud"), (0.0, "thunderstorm"), (1.0, "thunderstorm")])
def test_a_target_without_a_year_that_is_not_held_needs_the_right_direction(verdict: Verdict, step: float, symbol: str) -> None:
    answer = verdict(dns_de.METHOD, line(70.0, step), target_value=55.0)

    assert (answer["verdict"], answer["statistic"], answer["threshold"]) == (symbol, pytest.approx(step), 0.0)
    assert np.isnan(answer["required"])


@pytest.mark.parametrize(
    ("values", "symbol", "status"),
    [
        ([90.0, 88.0, 86.0, 84.0, 83.0, 82.0], "sun", "on_course"),
        ([90.0, 88.0, 86.0, 84.0, 82.0, 82.0], "sun_with_cloud", "behind"),  # the last year brought nothing
        ([90.0, 88.0, 86.0, 84.0, 82.0, 83.0], "sun_with_cloud", "behind"),
        ([80.0, 82.0, 84.0, 86.0, 88.0, 87.0], "cloud", "behind"),
        ([80.0, 82.0, 84.0, 86.0, 81.0, 80.0], "cloud", "behind"),  # nothing in five years, something in the last
        ([80.0, 82.0, 84.0, 86.0, 87.0, 88.0], "thunderstorm", "away"),
        ([80.0, 82.0, 84.0, 80.0, 80.0, 80.0], "thunderstorm", "no_clear_change"),
    ],
)
@pytest.mark.parametrize("factor", [1.0, -1.0, 0.01])
def test_a_direction_alone_goes_by_the_mean_and_the_last_change(
    verdict: Verdict, values: list[float], symbol: str, status: str, factor: float
) -> None:
    """Also in small steps, turned round, and with a year: without a value to reach it is no deadline."""
    turned = [factor * value for value in values]
    answer = verdict(dns_de.METHOD, turned, "higher" if factor < 0 else "lower", target_year=2030)

    assert (answer["verdict"], answer["status"], answer["threshold"]) == (symbol, status, 0.0)
    assert answer["statistic"] == pytest.approx((turned[-1] - turned[0]) / 5)


def test_a_target_that_is_due_next_year_has_a_symbol(verdict: Verdict) -> None:
    """Half a point a year leads from 80 to 79.5; of 1 to 79 are 0.5 missing."""
    answer = verdict(dns_de.METHOD, line(82.5, -0.5), target_value=79.0, target_year=2021)

    assert (answer["verdict"], answer["statistic"], answer["threshold"]) == ("cloud", pytest.approx(50.0), 20.0)


@pytest.mark.parametrize(
    ("values", "goal", "reason"),
    [
        (line(60.0, -2.0)[1:], {"target_value": 55.0, "target_year": 2030}, "too_few_points"),  # reached, but five points
        (line(90.0, -2.0), {"target_value": 60.0, "target_year": 2019}, "not_applicable"),  # the year is over, the target is missed
    ],
)
def test_what_has_no_symbol_has_no_status(verdict: Verdict, values: list[float], goal: dict[str, Any], reason: str) -> None:
    answer = verdict(dns_de.METHOD, values, **goal)

    assert (answer["verdict"], answer["status"], answer["reason"]) == ("not_possible", "not_assessable", reason)
    assert np.isnan([answer["statistic"], answer["threshold"], answer["required"]]).all()
