"""A drawing on a static page: finding, what is measured, both drawings, one sentence, table, source, notes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from dashboard.charts import svg
from dashboard.charts.description import Chart
from dashboard.components.table import frame_table
from dashboard.components.view import View


@dataclass(frozen=True)
class Figure:
    """
    A chart under the name *key*; *level* is that of its heading, and *links* (path, words) lead to more about it.

    *status* is the verdict it shows, if it shows one: the status, its words, a note. *embed* is the address of its page for other sites,
    below the folder of the language, and *code* what puts it into another page; empty where the site does not know its own address.

    The drawings carry classes and no inline styles, so a strict policy of content holds.
    """

    view: View
    chart: Chart
    key: str
    level: int = 3
    first: bool = False
    links: tuple[tuple[str, str], ...] = ()
    status: tuple[str, str, str] | None = None
    embed: str = ""
    code: str = ""

    @cached_property
    def drawing(self) -> Markup:
        """Return both drawings; the stylesheet shows the one that fits."""
        return Markup(svg.draw_both(self.chart))  # noqa: S704 - the drawers escape every word

    @cached_property
    def table(self) -> Markup:
        """Return every number of the drawing as a table; empty where it has none."""
        if not len(self.chart.table):
            return Markup()
        label = self.view.words("figure.table_of", title=self.chart.title)
        return Markup(frame_table(self.chart.table, label))  # noqa: S704 - the component escapes every cell
