"""
What differs from the release before: figures, targets and verdicts, each with its cause.

The figures are compared between the two files that the releases give away, so that no value of a source that may not be passed on is
told. A verdict is changed if the one that was published differs; its cause is found by judging again, step by step
(`metrics.changes`). Where the figures behind it are in neither file, the cause is what the names of editions and versions tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from dashboard.opendata.api import release_of
from dashboard.opendata.content import Content
from dashboard.opendata.describe import both
from dashboard.opendata.files import records
from dashboard.opendata.history import KEY, last_verdicts, verdicts_in_force
from dashboard.opendata.models_of_changes import Changes, History, News
from data.catalogue.differences import target_changes
from data.errors import WarehouseError
from data.warehouse import queries, schema, store
from data.warehouse.differences import observation_changes
from metrics import report
from metrics.changes import Known, verdict_changes

NAMES = {"gone": "removed"}
"""Words of the comparison that the open data say otherwise."""

NO_CHANGES = {"new": 0, "revised": 0, "reflagged": 0, "removed": 0}


@dataclass(frozen=True)
class Before:
    """The release before: its name, its day, its figures (*file*; none if it cannot be read today) and its history of verdicts."""

    name: str
    day: date
    file: Path | None
    history: History
    news: News

    @property
    def entry(self) -> dict[str, str]:
        """The release as documents name it."""
        return {"name": self.name, "judged_on": self.day.isoformat()}


def read_before(folder: Path | None) -> Before | None:
    """Return the release in *folder*; ``None`` without one, or if it holds no open data of this version of the interface."""
    if folder is None:
        return None
    try:
        history = History.model_validate_json((folder / "v1" / "verdict-history.json").read_bytes())
        news = News.model_validate_json((folder / "v1" / "news.json").read_bytes())
    except (OSError, ValidationError):
        return None
    file = folder / "data" / "waymark.duckdb"
    day = date.fromisoformat(history.release.judged_on)
    return Before(history.release.name, day, file if _is_readable(file) else None, history, news)


def _is_readable(file: Path) -> bool:
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return bool(file.is_file() and queries.read_build(connection)["layout"] == schema.LAYOUT)
    except (SQLAlchemyError, WarehouseError):
        return False
    finally:
        engine.dispose()


def changes(content: Content, file: Path, before: Before | None) -> Changes:
    """Return what differs between the release *before* and this one, whose figures are in the warehouse *file*."""
    found: dict[str, Any] = {"observations": [], "targets": [], "verdicts": [], "counts": NO_CHANGES}
    if before is not None:
        old = _known(before.file, before.day) if before.file else None
        new = _known(file, content.day) if old else None
        found["verdicts"] = list(_verdicts(content, before, old, new))
        if before.file and old:
            found["observations"] = _observations(before.file, file)
            found["counts"] = NO_CHANGES | pd.Series([row["change"] for row in found["observations"]], dtype="str").value_counts().to_dict()
            found["targets"] = list(_targets(old, content))
    head = {"release": release_of(content), "previous": before.entry if before else None, "compared": bool(before and before.file)}
    return Changes.model_validate(head | found)


def _known(file: Path, day: date) -> Known:
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return replace(report.known(connection), day=day)
    finally:
        engine.dispose()


def _observations(old: Path, new: Path) -> list[dict[str, Any]]:
    found = observation_changes(old, new)
    return records(found.assign(change=found["change"].replace(NAMES)))


def _targets(old: Known, content: Content) -> Iterator[dict[str, Any]]:
    for change in target_changes(old.catalogue, content.catalogue):
        why = change.now.change_reason if change.now else None
        record = change.record()
        yield {
            "change": NAMES.get(change.change, change.change),
            "mission": change.mission,
            "target": change.target,
            "version": change.version,
            "old": record["old"],
            "new": record["new"],
            "why": both(why) if why else None,
            "cause": "target",
        }


def _verdicts(content: Content, before: Before, old: Known | None, new: Known | None) -> Iterator[dict[str, Any]]:
    was = {tuple(row[name] for name in KEY): row for row in last_verdicts(before.history)}
    now = {tuple(row[name] for name in KEY): row for row in records(verdicts_in_force(content.verdicts))}
    differing = [key for key in sorted(was.keys() | now.keys()) if _verdict(was.get(key)) != _verdict(now.get(key))]
    causes = _causes(before, old, new) if differing and old and new else {}
    for key in differing:
        old_row, new_row = was.get(key, {}), now.get(key, {})
        told = causes.get(key)
        judged = told and (told["old"], told["new"]) == (_words(old_row), _words(new_row))
        yield {
            "change": "new" if not old_row else "removed" if not new_row else "revised",
            **dict(zip(KEY, key, strict=True)),
            "old_status": old_row.get("status", ""),
            "old_reason": old_row.get("reason", ""),
            "new_status": new_row.get("status", ""),
            "new_reason": new_row.get("reason", ""),
            "cause": told["cause"].split("+") if told and judged else [_told_by_names(old_row, new_row)],
        }


def _verdict(row: dict[str, Any] | None) -> tuple[Any, Any] | None:
    return (row["status"], row["reason"]) if row else None


def _words(row: dict[str, Any]) -> str:
    """Return a verdict as `verdict_changes` writes it."""
    return "" if not row else f"{row['status']}: {row['reason']}" if row["reason"] else str(row["status"])


def _causes(before: Before, old: Known, new: Known) -> dict[tuple[Any, ...], dict[str, Any]]:
    published = pd.DataFrame(last_verdicts(before.history), columns=[*KEY, "target_version", "status", "reason", "edition"])
    found = verdict_changes(old, new, published)
    return {tuple(row[name] for name in KEY): row for row in records(found)}


def _told_by_names(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return the cause as far as the names of versions and editions tell it."""
    if not old or not new or old["target_version"] != new["target_version"]:
        return "target"
    return "data" if old["edition"] != new["edition"] else "unknown"
