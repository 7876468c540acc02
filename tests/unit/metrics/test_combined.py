"""A target made of parts is as good as its least favourable part, place by place."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from metrics.combined import settle_combined

PART: dict[str, Any] = {
    "mission": "m", "place": "SWE", "kind": "level", "unverified": False, "in_force": True, "reason": "", "parts": (),
}  # fmt: skip
BOTH = PART | {"target": "both", "version_id": "both", "kind": "all_of", "status": "", "parts": ("a", "b")}


def part(name: str, status: str, **changes: Any) -> dict[str, Any]:
    return PART | {"target": name, "version_id": name, "status": status} | changes


def settled(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    """Return status and reason of every combined row."""
    frame = pd.DataFrame(rows)
    found = settle_combined(frame.assign(row=frame.index))
    return [(row.status, row.reason) for row in found[found["kind"] == "all_of"].itertuples()]


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("met", "met", "met"), ("on_course", "met", "on_course"), ("on_course", "behind", "behind"),
        ("no_clear_change", "behind", "no_clear_change"), ("no_clear_change", "away", "away"),
    ],
)  # fmt: skip
def test_the_less_favourable_part_counts(first: str, second: str, status: str) -> None:
    assert settled(part("a", first), part("b", second), BOTH) == [(status, "")]
    assert settled(BOTH, part("a", second), part("b", first)) == [(status, "")]


@pytest.mark.parametrize("other", [[], [part("b", "not_assessable")], [part("b", "met", place="DEU")], [part("b", "met", mission="n")]])
def test_a_part_that_is_open_or_not_listed_in_the_place_leaves_the_whole_open(other: list[dict[str, Any]]) -> None:
    """Even where the known part moves away: what the whole is worth is not known."""
    assert settled(part("a", "away"), *other, BOTH) == [("not_assessable", "parts_open")]


def test_every_place_and_mission_has_its_own_parts() -> None:
    here, there = (part("a", "met"), part("b", "met")), (part("a", "away", place="DEU"), part("b", "met", place="DEU"))
    elsewhere = (part("a", "behind", mission="n"), part("b", "met", mission="n"))

    found = settled(*here, *there, *elsewhere, BOTH, BOTH | {"place": "DEU"}, BOTH | {"mission": "n"})

    assert found == [("met", ""), ("away", ""), ("behind", "")]


def test_of_a_target_the_version_in_force_counts_and_a_version_can_be_named() -> None:
    """The first version asked for less and is met; the revised one is behind. A part may name the old one by its own id."""
    first, second = part("a", "met", version_id="a-2010", in_force=False), part("a", "behind", version_id="a-2020")

    assert settled(first, second, part("b", "met"), BOTH) == [("behind", "")]
    assert settled(first, second, part("b", "met"), BOTH | {"parts": ("a-2010", "b")}) == [("met", "")]


def test_a_target_in_force_goes_before_an_old_version_of_the_same_name() -> None:
    """The first version often has the target's own id; the name then means the target, whichever of the two is better."""
    for before, now in (("met", "behind"), ("away", "on_course")):
        first, second = part("a", before, in_force=False), part("a", now, version_id="a-rev")

        assert settled(first, second, part("b", "met"), BOTH) == [(now, "")]


def test_an_unconfirmed_wording_stays_unjudged_and_other_rows_stay_as_they_are() -> None:
    rows = [part("a", "met"), part("b", "met"), BOTH | {"unverified": True, "status": "not_assessable", "reason": "unverified"}]

    assert settled(*rows) == [("not_assessable", "unverified")]
    frame = pd.DataFrame([*rows, BOTH]).assign(row=range(4))
    pd.testing.assert_frame_equal(settle_combined(frame).iloc[:3], frame.iloc[:3])
