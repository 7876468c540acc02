from __future__ import annotations

from data.errors import Problem, ProblemsFound


def test_problems_are_listed_in_the_order_of_their_lines() -> None:
    """A person walks through a file from top to bottom: line 2 comes before line 10."""
    found = ProblemsFound([Problem(f"figures/a.csv:{line}", "value is no number", "write a number") for line in (10, 2, 1)])

    assert [problem.where for problem in found.problems] == ["figures/a.csv:1", "figures/a.csv:2", "figures/a.csv:10"]


def test_a_message_says_where_what_and_what_would_be_right() -> None:
    assert str(Problem("events.yml:3", "year is missing", "add `first_year`")) == "events.yml:3: year is missing; add `first_year`"
