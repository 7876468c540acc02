"""Tables: rules between rows, numbers to the right; on a phone each row becomes a short list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.components.markup import element, escaped

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Column:
    """A column: its heading, whether it holds numbers, its width, and whether its heading is repeated on a phone."""

    title: str
    numeric: bool = False
    width: str | None = None
    labelled: bool = True


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, caption: str = "") -> str:
    """Return a table; the cells are HTML, the first of each row is its heading."""
    heads = [
        element("th", escaped(column.title), scope="col", class_=_number_class(column), style=column.width and f"width:{column.width}")
        for column in columns
    ]
    body = [_row(columns, cells) for cells in rows]
    title = element("caption", escaped(caption), class_="wm-hidden") if caption else ""
    return element("table", title, element("thead", element("tr", *heads)), element("tbody", *body), class_="wm-table stack")


def _row(columns: Sequence[Column], cells: Sequence[str]) -> str:
    first, *others = cells
    written = [element("th", first, scope="row")]
    for column, cell in zip(columns[1:], others, strict=True):
        # The style puts a colon behind it.
        label = column.title.rstrip("?") if column.labelled and cell else None
        written.append(element("td", cell, class_=_number_class(column), data_label=label))
    return element("tr", *written)


def _number_class(column: Column) -> str | None:
    return "n" if column.numeric else None


def pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Return a table of questions (plain) and answers (HTML)."""
    body = [element("tr", element("th", escaped(question), scope="row"), element("td", answer)) for question, answer in rows]
    return element("table", element("tbody", *body), class_="wm-table kv stack")


def frame_table(frame: pd.DataFrame, label: str) -> str:
    """Return a frame whose headings and cells are already written, as a table that scrolls by itself where it is too wide."""
    cells_of_rows = frame.to_numpy(dtype=object).tolist()
    columns = list(zip(*cells_of_rows, strict=True)) or [()] * frame.shape[1]
    heads = element("tr", *(element("th", escaped(name), scope="col") for name in frame.columns))
    opening = ['<td class="n">' if cells and all(isinstance(cell, (int, float)) for cell in cells) else "<td>" for cells in columns]
    rows = []
    for head, *cells in cells_of_rows:
        written = "".join(f"{start}{_written(cell)}</td>" for start, cell in zip(opening[1:], cells, strict=True))
        rows.append(f'<tr><th scope="row">{_written(head)}</th>{written}</tr>')
    return scrolling(element("table", element("thead", heads), element("tbody", *rows), class_="wm-table wm-data"), label)


def _written(cell: object) -> str:
    return "" if cell is None else escaped(cell)


def scrolling(html: str, label: str) -> str:
    """Return *html* in a region that scrolls sideways, by keyboard too."""
    return element("div", html, class_="wm-scroll", role="region", aria_label=label, tabindex=0)
