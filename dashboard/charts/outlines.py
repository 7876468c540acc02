"""The outlines of countries that maps are drawn with: Natural Earth's, served by us, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from data.paths import SHAPES

Region = Literal["world", "europe"]


@dataclass(frozen=True)
class Outline:
    """One area: its place code, or its name where it has none; label point and size in pixels of the wide drawing; both paths."""

    place: str
    name: str
    x: float
    y: float
    area: float
    wide: str
    narrow: str


@dataclass(frozen=True)
class Outlines:
    """All areas of one view, and its height as a share of its width."""

    height: float
    areas: tuple[Outline, ...]

    @cached_property
    def places(self) -> frozenset[str]:
        """Return the codes of the places that are drawn."""
        return frozenset(area.place for area in self.areas if area.place)


@lru_cache(maxsize=2)
def outlines(region: Region) -> Outlines:
    """Return the outlines of *region*."""
    lines = (SHAPES / f"{region}.csv").read_text(encoding="utf-8").splitlines()
    notes = [line for line in lines if line.startswith("#")]
    height = float(next(line.rpartition(":")[2] for line in notes if "height over width" in line))
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    areas = [
        Outline(row["place"], row["name"], float(row["x"]), float(row["y"]), float(row["area"]), row["wide"], row["narrow"]) for row in rows
    ]
    return Outlines(height, tuple(areas))
