"""The files that a committee keeps: which pages show them, and what is wrong with one, told to the reader."""

from __future__ import annotations

from collections.abc import Hashable

from dashboard.components.markup import element
from dashboard.components.note import note_html
from dashboard.components.view import View
from dashboard.pages.build_notices import english
from data import paths
from data.committee import actions, views
from data.committee.kept import state_of
from data.errors import ProblemsFound

SHOWN: dict[str, tuple[str, ...]] = {"agreed": (actions.FILE,), "review": (actions.FILE, views.FILE), "mission": (views.FILE,)}
"""The files that a page shows, by the page."""


def states_for(page: str) -> tuple[Hashable, ...]:
    """Return something that differs once a file that *page* shows has changed: the change shows with the next look at it."""
    return tuple(state_of(paths.home() / file) for file in SHOWN.get(page, ()))


def faulty(view: View, told: str, error: ProblemsFound) -> str:
    """Return that a file cannot be read, in the words of the key *told*, with every problem in it, as HTML."""
    listed = element("ul", *(element("li", english(str(problem))) for problem in error.problems))
    return note_html(view.words(told), listed)
