"""What a committee agreed, read from a file that a person keeps by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.actions import Action, read_actions
from data.errors import ProblemsFound

GOOD = """
actions:
  - {mission: de-ndk, agreed: 2026-03-31, what: Ask for a yearly estimate, owner: The Office, due: 2026-09-30, done: 2026-08-14}
  - {mission: de-ndk, agreed: 2026-03-31, what: Name a start}
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "actions.yml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_is_no_list(tmp_path: Path) -> None:
    assert read_actions(tmp_path / "actions.yml", ["de-ndk"]) is None


def test_a_list_is_read_in_its_order(tmp_path: Path) -> None:
    first, second = read_actions(_file(tmp_path, GOOD), ["de-ndk"]) or ()

    assert (first.owner, first.due, first.done) == ("The Office", date(2026, 9, 30), date(2026, 8, 14))
    assert (second.what, second.owner, second.due) == ("Name a start", "", None)


@pytest.mark.parametrize(("day", "is_open"), [("2026-03-30", False), ("2026-03-31", True), ("2026-08-13", True), ("2026-08-14", False)])
def test_an_action_is_open_from_the_meeting_until_the_day_it_is_done(day: str, *, is_open: bool) -> None:
    action = Action(mission="de-ndk", agreed=date(2026, 3, 31), what="x", done=date(2026, 8, 14))

    assert action.is_open(date.fromisoformat(day)) is is_open


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "actions: [{mission: de-ndx, agreed: 2026-03-31, what: x}]",
            "actions.yml:1: the mission 'de-ndx' is not known; did you mean de-ndk?",
        ),
        ("actions:\n  - mission: de-ndk\n    agreed: 2026-02-30\n    what: x", "actions.yml:3: actions[0].agreed: '2026-02-30' is no day"),
        ("actions:\n  - {mission: de-ndk, agreed: 2026-03-31}", "actions.yml:2: actions[0].what: 'what' is missing; add it"),
        ("actions:\n  - {mission: de-ndk, agreed: 2026-03-31, what: x, by: y}", "'by' is not known here"),
        (
            "actions:\n  - {mission: de-ndk, agreed: 2026-03-31, what: x, due: 2026-03-01}",
            "'due' (2026-03-01) lies before 'agreed' (2026-03-31)",
        ),
        ("- x", "is a list, not an entry with keys; write the keys actions"),
        ("actions: {", "this is not YAML"),
        ("", "the file is empty"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        read_actions(_file(tmp_path, text), ["de-ndk", "se-vzc"])

    assert told in str(caught.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = "actions:\n  - {mission: nope, agreed: 2026-03-31, what: x}\n  - {mission: nowhere, agreed: 2026-03-31, what: x}"
    with pytest.raises(ProblemsFound) as caught:
        read_actions(_file(tmp_path, text), ["de-ndk"])

    assert [problem.where for problem in caught.value.problems] == ["actions.yml:2", "actions.yml:3"]
