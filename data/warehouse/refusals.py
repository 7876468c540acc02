"""
The record of a build that was refused: a file beside the warehouse that stays in use, for whoever asks why nothing new is shown.

A Problem may quote a figure that is not free, so the record never becomes part of a warehouse and is not for the public. It speaks of the
newest warehouse file of its time: once a newer one is published, the record says nothing any more, even if it was not removed.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from data.errors import Problem, ProjectError, SetupError
from data.text_file import write_text
from data.warehouse import store

NAME = "refused.json"
MOST = 10_000
"""Problems that are kept one by one; their number counts all."""


@dataclass(frozen=True)
class Refusal:
    """A build that was refused at a time (UTC): for whom it was made, how many *errors* it had, and the problems, at most `MOST`."""

    at: datetime
    audience: str
    errors: int
    problems: tuple[Problem, ...]


def write(folder: Path, problems: list[Problem], audience: str) -> None:
    """Record that a build for *audience* into *folder* is refused now for *problems*; a disk without room leaves no record."""
    record = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "audience": audience,
        "newest": _newest(folder),
        "errors": len(problems),
        "problems": [problem.record() for problem in problems[:MOST]],
    }
    with suppress(SetupError):
        write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", folder / NAME)


def remove(folder: Path) -> None:
    """Forget the record, as a build was good."""
    with suppress(OSError):
        (folder / NAME).unlink()


def last(folder: Path) -> Refusal | None:
    """Return the build that was refused since the newest warehouse of *folder*; nothing without one, or where the record is no record."""
    file = folder / NAME
    try:
        held = file.stat()
        newest, refusal = _read(file, held.st_mtime_ns, held.st_size)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return refusal if newest == _newest(folder) else None


def problems_of(error: ProjectError) -> list[Problem]:
    """Return every problem that *error* tells."""
    return list(getattr(error, "problems", [error.problem]))


@lru_cache(maxsize=4)
def _read(file: Path, changed: int, size: int) -> tuple[str, Refusal]:  # noqa: ARG001 (they make the cache forget a changed file)
    record = json.loads(file.read_text(encoding="utf-8"))
    problems = tuple(_problem(entry) for entry in record["problems"])
    return str(record["newest"]), Refusal(datetime.fromisoformat(record["at"]), str(record["audience"]), int(record["errors"]), problems)


def _problem(entry: dict[str, str | int]) -> Problem:
    where, what, remedy = (str(entry[name]) for name in ("file", "what", "remedy"))
    row = entry["row"]
    at = f"{where}:{row}" if isinstance(row, int) else f"{where}: {row}" if row else where
    return Problem(at, what, remedy, column=str(entry["column"]), value=str(entry["value"]))


def _newest(folder: Path) -> str:
    return next((file.name for file in store.files(folder)), "")
