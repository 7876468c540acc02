"""Readers of the International Agency for Research on Cancer: CI5, GLOBOCAN bound together, the observatory of 2008, premature deaths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import ci5, globocan, iarc_eco, iarc_premature

Write = Callable[..., Path]

CI5 = ",".join(ci5.PERIODS)
BOUND = "Alpha-3 code,Cancer code,Population code (ISO/UN),Country,Label,Sex,Number,ASR (World),Crude rate,Cumulative risk,indicator"


def test_ci5_ages_are_bands_of_which_the_last_is_open_and_one_unknown(write: Write) -> None:
    path = write(
        "ci5.csv", CI5, "1,Sweden,752,99,29,Breast,2,1,0,100,2013-2017", "1,Sweden,752,99,29,Breast,2,18,7,50,2013-2017",
        "1,Sweden,752,99,29,Breast,2,19,3,0,2013-2017",
    )  # fmt: skip
    rows = ci5.read(path).set_index("age")

    assert rows.index.tolist() == ["0-4", "85+", "unknown"]
    assert rows.loc["85+", ["place", "year", "year_end", "sex", "site", "value", "denominator", "locator"]].tolist() == [
        "SWE", 2013, 2017, "female", "C50", 7.0, 50.0, "ci5.csv, line 3",
    ]  # fmt: skip
    # Nobody lives at an unknown age: there are cases but no person-years.
    assert rows.loc["unknown", "value"] == 3.0
    assert np.isnan(rows.loc["unknown", "denominator"])


def test_ci5_table_that_ends_early_has_its_open_band_there(write: Write) -> None:
    lines = (f"1,1970,{age},{cases},{py},Iceland,35200,99" for age, cases, py in ((70, 1, 90), (75, 4, 60), (80, 0, 0), (85, 0, 0)))
    rows = ci5.read(write("yearly_C22.csv", ",".join(ci5.YEARS), *lines))

    assert rows["age"].tolist() == ["70-74", "75+", "80-84", "85+"]
    assert rows["obs_status"].tolist() == ["A", "A", "M", "M"]
    assert rows["value"].isna().tolist() == [False, False, True, True]
    assert set(rows["site"]) == {"C22"}


@pytest.mark.parametrize(
    ("label", "place"),
    [("France, Isère", "FRA-ISERE"), ("France, Lille-Métropole", "FRA-LILLE-METROPOLE"), ("France, Sarthe", "FRA-SARTHE")],
)
def test_ci5_codes_of_registries_have_plain_letters(write: Write, label: str, place: str) -> None:
    line = f'25001,"{label}",250,99,1,Lip,1,1,0,100,2013-2017'

    assert ci5.read(write("ci5.csv", ",".join(ci5.PERIODS), line))["place"].tolist() == [place]


def test_ci5_registries_and_groups_of_people_have_places_and_groups_of_their_own(write: Write) -> None:
    labels = (
        ("840", "10", "USA: White"), ("840", "99", "USA"), ("840", "99", '"USA, Connecticut"'), ("276", "99", '"Germany, Bavaria"'),
        ("826", "99", '"UK, Scotland"'), ("36", "99", '"Australia, NSW/ACT"'), ("528", "99", "The Netherlands"),
        ("702", "27", "Singapore: Malay"), ("380", "99", '"Italy, Trento"'),
    )  # fmt: skip
    rows = ci5.read(write("c.csv", CI5, *(f"1,{label},{code},{group},1,Lip,1,1,0,9,2013-2017" for code, group, label in labels)))

    assert rows["place"].tolist() == ["USA", "USA", "USA-CT", "DEU-BY", "GBR-SCT", "AUS-NSW-ACT", "NLD", "SGP", "ITA-TRENTO"]
    assert rows["group"].tolist() == ["ethnicity:white", *["all"] * 6, "ethnicity:malay", "all"]


def test_ci5_rates_have_another_list_of_cancers(write: Write) -> None:
    row = "14,1,12,1,40,900,8.25,752,1,99,Sweden,2013-2017,2013,2017,Rectum,C19-21"
    other = '36,1,12,2,40,900,,752,1,99,Sweden,2013-2017,2013,2017,Other,"C51-52, C56-57"'
    rows = ci5.read(write("asr.csv", ",".join(ci5.RATES), row, other)).set_index(["series", "site"])

    rate = rows.loc[("incidence_asr_world", "C19-C21")]
    assert rate[["value", "numerator", "denominator", "locator"]].tolist() == [8.25, 40.0, 900.0, "asr.csv, line 2, column asr, volume 12"]
    assert rows.loc[("incidence_asr_world", "C51-C52+C56-C57"), "obs_status"] == "O"


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("c.csv", "1,Sweden,752,99,64,New,1,1,0,9,2013-2017", r"c\.csv:2: cancer code '64' is unknown"),
        ("c.csv", "1,Sweden,752,99,1,Lip,1,20,0,9,2013-2017", r"c\.csv:2: age '20' is unknown"),
        ("c.csv", "1,Nowhere,999,99,1,Lip,1,1,0,9,2013-2017", r"c\.csv:2: registry .* is unknown"),
        ("c.csv", "1,Sweden,752,99,1,Lip,1,1,0,9,2013", r"c\.csv:2: period '2013' is unknown"),
    ],
)
def test_ci5_code_that_is_unknown_names_its_line(write: Write, name: str, line: str, what: str) -> None:
    with pytest.raises(FigureError, match=what):
        ci5.read(write(name, CI5, line))


def test_ci5_yearly_file_has_to_say_which_cancer_it_is(write: Write) -> None:
    with pytest.raises(FigureError, match="neither the file nor its name says which cancer it is"):
        ci5.read(write("liver.csv", ",".join(ci5.YEARS), "1,1970,70,1,90,Iceland,35200,99"))


def test_globocan_bound_totals_belong_to_the_cancer_above_them(write: Write) -> None:
    path = write(
        "globocan_incidence.csv", BOUND, "SWE,8,752,752,Sweden,0,10,1.5,2,0.1,incidence", ",,,,Total,,10,1,2,0.1,incidence",
        "SWE,20.0,752,752,Sweden,0,20,60,70,6,incidence", ",,,,Total,,20,50,60,5,incidence",
    )  # fmt: skip
    rows = globocan.read(path)
    rates = rows[rows["series"].eq("incidence_asr_world")]

    assert rates[["place", "site", "sex", "value"]].to_numpy().tolist() == [
        ["SWE", "C18", "all", 1.5], ["WORLD", "C18", "all", 1.0], ["SWE", "C50", "female", 60.0], ["WORLD", "C50", "female", 50.0],
    ]  # fmt: skip
    assert rates["locator"].iloc[0].endswith("year 2022 assumed, the file's name gives none")


def test_globocan_block_that_stands_twice_is_read_once_but_not_with_other_figures(write: Write) -> None:
    line = "SWE,8,752,752,Sweden,0,10,1.5,2,0.1,mortality"

    assert len(globocan.read(write("globocan_mortality.csv", BOUND, line, line))) == 4
    with pytest.raises(FigureError, match=r"mortality\.csv:3: stands in the file before, with other figures"):
        globocan.read(write("globocan_mortality.csv", BOUND, line, line.replace("1.5", "1.6")))


def test_globocan_cumulative_risk_is_of_ages_below_75(write: Write) -> None:
    header = ",".join(globocan.BY_CANCER)
    rows = globocan.read(write("dataset-inc-males-in-2022-sweden.csv", header, "8,C18,752,Colon,1,10,1.5,2.5,0.75")).set_index("series")

    assert rows.loc["incidence_cumulative_risk", ["value", "age", "sex"]].tolist() == [0.75, "0-74", "male"]
    assert rows.loc["incidence_crude_rate", ["value", "numerator"]].tolist() == [2.5, 10.0]


def test_eco_lines_end_with_a_carriage_return_and_large_numbers_have_exponents(write: Write) -> None:
    header = ",".join((*iarc_eco.PLACE_COLUMNS, "ir", "in", "mr", "mn", "ir_breast", "in_lung_m"))
    path = write(
        "eco.csv", header, "EU27,European Union (27),,,300.5,2.5E+06,150,1.2E+06,70,900", "UK,United Kingdom,1,1,1,2,3,4,,6", end="\r"
    )
    rows = iarc_eco.read(path).set_index(["place", "site", "sex", "series"])

    assert rows.loc[("ESTAT-EU27_2007", "all", "all", "incidence_number"), "value"] == 2_500_000.0
    assert rows.loc[("GBR", "C33-C34", "male", "incidence_number"), "value"] == 6.0
    assert rows.loc[("GBR", "C50", "female", "incidence_asr_europe_1976"), "obs_status"] == "O"
    assert rows.loc[("ESTAT-EU27_2007", "C50", "female", "incidence_asr_europe_1976"), "locator"] == "eco.csv, line 2, column ir_breast"


def test_premature_deaths_number_that_is_no_countrys_is_decided_by_the_name(write: Write) -> None:
    header = ",".join(iarc_premature.COLUMNS)
    path = write("p.csv", header, '160,"China",9.5,1,"Malignant neoplasms",2000,,1', '752,"Sweden",5.5,2,"CVD",2000,9,2')
    rows = iarc_premature.read(path)

    assert rows[["place", "series", "site", "age"]].to_numpy().tolist() == [
        ["CHN", "risk_30_69_cancer", "C00-C97", "30-69"], ["SWE", "risk_30_69_cardiovascular", "all", "30-69"],
    ]  # fmt: skip
    with pytest.raises(FigureError, match=r"p\.csv:2: country '999/Atlantis' is unknown"):
        iarc_premature.read(write("p.csv", header, '999,"Atlantis",9.5,1,"x",2000,,1'))


def test_globocan_country_goes_by_its_letters_where_the_number_is_the_observatory_s_own(write: Write) -> None:
    """China has 160 there, which is no number of the United Nations; development groups have no letters."""
    lines = ("CHN,8,156,160,China,0,10,1.5,2,0.1", "N.A.,8,981,981,High income,0,10,1.5,2,0.1", "SWE,8,752,752,Sweden,0,10,1.5,2,0.1")
    rows = globocan.read(write("globocan_mortality.csv", BOUND.removesuffix(",indicator"), *lines))
    own = globocan.read(write("dataset-inc-males-in-2022-china.csv", ",".join(globocan.BY_CANCER), "8,C18,160,Colon,1,10,1.5,2.5,0.75"))

    assert rows["place"].unique().tolist() == ["CHN", "M49-981", "SWE"]
    assert own["place"].unique().tolist() == ["CHN"]
