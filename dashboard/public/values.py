"""A latest value as the static pages write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.chip import latest_period
from dashboard.components.view import View, is_missing
from dashboard.public.numbers import SERIES, path_of

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.public.site import Site

BESIDE = "beside"
"""The name of the list of other series on the page of a number."""


def latest_value(view: View, row: pd.Series) -> str:
    """Return the latest value of a *row* of the scorecard with its year; empty without a value."""
    return "" if is_missing(row["latest"]) else f"{view.format(str(row['indicator'])).value(row['latest'])} ({latest_period(row)})"


def other_quantity(view: View, row: pd.Series) -> str:
    """Return that the latest value of *row* is of another quantity than was promised; empty where it is not."""
    is_other = not is_missing(row["latest"]) and row["comparability"] == "not_comparable"
    return view.words("unassessed.another_quantity") if is_other else ""


def number_path(site: Site, row: pd.Series) -> str:
    """
    Return the address of the page about the latest value of *row*, below the folder of the language; empty without a page.

    A page tells one series in full and lists the others, such as one kind of cancer beside all: of a value of those, the list.
    """
    number = (str(row["indicator"]), str(row["place"]))
    if is_missing(row["latest"]) or number not in site.numbers:
        return ""
    told = site.numbers.every[number].row
    is_told = all(str(told[name]) == str(row[name]) for name in SERIES)
    return path_of(*number) if is_told else f"{path_of(*number)}#{BESIDE}"
