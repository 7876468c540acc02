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


@pytest.mark.parametrize("gap", [0.0, -1.0])
def test_without_a_year_something_lacks_even_where_the_gap_is_closed(gap: float) -> None:
    """Below 4 is not met at 4; nor is a target whose only values past it are those of distorted years."""
    assert lacking(reason="no_deadline", target_year=None, gap=gap) == ["deadline"]


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


def test_a_start_that_is_known_does_not_lack_and_a_level_needs_none() -> None:
    change = {"reason": "unverified", "kind": "relative_change"}

    assert lacking(**change, baseline=50.0) == ["confirmed_wording"]
    assert lacking(reason="unverified", kind="level", baseline=None) == ["confirmed_wording"]
    assert lacking(**change, target_value=None, gap=None, latest=None, points_used=0) == ["confirmed_wording", "baseline", "series"]


def test_another_quantity_behind_a_missing_start_lacks_both() -> None:
    assert lacking(reason="no_baseline", comparability="not_comparable") == ["baseline", "comparable_series"]


def test_where_only_another_quantity_is_measured_neither_series_nor_years_of_it_would_help() -> None:
    other = {"reason": "not_comparable", "comparability": "not_comparable", "gap": None}

    assert lacking(**other, points_used=1) == ["comparable_series"]
    assert lacking(**other, latest=None, points_used=0) == ["comparable_series"]
    assert lacking(**other, latest=None, points_used=0, sex="female") == ["comparable_series"]


@pytest.mark.parametrize("reason", ["withheld", "embargoed"])
def test_a_series_that_is_held_back_lacks_its_release_and_no_other_series(reason: str) -> None:
    assert lacking(reason=reason, latest=None, gap=None, points_used=0) == ["release"]


@pytest.mark.parametrize(("points_used", "years"), [(1, 4), (4, 1), (5, 1), (9, 1)])
def test_at_least_one_more_year_is_needed_where_years_are_what_lacks(points_used: int, years: int) -> None:
    """A trend needs five points; where it has them and still spans too few years, one more is the least."""
    found = unlocks(scorecard({"reason": "window_too_short", "points_used": points_used}))

    assert found[["what", "years"]].to_numpy().tolist() == [["more_years", years]]


@pytest.mark.parametrize(
    ("reason", "what"),
    [("baseline_only", "newer_year"), ("too_early", "newer_year"), ("break_in_series", "bridged_break"), ("withheld", "release")],
)
def test_a_short_series_that_lacks_something_before_years_lacks_that_alone(reason: str, what: str) -> None:
    """Whether more years are needed shows only once there is the newer one, the bridge or the release."""
    assert lacking(reason=reason, points_used=1) == [what]


def test_a_breakdown_that_is_held_does_not_lack() -> None:
    assert lacking(reason="unverified", sex="female", site="C53") == ["confirmed_wording"]


def test_years_are_counted_for_a_trend_alone() -> None:
    found = unlocks(scorecard({"reason": "too_uncertain", "points_used": 3}))

    assert found["what"].tolist() == ["more_years", "interval"]
    assert found["years"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("points_used", "gap", "expected"), [(4, 0.5, True), (5, 0.5, False), (4, 0.0, False), (4, -1.0, False), (4, None, True)]
)
def test_a_trend_behind_another_reason_needs_five_points_unless_the_level_is_reached(
    points_used: int,
    gap: float | None,
    expected: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """At the target is reached."""
    assert lacking(reason="unverified", points_used=points_used, gap=gap) == ["confirmed_wording"] + ["more_years"] * expected


@pytest.mark.parametrize(("gap", "expected"), [(0.5, True), (0.0, False), (None, True)])
def test_a_year_lacks_behind_another_reason_unless_the_level_is_reached(
    gap: float | None,
    expected: bool,  # noqa: FBT001 - a case of the table
) -> None:
    assert lacking(reason="unverified", target_year=None, gap=gap) == ["confirmed_wording"] + ["deadline"] * expected


def test_an_unconfirmed_aspiration_lacks_its_number_too_and_an_unconfirmed_whole_no_year_of_its_own() -> None:
    assert lacking(reason="unverified", kind="aspiration", target_value=None, gap=None) == ["confirmed_wording", "number_in_target"]
    assert lacking(reason="unverified", kind="all_of", target_year=None, latest=None, gap=None, points_used=0) == ["confirmed_wording"]


def test_the_subject_is_the_indicator_or_the_target_where_none_is_named() -> None:
    """A wording is the target's own, figures are those of an indicator; nobody has named the figures of a target without indicator."""
    bare = {"reason": "no_data", "latest": None, "gap": None, "points_used": 0}
    rows = scorecard({"reason": "unverified", "points_used": 3}, bare, bare | {"indicator": ""})

    assert unlocks(rows)[["what", "subject"]].to_numpy().tolist() == [
        ["confirmed_wording", "target"], ["more_years", "uptake"], ["series", "uptake"], ["series", "target"],
    ]  # fmt: skip


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


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"reason": "unverified"}, "confirmed_wording"),
        ({"reason": "no_target", "kind": "aspiration"}, "number_in_target"),
        ({"reason": "no_deadline", "target_year": None}, "deadline"),
        ({"reason": "parts_open", "kind": "all_of"}, "parts"),
    ],
)
def test_what_the_target_lacks_is_one_gap_for_all_places(row: dict[str, Any], what: str) -> None:
    """It is the target's own, whatever its figures measure; a missing start is one of each place."""
    rows = scorecard(row, row | {"place": "DEU"})
    start = scorecard({"reason": "no_baseline"}, {"reason": "no_baseline", "place": "DEU"})

    ranked = ["what", "subject", "place", "verdicts"]
    assert rank_gaps(unlocks(rows))[ranked].to_numpy().tolist() == [[what, "target", "", 2]]
    assert rank_gaps(unlocks(start))[ranked].to_numpy().tolist() == [["baseline", "uptake", "DEU", 1], ["baseline", "uptake", "SWE", 1]]


def test_gaps_over_all_places_leave_the_place_out() -> None:
    rows = scorecard({"points_used": 3}, {"place": "DEU", "points_used": 3})

    assert rank_gaps(unlocks(rows), by=("what", "subject"))["verdicts"].tolist() == [2]


def test_every_code_is_reachable() -> None:
    assert {*BY_REASON.values(), Missing.SERIES, Missing.BREAKDOWN, Missing.DEADLINE} == set(Missing)
