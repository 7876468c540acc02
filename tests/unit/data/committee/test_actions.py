"""What a committee agreed, read from a file that a person keeps by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data import paths
from data.catalogue.catalogue import Catalogue
from data.catalogue.loader import load_catalogue
from data.committee.actions import Action, read_actions
from data.committee.kept import state_of
from data.errors import ProblemsFound

GOOD = """
actions:
  - {mission: de-ndk, agreed: 2026-03-31, what: Ask for a yearly estimate, owner: The Office, due: 2026-09-30, done: 2026-08-14}
  - {mission: de-ndk, agreed: 2026-03-31, what: Name a start}
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the project's own missions and places."""
    return load_catalogue()


def _file(folder: Path, text: str) -> Path:
    path = folder / "actions.yml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_is_no_list(tmp_path: Path, catalogue: Catalogue) -> None:
    assert read_actions(tmp_path / "actions.yml", catalogue) is None


def test_a_list_is_read_in_its_order(tmp_path: Path, catalogue: Catalogue) -> None:
    first, second = read_actions(_file(tmp_path, GOOD), catalogue) or ()

    assert (first.owner, first.due, first.done) == ("The Office", date(2026, 9, 30), date(2026, 8, 14))
    assert (second.what, second.owner, second.due) == ("Name a start", "", None)


def test_the_example_of_the_documents_can_be_read(tmp_path: Path, catalogue: Catalogue) -> None:
    text = (paths.ROOT / "docs" / "committee.md").read_text("utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    (action,) = read_actions(_file(tmp_path, example), catalogue) or ()

    assert set(Action.model_fields) - action.model_fields_set == {"dropped"}


@pytest.mark.parametrize(("day", "is_open"), [("2026-03-30", False), ("2026-03-31", True), ("2026-08-13", True), ("2026-08-14", False)])
def test_an_action_is_open_from_the_meeting_until_the_day_it_is_done(day: str, *, is_open: bool) -> None:
    action = Action(mission="de-ndk", agreed=date(2026, 3, 31), what="x", done=date(2026, 8, 14))

    assert action.is_open(date.fromisoformat(day)) is is_open


def test_what_was_given_up_is_open_until_that_day() -> None:
    action = Action(mission="de-ndk", agreed=date(2026, 3, 31), what="x", dropped=date(2026, 8, 14))

    assert action.is_open(date(2026, 8, 13))
    assert not action.is_open(date(2026, 8, 14))


@pytest.mark.parametrize("closed", ["done", "dropped"])
def test_before_it_was_closed_nobody_knew_that_it_would_be_and_what_would_come_of_it(closed: str) -> None:
    day = date(2026, 8, 14)
    action = Action.model_validate({"mission": "de-ndk", "agreed": date(2026, 3, 31), "what": "x", closed: day, "result": "There is one"})

    assert action.known_on(day) == action
    assert action.known_on(date(2026, 8, 13)) == Action(mission="de-ndk", agreed=date(2026, 3, 31), what="x")


@pytest.mark.parametrize(("day", "is_overdue"), [("2026-03-30", False), ("2026-06-30", False), ("2026-07-01", True), ("2026-08-14", False)])
def test_an_action_is_overdue_from_the_day_after_it_was_due_until_it_is_done(day: str, *, is_overdue: bool) -> None:
    action = Action(mission="de-ndk", agreed=date(2026, 3, 31), what="x", due=date(2026, 6, 30), done=date(2026, 8, 14))

    assert action.is_overdue(date.fromisoformat(day)) is is_overdue


def test_a_file_that_is_made_written_or_removed_has_another_state(tmp_path: Path) -> None:
    states = [state_of(tmp_path / "actions.yml")]
    path = _file(tmp_path, GOOD)
    states.append(state_of(path))
    path.write_text(GOOD + "\n", "utf-8")
    states.append(state_of(path))
    path.unlink()

    assert len(set(states)) == 3
    assert state_of(path) == states[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "actions:\n  - {mission: se-vzc, agreed: 2026-03-31, what: x, target: se-vzc-lung-death}",
            "actions.yml:2: the mission 'se-vzc' has no target 'se-vzc-lung-death'; did you mean se-vzc-lung-deaths-halved",
        ),
        (
            "actions:\n  - {mission: se-vzc, agreed: 2026-03-31, what: x, target: se-vzc-zero-deaths, place: Deutschland}",
            "actions.yml:2: the place 'Deutschland' is not known; write its code, DEU",
        ),
        (
            "actions:\n  - {mission: se-vzc, agreed: 2026-03-31, what: x, place: SWE}",
            "has a 'place' without a 'target'; name the target that should move there, or leave the place out",
        ),
        (
            "actions:\n  - {mission: se-vzc, agreed: 2026-03-31, what: x, done: 2026-04-01, dropped: 2026-04-02}",
            "has both 'done' and 'dropped'; keep the one that is true",
        ),
        (
            "actions:\n  - {mission: se-vzc, agreed: 2026-03-31, what: x, dropped: 2026-03-01}",
            "'dropped' (2026-03-01) lies before 'agreed' (2026-03-31)",
        ),
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
def test_a_mistake_is_named_with_its_line_and_remedy(tmp_path: Path, catalogue: Catalogue, text: str, told: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        read_actions(_file(tmp_path, text), catalogue)

    assert told in str(caught.value)


def test_every_mistake_is_told_at_once(tmp_path: Path, catalogue: Catalogue) -> None:
    text = "actions:\n  - {mission: nope, agreed: 2026-03-31, what: x}\n  - {mission: nowhere, agreed: 2026-03-31, what: x}"
    with pytest.raises(ProblemsFound) as caught:
        read_actions(_file(tmp_path, text), catalogue)

    assert [problem.where for problem in caught.value.problems] == ["actions.yml:2", "actions.yml:3"]
