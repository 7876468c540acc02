"""What all methods compute alike: when a target is met, quotients with zeros, compound growth and where it is undefined."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import read_goals
from metrics.methods.base import cagr, choose, is_met, quotient


@pytest.mark.parametrize(
    ("better", "comparator", "latest", "met"),
    [
        ("lower", "<=", 4.0, True),
        ("lower", "<", 4.0, False),
        ("lower", "<", 3.5, True),
        ("lower", "<", 4.5, False),
        ("higher", ">=", 4.0, True),
        ("higher", ">", 4.0, False),
        ("higher", ">", 4.5, True),
        ("higher", ">=", 3.5, False),
        ("neither", ">=", 4.0, False),
        ("higher", ">=", np.nan, False),
    ],
)
def test_equality_meets_only_a_target_that_allows_it(better: str, comparator: str, latest: float, *, met: bool) -> None:
    goals = read_goals(pd.DataFrame([{"better": better, "comparator": comparator, "target_value": 4.0}]))

    assert is_met(np.array([latest]), goals).tolist() == [met]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(6.0, 3.0, 2.0), (0.0, 3.0, 0.0), (0.0, 0.0, 0.0), (2.0, 0.0, np.inf), (-2.0, 0.0, -np.inf), (0.0, np.nan, np.nan)],
)
def test_nothing_of_nothing_is_nothing_and_something_of_it_is_infinite(numerator: float, denominator: float, expected: Any) -> None:
    np.testing.assert_array_equal(quotient(np.array([numerator]), np.array([denominator])), [expected])


@pytest.mark.parametrize(
    ("start", "end", "years", "growth"),
    [
        (100.0, 81.0, 2.0, -0.1),
        (100.0, 121.0, 2.0, 0.1),
        (-100.0, -121.0, 2.0, 0.1),  # the size grows
        (100.0, 0.0, 5.0, -1.0),
        (0.5, 0.45, 1.0, -0.1),
        (100.0, 110.0, 0.5, 0.21),
        (0.0, 1.0, 5.0, np.nan),
        (0.0, 0.0, 5.0, np.nan),
        (-1.0, 1.0, 5.0, np.nan),
        (-1.0, 1.0, 1.0, np.nan),
        (100.0, 90.0, 0.0, np.nan),
        (100.0, 90.0, -1.0, np.nan),
        (np.nan, 90.0, 1.0, np.nan),
    ],
)
def test_compound_growth_and_where_there_is_none(start: float, end: float, years: float, growth: Any) -> None:
    assert cagr(np.array([start]), np.array([end]), np.array([years])).tolist() == [pytest.approx(growth, nan_ok=True)]


def test_the_first_condition_that_holds_chooses() -> None:
    first, second = np.array([True, False, True, False]), np.array([True, True, False, False])

    assert choose([first, second], [7, 5], 3).tolist() == [7, 5, 7, 3]
    assert choose([first, second], [7, 5]).tolist() == [7, 5, 7, 0]
