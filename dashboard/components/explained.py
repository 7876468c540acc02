"""The way from a number to its explanation: one address a number, the same wherever the number stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.markup import escaped, link
from dashboard.components.view import View, is_missing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

NAMES = ("indicator", "place", "sex", "age", "site", "group")
"""What names a series, beside its source and edition."""


def explanation_address(view: View, series: pd.Series | Mapping[Any, Any], *, year: int | None = None) -> str:
    """
    Return the address that explains a number of *series*; empty where no figure is held.

    Args:
        view: The reader's view.
        series: What `NAMES`, ``source`` and ``edition`` say, and the ``target`` that it speaks to, if any; a row of the scorecard has all.
        year: The year of the number (the first of a period); by default the newest.
    """
    if is_missing(series.get("source")) or is_missing(series.get("indicator")) or is_missing(series.get("place")):
        return ""
    named = {name: str(series[name]) for name in NAMES}
    target = series.get("target")
    return view.address(
        "explain",
        **named,
        edition=f"{series['source']}/{series['edition']}",
        target=None if is_missing(target) else str(target),
        year=None if year is None else str(year),
    )


def explained(view: View, text: str, series: pd.Series | Mapping[Any, Any], *, year: int | None = None) -> str:
    """Return *text*, a number as written, as a link to its explanation; plain where there is none."""
    href = explanation_address(view, series, year=year)
    return link(href, escaped(text), class_="wm-number") if href else escaped(text)
