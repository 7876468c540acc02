"""
What a build is made of: the files of the catalogue, the tables of figures and the snapshots, found by their folders.

A table of figures is ``<source>/<edition>.csv``; ``figures.yml`` beside it says which edition it holds, how many rows, and its SHA-256.
The sum over all files tells whether anything has changed since the last build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from data.catalogue.entries import Entry, Identifier
from data.catalogue.faults import validate
from data.errors import Problem, ProblemsFound
from data.warehouse import schema
from data.yaml_file import Lines, read_yaml
from etl.checks import tables as table_checks
from etl.snapshots import SIDECAR, Snapshot, find_snapshots

READERS = Path(__file__).parent / "readers"
LIST = "figures.yml"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class MadeFrom(Entry):
    """A publisher's file that a table was made from: its name in the raw collection and its sum."""

    file: Annotated[str, Field(min_length=1)]
    sha256: Sha256


class ListedTable(Entry):
    """A table as ``figures.yml`` lists it."""

    table: Annotated[str, Field(pattern=r"^[^/\\]+\.csv$")]
    rows: Annotated[int, Field(ge=0)]
    sha256: Sha256
    made_from: tuple[MadeFrom, ...] = ()


class TableList(Entry):
    """The content of one ``figures.yml``."""

    editions: dict[Identifier, ListedTable]


@dataclass(frozen=True)
class FigureTable:
    """
    A table that can be read; *name* is how messages call it, *lines* the number of its rows as lines of text.

    The table that a snapshot gives has no *file* of its own.
    """

    source: str
    edition: str
    file: Path | None
    name: str
    sha256: str
    lines: int
    made_from: tuple[MadeFrom, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """Everything a build is made of: the sum of each file, the tables and snapshots that can be read, and what is wrong with others."""

    sums: dict[str, str]
    size: int
    tables: tuple[FigureTable, ...]
    problems: tuple[Problem, ...]
    snapshots: tuple[Snapshot, ...] = ()

    def fingerprint(self, *, as_of: date | None, audience: str) -> str:
        """Return the SHA-256 over all files, the table layout and the choices of a build."""
        lines = [f"{name} {digest}" for name, digest in sorted(self.sums.items())]
        return hashlib.sha256("\n".join([*lines, f"{schema.LAYOUT} {as_of} {audience}"]).encode()).hexdigest()


def read_inputs(catalogue: Path, figures: Path, snapshots: Path | None = None) -> Inputs:
    """Read every file of the *catalogue*, the *figures* and the *snapshots* once; faults of files become Problems."""
    sums: dict[str, str] = {}
    problems: list[Problem] = []
    found: list[FigureTable] = []
    size = 0
    for file in _catalogue_files(catalogue):
        content = file.read_bytes()
        size += len(content)
        sums[f"catalogue/{file.relative_to(catalogue).as_posix()}"] = hashlib.sha256(content).hexdigest()
    for folder in _source_folders(figures):
        listed, list_problems = _read_list(folder)
        problems += list_problems
        if (folder / LIST).is_file():
            sums[f"figures/{folder.name}/{LIST}"] = hashlib.sha256((folder / LIST).read_bytes()).hexdigest()
        for file in sorted(folder.glob("[!.]*.csv")):
            table, digest, length, table_problems = _read_table(file, listed)
            size += length
            sums[f"figures/{folder.name}/{file.name}"] = digest
            problems += table_problems
            found += [table] if table else []
    problems += [
        Problem(f"figures/{file.name}", "lies in no source's folder, so it would not be read", f"move it to figures/<source>/{file.name}")
        for file in sorted(figures.glob("[!.]*.csv"))
    ]
    taken, faults = find_snapshots(snapshots) if snapshots is not None else ([], [])
    if taken:
        sums |= _readers()  # a reader that was mended reads the same file differently
    for snapshot in taken:
        sums[f"{snapshot.name}/{SIDECAR}"] = hashlib.sha256((snapshot.folder / SIDECAR).read_bytes()).hexdigest()
        sums |= {f"{snapshot.name}/{name}": digest for name, digest in snapshot.sums.items()}
        size += sum(snapshot.sizes.values())
    problems += [*faults, *_twice(found, taken)]
    return Inputs(sums, size, tuple(found), tuple(problems), tuple(taken))


def _readers() -> dict[str, str]:
    return {f"etl/readers/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(READERS.glob("*.py"))}


def _twice(tables: list[FigureTable], snapshots: list[Snapshot]) -> list[Problem]:
    held = {(table.source, table.edition): table.name for table in tables}
    return [
        Problem(
            snapshot.name,
            f"the edition '{snapshot.edition}' of '{snapshot.source}' is held by {held[snapshot.source, snapshot.edition]} already",
            "give the snapshot's folder the id of an edition of its own, with restates: where it replaces the other",
        )
        for snapshot in snapshots
        if (snapshot.source, snapshot.edition) in held
    ]


def _catalogue_files(catalogue: Path) -> Iterator[Path]:
    for file in sorted(catalogue.rglob("*")):
        if file.suffix in (".yml", ".yaml", ".csv") and file.is_file() and not file.name.startswith("."):
            yield file


def _source_folders(figures: Path) -> list[Path]:
    return sorted(folder for folder in figures.glob("[!.]*") if folder.is_dir() and folder.name != "__pycache__")


def _read_list(folder: Path) -> tuple[dict[str, tuple[str, ListedTable, str]], list[Problem]]:
    """Return what ``figures.yml`` says of each table by the table's name: edition, entry, and where it says so."""
    name = f"figures/{folder.name}/{LIST}"
    if not (folder / LIST).is_file():
        return {}, [Problem(name, "is missing", f"make the tables again with `python -m etl figures RAW {folder.name}`")]
    try:
        content, lines = read_yaml(folder / LIST, name)
    except ProblemsFound as found:
        return {}, found.problems
    listed, problems = validate(TableList, content, lines)
    if listed is None:
        return {}, problems
    by_table = {entry.table: (edition, entry, lines.where(("editions", edition))) for edition, entry in listed.editions.items()}
    return by_table, problems + _list_problems(folder, listed, lines)


def _list_problems(folder: Path, listed: TableList, lines: Lines) -> list[Problem]:
    again = f"make it again with `python -m etl figures RAW {folder.name}`"
    problems = []
    seen: set[str] = set()
    for edition, entry in listed.editions.items():
        where = lines.where(("editions", edition, "table"))
        if entry.table in seen:
            problems.append(
                Problem(where, f"the table '{entry.table}' is listed under two editions", "give each edition a table of its own")
            )
        elif not (folder / entry.table).is_file():
            problems.append(Problem(where, f"the table '{entry.table}' is listed, but there is no such file", again))
        seen.add(entry.table)
    return problems


def _read_table(file: Path, listed: dict[str, tuple[str, ListedTable, str]]) -> tuple[FigureTable | None, str, int, list[Problem]]:
    """Return the table if it can be read on, its sum, its size in bytes, and what is wrong with it as a file."""
    source, name = file.parent.name, f"figures/{file.parent.name}/{file.name}"
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    problems = table_checks.form(name, content)
    readable = not problems
    lines = content.count(b"\n") - 1
    if file.name not in listed:
        what = f"is not listed in figures/{source}/{LIST}"
        problems.append(Problem(name, what, f"make it with `python -m etl figures RAW {source}`, or delete it"))
        return None, digest, len(content), problems
    edition, entry, where = listed[file.name]
    if entry.sha256 != digest:
        remedy = f"change the publisher's file or the reader, and make it again with `python -m etl figures RAW {source}`"
        problems.append(Problem(name, "the table was edited by hand: its SHA-256 is not the one in figures.yml", remedy))
    if readable and entry.rows != lines:
        problems.append(Problem(where, f"rows: {entry.rows}, but the table has {lines}", "make it again with `python -m etl figures`"))
    table = FigureTable(source, edition, file, name, digest, lines, entry.made_from) if readable else None
    return table, digest, len(content), problems
