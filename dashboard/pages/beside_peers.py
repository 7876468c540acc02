"""
How a place stands among its declared peers: one drawing a family of figures, and every other series a click away.

Of each family the first figure that enough peers have for the same years is drawn, those of targets first, then those with ranges; where
no peer has one, the history of the place stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.components.block import Block, Html
from dashboard.components.download import observations_address
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.view import Row, View
from dashboard.pages.figures_of_place import (
    BREAKDOWN,
    SHORTEST_HISTORY,
    Held,
    Measured,
    main_breakdowns,
    measured_here,
    read_beside,
    records_of,
    series_figure,
    series_table,
    strip_chart,
    strip_figure,
)
from data.catalogue.models import Family

Candidate = tuple[Row, "np.ndarray[Any, Any]"]
"""A series and the rows of its figures in the place and its peers."""


@dataclass(frozen=True)
class Beside:
    """What is shown of one family: its series, and one with the figures of place and peers for the same years, else with its history."""

    family: Family
    listed: list[Row]
    against: tuple[Row, list[dict[str, Any]]] | None
    history: tuple[Row, pd.DataFrame] | None


def beside_peers(view: View, place: str, peers: str) -> list[Block]:
    """Return how *place* stands beside the members of *peers*, family by family, with the list of the series of each."""
    families: list[Beside] = view.warehouse.remember(("beside", view.as_of, place, peers), lambda: _families(view, place, peers))
    if not families:
        return []
    words = view.words
    parts = [link(f"#family-{shown.family.value}", escaped(words(f"family.{shown.family.value}"))) for shown in families]
    head = "".join(
        (
            element("h2", escaped(words("country.beside", place=view.place_name(place)))),
            paragraph(words("country.beside_text")),
            element("p", escaped(words("country.on_this_page")), " ", " · ".join(parts), class_="wm-small wm-tools wm-noprint"),
        )
    )
    drawn = []
    for shown in families:
        name = words(f"family.{shown.family.value}")
        below = series_table(view, place, shown.listed, words.counted("country.series_of", len(shown.listed), family=name))
        blocks = _drawing(view, (place, peers), name, shown, below)
        drawn.append(element("section", *(block.text for block in blocks if isinstance(block, Html)), id=f"family-{shown.family.value}"))
    tools = observations_address(place=place, as_of=view.selection.as_of)
    told = escaped(words("country.download_all", n=sum(len(shown.listed) for shown in families)))
    foot = element("div", link(tools, told, download=""), class_="wm-tools") if tools else ""
    return [Html(head + element("div", *drawn, class_="wm-pairs") + foot)]


def _family(view: View, indicator: str) -> Family:
    return view.catalogue.indicators[indicator].family


def _families(view: View, place: str, peers: str) -> list[Beside]:
    """Return what is shown of each family of which a series of *place* is held."""
    trends = view.warehouse.trends(place, view.as_of)
    listed: dict[Family, list[Row]] = {family: [] for family in Family}
    for record in trends.to_dict("records"):
        listed[_family(view, record["indicator"])].append(record)
    if trends.empty:
        return []
    held, used = read_beside(view, place, peers, trends), measured_here(view, place)
    best: dict[Family, list[Candidate]] = {}
    for trend in main_breakdowns(view, trends[trends["latest"].notna()], 1, used):
        best.setdefault(_family(view, trend["indicator"]), []).append((trend, held.of_series(trend)))
    return [_shown(family, mine, held, best.get(family, []), (place, used)) for family, mine in listed.items() if mine]


def _shown(family: Family, mine: list[Row], held: Held, candidates: list[Candidate], compared: tuple[str, set[Measured]]) -> Beside:
    """Return what is shown of one family: *compared* is the place, and what its targets are measured by."""
    place, used = compared
    against = _to_compare(place, held, candidates, used)
    if against is not None:
        return Beside(family, mine, (against[0], records_of(held, against[1])), None)
    histories = [(trend, held.of_place(rows, place)) for trend, rows in candidates]
    longest = max(histories, key=lambda history: len(history[1]), default=None)
    if longest is None or len(longest[1]) < SHORTEST_HISTORY:
        return Beside(family, mine, None, None)
    return Beside(family, mine, None, (longest[0], held.frame.take(longest[1])))


def _drawing(view: View, compared: tuple[str, str], family: str, shown: Beside, below: str) -> list[Block]:
    """Return the drawing of one family with *below* under it: place and peers (*compared*), else the longest history, else why neither."""
    place, peers = compared
    if shown.against is not None:
        trend, rows = shown.against
        chart = strip_chart(view, place, peers, trend, rows)
        return strip_figure(view, place, trend, replace(chart, title=f"{family}\N{NO-BREAK SPACE}– {chart.title}"), below=below)
    if shown.history is not None:
        return series_figure(view, place, *shown.history, below=below)
    told = paragraph(view.words("country.not_drawn", place=view.place_name(place)), "wm-small")
    return [Html(element("h3", escaped(family), class_="wm-apart") + told + below)]


def _to_compare(place: str, held: Held, candidates: list[Candidate], used: set[Measured]) -> Candidate | None:
    """Return the series to set against peers with the figures of all for the same years; ``None`` where too few peers have one."""
    same = [(trend, held.at_one_time(rows, place)) for trend, rows in candidates]
    enough = [(trend, rows) for trend, rows in same if held.has_peers(rows)]

    def order(entry: Candidate) -> tuple[bool, bool]:
        trend, rows = entry
        return tuple(trend[name] for name in ("indicator", *BREAKDOWN)) in used, bool(held.with_lower[rows].all())

    return max(enough, key=order, default=None)
