"""A build that is refused leaves a record beside the last good warehouse, and the next good build takes it away."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.errors import Problem, ProblemsFound, SetupError
from data.warehouse import refusals, schema, store
from etl import build, status

TABLE = "figures/registry/registry-1.csv"


def refuse(small: Any, **choices: object) -> None:
    """Have a build refused for a value below 0."""
    small.replace("registry/registry-1.csv", "140.5", "-140.5")
    with pytest.raises(ProblemsFound):
        small.build(**choices)


def test_a_refused_build_is_recorded_with_every_problem_and_the_time(small: Any) -> None:
    good = small.build()
    refuse(small)
    refusal = refusals.last(small.folder)

    assert store.current_file(small.folder) == good
    assert refusal is not None
    assert (refusal.errors, refusal.audience) == (1, "internal")
    assert abs(datetime.now(UTC) - refusal.at) < timedelta(minutes=5)
    assert [(problem.file, problem.row, problem.column, problem.value) for problem in refusal.problems] == [(TABLE, "2", "value", "-140.5")]
    assert refusal.problems[0].remedy.endswith("; check the unit and the decimal sign")


def test_the_first_build_of_all_is_recorded_too(small: Any) -> None:
    refuse(small)

    assert refusals.last(small.folder) is not None


def test_the_next_good_build_takes_the_record_away(small: Any) -> None:
    small.build()
    refuse(small)
    small.replace("registry/registry-1.csv", "-140.5", "140.5")
    small.build()

    assert not (small.folder / refusals.NAME).exists()


def test_a_record_that_a_killed_build_left_behind_speaks_of_no_newer_warehouse(small: Any) -> None:
    """The record is removed after the new warehouse is published; whoever dies between the two leaves it."""
    small.build()
    refuse(small)
    record = (small.folder / refusals.NAME).read_bytes()
    small.replace("registry/registry-1.csv", "-140.5", "139.5")
    small.build()
    (small.folder / refusals.NAME).write_bytes(record)

    assert refusals.last(small.folder) is None


def test_a_full_disk_is_no_refusal(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise SetupError("disk", "is full", "make room")

    monkeypatch.setattr(build.store, "publish", full)
    with pytest.raises(SetupError):
        small.build()

    assert not (small.folder / refusals.NAME).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'{"at": 1, "problems": [], "newest": ""}', b'{"problems": 7}'])
def test_a_record_that_is_none_is_passed_over(small: Any, content: bytes) -> None:
    small.build()
    (small.folder / refusals.NAME).write_bytes(content)

    assert refusals.last(small.folder) is None
    assert status.refused(small.folder) == []


def test_a_record_keeps_ten_thousand_problems_and_counts_all(small: Any) -> None:
    problems = [Problem(f"{TABLE}:{row}", "is wrong", "mend it") for row in range(2, 12_002)]
    small.folder.mkdir()
    refusals.write(small.folder, problems, "internal")
    refusal = refusals.last(small.folder)

    assert refusal is not None
    assert (refusal.errors, len(refusal.problems)) == (12_000, 10_000)
    assert len(status.refused(small.folder)) == 1 + 20 + 1
    assert status.refused(small.folder)[-1] == "  and 11,980 more: `python -m etl check` lists all"


def test_the_record_of_a_refused_public_build_is_in_no_warehouse(small: Any) -> None:
    """A problem quotes the cell that is wrong, which need not be free."""
    refuse(small, audience="public")
    small.replace("registry/registry-1.csv", "-140.5", "140.5")
    file = small.build(audience="public")

    assert b"-140.5" not in file.read_bytes()
    assert not (small.folder / refusals.NAME).exists()
    assert "refused" not in schema.metadata.tables
    assert json.dumps([entry.name for entry in small.folder.iterdir()]).count("refused") == 0
