"""
From fetched files to a snapshot: is it new, what is it called, and what does its sidecar say.

A snapshot's folder appears whole or not at all. An edition's folder is never written again: other content under the same name becomes a
further revision, ``<name>-r2``.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from data.errors import SetupError
from etl.fetch.addresses import MIRROR
from etl.fetch.errors import FetchError
from etl.fetch.exchange import Answer, Found, Joined
from etl.fetch.parts import no_room
from etl.fetch.plan import Plan
from etl.fetch.sums import sha256_of
from etl.snapshots import Sidecar, Snapshot, SnapshotFile, write_sidecar

OUTCOME_COLUMNS = ("source", "result", "edition", "files", "bytes", "folder")


@dataclass(frozen=True)
class Brought:
    """Everything that was fetched for one source, whole and checked, in *folder*."""

    plan: Plan
    folder: Path
    answers: Sequence[Answer]
    found: Sequence[Found]
    joined: Sequence[Joined]
    moment: datetime
    mirror: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What a fetch did for one source: ``new``, ``revised`` (other content under a name that was there) or ``unchanged``."""

    source: str
    result: str
    edition: str
    files: int
    bytes: int
    folder: Path

    def record(self) -> dict[str, str | int]:
        """Return it as a row of a table."""
        return {name: str(value) if isinstance(value := getattr(self, name), Path) else value for name in OUTCOME_COLUMNS}


def latest_of(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """Return the snapshot that was fetched or published last; None if there is none."""
    return max(snapshots, key=_moment, default=None)


def require_whole(snapshot: Snapshot) -> None:
    """
    Let a snapshot pass whose files are those that its sidecar lists.

    Raises:
        FetchError: One has changed or is gone.
    """
    for name, entry in snapshot.sidecar.files.items():
        if snapshot.sums.get(name) != entry.sha256:
            there = snapshot.sums.get(name, "none, it is gone")
            what = f"is not the file that was fetched: its SHA-256 is {there}, recorded is {entry.sha256}"
            raise FetchError(f"snapshots/{snapshot.source}/{snapshot.edition}/{name}", what, "move that folder away, and fetch again")


def place(brought: Brought, older: Sequence[Snapshot], folder: Path) -> Outcome:
    """
    Put what was *brought* among the snapshots of its source in *folder*, unless it is what the last of the *older* ones holds.

    Raises:
        FetchError: The last snapshot is damaged.
        SetupError: The snapshot cannot be written.
    """
    files = _listed(brought)
    last = latest_of(older)
    if last is not None:
        require_whole(last)
        if _read_sums(last.sidecar.files) == _read_sums(files):
            return Outcome(brought.plan.source, "unchanged", last.edition, len(last.sums), sum(last.sizes.values()), last.folder)
    words, published, licence = _said(brought)
    first_name = f"{brought.plan.source}-{slug(words) or brought.moment.strftime('%Y-%m-%d')}"
    name = _free_name(folder, first_name)
    days = brought.plan.editions | {snapshot.edition: snapshot.sidecar.day for snapshot in older}
    newest = max(days, key=lambda edition: days[edition], default=None)
    day = _day_of(published, days[newest] if newest else date.min, brought.moment.date())
    restates = newest if newest and days[newest] <= (day or brought.moment.date()) else None
    sidecar = Sidecar(
        address=next(answer.request.address for answer in brought.answers if answer.request.keep),
        fetched_at=brought.moment,
        published=day,
        publisher_edition=words,
        licence=licence or f"not in the answer; the publisher's terms: {brought.plan.download.licence_page}",
        restates=restates,
        reader=brought.plan.download.reader,
        reads=brought.plan.download.reads,
        files=files,
        note=_note(brought),
    )
    target = _put(brought.folder, list(files), sidecar, folder / name)
    result = "new" if name == first_name else "revised"
    return Outcome(brought.plan.source, result, name, len(files), sum(entry.bytes or 0 for entry in files.values()), target)


def slug(words: str) -> str:
    """Return *words* as part of an id: small letters and digits, joined by ``-``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _listed(brought: Brought) -> dict[str, SnapshotFile]:
    """Write the joined files, and return the entry of every file that is kept."""
    pages = {page for joined in brought.joined for page in joined.pages}
    files = {}
    for answer in brought.answers:
        if answer.request.keep:
            entry = SnapshotFile(
                sha256=sha256_of(answer.path),
                bytes=answer.path.stat().st_size,
                beside=answer.request.beside or answer.request.file in pages or brought.plan.download.kept_only,
                address=answer.request.address,
                redirects=answer.redirects,
                content_type=answer.content_type,
                etag=answer.etag,
                last_modified=answer.last_modified,
            )
            files[answer.request.file] = entry
    for joined in brought.joined:
        path = brought.folder / joined.file
        try:
            path.write_bytes(joined.content)
        except OSError as error:
            raise no_room(path, error) from None
        beside = brought.plan.download.kept_only
        files[joined.file] = SnapshotFile(sha256=sha256_of(path), bytes=len(joined.content), beside=beside)
    return dict(sorted(files.items()))


def _read_sums(files: Mapping[str, SnapshotFile]) -> dict[str, str]:
    """Return the sums of the files that are read, or of all if none is; a description beside may hold the moment of the download."""
    read = {name: entry.sha256 for name, entry in files.items() if not entry.beside}
    return read or {name: entry.sha256 for name, entry in files.items()}


def _said(brought: Brought) -> tuple[str, date | None, str]:
    """Return the publisher's edition, its day and the terms, of the answer with the latest day."""
    dated = [found for found in brought.found if found.published is not None]
    named = [found for found in brought.found if found.edition]
    latest = max(dated, key=lambda found: found.published or date.min, default=None) or (named[-1] if named else Found())
    licence = next((found.licence for found in brought.found if found.licence), "")
    return latest.edition, latest.published, licence


def _day_of(published: date | None, newest: date, today: date) -> date | None:
    """
    Return the day of publication if it can stand, None if the day of the download is to stand in for it.

    It cannot stand if it lies in the future, nor before the newest edition that we have: what is now published replaces that one, and an
    edition replaces only older ones.
    """
    return published if published is not None and newest < published <= today else None


def _note(brought: Brought) -> str:
    parts = [f"{joined.file}: the items of {', '.join(joined.pages)} put together by Waymark." for joined in brought.joined]
    if brought.mirror:
        parts.append(f"Fetched by way of the mirror {brought.mirror} ({MIRROR}).")
    if not brought.plan.download.confirmed:
        parts.append(f"The addresses are not confirmed by the project; they were seen in: {brought.plan.download.seen_in}")
    return " ".join(parts)


def _free_name(folder: Path, name: str) -> str:
    if not (folder / name).exists():
        return name
    number = 2
    while (folder / f"{name}-r{number}").exists():
        number += 1
    return f"{name}-r{number}"


def _put(staged: Path, names: Sequence[str], sidecar: Sidecar, target: Path) -> Path:
    """Move the files and their sidecar to *target* in one step."""
    ready = staged / ".ready"
    try:
        shutil.rmtree(ready, ignore_errors=True)
        ready.mkdir()
        for name in names:
            (staged / name).replace(ready / name)
        write_sidecar(ready, sidecar)
        target.parent.mkdir(parents=True, exist_ok=True)
        ready.rename(target)
        _sync(target.parent)
    except OSError as error:
        remedy = "make room or let the folder be written, then fetch again"
        if error.errno == errno.EXDEV:
            remedy = f"keep {target.parent.parent} and {staged.parent} on one file system"
        raise SetupError(str(target), f"cannot be written ({error.strerror})", remedy) from None
    shutil.rmtree(staged, ignore_errors=True)
    return target


def _sync(folder: Path) -> None:
    """Make sure that the new name survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _moment(snapshot: Snapshot) -> tuple[date, str]:
    fetched = snapshot.sidecar.fetched_at
    return (fetched.date() if fetched else snapshot.sidecar.day), fetched.isoformat() if fetched else ""
