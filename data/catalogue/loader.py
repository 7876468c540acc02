"""
Reads the catalogue: every file is checked, every problem is reported with its file and line.

YAML is read by a safe loader that keeps words words (``no`` and ``NO`` are text), refuses a key that stands twice, and remembers the line
of every entry. Files are found by their folder; the checks across files are in ``linter``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from data import paths
from data.catalogue import linter
from data.catalogue.models import Catalogue, Codes, Entry, Event, Indicator, Mission, Place, Source
from data.errors import Problem, ProblemsFound

Location = tuple[str | int, ...]
EntryType = TypeVar("EntryType", bound=Entry)

FOLDERS = ("missions", "indicators", "sources")
FILES = ("codes.yml", "events.yml", "groups.yml")
PLACE_COLUMNS = ("code", "kind", "parent", "m49", "name_en", "name_de")
ALL_COUNTRIES = "all countries"

# --- YAML ------------------------------------------------------------------------------------------------------------------------

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Words(_SafeLoader):  # type: ignore[misc]
    """Safe YAML in which only ``true`` and ``false`` are booleans, ``01:39:27`` is a text and ``007`` keeps its zeros."""

    yaml_implicit_resolvers: dict[str | None, list[Any]] = {}  # noqa: RUF012 - the base class has the same attribute of the class


for _kind, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)", "-+0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _starts = [*_first, ""] if _kind == "null" else list(_first)
    _Words.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), _starts)

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:timestamp": date.fromisoformat,
    "tag:yaml.org,2002:str": str,
}


@dataclass
class Lines:
    """Where each entry of a YAML file stands: *of* maps the way to an entry (``("targets", 0, "id")``) to its line."""

    name: str
    of: dict[Location, int] = field(default_factory=dict)

    def where(self, location: Location = ()) -> str:
        """Return ``file:line`` of the entry at *location*, or of the nearest entry around it."""
        while location not in self.of and location:
            location = location[:-1]
        return f"{self.name}:{self.of.get(location, 1)}"


class _Builder:
    """Turns the nodes of one file into values, and notes lines and problems on the way."""

    def __init__(self, name: str) -> None:
        self.lines = Lines(name)
        self.problems: list[Problem] = []
        self._open: set[int] = set()

    def value(self, node: Any, at: Location, line: int) -> Any:
        self.lines.of[at] = line
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, at)
        if id(node) in self._open:
            self._refuse(at, "the entry contains itself by an alias", "write the value out")
            return None
        self._open.add(id(node))
        if isinstance(node, yaml.MappingNode):
            value: Any = dict(self._pairs(node, at))
        else:
            value = [self.value(item, (*at, n), item.start_mark.line + 1) for n, item in enumerate(node.value)]
        self._open.discard(id(node))
        return value

    def _pairs(self, node: yaml.MappingNode, at: Location) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(at, "a key is not a word", "write 'key: value'")
            elif key in first:
                here = f"{self.lines.name}:{line}"
                what = f"the key '{key}' stands twice; first at {self.lines.name}:{first[key]}"
                self.problems.append(Problem(here, what, "keep one of the two"))
            else:
                first[key] = line
                yield key, self.value(value_node, (*at, key), line)

    def _scalar(self, node: yaml.ScalarNode, at: Location) -> Any:
        make = _SCALARS.get(node.tag)
        if make is None:
            self._refuse(at, f"the tag '{node.tag}' is not allowed", "write the plain value without '!'")
            return None
        try:
            return make(node.value)
        except ValueError:
            self._refuse(at, f"'{node.value}' is no day of the calendar", "write a real day as YYYY-MM-DD, or put a text in quotes")
            return None

    def _refuse(self, at: Location, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.lines.where(at), f"{linter.location_text(at)}: {what}" if at else what, remedy))


def read_yaml(path: Path, name: str | None = None) -> tuple[Any, Lines]:
    """
    Read one YAML file safely and return its content with the line of every entry.

    Only ``true`` and ``false`` are booleans, days (``2021-02-03``) are dates, plain numbers are numbers; everything else is text.

    Args:
        path: The file.
        name: How messages call the file; by default its folder and name.

    Raises:
        ProblemsFound: The file cannot be read, is empty, is not YAML, or has a key twice.
    """
    name = name or f"{path.parent.name}/{path.name}"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Words)
    except OSError as error:
        raise ProblemsFound([Problem(name, f"cannot be read ({error.strerror})", "check that the file is there and readable")]) from error
    except UnicodeDecodeError as error:
        raise ProblemsFound([Problem(name, f"is not UTF-8 from byte {error.start} on", "save the file as UTF-8")]) from error
    except yaml.YAMLError as error:
        raise ProblemsFound([_syntax_problem(name, error)]) from error
    if node is None:
        raise ProblemsFound([Problem(f"{name}:1", "the file is empty", "write the entry, or delete the file")])
    builder = _Builder(name)
    content = builder.value(node, (), node.start_mark.line + 1)
    if builder.problems:
        raise ProblemsFound(builder.problems)
    return content, builder.lines


def _syntax_problem(name: str, error: yaml.YAMLError) -> Problem:
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    if begun and mark and begun.line != mark.line:
        what += f", {getattr(error, 'context', None) or 'in an entry'} begun in line {begun.line + 1}"
    remedy = "check indentation, quotes and colons there and in the line above; a text with ': ' or ' #' in it needs quotes"
    return Problem(f"{name}:{mark.line + 1}" if mark else name, f"this is not YAML ({what})", remedy)


# --- entries -----------------------------------------------------------------------------------------------------------------------


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


def validate(model: type[EntryType], content: Any, lines: Lines, base: Location = ()) -> tuple[EntryType | None, list[Problem]]:
    """Check *content* against *model*; every fault becomes a Problem at the line of the nearest entry around it."""
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        problems = []
        for fault in linter.first_causes(error.errors(include_url=False)):
            location = fault["loc"]
            what, remedy = linter.describe(model, fault)
            place = f"{linter.location_text((*base, *location))}: " if (*base, *location) else ""
            problems.append(Problem(lines.where((*base, *location)), f"{place}{what}", remedy))
        return None, problems


def check_catalogue(folder: Path = paths.CATALOGUE) -> tuple[Catalogue | None, list[Problem]]:
    """Read the catalogue in *folder*; return it, or None if anything is wrong, and all problems sorted by file and line."""
    draft = Draft()
    _refuse_strangers(draft, folder)
    _read_codes(draft, folder)
    _read_places(draft, folder)
    _read_groups(draft, folder)
    _read_folder(draft, folder, "indicators", Indicator, draft.indicators)
    _read_folder(draft, folder, "sources", Source, draft.sources)
    _read_folder(draft, folder, "missions", Mission, draft.missions)
    _read_events(draft, folder)
    for check in linter.CHECKS:
        check(draft)
    problems = sorted(set(draft.problems), key=_by_file_and_line)
    if problems or draft.codes is None:
        return None, problems
    catalogue = Catalogue(
        missions=draft.missions,
        indicators=draft.indicators,
        sources=draft.sources,
        places=draft.places,
        events=draft.events,
        codes=draft.codes,
    )
    return catalogue, []


def load_catalogue(folder: Path = paths.CATALOGUE) -> Catalogue:
    """
    Return the catalogue in *folder*.

    Raises:
        ProblemsFound: Something is wrong; all problems are listed with file and line.
    """
    catalogue, problems = check_catalogue(folder)
    if catalogue is None:
        raise ProblemsFound(problems)
    return catalogue


def _by_file_and_line(problem: Problem) -> tuple[str, int, Problem]:
    name, _, line = problem.where.rpartition(":")
    return (name, int(line), problem) if line.isdigit() else (problem.where, 0, problem)


# --- files -------------------------------------------------------------------------------------------------------------------------


def _refuse_strangers(draft: Draft, folder: Path) -> None:
    """Refuse what would be passed over in silence; hidden files are the editor's and the system's business."""
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in FILES:
            draft.refuse(path.name, "this file is not read", f"known are {', '.join(FILES)} and the folders {', '.join(FOLDERS)}")
    for name in FOLDERS:
        for path in sorted((folder / name).glob("*")):
            if path.name.startswith("."):
                continue
            if path.is_dir():
                draft.refuse(f"{name}/{path.name}", "a folder within this folder is not read", f"move its files up into {name}/")
            elif path.suffix != ".yml":
                draft.refuse(f"{name}/{path.name}", f"the file type '{path.suffix}' is not read", "name it <id>.yml, or move it elsewhere")


def _read(draft: Draft, path: Path, name: str) -> tuple[Any, Lines] | None:
    try:
        return read_yaml(path, name)
    except ProblemsFound as found:
        draft.problems += found.problems
        return None


def _read_folder(draft: Draft, folder: Path, kind: str, model: type[EntryType], entries: dict[str, EntryType]) -> None:
    """Read one entry a file; the file's name is the entry's id."""
    for path in sorted((folder / kind).glob("[!.]*.yml")):
        draft.broken.add((kind, path.stem))
        read = _read(draft, path, f"{kind}/{path.name}")
        if read is None:
            continue
        content, lines = read
        entry, problems = validate(model, content, lines)
        draft.problems += problems
        if entry is None:
            continue
        name = str(getattr(entry, "id"))  # noqa: B009 - every model of a folder has an id, the base class has not
        if name != path.stem:
            draft.broken.add((kind, name))
            remedy = f"rename the file to {name}.yml, or write 'id: {path.stem}'"
            draft.refuse(lines.where(("id",)), f"id: '{name}' is not the name of the file", remedy)
            continue
        draft.broken.discard((kind, name))
        draft.lines[kind, name] = (lines, ())
        entries[name] = entry


def _read_list(draft: Draft, folder: Path, name: str) -> list[tuple[Any, Lines, int]]:
    read = _read(draft, folder / name, name)
    if read is None:
        return []
    content, lines = read
    if not isinstance(content, list):
        draft.refuse(lines.where(), "the file is not a list", "begin each entry with '- '")
        return []
    return [(item, lines, number) for number, item in enumerate(content)]


def _read_events(draft: Draft, folder: Path) -> None:
    for item, lines, number in _read_list(draft, folder, "events.yml"):
        event, problems = validate(Event, item, lines, (number,))
        draft.problems += problems
        if event is None:
            continue
        if event.id in draft.events:
            draft.refuse(lines.where((number, "id")), f"the event '{event.id}' stands twice", "give each event its own id")
        draft.events[event.id] = event
        draft.lines["events", event.id] = (lines, (number,))


def _read_codes(draft: Draft, folder: Path) -> None:
    read = _read(draft, folder / "codes.yml", "codes.yml")
    if read is None:
        return
    content, lines = read
    draft.codes, problems = validate(Codes, content, lines)
    draft.problems += problems
    draft.lines["codes", "codes"] = (lines, ())


def _read_groups(draft: Draft, folder: Path) -> None:
    """Read the groups of places; ``members: all countries`` stands for every country of ``places.csv``."""
    countries = [place.code for place in draft.places.values() if place.kind == "country"]
    for item, lines, number in _read_list(draft, folder, "groups.yml"):
        content = {**item, "kind": "group"} if isinstance(item, dict) else item
        if isinstance(content, dict) and content.get("members") == ALL_COUNTRIES:
            content["members"] = countries
        group, problems = validate(Place, content, lines, (number,))
        draft.problems += problems
        if group is None:
            continue
        if group.code in draft.places:
            draft.refuse(lines.where((number, "code")), f"the place '{group.code}' stands twice", "give each group its own code")
        draft.places[group.code] = group
        draft.lines["places", group.code] = (lines, (number,))


def _read_places(draft: Draft, folder: Path) -> None:
    try:
        text = (folder / "places.csv").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        draft.refuse("places.csv", f"cannot be read ({error})", "it has to be there, as UTF-8")
        return
    rows = csv.reader(text.splitlines())
    header = tuple(next(rows, ()))
    if header != PLACE_COLUMNS:
        draft.refuse("places.csv:1", f"the columns are {','.join(header)}", f"they have to be {','.join(PLACE_COLUMNS)}")
        return
    for row in rows:
        _read_place(draft, row, Lines("places.csv", {(): rows.line_num}))


def _read_place(draft: Draft, row: list[str], line: Lines) -> None:
    if len(row) != len(PLACE_COLUMNS):
        draft.refuse(line.where(), f"there are {len(row)} cells", f"there have to be {len(PLACE_COLUMNS)}; quote a name with a comma")
        return
    cells = dict(zip(PLACE_COLUMNS, row, strict=True))
    content: dict[str, Any] = {key: value for key, value in cells.items() if value and not key.startswith("name_")}
    content["name"] = {"en": cells["name_en"], "de": cells["name_de"]}
    place, problems = validate(Place, content, line)
    draft.problems += problems
    if place is None:
        return
    if place.code in draft.places:
        draft.refuse(line.where(), f"the place '{place.code}' stands twice", "keep one of the two rows")
    draft.places[place.code] = place
    draft.lines["places", place.code] = (line, ())
