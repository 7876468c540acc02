"""A latest value as the static pages write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.chip import latest_period
from dashboard.components.view import View, is_missing
from dashboard.public.numbers import path_of

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.public.site import Site


def latest_value(view: View, row: pd.Series) -> str:
    """Return the latest value of a *row* of the scorecard with its year; empty without a value."""
    return "" if is_missing(row["latest"]) else f"{view.format(str(row['indicator'])).value(row['latest'])} ({latest_period(row)})"


def other_quantity(view: View, row: pd.Series) -> str:
    """Return that the latest value of *row* is of another quantity than was promised; empty where it is not."""
    is_other = not is_missing(row["latest"]) and row["comparability"] == "not_comparable"
    return view.words("unassessed.another_quantity") if is_other else ""


def number_path(site: Site, row: pd.Series) -> str:
    """Return the address of the page about the latest value of *row*, below the folder of the language; empty without a page."""
    number = (str(row["indicator"]), str(row["place"]))
    return path_of(*number) if not is_missing(row["latest"]) and number in site.numbers else ""
