"""A figure: the finding, what is measured, the drawing, one sentence, the table, the download, the source and the notes in use."""

from __future__ import annotations

from dashboard.charts import svg
from dashboard.charts.description import Chart
from dashboard.components.block import Block, Html, Plot
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import frame_table
from dashboard.components.view import View


def figure(
    view: View, chart: Chart, key: str, *, download: str = "", explain: str = "", first: bool = False, interactive: bool = False
) -> list[Block]:
    """
    Return the blocks of *chart*.

    Args:
        view: The reader's view.
        chart: The description of the drawing.
        key: Name of the figure on its page.
        download: Address of its figures as CSV; empty if there are none.
        explain: Address that explains its newest number; empty if there is none.
        first: The first figure of a page has a heavier rule above.
        interactive: Draw it so that it answers to the pointer, where the screen is wide enough.
    """
    head = element("figcaption", element("h3", escaped(chart.title)), paragraph(chart.subtitle))
    rest = _below(view, chart, download, explain)
    name = "wm-figure first" if first else "wm-figure"
    if view.on_paper:
        return [Html(element("figure", head, svg.draw(chart, "paper"), rest, class_=name))]
    from dashboard.charts import plotly  # noqa: PLC0415 - the static pages draw without it

    if not (interactive and plotly.can_draw(chart)):
        return [Html(element("figure", head, svg.draw_both(chart), rest, class_=name, id=f"figure-{key}"))]
    drawing = plotly.draw(chart, view.mode, view.language)
    return [
        Html(element("div", head.replace("figcaption", "div"), class_=f"{name} wm-figure-head", id=f"figure-{key}")),
        Plot(key, drawing, chart.text),
        Html(element("div", svg.draw(chart, "narrow"), rest, class_="wm-figure-rest")),
    ]


def _below(view: View, chart: Chart, download: str, explain: str) -> str:
    words = view.words
    table = ""
    if view.on_paper:
        download = explain = ""
    elif len(chart.table):
        table = element(
            "details",
            element("summary", escaped(words("figure.table"))),
            frame_table(chart.table, words("figure.table_of", title=chart.title)),
        )
    tools = link(download, escaped(words("figure.download")), download="") if download else ""
    tools += link(explain, escaped(words("figure.explain"))) if explain else ""
    notes = "".join(paragraph(note, "wm-source") for note in chart.notes)
    return "".join(
        (
            paragraph(chart.text, "wm-say"),
            element("div", table, tools, class_="wm-tools") if table or tools else "",
            paragraph(chart.source, "wm-source") if chart.source else "",
            notes,
        )
    )
