"""Counts of parts make up the counts of all; each way in which they do not is told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.errors import Problem
from etl.checks import nesting, totals
from etl.checks.staged import Staged

Stage = Callable[..., Staged]


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    """Return severity, place and words of each of *problems*."""
    return [(str(problem.severity), problem.where, problem.what) for problem in problems]


def table(*rows: dict[str, Any]) -> tuple[str, str, list[dict[str, Any]]]:
    """Return *rows* as the one edition of a source."""
    return ("registry", "registry-1", list(rows))


def sexes(women: float, men: float, everybody: float, **cells: Any) -> list[dict[str, Any]]:
    """Return three rows of counts."""
    return [{"sex": sex, "value": value, **cells} for sex, value in (("female", women), ("male", men), ("all", everybody))]


def test_sexes_that_make_up_all_are_right(stage: Stage) -> None:
    assert totals.sexes(stage(table(*sexes(40, 60, 100), *sexes(1, 2, 3, year=2021)))) == []


def test_a_part_that_exceeds_its_total_is_an_error_at_the_row_of_the_total(stage: Stage) -> None:
    problems = totals.sexes(stage(table(*sexes(40, 60, 100), *sexes(50, 60, 100, year=2021))))

    assert told(problems) == [("error", "registry/registry-1.csv:7", "value 100 of sex 'all', but its parts add up to 110")]


def test_persons_of_unknown_sex_are_let_pass_with_a_warning_for_the_worst_row(stage: Stage) -> None:
    problems = totals.sexes(stage(table(*sexes(40, 60, 103), *sexes(40, 50, 100, year=2021))))

    what = "value 100 of sex 'all', but its parts add up to 90; so it is, by less, in 1 row more of the indicator"
    assert told(problems) == [("warning", "registry/registry-1.csv:7", what)]


def test_rounding_is_allowed_for(stage: Stage) -> None:
    # Three numbers, each rounded to whole persons, may miss by 1.5 together.
    assert totals.sexes(stage(table(*sexes(40, 60, 101)))) == []
    assert len(totals.sexes(stage(table(*sexes(40, 60, 102))))) == 1


def test_a_missing_part_leaves_nothing_to_compare(stage: Stage) -> None:
    assert totals.sexes(stage(table(*sexes(40, float("nan"), 100)))) == []


def test_rates_are_not_added_up_but_their_numerators_are(stage: Stage) -> None:
    rows = [{**row, "numerator": row["value"], "value": 10.0} for row in sexes(40, 60, 110, indicator="rate")]

    what = "numerator 110 of sex 'all', but its parts add up to 100"
    assert told(totals.sexes(stage(table(*rows)))) == [("warning", "registry/registry-1.csv:4", what)]


def test_numerators_that_have_nothing_to_do_with_the_total_are_told_once(stage: Stage) -> None:
    rows = [
        {**row, "numerator": row["value"], "value": 10.0}
        for year in (2020, 2021)
        for row in sexes(80, 90, 100, indicator="rate", year=year)
    ]

    assert [problem.where for problem in totals.sexes(stage(table(*rows)))] == ["registry/registry-1.csv"]


def numerators(*counts: float, **cells: Any) -> list[dict[str, Any]]:
    """Return rates of women, men and all with these numerators."""
    return [{**row, "numerator": row["value"], "value": 10.0} for row in sexes(*counts, indicator="rate", **cells)]


@pytest.mark.parametrize(("everybody", "number"), [(101.0, 0), (102.0, 1), (98.0, 1), (99.0, 0)])
def test_numerators_are_rounded_to_persons_and_may_not_be_fewer_than_their_parts_either(
    everybody: float, number: int, stage: Stage
) -> None:
    """40 and 60 make up 100; three roundings to whole persons may miss by 1.5."""
    assert len(totals.sexes(stage(table(*numerators(40, 60, everybody))))) == number


def test_a_quarter_too_many_may_still_be_parts_and_what_is_not_complete_is_not_compared(stage: Stage) -> None:
    """60 and 65 are just a quarter more than 100, which is told at the row; in 2021 nobody is told apart by sex."""
    assert [problem.where for problem in totals.sexes(stage(table(*numerators(60, 65, 100))))] == ["registry/registry-1.csv:4"]
    assert totals.sexes(stage(table(*numerators(40, 60, 100), *numerators(40, 60, 100, year=2021)[2:]))) == []


def test_what_is_told_of_numerators_is_told_of_their_own_edition(stage: Stage) -> None:
    good, bad = numerators(40, 60, 100, year=2019), numerators(80, 90, 100)
    (problem,) = totals.sexes(stage(("registry", "registry-1", good), ("registry", "registry-2", bad)))

    assert (problem.where, problem.column) == ("registry/registry-2.csv", "numerator")


@pytest.mark.parametrize(
    ("rows", "cell"),
    [(sexes(50, 60, 100), ("value", "100")), (sexes(40, 50, 100.5), ("value", "100.5")), (numerators(40, 50, 100), ("numerator", "100"))],
)
def test_a_total_that_is_wrong_is_named_with_its_column(rows: list[dict[str, Any]], cell: tuple[str, str], stage: Stage) -> None:
    (problem,) = totals.sexes(stage(table(*rows)))

    assert (problem.column, problem.value) == cell


def test_a_group_is_the_sum_of_its_members_only_where_all_are_there(stage: Stage, catalogue: Catalogue) -> None:
    """Sweden is missing; and a group without members is the sum of nothing."""
    nobody = catalogue.places["PAIR"].model_copy(update={"code": "NOBODY", "members": ()})
    meaning = catalogue.model_copy(update={"places": {**catalogue.places, "NOBODY": nobody}})
    rows = [{"place": place, "value": value} for place, value in (("DEU", 10.0), ("PAIR", 5.0), ("NOBODY", 7.0))]

    assert totals.places(stage(table(*rows), meaning=meaning)) == []


def test_two_editions_are_not_added_up_together(stage: Stage) -> None:
    women, men, everybody = sexes(50, 60, 100)

    assert totals.sexes(stage(("registry", "registry-1", [women, men]), ("registry", "registry-2", [everybody]))) == []


@pytest.mark.parametrize(
    ("check", "column", "codes"),
    [
        (totals.ages, "age", ("0-14", "15-64", "65+", "all")),
        (totals.ages, "age", ("60-64", "65-69", "60-69")),
        (totals.sites, "site", ("C18", "C19-C20", "C18-C20")),
        (totals.places, "place", ("DEU", "SWE", "PAIR")),
    ],
)
def test_bands_sites_and_places_make_up_their_total(check: Any, column: str, codes: tuple[str, ...], stage: Stage) -> None:
    *parts, total = codes
    rows = [{column: code, "value": 10.0} for code in parts] + [{column: total, "value": 10.0 * len(parts) - 5}]

    what = f"value {10 * len(parts) - 5} of {column} '{total}', but its parts add up to {10 * len(parts)}"
    assert told(check(stage(table(*rows)))) == [("error", f"registry/registry-1.csv:{len(rows) + 1}", what)]


def test_the_finest_bands_make_up_a_total_and_a_gap_makes_none() -> None:
    bands = nesting.ages(["0-4", "5-9", "0-9", "10+", "all", "unknown"])

    assert nesting.totals(bands) == {"0-9": ("0-4", "5-9"), "all": ("0-4", "5-9", "10+")}
    assert nesting.totals(nesting.ages(["0-4", "10+", "all"])) == {}


def test_sites_that_overlap_make_up_nothing() -> None:
    assert nesting.totals(nesting.sites(["C18-C20", "C19-C21", "C18-C21", "all", "C91.0"])) == {}


def test_thousands_of_overlapping_bands_with_a_gap_are_told_apart_at_once() -> None:
    """All bands of at least two ages below 60, but none that touches 50: trying every chain up to the gap would take longer than a life."""
    bands = [f"{start}-{end}" for start in range(60) for end in range(start + 1, 60) if not start <= 50 <= end]
    found = nesting.totals(nesting.ages([*bands, "0-59", "51+", "all"]))

    assert found["0-3"] == ("0-1", "2-3")
    assert found["0-4"] == ("0-1", "2-4")
    assert found["0-49"] == tuple(f"{start}-{start + 1}" for start in range(0, 50, 2))
    assert not found.keys() & {"0-1", "0-2", "0-59", "51+", "all"}
