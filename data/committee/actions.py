"""What a committee agreed to do: ``actions.yml`` in the folder of everything generated, kept by whoever runs Waymark."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Entry
from data.committee.kept import AboutTarget, read_kept

FILE = "actions.yml"


class Action(AboutTarget):
    """
    One thing that was agreed.

    Attributes:
        mission: The mission it was agreed for.
        agreed: The day of the meeting.
        what: What is to be done.
        why: The reason.
        options: What else was considered.
        target: The target of the mission that it should move; empty where it is about none.
        place: Where it should move; empty for the mission's own place.
        owner: Who does it.
        due: By when.
        done: The day on which it was done.
        dropped: The day on which it was given up.
        result: What came of it, in the committee's own words.
    """

    agreed: date
    what: Annotated[str, Field(min_length=1)]
    why: str = ""
    options: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    owner: str = ""
    due: date | None = None
    done: date | None = None
    dropped: date | None = None
    result: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Action:
        for name in ("due", "done", "dropped"):
            day = getattr(self, name)
            if day is not None and day < self.agreed:
                message = f"'{name}' ({day}) lies before 'agreed' ({self.agreed}); correct one of the two days"
                raise ValueError(message)
        if self.done and self.dropped:
            message = "has both 'done' and 'dropped'; keep the one that is true"
            raise ValueError(message)
        if self.place and not self.target:
            message = "has a 'place' without a 'target'; name the target that should move there, or leave the place out"
            raise ValueError(message)
        return self

    @property
    def closed(self) -> date | None:
        """Return the day from which nothing is left to do, because it was done or given up."""
        return self.done or self.dropped

    def is_open(self, day: date) -> bool:
        """Return whether the action had been agreed and was neither done nor given up on *day*."""
        return self.agreed <= day and (self.closed is None or self.closed > day)

    def known_on(self, day: date) -> Action:
        """Return the action as it was known on *day*: nobody knew yet that it would be closed later, and what would come of it."""
        if self.closed is None or self.closed <= day:
            return self
        return self.model_copy(update={"done": None, "dropped": None, "result": ""})

    def is_overdue(self, day: date) -> bool:
        """Return whether the action was open on *day*, after the day on which it was due."""
        return self.is_open(day) and self.due is not None and self.due < day


class Actions(Entry):
    """The whole file."""

    actions: tuple[Action, ...] = ()


def read_actions(path: Path, catalogue: Catalogue) -> tuple[Action, ...] | None:
    """
    Return the actions in the file at *path*; None if there is no such file.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known; every problem is in it, with its line.
    """
    kept = read_kept(path, Actions, catalogue)
    return kept.actions if kept else None
