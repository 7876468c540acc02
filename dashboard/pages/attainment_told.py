"""In which year a target would be reached if it went on as before, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.view import is_missing
from metrics.cautions import TREND
from metrics.forecast.attainment import FURTHEST_YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from dashboard.components.view import View


def expected_words(view: View, row: Mapping[str, Any] | pd.Series) -> str:
    """
    Return the expected year of a *row* of the scorecard with its range, or that the trend does not lead there.

    A bound that is past on the day of the view says nothing about what is to come and is left out. Empty where no trend was judged, or
    where the target has no number to be reached.
    """
    if row["status"] not in TREND or is_missing(row["target_value"]):
        return ""
    year, first, last = (None if is_missing(row[name]) else int(row[name]) for name in _COLUMNS)
    if first is not None and first <= view.as_of.year:
        first = None
    return view.words(f"verdict.expected.{_case(year, first, last, view.as_of.year)}", n=FURTHEST_YEARS, year=year, first=first, last=last)


def _case(year: int | None, first: int | None, last: int | None, today: int) -> str:
    """Return the key of the sentence for an expected *year* and its bounds, each where there is one, *first* only if it is to come."""
    if year is None:
        return "never" if first is None else "hardly"
    if year < today:
        return "past"
    if last is None:
        return "late" if first is None else "open"
    if first is None:
        return "by"
    return "one" if first == last else "between"


_COLUMNS = ("expected_year", "expected_not_before", "expected_at_the_latest")
