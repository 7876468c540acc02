"""Readers of NORDCAN's other layouts: a report of several sites, ages, periods, and the answer of its service."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import nordcan_age, nordcan_json, nordcan_period, nordcan_survival
from etl.readers.nordcan_sites import ENTITIES, SITES, site_key

Write = Callable[..., Path]


def test_report_without_years_survived_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"other\.csv: the name does not give the years survived"):
        nordcan_survival.read(write("other.csv", "a,b", "c,d", "e,f"))


def test_report_gives_site_place_and_period_of_each_cell(write: Write) -> None:
    path = write(
        "report.csv", "1-year survival,,,,5-years survival,", "Breast,Denmark,Sweden,Norway,Denmark,Sweden",
        "1971-1975,80.5 [79.0-82.0]*,90.5 [89.0-92.0],,60.5 [59.0-62.0],",
        "", "Corpus uteri,,,,,", "2016-2020,,,,61.5 [60.0-63.0],71.5 [70.0-73.0]",
    )  # fmt: skip
    rows = nordcan_survival.read(path).set_index(["series", "site", "place"])

    assert rows.loc[("relative_survival_1y", "C50", "DNK"), ["value", "lower", "upper", "sex", "year"]].tolist() == [
        80.5, 79.0, 82.0, "female", 1971,
    ]  # fmt: skip
    assert rows.loc[("relative_survival_1y", "C50", "DNK"), "locator"] == "report.csv, line 3, column 2, marked * by the publisher"
    assert rows.loc[("relative_survival_5y", "C54", "SWE"), ["value", "year_end"]].tolist() == [71.5, 2020]
    assert rows.loc[("relative_survival_5y", "C50", "SWE"), "obs_status"] == "O"


AGES = "Population,Number,0,5,10"


def test_ages_are_bands_and_the_number_is_all_of_them(write: Write) -> None:
    rows = nordcan_age.read(write("case_colon_1.csv", AGES, '"SE, Uppsala-Örebro*",6,1,2,3', "Greenland,0,0,0,0")).set_index(
        ["place", "age"]
    )

    assert rows.loc["SWE-UPPSALA-OREBRO", "value"].to_dict() == {"all": 6.0, "0-4": 1.0, "5-9": 2.0, "10+": 3.0}
    assert rows.loc[("GRL", "all"), ["value", "series", "sex", "site", "year", "year_end"]].tolist() == [
        0.0, "cases", "male", "C18", 2013, 2017,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("case_colon_1.csv", "Greenland,7,1,2,3", r"case_colon_1\.csv:2: the ages add up to 6, not to 7"),
        ("case_colon_1.csv", "Atlantis,6,1,2,3", r"case_colon_1\.csv:2, Number: population 'Atlantis' is unknown"),
        ("case_colon_1.csv", '"XX, South*",6,1,2,3', "population 'XX, South\\*' is unknown"),
        ("case_moon_1.csv", "Greenland,6,1,2,3", r"the name gives no known site \('moon'\)"),
        ("colon.csv", "Greenland,6,1,2,3", "the name gives no count, site and sex"),
    ],
)
def test_ages_that_do_not_fit_are_an_error(write: Write, name: str, line: str, what: str) -> None:
    with pytest.raises(FigureError, match=what):
        nordcan_age.read(write(name, AGES, line))


def test_periods_of_several_years_have_first_and_last(write: Write) -> None:
    row = "752,2,10,160,5,40,900,8.5,2016,2020,Lung,Sweden"
    rows = nordcan_period.read(write("p.csv", ",".join(nordcan_period.COLUMNS), row)).set_index("series")

    assert rows.loc["incidence_asr_world", ["place", "year", "year_end", "sex", "site", "value", "numerator", "denominator"]].tolist() == [
        "SWE", 2016, 2020, "female", "C33-C34", 8.5, 40.0, 900.0,
    ]  # fmt: skip
    with pytest.raises(FigureError, match=r"p\.csv:2: cancer '161' is unknown"):
        nordcan_period.read(write("p.csv", ",".join(nordcan_period.COLUMNS), row.replace("160", "161")))


def answer(tmp_path: Path, document: Any) -> Path:
    """Return a file with *document* as the service would answer it."""
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


RECORD = {"country": 752, "label": "Sweden", "type": 1, "sex": 2, "cancer": 290, "year": 2001, "total": 90, "total_pop": 4500, "asr": 2.5}


def test_answer_of_the_service_gives_a_series_a_rate_and_the_number(tmp_path: Path) -> None:
    rows = nordcan_json.read(answer(tmp_path, {"dataset": [RECORD | {"asr_n": None}]})).set_index("series")

    assert rows.loc["mortality_asr_world", ["place", "year", "sex", "site", "value", "numerator", "denominator"]].tolist() == [
        "SWE", 2001, "female", "C43", 2.5, 90.0, 4500.0,
    ]  # fmt: skip
    assert rows.loc["mortality_number", "locator"] == "answer.json, dataset[0].total"
    assert np.isnan(rows.loc["mortality_asr_nordic_2000", "value"])
    assert rows.loc["mortality_asr_nordic_2000", "obs_status"] == "O"


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({"error": ["no such cancer"]}, "is the service's error message"),
        ({"dataset": []}, "has no records"),
        ({"dataset": [1]}, "has no records"),
        ([1, 2], "has no records"),
        ({"dataset": [{"country": 752}]}, "field 'type' is missing"),
        ({"dataset": [RECORD | {"asr_moon": 1}]}, "the rate 'asr_moon' is unknown"),
        ({"dataset": [RECORD | {"country": 1752}]}, r"dataset\[0\]: country '1752' is unknown"),
        ({"dataset": [RECORD | {"asr": "many"}]}, r"dataset\[0\]\.asr: 'many' is not a number"),
    ],
)
def test_answers_that_cannot_be_used_say_why(tmp_path: Path, document: Any, what: str) -> None:
    with pytest.raises(FigureError, match=what):
        nordcan_json.read(answer(tmp_path, document))


def test_names_and_numbers_of_sites_agree() -> None:
    """A name in an export and a number in the data mean the same group of codes."""
    assert site_key("Lung_(incl._trachea_and_bronchus)") == "lung_incl_trachea_and_bronchus"
    assert set(ENTITIES.values()) & {SITES["ovary"], SITES["bladder"], SITES["colorectal"]} == {"C56", "C67", "C18-C20"}
