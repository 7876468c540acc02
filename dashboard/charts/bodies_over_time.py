"""What charts over time say: a trajectory, a modelled range, and targets side by side on the way from start to target."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.charts.marks import Axis, EventMark, Labelled, Point, Projection, Segment, TargetMark


@dataclass(frozen=True)
class TimeBody:
    """Values over years, with everything a trajectory may carry."""

    segments: tuple[Segment, ...]
    years: Axis
    value_axis: Axis
    latest: Labelled | None
    start: Labelled | None
    path: tuple[Point, ...] = ()
    path_label: str = ""
    projection: Projection | None = None
    targets: tuple[TargetMark, ...] = ()
    events: tuple[EventMark, ...] = ()
    frame: str = ""
    value_name: str = ""

    @property
    def points(self) -> tuple[Point, ...]:
        """Return every point, in the order of time."""
        return tuple(point for segment in self.segments for point in segment.points)


@dataclass(frozen=True)
class BandYear:
    """The range of one year; *beyond* is true where what it rests on is carried forward."""

    year: int
    lower: float
    upper: float
    beyond: bool


@dataclass(frozen=True)
class BandBody:
    """A modelled range over years, without a line in its middle; *points* are measured apart from it and never joined to it."""

    band: tuple[BandYear, ...]
    years: Axis
    value_axis: Axis
    label: str
    detail: str
    beyond_label: str = ""
    points: tuple[Labelled, ...] = ()
    targets: tuple[TargetMark, ...] = ()


@dataclass(frozen=True)
class IndexPoint:
    """How much of a gap was closed (percent, with its range) when so much of the time (percent) was over."""

    elapsed: float
    closed: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class IndexPanel:
    """One target on its own scale: 0 its start, 100 its target; a panel that cannot be drawn has a *frame* sentence instead."""

    label: str
    detail: str
    segments: tuple[tuple[IndexPoint, ...], ...] = ()
    path: tuple[IndexPoint, ...] = ()
    first: str = ""
    last: str = ""
    text: str = ""
    frame: str = ""


@dataclass(frozen=True)
class MultiplesBody:
    """Panels of one scale side by side; *path_name* and *time_name* stand in words under them."""

    panels: tuple[IndexPanel, ...]
    axis: Axis
    path_name: str
    time_name: str
