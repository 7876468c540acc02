"""The catalogue while it is read: what could be read so far, where it stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.catalogue.corrections import Correction
from data.catalogue.initiatives import Initiative
from data.catalogue.models import Codes, Event, Indicator, Place, Source
from data.catalogue.promises import Mission
from data.errors import Problem
from data.yaml_file import Lines, Location


@dataclass
class Draft:
    """
    What could be read so far.

    *lines* holds the lines of each entry by its kind and id, *base* the way to the entry within its file. *broken* names, by kind, the
    entries that are there but could not be read, so that a reference to one of them is not reported as unknown as well.
    """

    missions: dict[str, Mission] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    initiatives: dict[str, Initiative] = field(default_factory=dict)
    codes: Codes | None = None
    lines: dict[tuple[str, str], tuple[Lines, Location]] = field(default_factory=dict)
    broken: set[tuple[str, str]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def where(self, kind: str, name: str, location: Location = ()) -> str:
        """Return ``file:line`` of *location* within the entry *name* of *kind*."""
        lines, base = self.lines[kind, name]
        return lines.where((*base, *location))

    def refuse(self, where: str, what: str, remedy: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, what, remedy))
