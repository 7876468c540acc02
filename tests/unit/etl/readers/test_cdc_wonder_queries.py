"""CDC WONDER: what a query was of stands below its rows, in lines that are broken; no figure passes for that of another query."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import cdc_wonder, cdc_wonder_query

Write = Callable[..., Path]

PLAIN = ("Notes\tSex\tDeaths\tPopulation", "\tMale\t40\t1000", "---", '"Dataset: Underlying Cause of Death, 1999-2020"')


def query(write: Write, *lines: str, rows: tuple[str, ...] = PLAIN) -> Path:
    """Return an export with the *rows*, whose query says *lines*."""
    return write("w.txt", *rows, '"Query Parameters:"', *(f'"{line}"' for line in lines), '"---"', '"Help: See the page."')


def test_codes_that_go_on_in_the_next_line_are_of_the_query(write: Write) -> None:
    """The list was cut at the end of the first line, and the figures passed for those of its causes alone."""
    path = query(
        write,
        "ICD-10 Codes: C40 (Malignant neoplasm of bone and articular cartilage of limbs); C41 (Malignant neoplasm of bone and articular",
        "cartilage of other and unspecified sites); C49 (Malignant neoplasm of other connective and soft tissue)",
        "Group By: Sex",
    )

    assert cdc_wonder.read(path)["site"].tolist() == ["C40+C41+C49"]


def test_ages_that_go_on_in_the_next_line_are_of_the_query(write: Write) -> None:
    ages = "; ".join(f"{first}-{first + 9} years" for first in range(5, 75, 10))
    path = query(write, f"Ten-Year Age Groups: < 1 year; 1-4 years; {ages}; 75-84", "years; 85+ years", "Group By: Sex")

    assert cdc_wonder.read(path)["age"].tolist() == ["0+"]


def test_a_long_line_that_begins_with_a_name_is_a_parameter_of_its_own() -> None:
    long = "Place of Death: " + "; ".join(["Decedent's home and garden"] * 5)
    asked = cdc_wonder_query.parameters(["Query Parameters:", long, "Sex: Female", "---", "Sex: Male"])

    assert {"Place of Death", "Sex"} <= asked.keys()
    assert asked["Sex"] == "Female"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Year/Month: 2001; 2002; 2003", (2001, 2003)), ("Year: 2015, 2016", (2015, 2016)), ("Year: 2003 - 2005", (2003, 2005)),
        ("Year/Month: 2020 (provisional)", (2020, 2020)), ("Year/Month: All", (1999, 2020)),
    ],
)  # fmt: skip
def test_the_years_of_a_query_are_those_it_was_restricted_to(write: Write, line: str, expected: tuple[int, int]) -> None:
    """The compressed mortality files say ``Year``; all years of the database were taken for the query's."""
    rows = cdc_wonder.read(query(write, line))

    assert [tuple(pair) for pair in rows[["year", "year_end"]].to_numpy().tolist()] == [expected]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Year/Month: Jan., 2004", "the figures are of 'Jan., 2004'; a query of whole years"),
        ("Year/Month: 2020; 2021 (provisional and partial)", "the figures are of '2020; 2021 (provisional and partial)'; a query of whole"),
        ("Year: 2001; 2003", "the figures are of '2001; 2003' together; years in a row"),
        ("Calculate Rates Per: 1,000,000", "rates are per 1,000,000; a query with rates per 100,000"),
        ("ICD-10 113 Cause List: Cancer of something", "the cause 'Cancer of something' names no codes"),
    ],
)
def test_a_query_that_is_no_figure_of_ours_is_refused(write: Write, line: str, what: str) -> None:
    rows = ("Notes\tSex\tDeaths\tPopulation\tCrude Rate", "\tMale\t40\t1000\t4.0", "---", '"Dataset: X, 1999-2020"')
    with pytest.raises(FigureError) as caught:
        cdc_wonder.read(query(write, line, rows=rows))

    assert str(caught.value).startswith(f"w.txt, query parameters: {what}")


def test_months_of_a_year_are_no_year_even_where_rows_have_their_year(write: Write) -> None:
    rows = ("Notes\tYear\tDeaths", "\t2004\t40", "---")
    with pytest.raises(FigureError, match="a query of whole years"):
        cdc_wonder.read(query(write, "Year/Month: Jan., 2004; Feb., 2004", rows=rows))


def test_a_year_of_which_months_are_missing_has_no_value(write: Write) -> None:
    """Five months of deaths beside whole years would look like a fall by half."""
    rows = ("Notes\tYear\tYear Code\tDeaths\tPopulation\tCrude Rate", "\t2020 (provisional)\t2020\t40\t1000\t4.0",
            "\t2021 (provisional and partial)\t2021\t17\tNot Applicable\t1.7", "---")  # fmt: skip
    found = cdc_wonder.read(query(write, "Year/Month: 2020 (provisional); 2021 (provisional and partial)", rows=rows))

    assert found["obs_status"].tolist() == ["P", "O"]
    assert found["value"].iloc[0] == 4.0
    assert found.loc[1, ["value", "numerator", "denominator"]].isna().all()
    assert found["locator"].tolist() == ["w.txt, line 2, column Crude Rate",
                                         "w.txt, line 3, column Crude Rate, of a part of the year, printed: 1.7"]  # fmt: skip


def test_causes_mentioned_on_a_certificate_are_not_the_cause_of_death(write: Write) -> None:
    asked = query(write, "MCD - ICD-10 Codes: C50 (Malignant neoplasm of breast)", "UCD - ICD-10 Codes: I00-I99 (Diseases of the heart)")
    rows = cdc_wonder.read(asked)

    assert rows[["series", "site"]].to_numpy().tolist() == [["deaths/mentioned C50", "I00-I99"]]


@pytest.mark.parametrize(
    ("codes", "series"),
    [("140-208 (Malignant neoplasms)", "deaths"), ("174 (Breast); 175 (Male breast)", "deaths/ICD-9 174+175"), ("All", "deaths")],
)
def test_codes_of_the_ninth_revision_are_no_codes_of_the_tenth(write: Write, codes: str, series: str) -> None:
    """The figures of some causes passed for those of all, as their codes were not understood."""
    rows = cdc_wonder.read(query(write, f"ICD-9 Codes: {codes}"))

    assert rows[["series", "site"]].to_numpy().tolist() == [[series, "all"]]


def test_a_cause_of_a_list_has_the_codes_of_its_name(write: Write) -> None:
    """The list's own codes (GR113-…) are none; the site of such rows was that of all causes."""
    rows = ("Notes\t15 Leading Causes of Death\t15 Leading Causes of Death Code\tDeaths",
            "\t#Malignant neoplasms (C00-C97)\tGR113-019\t20",
            "\tDiseases of lungs (J00-J06,J30- J39,J67)\tGR113-089\t30", "---")  # fmt: skip
    found = cdc_wonder.read(query(write, "Year/Month: 2004", rows=rows))

    assert found["site"].tolist() == ["all", "J00-J06+J30-J39+J67"]
    assert found["series"].iloc[0] == "deaths/#Malignant neoplasms (C00-C97)"


def test_where_no_rate_can_be_made_the_deaths_are_the_figures(write: Write) -> None:
    rows = ("Notes\tWeekday\tDeaths\tPopulation\tCrude Rate", "\tSunday\t40\tNot Applicable\tNot Applicable", "---")
    found = cdc_wonder.read(query(write, "Year/Month: 2004", rows=rows))

    assert found[["series", "group", "value"]].to_numpy().tolist() == [["deaths", "weekday:sunday", 40.0]]


def test_new_cases_of_the_registries_are_no_deaths(write: Write) -> None:
    rows = ("Notes\tStates\tStates Code\tYear\tYear Code\tAge Groups\tCount\tPopulation\tAge-Adjusted Rate\tCrude Rate",
            "\tPuerto Rico\t72\t2019\t2019\t60-64 years \t90\t2000\t3.25\t4.5",
            "\tOhio\t39\t2019\t2019\t85+ years\tSuppressed\tMissing\tMissing\tMissing",
            "---")  # fmt: skip
    asked = ("Cancer Sites: Lung and Bronchus", "Standard Population: World Std. Million", "Calculate Rates Per: 100,000")
    found = cdc_wonder.read(query(write, *asked, rows=rows))
    rate = "incidence_age_adjusted_rate (World Std. Million)/Lung and Bronchus"

    assert found["series"].unique().tolist() == [rate, "incidence_crude_rate/Lung and Bronchus"]
    assert found.loc[0, ["place", "age", "value", "numerator", "denominator"]].tolist() == ["PRI", "60-64", 3.25, 90.0, 2000.0]
    assert (np.isnan(found.loc[1, "value"]), found.loc[1, "place"], found.loc[1, "age"]) == (True, "USA-OH", "85+")
    assert found.loc[0, "locator"] == "w.txt, line 2, column Age-Adjusted Rate"


def test_whatever_else_a_query_was_restricted_to_is_its_group(write: Write) -> None:
    """A restriction that the reader does not know must not be lost: the rows would pass for everybody."""
    rows = cdc_wonder.read(query(write, "Injury Intent: Suicide", "Census Regions: Census Region 1: Northeast (CENS-R1)"))

    assert rows["group"].tolist() == ["injury_intent:suicide+census_regions:census_region_1_northeast"]
