"""A drawing on a page of its own, for the pages of others: finding, drawing, status, source and date inside, and nothing around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import escape

from dashboard.charts.description import Chart
from dashboard.components.view import View
from dashboard.public.figures import Figure
from dashboard.public.page import Page
from dashboard.public.site import Site

FIRST = "embed/"
HEIGHT = 760
"""Pixels of the frame that hold a drawing with its words on a phone; a longer one scrolls within its frame."""


def embed_path(path: str, key: str) -> str:
    """Return the address of the drawing *key* of the page at *path*, below the folder of the language."""
    return f"{FIRST}{path}{key}/"


def embed_code(address: str, title: str) -> str:
    """Return the code that puts the drawing at *address*, a whole address, into somebody's page."""
    written = f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{HEIGHT}" loading="lazy"'
    return f'{written} style="border:0"></iframe>'


def figure_of(
    site: Site,
    view: View,
    path: str,
    chart: Chart,
    key: str,
    *,
    level: int = 3,
    first: bool = False,
    status: tuple[str, str, str] | None = None,
) -> Figure:
    """Return the figure of *chart* under the name *key* on the page at *path*, with what puts it into another page."""
    embed, base = embed_path(path, key), site.settings.base_url
    code = embed_code(f"{base}{view.language}/{embed}", chart.title) if base else ""
    return Figure(view, chart, key, level=level, first=first, status=status, embed=embed, code=code)


def embed_pages(page: Page, figures: Sequence[Figure]) -> Iterator[Page]:
    """Return the pages of the *figures* of *page*; search engines are sent to *page* itself."""
    for figure in figures:
        yield Page(
            path=embed_path(page.path, figure.key),
            template="embed.html",
            title=figure.chart.title,
            description=figure.chart.text,
            context={"figure": figure, "origin": page.path, "origin_title": page.title},
            data_day=page.data_day,
            listed=False,
        )
