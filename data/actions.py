"""What a committee agreed to do: ``actions.yml`` in the folder of everything generated, kept by whoever runs Waymark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from data.catalogue.entries import Entry, Identifier
from data.catalogue.faults import nearest, validate
from data.errors import Problem, ProblemsFound
from data.yaml_file import read_yaml

FILE = "actions.yml"


class Action(Entry):
    """One thing that was agreed: what, for which mission, on which day, who does it, by when, and the day on which it was done."""

    mission: Identifier
    agreed: date
    what: Annotated[str, Field(min_length=1)]
    owner: str = ""
    due: date | None = None
    done: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Action:
        for name in ("due", "done"):
            day = getattr(self, name)
            if day is not None and day < self.agreed:
                message = f"'{name}' ({day}) lies before 'agreed' ({self.agreed}); correct one of the two days"
                raise ValueError(message)
        return self

    def is_open(self, day: date) -> bool:
        """Return whether the action had been agreed and not been done on *day*."""
        return self.agreed <= day and (self.done is None or self.done > day)


class Actions(Entry):
    """The whole file."""

    actions: tuple[Action, ...] = ()


def read_actions(path: Path, missions: Collection[str]) -> tuple[Action, ...] | None:
    """
    Return the actions in the file at *path*; None if there is no such file.

    Args:
        path: The file.
        missions: The ids of the missions that there are.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known; every problem is in it, with its line.
    """
    if not path.exists():
        return None
    content, lines = read_yaml(path, path.name)
    found, problems = validate(Actions, content, lines)
    entries = found.actions if found else ()
    problems += [
        Problem(
            lines.where(("actions", number, "mission")), f"the mission '{entry.mission}' is not known", nearest(entry.mission, missions)
        )
        for number, entry in enumerate(entries)
        if entry.mission not in missions
    ]
    if problems:
        raise ProblemsFound(problems)
    return entries
