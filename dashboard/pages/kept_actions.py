"""What a committee agreed, as whoever runs Waymark keeps it in a file: read for a page, and what is wrong with it told to the reader."""

from __future__ import annotations

from datetime import date

from dashboard.components.markup import element
from dashboard.components.note import note_html
from dashboard.components.view import View
from dashboard.pages.build_notices import english
from data import paths
from data.actions import FILE, Action, read_actions
from data.errors import ProblemsFound

PAGES = ("review", "agreed")
"""The pages that show the list; a change of the file shows with the next look at them."""


def actions_of(view: View, mission: str) -> list[Action] | None:
    """
    Return what had been agreed for *mission* on the day of the view, in the order of the file; None where no list is kept.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known.
    """
    kept = read_actions(paths.home() / FILE, view.catalogue)
    if kept is None:
        return None
    return [action for action in kept if action.mission == mission and action.agreed <= view.as_of]


def faulty(view: View, error: ProblemsFound) -> str:
    """Return that the list cannot be read, with every problem in it, as HTML."""
    listed = element("ul", *(element("li", english(str(problem))) for problem in error.problems))
    return note_html(view.words("review.actions.faulty"), listed)


def soonest(action: Action) -> tuple[date, date]:
    """Return what puts the earliest deadline first, and what has none last."""
    return action.due or date.max, action.agreed
