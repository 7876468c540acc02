"""What a row of the scorecard lacks, alone or together with something else, and which gaps block the most."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from metrics.status import Reason
from metrics.unlock import BY_REASON, UNLOCK_COLUMNS, Missing, rank_gaps, unlocks

READY: dict[str, Any] = {
    "mission": "mission", "target": "target", "target_version": 1, "place": "SWE", "in_force": True, "indicator": "uptake",
    "status": "not_assessable", "reason": "too_few_points", "kind": "level", "comparability": "same", "sex": "all", "site": "all",
    "group": "all", "baseline_year": None, "baseline": None, "latest": 60.0, "target_year": 2030, "target_value": 90.0, "gap": 30.0,
    "points_used": 10,
}  # fmt: skip
"""A row that lacks nothing but what its reason says."""


def scorecard(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame([READY | row for row in rows])
    return frame.astype(dict.fromkeys(["baseline_year", "baseline", "latest", "target_year", "target_value", "gap"], float))


def lacking(**row: Any) -> list[str]:
    return unlocks(scorecard(row))["what"].tolist()


def test_a_short_series_lacks_so_many_years() -> None:
    found = unlocks(scorecard({"points_used": 3}))

    assert found.columns.tolist() == UNLOCK_COLUMNS
    assert found.loc[0, ["what", "subject", "years", "needs", "alone"]].tolist() == ["more_years", "uptake", 2, 1, True]


@pytest.mark.parametrize(
    ("reason", "what"),
    [
        ("unverified", "confirmed_wording"), ("no_target", "number_in_target"), ("no_baseline", "baseline"),
        ("not_comparable", "comparable_series"), ("break_in_series", "bridged_break"), ("withheld", "release"), ("embargoed", "release"),
        ("baseline_only", "newer_year"), ("too_early", "newer_year"), ("out_of_date", "newer_year"), ("too_uncertain", "interval"),
        ("parts_open", "parts"),
    ],
)  # fmt: skip
def test_every_reason_says_what_it_lacks(reason: str, what: str) -> None:
    assert lacking(reason=reason) == [what]


def test_every_reason_is_answered_by_the_list_or_read_off_the_row() -> None:
    """What is not in the list is no data, no deadline, and what no missing number would change."""
    other = set(Reason) - set(BY_REASON)

    assert other == {Reason.NO_DATA, Reason.NO_DEADLINE, Reason.NOT_APPLICABLE}


def test_without_data_any_series_unlocks_and_a_breakdown_where_one_is_asked_for() -> None:
    bare = {"reason": "no_data", "latest": None, "gap": None, "points_used": 0}

    assert lacking(**bare) == ["series"]
    assert lacking(**bare, group="education:low") == ["breakdown"]


def test_a_target_without_year_lacks_a_deadline_and_without_number_also_that() -> None:
    assert lacking(reason="no_deadline", target_year=None) == ["deadline"]
    assert lacking(reason="no_deadline", target_value=None, gap=None) == ["number_in_target"]


def test_what_lies_behind_the_first_reason_is_named_too() -> None:
    """An unconfirmed change whose start nobody measured, judged on two points."""
    found = unlocks(scorecard({"reason": "unverified", "kind": "relative_change", "target_value": None, "gap": None, "points_used": 2}))

    assert found["what"].tolist() == ["confirmed_wording", "baseline", "more_years"]
    assert found["alone"].tolist() == [False, False, False]


def test_a_start_that_a_series_would_bring_is_no_gap_of_its_own() -> None:
    """With the year stated and no figure at all, the series is what lacks; with figures that begin later, the start is."""
    change = {"reason": "unverified", "kind": "relative_change", "baseline_year": 2015, "target_value": None, "gap": None}

    assert lacking(**change, latest=None, points_used=0) == ["confirmed_wording", "series"]
    assert lacking(**change) == ["confirmed_wording", "baseline"]


def test_another_quantity_behind_a_missing_start_lacks_both() -> None:
    assert lacking(reason="no_baseline", comparability="not_comparable") == ["baseline", "comparable_series"]


def test_a_combined_target_lacks_its_parts_and_no_figures_of_its_own() -> None:
    combined = {"kind": "all_of", "latest": None, "gap": None, "target_year": None, "target_value": None, "points_used": 0}

    assert lacking(reason="parts_open", **combined) == ["parts"]


def test_a_stated_start_without_figures_needs_one_newer_year_only() -> None:
    assert lacking(reason="baseline_only", latest=None, gap=None, points_used=0) == ["newer_year"]


def test_a_reached_level_behind_an_unconfirmed_wording_needs_no_trend() -> None:
    assert lacking(reason="unverified", gap=-1.0, points_used=1) == ["confirmed_wording"]


def test_what_has_a_verdict_lacks_nothing() -> None:
    assert unlocks(scorecard({"status": "behind", "reason": ""})).empty


def test_gaps_are_ranked_by_the_verdicts_they_block() -> None:
    rows = scorecard(
        {"target": "a", "points_used": 3},
        {"target": "b", "points_used": 4},
        {"target": "c", "place": "DEU", "points_used": 4},
        {"target": "d", "in_force": False, "points_used": 4},
    )
    found = rank_gaps(unlocks(rows))

    assert found[["what", "subject", "place", "verdicts", "alone", "targets"]].to_numpy().tolist() == [
        ["more_years", "uptake", "SWE", 2, 2, "a;b"],
        ["more_years", "uptake", "DEU", 1, 1, "c"],
    ]


def test_what_the_target_lacks_is_one_gap_for_all_places() -> None:
    rows = scorecard({"reason": "unverified"}, {"reason": "unverified", "place": "DEU"})

    assert rank_gaps(unlocks(rows))[["what", "subject", "place", "verdicts"]].to_numpy().tolist() == [
        ["confirmed_wording", "target", "", 2],
    ]


def test_gaps_over_all_places_leave_the_place_out() -> None:
    rows = scorecard({"points_used": 3}, {"place": "DEU", "points_used": 3})

    assert rank_gaps(unlocks(rows), by=("what", "subject"))["verdicts"].tolist() == [2]


def test_every_code_is_reachable() -> None:
    assert {*BY_REASON.values(), Missing.SERIES, Missing.BREAKDOWN, Missing.DEADLINE} == set(Missing)
