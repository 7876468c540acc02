"""What two sources say of one thing agrees, no edition is held twice, and none is too old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.errors import Problem
from etl.checks import agreement
from etl.checks.staged import Staged

Stage = Callable[..., Staged]


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    """Return severity, place and words of each of *problems*."""
    return [(str(problem.severity), problem.where, problem.what) for problem in problems]


def one(value: float, **cells: Any) -> list[dict[str, Any]]:
    """Return the row of one rate."""
    return [{"indicator": "rate", "value": value, **cells}]


def two_sources(stage: Stage, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return what is said of two sources."""
    return told(agreement.contradictions(stage(("registry", "registry-1", first), ("survey", "survey-1", second))))


def test_two_sources_that_differ_contradict_one_another(stage: Stage) -> None:
    what = "value 12 of 'survey', but 'registry' has 10 for the same key (registry/registry-1.csv:2)"

    assert two_sources(stage, one(10.0), one(12.0)) == [("warning", "survey/survey-1.csv:2", what)]


@pytest.mark.parametrize("other", [10.0, 10.1, 9.9])
def test_rounding_is_no_contradiction(other: float, stage: Stage) -> None:
    # The step of the rate is 0.1.
    assert two_sources(stage, one(10.0), one(other)) == []


def test_limits_that_overlap_agree_and_others_do_not(stage: Stage) -> None:
    assert two_sources(stage, one(10.0, lower=8.0, upper=12.0), one(14.0, lower=11.0, upper=17.0)) == []


def test_limits_that_do_not_overlap_contradict(stage: Stage) -> None:
    assert len(two_sources(stage, one(10.0, lower=8.0, upper=12.0), one(15.0, lower=13.0, upper=17.0))) == 1


def test_another_key_is_another_thing(stage: Stage) -> None:
    assert two_sources(stage, one(10.0), one(12.0, sex="female")) == []


def test_a_figure_that_was_restated_contradicts_nobody(stage: Stage) -> None:
    editions = [("survey", "survey-1", one(12.0)), ("survey", "survey-2", one(10.0)), ("registry", "registry-1", one(10.0))]

    assert agreement.contradictions(stage(*editions)) == []


@pytest.fixture
def newer_round(catalogue: Catalogue) -> Catalogue:
    """Return the small catalogue in which the survey prints a newer round of the registry's rates."""
    survey = catalogue.sources["survey"].model_copy(update={"supersedes": {"registry": ("rate",)}})
    return catalogue.model_copy(update={"sources": {**catalogue.sources, "survey": survey}})


def test_an_older_round_of_estimates_contradicts_nobody(stage: Stage, newer_round: Catalogue) -> None:
    of_both = [("registry", "registry-1", one(10.0)), ("survey", "survey-1", one(12.0))]

    assert agreement.contradictions(stage(*of_both, meaning=newer_round)) == []


def test_only_what_is_superseded_may_differ(stage: Stage, newer_round: Catalogue) -> None:
    of_both = [(source, f"{source}-1", [{"value": value}]) for source, value in (("registry", 10.0), ("survey", 12.0))]  # of cases

    assert len(agreement.contradictions(stage(*of_both, meaning=newer_round))) == 1


def test_an_older_round_of_estimates_is_not_waited_for(stage: Stage, newer_round: Catalogue) -> None:
    old, new = ("registry", "registry-1", one(10.0, year=2010)), ("survey", "survey-1", one(12.0, year=2023))

    assert agreement.stale(stage(old, new, meaning=newer_round)) == []
    assert len(agreement.stale(stage(old, meaning=newer_round))) == 1  # the newer round is not held


def test_the_same_bytes_are_no_two_editions(stage: Stage) -> None:
    staged = stage(("survey", "survey-1", one(12.0)), ("survey", "survey-2", one(12.0)))
    tables = tuple(replace(table, sha256="the same") for table in staged.tables)

    what = "is the same file as survey/survey-1.csv, byte for byte"
    assert told(agreement.copies(replace(staged, tables=tables))) == [("error", "survey/survey-2.csv", what)]


def test_the_same_figures_under_two_names_are_noticed(stage: Stage) -> None:
    what = "edition 'survey-1' of 'survey' holds the same figures as 'registry-1' of 'registry'"
    staged = stage(("registry", "registry-1", one(12.0)), ("survey", "survey-1", one(12.0)))

    assert told(agreement.copies(staged)) == [("warning", "survey/survey-1.csv", what)]


def test_the_same_sum_of_other_figures_is_no_copy(stage: Stage) -> None:
    rows = [[*one(a), *one(b, year=2021)] for a, b in ((10.0, 20.0), (20.0, 10.0))]

    assert agreement.copies(stage(("registry", "registry-1", rows[0]), ("survey", "survey-1", rows[1]))) == []


@pytest.mark.parametrize(("year", "number"), [(2018, 0), (2017, 1)])
def test_a_source_is_stale_once_its_newest_year_carries_no_verdict(year: int, number: int, stage: Stage) -> None:
    # The rate is stale after 5 years, and 2023 is the last that has ended.
    staged = stage(("registry", "registry-1", [*one(10.0, year=2010), *one(10.0, year=year)]))

    assert len(agreement.stale(staged)) == number


@pytest.mark.parametrize(("other", "number"), [(10_009.0, 0), (10_011.0, 1), (9_991.0, 0), (9_989.0, 1)])
def test_large_figures_may_differ_by_a_thousandth_of_the_larger(other: float, number: int, stage: Stage) -> None:
    assert len(two_sources(stage, one(10_000.0), one(other))) == number


def test_a_contradiction_is_told_at_its_cell_and_of_known_indicators_only(stage: Stage) -> None:
    def of_both(**cells: Any) -> list[tuple[str, str, list[dict[str, Any]]]]:
        return [("stranger", "stranger-1", one(10.0, **cells)), ("survey", "survey-1", one(12.5, **cells))]

    (problem,) = agreement.contradictions(stage(*of_both()))

    assert (problem.column, problem.value) == ("value", "12.5")
    assert agreement.contradictions(stage(*of_both(indicator="unknown"))) == []


@pytest.mark.parametrize(
    ("row", "number"),
    [({"year": 2010}, 1), ({"year": 2010, "indicator": "unknown"}, 0), ({"year": 0}, 0)],
)
def test_old_figures_of_a_known_indicator_and_a_year_are_stale(row: dict[str, Any], number: int, stage: Stage) -> None:
    assert len(agreement.stale(stage(("registry", "registry-1", one(10.0, **row))))) == number


def test_what_we_derived_needs_no_newer_edition(stage: Stage) -> None:
    assert agreement.stale(stage(("waymark", "rate-v1", one(10.0, year=2010)))) == []


@pytest.mark.parametrize("source", ["survey", "registry"])
@pytest.mark.parametrize("same_bytes", [True, False])
def test_equal_figures_are_told_once_whoever_prints_them(source: str, stage: Stage, *, same_bytes: bool) -> None:
    """Of one source and the same bytes, as the same file; else, as figures alike."""
    staged = stage(("survey", "survey-1", one(10.0)), (source, f"{source}-2", one(10.0)))
    if same_bytes:
        tables = tuple(replace(table, sha256="the same") for table in staged.tables)
        staged = Staged(staged.connection, tables, staged.catalogue, staged.this_year, staged.held)
    (problem,) = agreement.copies(staged)

    assert ("byte for byte" in problem.what) is (same_bytes and source == "survey")


def test_editions_without_any_number_are_alike_too(stage: Stage) -> None:
    nothing = one(float("nan"), obs_status="M")

    assert len(agreement.copies(stage(("survey", "survey-1", nothing), ("registry", "registry-1", nothing)))) == 1
