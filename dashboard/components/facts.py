"""Three facts side by side: a name, a value, and a line that says what the value is."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.markup import element, escaped


def facts(entries: Sequence[tuple[str, str, str]], *, under_first: str = "") -> str:
    """Return *entries* (name, value, explanation; plain text) as a list of facts; *under_first* is HTML below the first."""
    cells = []
    for place, (name, value, note) in enumerate(entries):
        told = element("small", escaped(note)) if note else ""
        cells.append(element("div", element("dt", escaped(name)), element("dd", escaped(value), told, "" if place else under_first)))
    return element("dl", *cells, class_="wm-facts")


def time_bar(start: int, end: int, today: int) -> str:
    """Return how much of the time from *start* to *end* is over, as a bar; the words beside it say the same."""
    share = min(max((today - start) / (end - start), 0.0), 1.0) if end > start else 1.0
    filled = element("div", "", style=f"width:{100 * share:.0f}%;height:6px;background:currentColor")
    return element(
        "div", filled, class_="wm-time", aria_hidden="true", style="border:1px solid currentColor;max-width:200px;margin-top:8px"
    )
