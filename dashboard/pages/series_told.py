"""What is told of a series wherever it is drawn: quantity, place and years, its source, the events that touched it."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.description import event_marks
from dashboard.charts.marks import EventMark
from dashboard.components.provenance import source_line
from dashboard.components.quote import cited
from dashboard.components.view import Row, View, is_missing, parents
from dashboard.display import span
from data.catalogue.promises import TargetVersion

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


def years_of(view: View, series: pd.DataFrame) -> str:
    """Return the years that *series* covers, first to last."""
    return span(int(series["year"].min()), int(series["year_end"].max()), view.language)
