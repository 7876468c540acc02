"""In which year a target would be reached, in the scorecard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics.scorecard import EXPECTED, judge

AS_OF = date(2024, 7, 1)
YEARS = list(range(2014, 2024))
RISING = [50.0, 51.1, 51.9, 53.0, 54.1, 55.0, 55.9, 57.1, 58.0, 59.0]  # about one point a year
LEVEL = {"kind": "level", "direction": "increase", "comparator": ">=", "value": 63.5, "year": 2026}


@pytest.fixture
def row(catalogue: Callable[..., Catalogue], observed: Callable[..., pd.DataFrame]) -> Callable[..., pd.Series]:
    """Return the row of one target on the values of ten years."""

    def judged(values: list[float], **changes: Any) -> pd.Series:
        return judge(catalogue({"target": LEVEL | changes}), observed(YEARS, values), AS_OF).scorecard.iloc[0]

    return judged


def test_a_point_a_year_brings_four_and_a_half_points_in_the_fifth_year(row: Callable[..., pd.Series]) -> None:
    """59 in 2023, about 63 in 2027 and 64 in 2028: 63.5 is passed in 2028, two years late."""
    late = row(RISING)

    assert (late["status"], late["expected_year"]) == ("behind", 2028)
    assert 2026 <= late["expected_not_before"] <= 2028 <= late["expected_at_the_latest"] <= 2031


def test_what_moves_away_has_no_year(row: Callable[..., pd.Series]) -> None:
    away = row(RISING[::-1])

    assert away["status"] == "away"
    assert away[["expected_year", "expected_at_the_latest"]].isna().all()


@pytest.mark.parametrize(("values", "status"), [([*RISING[:-1], 65.0], "met"), (RISING[:1] * 9 + [float("nan")], "no_clear_change")])
def test_only_a_trend_that_was_judged_has_a_year(row: Callable[..., pd.Series], values: list[float], status: str) -> None:
    found = row(values)

    assert found["status"] == status
    assert found[EXPECTED].isna().all()
