"""The rules of a review on rows written by hand: which way a verdict turned, what is told first, and who is asked to decide what."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from metrics.changes import KEY
from metrics.review import CHANGE_COLUMNS, DECISION_COLUMNS, changes, decisions, unsaid
from metrics.unlock import unlocks

ROW: dict[str, Any] = {
    "mission": "mission", "target": "t", "place": "SWE", "target_version": 1, "in_force": True, "indicator": "uptake", "status": "behind",
    "reason": "", "kind": "level", "comparability": "same", "sex": "all", "site": "all", "group": "all", "baseline_year": 2015,
    "baseline": 40.0, "latest": 60.0, "latest_year": 2023, "latest_year_end": 2023, "lower": None, "upper": None, "target_year": 2030,
    "target_value": 90.0, "gap": 30.0, "points_used": 10,
}  # fmt: skip
NUMBERS = ["baseline", "latest", "lower", "upper", "target_value", "target_year", "gap", "baseline_year"]
OPEN = {"status": "not_assessable", "reason": "too_few_points", "points_used": 3}
ASPIRATION = {"status": "not_assessable", "reason": "no_target", "kind": "aspiration", "target_value": None, "gap": None}


def rows(*changed: dict[str, Any]) -> pd.DataFrame:
    """Return rows of the scorecard; each names what is not as in `ROW`."""
    return pd.DataFrame([ROW | change for change in changed], columns=list(ROW)).astype(dict.fromkeys(NUMBERS, float))


def change(then: dict[str, Any] | None, now: dict[str, Any] | None, causes: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return the one change between a row then and now; ``None`` for no row."""
    frames = [rows(*([] if row is None else [row])) for row in (then, now)]
    (found,) = changes(frames[0], frames[1], causes).to_dict("records")
    return {str(name): value for name, value in found.items()}


@pytest.mark.parametrize(
    ("then", "now", "turn"),
    [
        ({"status": "on_course"}, {"status": "behind"}, "worse"),
        ({"status": "behind"}, {"status": "no_clear_change"}, "worse"),
        ({"status": "no_clear_change"}, {"status": "away"}, "worse"),
        ({"status": "on_course"}, {"status": "met"}, "better"),
        ({"status": "away"}, {"status": "no_clear_change"}, "better"),
        ({"status": "away"}, OPEN, "lost"),
        (OPEN, {"status": "met"}, "gained"),
        (None, {"status": "away"}, "gained"),
        (None, OPEN, "new"),
        ({"status": "met"}, None, "gone"),
        (OPEN, None, "gone"),
    ],
)
def test_every_verdict_turns_one_way(then: dict[str, Any] | None, now: dict[str, Any] | None, turn: str) -> None:
    """From the least favourable: away, no clear change, behind, on course, met; no verdict and no row stand outside that order."""
    found = change(then, now)

    assert (found["kind"], found["turn"]) == ("verdict", turn)


@pytest.mark.parametrize(
    ("then", "now", "kind", "cause"),
    [
        ({}, {"target_version": 2}, "target", "target"),
        ({}, {"target_version": 2, "latest": 61.0}, "target", "target"),
        (OPEN, OPEN | {"reason": "out_of_date"}, "reason", "data"),
        (OPEN, OPEN | {"reason": "out_of_date", "latest": 61.0}, "reason", "data"),
        ({}, {"latest": 61.0}, "value", "data"),
        ({}, {"latest_year": 2024}, "value", "data"),
        (OPEN | {"latest": None}, OPEN, "value", "data"),
        (OPEN, OPEN | {"latest": None}, "value", "data"),
    ],
)
def test_a_change_under_the_same_status_is_told_once_by_its_weightiest_kind(
    then: dict[str, Any], now: dict[str, Any], kind: str, cause: str
) -> None:
    """The version before the reason before the value; only another version is a change of the target."""
    found = change(then, now)

    assert (found["kind"], found["turn"], found["cause"]) == (kind, "", cause)


def test_what_is_missing_then_and_now_is_no_change() -> None:
    bare = OPEN | {"latest": None, "latest_year": None, "reason": "no_data"}

    found = changes(rows(bare), rows(bare))

    assert found.empty
    assert list(found.columns) == CHANGE_COLUMNS


def test_a_named_cause_goes_before_the_guess_and_stays_with_its_row() -> None:
    """Only Sweden's is named; Germany's newer verdict is one of the data."""
    then = rows({"place": "DEU"}, {"place": "SWE"})
    now = rows({"place": "DEU", "status": "away"}, {"place": "SWE", "status": "away"})
    causes = pd.DataFrame([["mission", "t", "SWE", "time"]], columns=[*KEY, "cause"])

    found = changes(then, now, causes)

    assert found[["place", "cause"]].to_numpy().tolist() == [["DEU", "data"], ["SWE", "time"]]


def test_changes_are_told_by_their_weight_then_by_their_turn_then_by_name() -> None:
    """The names run against the order, so that no rule is met by chance."""
    then = rows(
        {"target": "a"}, {"target": "b", **OPEN}, {"target": "c"}, {"target": "d"}, {"target": "e", **OPEN}, {"target": "f"},
        {"target": "g"}, {"target": "h", "status": "met"}, {"target": "i", "status": "met"},
    )  # fmt: skip
    now = rows(
        {"target": "a", "latest": 61.0},  # value
        {"target": "b", **OPEN, "reason": "out_of_date"},  # reason
        {"target": "c", "target_version": 2},  # target
        {"target": "d", "status": "met"},  # better
        {"target": "e"},  # gained
        {"target": "g", **OPEN},  # lost; f is gone
        {"target": "h", "status": "away"},  # worse
        {"target": "i", "status": "away"},  # worse
        {"target": "0", **OPEN},  # new
    )

    found = changes(then, now)

    assert list(found["target"]) == ["h", "i", "g", "f", "e", "d", "0", "c", "b", "a"]
    assert list(found["turn"])[:7] == ["worse", "worse", "lost", "gone", "gained", "better", "new"]


# --- what needs a decision ------------------------------------------------------------------------------------------------------


def decided(now: pd.DataFrame, then: pd.DataFrame | None = None) -> list[list[object]]:
    """Return target, reason and places of every decision."""
    found = changes(now if then is None else then, now)
    return decisions(now, found)[["target", "why", "places"]].to_numpy().tolist()


def test_what_goes_well_or_lacks_only_figures_needs_no_decision() -> None:
    now = rows(
        {"status": "met"}, {"target": "u", "status": "on_course"}, {"target": "v", "status": "no_clear_change"}, {"target": "w"} | OPEN
    )

    found = decisions(now, changes(now, now))

    assert found.empty
    assert list(found.columns) == DECISION_COLUMNS


def test_a_verdict_that_was_lost_is_a_decision_and_another_reason_is_none() -> None:
    then = rows({"target": "lost"}, {"target": "open", **OPEN})
    now = rows({"target": "lost", **OPEN}, {"target": "open", **OPEN, "reason": "out_of_date"})

    assert decided(now, then) == [["lost", "newly_worse", ("SWE",)]]


def test_a_verdict_that_turned_worse_and_is_behind_is_told_as_newly_worse() -> None:
    assert decided(rows({}), rows({"status": "on_course"})) == [["t", "newly_worse", ("SWE",)]]


@pytest.mark.parametrize("then", [{"status": "no_clear_change"}, OPEN])
def test_a_verdict_that_turned_better_or_is_new_and_is_behind_is_told_as_behind(then: dict[str, Any]) -> None:
    assert decided(rows({}), rows(then)) == [["t", "behind", ("SWE",)]]


def test_a_target_is_told_by_its_weightiest_reason_with_the_places_where_that_holds() -> None:
    """Away in two places; that it is behind in a third and open in a fourth adds no second decision."""
    now = rows({"place": "AUT"}, {"place": "DEU", "status": "away"}, {"place": "NLD", **ASPIRATION}, {"place": "SWE", "status": "away"})

    assert decided(now) == [["t", "away", ("DEU", "SWE")]]


def test_the_way_still_to_go_is_a_share_of_the_latest_value_the_largest_of_the_places() -> None:
    """30 of 60 is 50 %, 30 of 40 is 75 %; of a target that should fall from 8 to 2, 6 of 8 is 75 % as well."""
    now = rows(
        {"place": "DEU"},
        {"place": "SWE", "latest": 40.0},
        {"target": "u", "latest": 8.0, "gap": 6.0},
        {"target": "v", "latest": -8.0, "gap": 6.0},
    )

    found = decisions(now, changes(now, now))

    assert found[["target", "still_needed_percent"]].to_numpy().tolist() == [["t", 75.0], ["u", 75.0], ["v", 75.0]]


def test_from_nothing_any_way_is_the_longest_and_a_level_passed_too_late_needs_none() -> None:
    """Behind although its level is passed: a strict bound, or a deadline that is over."""
    now = rows({"target": "passed", "gap": -1.0}, {"target": "far"}, {"target": "nothing", "latest": 0.0})

    found = decisions(now, changes(now, now))

    assert found[["target", "still_needed_percent"]].to_numpy().tolist() == [["nothing", float("inf")], ["far", 50.0], ["passed", 0.0]]


def test_only_those_behind_are_ordered_by_the_way_still_to_go() -> None:
    """Of two that move away, the first in the list stays first; no share is shown for them."""
    now = rows({"target": "near", "status": "away", "gap": 1.0}, {"target": "far", "status": "away"})

    found = decisions(now, changes(now, now))

    assert list(found["target"]) == ["near", "far"]
    assert found["still_needed_percent"].isna().all()


@pytest.mark.parametrize(
    "lacking",
    [ASPIRATION, OPEN | {"reason": "no_deadline", "target_year": None, "points_used": 10},
     OPEN | {"reason": "no_baseline", "kind": "relative_change", "baseline": None, "target_value": None, "gap": None, "points_used": 10}],
)  # fmt: skip
def test_a_number_a_year_and_a_start_are_the_owners_to_state(lacking: dict[str, Any]) -> None:
    assert decided(rows(lacking)) == [["t", "owner_could_supply", ("SWE",)]]


def test_what_the_owner_lacks_least_of_comes_first() -> None:
    """An aspiration without a year lacks two things, one with a year lacks one."""
    now = rows({"target": "two", **ASPIRATION, "target_year": None}, {"target": "one", **ASPIRATION})

    assert decided(now) == [["one", "owner_could_supply", ("SWE",)], ["two", "owner_could_supply", ("SWE",)]]


def test_of_several_places_the_one_that_lacks_least_counts() -> None:
    """The first target lacks three things here and one there, the second two: one is less than two."""
    early = OPEN | {"reason": "no_deadline", "target_year": None, "points_used": 10}
    worst = early | {"kind": "relative_change", "baseline": None, "baseline_year": None, "comparability": "not_comparable"}
    now = rows(
        {"target": "two", "place": "DEU", **early, "comparability": "not_comparable"},
        {"target": "one", "place": "DEU", **worst}, {"target": "one", "place": "SWE", **early},
    )  # fmt: skip

    assert unlocks(now).groupby(["target", "place"])["needs"].first().tolist() == [3, 1, 2]
    assert [row[0] for row in decided(now)] == ["one", "two"]


def test_the_place_that_is_furthest_is_named_and_the_first_where_the_way_is_not_the_reason() -> None:
    """30 of 60 is half, 30 of 40 is three quarters; of two that move away none is the furthest."""
    behind = rows({"place": "DEU"}, {"place": "NLD", "latest": 40.0}, {"place": "SWE", "latest": 50.0})
    away = rows({"place": "DEU", "status": "away"}, {"place": "SWE", "status": "away", "latest": 10.0})

    assert [decisions(now, changes(now, now))["furthest"].tolist() for now in (behind, away)] == [["NLD"], ["DEU"]]


def test_what_cannot_be_said_names_every_reason_place_and_missing_thing_once() -> None:
    now = rows(
        {"place": "DEU", **OPEN}, {"place": "NLD", **OPEN}, {"place": "SWE", **OPEN, "reason": "out_of_date", "points_used": 10},
        {"target": "u"}, {"target": "v", **ASPIRATION},
    )  # fmt: skip

    assert unsaid(now).to_numpy().tolist() == [
        ["mission", "t", ("too_few_points", "out_of_date"), ("DEU", "NLD", "SWE"), ("more_years", "newer_year")],
        ["mission", "v", ("no_target",), ("SWE",), ("number_in_target",)],
    ]
