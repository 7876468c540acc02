"""
Reads the catalogue: every file is checked, every problem is reported with its file and line.

Files are found by their folder; the shape of each entry is checked as it is read, the checks across files are in ``linter``.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from data import paths
from data.catalogue import linter
from data.catalogue.catalogue import Catalogue
from data.catalogue.corrections import Correction
from data.catalogue.draft import Draft
from data.catalogue.faults import EntryType, validate
from data.catalogue.initiatives import Initiative
from data.catalogue.models import Codes, Event, Indicator, Place, Source
from data.catalogue.promises import Mission
from data.catalogue.translations import translated
from data.errors import Problem, ProblemsFound, errors
from data.yaml_file import Lines, read_yaml

FOLDERS = ("missions", "indicators", "sources", "initiatives")
FILES = ("codes.yml", "corrections.yml", "events.yml", "groups.yml")
CORRECTIONS = "corrections.yml"
PLACE_COLUMNS = ("code", "kind", "parent", "m49", "name_en", "name_de")
ALL_COUNTRIES = "all countries"


def check_catalogue(folder: Path = paths.CATALOGUE) -> tuple[Catalogue | None, list[Problem]]:
    """
    Read the catalogue in *folder*; return it, or None if anything is wrong, and all problems sorted by file and line.

    What is wrong with a translation alone is a warning, and the catalogue is there.
    """
    draft = Draft()
    _refuse_strangers(draft, folder)
    _read_codes(draft, folder)
    _read_places(draft, folder)
    _read_groups(draft, folder)
    _read_folder(draft, folder, "indicators", Indicator, draft.indicators)
    _read_folder(draft, folder, "sources", Source, draft.sources)
    _read_folder(draft, folder, "missions", Mission, draft.missions)
    _read_folder(draft, folder, "initiatives", Initiative, draft.initiatives)
    _read_events(draft, folder)
    _read_corrections(draft, folder)
    for check in linter.CHECKS:
        check(draft)
    problems = sorted(set(draft.problems), key=Problem.reading_order)
    if problems or draft.codes is None:
        return None, problems
    catalogue = Catalogue(
        missions=draft.missions,
        indicators=draft.indicators,
        sources=draft.sources,
        places=draft.places,
        events=draft.events,
        codes=draft.codes,
        corrections=tuple(draft.corrections.values()),
        initiatives=draft.initiatives,
    )
    catalogue, problems = translated(catalogue, folder)
    return (None if errors(problems) else catalogue), sorted(problems, key=Problem.reading_order)


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


def _read_corrections(draft: Draft, folder: Path) -> None:
    """Read the corrections; a catalogue without any has no such file."""
    if not (folder / CORRECTIONS).is_file():
        return
    for item, lines, number in _read_list(draft, folder, CORRECTIONS):
        correction, problems = validate(Correction, item, lines, (number,))
        draft.problems += problems
        if correction is None:
            continue
        if correction.id in draft.corrections:
            draft.refuse(lines.where((number, "id")), f"the correction '{correction.id}' stands twice", "give each correction its own id")
        draft.corrections[correction.id] = correction
        draft.lines["corrections", correction.id] = (lines, (number,))


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
