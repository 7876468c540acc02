"""What was agreed at earlier meetings and is still to be done, as whoever runs Waymark keeps it in a file."""

from __future__ import annotations

from datetime import date

from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.note import note_html
from dashboard.components.part import part
from dashboard.components.table import Column, table
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.build_notices import english
from data import paths
from data.actions import FILE, Action, read_actions
from data.catalogue.promises import Mission
from data.errors import ProblemsFound


def actions_section(view: View, mission: Mission, since: date | None) -> str:
    """
    Return the actions of *mission* that are open on the day of the view, overdue ones first, and how many were done since the last meeting.

    Args:
        view: The view; its day decides what was open.
        mission: The mission under review.
        since: The day of the last meeting, where one is given.
    """
    words = view.words
    title = part("actions", words("review.actions.title"))
    try:
        kept = read_actions(paths.home() / FILE, view.catalogue.missions)
    except ProblemsFound as error:
        listed = element("ul", *(element("li", english(str(problem))) for problem in error.problems))
        return title + note_html(words("review.actions.faulty"), listed)
    if kept is None:
        # That a list could be kept is for the screen; on paper a committee needs no empty part.
        empty = title + paragraph(words("review.actions.no_file", file=FILE))
        return "" if view.on_paper else element("div", empty, class_="wm-noprint")
    mine = [action for action in kept if action.mission == mission.id]
    still_open = sorted((action for action in mine if action.is_open(view.as_of)), key=_order)
    told = _done_since(view, mine, since)
    if not still_open:
        return title + paragraph(" ".join((words("review.actions.none_open"), told)).strip())
    columns = (
        Column(words("review.actions.what"), width="42%"),
        Column(words("review.actions.owner"), width="22%"),
        Column(words("review.actions.agreed"), width="16%"),
        Column(words("review.actions.due")),
    )
    rows = [_row(view, action) for action in still_open]
    return title + table(columns, rows, caption=words("review.actions.title")) + (paragraph(told, "wm-small") if told else "")


def _order(action: Action) -> tuple[date, date]:
    """Return what puts the earliest deadline first, and what has none last."""
    return action.due or date.max, action.agreed


def _row(view: View, action: Action) -> list[str]:
    words, language = view.words, view.language
    due = escaped(date_words(action.due, language)) if action.due else escaped(words("review.actions.no_day"))
    if action.due and action.due < view.as_of:
        due += element("small", element("b", escaped(words("review.actions.overdue"))))
    owner = escaped(action.owner or words("review.actions.nobody"))
    return [escaped(action.what), owner, escaped(date_words(action.agreed, language)), due]


def _done_since(view: View, mine: list[Action], since: date | None) -> str:
    done = sum(1 for action in mine if since and action.done and since < action.done <= view.as_of)
    return view.words.counted("review.actions.done_since", done, since=date_words(since, view.language)) if since and done else ""
