"""Readers of deaths, vaccination and screening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import cdc_wonder, fingertips, nrs_workbook, owid_grapher, phs_bowel, who_hpv_wuenic, who_immunization_export

Write = Callable[..., Path]

WONDER = (
    '"Notes"\t"State"\t"State Code"\t"Year"\t"Year Code"\tDeaths\tPopulation\tCrude Rate\tAge Adjusted Rate\t'
    "Age Adjusted Rate Lower 95% Confidence Interval\tAge Adjusted Rate Upper 95% Confidence Interval\t% of Total Deaths"
)


def test_wonder_totals_and_the_text_below_the_data_are_no_figures(write: Write) -> None:
    path = write(
        "w.txt", WONDER, '\t"Alaska"\t"02"\t"1999"\t"1999"\t70\t1000\t7.0\t8.0\t7.5\t8.5\t0.0%',
        '"Total"\t"Alaska"\t"02"\t\t\t70\t1000\t7\t8\t7\t9\t0%',
        '"Total"\t\t\t\t\t70\t1000\t7\t8\t7\t9\t0%', '"---"', '"Group By: State, Year"', "Caveats:", '"1. Code R99, ""Other"" causes."',
    )  # fmt: skip
    rows = cdc_wonder.read(path).set_index("series")

    assert rows["place"].tolist() == ["USA-AK", "USA-AK"]
    assert rows.loc["age_adjusted_rate", ["value", "lower", "upper", "numerator", "denominator"]].tolist() == [8.0, 7.5, 8.5, 70.0, 1000.0]
    assert rows.loc["crude_rate", "locator"] == "w.txt, line 2, column Crude Rate"


def test_wonder_suppressed_and_unreliable_are_withheld_with_their_status(write: Write) -> None:
    path = write(
        "w.txt", WONDER, "\tAlaska\t02\t1999\t1999\tSuppressed\t1000\tSuppressed\tSuppressed\tSuppressed\tSuppressed\t",
        "\tHawaii\t15\t1999\t1999\t12\t1000\tUnreliable\tUnreliable\tUnreliable\tUnreliable\t",
    )  # fmt: skip
    rows = cdc_wonder.read(path).set_index(["series", "place"])

    assert rows["value"].isna().all()
    assert rows.loc[("crude_rate", "USA-AK"), ["obs_status", "conf_status"]].tolist() == ["Q", "C"]
    assert rows.loc[("age_adjusted_rate", "USA-HI"), ["obs_status", "conf_status", "numerator"]].tolist() == ["U", "F", 12.0]


def test_wonder_note_that_is_unknown_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"w\.txt:2: the note 'Provisional' is unknown"):
        cdc_wonder.read(write("w.txt", WONDER, "Provisional\tAlaska\t02\t1999\t1999\t1\t2\t3\t4\t5\t6\t"))


def test_owid_sex_stands_at_the_end_of_the_columns_name(write: Write) -> None:
    path = write("o.csv", "Entity,Year,rate_both_sexes,rate_female", "Sweden,1990,12.5,", "Cape Verde,1991,0.0,1.0")
    rows = owid_grapher.read(path).set_index(["place", "sex"])

    assert rows["series"].unique().tolist() == ["rate"]
    assert (rows.loc[("SWE", "all"), "value"], rows.loc[("CPV", "all"), "value"]) == (12.5, 0.0)
    assert (np.isnan(rows.loc[("SWE", "female"), "value"]), rows.loc[("SWE", "female"), "obs_status"]) == (True, "O")


def test_nrs_blocks_give_the_sex_and_causes_stand_above_three_columns(write_book: Write) -> None:
    title = "Death rates (per 100,000 population) for Scotland: age-standardised using the 2013 European Standard Population - "
    cells: dict[str, object] = {}
    for row, block in (
        (3, "Females"),
        (23, "All Persons age-and-sex-standardised rate (average of male and female age-standardised rates)"),
    ):
        cells |= {
            f"A{row}": title + block,
            f"H{row}": title + block,
            f"B{row + 2}": "Underlying cause of death",
            f"B{row + 3}": "All causes",
        }
        cells |= {f"E{row + 3}": "Cancer_x000D_   (C00-97)"}
        cells |= {f"{column}{row + 5}": "rate" for column in "BE"} | {f"{column}{row + 5}": "lower 95% CI" for column in "CF"}
        cells |= {f"{column}{row + 5}": "upper 95% CI" for column in "DG"} | {f"A{row + 7}": 1994, f"H{row + 7}": 1994}
        cells |= dict(zip((f"{column}{row + 7}" for column in "BCDEFG"), (90, 80.5, 99, ".", ".", "."), strict=True))
        cells |= {f"A{row + 9}": "% change - 1994 to 2022", f"B{row + 9}": -0.25}
    rows = nrs_workbook.read(write_book("nrs.xlsx", {"Table 1": cells})).set_index(["series", "sex"])

    assert rows.loc[("All causes", "female"), ["value", "lower", "upper", "year", "locator"]].tolist() == [
        90.0,
        80.5,
        99.0,
        1994,
        "nrs.xlsx, Table 1!B10",
    ]
    assert rows.loc[("Cancer (C00-97)", "female"), "obs_status"] == "O"
    assert rows.loc[("All causes, mean of the two sexes' rates", "all"), "obs_status"] == "D"


HPV = "iso-code,country,year,vaccine-code,vaccine-description,target,doses,coverage"


def test_wuenic_zero_is_a_figure_and_blank_doses_are_missing(write: Write, write_book: Write) -> None:
    rows = who_hpv_wuenic.read(write("h.csv", HPV, 'SWE,Sweden,2021,15HPVC_F,"last, females",,,0'))
    sheet = {f"{column}1": name for column, name in zip("ABCDEFGH", HPV.split(","), strict=True)}
    sheet |= dict(zip((f"{column}2" for column in "ABCDEFGH"), ("SWE", "Sweden", 2021, "15HPVC_F", "d", 50, 25, 50), strict=True))
    booked = who_hpv_wuenic.read(write_book("h.xlsx", {"hpv-estimates": sheet}))

    assert rows.loc[0, ["value", "sex", "series", "obs_status"]].tolist() == [0.0, "female", "15HPVC_F", "E"]
    assert np.isnan(rows.loc[0, "numerator"])
    assert booked.loc[0, ["value", "numerator", "denominator", "locator"]].tolist() == [50.0, 25.0, 50.0, "h.xlsx, row 2, column coverage"]


EXPORT = ",".join(who_immunization_export.COLUMNS)


def test_who_export_footer_blank_and_global_rows(write: Write) -> None:
    path = write(
        "e.csv", EXPORT, "COUNTRIES,AFG,Afghanistan,2023,PRHPV1_F,d,HPV,d,,,", "COUNTRIES,ALB,Albania,2023,PRHPV1_F,d,HPV,d,,,0",
        "GLOBAL,GLOBAL,Global,2023,PRHPV1_F,d,HPV,d,100,20,21", "Exported: 2025-01-01 1:00 UTC,,,,,,,,,,", end="\r\n", mark=True,
    )  # fmt: skip
    rows = who_immunization_export.read(path).set_index("place")

    assert rows.index.tolist() == ["AFG", "ALB", "WORLD"]
    assert (np.isnan(rows.loc["AFG", "value"]), rows.loc["AFG", "obs_status"], rows.loc["ALB", "value"]) == (True, "O", 0.0)
    # The estimate need not equal doses / target number.
    assert rows.loc["WORLD", ["value", "numerator", "denominator"]].tolist() == [21.0, 20.0, 100.0]


def test_who_export_place_that_is_unknown_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"e\.csv:2: place code 'ZZZ' is unknown"):
        who_immunization_export.read(write("e.csv", EXPORT, "COUNTRIES,ZZZ,Nowhere,2023,PRHPV1_F,d,HPV,d,,,1"))


FINGERTIPS = ",".join(fingertips.COLUMNS)


def test_fingertips_financial_year_is_dated_by_its_first_year(write: Write) -> None:
    path = write(
        "f.csv",
        FINGERTIPS,
        '1,E92000001,Persons,60-74 yrs,,2013/14,50,49,51,5,10,""',
        "1,E92000001,Female,All ages,,2014,,,,,,Value suppressed",
    )
    rows = fingertips.read(path)

    assert rows.loc[0, ["year", "year_end", "age", "sex", "value", "numerator"]].tolist() == [2013, 2013, "60-74", "all", 50.0, 5.0]
    assert rows.loc[0, "locator"] == "f.csv, line 2, 2013/14"
    assert rows.loc[1, ["age", "obs_status"]].tolist() == ["all", "Q"]


def test_phs_bowel_workbook_gives_uptake_trend_population_and_target(write_book: Write) -> None:
    kpi_1: dict[str, object] = {"A14": "Table 1 Overall uptake of screening, by NHS Board and sex", "C16": "Fife", "D16": "Scotland"}
    kpi_1 |= {"B18": "Males", "C18": 61.5, "D18": 62, "B19": "Females", "C19": 63, "D19": 64, "B20": "All persons", "C20": 62, "D20": 63}
    kpi_1 |= {"A26": "Figure 1", "A59": "Table 1.1 Overall uptake of screening, by two-year period", "C61": "2007/09", "D61": "2008/10"}
    kpi_1 |= {"B63": "Males", "C63": 50, "D63": 51, "B64": "Females", "C64": 52, "D64": 53, "B65": "All persons", "C65": 51, "D65": 52}
    people = {"B4": "NHS Board", "C4": "Males", "D4": "Females", "E4": "Total", "B5": "Ayrshire & Arran", "C5": 10, "D5": 20, "E5": 30}
    targets = {"B5": "Fife", "C5": "Scotland", "A6": "Programme target 60% ", "B6": 60, "C6": 60}
    path = write_book("k.xlsx", {"KPI_1": kpi_1, phs_bowel.POPULATION: people, "targets": targets})
    rows = phs_bowel.read(path).set_index(["series", "place", "sex", "year"])

    assert rows.loc[("uptake", "GBR-SCT-FIFE", "male", 2020), ["value", "year_end", "age"]].tolist() == [61.5, 2022, "50-74"]
    assert rows.loc[("uptake_trend", "GBR-SCT", "all", 2008), ["value", "year_end"]].tolist() == [52.0, 2010]
    assert rows.loc[("uptake_trend", "GBR-SCT", "all", 2008), "locator"] == "k.xlsx, KPI_1!D65, invited May 2008 to April 2010"
    assert rows.loc[("population", "GBR-SCT-AYRSHIRE-AND-ARRAN", "all", 2020), "value"] == 30.0
    assert rows.loc[("target", "GBR-SCT", "all", 2020), ["value", "locator"]].tolist() == [60.0, "k.xlsx, targets!A6"]
    assert len(rows) == 6 + 6 + 3 + 1


def test_phs_bowel_workbook_gives_uptake_by_deprivation_and_the_indices(write_book: Write) -> None:
    """A 0, printed as a dash, is a board without such an area: no uptake of nothing."""
    title = "Overall uptake of screening"
    kpi_1: dict[str, object] = {"A14": f"Table 1 {title}", "C16": "Scotland", "B18": "Males", "C18": 62}
    kpi_1 |= {"A59": f"Table 1.1 {title}", "C61": "2007/09", "B63": "Males", "C63": 50}
    kpi_2: dict[str, object] = {"A14": f"Table 2 {title}, by deprivation category", "C16": "Orkney", "D16": "Scotland", "A18": "Males"}
    kpi_2 |= {"B19": "5 least deprived", "C19": 0, "D19": 72.8, "B20": 4, "C20": 68.9, "D20": 69.5, "A26": "Females"}
    kpi_2 |= {"B27": "1 most deprived", "C27": 0, "D27": 56.4}
    kpi_2 |= {"A91": "Table 2.1 Slope Index of Inequality for both sexes", "C93": "2007/09"}
    kpi_2 |= {"B95": "Males", "C95": 25.4, "B96": "Females", "C96": 27.6, "B97": "All persons", "C97": 26.6}
    kpi_2 |= {"A144": "Table 2.2 Relative Index of Inequality for both sexes", "C146": "2007/09"}
    kpi_2 |= {"B148": "Males", "C148": 0.51, "B149": "Females", "C149": 0.48, "B150": "All persons", "C150": 0.49}
    people = {"B4": "NHS Board", "C4": "Males", "D4": "Females", "E4": "Total", "B5": "Orkney", "C5": 10, "D5": 20, "E5": 30}
    targets = {"C5": "Scotland", "A6": "Programme target 60% ", "C6": 60}
    path = write_book("k.xlsx", {"KPI_1": kpi_1, "KPI_2": kpi_2, phs_bowel.POPULATION: people, "targets": targets})
    rows = phs_bowel.read(path)
    fifths = rows[rows["series"].eq("uptake_deprivation")].set_index(["place", "sex", "group"])

    assert fifths["value"].to_dict() == {
        ("GBR-SCT", "male", "simd:5"): 72.8,
        ("GBR-SCT", "male", "simd:4"): 69.5,
        ("GBR-SCT-ORKNEY", "male", "simd:4"): 68.9,
        ("GBR-SCT", "female", "simd:1"): 56.4,
    }
    assert fifths.loc[("GBR-SCT", "female", "simd:1"), "locator"] == "k.xlsx, KPI_2!D27, invited May 2020 to April 2022"
    assert rows[rows["series"].eq("sii")].set_index("sex")["value"].to_dict() == {"male": 25.4, "female": 27.6, "all": 26.6}
    assert rows[rows["series"].eq("rii")].set_index("sex")["value"].to_dict() == {"male": 0.51, "female": 0.48, "all": 0.49}
    assert set(rows.loc[rows["series"].eq("sii"), ["year", "year_end"]].itertuples(index=False, name=None)) == {(2007, 2009)}


@pytest.mark.parametrize(("cells", "where"), [({}, "k.xlsx: "), ({"A1": "Table 3"}, "k.xlsx, KPI_1: ")])
def test_phs_bowel_sheet_without_its_table_is_refused(write_book: Write, cells: dict[str, str], where: str) -> None:
    path = write_book("k.xlsx", {"KPI_1": cells})

    with pytest.raises(FigureError, match="there is no 'Table 1 Overall uptake") as caught:
        phs_bowel.read(path)

    assert str(caught.value).startswith(where)


def test_phs_bowel_extract_is_read_too(write: Write) -> None:
    rows = phs_bowel.read(write("u.csv", "sex,area,uptake_pct", "All persons,Scotland,66.5"))

    assert rows.loc[0, ["place", "sex", "value", "year", "year_end"]].tolist() == ["GBR-SCT", "all", 66.5, 2020, 2022]
