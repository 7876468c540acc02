"""The newer build that was refused, while the last good one is shown: when, and every problem with its place and its remedy."""

from __future__ import annotations

import pandas as pd

from dashboard.components.block import Block, Download, Html
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.part import part
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import View
from dashboard.display import count, date_words
from dashboard.pages.build_notices import english, place_words
from data import tables

LISTED = 200
"""Problems in the list of the page; the download holds all that were recorded."""


def refused_blocks(view: View) -> list[Block]:
    """Return the problems of the refused build, file by file; nothing where the newest build was good."""
    refusal = view.warehouse.refused()
    if refusal is None:
        return []
    words, language = view.words, view.language
    records = [problem.record() | {"row": problem.row} for problem in refusal.problems]
    shown = records[:LISTED]
    columns = (
        Column(words("quality.column.where"), width="30%"),
        Column(words("quality.refused.wrong"), labelled=False),
        Column(words("quality.column.right"), width="32%"),
    )
    rows = [[place_words(view, entry), english(str(entry["what"])), english(str(entry["remedy"]))] for entry in shown]
    title = words("quality.refused.title")
    day, time = date_words(refusal.at.date(), language), f"{refusal.at:%H:%M}"
    told = words.counted("quality.refused.text", refusal.errors, day=day, time=time)
    cut = words("quality.refused.cut", shown=count(len(shown), language), n=count(refusal.errors, language))
    html = part("refused", title) + paragraph(told) + scrolling(table(columns, rows, caption=title), title)
    html += paragraph(cut, "wm-source") if len(shown) < refusal.errors else ""
    html += element("p", escaped(words("quality.refused.remedy")), class_="wm-small", style="margin-top:16px") + element(
        "pre", element("code", escaped("python -m etl check"))
    )
    download = words("quality.refused.download")
    return [Html(html), Download("refused", download, "waymark-refused.csv", lambda: tables.as_csv(pd.DataFrame(records)))]
