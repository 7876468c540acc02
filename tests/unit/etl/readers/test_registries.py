"""Readers of registries' files: incidence and survival."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import concord_tables, globocan, nordcan_asr, nordcan_survival, phs_open_data, zfkd

Write = Callable[..., Path]


def test_nordcan_dash_is_not_reported_and_the_file_names_the_site(write: Write) -> None:
    rows = nordcan_asr.read(write("colon_inc_mor.csv", "Label,1943,1944", '"Sweden, incidence, females",-,11.5', end="\r\n"))

    assert rows["value"].isna().tolist() == [True, False]
    assert rows[["place", "sex", "site", "obs_status"]].to_numpy().tolist() == [
        ["SWE", "female", "C18", "O"],
        ["SWE", "female", "C18", "A"],
    ]
    assert rows["locator"][1] == "colon_inc_mor.csv, line 2, column 1944"


def test_nordcan_rows_without_a_sex_are_men_first_and_then_women(write: Write) -> None:
    lines = [
        "Label,2020",
        *['"Denmark, incidence",1.0', '"Sweden, incidence",2.0'],
        *['"Denmark, incidence",3.0', '"Sweden, incidence",4.0'],
    ]
    rows = nordcan_asr.read(write("bladder_inc_mor.csv", *lines)).set_index(["place", "sex"])["value"]

    assert rows.to_dict() == {("DNK", "male"): 1.0, ("SWE", "male"): 2.0, ("DNK", "female"): 3.0, ("SWE", "female"): 4.0}


def test_nordcan_site_of_one_sex_needs_no_word_for_it(write: Write) -> None:
    assert nordcan_asr.read(write("prostate_inc_mor.csv", "Label,2020", '"Sweden, mortality",9.9'))["sex"].tolist() == ["male"]


def test_nordcan_unknown_site_names_the_sites_that_are_known(write: Write) -> None:
    with pytest.raises(FigureError, match=r"spleen_inc_mor\.csv: the name gives no known site \('spleen'\); .*breast"):
        nordcan_asr.read(write("spleen_inc_mor.csv", "Label,2020", '"Sweden, incidence",1'))


@pytest.mark.parametrize("separator", [";", ","])
def test_nordcan_survival_cell_is_estimate_interval_and_star(write: Write, separator: str) -> None:
    # The header's first cell names another site, as in the publisher's own files.
    lines = ("Breast|Denmark|Finland|Norway|Sweden", "1971-1975|10.0[9.0-11.0]||12.5 [11.0-101.6]|13.0[12.0-14.0]*")
    rows = nordcan_survival.read(write("cervix_5y.csv", *(line.replace("|", separator) for line in lines), end="\r\n")).set_index("place")

    assert rows.loc["SWE", ["value", "lower", "upper", "site", "sex"]].tolist() == [13.0, 12.0, 14.0, "C53", "female"]
    assert rows.loc["SWE", "locator"] == "cervix_5y.csv, line 2, column 5, marked * by the publisher"
    assert (rows.loc["FIN", "obs_status"], np.isnan(rows.loc["FIN", "value"]), rows.loc["NOR", "upper"]) == ("O", True, 101.6)
    assert set(zip(rows["year"], rows["year_end"], strict=True)) == {(1971, 1975)}


@pytest.mark.parametrize(
    "heads", [";".join(["Denmark;Finland;Norway;Sweden"] * 2), "den_mal;fin_mal;nor_mal;swe_mal;den_fem;fin_fem;nor_fem;swe_fem"]
)
def test_nordcan_survival_of_both_sexes_has_men_first(write: Write, heads: str) -> None:
    cells = ";".join(f"{number}.0[1.0-99.0]" for number in range(11, 19))
    rows = nordcan_survival.read(write("kidney_1y.csv", f"x;{heads}", f"2016-2020;{cells}")).set_index(["place", "sex"])["value"]

    assert (rows["SWE", "male"], rows["DNK", "female"], rows["SWE", "female"]) == (14.0, 15.0, 18.0)


def test_nordcan_survival_cell_without_an_interval_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"ovary_5y\.csv:2, column 2: '10\.0' is no estimate"):
        nordcan_survival.read(write("ovary_5y.csv", "x;Denmark;Finland;Norway;Sweden", "1971-1975;10.0;1.0[1.0-2.0];;"))


def test_digits_of_another_script_are_no_estimate(write: Write) -> None:
    with pytest.raises(FigureError, match=r"ovary_5y\.csv:2, column 2: '91\.١\[1\.0-2\.0\]' is no estimate"):
        nordcan_survival.read(write("ovary_5y.csv", "x;Denmark;Finland;Norway;Sweden", "1971-1975;91.١[1.0-2.0];1.0[1.0-2.0];;"))


def test_zfkd_dot_parts_thousands_and_marks_are_never_zero(write: Write) -> None:
    lines = ("year;diag;AG;weiblich;maennlich;", "2014;Hoden (C62);0 - 4;x;1.234;", "2014;Hoden (C62);85+;<5;*;")
    rows = zfkd.read(write("K.csv", *lines, end="\r\n")).set_index(["sex", "age"])

    assert rows["value"].dropna().to_dict() == {("male", "0-4"): 1234.0}
    assert rows["obs_status"].to_dict() == {("female", "0-4"): "M", ("female", "85+"): "Q", ("male", "0-4"): "E", ("male", "85+"): "Q"}
    assert set(rows["site"]) == {"C62"}


PHS_HEADER = (
    "Country,CancerSiteICD10Code,CancerSite,Sex,Year,IncidencesAllAges,CrudeRate,CrudeRateLower95pcConfidenceInterval,"
    "CrudeRateUpper95pcConfidenceInterval,EASR,EASRLower95pcConfidenceInterval,EASRUpper95pcConfidenceInterval,WASR,"
    "WASRLower95pcConfidenceInterval,WASRUpper95pcConfidenceInterval"
)


def test_phs_sexes_and_na_are_understood_and_the_mean_of_the_sexes_is_flagged(write: Write) -> None:
    lines = (
        'S92000003,"C00-C97, excluding C44",All,All,2020,30,5,4,6,7,NA,NA,3,2,4',
        'S92000003,"C00-C97, excluding C44",All,Females,2020,10,5,4,6,8,7,9,3,2,4',
    )
    rows = phs_open_data.read(write("phs.csv", PHS_HEADER, *lines)).set_index(["series", "sex"])

    assert rows.loc["EASR", ["obs_status", "site", "numerator"]].to_numpy().tolist() == [["D", "all", 30.0], ["A", "all", 10.0]]
    assert np.isnan(rows.loc[("EASR", "all"), "lower"])
    assert rows.loc[("EASR", "all"), "locator"] == "phs.csv, line 2, column EASR, mean of the two sexes' rates"
    # A crude rate of both sexes is a plain rate.
    assert rows.loc[("CrudeRate", "all"), "obs_status"] == "A"


def test_concord_estimates_find_the_interval_on_the_next_line(write: Write) -> None:
    values = [f"{number}.0" for number in range(11, 22)]
    limits = ["(1.0-2.0)"] * 6 + ["(3.0-", *["(1.0-2.0)"] * 4]
    lines = ["German registries" + "," * 11, "1995-99 ," + " ,".join(values), "," + ",".join(limits), "2000-04," + ",".join(["NA"] * 11)]
    rows = concord_tables.read(write("N-America.csv", *lines))
    first = rows[rows["year"].eq(1995)].set_index("series")

    assert first["value"].to_dict()["Stomach"] == 11.0
    assert first.loc["ALL", ["value", "lower", "upper", "age", "site", "obs_status", "year_end"]].tolist() == [
        21.0,
        1.0,
        2.0,
        "0-14",
        "C91.0",
        "D",
        1999,
    ]
    # An interval that is cut off in the file is no interval.
    assert np.isnan(first.loc["Cervix", ["lower", "upper"]].astype(float)).all()
    assert first.loc["Breast", "sex"] == "female"
    assert first.loc["Stomach", "locator"].endswith("German registries (regional registries, not the nation)")
    assert set(rows.loc[rows["year"].eq(2000), "obs_status"]) == {"O"}


def test_concord_columns_for_flags_are_skipped(write: Write) -> None:
    flagged = ",".join(f"{number}.0," for number in range(11, 22)).removesuffix(",")
    rows = concord_tables.read(write("Europe.csv", "Sweden" + "," * 21, "2005-09," + flagged)).set_index("series")["value"]

    assert rows.loc[["Stomach", "Colon", "ALL"]].tolist() == [11.0, 12.0, 21.0]


def test_globocan_by_population_reads_the_doubled_number_and_the_total(write: Write) -> None:
    header = (
        "Alpha-3 code,Cancer code,Population code (ISO/UN),Country,Label,Sex,Number,95% UI low,95% UI high,Number,ASR (World),"
        "Crude rate,Cumulative risk"
    )
    lines = (
        "AUS,8,036,36,Australia,0,70,60,80,70,7.7,9,1.1",
        "N.A.,8,984,984,Low HDI country,0,5,4,6,5,0.5,1,0.1",
        ",,,,Total,,75,,,75,6,8,1",
    )
    rows = globocan.read(write("countries_dataset-inc-both-sexes-in-2022-colon.csv", header, *lines)).set_index(["series", "place"])

    assert rows.loc[("incidence_asr_world", "AUS"), ["value", "numerator", "site", "year"]].tolist() == [7.7, 70.0, "C18", 2022]
    # The limits belong to the number of cases.
    assert np.isnan(rows.loc[("incidence_asr_world", "AUS"), "lower"])
    assert rows.loc[("incidence_number", "AUS"), ["value", "lower", "upper"]].tolist() == [70.0, 60.0, 80.0]
    assert rows.loc[("incidence_asr_world", "WORLD"), "value"] == 6.0
    assert ("incidence_number", "M49-984") in rows.index

    with pytest.raises(FigureError, match="the two columns 'Number' differ"):
        globocan.read(write("countries_dataset-inc-both-sexes-in-2022-x.csv", header, "AUS,8,036,36,Australia,0,70,60,80,71,7.7,9,1.1"))


def test_globocan_both_sexes_of_a_womens_cancer_are_women(write: Write) -> None:
    header = "Cancer code,ICD Code,Country,Label,Sex,Number,ASR (World),Crude rate,Cumulative risk"
    path = write(
        "dataset-mort-both-sexes-in-2022-x.csv", header, "23,C53,752,Cervix uteri,0,11,1.5,2,0.1", '31,C70-72,752," Brain, CNS",0,1,1,1,1'
    )
    rows = globocan.read(path).set_index(["series", "site"])

    assert rows.loc[("mortality_asr_world", "C53"), ["sex", "value", "place", "obs_status"]].tolist() == ["female", 1.5, "SWE", "E"]
    assert rows.loc[("mortality_asr_world", "C70-C72"), "sex"] == "all"
