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
