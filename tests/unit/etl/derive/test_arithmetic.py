"""The arithmetic of derived figures, by numbers that can be followed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.errors import FigureError
from etl.derive.arithmetic import grouped, joined, rates, standardised, windows
from etl.derive.standards import weights


def figures(*cells: dict[str, Any]) -> pd.DataFrame:
    """Return figures of all persons in Germany in 2020, but for what each row says."""
    usual = {"place": "DEU", "year": 2020, "sex": "all", "age": "all", "site": "all", "group": "all", "value": 1.0}
    usual |= {"numerator": np.nan, "denominator": np.nan, "obs_status": "A", "conf_status": "F"}
    return pd.DataFrame([{"year_end": (usual | cell)["year"], **usual, **cell} for cell in cells])


def test_a_rate_is_cases_over_population() -> None:
    result = rates(figures({"value": 30.0, "site": "C50"}), figures({"value": 60_000.0}), 100_000)

    assert result[["site", "value", "numerator", "denominator"]].to_numpy().tolist() == [["C50", 50.0, 30.0, 60_000.0]]


def test_a_rate_can_come_from_the_counts_beside_a_value() -> None:
    result = rates(figures({"numerator": 3.0, "denominator": 4.0}, {"numerator": 3.0, "year": 2021}), None, 100)

    assert result["value"].tolist() == [75.0]


def test_nobody_at_risk_has_no_rate() -> None:
    assert rates(figures({"value": 0.0}), figures({"value": 0.0}), 100).empty


def test_what_is_derived_from_a_figure_that_is_not_free_is_not_free() -> None:
    result = rates(figures({"value": 1.0, "conf_status": "A"}), figures({"value": 4.0}), 100)

    assert result["conf_status"].tolist() == ["N"]


@pytest.mark.parametrize(("one", "other", "status"), [("A", "A", "A"), ("A", "P", "P"), ("E", "P", "E"), ("P", "B", "B")])
def test_the_status_of_an_input_shows_in_the_result(one: str, other: str, status: str) -> None:
    result = rates(figures({"obs_status": one}), figures({"obs_status": other}), 100)

    assert result["obs_status"].tolist() == [status]


def ages(cases: dict[str, float], people: float = 1000.0, **cells: Any) -> pd.DataFrame:
    """Return a row of counts for each band."""
    return figures(*({"age": age, "numerator": n, "denominator": people, "value": n, **cells} for age, n in cases.items()))


def test_a_standardised_rate_weights_each_band_by_the_standard() -> None:
    # World standard: 31,000 below 15, 62,000 from 15 to 64 and 7,000 above; 1, 2 and 10 cases in 1,000 persons each.
    result = standardised(ages({"0-14": 1.0, "15-64": 2.0, "65+": 10.0}), None, "segi", 1000)

    assert result["value"].tolist() == pytest.approx([0.31 * 1 + 0.62 * 2 + 0.07 * 10])
    assert result[["age", "numerator", "denominator"]].to_numpy().tolist() == [["all", 13.0, 3000.0]]


@pytest.mark.parametrize("unknown", [{"all": 26.0}, {"unknown": 13.0}])
def test_cases_of_unknown_age_are_shared_out(unknown: dict[str, float]) -> None:
    known = ages({"0-14": 1.0, "15-64": 2.0, "65+": 10.0})
    odd = ages(unknown, people=np.nan)
    result = standardised(pd.concat([known, odd], ignore_index=True), None, "segi", 1000)

    # 26 cases, 13 of them of known age: twice the rate.
    assert result["value"].tolist() == pytest.approx([2 * (0.31 * 1 + 0.62 * 2 + 0.07 * 10)])


def test_publishers_may_end_at_different_ages() -> None:
    one, other = ages({"0-14": 1.0, "15-64": 1.0, "65+": 1.0}), ages({"0-14": 1.0, "15-64": 1.0, "65-74": 1.0, "75+": 1.0}, place="SWE")
    result = standardised(pd.concat([one, other], ignore_index=True), None, "segi", 1000)

    assert dict(zip(result["place"], result["value"], strict=True)) == pytest.approx({"DEU": 1.0, "SWE": 1.0})


def test_a_group_without_a_band_has_no_rate() -> None:
    whole, broken = ages({"0-14": 1.0, "15-64": 1.0, "65+": 1.0}), ages({"0-14": 1.0, "65+": 1.0}, place="SWE")

    assert standardised(pd.concat([whole, broken], ignore_index=True), None, "segi", 1000)["place"].tolist() == ["DEU"]


def test_ages_with_a_gap_are_refused() -> None:
    with pytest.raises(FigureError, match="no band of age begins at 15, below 65"):
        standardised(ages({"0-14": 1.0, "65+": 1.0}), None, "segi", 1000)


def test_bands_that_are_not_the_standards_are_refused() -> None:
    with pytest.raises(FigureError, match="'segi' does not"):
        weights("segi", [0, 12])


def people(**persons: float) -> pd.DataFrame:
    """Return the population of places."""
    return figures(*({"place": place, "value": n} for place, n in persons.items()))


def test_a_group_is_the_mean_weighted_by_population_and_says_what_it_covers() -> None:
    values = figures({"place": "DEU", "value": 10.0}, {"place": "SWE", "value": 20.0})
    result = grouped(values, people(DEU=80.0, SWE=10.0, NLD=10.0), "THREE", ("DEU", "SWE", "NLD"), covered=0.9)

    # (80 x 10 + 10 x 20) / 90.
    assert result["value"].tolist() == pytest.approx([1000 / 90])
    assert result[["place", "note"]].to_numpy().tolist() == [["THREE", "90.0 % of the population, 2 of 3 members"]]


def test_a_group_that_is_covered_too_little_has_no_figure() -> None:
    values = figures({"place": "DEU", "value": 10.0})

    assert grouped(values, people(DEU=80.0, SWE=20.0), "PAIR", ("DEU", "SWE"), covered=0.9).empty


def test_a_group_with_a_member_of_unknown_population_has_no_figure() -> None:
    values = figures({"place": "DEU", "value": 10.0})

    assert grouped(values, people(DEU=80.0), "PAIR", ("DEU", "SWE"), covered=0.5).empty


def test_women_are_weighted_by_women_where_the_population_has_them() -> None:
    values = figures({"place": "DEU", "value": 10.0, "sex": "female"}, {"place": "SWE", "value": 20.0, "sex": "female"})
    population = pd.concat([people(DEU=50.0, SWE=50.0), people(DEU=30.0, SWE=10.0).assign(sex="female")], ignore_index=True)

    assert grouped(values, population, "PAIR", ("DEU", "SWE"), covered=1.0)["value"].tolist() == [12.5]


@pytest.mark.parametrize(("how", "expected"), [("sum", [6.0, 9.0]), ("mean", [2.0, 3.0])])
def test_a_window_holds_every_run_of_years_and_is_told_from_single_years(how: str, expected: list[float]) -> None:
    single = figures(*({"year": 2015 + n, "value": float(n), "numerator": 1.0} for n in (1, 2, 3, 4)))
    result = windows(single, 3, how)

    assert result["value"].tolist() == expected
    assert result[["year", "year_end", "numerator"]].to_numpy().tolist() == [[2016, 2018, 3.0], [2017, 2019, 3.0]]


def test_a_window_does_not_reach_over_a_gap_or_into_another_series() -> None:
    rows = [{"year": year, "place": place} for place, year in (("DEU", 2015), ("DEU", 2017), ("SWE", 2018), ("SWE", 2019))]

    assert windows(figures(*rows), 2, "sum")[["place", "year"]].to_numpy().tolist() == [["SWE", 2018]]


def yearly(first: int, *values: float) -> pd.DataFrame:
    """Return values of years that follow one another."""
    return figures(*({"year": first + n, "value": value} for n, value in enumerate(values)))


def test_two_series_are_joined_where_the_newer_begins() -> None:
    result = joined(yearly(2015, 10, 11, 12), yearly(2016, 11, 12, 13), overlap=2, tolerance=0.0)

    assert result["value"].tolist() == [10, 11, 12, 13]
    assert result["note"].tolist() == ["the older series", *["the newer series"] * 3]


def test_two_series_that_disagree_are_not_joined() -> None:
    with pytest.raises(FigureError, match=r"differ in 1 of 2 shared figures, most in DEU 2017 \(12 and 15\)"):
        joined(yearly(2015, 10, 11, 12), yearly(2016, 11, 15), overlap=1, tolerance=0.1)


def test_two_series_that_do_not_overlap_are_not_joined() -> None:
    with pytest.raises(FigureError, match="1 of 1 series share fewer than 1 years"):
        joined(yearly(2015, 10, 11), yearly(2017, 12), overlap=1, tolerance=0.1)
