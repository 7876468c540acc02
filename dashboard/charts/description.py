"""
What a chart says, before anything is drawn: its finding, its marks, its sentence, its table.

A description knows values, years and words, no pixels. Both drawers (SVG and Plotly) draw it, so numbers and words cannot differ, and a
chart is tested by its description.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from data.catalogue.models import Event, EventEffect

# words(key, **values) of the language file; the values are already written as text.
Words = Callable[..., str]


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


@dataclass(frozen=True)
class CountedBody:
    """One cell a target in the fixed order, and the counts in words."""

    cells: tuple[str, ...]
    counts: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class StripRow:
    """One place or study: its value, its interval if published, and both as text."""

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
class AgreementRow:
    """One published rule: its statistic in words and its step, or the sentence why it cannot be used."""

    name: str
    statistic: str
    step: int | None
    frame: str = ""


@dataclass(frozen=True)
class AgreementBody:
    """Rules against five common steps; *modal* is the step that most usable rules give, if there is one."""

    steps: tuple[str, ...]
    short_steps: tuple[str, ...]
    rows: tuple[AgreementRow, ...]
    modal: int | None


@dataclass(frozen=True)
class KnownValue:
    """A number that is known about a target that cannot be judged: its target, its start, or a measured value."""

    value: float
    text: str
    label: str
    kind: Literal["target", "measured", "start"]


@dataclass(frozen=True)
class UnassessedBody:
    """Why a target cannot be assessed yet, what is known, and the five answers."""

    status_words: str
    reason: str
    known: tuple[KnownValue, ...]
    axis: Axis | None
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MatrixCell:
    """The verdict of one rule: its status, its step in a short word, and whether it is to catch the eye."""

    status: str
    words: str
    marked: bool = False


@dataclass(frozen=True)
class MatrixRow:
    """One series or one variation: a verdict a rule, and what the rules say together; without any verdict a *frame* sentence instead."""

    label: str
    detail: str
    cells: tuple[MatrixCell, ...]
    most: MatrixCell | None
    share: str
    frame: str = ""


@dataclass(frozen=True)
class MatrixBody:
    """Rows against published rules; *last* heads the column of what they have in common, *silent* says that a rule cannot be used."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    last: str
    silent: str


@dataclass(frozen=True)
class StatedChance:
    """Statements of about the same chance, as shares: what was said, what came true, and both as written with their number."""

    stated: float
    observed: float
    bin_text: str
    observed_text: str
    count_text: str


@dataclass(frozen=True)
class CalibrationBody:
    """Stated chances against how often they came true, on one axis from 0 to 1; *legend* explains the marks on a phone."""

    chances: tuple[StatedChance, ...]
    ticks: tuple[tuple[float, str], ...]
    stated_name: str
    observed_name: str
    count_name: str
    diagonal: str
    legend: str


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


@dataclass(frozen=True)
class PositionBody:
    """
    Names in a table of level by direction: ``rows`` and ``columns`` are headings, ``cells[row][column]`` the names in it.

    A cell without a name stays an empty frame; ``more`` is the last line of a cell that has more names than it shows, where it has.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    more: tuple[tuple[str, ...], ...]


Body = (
    TimeBody
    | DumbbellBody
    | CountedBody
    | StripBody
    | StudiesBody
    | AgreementBody
    | UnassessedBody
    | MatrixBody
    | CalibrationBody
    | BandBody
    | PairsBody
    | MapBody
    | PositionBody
    | MultiplesBody
    | GradientBody
)


@dataclass(frozen=True)
class Chart:
    """
    A chart as a reader gets it.

    ``title`` says the finding, ``subtitle`` what is measured (quantity, unit, who, years), ``text`` is the sentence that stands in for
    the picture, ``table`` every number of it as written, ``source`` the source line, ``notes`` the flags in use. ``more`` is what only the
    drawing shows in words.
    """

    kind: str
    title: str
    subtitle: str
    text: str
    table: pd.DataFrame = field(repr=False, compare=False)
    source: str
    notes: tuple[str, ...]
    body: Body
    more: str = ""

    @property
    def alternative(self) -> str:
        """Return what a drawing says to who cannot see it: title, sentence, and what else stands only in the drawing."""
        title = "" if self.text.startswith(self.title.rstrip(".")) else f"{self.title}."
        return " ".join(part for part in (title, self.text, self.more) if part)


def event_marks(events: Iterable[Event], *, indicator: str, places: Collection[str], language: str, words: Words) -> tuple[EventMark, ...]:
    """Return the marks of the *events* that touch *indicator* in one of *places* (the place and its parents), in order of time."""
    touching = [
        event for event in events if indicator in event.indicators and (not event.places or any(place in places for place in event.places))
    ]
    return tuple(
        EventMark(
            event.first_year,
            event.last_year,
            EventEffect(event.effect).value,
            words("chart.event.pandemic") if event.kind == "pandemic" else event.name.in_language(language),
            shaded=event.kind == "pandemic",
        )
        for event in sorted(touching, key=lambda event: (event.first_year, event.id))
    )
