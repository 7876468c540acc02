"""Files that services make on demand: IARC's and WHO's observatories, WHO's mortality portal, England's Fingertips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import FigureError
from etl.readers import fingertips, globocan, who_mortality, who_mortality_portal

Write = Callable[..., Path]


def test_the_world_of_the_observatory_has_its_own_number(write: Write) -> None:
    header = "Cancer code,ICD Code,Country,Label,Sex,Number,ASR (World),Crude rate,Cumulative risk"
    rows = globocan.read(write("dataset-inc-both-sexes-in-2022-world.csv", header, "20,C50,900,Breast,0,7,1,2,3"))

    assert rows["place"].unique().tolist() == ["WORLD"]


MORTALITY = "Year,Sex,Age group code,Age Group,Number,{},{},{}".format(*list(who_mortality_portal.MEASURES)[1:])
MORTALITY_NAME = "WHOMortalityDatabase_Deaths_sex_age_a_country_area_year-Breast cancer_11th June 2023 14_19 (1).csv"


def test_a_table_of_whos_mortality_portal_has_its_cause_in_its_name(write: Write) -> None:
    """Rows end with a comma that the header has not; a standardised rate of one age group does not exist."""
    header = "Region Code,Region Name,Country Code,Country Name," + MORTALITY
    before = "EU,Europe,SWE,Sweden,2020,Female,"
    rows = who_mortality.read(
        write(
            MORTALITY_NAME,
            "About,the table",
            "",
            header,
            before + "Age_all,[All],1400,3.1,9.5,27,",
            before + "Age85_over,[85+],300,2,,190,",
        )
    )

    assert rows[["series", "place", "year", "sex", "age", "site", "value"]].to_numpy().tolist() == [
        [f"{name}/Breast cancer", "SWE", 2020, "female", age, "C50", value]
        for name, age, value in (
            ("deaths", "all", 1400), ("deaths", "85+", 300), ("share_of_deaths", "all", 3.1), ("share_of_deaths", "85+", 2),
            ("age_standardised_rate", "all", 9.5), ("crude_rate", "all", 27), ("crude_rate", "85+", 190),
        )
    ]  # fmt: skip
    assert rows.loc[0, "locator"] == f"{MORTALITY_NAME}, line 4, column Number"
    with pytest.raises(FigureError, match="neither a column nor the name gives the cause"):
        who_mortality.read(write("deaths.csv", header, before + "Age_all,[All],1400,3.1,9.5,27,"))


def test_a_country_table_of_whos_mortality_portal_names_country_above_and_causes_within(write: Write) -> None:
    header = "Indicator Code,Indicator Name," + MORTALITY
    lines = ["Country Code: SWE", "Country Name: Sweden", header, "1,Falls,2020,All,Age01_04,[1-4],,,,"]
    rows = who_mortality.read(write("causes.csv", *lines))

    assert rows.loc[0, ["series", "place", "age", "site", "obs_status"]].tolist() == ["deaths/Falls", "SWE", "1-4", "all", "O"]
    with pytest.raises(FigureError, match=r"causes\.csv:4, .*: age group 'Age1to4' is unknown|age group 'Age1to4' is unknown"):
        who_mortality.read(write("causes.csv", *lines[:3], lines[3].replace("Age01_04", "Age1to4")))
    with pytest.raises(FigureError, match="neither a column nor a line above the table gives the country"):
        who_mortality.read(write("causes.csv", *lines[2:]))


FINGERTIPS = (
    "Indicator ID,Indicator Name,Area Code,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,"
    "Denominator,Value note,Time period Sortable,New data,Compared to goal"
)


def test_a_fingertips_row_that_ends_before_the_last_column_is_whole(write: Write) -> None:
    """The publisher leaves the comparison with a goal out of all rows, and breaks lines within names."""
    path = write("f.csv", FINGERTIPS, '1,"Of 100', ' people",E92000001,Persons,< 1 yr,,,2015,5,4,6,50,1000,,20150000,')
    rows = fingertips.read(path)

    assert rows.loc[0, ["age", "value", "denominator", "locator"]].tolist() == ["0", 5.0, 1000.0, "f.csv, line 3, 2015"]


def test_a_fingertips_row_that_is_cut_off_is_an_error(write: Write) -> None:
    row = "1,x,E92000001,Persons,All ages,,,2015,5,4,6,50,1000,,20150000,"
    with pytest.raises(FigureError, match=r"f\.csv:3: has 11 cells; 16 cells as in line 1"):
        fingertips.read(write("f.csv", FINGERTIPS, row, row.removesuffix("50,1000,,20150000,")[:-1]))


@pytest.mark.parametrize(
    ("value", "note", "status"),
    [
        ("", "Value suppressed for disclosure control due to small count", "QC"), ("", "Value missing due to small sample size", "QC"),
        ("", "Value suppressed due to incompleteness of source data", "OF"), ("", "Value missing in source data", "OF"),
        ("5", "There is a data quality issue with this value", "UF"), ("5", "Interpret with caution", "UF"),
        ("5", "Value for Cornwall and Isles of Scilly combined", "DF"), ("5", "Aggregated from all known lower geography values", "AF"),
    ],
)  # fmt: skip
def test_a_note_beside_a_fingertips_value_is_its_status(write: Write, value: str, note: str, status: str) -> None:
    """Incomplete figures are not confidential ones; what the publisher says of a value is not lost."""
    rows = fingertips.read(write("f.csv", FINGERTIPS, f"1,x,E06000052,Persons,All ages,,,2015,{value},,,,,{note},20150000,,"))

    assert rows.loc[0, "obs_status"] + rows.loc[0, "conf_status"] == status
    assert rows.loc[0, "locator"].endswith(f", note: {note}")


@pytest.mark.parametrize(
    ("code", "place"),
    [("A81001", "GBR-ENG-A81001"), ("U12345", "GBR-ENG-U12345"), ("nE54000007", "GBR-ENG-E54000007"), ("W06000015", "GBR-WLS-W06000015")],
)
def test_practices_and_boards_of_the_nhs_are_places(write: Write, code: str, place: str) -> None:
    """Uptake of screening is published for every practice."""
    rows = fingertips.read(write("f.csv", FINGERTIPS, f"1,x,{code},Persons,60-74 yrs,,,2015/16,5,,,,,,20150000,,"))

    assert rows["place"].tolist() == [place]
