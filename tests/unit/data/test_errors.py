"""A problem in words for a person, and as a row of a table for a program."""

from __future__ import annotations

import pytest

from data.errors import Problem, ProblemsFound, Severity, errors

CELL = Problem("figures/a/b.csv:12", "value x is not a number", "write a number", column="value", value="x")
WARNING = Problem("snapshots/a/b/c.xlsx: sheet 1, cell B2", "looks large", "look again", Severity.WARNING)


def test_a_problem_of_a_cell_is_a_row_with_file_row_column_and_value() -> None:
    assert CELL.record() == {
        "file": "figures/a/b.csv",
        "row": 12,
        "column": "value",
        "value": "x",
        "what": "value x is not a number",
        "remedy": "write a number",
        "severity": "error",
    }


@pytest.mark.parametrize(
    ("where", "file", "row"),
    [("codes.yml", "codes.yml", ""), ("codes.yml:7", "codes.yml", 7), (WARNING.where, "snapshots/a/b/c.xlsx", "sheet 1, cell B2")],
)
def test_the_row_is_a_line_or_another_place_in_the_file(where: str, file: str, row: int | str) -> None:
    record = Problem(where, "what", "remedy").record()

    assert (record["file"], record["row"]) == (file, row)


def test_a_warning_says_that_it_is_one_and_stops_nothing() -> None:
    assert str(WARNING) == "warning: snapshots/a/b/c.xlsx: sheet 1, cell B2: looks large; look again"
    assert errors([WARNING, CELL]) == [CELL]


def test_problems_are_listed_in_the_order_of_their_lines() -> None:
    """A person walks through a file from top to bottom: line 2 comes before line 10."""
    found = ProblemsFound([Problem(f"figures/a.csv:{line}", "value is no number", "write a number") for line in (10, 2, 1)])

    assert [problem.where for problem in found.problems] == ["figures/a.csv:1", "figures/a.csv:2", "figures/a.csv:10"]


def test_a_message_says_where_what_and_what_would_be_right() -> None:
    assert str(Problem("events.yml:3", "year is missing", "add `first_year`")) == "events.yml:3: year is missing; add `first_year`"
