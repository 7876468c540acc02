"""The verdicts of every release, kept from release to release, so that a strip of them can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.opendata.api import release_of
from dashboard.opendata.content import Content
from dashboard.opendata.files import records
from dashboard.opendata.models_of_changes import History

if TYPE_CHECKING:
    import pandas as pd

KEY = ["mission", "target", "place"]
KEPT = {"versions": "target_version", "statuses": "status", "reasons": "reason", "editions": "edition"}
"""What a strip keeps of each release, and the column of the verdicts that it comes from."""


def verdicts_in_force(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return one row a target and place: of several versions in force the last."""
    rows = verdicts[verdicts["in_force"].astype(bool)]
    return rows.sort_values([*KEY, "target_version"], kind="stable").drop_duplicates(KEY, keep="last")


def verdict_history(content: Content, before: History | None) -> History:
    """Return the history *before* with the verdicts of this release at its end; of a release published again the newer verdicts stay."""
    releases = [entry for entry in (before.releases if before else []) if entry.name != content.release]
    kept = [place for place, entry in enumerate(before.releases if before else []) if entry.name != content.release]
    strips: dict[tuple[str, str, str], dict[str, list[Any]]] = {}
    for strip in before.strips if before else []:
        strips[strip.mission, strip.target, strip.place] = {name: [getattr(strip, name)[at] for at in kept] for name in KEPT}
    rows = verdicts_in_force(content.verdicts)
    now = {
        (row["mission"], row["target"], row["place"]): {name: row[column] for name, column in KEPT.items()}
        for row in records(rows[[*KEY, *KEPT.values()]])
    }
    nothing = [None] * len(releases)
    written = []
    for key in sorted(strips.keys() | now.keys()):
        held, new = strips.get(key, {}), now.get(key, {})
        lists = {name: [*held.get(name, nothing), new.get(name)] for name in KEPT}
        if any(status is not None for status in lists["statuses"]):
            written.append({"mission": key[0], "target": key[1], "place": key[2], **lists})
    this = {"name": content.release, "judged_on": content.day.isoformat()}
    return History.model_validate(
        {"release": release_of(content), "releases": [*(dict(entry) for entry in releases), this], "strips": written}
    )


def last_verdicts(history: History) -> list[dict[str, Any]]:
    """Return the verdicts of the newest release of *history*: mission, target, place, target_version, status, reason, edition."""
    return [
        {"mission": strip.mission, "target": strip.target, "place": strip.place}
        | {column: getattr(strip, name)[-1] for name, column in KEPT.items()}
        for strip in history.strips
        if strip.statuses and strip.statuses[-1] is not None
    ]
