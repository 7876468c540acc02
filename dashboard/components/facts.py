"""Three facts side by side: a name, a value, and a line that says what the value is."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.markup import element, escaped
from dashboard.components.view import View
from dashboard.display import span
from data.catalogue.promises import Mission


def facts(entries: Sequence[tuple[str, str, str]], *, under_first: str = "") -> str:
    """Return *entries* (name, value, explanation; plain text) as a list of facts; *under_first* is HTML below the first."""
    cells = []
    for place, (name, value, note) in enumerate(entries):
        told = element("small", escaped(note)) if note else ""
        cells.append(element("div", element("dt", escaped(name)), element("dd", escaped(value), told, "" if place else under_first)))
    return element("dl", *cells, class_="wm-facts")


def period_words(view: View, mission: Mission) -> tuple[str, str]:
    """Return the years that *mission* has given itself, and which of them this is; the second is empty unless both ends are stated."""
    words, period = view.words, mission.period
    if period.start and period.end:
        of = period.end - period.start
        year = min(max(view.as_of.year - period.start + 1, 1), of)
        told = words("mission.over") if view.as_of.year > period.end else words("mission.year_of", year=year, of=of)
        if view.as_of.year < period.start:
            told = words("mission.not_begun")
        return span(period.start, period.end, view.language), told
    ends = (("mission.since", period.start), ("mission.until", period.end))
    return next((words(key, year=year) for key, year in ends if year), words("mission.not_stated")), ""


def time_bar(start: int, end: int, today: int) -> str:
    """Return how much of the time from *start* to *end* is over, as a bar; the words beside it say the same."""
    share = min(max((today - start) / (end - start), 0.0), 1.0) if end > start else 1.0
    filled = element("div", "", style=f"width:{100 * share:.0f}%;height:6px;background:currentColor")
    return element(
        "div", filled, class_="wm-time", aria_hidden="true", style="border:1px solid currentColor;max-width:200px;margin-top:8px"
    )
