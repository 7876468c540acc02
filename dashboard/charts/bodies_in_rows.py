"""What charts of rows on one axis say: start to target, places, studies, pairs and groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dashboard.charts.marks import Axis, TargetMark


@dataclass(frozen=True)
class DumbbellRow:
    """Start, latest and target of one target or place; a row that cannot be judged has a *frame* sentence instead."""

    label: str
    detail: str
    status: str
    status_words: str
    status_note: str
    axis: Axis | None
    start: float | None = None
    start_text: str = ""
    latest: float | None = None
    latest_text: str = ""
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    target_text: str = ""
    missing: bool = False
    frame: str = ""


@dataclass(frozen=True)
class DumbbellBody:
    """Rows of start, latest, target: on one axis, or each on its own where units differ."""

    rows: tuple[DumbbellRow, ...]
    axis: Axis | None
    shared_target: TargetMark | None
    legend: tuple[tuple[str, str], ...]
    status_heading: str


class StripRow(NamedTuple):
    """One place or study: its value, its interval if published, and both as text; a site has tens of thousands, so it is a plain tuple."""

    label: str
    detail: str
    value: float
    lower: float | None
    upper: float | None
    text: str
    short_text: str
    focus: bool


@dataclass(frozen=True)
class StripBody:
    """Rows of points with intervals on one axis; *shade* is the interval of the focus place through all rows."""

    rows: tuple[StripRow, ...]
    axis: Axis
    shade: tuple[float, float] | None


@dataclass(frozen=True)
class StudiesBody:
    """National studies as points: one row each, never joined."""

    rows: tuple[StripRow, ...]
    axis: Axis


@dataclass(frozen=True)
class PairRow:
    """Two values of the same thing; where both are one, because it is held, it has no *second*."""

    label: str
    detail: str
    first: float
    second: float | None
    text: str


@dataclass(frozen=True)
class PairsBody:
    """Rows of two values on one axis, the first open, the second filled, and what each of them is."""

    rows: tuple[PairRow, ...]
    axis: Axis
    first_name: str
    second_name: str


@dataclass(frozen=True)
class GradientRow:
    """One group: its value at the start and now, or the sentence why there is none; *text* stands at the right."""

    label: str
    first: float | None
    first_text: str
    latest: float | None
    latest_text: str
    lower: float | None = None
    upper: float | None = None
    text: str = ""
    frame: str = ""


@dataclass(frozen=True)
class GradientBody:
    """Groups in their own order as rows, two dates as two lines through them; an empty *first_name* means that one date is known."""

    rows: tuple[GradientRow, ...]
    axis: Axis
    first_name: str
    latest_name: str
    ordered: bool
