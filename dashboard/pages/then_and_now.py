"""Beside what was known on a day of the past: what is known now, target by target, and why it differs."""

from __future__ import annotations

import pandas as pd

from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.review_changes import changes_table
from metrics.changes import KEY
from metrics.review import CHANGE_COLUMNS, SHOWN

SAME_SHOWN = 12
"""Rows up to which those that are the same today are listed too."""


def then_and_now(view: View, *, mission: str = "", target: str = "", place: str = "") -> str:
    """
    Return the verdicts of the day of the view beside those of today; empty where the view is of today.

    Args:
        view: The reader's view.
        mission: The targets of this mission; empty for all targets of *place*.
        target: Only this one.
        place: Only in this place; empty for the mission's own.
    """
    day, today = view.selection.as_of, view.today
    if day is None or today is None or day >= today:
        return ""
    if mission:
        facts = view.warehouse.review(mission, place, day, today)
        changed, rows = facts.changes, facts.rows
    else:
        changed, rows = view.warehouse.changed_in_place(place, day, today)
    if target:
        changed, rows = (frame[frame["target"] == target] for frame in (changed, rows))
    words = view.words
    then, now = (date_words(each, view.language) for each in (day, today))
    same = same_rows(rows, changed)
    listed = changed if len(changed) + len(same) > SAME_SHOWN else pd.concat([frame for frame in (changed, same) if len(frame)] or [same])
    told = words.counted("past.differ", len(changed), of=len(changed) + len(same))
    with_places = not place and bool(len(rows)) and len(rows) != rows["target"].nunique()
    shown = changes_table(view, listed, then=then, now=now, with_places=with_places) if len(listed) else ""
    return element("h2", escaped(words("past.beside"))) + paragraph(told) + shown


def same_rows(rows: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """Return the *rows* of today that are not among the *changed*, as changes without a kind."""
    known = pd.MultiIndex.from_frame(changed[KEY])
    left = rows[~pd.MultiIndex.from_frame(rows[KEY]).isin(known)]
    both = {f"{name}_{when}": left[name] for when in ("then", "now") for name in SHOWN}
    return left[KEY].assign(kind="", turn="", cause="", **both)[CHANGE_COLUMNS]
