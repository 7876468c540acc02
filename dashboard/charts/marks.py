"""The parts that several charts share: axes, points with their intervals, events and targets as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Axis:
    """
    A range of values with its ticks, each as it is written.

    A short unit stands in the last label; a long one (``per 100,000``) is ``unit``, written once beside the last tick.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class EventMark:
    """
    Something that moved the figures: excluded years leave the trend, a break cuts the line, a note only explains.

    Excluded years are shaded, and so is a pandemic (*shaded*), whether the trend uses its years or not.
    """

    first_year: int
    last_year: int
    effect: Literal["exclude", "break", "note"]
    label: str
    shaded: bool = False

    @property
    def has_shade(self) -> bool:
        """Return whether the years are shaded to the full height of the plot."""
        return self.shaded or self.effect == "exclude"


@dataclass(frozen=True)
class TargetMark:
    """A target as it is drawn; *replaced* targets stay, in grey."""

    year: int | None
    value: float
    label: str
    detail: str = ""
    replaced: bool = False


@dataclass(frozen=True)
class Point:
    """
    One value: where it lies, its interval if there is one, how its time and value are written.

    *used* is false where an event takes the year out of the trend; *interval* is the interval as written.
    """

    year: int
    value: float
    lower: float | None
    upper: float | None
    when: str
    text: str
    used: bool = True
    interval: str = ""


@dataclass(frozen=True)
class Segment:
    """Values that may be joined: no break and no gap between them."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Labelled:
    """One point with the words beside it; *is_start* is the agreed start of a target, drawn open."""

    year: int
    value: float
    label: str
    detail: str = ""
    is_start: bool = False


@dataclass(frozen=True)
class Projection:
    """Where the value goes if the recent pace continues: always with its band."""

    points: tuple[Point, ...]
    label: str
    detail: str
