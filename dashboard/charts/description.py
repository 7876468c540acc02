"""
What a chart says, before anything is drawn: its finding, its marks, its sentence, its table.

A description knows values, years and words, no pixels. Both drawers (SVG and Plotly) draw it, so numbers and words cannot differ, and a
chart is tested by its description.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import pandas as pd

from dashboard.charts.bodies_in_rows import DumbbellBody, GradientBody, PairsBody, StripBody, StudiesBody
from dashboard.charts.bodies_of_verdicts import AgreementBody, CalibrationBody, CountedBody, MatrixBody, PositionBody, UnassessedBody
from dashboard.charts.bodies_on_maps import MapBody
from dashboard.charts.bodies_over_time import BandBody, MultiplesBody, TimeBody
from dashboard.charts.marks import EventMark
from data.catalogue.models import Event, EventEffect

# words(key, **values) of the language file; the values are already written as text.
Words = Callable[..., str]

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
    touching = [event for event in events if event.touches(indicator, places)]
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
