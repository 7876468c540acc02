"""The Dutch registry's answers with their questions; the figures are made up, the form is that of `etl.fetch.connectors.nkr`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import FigureError
from etl.readers import nkr_json

Write = Callable[..., Path]


def question(topic: str, statistic: str, *codes: str) -> dict[str, Any]:
    """A question that sets each filter to one of *codes*; the reader needs no more of ``groupBy`` than that it is there."""
    rest = [{"code": f"filter/{code.split('/')[0]}", "values": [{"code": code}]} for code in codes]
    return {"navigation": {"code": topic}, "statistic": {"code": statistic}, "groupBy": [], "aggregateBy": rest}


def row(value: Any, code: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "filterValues": [{"filterCode": "filter/x", "code": code}], **more}


def answers(write: Write, asked: dict[str, Any], *rows: Any) -> Path:
    return write("nkr.json", json.dumps({"answers": [{"question": asked, "answer": {"data": list(rows)}}]}))


def test_cases_by_year(write: Write) -> None:
    asked = question("incidentie/periode", "statistiek/aantal", "kankersoort/subgroep/302000", "geslacht/vrouw", "regio/totaal/alle")
    table = nkr_json.read(answers(write, asked, row(7100, "periode/1-jaar/2020"), row(None, "periode/1-jaar/2021")))

    assert set(table["series"]) == {"incidentie/periode:aantal"}
    assert table[["place", "site", "sex", "age", "group"]].drop_duplicates().to_numpy().tolist() == [["NLD", "C34", "female", "all", "all"]]
    assert table[["year", "year_end", "obs_status"]].to_numpy().tolist() == [[2020, 2020, "A"], [2021, 2021, "O"]]
    assert table.loc[0, ["value", "locator"]].tolist() == [7100.0, "nkr.json, answers[0].answer.data[0].value"]


def test_survival_is_of_several_years_and_names_the_years_after_the_diagnosis(write: Write) -> None:
    asked = question("overleving/periode", "statistiek/relatieve-overleving", "periode/10-jaar/2015-2024", "stadium/ii")
    table = nkr_json.read(answers(write, asked, row(91.5, "jaren-na-diagnose/5")))

    assert table.loc[0, ["series", "year", "year_end", "group", "value"]].tolist() == [
        "overleving/periode:relatieve-overleving/5y", 2015, 2024, "stage:ii", 91.5,
    ]  # fmt: skip


def test_a_distribution_keeps_the_number_behind_the_percentage(write: Write) -> None:
    asked = question("incidentie/verdeling-per-stadium", "statistiek/verdeling", "periode/1-jaar/2020", "leeftijdsgroep/60-74")
    table = nkr_json.read(answers(write, asked, row(25.0, "stadium/i", metaData=[{"value": 5}])))

    assert table.loc[0, ["group", "age", "value", "numerator"]].tolist() == ["stage:i", "60-74", 25.0, 5.0]


def test_deaths_have_the_cancers_of_another_list(write: Write) -> None:
    asked = question("sterfte/periode", "statistiek/aantal", "kankersoortCBS/totaal/alle")

    assert nkr_json.read(answers(write, asked, row(46000, "periode/1-jaar/2020"))).loc[0, "site"] == "all"


@pytest.mark.parametrize(
    ("codes", "item", "words"),
    [
        (["kankersoort/subgroep/999999"], row(1, "periode/1-jaar/2020"), r"data\[0\]: kankersoort '999999' is unknown"),
        (["regio/noord"], row(1, "periode/1-jaar/2020"), "regio 'noord' is unknown"),
        (["geslacht/x"], row(1, "periode/1-jaar/2020"), "geslacht 'x' is unknown"),
        (["leeftijdsgroep/jong"], row(1, "periode/1-jaar/2020"), "age group 'jong' is unknown"),
        ([], row(1, "stadium/i"), "'' is no period"),
        ([], row(1, "periode/3-jaar/2019-2020"), "'3-jaar/2019-2020' is no period"),
        ([], row("<5", "periode/1-jaar/2020"), r"data\[0\]\.value: '<5' is no number"),
        ([], row(True, "periode/1-jaar/2020"), "'True' is no number"),
        ([], row(1, "smaak/zoet"), "the code 'smaak/zoet' is of no kind that is known"),
        ([], {"value": 1}, "has no list 'filterValues'"),
        ([], 5, "is no object"),
    ],
)
def test_what_is_not_known_is_named(write: Write, codes: list[str], item: Any, words: str) -> None:
    with pytest.raises(FigureError, match=words):
        nkr_json.read(answers(write, question("incidentie/periode", "statistiek/aantal", *codes), item))


def test_an_answer_without_its_question_is_refused(write: Write) -> None:
    """The service's own answer does not say which cancer, sex and region it is about."""
    with pytest.raises(FigureError, match=r"has no list 'answers'.*as `python -m etl fetch` writes them"):
        nkr_json.read(write("data.json", json.dumps({"data": [row(1, "periode/1-jaar/2020")]})))


def test_a_question_for_two_values_of_a_filter_at_once_is_refused(write: Write) -> None:
    asked = question("incidentie/periode", "statistiek/aantal", "geslacht/man")
    asked["aggregateBy"][0]["values"].append({"code": "geslacht/vrouw"})

    with pytest.raises(FigureError, match="a filter has 2 values"):
        nkr_json.read(answers(write, asked, row(1, "periode/1-jaar/2020")))
