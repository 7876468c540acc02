"""
Snapshots: files exactly as their publishers gave them, where they lie, and what the sidecar beside them says.

A snapshot is the folder ``<source>/<edition>/`` below ``$WAYMARK_HOME/snapshots``, with the files and ``snapshot.yml``. It is written by
``python -m etl fetch``, or by a person who drops a file in. Nothing here reads the content of a file: :mod:`etl.taking_in` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, model_validator

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Entry, Identifier, Text
from data.catalogue.faults import nearest, validate
from data.catalogue.models import Edition, SeriesRule, Source
from data.errors import Problem, ProblemsFound, Severity
from data.yaml_file import Lines, read_yaml

SIDECAR = "snapshot.yml"
UNFINISHED = ".part"
"""Ending of a file that is still being downloaded."""

UNCONFIRMED = "confirmed"
"""The column that a problem names if it is about a rule that nobody has confirmed."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SnapshotFile(Entry):
    """
    One file of a snapshot, as the sidecar lists it.

    ``reader`` is the format of this file where it is not the snapshot's; a file that is ``beside`` is not read on its own (the legend of
    another file). The rest says how the download went.
    """

    sha256: Sha256
    bytes: int | None = None
    reader: Identifier | None = None
    beside: bool = False
    address: str = ""
    redirects: tuple[str, ...] = ()
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


class Sidecar(Entry):
    """
    The content of one ``snapshot.yml``.

    ``published`` is the day of publication; where the publisher gives none, ``fetched_at`` stands in for it. ``reader`` and ``reads`` may
    stand in the source's catalogue entry instead. Without ``files`` every file of the folder is read, and a warning says that their sums
    are not recorded.
    """

    published: date | None = None
    fetched_at: datetime | None = None
    address: str = ""
    licence: str = ""
    publisher_edition: str = ""
    name: Text | None = None
    restates: Identifier | None = None
    embargo_until: date | None = None
    reader: Identifier | None = None
    reads: tuple[SeriesRule, ...] = ()
    files: dict[str, SnapshotFile] = Field(default_factory=dict)
    note: str = ""

    @model_validator(mode="after")
    def _has_a_day(self) -> Sidecar:
        if self.published is None and self.fetched_at is None:
            raise ValueError("neither 'published' nor 'fetched_at' is given; write the day of publication as published: YYYY-MM-DD")
        return self

    @property
    def day(self) -> date:
        """The day from which the edition counts as known."""
        if self.published is not None:
            return self.published
        return self.fetched_at.date() if self.fetched_at is not None else date.max


@dataclass(frozen=True)
class Snapshot:
    """A snapshot whose sidecar could be read; *name* is how messages call it, *sums* the SHA-256 of each of its files as they are."""

    source: str
    edition: str
    folder: Path
    name: str
    sidecar: Sidecar
    lines: Lines
    sums: Mapping[str, str]
    sizes: Mapping[str, int]

    @property
    def sha256(self) -> str:
        """One sum over all files."""
        return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in sorted(self.sums.items())).encode()).hexdigest()

    @property
    def files(self) -> list[str]:
        """The files that are read, in order."""
        listed = self.sidecar.files
        return sorted(name for name in self.sums if name not in listed or not listed[name].beside)

    def as_edition(self) -> Edition:
        """Return the edition that the sidecar describes."""
        words = self.sidecar.publisher_edition or self.edition
        note = "" if self.sidecar.published else "The publisher gives no day of publication; this is the day of the download."
        retrieved = f"Fetched on {self.sidecar.fetched_at:%Y-%m-%d}." if self.sidecar.fetched_at else ""
        return Edition(
            id=self.edition,
            name=self.sidecar.name or Text(en=words, de=words),
            published=self.sidecar.day,
            published_note=note,
            retrieved_note=retrieved,
            restates=self.sidecar.restates,
            embargo_until=self.sidecar.embargo_until,
        )


def write_sidecar(folder: Path, sidecar: Sidecar) -> Path:
    """Write *sidecar* into the snapshot's *folder*, as a whole or not at all, and return its file."""
    content = sidecar.model_dump(mode="json", exclude_defaults=True)
    content |= {name: getattr(sidecar, name) for name in ("published",) if getattr(sidecar, name) is not None}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=140)
    draft, file = folder / f".{SIDECAR}", folder / SIDECAR
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
    return file


def find_snapshots(folder: Path) -> tuple[list[Snapshot], list[Problem]]:
    """Return every snapshot below *folder* whose sidecar can be read, and what is wrong with any of them as files."""
    found: list[Snapshot] = []
    problems: list[Problem] = []
    for source in _folders(folder):
        for edition in _folders(source):
            snapshot, faults = _read(edition, f"snapshots/{source.name}/{edition.name}")
            problems += faults
            found += [snapshot] if snapshot else []
        problems += [
            Problem(
                f"snapshots/{source.name}/{file.name}",
                "lies in no edition's folder, so it would not be read",
                f"move it to snapshots/{source.name}/<edition>/",
            )
            for file in _files(source)
        ]
    return found, problems


def with_editions(catalogue: Catalogue, snapshots: Sequence[Snapshot]) -> tuple[Catalogue, list[Problem]]:
    """Return *catalogue* with the editions of the *snapshots* that it does not list, and where the two disagree."""
    sources = dict(catalogue.sources)
    problems: list[Problem] = []
    for snapshot in snapshots:
        source = sources.get(snapshot.source)
        if source is None:
            continue  # reported as an unknown source with the other codes
        listed = next((edition for edition in source.editions if edition.id == snapshot.edition), None)
        if listed is None:
            sources[source.id] = source.model_copy(update={"editions": (*source.editions, snapshot.as_edition())})
        elif listed.published != snapshot.sidecar.day:
            what = f"published: {snapshot.sidecar.day}, but catalogue/sources/{source.id}.yml says {listed.published}"
            problems.append(Problem(snapshot.lines.where(("published",)), what, "correct one of the two"))
    problems += [problem for snapshot in snapshots for problem in _restates(snapshot, sources)]
    return catalogue.model_copy(update={"sources": sources}), problems


def _restates(snapshot: Snapshot, sources: Mapping[str, Source]) -> list[Problem]:
    older = snapshot.sidecar.restates
    if older is None or snapshot.source not in sources:
        return []
    where = snapshot.lines.where(("restates",))
    published = {edition.id: edition.published for edition in sources[snapshot.source].editions}
    if older not in published or older == snapshot.edition:
        others = [edition for edition in published if edition != snapshot.edition]
        return [Problem(where, f"restates: unknown edition '{older}'", nearest(older, others))]
    if published[older] > snapshot.sidecar.day:
        return [Problem(where, f"restates: '{older}' is newer", "correct 'published' of one of the two")]
    return []


def known_on(snapshots: Sequence[Snapshot], as_of: date | None) -> list[Snapshot]:
    """Return the *snapshots* that were published by *as_of*; all of them without a day."""
    return [snapshot for snapshot in snapshots if as_of is None or snapshot.sidecar.day <= as_of]


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[!.]*") if path.is_dir()) if folder.is_dir() else []


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[!.]*") if path.is_file() and path.suffix != UNFINISHED)


def _read(folder: Path, name: str) -> tuple[Snapshot | None, list[Problem]]:
    side = f"{name}/{SIDECAR}"
    files = [path for path in _files(folder) if path.name != SIDECAR]
    if not (folder / SIDECAR).is_file():
        remedy = "write one with published: YYYY-MM-DD, reader: FORMAT, and reads: (which series become which indicator)"
        return None, [Problem(side, "is missing", remedy)] if files else []
    try:
        content, lines = read_yaml(folder / SIDECAR, side)
    except ProblemsFound as found:
        return None, found.problems
    sidecar, problems = validate(Sidecar, content, lines)
    if sidecar is None:
        return None, problems
    sums, sizes = {}, {}
    for path in files:
        with path.open("rb") as opened:
            sums[path.name] = hashlib.file_digest(opened, "sha256").hexdigest()
        sizes[path.name] = path.stat().st_size
    snapshot = Snapshot(folder.parent.name, folder.name, folder, name, sidecar, lines, sums, sizes)
    return snapshot, problems + _faults(snapshot)


def _faults(snapshot: Snapshot) -> list[Problem]:
    """Return where the files are not those that the sidecar lists."""
    listed, lines = snapshot.sidecar.files, snapshot.lines
    problems = []
    for name, entry in listed.items():
        where = lines.where(("files", name))
        if name not in snapshot.sums:
            problems.append(Problem(where, f"the file '{name}' is listed, but is not there", "fetch it again, or take it out of the list"))
        elif entry.sha256 != snapshot.sums[name]:
            what = f"the file is not the one that was recorded: its SHA-256 is {snapshot.sums[name]}, that of the sidecar {entry.sha256}"
            remedy = "put the publisher's file back, or give the changed file an edition of its own"
            problems.append(Problem(f"{snapshot.name}/{name}", what, remedy))
    problems += [_not_recorded(snapshot, name) for name in sorted(snapshot.sums.keys() - listed.keys())]
    if not snapshot.sums:
        problems.append(Problem(snapshot.name, "the snapshot has no file", "put the publisher's file beside snapshot.yml"))
    return problems


def _not_recorded(snapshot: Snapshot, name: str) -> Problem:
    severity = Severity.ERROR if snapshot.sidecar.files else Severity.WARNING
    remedy = f"write under 'files' of {SIDECAR}: {name}: {{sha256: {snapshot.sums[name]}}}"
    return Problem(f"{snapshot.name}/{name}", "the file's sum is not recorded, so a change in it would not be seen", remedy, severity)
