"""The status of a target: shape, words, and the date or the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.charts.shapes import chip_html
from dashboard.components.explained import explained
from dashboard.components.markup import element, escaped
from dashboard.components.view import View, is_missing
from dashboard.display import period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    import pandas as pd

    Row: TypeAlias = pd.Series | Mapping[Any, Any]


def status_chip(view: View, row: Row, *, large: bool = False) -> str:
    """Return the chip of a scorecard *row* with the date of its last value or the reason why it has no verdict."""
    return chip_html(str(row["status"]), view.words(f"status.{row['status']}"), "" if large else status_note(view, row), large=large)


def status_note(view: View, row: Row) -> str:
    """Return what stands under a status: why there is none, or the year of the last value."""
    if row["status"] == "not_assessable":
        return view.words(f"reason.{row['reason']}")
    return value_of_year(view, row)


def value_of_year(view: View, row: Row) -> str:
    """Return "value of 2021"; empty where there is no value."""
    if is_missing(row["latest_year"]):
        return ""
    return view.words("status.value_of", year=latest_period(row))


def latest_period(row: Row) -> str:
    """Return the year or the years of a row's latest value."""
    end = row.get("latest_year_end")
    return period(int(row["latest_year"]), None if end is None or is_missing(end) else int(end))


def latest_words(view: View, row: Row) -> str:
    """
    Return the latest value with its year as a link to its explanation, and that it is of another quantity where it is, as HTML.

    Without a value it says so: an empty cell would leave open whether something was forgotten.
    """
    if is_missing(row["latest"]):
        return escaped(view.words("places.no_figure"))
    value = explained(view, f"{view.format(row['indicator']).value(row['latest'])} ({latest_period(row)})", row)
    if row["comparability"] != "not_comparable":
        return value
    return value + element("small", escaped(view.words("unassessed.another_quantity")))


def dated(text: str, year: object) -> str:
    """Return *text* with its year behind it, where the year is known."""
    return text if is_missing(year) else f"{text} ({int(str(year).removesuffix('.0'))})"
