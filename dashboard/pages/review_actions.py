"""What was agreed at earlier meetings and is still to be done, in the review pack."""

from __future__ import annotations

from datetime import date

from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.part import part
from dashboard.components.table import Column, table
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.committee_files import faulty
from dashboard.pages.kept_actions import actions_of, soonest
from data.catalogue.promises import Mission
from data.committee.actions import FILE, Action
from data.errors import ProblemsFound


def actions_section(view: View, mission: Mission, since: date | None) -> str:
    """
    Return the actions of *mission* that are open on the day of the view, overdue first, and how many were closed since the last meeting.

    Args:
        view: The view; its day decides what was open.
        mission: The mission under review.
        since: The day of the last meeting, where one is given.
    """
    words = view.words
    title = part("actions", words("review.actions.title"))
    try:
        mine = actions_of(view, mission.id)
    except ProblemsFound as error:
        return title + faulty(view, "review.actions.faulty", error)
    if mine is None:
        # That a list could be kept is for the screen; on paper a committee needs no empty part.
        empty = title + paragraph(words("review.actions.no_file", file=FILE))
        return "" if view.on_paper else element("div", empty, class_="wm-noprint")
    still_open = sorted((action for action in mine if action.is_open(view.as_of)), key=soonest)
    told = _closed_since(view, mine, since)
    if not still_open:
        return title + paragraph(" ".join((words("review.actions.none_open"), told)).strip()) + _all_link(view, mission, mine)
    columns = (
        Column(words("review.actions.what"), width="42%"),
        Column(words("review.actions.owner"), width="22%"),
        Column(words("review.actions.agreed"), width="16%"),
        Column(words("review.actions.due")),
    )
    rows = [_row(view, action) for action in still_open]
    listed = element("div", table(columns, rows, caption=words("review.actions.title")), class_="wm-kept")
    return title + listed + (paragraph(told, "wm-small") if told else "") + _all_link(view, mission, mine)


def _row(view: View, action: Action) -> list[str]:
    owner = escaped(action.owner or view.words("review.actions.nobody"))
    return [escaped(action.what), owner, escaped(date_words(action.agreed, view.language)), _due(view, action)]


def _due(view: View, action: Action) -> str:
    """Return by when an open *action* is to be done, and that it is overdue where it is, as HTML."""
    words = view.words
    if action.due is None:
        return escaped(words("review.actions.no_day"))
    overdue = element("small", element("b", escaped(words("review.actions.overdue")))) if action.is_overdue(view.as_of) else ""
    return escaped(date_words(action.due, view.language)) + overdue


def _all_link(view: View, mission: Mission, mine: list[Action]) -> str:
    """Return the way to all that was agreed, with what came of it; empty on paper, and where there is nothing."""
    if view.on_paper or not mine:
        return ""
    more = link(view.address("agreed", mission=mission.id), escaped(view.words("review.actions.all")))
    return element("p", more, class_="wm-small", style="margin-top:12px")


def _closed_since(view: View, mine: list[Action], since: date | None) -> str:
    """Return how many actions were done and how many given up after *since*; empty without such a day."""
    if since is None:
        return ""
    closed = {
        "done_since": sum(1 for action in mine if action.done and action.done > since),
        "dropped_since": sum(1 for action in mine if action.dropped and action.dropped > since),
    }
    day = date_words(since, view.language)
    return " ".join(view.words.counted(f"review.actions.{name}", number, since=day) for name, number in closed.items() if number)
