"""Lines to copy into a program or a file: every line whole, on the quiet ground of a note."""

from __future__ import annotations

from dashboard.components.markup import element, escaped
from dashboard.components.table import scrolling

STYLE = (
    "white-space:pre;width:max-content;min-width:100%;box-sizing:border-box;padding:14px 18px;background:var(--wm-surface);"
    "font:13px/20px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"
)


def code_box(code: str, label: str, language: str = "en") -> str:
    """
    Return *code* in a box that scrolls sideways, by keyboard too.

    *label* names it to those who do not see it, *language* is that of the words in it.
    """
    # The line ends are written as entities: a page is put on the screen as one line, see `components.block`.
    lines = escaped(code).replace("\n", "&#10;")
    # Streamlit puts its own scrolling box, which no keyboard reaches, in the place of a <pre>.
    return scrolling(element("div", lines, class_="wm-code", lang=language, style=STYLE), label)
