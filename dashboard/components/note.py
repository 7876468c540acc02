"""A note on a quiet ground: something to know before reading on."""

from __future__ import annotations

from dashboard.components.markup import element, escaped


def note(title: str, text: str) -> str:
    """Return a note; both parts are plain text."""
    return element("p", element("b", escaped(title)), " ", escaped(text), class_="wm-note")


def note_html(title: str, inside: str) -> str:
    """Return a note whose inside is HTML."""
    return element("div", element("b", escaped(title)), " ", inside, class_="wm-note")
