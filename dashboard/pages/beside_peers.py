"""
How a place stands among its declared peers: one drawing a family of figures, and every other series a click away.

Of each family the first figure that enough peers have for the same years is drawn, those of targets first, then those with ranges; where
no peer has one, the history of the place stands alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd

from dashboard.components.block import Block, Html
from dashboard.components.download import observations_address
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.view import View
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

Candidate = tuple[pd.Series, "np.ndarray[Any, Any]"]
"""A series and the rows of its figures in the place and its peers."""


def beside_peers(view: View, place: str, peers: str) -> list[Block]:
    """Return how *place* stands beside the members of *peers*, family by family, with the list of the series of each."""
    trends = view.warehouse.trends(place, view.as_of)
    listed: dict[Family, list[dict[str, Any]]] = {family: [] for family in Family}
    for record in cast("list[dict[str, Any]]", trends.to_dict("records")):
        listed[_family(view, record["indicator"])].append(record)
    families = [family for family in Family if listed[family]]
    if not families:
        return []
    held = read_beside(view, place, peers, trends)
    used = measured_here(view, place)
    words = view.words
    parts = [link(f"#family-{family.value}", escaped(words(f"family.{family.value}"))) for family in families]
    head = "".join(
        (
            element("h2", escaped(words("country.beside", place=view.place_name(place)))),
            paragraph(words("country.beside_text")),
            element("p", escaped(words("country.on_this_page")), " ", " · ".join(parts), class_="wm-small wm-tools wm-noprint"),
        )
    )
    best = main_breakdowns(view, trends[trends["latest"].notna()], 1, used)
    drawn = []
    for family in families:
        mine = listed[family]
        candidates = [(trend, held.of_series(trend)) for trend in best if _family(view, trend["indicator"]) == family]
        name = words(f"family.{family.value}")
        below = series_table(view, place, mine, words.counted("country.series_of", len(mine), family=name))
        blocks = _drawing(view, (place, peers), name, (held, candidates, used), below)
        drawn.append(element("section", *(block.text for block in blocks if isinstance(block, Html)), id=f"family-{family.value}"))
    tools = observations_address(place=place, as_of=view.selection.as_of)
    told = escaped(words("country.download_all", n=len(trends)))
    foot = element("div", link(tools, told, download=""), class_="wm-tools") if tools else ""
    return [Html(head + element("div", *drawn, class_="wm-pairs") + foot)]


def _family(view: View, indicator: str) -> Family:
    return view.catalogue.indicators[indicator].family


def _drawing(
    view: View, compared: tuple[str, str], family: str, candidates: tuple[Held, list[Candidate], set[Measured]], below: str
) -> list[Block]:
    """Return the drawing of one family with *below* under it: place and peers (*compared*), else the longest history, else the name."""
    (place, peers), (held, series, used) = compared, candidates
    against = _to_compare(place, held, series, used)
    if against is not None:
        trend, rows = against
        chart = strip_chart(view, place, peers, trend, records_of(held, rows))
        return strip_figure(view, place, trend, replace(chart, title=f"{family}\N{NO-BREAK SPACE}– {chart.title}"), below=below)
    histories = [(trend, held.of_place(rows, place)) for trend, rows in series]
    longest = max(histories, key=lambda history: len(history[1]), default=None)
    if longest is not None and len(longest[1]) >= SHORTEST_HISTORY:
        return series_figure(view, place, longest[0], held.frame.take(longest[1]), below=below)
    return [Html(element("h3", escaped(family), class_="wm-apart") + below)]


def _to_compare(place: str, held: Held, candidates: list[Candidate], used: set[Measured]) -> Candidate | None:
    """Return the series to set against peers with the figures of all for the same years; ``None`` where too few peers have one."""
    same = [(trend, held.at_one_time(rows, place)) for trend, rows in candidates]
    enough = [(trend, rows) for trend, rows in same if held.has_peers(rows)]

    def order(entry: Candidate) -> tuple[bool, bool]:
        trend, rows = entry
        return tuple(trend[name] for name in ("indicator", *BREAKDOWN)) in used, bool(held.with_lower[rows].all())

    return max(enough, key=order, default=None)
