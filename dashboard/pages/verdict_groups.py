"""Better for whom: the groups of which the series of a verdict is held, then and now, with the way to their gap."""

from __future__ import annotations

import pandas as pd

from dashboard.components.block import Block, Html
from dashboard.components.download import observations_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.view import View
from dashboard.pages.equity_figures import gradient_chart
from dashboard.pages.equity_subject import EquityView, held_dimensions, subject_of


def groups_blocks(view: View, row: pd.Series) -> list[Block]:
    """Return the groups of the series of *row*, a row of the scorecard, as a drawing; that none is held where there is none."""
    words, indicator, place = view.words, str(row["indicator"]), str(row["place"])
    head = element("h2", escaped(words("verdict.groups")))
    held = held_dimensions(view)
    mine = held[(held["indicator"] == indicator) & (held["place"] == place) & (held["age"] == row["age"]) & (held["site"] == row["site"])]
    lens = EquityView.of_view(view.with_selection(indicator=indicator, place=place))
    subject = None if mine.empty else subject_of(lens)
    chart = gradient_chart(lens, subject) if subject is not None else None
    if subject is None or chart is None:
        return [Html(head + paragraph(words("verdict.groups_none"), "wm-muted"))]
    download = observations_address(as_of=view.selection.as_of, indicator=indicator, place=place)
    more = link(view.address("equity", indicator=indicator, place=place), escaped(words("verdict.groups_open")))
    return [Html(head), *figure(view, chart, "groups", download=download), Html(element("p", more, class_="wm-tools"))]
