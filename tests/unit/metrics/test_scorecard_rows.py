"""The scorecard where little is known: paces without a trend, starts without news, and which rows the other methods are asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics.scorecard import Judged, judge

Build = Callable[..., Catalogue]
Observe = Callable[..., pd.DataFrame]

AS_OF = date(2024, 7, 1)
YEARS = list(range(2014, 2024))
RISING = [50.0, 51.1, 51.9, 53.0, 54.1, 55.0, 55.9, 57.1, 58.0, 59.0]
LEVEL: dict[str, Any] = {"kind": "level", "direction": "increase", "comparator": ">=", "value": 64.0, "year": 2030}
DEATHS: dict[str, Any] = {
    "kind": "level", "direction": "decrease", "comparator": "<=", "value": 40.0, "year": 2030,
    "measures": [{"indicator": "deaths", "comparability": "same"}],
}  # fmt: skip
RISE: dict[str, Any] = {"kind": "relative_change", "direction": "increase", "amount": 20.0, "year": 2030}


def one(judged: Judged) -> pd.Series:
    (row,) = [row for _, row in judged.scorecard.iterrows()]
    return row


def usable(judged: Judged) -> int:
    """Return how many methods gave a verdict; -1 where none was asked."""
    return -1 if judged.methods.empty else int((judged.methods["status"] != "not_assessable").sum())


# --- paces ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "values", "pace", "unit"),
    [
        (DEATHS, [90.0, 85.0, 80.0], 100 * (0.5 ** (1 / 7) - 1), "percent_per_year"),  # 80 is to be halved in seven years
        (DEATHS | {"value": 0.0}, [90.0, 85.0, 80.0], -80 / 7, "per_year"),  # zero has no logarithm
        (DEATHS | {"direction": "increase", "comparator": ">=", "value": 5.0}, [2.0, 1.0, 0.0], 5 / 7, "per_year"),
        (LEVEL | {"measures": DEATHS["measures"], "value": 160.0}, [90.0, 85.0, 80.0], 100 * (2 ** (1 / 7) - 1), "percent_per_year"),
    ],
)
def test_the_pace_still_needed_is_told_where_values_are_too_few_for_a_trend(
    catalogue: Build, observed: Observe, target: dict[str, Any], values: list[float], *, pace: float, unit: str
) -> None:
    """In percent where the indicator is looked at in percent, without any pace of the past beside it."""
    row = one(judge(catalogue({"target": target}), observed([2021, 2022, 2023], values, indicator="deaths"), AS_OF))

    assert (row["reason"], row["pace_unit"]) == ("too_few_points", unit)
    assert row["required_pace"] == pytest.approx(pace)
    assert row[["pace", "pace_lower", "pace_upper", "probability"]].isna().all()


def test_the_pace_of_a_level_is_told_in_its_own_unit(catalogue: Build, observed: Observe) -> None:
    row = one(judge(catalogue({"target": LEVEL}), observed([2021, 2022, 2023], RISING[-3:]), AS_OF))

    assert (row["reason"], row["pace_unit"]) == ("too_few_points", "per_year")
    assert row["required_pace"] == pytest.approx(5 / 7)


@pytest.mark.parametrize(
    ("values", "unit", "required", "pace"),
    [
        ([100 * 0.95**year for year in range(10)], "percent_per_year", 100 * ((40 / (100 * 0.95**9)) ** (1 / 7) - 1), -5.0),
        ([90.0, 88.0, 85.0, 83.0, 0.0, 77.0, 75.0, 72.0, 70.0, 68.0], "per_year", (40 - 68) / 7, None),
    ],
)
def test_both_paces_have_the_unit_of_the_line_that_was_fitted(
    catalogue: Build, observed: Observe, values: list[float], *, unit: str, required: float, pace: float | None
) -> None:
    """Five percent less each year; with a zero among the values there are no percentages, and both are told in units a year."""
    row = one(judge(catalogue({"target": DEATHS}), observed(YEARS, values, indicator="deaths"), AS_OF))

    assert row["pace_unit"] == unit
    assert row["required_pace"] == pytest.approx(required)
    assert pace is None or row["pace"] == pytest.approx(pace, abs=0.01)


def test_a_period_lies_at_its_middle_when_the_pace_still_needed_is_counted(catalogue: Build, observed: Observe) -> None:
    """2022 to 2023 lies at 2022.5: 5 points in 7.5 years."""
    values = observed(YEARS, RISING).assign(year=[year - 1 for year in YEARS])
    row = one(judge(catalogue({"target": LEVEL}), values, AS_OF))

    assert (row["latest_year"], row["latest_year_end"]) == (2022, 2023)
    assert row["required_pace"] == pytest.approx(5 / 7.5)


def test_what_is_settled_needs_no_pace_and_no_unit_of_one(catalogue: Build, observed: Observe) -> None:
    """Without a year there is no pace to ask for; what is out of date asks for a figure first."""
    undated = one(judge(catalogue({"target": LEVEL | {"year": None}}), observed(YEARS, RISING), AS_OF))
    old = one(judge(catalogue({"target": LEVEL}), observed(YEARS, RISING), date(2029, 7, 1)))

    assert [(row["reason"], row["pace_unit"], np.isnan(row["required_pace"])) for row in (undated, old)] == [
        ("no_deadline", "", True), ("out_of_date", "", True),
    ]  # fmt: skip


# --- starts ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "start", "reason"),
    [
        ([2023], 2023, "baseline_only"),
        ([2023], 2022, "too_few_points"),  # newer than the start
        ([2022, 2023], 2023, "too_few_points"),  # the start is not the only value
    ],
)
def test_the_value_of_the_start_alone_is_no_news(catalogue: Build, observed: Observe, years: list[int], start: int, reason: str) -> None:
    target = LEVEL | {"baseline": {"year": start, "value": 59.0}}
    row = one(judge(catalogue({"target": target}), observed(years, RISING[-len(years) :]), AS_OF))

    assert row["reason"] == reason
    assert np.isnan(row["required_pace"]) == (reason == "baseline_only")


def test_the_value_of_the_start_alone_may_meet_a_level(catalogue: Build, observed: Observe) -> None:
    """Where 55 is asked, the 59 of the start are enough, and no reason stands beside that."""
    row = one(judge(catalogue({"target": LEVEL | {"value": 55.0, "baseline": {"year": 2023}}}), observed([2023], [59.0]), AS_OF))

    assert (row["status"], row["reason"], row["baseline_year"]) == ("met", "", 2023)


def test_a_break_between_a_measured_start_and_the_latest_value_leaves_no_change_to_judge(catalogue: Build, observed: Observe) -> None:
    """Six values follow the break of 2018, enough for a trend, and none of them says by how much the value of 2015 has changed."""
    event = {"id": "new-test", "effect": "break", "first_year": 2018, "last_year": 2018, "indicators": ["uptake"]}
    reasons = [
        one(judge(catalogue({"target": RISE | {"baseline": start}}, [event]), observed(YEARS, RISING), AS_OF))["reason"]
        for start in ({"year": 2015}, {"year": 2018})
    ]

    assert reasons == ["break_in_series", ""]


@pytest.mark.parametrize(("points", "reason"), [(5, "break_in_series"), (4, "too_few_points")])
def test_a_break_is_the_reason_only_where_the_points_without_it_would_have_been_enough(
    catalogue: Build, observed: Observe, points: int, reason: str
) -> None:
    """Two of them follow the break; five in a row carry a trend."""
    values = observed(YEARS[-points:], RISING[-points:], obs_status=["A"] * (points - 2) + ["B", "A"])

    assert one(judge(catalogue({"target": LEVEL}), values, AS_OF))["reason"] == reason


def test_a_level_is_judged_across_a_break_before_its_start(catalogue: Build, observed: Observe) -> None:
    """The aim is a number of its own; that its start was measured otherwise changes nothing in it."""
    event = {"id": "new-test", "effect": "break", "first_year": 2018, "last_year": 2018, "indicators": ["uptake"]}
    row = one(judge(catalogue({"target": LEVEL | {"baseline": {"year": 2015}}}, [event]), observed(YEARS, RISING), AS_OF))

    assert (row["status"], row["baseline"]) == ("on_course", 51.1)


# --- what is held back ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("held", "reason"), [(["N"] * 10, "embargoed"), (["N"] + ["F"] * 9, "")])
def test_only_where_no_value_may_be_shown_is_that_the_reason(catalogue: Build, observed: Observe, held: list[str], reason: str) -> None:
    assert one(judge(catalogue({"target": LEVEL}), observed(YEARS, RISING, conf_status=held), AS_OF))["reason"] == reason


def test_where_every_value_is_held_back_for_one_of_two_reasons_the_day_of_release_is_told(catalogue: Build, observed: Observe) -> None:
    """Nine values are withheld for good, the newest comes out later: that one is worth waiting for."""
    values = observed(YEARS, [None] * 9 + [59.0], conf_status=["F"] * 9 + ["N"])

    assert one(judge(catalogue({"target": LEVEL}), values, AS_OF))["reason"] == "embargoed"


# --- the other methods ----------------------------------------------------------------------------------------------------------


def test_methods_are_asked_where_a_trend_is_short_and_not_where_nothing_may_be_judged(catalogue: Build, observed: Observe) -> None:
    """Two points are enough for some of them; a value that is out of date, of another quantity or not there is none for any."""
    short = judge(catalogue({"target": LEVEL}), observed([2018, 2023], [50.0, 59.0]), AS_OF)
    old = judge(catalogue({"target": LEVEL}), observed(YEARS, RISING), date(2029, 7, 1))
    other = LEVEL | {"measures": [{"indicator": "uptake", "comparability": "not_comparable"}]}
    another = judge(catalogue({"target": other}), observed(YEARS, RISING), AS_OF)
    none = judge(catalogue({"target": LEVEL}), observed([], []), AS_OF)

    broken = judge(catalogue({"target": LEVEL}), observed(YEARS[-5:], RISING[-5:], obs_status=list("AAABA")), AS_OF)
    start = judge(catalogue({"target": LEVEL | {"baseline": {"year": 2023}}}), observed([2023], [59.0]), AS_OF)

    assert [one(judged)["reason"] for judged in (short, broken, start)] == ["too_few_points", "break_in_series", "baseline_only"]
    assert not broken.methods.empty
    assert not start.methods.empty
    assert usable(short) > 0
    bare = judge(catalogue({"target": LEVEL | {"baseline": {"value": 40.0}}}), observed([], []), AS_OF)
    assert [usable(judged) for judged in (old, another, none, bare)] == [-1, -1, -1, -1]


def test_a_start_that_is_stated_is_what_methods_start_from(catalogue: Build, observed: Observe) -> None:
    """From 40 in 2014 to 64 in 2030, 59 is 19 of 24 points on the way, 79 %; from the 50 measured then, 9 of 14, 64 %."""
    told = [
        judge(catalogue({"target": LEVEL | {"baseline": start}}), observed(YEARS, RISING), AS_OF).methods.set_index("method")
        for start in ({"year": 2014, "value": 40.0}, {"year": 2014})
    ]

    assert [methods.loc["hp2030", "statistic"] for methods in told] == [pytest.approx(100 * 19 / 24), pytest.approx(100 * 9 / 14)]


def test_methods_see_the_comparable_points_after_the_last_break_alone(catalogue: Build, observed: Observe) -> None:
    """Of ten years four lie before the break and one is excluded."""
    events = [
        {"id": "new-test", "effect": "break", "first_year": 2018, "last_year": 2018, "indicators": ["uptake"]},
        {"id": "covid", "effect": "exclude", "first_year": 2020, "last_year": 2020, "indicators": ["uptake"]},
    ]
    methods = judge(catalogue({"target": LEVEL}, events), observed(YEARS, RISING), AS_OF).methods

    assert methods["first_year"].min() == 2018
    assert methods["points"].max() == 5


# --- rows -----------------------------------------------------------------------------------------------------------------------


def test_a_series_is_listed_in_order_of_time_under_each_target(catalogue: Build, observed: Observe) -> None:
    """However the figures stand in the warehouse: two targets in two places, the newest year first."""
    book = catalogue({"b": LEVEL | {"judged_in": ["SWE", "DEU"]}, "a": LEVEL})
    rows = pd.concat([observed([2023, 2021, 2022], RISING[:3], place=place) for place in ("SWE", "DEU")], ignore_index=True)
    judged = judge(book, rows, AS_OF)

    years = [2021, 2022, 2023]
    assert judged.series[["target", "place", "year"]].to_numpy().tolist() == [
        *(["a", "SWE", year] for year in years), *(["b", "DEU", year] for year in years), *(["b", "SWE", year] for year in years),
    ]  # fmt: skip
    assert judged.series.index.tolist() == list(range(9))
    assert judged.methods.index.tolist() == list(range(len(judged.methods)))


def test_only_the_missions_that_are_asked_for_are_judged(catalogue: Build, observed: Observe) -> None:
    book = catalogue({"target": LEVEL})
    other = book.missions["mission"].model_copy(update={"id": "other"})
    book = book.model_copy(update={"missions": {**book.missions, "other": other}})
    rows = observed(YEARS, RISING)

    assert judge(book, rows, AS_OF, missions=[other]).scorecard["mission"].tolist() == ["other"]
    assert judge(book, rows, AS_OF).scorecard["mission"].tolist() == ["mission", "other"]


def test_the_source_with_the_newest_value_speaks_whatever_rows_without_one_follow(catalogue: Build, observed: Observe) -> None:
    """That of 2022 goes before one of 2021 that lists 2023 without a value."""
    late, early = observed([2021, 2022], [51.0, 52.0], source="b"), observed([2020, 2021, 2023], [61.0, 62.0, None], source="a")

    for rows in (pd.concat([late, early]), pd.concat([early, late])):
        row = one(judge(catalogue({"target": LEVEL}), rows.reset_index(drop=True), AS_OF))
        assert (row["source"], row["latest"]) == ("b", 52.0)
