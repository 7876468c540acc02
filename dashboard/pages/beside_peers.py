"""
How a place stands among its declared peers: one drawing a family of figures, and every other series a click away.

Of each family the first figure that enough peers have for the same years is drawn, those of targets first, then those with ranges; where
no peer has one, the history of the place stands alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pandas as pd

from dashboard.components.block import Block, Html
from dashboard.components.download import observations_address
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.view import View
from dashboard.pages.figures_of_place import (
    BREAKDOWN,
    FEWEST_PEERS,
    SHORTEST_HISTORY,
    Measured,
    at_one_time,
    main_breakdowns,
    measured_here,
    read_beside,
    rows_of,
    series_figure,
    series_table,
    strip_chart,
    strip_figure,
)
from data.catalogue.models import Family

Candidate = tuple[pd.Series, pd.DataFrame]
"""A series and its figures in the place and its peers."""


def beside_peers(view: View, place: str, peers: str) -> list[Block]:
    """Return how *place* stands beside the members of *peers*, family by family, with the list of the series of each."""
    trends = view.warehouse.trends(place, view.as_of)
    family_of = trends["indicator"].map(lambda code: view.catalogue.indicators[code].family)
    families = [family for family in Family if (family_of == family).any()]
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
    drawn = []
    for family in families:
        mine = trends[family_of == family]
        known = mine[mine["latest"].notna()]
        candidates = [(trend, rows_of(trend, held)) for trend in main_breakdowns(view, known, 1, used)]
        name = words(f"family.{family.value}")
        listed = series_table(view, place, mine, words.counted("country.series_of", len(mine), family=name))
        blocks = _drawing(view, (place, peers), name, (candidates, used), listed)
        drawn.append(element("section", *(block.text for block in blocks if isinstance(block, Html)), id=f"family-{family.value}"))
    tools = observations_address(place=place, as_of=view.selection.as_of)
    told = escaped(words("country.download_all", n=len(trends)))
    foot = element("div", link(tools, told, download=""), class_="wm-tools") if tools else ""
    return [Html(head + element("div", *drawn, class_="wm-pairs") + foot)]


def _drawing(
    view: View, compared: tuple[str, str], family: str, candidates: tuple[list[Candidate], set[Measured]], listed: str
) -> list[Block]:
    """Return the drawing of one family with *listed* under it: place and peers (*compared*), else the longest history, else the name."""
    (place, peers), (series, used) = compared, candidates
    against = _to_compare(place, series, used)
    if against is not None:
        trend, rows = against
        chart = strip_chart(view, place, peers, trend, cast("list[dict[str, Any]]", rows.to_dict("records")))
        return strip_figure(view, place, trend, replace(chart, title=f"{family}\N{NO-BREAK SPACE}– {chart.title}"), below=listed)
    lengths = [int((rows["place"] == place).sum()) for _, rows in series]
    if lengths and max(lengths) >= SHORTEST_HISTORY:
        trend, rows = series[lengths.index(max(lengths))]
        return series_figure(view, place, trend, rows, below=listed)
    return [Html(element("h3", escaped(family), class_="wm-apart") + listed)]


def _to_compare(place: str, candidates: list[Candidate], used: set[Measured]) -> Candidate | None:
    """Return the series to set against peers with the figures of all for the same years; ``None`` where too few peers have one."""
    same = [(trend, at_one_time(rows, place)) for trend, rows in candidates]
    enough = [(trend, rows) for trend, rows in same if rows["place"].nunique() > FEWEST_PEERS]

    def order(entry: Candidate) -> tuple[bool, bool]:
        trend, rows = entry
        return tuple(trend[["indicator", *BREAKDOWN]]) in used, bool(rows["lower"].notna().all())

    return max(enough, key=order, default=None)
