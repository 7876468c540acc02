"""What a map says: places by class, and the legend of the classes in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class MapClass:
    """One entry of a map's legend: its key and its words."""

    key: str
    words: str


@dataclass(frozen=True)
class MapPlace:
    """
    One place of a map: its class (``kind``) and its value as written.

    *kind* is a class of values, a status (``s-met``), or why there is no value: ``no_data``, ``withheld``, ``not_applicable``.
    """

    place: str
    name: str
    kind: str
    text: str
    focus: bool = False
    modelled: bool = False


@dataclass(frozen=True)
class MapBody:
    """Places of a region by class, and the legend of the classes in use."""

    region: Literal["world", "europe"]
    places: tuple[MapPlace, ...]
    classes: tuple[MapClass, ...]
