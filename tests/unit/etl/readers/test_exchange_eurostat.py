"""Eurostat's own forms and JSON-stat: flags, missing cells, codes, and cubes that are not laid out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import FigureError
from etl.readers import eurostat_explorer, eurostat_tsv, json_stat
from etl.readers.dimensions import age_of, site_of, years_of

Write = Callable[..., Path]

TSV = (
    "freq,unit,sex,age,icd10,geo\\TIME_PERIOD\t2019 \t2020 ",
    "A,RT,F,Y_LT65,C50,EL\t12.3 bp\t: c",
    "A,RT,T,TOTAL,C,EU27_2020\t: \t0 z",
    "A,RT,T,TOTAL,TOTAL,DE1\t5 \t1 d",
)
CUBE: dict[str, Any] = {
    "version": "2.0", "class": "dataset", "source": "ESTAT", "id": ["freq", "unit", "geo", "time"], "size": [1, 1, 2, 2],
    "value": {"0": 1.5, "3": 4}, "status": {"0": "p", "1": ": c"},
    "dimension": {
        "freq": {"category": {"index": {"A": 0}}}, "unit": {"category": {"label": {"RT": "Rate"}}},
        "geo": {"category": {"index": ["EL", "UK"]}}, "time": {"category": {"index": {"2020": 1, "2019": 0}}},
    },
    "extension": {"id": "HLTH_X", "agencyId": "ESTAT"},
}  # fmt: skip


@pytest.mark.parametrize("name", ["estat_hlth_x_en.tsv", "estat_hlth_x_en.tsv.gz"])
def test_tsv_cells_are_number_blank_and_flags(write: Write, name: str) -> None:
    path = write(name, *TSV)
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(path.read_bytes()))
    table = eurostat_tsv.read(path)

    assert table[["series", "place", "year", "obs_status", "conf_status"]].to_numpy().tolist() == [
        ["HLTH_X:icd10=C50;unit=RT", "GRC", 2019, "B", "F"],
        ["HLTH_X:icd10=C;unit=RT", "EU27", 2019, "O", "F"],
        ["HLTH_X:icd10=TOTAL;unit=RT", "ESTAT-DE1", 2019, "A", "F"],
        ["HLTH_X:icd10=C50;unit=RT", "GRC", 2020, "Q", "C"],
        ["HLTH_X:icd10=C;unit=RT", "EU27", 2020, "M", "F"],
        ["HLTH_X:icd10=TOTAL;unit=RT", "ESTAT-DE1", 2020, "D", "F"],
    ]
    assert table["value"].fillna(-1).tolist() == [12.3, -1, 5, -1, -1, 1]
    assert table["locator"].iloc[0] == f"{path.name}, line 2, column 2019, flags bp"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("12.3 bp", "12.3 b!", r"x\.tsv:2, 2019: '12\.3 b!' is no cell"),
        ("12.3 bp", "12.3 q", r"x\.tsv:2: flag 'q' is unknown"),
        ("12.3 bp", "1.2.3", r"x\.tsv:2, 2019: '1\.2\.3' is not a number"),
        ("C50,EL", "C50", r"x\.tsv:2: has 5 codes; 6"),
        (",EL", ",QQ", r"x\.tsv:2: place 'QQ' is unknown \(2 rows\)"),
        ("2019 ", "2019-Q1 ", "period '2019-Q1' is unknown"),
        ("\\TIME_PERIOD", "", r"x\.tsv:1: begins with"),
    ],
)
def test_what_is_wrong_in_a_tsv_is_an_error_with_its_line(write: Write, old: str, new: str, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        eurostat_tsv.read(write("x.tsv", *[line.replace(old, new) for line in TSV]))


def test_a_letter_behind_an_at_sign_is_the_confidentiality(write: Write) -> None:
    table = eurostat_tsv.read(write("x.tsv", TSV[0], *(line.replace(": c", ": u@C") for line in TSV[1:])))

    assert table.loc[table["conf_status"].eq("C"), ["obs_status", "locator"]].to_numpy().tolist() == [
        ["Q", "x.tsv, line 2, column 2020, flags u@C"]
    ]


def test_explorer_labels_flags_and_thousands(write: Write) -> None:
    path = write(
        "hlth_x_1_Data.csv",
        '"TIME","SEX","AGE","GEO","UNIT","Value","Flag and Footnotes"',
        '"2019","Total","Less than 65 years","European Union - 28 countries (2013-2020)","Number","1,234.5","dp"',
        '"2019","Males","65 years or over","Germany (until 1990 former territory of the FRG)","Number",":",""',
        '"2019","Females","From 15 to 19 years","European Union - 27 countries (from 2020)","Number","12",""',
    )
    table = eurostat_explorer.read(path)

    assert table[["series", "place", "sex", "age", "obs_status"]].to_numpy().tolist() == [
        ["HLTH_X:UNIT=Number", "ESTAT-EU28", "all", "0-64", "D"],
        ["HLTH_X:UNIT=Number", "DEU", "male", "65+", "O"],
        ["HLTH_X:UNIT=Number", "EU27", "female", "15-19", "A"],
    ]
    assert table["value"].fillna(-1).tolist() == [1234.5, -1, 12]


def dump(folder: Path, cube: object) -> Path:
    """Write the cube as JSON."""
    path = folder / "cube.json"
    path.write_text(json.dumps(cube), encoding="utf-8")
    return path


def test_json_stat_gives_a_row_to_what_has_a_value_or_a_flag(tmp_path: Path) -> None:
    """Flat index = 2 x place + period: 0 is Greece 2019, 1 Greece 2020, 3 the United Kingdom 2020."""
    table = json_stat.read(dump(tmp_path, CUBE))

    assert table[["series", "place", "year", "obs_status", "conf_status", "locator"]].to_numpy().tolist() == [
        ["HLTH_X:unit=RT", "GRC", 2019, "P", "F", "cube.json, index 0, flags p"],
        ["HLTH_X:unit=RT", "GRC", 2020, "Q", "C", "cube.json, index 1, flags c"],
        ["HLTH_X:unit=RT", "GBR", 2020, "A", "F", "cube.json, index 3"],
    ]
    assert table["value"].fillna(-1).tolist() == [1.5, -1, 4]


def test_json_stat_1_2_with_a_list_and_roles(tmp_path: Path) -> None:
    dimension = {
        "id": ["area", "year"], "size": [2, 1], "role": {"geo": ["area"], "time": ["year"]},
        "area": {"category": {"index": ["SE", "NO"]}}, "year": {"category": {"label": {"2020": "2020"}}},
    }  # fmt: skip
    table = json_stat.read(dump(tmp_path, {"BE01": {"dimension": dimension, "value": [3.25, None]}}))

    assert table[["series", "place", "obs_status"]].to_numpy().tolist() == [["BE01", "SWE", "A"], ["BE01", "NOR", "O"]]


def test_a_cube_far_larger_than_what_it_gives_is_not_laid_out(tmp_path: Path) -> None:
    many = {str(number): number for number in range(3000)}
    wide = {**CUBE, "id": ["a", "b", "c", "d", "geo", "time"], "size": [3000, 3000, 3000, 3000, 2, 2], "value": {"7": 1}, "status": {}}
    wide["dimension"] = {**CUBE["dimension"], **{name: {"category": {"index": many}} for name in "abcd"}}

    assert len(json_stat.read(dump(tmp_path, wide))) == 1


def test_what_is_wrong_in_a_wide_table_is_counted_by_figures(write: Write) -> None:
    head = "freq,sex,geo\\TIME_PERIOD\t2019 \t{} "

    with pytest.raises(FigureError, match=r"a\.tsv:3: place 'QQ' is unknown \(2 rows\)"):
        eurostat_tsv.read(write("a.tsv", head.format(2020), "A,F,DE\t1 \t2 ", "A,F,QQ\t1 \t2 "))
    with pytest.raises(FigureError, match=r"a\.tsv:2: period '2020-Q1' is unknown \(2 rows\)"):
        eurostat_tsv.read(write("a.tsv", head.format("2020-Q1"), "A,F,DE\t1 \t2 ", "A,F,FR\t1 \t2 "))
    assert eurostat_tsv.read(write("a.tsv", "freq,sex,geo\\TIME_PERIOD", "A,F,QQ")).empty


def test_a_cube_whose_cells_cannot_be_numbered_is_refused(tmp_path: Path) -> None:
    """1,000 to the power of seven is more than 64 bits hold."""
    many = {str(number): number for number in range(1000)}
    vast = {**CUBE, "id": list("abcdefg"), "size": [1000] * 7, "dimension": {name: {"category": {"index": many}} for name in "abcdefg"}}

    with pytest.raises(FigureError, match="is beyond 64 bits"):
        json_stat.read(dump(tmp_path, vast))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size": [1, 1, 2, 3]}, "does not fit the dimensions"),
        ({"value": {"4": 1}}, "'value' does not fit the size"),
        ({"value": {"x": 1}}, "'value' does not fit the size"),
        ({"value": [1, 2]}, "'value' does not fit the size"),
        ({"value": {"0": [1]}}, "index 0: is no number"),
        ({"value": {"0": 10**400}}, r"number is infinity .*line 1 column"),
        ({"value": {"0": "many"}}, r"index 0: 'many' is not a number"),
        ({"id": "geo"}, "'id' is missing or of another kind"),
        ({"role": {"geo": ["where"]}}, "the role 'geo' names no dimension"),
        ({"dimension": {**CUBE["dimension"], "geo": {"category": {"index": {"EL": 0, "UK": 2}}}}}, "'geo' have no order"),
        ({"dimension": {**CUBE["dimension"], "geo": {"category": {"index": ["EL", "QQ"]}}}}, "index 3: place 'QQ' is unknown"),
    ],
)
def test_a_cube_that_does_not_hold_together_is_an_error(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        json_stat.read(dump(tmp_path, CUBE | change))


AGES = {
    "TOTAL": "all", "_T": "all", "Y_LT65": "0-64", "Y_LT1": "0", "Y_LE4": "0-4", "Y_GE85": "85+", "Y_GT65": "66+", "Y15-19": "15-19",
    "Y0T4": "0-4", "Y42": "42", "M0T11": "0", "M0T59": "0-4", "M6T23": "6-23 months", "YEARS18-PLUS": "18+", "AGEGROUP_YEARS05-09": "5-9",
    "YEARSUNDER5": "0-4", "Y85T999": "85+", "<5Y": "0-4", "15+": "15+", "UNK": "unknown", "OLD": None, "Y9T5": None,
}  # fmt: skip


@pytest.mark.parametrize(("code", "age"), AGES.items())
def test_ages_of_publishers(code: str, age: str | None) -> None:
    assert age_of(code) == age


def test_only_whole_years_are_periods() -> None:
    given = ("2019", "2017-2019", "1994_1996", "2020-A1", "2017-01-01/P3Y", "2019-01", "2019-Q1", "2019-W05", "2021-2019", "20191")
    expected = [(2019, 2019), (2017, 2019), (1994, 1996), (2020, 2020), (2017, 2019), None, None, None, None, None]

    assert [years_of(period) for period in given] == expected


def test_only_neoplasms_are_sites() -> None:
    given = ("C50", "C18-C21", "C33_C34", "C", "D00-D48", "D50", "I10", "TOTAL", "C81-96")

    assert [site_of(code) for code in given] == ["C50", "C18-C21", "C33-C34", "C00-C97", "D00-D48", "all", "all", "all", "C81-C96"]
