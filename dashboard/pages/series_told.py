"""What is told of a series wherever it is drawn: quantity, place and years, its source, the events that touched it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboard.charts.description import event_marks
from dashboard.charts.marks import EventMark
from dashboard.components.provenance import source_line
from dashboard.components.quote import cited
from dashboard.components.view import Row, View, is_missing, parents
from dashboard.display import span
from data.catalogue.models import EventEffect
from data.catalogue.promises import TargetVersion
from metrics.status import Caution

NOT_ASSESSABLE = "not_assessable"
NOT_COMPARABLE = "not_comparable"


def subtitle(view: View, row: Row | pd.Series, years: str = "") -> str:
    """Return what is measured: quantity, who, where, years."""
    indicator = view.catalogue.indicators[row["indicator"]]
    name, place = view.of(indicator.name), view.place_name(row["place"])
    parts = [name, view.breakdown(row), "" if place in name else place, years]
    return ", ".join(part for part in parts if part)


def row_source(view: View, row: pd.Series, version: TargetVersion) -> str:
    """Return the source line of a row's series and of its target."""
    target = view.words("source.target", citation=cited(view, version.quote.citation))
    known = [] if is_missing(row["source"]) else [(str(row["source"]), str(row["edition"]))]
    return source_line(view, known, target)


def events_of(view: View, indicator: str, place: str) -> tuple[EventMark, ...]:
    """Return the events that touch *indicator* in *place*."""
    return event_marks(
        view.catalogue.events.values(), indicator=indicator, places=parents(view.catalogue, place), language=view.language, words=view.words
    )


def left_out_why(view: View, row: Row | pd.Series, series: Iterable[Row]) -> list[str]:
    """
    Return why years inside the window of a verdict were left out of its trend: each event with its reason and citation.

    Empty where the verdict has no caution that some were.

    Args:
        view: The reader's view.
        row: The row of the scorecard.
        series: The values that it rests on, left out or not.
    """
    if is_missing(row["cautions"]) or Caution.YEARS_EXCLUDED not in str(row["cautions"]).split(";"):
        return []
    first, above = int(row["first_used_year"]), parents(view.catalogue, str(row["place"]))
    valued = [(int(each["year"]), int(each["year_end"])) for each in series if not is_missing(each["value"])]
    inside = [(year, year_end) for year, year_end in valued if year >= first]
    events = [
        event
        for event in view.catalogue.events.values()
        if event.effect == EventEffect.EXCLUDE and event.touches(str(row["indicator"]), above)
    ]
    return [
        view.words(
            "verdict.left_out",
            years=span(event.first_year, event.last_year, view.language),
            name=view.of(event.name),
            why=view.of(event.explanation),
            citation=cited(view, event.citation),
        )
        for event in sorted(events, key=lambda event: event.first_year)
        if any(year <= event.last_year and year_end >= event.first_year for year, year_end in inside)
    ]


def years_of(view: View, series: pd.DataFrame) -> str:
    """Return the years that *series* covers, first to last."""
    return span(int(series["year"].min()), int(series["year_end"].max()), view.language)
