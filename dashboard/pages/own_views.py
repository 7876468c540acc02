"""A committee's own view of a verdict, beside the computed one: who, since when, until when and why. It changes no status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.charts.shapes import chip_html
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.note import note_html
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.committee_files import faulty
from data import paths
from data.committee.kept import state_of
from data.committee.views import FILE, CommitteeView, read_views
from data.errors import ProblemsFound


def own_view(view: View, row: pd.Series | Mapping[Any, Any]) -> str:
    """Return how the committee sees the verdict of a scorecard's *row*, with its reason, as HTML; empty where it has said nothing."""
    words = view.words
    try:
        held = _holding(view, row)
    except ProblemsFound as error:
        return faulty(view, "committee.faulty", error)
    if not held:
        return ""
    told = [
        element("div", chip_html(each.status, words(f"status.{each.status}")), style="margin:12px 0 6px")
        + paragraph(each.why)
        + paragraph(f"{_signed(view, each)}.", "wm-source")
        for each in held
    ]
    beside = paragraph(words("committee.beside"), "wm-source")
    return element("div", note_html(words("committee.title"), "".join(told) + beside), style="margin:16px 0")


def own_view_in_short(view: View, row: pd.Series | Mapping[Any, Any]) -> str:
    """Return the same in one line, without the reason; empty where the file cannot be read, which the page of the target tells."""
    try:
        held = _holding(view, row)
    except ProblemsFound:
        return ""
    words = view.words
    return "".join(
        element("small", escaped(words("committee.short", status=words(f"status.{each.status}"), who=each.who)), class_="wm-chip-note")
        for each in held
    )


def _signed(view: View, each: CommitteeView) -> str:
    first, last = (date_words(day, view.language) for day in (each.decided, each.until))
    return view.words("committee.signed", who=each.who, first=first, last=last)


def views_of(view: View, mission: str) -> list[CommitteeView]:
    """
    Return the committee's views of the targets of *mission* that hold on the day of the view, in the order of the file.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known.
    """
    file = paths.home() / FILE
    # A review asks for every row of its table.
    kept = view.warehouse.remember((file, state_of(file)), lambda: read_views(file, view.warehouse.whole_catalogue))
    return [each for each in kept or () if each.mission == mission and each.holds(view.as_of)]


def _holding(view: View, row: pd.Series | Mapping[Any, Any]) -> list[CommitteeView]:
    """Return the views of the target of *row* in its place."""
    return [each for each in views_of(view, str(row["mission"])) if each.target == row["target"] and each.place in (None, row["place"])]
