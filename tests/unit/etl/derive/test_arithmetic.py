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
    result = standardised(pd.concat([one, one.assign(place="NLD"), other], ignore_index=True), None, "segi", 1000)

    assert dict(zip(result["place"], result["value"], strict=True)) == pytest.approx({"DEU": 1.0, "NLD": 1.0, "SWE": 1.0})
    assert dict(zip(result["place"], result["denominator"], strict=True)) == {"DEU": 3000.0, "NLD": 3000.0, "SWE": 4000.0}


def test_a_publisher_that_prints_two_open_bands_has_one_rate_of_its_finest() -> None:
    """65+ beside 65-74 and 75+: the World standard has 5,000 and 2,000 there."""
    counts = ages({"0-14": 1.0, "15-64": 1.0, "65+": 30.0, "65-74": 10.0, "75+": 20.0})
    result = standardised(counts, None, "segi", 1000)

    assert result[["value", "numerator"]].to_numpy().tolist() == [[pytest.approx(0.31 + 0.62 + 0.05 * 10 + 0.02 * 20), 32.0]]


@pytest.mark.parametrize("band", ["60-69", "60-65"])
def test_a_band_that_reaches_into_the_open_one_is_a_gap(band: str) -> None:
    with pytest.raises(FigureError, match=r"no band of age begins at 60, below 65"):
        standardised(ages({"0-14": 1.0, "15-59": 1.0, band: 1.0, "65+": 1.0}), None, "segi", 1000)


def test_fractions_of_cases_and_people_count() -> None:
    """Half a case of known age out of one, in half of a unit of people."""
    result = standardised(ages({"0-14": 0.0, "15-64": 0.5, "65+": 0.0, "all": 1.0}, people=0.5), None, "segi", 1000)

    assert result["value"].tolist() == pytest.approx([2 * 620.0])


def test_a_group_without_the_count_of_one_band_has_no_rate() -> None:
    assert standardised(ages({"0-14": 1.0, "15-64": np.nan, "65+": 1.0}), None, "segi", 1000).empty


def test_a_group_without_a_band_has_no_rate() -> None:
    whole, broken = ages({"0-14": 1.0, "15-64": 1.0, "65+": 1.0}), ages({"0-14": 1.0, "65+": 1.0}, place="SWE")

    assert standardised(pd.concat([whole, broken], ignore_index=True), None, "segi", 1000)["place"].tolist() == ["DEU"]


def test_ages_with_a_gap_are_refused() -> None:
    with pytest.raises(FigureError, match="no band of age begins at 15, below 65"):
        standardised(ages({"0-14": 1.0, "65+": 1.0}), None, "segi", 1000)


def test_bands_that_are_not_the_standards_are_refused() -> None:
    with pytest.raises(FigureError, match="'segi' does not"):
        weights("segi", [0, 12])


@pytest.mark.parametrize("lower", [[], [15, 65]])
def test_bands_begin_at_0(lower: list[int]) -> None:
    with pytest.raises(FigureError, match="'segi' does not"):
        weights("segi", lower)


def test_an_unknown_standard_is_told_with_those_that_are_known() -> None:
    """The column of ages is no standard."""
    with pytest.raises(FigureError, match="'segu' is unknown; known: ") as error:
        weights("segu", [0])
    known = error.value.problem.remedy.removeprefix("known: ").split(", ")

    assert "segi" in known
    assert "age" not in known


def people(**persons: float) -> pd.DataFrame:
    """Return the population of places."""
    return figures(*({"place": place, "value": n} for place, n in persons.items()))


def test_a_group_is_the_mean_weighted_by_population_and_says_what_it_covers() -> None:
    values = figures({"place": "DEU", "value": 10.0}, {"place": "SWE", "value": 20.0})
    result = grouped(values, people(DEU=80.0, SWE=10.0, NLD=10.0), "THREE", ("DEU", "SWE", "NLD"), covered=0.9)

    # (80 x 10 + 10 x 20) / 90.
    assert result["value"].tolist() == pytest.approx([1000 / 90])
    assert result[["place", "conf_status", "note"]].to_numpy().tolist() == [["THREE", "F", "90.0 % of the population, 2 of 3 members"]]


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


@pytest.mark.parametrize("known", [{"sex": "female"}, {"age": "15+"}])
def test_where_the_population_has_not_that_sex_or_age_that_of_all_weighs(known: dict[str, str]) -> None:
    values = figures({"value": 10.0} | known, {"place": "SWE", "value": 20.0} | known)
    population = pd.concat([people(DEU=30.0, SWE=10.0), people(DEU=1.0, SWE=9.0).assign(group="education:low")], ignore_index=True)
    result = grouped(values, population, "PAIR", ("DEU", "SWE"), covered=1.0)

    assert result[["value", *known]].to_numpy().tolist() == [[12.5, *known.values()]]


@pytest.mark.parametrize(("how", "expected"), [("sum", [6.0, 9.0]), ("mean", [2.0, 3.0])])
def test_a_window_holds_every_run_of_years_and_is_told_from_single_years(how: str, expected: list[float]) -> None:
    single = figures(*({"year": 2015 + n, "value": float(n), "numerator": 1.0, "denominator": 2.0} for n in (1, 2, 3, 4)))
    result = windows(single, 3, how)

    assert result["value"].tolist() == expected
    assert result[["year", "year_end", "numerator", "denominator"]].to_numpy().tolist() == [[2016, 2018, 3.0, 6.0], [2017, 2019, 3.0, 6.0]]


def test_windows_of_several_series_are_those_of_each() -> None:
    """The rows stand year by year: 1 + 2 and 10 + 20."""
    rows = [{"year": year, "place": place, "value": value} for year, *both in ((2015, 1.0, 10.0), (2016, 2.0, 20.0)) for place, value in
            zip(("SWE", "DEU"), both, strict=True)]  # fmt: skip

    assert sorted(windows(figures(*rows), 2, "sum")[["place", "value"]].to_numpy().tolist()) == [["DEU", 30.0], ["SWE", 3.0]]


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


def test_the_worst_of_shared_figures_is_named_beside_two_zeros() -> None:
    """0 and 0 agree; 12 and 15 differ by a fifth of 15, 30 and 33 by an eleventh, and a new 0 would differ by more than any share."""
    with pytest.raises(FigureError, match=r"differ in 2 of 3 shared figures, most in DEU 2016 \(12 and 15\)"):
        joined(yearly(2015, 0, 12, 30), yearly(2015, 0, 15, 33), overlap=1, tolerance=0.05)
    with pytest.raises(FigureError, match=r"differ in 2 of 3 shared figures, most in DEU 2017 \(1 and 0\)"):
        joined(yearly(2015, 0, 12, 1), yearly(2015, 0, 15, 0), overlap=1, tolerance=0.05)


def test_two_series_may_differ_by_the_tolerance_itself() -> None:
    """11 and 10 differ by a tenth of the newer value, 9 and 10 too; 11.1 by more."""
    for older in (11.0, 9.0, -9.0):
        newer = np.copysign(10.0, older)
        assert joined(yearly(2015, older), yearly(2015, newer), overlap=1, tolerance=0.1)["value"].tolist() == [newer]
    with pytest.raises(FigureError, match="differ in 1 of 1"):
        joined(yearly(2015, 11.1), yearly(2015, 10), overlap=1, tolerance=0.1)


def test_only_series_that_both_have_are_joined_and_empty_values_are_none() -> None:
    """Sweden stands in the older one only, the Netherlands in the newer; the newer one begins where it has a value."""
    older = pd.concat([yearly(2015, 10, 11, 12), yearly(2015, 1).assign(place="SWE")], ignore_index=True)
    newer = pd.concat([yearly(2015, np.nan, 11, 12), yearly(2015, 1).assign(place="NLD")], ignore_index=True)
    result = joined(older, newer, overlap=2, tolerance=0.0)

    assert result[["place", "year", "value"]].to_numpy().tolist() == [["DEU", 2015, 10.0], ["DEU", 2016, 11.0], ["DEU", 2017, 12.0]]


def test_joined_series_follow_one_another_by_place_then_year() -> None:
    older = pd.concat([yearly(2014, 1, 2).assign(place=place) for place in ("SWE", "DEU")], ignore_index=True)
    newer = pd.concat([yearly(2015, 2, 3).assign(place=place) for place in ("SWE", "DEU")], ignore_index=True)
    result = joined(older, newer, overlap=1, tolerance=0.0)

    assert result[["place", "year"]].to_numpy().tolist() == [[place, year] for place in ("DEU", "SWE") for year in (2014, 2015, 2016)]
    assert result.index.tolist() == list(range(6))


def test_one_series_that_does_not_overlap_is_enough_to_refuse() -> None:
    older = pd.concat([yearly(2015, 10, 11), yearly(2015, 1).assign(place="SWE")], ignore_index=True)
    newer = pd.concat([yearly(2016, 11, 12), yearly(2017, 1).assign(place="SWE")], ignore_index=True)
    with pytest.raises(FigureError, match="1 of 2 series share fewer than 1 years"):
        joined(older, newer, overlap=1, tolerance=0.0)


def test_joined_figures_keep_their_status_and_are_in_order() -> None:
    """Of an older period only what ends before the newer series begins."""
    older = figures(
        {"year": 2013, "year_end": 2014, "obs_status": "E"}, {"year": 2015, "conf_status": "C"}, {"year": 2014, "year_end": 2016}
    )
    newer = figures({"year": 2016}, {"year": 2015, "obs_status": "P"})
    result = joined(older, newer, overlap=1, tolerance=0.0)

    assert result[["year", "obs_status", "conf_status"]].to_numpy().tolist() == [[2013, "E", "F"], [2015, "P", "F"], [2016, "A", "F"]]


def test_counts_beside_a_value_need_both_and_somebody_at_risk() -> None:
    rows = [{"numerator": 3.0}, {"denominator": 3.0}, {"numerator": 1.0, "denominator": 0.0}, {"numerator": 1.0, "denominator": 0.5}]
    result = rates(figures(*({"year": 2015 + n} | row for n, row in enumerate(rows))), None, 100)

    assert result[["year", "value"]].to_numpy().tolist() == [[2018, 200.0]]


@pytest.mark.parametrize("counted", [{"conf_status": "A"}, {"obs_status": "P"}])
def test_a_rate_from_counts_beside_a_value_keeps_their_statuses(counted: dict[str, str]) -> None:
    result = rates(figures({"numerator": 3.0, "denominator": 4.0} | counted), None, 100)

    assert result[["obs_status", "conf_status"]].to_numpy().tolist() == [
        [counted.get("obs_status", "A"), "N" if "conf_status" in counted else "F"]
    ]


def test_a_population_that_is_not_free_or_of_some_people_only() -> None:
    """People of a group or a site are not the population; its own status counts as that of the cases does."""
    population = figures({"value": 4.0, "conf_status": "A"}, {"value": 9.0, "group": "education:low"}, {"value": 9.0, "site": "C50"})
    result = rates(figures({"value": 1.0}, {"value": np.nan, "year": 2021}), population, 100)

    assert result[["value", "conf_status"]].to_numpy().tolist() == [[25.0, "N"]]


def test_a_population_of_another_age_sex_or_year_is_none() -> None:
    population = figures({"age": "15+"}, {"sex": "male"}, {"year": 2021}, {"place": "SWE"}, {"year_end": 2021})

    assert rates(figures({"value": 1.0}), population, 100).empty


def test_a_group_without_any_case_has_a_rate_of_0_and_one_of_unknown_ages_only_none() -> None:
    none, odd = (
        ages({"0-14": 0.0, "15-64": 0.0, "65+": 0.0, "all": 0.0}),
        ages({"0-14": 0.0, "15-64": 0.0, "65+": 0.0, "all": 2.0}, place="SWE"),
    )
    result = standardised(pd.concat([none, odd], ignore_index=True), None, "segi", 1000)

    assert result[["place", "value", "numerator"]].to_numpy().tolist() == [["DEU", 0.0, 0.0]]


def test_a_band_without_people_has_no_rate_and_fewer_in_all_than_in_the_bands_take_nothing_away() -> None:
    whole = ages({"0-14": 1.0, "15-64": 2.0, "65+": 10.0, "all": 12.0}, conf_status="F")
    empty = ages({"0-14": 1.0, "15-64": 2.0, "65+": 10.0}, place="SWE")
    empty.loc[empty["age"] == "0-14", "denominator"] = 0.0
    result = standardised(pd.concat([whole, empty], ignore_index=True), None, "segi", 1000)

    assert result[["place", "value", "numerator"]].to_numpy().tolist() == [["DEU", pytest.approx(0.31 + 1.24 + 0.7), 13.0]]


@pytest.mark.parametrize(
    ("band", "cells", "statuses"), [("15-64", {"obs_status": "P"}, ["P", "F"]), ("65+", {"conf_status": "A"}, ["A", "N"])]
)
def test_the_status_of_one_band_is_that_of_the_rate(band: str, cells: dict[str, str], statuses: list[str]) -> None:
    counts = ages({"0-14": 1.0, "15-64": 2.0, "65+": 10.0})
    counts.loc[counts["age"] == band, list(cells)] = list(cells.values())

    assert standardised(counts, None, "segi", 1000)[["obs_status", "conf_status"]].to_numpy().tolist() == [statuses]


def test_cases_and_people_by_age_may_come_from_two_sources() -> None:
    """As above, with 26 cases at all ages of which 13 have an age; the people of all ages are not asked for."""
    cases = ages({"0-14": 1.0, "15-64": 2.0, "65+": 10.0, "all": 26.0}, people=np.nan, site="C50")
    population = figures(*({"age": age, "value": 1000.0} for age in ("0-14", "15-64", "65+")))

    assert standardised(cases, population, "segi", 1000)["value"].tolist() == pytest.approx([2 * (0.31 * 1 + 0.62 * 2 + 0.07 * 10)])


def test_counts_without_an_open_band_are_refused() -> None:
    with pytest.raises(FigureError, match="no open band of age"):
        standardised(ages({"0-14": 1.0, "15-64": 1.0}), None, "segi", 1000)


def test_the_finest_bands_are_taken_and_wider_ones_beside_them_left() -> None:
    """0-4, 5-14 and 0-14 are there; World standard: 12,000 + 19,000 below 15. The wide band would count its cases twice."""
    counts = ages({"0-14": 9.0, "0-4": 1.0, "5-14": 2.0, "15-64": 2.0, "65+": 10.0, "15+": 12.0})
    result = standardised(counts[counts["age"] != "15+"], None, "segi", 1000)

    assert result[["value", "numerator"]].to_numpy().tolist() == [[pytest.approx(0.12 * 1 + 0.19 * 2 + 0.62 * 2 + 0.07 * 10), 15.0]]


def test_a_group_just_covered_has_a_figure_that_is_as_free_as_its_parts() -> None:
    """Nine tenths of the population is enough where nine tenths are asked for; a figure of a stranger has no part in it."""
    values = figures(
        {"place": "DEU", "value": 10.0, "obs_status": "P"}, {"place": "SWE", "value": 20.0, "conf_status": "A"},
        {"place": "NLD", "value": np.nan}, {"place": "USA", "value": 99.0},
    )  # fmt: skip
    population = pd.concat([people(DEU=0.7, SWE=0.2, NLD=0.1, USA=9.0), people(DEU=9.0).assign(site="C50")], ignore_index=True)
    result = grouped(values, population, "THREE", ("DEU", "SWE", "NLD"), covered=0.9)

    assert result[["value", "obs_status", "conf_status", "note"]].to_numpy().tolist() == [
        [pytest.approx(11 / 0.9), "P", "N", "90.0 % of the population, 2 of 3 members"]
    ]


def test_every_year_and_site_of_a_group_is_weighted_for_itself() -> None:
    """2020: (1 + 3) / 2; 2021, where Sweden has three times as many people: (1 + 9) / 4; of another site: 8."""
    rows = [{"value": 1.0}, {"value": 3.0, "place": "SWE"}, {"value": 8.0, "site": "C50"}, {"value": 8.0, "site": "C50", "place": "SWE"}]
    values = pd.concat([figures(*rows), figures(*({"year": 2021} | row for row in rows[:2]))], ignore_index=True)
    population = pd.concat([people(DEU=1.0, SWE=1.0), people(DEU=1.0, SWE=3.0).assign(year=2021, year_end=2021)], ignore_index=True)
    result = grouped(values, population, "PAIR", ("DEU", "SWE"), covered=1.0)

    assert sorted(result[["year", "site", "value"]].to_numpy().tolist()) == [[2020, "C50", 8.0], [2020, "all", 2.0], [2021, "all", 2.5]]


def test_years_of_a_window_need_a_value_and_are_single() -> None:
    """2016 has no value and 2018 to 2019 is a period: of two years in a row only 2019 and 2020 are left, whatever their order."""
    rows = [{"year": 2020, "obs_status": "P"}, {"year": 2015}, {"year": 2016, "value": np.nan}, {"year": 2018, "year_end": 2019}]
    rows += [{"year": 2019, "conf_status": "A", "value": 3.0}]
    result = windows(figures(*rows), 2, "sum")

    assert result[["year", "year_end", "value", "obs_status", "conf_status"]].to_numpy().tolist() == [[2019, 2020, 4.0, "P", "N"]]


@pytest.mark.parametrize(("year", "statuses"), [(2015, ["E", "A"]), (2016, ["E", "E"]), (2018, ["A", "E"])])
def test_the_status_of_any_year_of_a_window_shows_and_only_there(year: int, statuses: list[str]) -> None:
    rows = [{"year": 2015 + n, "obs_status": "E" if year == 2015 + n else "A"} for n in range(4)]
    result = windows(figures(*rows), 3, "mean")

    assert result["obs_status"].tolist() == statuses
    assert result["conf_status"].tolist() == ["F", "F"]
