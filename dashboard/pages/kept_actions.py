"""What a committee agreed, as whoever runs Waymark keeps it in a file, for a page."""

from __future__ import annotations

from datetime import date

from dashboard.components.view import View
from data import paths
from data.committee.actions import FILE, Action, read_actions
from data.committee.kept import state_of


def actions_of(view: View, mission: str) -> list[Action] | None:
    """
    Return what had been agreed for *mission* on the day of the view, as known then, in the order of the file; None without a list.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known.
    """
    kept = _kept(view)
    if kept is None:
        return None
    return [action.known_on(view.as_of) for action in kept if action.mission == mission and action.agreed <= view.as_of]


def later_of(view: View, mission: str) -> int:
    """Return how many actions for *mission* were agreed after the day of the view."""
    return sum(action.mission == mission and action.agreed > view.as_of for action in _kept(view) or ())


def _kept(view: View) -> tuple[Action, ...] | None:
    file = paths.home() / FILE
    # A long list takes a while to read.
    kept: tuple[Action, ...] | None = view.warehouse.remember(
        (file, state_of(file)), lambda: read_actions(file, view.warehouse.whole_catalogue)
    )
    return kept


def soonest(action: Action) -> tuple[date, date]:
    """Return what puts the earliest deadline first, and what has none last."""
    return action.due or date.max, action.agreed
