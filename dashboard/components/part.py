"""A part of a page that can be linked to: its title, with a name that stays the same in every language."""

from __future__ import annotations

from dashboard.components.markup import element, escaped, link

NAMED = "part-{name}"
"""Streamlit gives each heading an id made from its words; the prefix keeps ours apart from those."""

UNDER_HEADER = "scroll-margin-top:72px"
"""What a link leads to stops below the navigation, which stays at the top of the screen."""


def part(name: str, title: str) -> str:
    """Return the heading of the part *name*; *title* is plain text."""
    # On the heading itself the id would be lost.
    return element("section", element("h2", escaped(title)), id=NAMED.format(name=name), style=UNDER_HEADER)


def part_link(name: str, words: str) -> str:
    """Return a link to the part *name* of the same page; *words* are plain text."""
    return link(f"#{NAMED.format(name=name)}", escaped(words))
