"""What a committee agreed, as whoever runs Waymark keeps it in a file, for a page."""

from __future__ import annotations

from datetime import date

from dashboard.components.view import View
from data import paths
from data.committee.actions import FILE, Action, read_actions


def actions_of(view: View, mission: str) -> list[Action] | None:
    """
    Return what had been agreed for *mission* on the day of the view, as known then, in the order of the file; None without a list.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known.
    """
    kept = read_actions(paths.home() / FILE, view.warehouse.whole_catalogue)
    if kept is None:
        return None
    return [action.known_on(view.as_of) for action in kept if action.mission == mission and action.agreed <= view.as_of]


def soonest(action: Action) -> tuple[date, date]:
    """Return what puts the earliest deadline first, and what has none last."""
    return action.due or date.max, action.agreed
