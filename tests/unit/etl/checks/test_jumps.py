"""A leap in a steady series is seen, one that is explained is not; an edition is held against the one that it restates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Citation, Confidence, Text
from data.catalogue.models import Event
from data.errors import Problem
from etl.checks import jumps
from etl.checks.staged import Staged

Stage = Callable[..., Staged]


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    """Return severity, place and words of each of *problems*."""
    return [(str(problem.severity), problem.where, problem.what) for problem in problems]


STEADY = [100.0, 101, 99, 102, 100, 98, 101, 100, 99, 100]


def series(values: list[float], **cells: Any) -> list[dict[str, Any]]:
    """Return a row a year from 2010 on."""
    return [{"indicator": "rate", "year": 2010 + position, "value": value, **cells} for position, value in enumerate(values)]


def edition(rows: list[dict[str, Any]]) -> tuple[str, str, list[dict[str, Any]]]:
    """Return *rows* as the one edition of a source."""
    return ("registry", "registry-1", rows)


def test_a_steady_series_has_no_jump(stage: Stage) -> None:
    assert jumps.sudden(stage(edition(series(STEADY)))) == []


def test_a_year_that_is_twice_the_one_before_is_a_jump(stage: Stage) -> None:
    problems = jumps.sudden(stage(edition(series([*STEADY, 200]))))

    what = "value 200 after 100 in 2019: 2 times as much in a series that otherwise moves less"
    assert told(problems) == [("warning", "registry/registry-1.csv:12", what)]


def test_a_series_that_always_leaps_has_no_jump(stage: Stage) -> None:
    assert jumps.sudden(stage(edition(series([1.0, 5, 2, 9, 1, 6, 2, 7, 1, 8, 2])))) == []


def test_the_order_of_the_rows_does_not_matter(stage: Stage) -> None:
    assert len(jumps.sudden(stage(edition(series([*STEADY, 200])[::-1])))) == 1


def test_a_change_over_several_years_counts_by_the_year(stage: Stage) -> None:
    rows = series([*STEADY, 200])
    # 100 in 2019 and 200 in 2023 are 19 % a year.
    rows[-1]["year"] = 2023

    assert jumps.sudden(stage(edition(rows))) == []


def test_few_cases_jump_by_chance(stage: Stage) -> None:
    # 2 and 4 cases: five standard deviations of the logarithm are 5 x sqrt(1/2 + 1/4) = 4.3.
    rows = [{**row, "numerator": row["value"] / 50} for row in series([*STEADY, 200])]

    assert jumps.sudden(stage(edition(rows))) == []


FLAT = [100.0] * 10
LIVELY = [100.0, 110, 110] * 3 + [100]
"""Changes of ln 1.1, 0 and -ln 1.1 in turn: the median is 0, that of the distances ln 1.1 = 0.0953."""


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ([*STEADY[:8], 200], 1),
        ([*STEADY[:7], 200], 0),  # eight values do not say what is usual
        ([*FLAT, 149], 0),
        ([*FLAT, 151], 1),  # by more than half
        # Ten robust standard deviations: e^(10 × 1.4826 × 0.0953) = 4.11 times.
        ([*LIVELY, 405], 0),
        ([*LIVELY, 418], 1),
        ([0.0] * 11, 0),
        ([value / 10_000 for value in [*FLAT, 200]], 1),  # in another unit
    ],
)
def test_how_much_is_a_jump(values: list[float], number: int, stage: Stage) -> None:
    assert len(jumps.sudden(stage(edition(series(values))))) == number


@pytest.mark.parametrize(("cases", "number"), [(80.0, 1), (76.0, 0)])
def test_how_few_cases_jump_by_chance(cases: float, number: int, stage: Stage) -> None:
    """To double is 0.693 on the log scale; five standard deviations are 5 √(1.5 / 80) = 0.685, and 5 √(1.5 / 76) = 0.702."""
    rows = [{**row, "numerator": row["value"] / 100 * cases} for row in series([*FLAT, 200])]

    assert len(jumps.sudden(stage(edition(rows)))) == number


@pytest.mark.parametrize(("value", "words"), [(200, "2 times as much"), (160, "1.6 times as much"), (50, "2 times less")])
def test_a_jump_is_told_by_its_factor_at_its_cell(value: float, words: str, stage: Stage) -> None:
    (problem,) = jumps.sudden(stage(edition(series([*FLAT, value]))))

    assert problem.what == f"value {value} after 100 in 2019: {words} in a series that otherwise moves less"
    assert (problem.column, problem.value) == ("value", str(value))


def happened(catalogue: Catalogue, *events: dict[str, Any]) -> Catalogue:
    """Return the *catalogue* with events that moved the rate in 2020, but for what each says."""
    words = Text(en="A pandemic", de="Eine Pandemie")
    citation = Citation(document="A made-up report", confidence=Confidence.UNVERIFIED)
    usual = {"name": words, "kind": "pandemic", "effect": "exclude", "explanation": words, "citation": citation, "first_year": 2020}
    usual |= {"last_year": 2020, "indicators": ("rate",), "places": ()}
    made = {f"event-{number}": Event(id=f"event-{number}", **(usual | event)) for number, event in enumerate(events)}
    return catalogue.model_copy(update={"events": made})


@pytest.mark.parametrize(
    ("events", "number"),
    [
        ([{}], 0),
        ([{"first_year": 2018, "last_year": 2018}], 1),  # the year after it is 2019
        ([{"first_year": 2021, "last_year": 2021}], 1),
        ([{"indicators": ("uptake",)}], 1),
        ([{"indicators": ("uptake",)}, {}], 0),  # one of them is enough
    ],
)
def test_an_event_explains_a_jump_in_its_years_and_the_one_after(
    events: list[dict[str, Any]], number: int, stage: Stage, catalogue: Catalogue
) -> None:
    assert len(jumps.sudden(stage(edition(series([*FLAT, 200])), meaning=happened(catalogue, *events)))) == number


def test_a_break_explains_a_jump(stage: Stage) -> None:
    rows = series([*STEADY, 200])
    rows[-1]["obs_status"] = "B"

    assert jumps.sudden(stage(edition(rows))) == []


@pytest.mark.parametrize(("places", "number"), [((), 0), (("DEU",), 0), (("SWE",), 1)])
def test_an_event_explains_a_jump_where_it_happened(places: tuple[str, ...], number: int, stage: Stage, catalogue: Catalogue) -> None:
    meaning = happened(catalogue, {"first_year": 2019, "last_year": 2019, "places": places})

    assert len(jumps.sudden(stage(edition(series([*STEADY, 200])), meaning=meaning))) == number


def restating(stage: Stage, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Staged:
    """Stage *new* as the edition that restates *old*, as the small catalogue has it."""
    return stage(("survey", "survey-1", old), ("survey", "survey-2", new))


def test_an_edition_that_moved_a_figure_beyond_its_limits_says_how_many_it_changed(stage: Stage) -> None:
    old = series([10.0, 20, 30], lower=0.0, upper=35.0)
    new = series([10.0, 22, 60, 70])

    what = (
        "2 of 3 figures of 'rate' differ from edition 'survey-1', 1 of them beyond the old limits or by a tenth; "
        "most of all this one, 30 before and 60 now"
    )
    assert told(jumps.restated(restating(stage, old, new))) == [("warning", "survey/survey-2.csv:4", what)]


@pytest.mark.parametrize(("value", "number"), [(10.0, 0), (10.9, 0), (11.2, 1), (0.0, 1)])
def test_a_figure_without_limits_may_move_by_a_tenth(value: float, number: int, stage: Stage) -> None:
    assert len(jumps.restated(restating(stage, series([10.0]), series([value])))) == number


def test_places_and_years_that_an_edition_lost_are_named(stage: Stage) -> None:
    old = [*series([10.0, 20]), *series([10.0, 20], place="SWE")]

    what = "'rate' covers less than in edition 'survey-1': 1 place fewer (SWE), 1 place with fewer years (DEU)"
    assert told(jumps.coverage(restating(stage, old, series([10.0])))) == [("warning", "survey/survey-2.csv", what)]


def test_an_indicator_that_is_not_restated_at_all_is_still_in_force(stage: Stage) -> None:
    old = [*series([10.0]), {"indicator": "uptake", "value": 50.0}]

    assert jumps.coverage(restating(stage, old, series([10.0]))) == []


def test_a_figure_that_moved_is_named_with_its_column(stage: Stage) -> None:
    (problem,) = jumps.restated(restating(stage, series([10.0]), series([12.5])))

    assert (problem.column, problem.value) == ("value", "12.5")


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (["SWE", "BOTH"], "2 places fewer (BOTH, SWE)"),
        (["SWE", "BOTH", "PAIR"], "3 places fewer (BOTH, PAIR, SWE)"),
        (["SWE", "BOTH", "PAIR", "SWE-AB"], "4 places fewer (BOTH, PAIR, SWE and 1 more)"),
        (["SWE", "XYZ"], "1 place fewer (SWE)"),  # a place that the catalogue does not know is another check's business
    ],
)
def test_of_many_lost_places_three_are_named(lost: list[str], words: str, stage: Stage) -> None:
    old = [row for place in ("DEU", *lost) for row in series([10.0], place=place)]
    (problem,) = jumps.coverage(restating(stage, old, series([10.0])))

    assert problem.what == f"'rate' covers less than in edition 'survey-1': {words}"


@pytest.mark.parametrize("held", [("survey", "survey-2"), ("survey", "survey-1"), ("stranger", "survey-2")])
def test_an_edition_that_restates_nothing_that_is_held_covers_what_it_covers(held: tuple[str, str], stage: Stage) -> None:
    """The first edition is not held, there is nothing before it, or the source is not known."""
    assert list(jumps.pairs(stage((*held, series([10.0]))))) == []
