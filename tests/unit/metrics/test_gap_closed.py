"""The share of its own gap that a target has closed; every number is arithmetic shown beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.gap_closed import indexed, interval_at_start, obstacles

NAME = {"mission": "m", "target": "t", "target_version": 1, "place": "DEU"}


def row(**changes: Any) -> pd.DataFrame:
    """Return a row that aims from 50 in 2020 at 90 in 2030."""
    facts = {
        **NAME, "comparability": "same", "baseline_year": 2020, "baseline": 50.0, "latest": 60.0, "lower": np.nan, "upper": np.nan,
        "target_year": 2030, "target_value": 90.0, "sign": 1, "resolution": 1.0, "reach": np.nan,
    }  # fmt: skip
    return pd.DataFrame([{**facts, **changes}])


def values(*years_and_values: tuple[Any, ...]) -> pd.DataFrame:
    columns = ["year", "year_end", "value", "lower", "upper"]
    return pd.DataFrame([(*entry, *[np.nan] * (5 - len(entry))) for entry in years_and_values], columns=columns).assign(**NAME)


def test_a_quarter_of_the_gap_after_half_of_the_time() -> None:
    """(60 - 50) / (90 - 50) = 25 %; (2025 - 2020) / (2030 - 2020) = 50 %."""
    result = indexed(row(), values((2025, 2025, 60.0)))

    assert (result["closed"].iloc[0], result["elapsed"].iloc[0]) == (pytest.approx(25), pytest.approx(50))


def test_a_fall_that_is_promised_counts_as_closing() -> None:
    """From 20 to 5, now 14, range 11 to 17: 6 / 15 = 40 %, from 3 / 15 = 20 % to 9 / 15 = 60 %."""
    fall = row(baseline=20.0, target_value=5.0, sign=-1)
    result = indexed(fall, values((2025, 2025, 14.0, 11.0, 17.0))).iloc[0]

    assert (result["closed"], result["closed_lower"], result["closed_upper"]) == (
        pytest.approx(40),
        pytest.approx(20),
        pytest.approx(60),
    )


def test_a_value_further_away_than_the_start_is_below_zero() -> None:
    """(30 - 50) / 40 = -50 %."""
    assert indexed(row(), values((2022, 2022, 30.0)))["closed"].iloc[0] == pytest.approx(-50)


def test_a_period_counts_at_its_middle_and_what_lies_before_the_start_is_left_out() -> None:
    """2020 to 2022 lies at 2021: a tenth of the time."""
    result = indexed(row(), values((2015, 2015, 40.0), (2020, 2022, 54.0)))

    assert result["elapsed"].tolist() == [pytest.approx(10)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"latest": np.nan}, "no_data"),
        ({"comparability": "not_comparable"}, "not_comparable"),
        ({"target_value": np.nan}, "no_target"),
        ({"target_year": np.nan}, "no_deadline"),
        ({"baseline": np.nan}, "no_baseline"),
        ({"baseline": 94.0}, "no_gap"),
        ({"baseline": 90.0}, "no_gap"),
        ({"baseline": 84.0, "reach": 7.0}, "gap_within_interval"),
        ({"baseline": 84.0, "reach": 5.0}, ""),
        ({"baseline": 84.0, "reach": 6.0}, ""),
        ({"baseline": 89.5}, "gap_within_interval"),
        ({"baseline_year": np.nan}, "no_baseline"),
        ({"sign": -1, "baseline": 95.0}, ""),
        ({"sign": -1}, "no_gap"),
        ({"latest": np.nan, "comparability": "not_comparable"}, "no_data"),
    ],
)
def test_a_row_that_cannot_be_indexed_says_why(changes: dict[str, Any], reason: str) -> None:
    """90 - 84 = 6 is less than an interval of 7, no less than one of 6; 0.5 is less than the rounding step of 1; down from 95 is 5."""
    assert obstacles(row(**changes)).tolist() == [reason]


def test_the_interval_of_the_start_goes_before_that_of_the_latest_value() -> None:
    """12 - 8 = 4 at the start; the latest value's 64 - 57 = 7 only where the start has none."""
    latest = row(lower=57.0, upper=64.0)

    assert interval_at_start(latest, values((2020, 2020, 10.0, 8.0, 12.0))).tolist() == [4.0]
    assert interval_at_start(latest, values((2020, 2020, 10.0))).tolist() == [7.0]


def test_the_start_itself_is_the_origin() -> None:
    """In 2020 at 50: none of the time, none of the gap."""
    result = indexed(row(), values((2020, 2020, 50.0)))

    assert result[["elapsed", "closed"]].to_numpy().tolist() == [[0.0, 0.0]]


def test_a_path_without_periods_or_ranges_is_indexed_by_its_years() -> None:
    """2022 and 2021, given in that order, are a fifth and a tenth of ten years; 58 and 54 a fifth and a tenth of 40."""
    path = pd.DataFrame({"year": [2022, 2021], "value": [58.0, 54.0]}).assign(**NAME)
    result = indexed(row(), path)

    assert result[["elapsed", "closed"]].to_numpy().tolist() == [[10.0, 10.0], [20.0, 20.0]]
    assert result["closed_lower"].isna().all()


def test_no_value_and_no_time_give_no_point() -> None:
    assert indexed(row(), values((2025, 2025, np.nan))).empty
    assert indexed(row(target_year=2020), values((2025, 2025, 60.0))).empty


def test_several_rows_have_their_own_gaps_each_in_order_of_time() -> None:
    """From 50 to 90 in one place, from 20 to 5 in the other; the values stand year by year."""
    places = [{"place": "SWE"}, {"place": "DEU", "baseline": 20.0, "target_value": 5.0, "sign": -1}]
    rows = pd.concat([row(**changes) for changes in places], ignore_index=True)
    both = [
        values((year, year, value, value - 1, value + 1)).assign(place=place)
        for year, there, here in ((2025, 14.0, 60.0), (2022, 17.0, 54.0))
        for place, value in (("SWE", here), ("DEU", there))
    ]
    result = indexed(rows, pd.concat(both, ignore_index=True))

    assert result[["place", "year"]].to_numpy().tolist() == [["DEU", 2022], ["DEU", 2025], ["SWE", 2022], ["SWE", 2025]]
    assert result["closed"].tolist() == pytest.approx([20, 40, 10, 25])
    assert (result["closed_lower"] < result["closed_upper"]).all()
    assert result.index.tolist() == [0, 1, 2, 3]
