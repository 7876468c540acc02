"""Keys that stand once, values that are there or have a reason, and codes that the catalogue knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.errors import Problem
from etl.checks import codes, rows
from etl.checks.staged import Staged, located, suggestion

Stage = Callable[..., Staged]
EMPTY = float("nan")


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    """Return place and words of each of *problems*."""
    return [(problem.where, problem.what) for problem in problems]


def table(*cells: dict[str, Any], source: str = "registry", edition: str = "registry-1") -> tuple[str, str, list[dict[str, Any]]]:
    return (source, edition, [{"value": 1.0} | row for row in cells])


# --- keys -----------------------------------------------------------------------------------------------------------------------


def test_a_key_stands_once_in_an_edition(stage: Stage) -> None:
    """The second row has another sex; the third is the first again, whatever its value."""
    problems = rows.keys(stage(table({}, {"sex": "male"}, {"value": 2.0})))

    assert [problem.where for problem in problems] == ["registry/registry-1.csv:4"]
    assert problems[0].what.endswith("stands twice; first at registry/registry-1.csv:2")
    assert rows.keys(stage(table({}, {"sex": "male"}))) == []


def chain(catalogue: Catalogue, **restates: str | None) -> Catalogue:
    """Return the *catalogue* with these editions of the survey, each with what it restates."""
    survey = catalogue.sources["survey"]
    made = tuple(survey.editions[0].model_copy(update={"id": name, "restates": older}) for name, older in restates.items())
    return catalogue.model_copy(update={"sources": {**catalogue.sources, "survey": survey.model_copy(update={"editions": made})}})


@pytest.mark.parametrize(
    ("restates", "number"),
    [
        ({"a": None, "b": None}, 1),
        ({"a": None, "b": "a"}, 0),
        ({"a": "b", "b": None}, 0),  # whichever stands first
        ({"a": None, "x": "a", "b": "x"}, 0),  # by way of a third, which is not held
        ({"a": None, "x": "a", "b": None}, 1),
    ],
)
def test_a_key_counts_once_among_editions_that_do_not_restate_one_another(
    restates: dict[str, str | None], number: int, stage: Stage, catalogue: Catalogue
) -> None:
    held = [table({}, {"sex": "male"}, source="survey", edition="a"), table({}, source="survey", edition="b")]
    problems = rows.editions(stage(*held, meaning=chain(catalogue, **restates)))

    assert (
        told(problems)
        == [
            ("survey/b.csv:2", "the key stands in edition 'a' too, as do those of 1 row of 'b'"),
        ]
        * number
    )


def test_editions_with_other_keys_or_of_an_unknown_source_are_left_alone(stage: Stage, catalogue: Catalogue) -> None:
    meaning = chain(catalogue, a=None, b=None)
    apart = [table({}, source="survey", edition="a"), table({"sex": "male"}, source="survey", edition="b")]
    strange = [table({}, source="stranger", edition="a"), table({}, source="stranger", edition="b")]

    assert rows.editions(stage(*apart, meaning=meaning)) == []
    assert rows.editions(stage(*strange, meaning=meaning)) == []


# --- values and their reasons ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "missing", "unexpected"),
    [
        ({}, 0, 0),
        ({"value": EMPTY}, 1, 0),
        ({"value": EMPTY, "obs_status": "M"}, 0, 0),
        ({"value": EMPTY, "obs_status": "O"}, 0, 0),
        ({"value": EMPTY, "obs_status": "L"}, 0, 0),
        ({"value": EMPTY, "obs_status": "Q"}, 0, 0),
        ({"value": EMPTY, "conf_status": "C"}, 0, 0),
        ({"value": EMPTY, "obs_status": "P"}, 1, 0),
        ({"obs_status": "M"}, 0, 1),
        ({"value": 0.0, "obs_status": "Q"}, 0, 1),
        ({"obs_status": "P"}, 0, 0),
    ],
)
def test_a_value_is_there_or_a_status_says_why_not(cells: dict[str, Any], missing: int, unexpected: int, stage: Stage) -> None:
    staged = stage(table({"sex": "male"}, cells))
    gone, there = rows.missing_values(staged), rows.unexpected_values(staged)

    assert [(problem.where, problem.column) for problem in gone] == [("registry/registry-1.csv:3", "value")] * missing
    assert [(problem.where, problem.column, problem.value) for problem in there] == [
        ("registry/registry-1.csv:3", "obs_status", cells.get("obs_status"))
    ] * unexpected


def test_a_figure_without_its_place_in_the_source_is_told(stage: Stage) -> None:
    problems = rows.citations(stage(table({"sex": "male"}, {"locator": ""})))

    assert [(problem.where, problem.column) for problem in problems] == [("registry/registry-1.csv:3", "locator")]


# --- codes ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "column", "good", "bad"),
    [
        (codes.ages, "age", ["all", "15+", "0-4", "60-74", "20-20"], ["74-60", "15", "1000-1001", "15 +", ""]),
        (codes.groups, "group", ["all", "education:low"], ["education", "low", ""]),
        (codes.indicators, "indicator", ["rate", "uptake"], ["rats", ""]),
        (codes.places, "place", ["DEU", "PAIR"], ["GER", ""]),
        (codes.sexes, "sex", ["all", "female", "male"], ["women", ""]),
        (codes.sites, "site", ["all"], ["C99.9", ""]),
        (codes.observation_statuses, "obs_status", ["A"], ["Z", ""]),
        (codes.confidentiality_statuses, "conf_status", ["F"], ["Z", ""]),
    ],
)
def test_codes_are_those_that_the_catalogue_knows(
    check: Callable[[Staged], list[Problem]], column: str, good: list[str], bad: list[str], stage: Stage
) -> None:
    known = [{column: code, "year": 2000 + number} for number, code in enumerate(good)]
    strange = [{column: code, "year": 2010 + number} for number, code in enumerate(bad)]
    problems = check(stage(table(*known, *strange, *strange[:1])))

    assert check(stage(table(*known))) == []
    assert sorted((problem.value or "", problem.column) for problem in problems) == sorted((code, column) for code in bad)
    words = {problem.value: problem.what for problem in problems}
    assert words[bad[0]] == f"{column} '{bad[0]}' is unknown, in 2 rows"
    assert words[""] == f"{column} is empty, in 1 row"


def test_a_code_that_is_nearly_known_is_suggested(stage: Stage) -> None:
    """Of an age nothing is: 60-75 beside 60-74 may be meant."""
    remedies = [problem.remedy for problem in codes.indicators(stage(table({"indicator": "uptakes"}, {"indicator": "zzz", "year": 2000})))]

    assert sorted(remedies) == [
        "add catalogue/indicators/zzz.yml", "did you mean uptake? If not, add catalogue/indicators/uptakes.yml",
    ]  # fmt: skip
    ages = codes.ages(stage(table({"age": "15-19"}, {"age": "15-1"})))
    assert [problem.remedy for problem in ages] == ["write all, 15+ or 60-74 (completed years)"]


def test_a_row_of_another_edition_than_its_table_is_told(stage: Stage) -> None:
    staged = stage(table({}, {"sex": "male"}, {"sex": "female"}))
    (listed,) = staged.tables
    other = type(listed)(listed.source, "registry-2", listed.file, listed.name, listed.sha256, listed.lines)
    problems = codes.editions(Staged(staged.connection, (other,), staged.catalogue, staged.this_year, staged.held))

    assert codes.editions(staged) == []
    assert [(problem.where, problem.column, problem.value, problem.what) for problem in problems] == [
        ("registry/registry-1.csv:2", "edition", "registry-1", "edition 'registry-1' in 3 rows, but the table is listed as 'registry-2'")
    ]


def test_every_table_is_of_a_known_source_and_edition(stage: Stage) -> None:
    held = [table(), table(source="registri"), table(source="survey", edition="survey-3"), table(source="survey", edition="zzz")]
    problems = codes.sources(stage(*((source, edition, cells or [{"value": 1.0}]) for source, edition, cells in held)))

    assert [(problem.where, problem.what) for problem in problems] == [
        ("registri/registry-1.csv", "the source 'registri' is unknown"),
        ("survey/survey-3.csv", "the edition 'survey-3' of 'survey' is unknown"),
        ("survey/zzz.csv", "the edition 'zzz' of 'survey' is unknown"),
    ]
    assert [problem.remedy for problem in problems] == [
        "did you mean registry? If not, add catalogue/sources/registri.yml",
        "did you mean survey-2 or survey-1? If not, add the edition to catalogue/sources/survey.yml; known: survey-1, survey-2",
        "add the edition to catalogue/sources/survey.yml; known: survey-1, survey-2",
    ]


def test_where_a_row_stands_is_the_line_its_locator_names_or_the_place() -> None:
    assert located("a/b.csv", "b.csv, line 12") == "a/b.csv:12"
    assert located("a/b.xlsx", "b.xlsx, sheet 1, row 7") == "a/b.xlsx:7"
    assert located("a/b.xlsx", "b.xlsx, sheet 1, cell B2") == "a/b.xlsx: sheet 1, cell B2"
    assert located("a/b.json", "b.json") == "a/b.json: b.json"
    assert suggestion("zzz", ["rate"], "add it") == "add it"
