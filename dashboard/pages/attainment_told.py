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

    Empty where no trend was judged, or where the target has no number to be reached.
    """
    if row["status"] not in TREND or is_missing(row["target_value"]):
        return ""
    year, first, last = (None if is_missing(row[name]) else int(row[name]) for name in _COLUMNS)
    if year is None:
        return view.words("verdict.expected.never" if first is None else "verdict.expected.hardly", n=FURTHEST_YEARS, first=first)
    if last is None:
        return view.words("verdict.expected.open", year=year, first=first)
    return view.words("verdict.expected.one" if first == last else "verdict.expected.between", year=year, first=first, last=last)


_COLUMNS = ("expected_year", "expected_not_before", "expected_at_the_latest")
