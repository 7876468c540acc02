"""When a target is met, and when a range is too wide for any verdict: every comparator on both sides of the target and at it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.gaps import path_kind_used
from metrics.status import is_met, is_too_uncertain, settle


@pytest.mark.parametrize(
    ("comparator", "answers"),
    [("<=", [True, True, False]), ("<", [True, False, False]), (">=", [False, True, True]), (">", [False, False, True])],
)
def test_a_comparator_is_taken_literally(comparator: str, answers: list[bool]) -> None:
    """Values of 9, 10 and 11 against a target of 10."""
    met = is_met(pd.Series([9.0, 10.0, 11.0]), pd.Series([10.0] * 3), pd.Series([comparator] * 3))

    assert met.tolist() == answers


def test_nothing_is_met_without_a_value_or_a_target() -> None:
    met = is_met(pd.Series([np.nan, 9.0]), pd.Series([10.0, np.nan]), pd.Series(["<=", "<="]))

    assert met.tolist() == [False, False]


def test_a_range_is_too_wide_if_it_holds_start_and_target_ends_included() -> None:
    """Start 40, target 60, either way round; just inside at both ends, outside at one, and no way between the two."""
    lower, upper = np.array([40.0, 40.0, 41.0, 40.0, 30.0, np.nan]), np.array([60.0, 60.0, 60.0, 59.0, 70.0, 60.0])
    start, target = np.array([40.0, 60.0, 40.0, 40.0, 50.0, 40.0]), np.array([60.0, 40.0, 60.0, 60.0, 50.0, 60.0])

    assert is_too_uncertain(lower, upper, start, target).tolist() == [True, True, False, False, False, False]


def test_a_path_of_small_positive_numbers_may_be_log_linear() -> None:
    rows = pd.DataFrame({"path": "log_linear", "baseline": [0.5, 0.5, 0.0], "target_value": [0.25, 0.0, 0.25]})

    assert path_kind_used(rows).tolist() == ["log_linear", "linear", "linear"]


UNSETTLED: dict[str, Any] = {
    "unverified": False, "kind": "level", "needs_baseline": True, "baseline_known": True, "baseline_stated_value": False, "baseline": 50.0,
    "points": 5, "values": 5, "embargoed": False, "comparability": "same", "baseline_cut": False, "stale": False, "met": False,
    "target_value": 70.0, "target_year": 2030.0, "latest_year": 2023.0, "baseline_year": 2015.0, "baseline_ours": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({}, "", ""),
        ({"unverified": True, "kind": "aspiration"}, "not_assessable", "unverified"),
        ({"kind": "aspiration", "baseline_known": False}, "not_assessable", "no_target"),
        ({"baseline_known": False, "points": 0}, "not_assessable", "no_baseline"),
        ({"baseline_known": False, "needs_baseline": False}, "", ""),
        ({"points": 0, "values": 0, "baseline_stated_value": True}, "not_assessable", "baseline_only"),
        ({"points": 0, "values": 0}, "not_assessable", "no_data"),
        ({"points": 0, "values": 0, "comparability": "not_comparable"}, "not_assessable", "not_comparable"),
        ({"comparability": "not_comparable", "values": 0}, "not_assessable", "not_comparable"),
        ({"baseline_stated_value": True}, "", ""),
        ({"values": 0, "embargoed": True}, "not_assessable", "embargoed"),
        ({"values": 0}, "not_assessable", "withheld"),
        ({"embargoed": True}, "", ""),
        ({"baseline": np.nan, "stale": True}, "not_assessable", "no_baseline"),
        ({"baseline": np.nan, "needs_baseline": False}, "", ""),
        ({"stale": True, "met": True}, "not_assessable", "out_of_date"),
        ({"baseline_cut": True, "met": True}, "not_assessable", "break_in_series"),
        ({"baseline_cut": True, "needs_baseline": False}, "", ""),
        ({"met": True, "target_year": np.nan}, "met", ""),
        ({"target_year": np.nan}, "not_assessable", "no_deadline"),
        ({"target_value": np.nan}, "not_assessable", "no_deadline"),
        ({"latest_year": 2014.0}, "not_assessable", "too_early"),
        ({"latest_year": 2015.0}, "", ""),
        ({"latest_year": 2014.0, "baseline_ours": True}, "", ""),
        ({"latest_year": 2014.0, "met": True}, "not_assessable", "too_early"),
        ({"latest_year": 2014.0, "target_year": np.nan}, "not_assessable", "too_early"),
        ({"latest_year": 2015.0, "met": True}, "met", ""),
        ({"latest_year": 2014.0, "met": True, "baseline_ours": True}, "met", ""),
    ],
)
def test_what_is_settled_before_any_trend(changes: dict[str, Any], status: str, reason: str) -> None:
    """Each rule alone, and beside the one that it goes before; a rule of baselines only for targets that need one."""
    found = settle(pd.DataFrame([UNSETTLED | changes])).iloc[0]

    assert (found["status"], found["reason"]) == (status, reason)
