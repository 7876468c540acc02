"""A figure of an organ that the sex has not got, and a unit that is off by a power of ten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.errors import Problem
from etl.checks import plausibility
from etl.checks.staged import Staged

Stage = Callable[..., Staged]


def told(problems: list[Problem]) -> list[tuple[str, str, str]]:
    """Return severity, place and words of each of *problems*."""
    return [(str(problem.severity), problem.where, problem.what) for problem in problems]


def edition(rows: list[dict[str, Any]]) -> tuple[str, str, list[dict[str, Any]]]:
    """Return *rows* as the one edition of a source."""
    return ("registry", "registry-1", rows)


@pytest.mark.parametrize(
    ("sex", "site", "value", "number"),
    [("female", "C61", 5.0, 1), ("male", "C54-C55", 5.0, 1), ("female", "C61", 0.0, 0), ("male", "C61", 5.0, 0), ("all", "C53", 5.0, 0)],
)
def test_a_sex_has_no_cancer_of_an_organ_that_it_has_not(sex: str, site: str, value: float, number: int, stage: Stage) -> None:
    problems = plausibility.organs(stage(edition([{"sex": sex, "site": site, "value": value}])))

    assert [problem.severity for problem in problems] == ["error"] * number


def places(values: list[float], indicator: str = "rate") -> list[dict[str, Any]]:
    """Return a row for each of as many made-up places."""
    return [{"place": f"P{position:02}", "indicator": indicator, "value": value} for position, value in enumerate(values)]


OTHERS = [90.0, 95, 100, 105, 110, 100, 98, 102]


@pytest.mark.parametrize(("value", "factor"), [(10.0, "10"), (1.0, "100"), (1000.0, "10"), (1e5, "1,000")])
def test_a_place_in_another_unit_than_the_others_is_seen(value: float, factor: str, stage: Stage) -> None:
    problems = plausibility.units(stage(edition(places([*OTHERS, value]))))

    # The middle of the nine is 100.
    what = f"'rate' of P08 is about {value:.3g}, that of other places 100: off by about {factor}"
    assert told(problems) == [("warning", "registry/registry-1.csv:10", what)]


TWO_KINDS = [100 / 1.3225] * 4 + [100.0] * 4
"""With a ninth above, the middle is 100 and the median distance ln 1.3225 = 0.2796: five robust deviations are e^2.073 = 7.95 times."""


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ([*TWO_KINDS, 1000.0], 1),
        ([*TWO_KINDS, 750.0], 0),
        ([*OTHERS[:7], 10.0], 1),
        ([*OTHERS[:6], 10.0], 0),  # seven places do not say what is usual
    ],
)
def test_how_far_off_and_from_how_many_places_a_unit_is_seen(values: list[float], number: int, stage: Stage) -> None:
    assert len(plausibility.units(stage(edition(places(values))))) == number


@pytest.mark.parametrize(("value", "number"), [(10.0, 1), (1000.0, 1), (3000.0, 0), (100.0, 0)])
def test_a_place_of_another_source_is_held_against_all(value: float, number: int, stage: Stage) -> None:
    """Thirty times is far off, and no unit."""
    problems = plausibility.units(
        stage(edition(places(OTHERS)), ("survey", "survey-1", [{"place": "SWE", "indicator": "rate", "value": value}]))
    )

    assert [(problem.where, problem.column) for problem in problems] == [("survey/survey-1.csv:2", "value")] * number


def test_values_below_one_have_a_unit_and_zeros_and_unknown_indicators_none(stage: Stage) -> None:
    assert len(plausibility.units(stage(edition(places([value / 1e4 for value in [*OTHERS, 1.0]]))))) == 1
    assert plausibility.units(stage(edition([*places([0.0] * 9), *places([*OTHERS, 1.0], "unknown")]))) == []
    nothing = stage(("survey", "survey-1", places([0.0] * 3)), ("survey", "survey-2", places([0.0] * 3)))
    assert plausibility.units_of_editions(nothing) == []


def test_an_edition_in_another_unit_is_told_at_its_cell(stage: Stage) -> None:
    (problem,) = plausibility.units_of_editions(stage(("survey", "survey-1", places([100.0])), ("survey", "survey-2", places([1.0]))))

    assert (problem.column, problem.value) == ("value", "1")


def test_a_figure_of_the_wrong_sex_is_named_at_its_cell(stage: Stage) -> None:
    rows = [{"sex": "male", "site": "C61", "value": 5.0}, {"sex": "female", "site": "C61", "value": 5.0}]
    (problem,) = plausibility.organs(stage(edition(rows)))

    assert (problem.where, problem.column, problem.value) == ("registry/registry-1.csv:3", "sex", "female")
    assert problem.what == "there is a figure above 0 for site 'C61' and sex 'female'"


@pytest.mark.parametrize("value", [50.0, 250.0, 33.0, 350.0])
def test_a_place_that_is_only_different_is_not(value: float, stage: Stage) -> None:
    assert plausibility.units(stage(edition(places([*OTHERS, value])))) == []


def test_places_that_differ_widely_hide_no_unit(stage: Stage) -> None:
    assert plausibility.units(stage(edition(places([1.0, 3, 10, 30, 100, 300, 1000, 3000, 10000])))) == []


def test_counts_of_places_are_not_compared(stage: Stage) -> None:
    assert plausibility.units(stage(edition(places([*OTHERS, 1000.0], indicator="cases")))) == []


def test_an_edition_in_another_unit_than_the_one_before_is_an_error(stage: Stage) -> None:
    old, new = places(OTHERS), places([value / 100 for value in OTHERS])

    what = "the figures of 'rate' are off by about 100 from those of edition 'survey-1'"
    assert told(plausibility.units_of_editions(stage(("survey", "survey-1", old), ("survey", "survey-2", new)))) == [
        ("error", "survey/survey-2.csv:6", what)
    ]
