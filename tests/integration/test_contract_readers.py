"""
The promises of ``python -m etl read`` to others, tested on publishers' own files: the tidy table, and every number where it was printed.

The files are parsed here a second time, by hand and without the readers, so that a slip in a reader cannot hide behind the same slip in
its test.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.__main__ import main

TIDY = [
    *("indicator", "place", "year", "year_end", "sex", "age", "site", "group", "value", "lower", "upper"),
    *("numerator", "denominator", "obs_status", "conf_status", "edition", "locator"),
]
KEY = ["series", "place", "year", "year_end", "sex", "age", "site", "group"]
FILES = [
    ("aihw_acim", "aihw/acimcombinedcounts_head.csv"),
    ("cdc_wonder", "cdc-wonder/ucd_1999-2015_C00-D48_state_year.txt"),
    ("concord_tables", "concord2/Europe.csv"),
    ("dk_apc", "dk-apc/lungDK.csv"),
    ("eurostat_explorer", "eurostat/hlth_cd_asdr2_1_Data.csv"),
    ("eurostat_sha", "eurostat-hlth-sha11-hc/raw_sha11_hc.json"),
    ("fingertips", "ohid-fingertips-screening/England_Breast_Screening_Trends.csv"),
    ("globocan", "iarc-globocan2022/dataset-inc-both-sexes-in-2022-germany.csv"),
    ("globocan", "iarc-globocan2022/countries_dataset-inc-both-sexes-in-2022-colon.csv"),
    ("iarc_eco", "iarc-eco2008/iarc.eco.2008.csv"),
    ("iarc_premature", "iarc-premature/data_risk_trend_2.csv"),
    ("kolada_ddf", "kolada-sweden/ddf--datapoints--u01402--by--geo--gender--year.csv"),
    ("nordcan_age", "nordcan/age-specific-regions/case_colon_1.csv"),
    ("nordcan_asr", "nordcan/export-2020/colon_inc_mor.csv"),
    ("nordcan_period", "nordcan/nordcan_92_asr_by_period.csv"),
    ("nordcan_survival", "nordcan/export-2020/colon_5y.csv"),
    ("nrs_workbook", "nrs-scotland/age-standard-death-rates-22-tab1.xlsx"),
    ("owid_grapher", "owid/Five_year_cancer_survival_rates_Allemani_et_al/Five_year_cancer_survival_rates_Allemani_et_al.csv"),
    ("phs_bowel", "phs-bowel-screening/phs_screening_bowel_uptake.csv"),
    ("un_sdg_ddf", "un-sdg/ddf--datapoints--sh_prv_smok--by--age--geo_area--nature--sex--units--year.csv"),
    ("who_gho_athena", "who-gho/gho_athena_ncd_cancer_asr_mortality_2000_2012.json"),
    ("who_gho_csv", "who-gho-2018/NCD_CCS_hpv.csv"),
    ("who_hpv_wuenic", "who-hpv-wuenic/wuenic2021rev_hpv-estimates.csv"),
    ("who_immunization_export", "who-hpv-wuenic/hpv-vaccination-coverage-2025-01-export.csv"),
    ("zfkd", "rki-zfkd/Incidence_0-24_2014-2016.csv"),
]

Read = Callable[[str, Path], pd.DataFrame]


@pytest.fixture
def read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Read:
    """Return what runs the command and gives its table, with the number of the raw line that the locator names."""

    def run(reader: str, path: Path) -> pd.DataFrame:
        out = tmp_path / "tidy.csv"
        code = main(["read", reader, str(path), "--out", str(out)])
        said = capsys.readouterr()

        assert (code, said.out, said.err) == (0, "", "")
        texts = dict.fromkeys(["series", "place", "age", "site", "group", "obs_status", "conf_status", "locator"], str)
        table = pd.read_csv(
            out, dtype=texts, keep_default_na=False, na_values={"value": [""], "lower": [""], "upper": [""]}, low_memory=False
        )
        return table.assign(line=pd.to_numeric(table["locator"].str.extract(r"line (\d+)")[0]))

    return run


@pytest.fixture
def raw(shared: Path) -> Path:
    """Return the folder of publishers' files."""
    return shared / "data" / "raw"


def lines_of(path: Path, delimiter: str = ",") -> dict[int, list[str]]:
    """Return the cells of every line, by its number from 1."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return dict(enumerate(csv.reader(opened, delimiter=delimiter), start=1))


@pytest.mark.parametrize(("reader", "name"), FILES, ids=[name.rsplit("/", 1)[-1][:40] for _, name in FILES])
def test_a_publisher_s_file_becomes_the_tidy_table(read: Read, raw: Path, reader: str, name: str) -> None:
    table = read(reader, raw / name)

    assert set(table.columns) - {"line"} == {"series", *TIDY}
    assert [column for column in table.columns if column in TIDY] == TIDY
    assert table["place"].str.fullmatch(r"[A-Z]{3}(-\w[\w-]*)?|EU\d+|WORLD|(WHO|M49|ESTAT)-\w+", flags=re.ASCII).all()
    assert set(table["sex"]) <= {"all", "female", "male"}
    assert table["site"].str.fullmatch(r"all|[A-Z]\d\d.*").all()
    assert table["group"].str.fullmatch(r"all|[a-z_0-9]+:.+").all()
    assert (table["year"] <= table["year_end"]).all()
    assert not table.duplicated(KEY).any()
    assert (table[["obs_status", "conf_status", "locator"]] != "").all(axis=None)
    assert (table["value"].notna() | ~table["obs_status"].isin(["A", "E", "P"])).all()


def test_every_survival_cell_of_nordcan_is_where_it_was_printed(read: Read, raw: Path) -> None:
    """Men stand before women where a file has each country twice; the first letter tells the countries apart."""
    countries = {"D": "DNK", "F": "FIN", "N": "NOR", "S": "SWE"}
    for path in (raw / "nordcan/export-2020").glob("c*_?y.csv"):
        lines = lines_of(path, ";" if ";" in path.read_text(encoding="utf-8-sig").splitlines()[0] else ",")
        headings = [heading.strip()[0].upper() for heading in lines[1][1:]]
        is_by_sex = len(headings) > len(countries)
        expected = set()
        for cells in list(lines.values())[1:]:
            for column, cell in enumerate(cells[1:]):
                sexes = ("male", "female") if is_by_sex else ("all", "all")
                sex = sexes[headings[:column].count(headings[column])]
                numbers = tuple(float(number) for number in re.findall(r"\d+\.\d+", cell))
                expected.add((countries[headings[column]], int(cells[0][:4]), int(cells[0][-4:]), sex, *numbers))
        table = read("nordcan_survival", path)
        # A cancer of one sex has one column a country; that it is women's or men's stands in no cell.
        sexes_read = table["sex"] if is_by_sex else table["sex"].mask(table["sex"] != "all", "all")
        columns = ["place", "year", "year_end", "sex", "value", "lower", "upper"]
        actual = set(table.assign(sex=sexes_read)[columns].itertuples(index=False, name=None))

        assert actual == expected


def test_zfkd_counts_keep_their_thousands_and_impossible_cells_stay_empty(read: Read, raw: Path) -> None:
    """`1.522` is one thousand five hundred and twenty-two; `x` is a cancer which that sex cannot have."""
    path = raw / "rki-zfkd/Krebsdaten.csv"
    lines = lines_of(path, ";")
    table = read("zfkd", path)
    column = table["sex"].map({"female": 3, "male": 4})
    printed = [lines[line][at] for line, at in zip(table["line"], column, strict=True)]
    expected = [np.nan if cell == "x" else float(cell.replace(".", "")) for cell in printed]

    assert len(table) == 2 * (len(lines) - 1)
    np.testing.assert_array_equal(table["value"], expected)


def test_totals_of_cdc_wonder_are_left_out_and_states_are_whole(read: Read, raw: Path) -> None:
    path = raw / "cdc-wonder/ucd_1999-2015_C00-D48_state_year.txt"
    lines = lines_of(path, "\t")
    heading = lines[1]
    state_years = {number: cells for number, cells in lines.items() if number > 1 and len(cells) == len(heading) and cells[0] != "Total"}
    table = read("cdc_wonder", path)
    adjusted = table[table["series"] == "age_adjusted_rate"].set_index("line")
    columns = [heading.index(name) for name in ("Age Adjusted Rate", "Deaths", "Population")]
    expected = [[float(cells[column]) for column in columns] for cells in state_years.values()]

    assert len(expected) == 867
    assert adjusted.loc[list(state_years), ["value", "numerator", "denominator"]].to_numpy().tolist() == expected


def test_every_row_of_a_gho_table_arrives_with_its_bounds(read: Read, raw: Path) -> None:
    path = raw / "who-gho-2018/NCD_BMI_30A.csv"
    printed = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False)
    table = read("who_gho_csv", path).sort_values("line")
    expected = printed[["Numeric", "Low", "High"]].apply(pd.to_numeric, errors="coerce")

    assert table["line"].tolist() == list(range(2, len(printed) + 2))
    np.testing.assert_array_equal(table[["value", "lower", "upper"]].to_numpy(), expected.to_numpy())
    assert set(table.loc[table["value"].isna(), "obs_status"]) == {"O"}


def test_scotland_s_published_rates_arrive_to_the_last_digit(read: Read, raw: Path) -> None:
    path = raw / "phs-scotland/opendata_inc9721_scotland.csv"
    printed = pd.read_csv(path, low_memory=False)
    table = read("phs_open_data", path)
    rates = table[table["series"] == "EASR"].sort_values("line")

    assert len(rates) == len(printed)
    np.testing.assert_array_equal(rates["value"], printed["EASR"])


def test_a_country_s_export_of_globocan_gives_four_measures_a_cancer(read: Read, raw: Path) -> None:
    path = raw / "iarc-globocan2022/dataset-mort-both-sexes-in-2022-sweden.csv"
    printed = pd.read_csv(path)
    table = read("globocan", path)
    measures = {"asr_world": "ASR (World)", "number": "Number", "crude_rate": "Crude rate", "cumulative_risk": "Cumulative risk"}

    assert len(table) == len(measures) * len(printed)
    for ending, column in measures.items():
        rows = table[table["series"] == f"mortality_{ending}"].sort_values("line")
        np.testing.assert_array_equal(rows["value"], printed[column])


def test_a_country_of_globocan_keeps_its_own_code(read: Read, raw: Path) -> None:
    """The Cancer Observatory numbers China 160, which is no country's number; the letters beside it are right."""
    path = raw / "iarc-globocan2022/countries_dataset-inc-both-sexes-in-2022-colon.csv"
    letters = {number: cells[0] for number, cells in lines_of(path).items() if re.fullmatch("[A-Z]{3}", cells[0])}
    table = read("globocan", path)
    table = table[table["line"].isin(list(letters))]

    assert table["place"].tolist() == table["line"].map(letters).tolist()


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 20, b"a,b\n1,2\n", b"<!DOCTYPE html><html></html>", b"\xef\xbb\xbf", b"{"])
@pytest.mark.parametrize("reader", ["zfkd", "who_gho_csv", "json_stat", "sdmx_ml", "nrs_workbook", "nordcan_survival", "who_gho_athena"])
def test_a_file_that_is_not_the_publisher_s_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reader: str, content: bytes
) -> None:
    path, out = tmp_path / "colon_5y.csv", tmp_path / "out.csv"
    path.write_bytes(content)
    out.write_text("the last good table", encoding="utf-8")
    code = main(["read", reader, str(path), "--out", str(out)])
    said = capsys.readouterr()

    assert (code, said.out) == (1, "")
    assert path.name in said.err
    assert "; " in said.err
    assert out.read_text(encoding="utf-8") == "the last good table"
