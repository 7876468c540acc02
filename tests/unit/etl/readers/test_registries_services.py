"""Readers of national services and of the world's mortality and population tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import aihw_acim, cdc_wonder, concord_tables, dk_apc, fingertips, kolada_json, phs_open_data, un_wpp, who_mortality, zfkd

Write = Callable[..., Path]


def wide_row(layout: str, sex: str = "1", **deaths: int) -> str:
    """Return a line of WHO's wide table: Sweden, ICD-10 code C509, with the given columns of deaths and the others empty."""
    columns = [str(deaths.get(name, "")) for name in who_mortality.DEATHS]
    return ",".join(["4290", "", "", "2015", "104", "C509", sex, layout, "08", *columns, *[""] * 4])


WIDE = ",".join([*who_mortality.KEYS, "IM_Frmat", *who_mortality.DEATHS, *(f"IM_Deaths{number}" for number in range(1, 5))])


def test_who_age_format_says_which_ages_the_columns_hold(write: Write) -> None:
    """Column 23 is 85-89 in format 00 and 85 and older in format 01 and 02; column 3 is age 1, or 1 to 4."""
    path = write("morticd10.csv", WIDE, wide_row("00", Deaths3=1, Deaths23=2, Deaths25=3), wide_row("02", "2", Deaths3=4, Deaths23=5))
    rows = who_mortality.read(path).dropna(subset=["value"])

    assert rows[["sex", "age", "value"]].to_numpy().tolist() == [
        ["male", "1", 1.0], ["male", "85-89", 2.0], ["male", "95+", 3.0], ["female", "1-4", 4.0], ["female", "85+", 5.0],
    ]  # fmt: skip
    assert rows.iloc[0][["series", "place", "site", "locator"]].tolist() == [
        "deaths/104/C509", "SWE", "C50.9", "morticd10.csv, line 2, column Deaths3",
    ]  # fmt: skip


def test_who_open_band_follows_the_closed_ones_without_a_gap() -> None:
    bands = who_mortality._bands("04")

    assert [bands[number] for number in (1, 2, 3, 7, 20, 21, 26)] == ["all", "0", "1-4", "5-9", "70-74", "75+", "unknown"]
    assert 22 not in bands


def test_who_deaths_in_a_column_that_the_format_does_not_use_are_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"m\.csv:2, Deaths24: has deaths that age format 02 does not use"):
        who_mortality.read(write("m.csv", WIDE, wide_row("02", Deaths24=1)))


def test_who_age_format_and_country_that_are_unknown_are_errors(write: Write) -> None:
    with pytest.raises(FigureError, match=r"m\.csv:2: age format '07' is unknown"):
        who_mortality.read(write("m.csv", WIDE, wide_row("07", Deaths1=1)))
    with pytest.raises(FigureError, match=r"m\.csv:2: country '9999' is unknown"):
        who_mortality.read(write("m.csv", WIDE, wide_row("00", Deaths1=1).replace("4290", "9999", 1)))


def test_who_long_form_tells_all_ages_from_open_ones(write: Write) -> None:
    lines = (f"v,GBR,2010,LUNG,ICD-10,C33|C34,both,{start},{end},x,{deaths},{people},q" for start, end, deaths, people in (
        (0, 125, 90, 1000), (85, 125, 9, ""), (40, 44, "", 10)))  # fmt: skip
    rows = who_mortality.read(write("w.csv", ",".join(who_mortality.LONG), *lines)).set_index("age")

    assert rows.index.tolist() == ["all", "85+", "40-44"]
    assert rows["denominator"].isna().tolist() == [False, True, False]
    assert rows.loc["40-44", "obs_status"] == "O"


def test_wpp_thousands_become_persons_and_the_name_says_the_sex(write: Write) -> None:
    path = write(
        "popF.txt", "country_code\tname\tage\t1950\t1955", "900\tWorld\t0-4\t1.5\t2", "752\tSweden\t100+\t0.001\t0", "947\tSub\tx\t1\t1"
    )
    with pytest.raises(FigureError, match=r"popF\.txt:4, 1950: age group 'x' is unknown"):
        un_wpp.read(path)
    path = write(
        "popF.txt", "country_code\tname\tage\t1950\t1955", "900\tWorld\t0-4\t1.5\t2", "752\tSweden\t100+\t0.001\t0", "947\tSub\t5-9\t1\t1"
    )
    rows = un_wpp.read(path).set_index(["place", "year"])

    assert rows.loc[("WORLD", 1950), ["value", "sex", "age"]].tolist() == [1500.0, "female", "0-4"]
    assert rows.loc[("SWE", 1950), "value"] == 1.0
    assert ("M49-947", 1955) in rows.index


def test_wpp_long_table_keeps_what_ifs_apart(write: Write) -> None:
    lines = (f"752,SWE,Sweden,{variant},2030,0-4,1,2,3" for variant in ("Medium", "High"))
    rows = un_wpp.read(write("WPP.csv", ",".join(un_wpp.LONG), *lines))

    assert rows.groupby("series")["value"].sum().to_dict() == {"population": 6000.0, "population/high": 6000.0}


def test_danish_triangles_of_a_square_are_two_observations(write: Write) -> None:
    path = write(
        "lungDK.csv", ",".join(dk_apc.TRIANGLES), "40.0,1943.0,1898.0,1.0,43.3,1944.6,1901.3,5.0,30.5", "40,1943,1903,0,1,1,1,6,31"
    )
    rows = dk_apc.read(path)

    assert rows[["group", "age", "year", "year_end", "value", "denominator"]].to_numpy().tolist() == [
        ["triangle:upper", "40-44", 1943, 1947, 5.0, 30.5], ["triangle:lower", "40-44", 1943, 1947, 6.0, 31.0],
    ]  # fmt: skip


ACIM = "Year,Sex,Type,Cancer_Type,Age_0_to_4,Age_85+,Age_Unknown"


def test_aihw_empty_line_of_a_sex_that_cannot_have_the_cancer_is_not_applicable(write: Write) -> None:
    path = write(
        "a.csv",
        ACIM,
        "2010,Female,Incidence,Prostate cancer,,,",
        "2011,Male,Incidence,Prostate cancer,,,",
        "2010,Persons,Mortality,Lung cancer,0,9,1",
    )
    rows = aihw_acim.read(path)

    assert rows[rows["sex"].eq("female")]["obs_status"].unique().tolist() == ["M"]
    assert rows[rows["sex"].eq("male")]["obs_status"].unique().tolist() == ["O"]
    assert rows[rows["sex"].eq("all")].set_index("age")["value"].to_dict() == {"0-4": 0.0, "85+": 9.0, "unknown": 1.0}


def test_aihw_cancer_that_is_unknown_names_line_and_column(write: Write) -> None:
    with pytest.raises(FigureError, match=r"a\.csv:2, Age_0_to_4: cancer 'Moon cancer' is unknown"):
        aihw_acim.read(write("a.csv", ACIM, "2010,Female,Incidence,Moon cancer,1,2,3"))


def test_zfkd_period_file_has_ages_and_years_in_its_name(write: Write) -> None:
    rows = zfkd.read(write("Incidence_0-24_2014-2016.csv", "Cancer site;female;male", "Vulva (C51);<5;x", "Kidney (C64);1.183;*"))

    assert rows[["site", "sex", "age", "year", "year_end", "obs_status", "conf_status"]].to_numpy().tolist() == [
        ["C51", "female", "0-24", 2014, 2016, "Q", "C"], ["C64", "female", "0-24", 2014, 2016, "E", "F"],
        ["C51", "male", "0-24", 2014, 2016, "M", "F"], ["C64", "male", "0-24", 2014, 2016, "Q", "C"],
    ]  # fmt: skip
    assert rows["value"].dropna().tolist() == [1183.0]


def test_zfkd_workbook_says_ages_and_years_in_its_second_sheet(write_book: Write) -> None:
    data = {"B6": "female", "C6": "male", "A7": "Kidney (C64)", "B7": 5, "C7": "<5"}
    said = {"A3": "Incidence, Number of cases in Germany", "A6": "Age groups: 0 - 85+", "A9": "Years: 2014"}
    rows = zfkd.read(write_book("z.xlsx", {"Data": data, "Selected parameters": said}))

    assert rows[["sex", "age", "year", "year_end", "obs_status", "locator"]].to_numpy().tolist() == [
        ["female", "all", 2014, 2014, "E", "z.xlsx, Data!B7"], ["male", "all", 2014, 2014, "Q", "z.xlsx, Data!C7"],
    ]  # fmt: skip
    with pytest.raises(FigureError, match="does not say ages, years and numbers of cases"):
        zfkd.read(write_book("z.xlsx", {"Data": data, "Selected parameters": {"A3": "Rates"}}))


def test_concord_long_layout_has_no_limits(write: Write) -> None:
    header = ",".join((*concord_tables.LONG, "Region"))
    values = ",".join(["NA", *(f"{number}" for number in range(12, 22))])
    rows = concord_tables.read(write("long.csv", header, f"Cuba,1995-99,{values},N-America")).set_index("series")

    assert rows.loc["Colon", ["place", "year", "year_end", "value", "site"]].tolist() == ["CUB", 1995, 1999, 12.0, "C18"]
    assert rows.loc["Stomach", "obs_status"] == "O"


FINGERTIPS = ",".join(("Category Type", *fingertips.COLUMNS))


def test_fingertips_pooled_years_areas_and_inequalities(write: Write) -> None:
    path = write(
        "f.csv", FINGERTIPS, ",1,E06000001,Persons,<75 yrs,,2012 - 14,5,4,6,5,10,",
        ",1,E92000001,Male,65+ yrs,,2012/13 - 14/15,5,4,6,5,10,",
        "Deprivation deciles (IMD2019),1,E92000001,Persons,All ages,Most deprived decile,2014/15,,,,,,Value suppressed",
    )  # fmt: skip
    rows = fingertips.read(path)

    assert rows[["place", "age", "year", "year_end", "group"]].to_numpy().tolist() == [
        ["GBR-ENG-E06000001", "0-74", 2012, 2014, "all"], ["GBR-ENG", "65+", 2012, 2014, "all"],
        ["GBR-ENG", "all", 2014, 2014, "deprivation_deciles_imd2019:most_deprived_decile"],
    ]  # fmt: skip
    assert rows.loc[2, ["obs_status", "conf_status"]].tolist() == ["Q", "C"]


@pytest.mark.parametrize("period", ["2019 Q1", "Jan 2020", "2019/20 Q2"])
def test_fingertips_quarter_or_month_is_no_year(write: Write, period: str) -> None:
    with pytest.raises(FigureError, match=rf"f\.csv:2: the period '{period}' is unknown"):
        fingertips.read(write("f.csv", FINGERTIPS, f",1,E92000001,Persons,All ages,,{period},5,4,6,5,10,"))


def test_phs_boards_and_ages(write: Write) -> None:
    limits = [rate + limit for rate in phs_open_data.RATES for limit in phs_open_data.LIMITS.values()]
    header = ",".join(["HB", "CancerSiteICD10Code", "Sex", "Year", "IncidencesAllAges", *phs_open_data.RATES, *limits,
                       "IncidencesAgeUnder5", "IncidencesAge90AndOver", "IncidenceRateAge5To9"])  # fmt: skip
    path = write("hb.csv", header, "S08000024,C50,Females,2020,3,1,2,3,1,1,1,1,1,1,1,NA,2.5")
    rows = phs_open_data.read(path).set_index(["series", "age"])

    assert rows.loc[("cases", "0-4"), ["place", "value", "obs_status"]].tolist() == ["GBR-SCT-LOTHIAN", 1.0, "A"]
    assert rows.loc[("cases", "90+"), "obs_status"] == "O"
    assert rows.loc[("age_specific_rate", "5-9"), "value"] == 2.5
    assert rows.loc[("cases", "all"), "value"] == 3.0


@pytest.mark.parametrize(
    ("column", "area", "place"),
    [("HBR2014", "S08000024", "GBR-SCT-LOTHIAN"), ("Region", "South East of Scotland", "GBR-SCT-SOUTH-EAST-OF-SCOTLAND")],
)
def test_phs_years_together_have_ratios_and_codes_with_the_classification(write: Write, column: str, area: str, place: str) -> None:
    rates = [cell for rate in phs_open_data.RATES for cell in (rate, *(rate + limit for limit in phs_open_data.LIMITS.values()))]
    ratio = ["StandardisedIncidenceRatio", *("SIR" + limit for limit in phs_open_data.LIMITS.values())]
    header = ",".join([column, "CancerSiteICD10Code", "Sex", "Year", "IncidencesAllAges", *rates, *ratio])
    path = write("f.csv", header, f'{area},"ICD-10 C40-C41, C47+C49",Male,2015-2019,8,1,.5,2,1, , ,1, , ,.75,.5,99.5')
    rows = phs_open_data.read(path).set_index("series")

    assert rows.loc["StandardisedIncidenceRatio", ["place", "year", "year_end", "site"]].tolist() == [place, 2015, 2019, "C40-C41,C47+C49"]
    assert rows.loc["StandardisedIncidenceRatio", ["value", "lower", "upper", "numerator"]].tolist() == [0.75, 0.5, 99.5, 8.0]
    assert rows.loc[["EASR", "WASR"], ["lower", "upper"]].isna().all(axis=None)


def test_wonder_query_grouped_by_sex_age_and_race_without_years(write: Write) -> None:
    path = write(
        "w.txt", "Notes\tGender\tGender Code\tTen-Year Age Groups\tTen-Year Age Groups Code\tRace\tRace Code\tDeaths"
        "\tPopulation\tCrude Rate",
        "\tFemale\tF\t< 1 year\t1\tAsian or Pacific Islander\tA-PI\t12\t1000\t12.0 (Unreliable)",
        "\tMale\tM\t85+ years\t85+\tWhite\tW\tSuppressed\tNot Applicable\tSuppressed", "---",
        "Dataset: Underlying Cause of Death, 1999-2015", "ICD-10 Codes: C50 (Malignant neoplasm of breast)",
    )  # fmt: skip
    rows = cdc_wonder.read(path)

    assert rows[["place", "year", "year_end", "sex", "age", "site", "group", "obs_status"]].to_numpy().tolist() == [
        ["USA", 1999, 2015, "female", "0", "C50", "race:asian_or_pacific_islander", "U"],
        ["USA", 1999, 2015, "male", "85+", "C50", "race:white", "Q"],
    ]  # fmt: skip
    assert rows["value"].isna().all()
    assert rows["conf_status"].tolist() == ["F", "C"]


@pytest.mark.parametrize(
    ("codes", "site"),
    [
        ("C00-D48 (Neoplasms)", "C00-D48"), ("C00-C97 (Malignant neoplasms)", "all"), ("All", "all"),
        ("C18 (Malignant neoplasm of colon), C19 (Malignant neoplasm of rectosigmoid junction)", "C18+C19"),
    ],
)  # fmt: skip
def test_wonder_site_is_what_the_query_asked_for(write: Write, codes: str, site: str) -> None:
    """C00-D48 takes in tumours that are no cancer, so it must not pass for all cancers."""
    path = write("w.txt", "Notes\tYear\tDeaths\tPopulation", "\t2001\t12\t1000", "---", f'"ICD-10 Codes: {codes}"')

    assert cdc_wonder.read(path)["site"].tolist() == [site]


def test_wonder_column_that_is_unknown_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"w\.txt:1: column 'Moon' is unknown"):
        cdc_wonder.read(write("w.txt", "Notes\tMoon\tDeaths\tPopulation", "\tfull\t1\t2"))


def test_kolada_answer_gives_regions_municipalities_and_withheld_values(tmp_path: Path) -> None:
    def entry(place: str, **cell: object) -> dict[str, object]:
        return {"kpi": "N1", "municipality": place, "period": 2020, "values": [{"gender": "T", "status": "", "value": None} | cell]}

    entries = [entry("0000", value=1.5), entry("0001", value=2, gender="K"), entry("0114", status="Private")]
    entries.append(entry("0001", value=9, gender="M", isdeleted=True))
    path = tmp_path / "k.json"
    path.write_text(json.dumps({"count": 3, "values": entries}), encoding="utf-8")
    rows = kolada_json.read(path)

    assert rows[["place", "sex", "obs_status", "conf_status"]].to_numpy().tolist() == [
        ["SWE", "all", "A", "F"], ["SWE-AB", "female", "A", "F"], ["SWE-AB-0114", "all", "Q", "C"],
    ]  # fmt: skip
    assert np.isnan(rows["value"].iloc[2])
    path.write_text(json.dumps({"values": [entry("9999")]}), encoding="utf-8")
    with pytest.raises(FigureError, match=r"values\[0\]: municipality '9999' is unknown"):
        kolada_json.read(path)
