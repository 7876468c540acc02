"""What differs between two catalogues: the versions of targets, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from data.catalogue.catalogue import Catalogue
from data.catalogue.promises import Reading, TargetVersion


@dataclass(frozen=True)
class TargetChange:
    """A version of a target that only one of two catalogues has (``new``, ``gone``), or that differs in any word (``revised``)."""

    mission: str
    target: str
    version: int
    was: TargetVersion | None
    now: TargetVersion | None

    @property
    def change(self) -> str:
        """What happened to it: ``new``, ``gone`` or ``revised``."""
        return "new" if self.was is None else "gone" if self.now is None else "revised"

    def record(self) -> dict[str, str]:
        """Return it as a row: ``change``, ``key`` (mission, target and version joined by ``/``), ``old`` and ``new`` reading in words."""
        key = f"{self.mission}/{self.target}/{self.version}"
        return {"change": self.change, "key": key, "old": reading_words(self.was), "new": reading_words(self.now)}


def target_changes(old: Catalogue, new: Catalogue) -> list[TargetChange]:
    """Return the versions of targets that differ, sorted by mission, target and version."""
    before, after = dict(_versions(old)), dict(_versions(new))
    found = (TargetChange(*key, before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys()))
    return [change for change in found if change.was != change.now]


def _versions(catalogue: Catalogue) -> Iterator[tuple[tuple[str, str, int], TargetVersion]]:
    for mission in catalogue.missions.values():
        for target in mission.targets:
            for version in target.versions:
                yield (mission.id, target.id, version.version), version


def reading_words(version: TargetVersion | None) -> str:
    """Return the reading in a few words: ``level <= 20 percent by 2030``; nothing without a version."""
    if version is None:
        return ""
    reading: Reading = version.reading
    amount = f"{reading.value:g} {reading.unit}" if reading.value is not None else f"{reading.amount:g} %" if reading.amount else ""
    year = f"by {reading.year}" if reading.year else ""
    return " ".join(str(word) for word in (reading.kind.value, reading.comparator or "", amount, year) if word)
