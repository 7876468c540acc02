"""Numbers at the bounds of what is plausible: years, ranges, limits, shares and percents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.errors import Problem
from etl.checks import numbers
from etl.checks.staged import Staged

Stage = Callable[..., Staged]


def told(problems: list[Problem]) -> list[tuple[str, str | None, str | None, str]]:
    """Return place, column, cell and words of each of *problems*."""
    return [(problem.where, problem.column, problem.value, problem.what) for problem in problems]


def table(*rows: dict[str, Any]) -> tuple[str, str, list[dict[str, Any]]]:
    """Return *rows* as the one edition of a source."""
    return ("registry", "registry-1", list(rows))


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"year": 1900}, None),
        ({"year": 2024}, None),  # the year in which the tests take place
        ({"year": 2020, "year_end": 2020}, None),
        ({"year": 1899}, "the year 1899 is not plausible"),
        ({"year": 2025}, "the year 2025 is not plausible"),
        ({"year": 2020, "year_end": 2025}, "the period 2020 to 2025 is not plausible"),
        ({"year": 1899, "year_end": 1950}, "the period 1899 to 1950 is not plausible"),
        ({"year": 2020, "year_end": 2019}, "the period ends in 2019, before it begins in 2020"),
    ],
)
def test_a_year_lies_between_1900_and_this_year(cells: dict[str, int], what: str | None, stage: Stage) -> None:
    problems = numbers.years(stage(table({"value": 1.0} | cells)))

    assert told(problems) == ([] if what is None else [("registry/registry-1.csv:2", "year", str(cells["year"]), what)])


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"value": 0.0}, None),
        ({"value": 100.0}, None),
        ({"value": 100.5}, ("value", "100.5")),
        ({"value": -0.5}, ("value", "-0.5")),
        ({"value": 99.0, "lower": 98.0, "upper": 101.0}, ("upper", "101")),
        ({"value": 1.0, "lower": -1.0, "upper": 2.0}, ("lower", "-1")),
        ({"value": 1000.0, "indicator": "rate"}, None),  # it has no upper bound
        ({"value": -1.0, "indicator": "rate"}, ("value", "-1")),
        ({"value": -1.0, "indicator": "unknown"}, None),  # whose range nobody knows
    ],
)
def test_values_and_limits_lie_in_the_range_bounds_included(cells: dict[str, Any], wrong: tuple[str, str] | None, stage: Stage) -> None:
    problems = numbers.ranges(stage(table({"indicator": "uptake"} | cells)))

    assert [(problem.column, problem.value) for problem in problems] == ([] if wrong is None else [wrong])


def test_the_range_is_told_with_its_unit(stage: Stage) -> None:
    rows = [{"indicator": "uptake", "value": 101.0}, {"indicator": "rate", "value": -1.0}]
    remedies = [problem.remedy for problem in numbers.ranges(stage(table(*rows)))]

    assert remedies == [
        "it has to be between 0 and 100 (percent); check the unit and the decimal sign",
        "it has to be at least 0 (per_100k); check the unit and the decimal sign",
    ]


@pytest.mark.parametrize(
    ("lower", "value", "upper", "right"),
    [
        (1.0, 2.0, 3.0, True),
        (2.0, 2.0, 2.0, True),
        (2.1, 2.0, 3.0, False),
        (1.0, 2.0, 1.9, False),
        (None, 2.0, 1.0, False),
        (1.0, None, 3.0, True),
    ],
)
def test_a_value_lies_between_its_limits(
    lower: float | None, value: float | None, upper: float | None, stage: Stage, *, right: bool
) -> None:
    cells = {name: float("nan") if cell is None else cell for name, cell in (("lower", lower), ("value", value), ("upper", upper))}
    problems = numbers.limits(stage(table(cells)))
    words = ["(empty)" if cell is None else f"{cell:.15g}" for cell in (lower, value, upper)]

    assert told(problems) == [
        ("registry/registry-1.csv:2", "value", words[1], f"lower {words[0]}, value {words[1]}, upper {words[2]} are not in order")
    ] * (not right)


@pytest.mark.parametrize(
    ("part", "whole", "value", "share", "percent"),
    [
        (3.0, 4.0, 75.0, True, True),
        (0.0, 4.0, 0.0, True, True),
        (4.0, 4.0, 100.0, True, True),
        (5.0, 4.0, 125.0, False, True),  # it is no share, though the percent is what the counts say
        (-1.0, 4.0, -25.0, False, True),
        (3001.0, 4001.0, 75.0, True, True),
        (3001.0, 4001.0, 75.1, True, False),  # 75.006; half a tenth and half a person more or less are 0.07
        (1001.0, 3001.0, 33.4, True, True),  # 33.356
        (1001.0, 3001.0, 33.5, True, False),
    ],
)
def test_a_percent_is_the_share_that_its_counts_make(
    part: float, whole: float, value: float, stage: Stage, *, share: bool, percent: bool
) -> None:
    rows = {"indicator": "uptake", "value": value, "numerator": part, "denominator": whole}
    staged = stage(table(rows, rows | {"indicator": "rate", "sex": "male"}))  # of a rate nothing is asked

    assert told(numbers.counts(staged)) == [
        ("registry/registry-1.csv:2", "numerator", f"{part:g}", f"numerator {part:g} and denominator {whole:g} make no share")
    ] * (not share)
    assert told(numbers.percents(staged)) == [
        ("registry/registry-1.csv:2", "value", f"{value:g}", f"value {value:g}, but 100 x {part:g} / {whole:g} is {100 * part / whole:.6g}")
    ] * (not percent)
