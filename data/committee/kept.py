"""A file that a committee keeps: read, checked against the catalogue, and told apart from its earlier states."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Entry, Identifier
from data.catalogue.faults import nearest, validate
from data.errors import Problem, ProblemsFound
from data.yaml_file import Lines, read_yaml


class AboutTarget(Entry):
    """An entry about a mission and, where it names them, a target of it and a place in which it is judged."""

    mission: Identifier
    target: Identifier | None = None
    place: Annotated[str, Field(min_length=1)] | None = None


Whole = TypeVar("Whole", bound=Entry)


def read_kept(path: Path, model: type[Whole], catalogue: Catalogue) -> Whole | None:
    """
    Return what is in the file at *path*; None if there is no such file.

    Args:
        path: The file.
        model: The whole file: one list of entries about targets.
        catalogue: The missions, targets and places that there are.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known; every problem is in it, with its line.
    """
    if not path.exists():
        return None
    content, lines = read_yaml(path, path.name)
    found, problems = validate(model, content, lines)
    for name, entries in found or ():
        for number, entry in enumerate(entries):
            problems += _unknown(entry, (name, number), catalogue, lines)
    if problems or found is None:
        raise ProblemsFound(problems)
    return found


def _unknown(entry: AboutTarget, at: tuple[str, int], catalogue: Catalogue, lines: Lines) -> list[Problem]:
    """Return what *entry* names and the *catalogue* does not know."""

    def problem(field: str, what: str, remedy: str) -> Problem:
        return Problem(lines.where((*at, field)), what, remedy)

    mission = catalogue.missions.get(entry.mission)
    if mission is None:
        return [problem("mission", f"the mission '{entry.mission}' is not known", nearest(entry.mission, catalogue.missions))]
    found = []
    targets = [target.id for target in mission.targets]
    if entry.target and entry.target not in targets:
        found.append(problem("target", f"the mission '{mission.id}' has no target '{entry.target}'", nearest(entry.target, targets)))
    if entry.place and entry.place not in catalogue.places:
        # A person writes "Germany" before DEU.
        named = (place.code for place in catalogue.places.values() if entry.place.casefold() in map(str.casefold, place.name.every()))
        code = next(named, None)
        remedy = f"write its code, {code}" if code else nearest(entry.place, catalogue.places)
        found.append(problem("place", f"the place '{entry.place}' is not known", remedy))
    return found


def state_of(path: Path) -> Hashable:
    """Return something that differs once the file at *path* has been written, made or removed."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
