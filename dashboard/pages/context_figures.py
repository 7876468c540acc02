"""Figures of another quantity, shown beside a promise that nobody measures, so that nobody takes them for it."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.dot_strip import dot_strip
from dashboard.components.block import Block
from dashboard.components.download import observations_address
from dashboard.components.figure import figure
from dashboard.components.provenance import editions_in, source_line
from dashboard.components.view import View, is_missing

FEWEST_PLACES = 2
"""Places from which figures of another quantity are shown side by side."""


def context_blocks(view: View, row: pd.Series) -> list[Block]:
    """Return the figures of another quantity side by side: shown so that nobody takes them for the promise."""
    indicator = str(row["indicator"])
    frame = view.warehouse.observations(indicators=(indicator,), as_of=view.as_of).dropna(subset=["value"])
    same = frame[(frame["group"] == row["group"]) & (frame["sex"] == row["sex"]) & (frame["site"] == row["site"])]
    if same.empty:
        return []
    year = int(same["year"].max()) if is_missing(row["latest_year"]) else int(row["latest_year"])
    newest = same[same["year"] == year]
    newest = newest.sort_values("edition").drop_duplicates("place", keep="last")
    if len(newest) < FEWEST_PLACES:
        return []
    told = newest.assign(name=[view.place_name(code) for code in newest["place"]])
    quantity = view.of(view.catalogue.indicators[indicator].name)
    chart = dot_strip(
        told,
        focus=str(row["place"]),
        form=view.format(indicator),
        words=view.words,
        subtitle=f"{quantity}, {year}",
        source=source_line(view, editions_in(newest)),
        title=view.words("target.context_title"),
        notes=(view.words("target.context_note"),),
    )
    return figure(view, chart, "context", download=observations_address(indicator=indicator, as_of=view.selection.as_of))
