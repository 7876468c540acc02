"""Which initiatives may repeat each other: what makes a pair, and each fact that sets two apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.initiatives import Finding, Initiative
from data.catalogue.loader import load_catalogue
from metrics.overlap import Overlaps, Pair, Unknown, overlaps

DAY = date(2026, 11, 28)
TEXT = {"en": "x", "de": "x"}
CITATION = {"document": "Paper", "locator": "page 1", "confidence": "seen_in_stored_source"}
SAME: dict[str, Any] = {
    "name": TEXT,
    "what": TEXT,
    "categories": ["education"],
    "barriers": ["knowledge"],
    "stakeholders": ["professionals"],
    "places": ["DEU"],
    "start": 2020,
    "end": 2025,
    "citation": CITATION,
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def compared(catalogue: Catalogue, *entries: dict[str, Any]) -> Overlaps:
    """Return the pairs of *entries*, each a change of `SAME`, in a catalogue that has no other initiatives."""
    named = {f"i{number}": Initiative.model_validate(SAME | {"id": f"i{number}"} | entry) for number, entry in enumerate(entries, start=1)}
    return overlaps(catalogue.model_copy(update={"initiatives": named}), DAY)


def test_two_that_share_everything_are_a_pair(catalogue: Catalogue) -> None:
    found = compared(catalogue, {}, {})

    pair = Pair("i1", "i2", ("knowledge",), ("education",), ("professionals",), ("DEU",), unknown=(), is_alike=True)
    assert found == Overlaps((pair,), compared=1)


@pytest.mark.parametrize(
    "other",
    [
        {"barriers": ["access"]},
        {"barriers": []},
        {"categories": ["research"]},
        {"stakeholders": ["patients"]},
        {"places": ["SWE"]},
        {"start": 2026, "end": None},
        {"start": None, "end": 2019},
    ],
    ids=["another barrier", "no barrier known", "another kind", "other people", "another place", "begins later", "ended before"],
)
def test_a_known_difference_sets_two_apart(catalogue: Catalogue, other: dict[str, Any]) -> None:
    assert compared(catalogue, {}, other).pairs == ()


@pytest.mark.parametrize(
    ("other", "unknown"),
    [
        ({"stakeholders": []}, Unknown.STAKEHOLDERS),
        ({"places": []}, Unknown.PLACE),
        ({"start": None, "end": None}, Unknown.YEARS),
    ],
    ids=["for whom", "where", "when"],
)
def test_what_nobody_says_does_not_set_two_apart_and_is_named(catalogue: Catalogue, other: dict[str, Any], unknown: Unknown) -> None:
    (pair,) = compared(catalogue, {}, other).pairs

    assert pair.unknown == (unknown,)


def test_two_of_which_little_is_known_are_no_pair(catalogue: Catalogue) -> None:
    assert compared(catalogue, {"stakeholders": []}, {"places": []}).pairs == ()


def test_the_last_year_of_one_may_be_the_first_of_the_other(catalogue: Catalogue) -> None:
    assert len(compared(catalogue, {}, {"start": 2025, "end": 2030}).pairs) == 1


def test_a_group_works_in_each_of_its_members(catalogue: Catalogue) -> None:
    """Germany is one of the 27 members of the European Union, Australia is not."""
    assert compared(catalogue, {}, {"places": ["EU27"]}).pairs[0].places == ("DEU",)
    assert compared(catalogue, {"places": ["AUS"]}, {"places": ["EU27"]}).pairs == ()


def test_a_mission_and_its_parts_are_no_pair(catalogue: Catalogue) -> None:
    whole = {"mission": "de-ndk", "is_mission": True}
    part = {"mission": "de-ndk"}

    assert compared(catalogue, whole, part, part).pairs == ()
    assert len(compared(catalogue, part, {}).pairs) == 1


def test_a_mission_works_where_and_when_it_says_itself(catalogue: Catalogue) -> None:
    """The National Decade Against Cancer is Germany's, 2019 to 2029; here nothing else says where or when."""
    whole = {"mission": "de-ndk", "is_mission": True, "places": [], "start": None, "end": None}

    assert compared(catalogue, whole, {"places": ["DEU"]}).pairs[0].unknown == ()
    assert compared(catalogue, whole, {"places": ["SWE"]}).pairs == ()
    assert compared(catalogue, whole, {"start": 2030, "end": 2031}).pairs == ()


def test_the_pair_with_the_least_doubt_comes_first(catalogue: Catalogue) -> None:
    """Of three, the first and the third are known best; both pairs with the second lack a place."""
    found = compared(catalogue, {}, {"places": []}, {})

    assert [(pair.first, pair.second) for pair in found.pairs] == [("i1", "i3"), ("i1", "i2"), ("i2", "i3")]
    assert found.compared == 3


def looked_at(other: str, finding: str = "complementary", decided: str = "2026-05-04") -> dict[str, Any]:
    return {"looked_at": [{"other": other, "finding": finding, "why": TEXT, "who": "A. Member", "decided": decided}]}


@pytest.mark.parametrize("who_says", [0, 1], ids=["the first", "the second"])
def test_what_a_person_found_stands_with_the_pair_whichever_of_the_two_says_it(catalogue: Catalogue, who_says: int) -> None:
    entries: list[dict[str, Any]] = [{}, {}]
    entries[who_says] = looked_at(f"i{2 - who_says}")
    (pair,) = compared(catalogue, *entries).pairs

    assert pair.looked_at is not None
    assert (pair.looked_at.finding, pair.looked_at.who) == (Finding.COMPLEMENTARY, "A. Member")


def test_what_was_found_after_the_day_of_the_view_is_not_known_on_it(catalogue: Catalogue) -> None:
    (on_it,) = compared(catalogue, {}, looked_at("i1", decided="2026-11-28")).pairs
    (after,) = compared(catalogue, {}, looked_at("i1", decided="2026-11-29")).pairs

    assert (on_it.looked_at is not None, after.looked_at) == (True, None)


def test_a_person_may_see_an_overlap_that_the_rule_does_not(catalogue: Catalogue) -> None:
    (pair,) = compared(catalogue, {}, {"barriers": ["access"], **looked_at("i1", "overlap")}).pairs

    assert (pair.is_alike, pair.barriers) == (False, ())


def test_what_nobody_has_looked_at_comes_first(catalogue: Catalogue) -> None:
    """The pair that was looked at shares a place; the others lack one."""
    found = compared(catalogue, {}, {"places": []}, looked_at("i1"))

    assert [(pair.first, pair.second) for pair in found.pairs] == [("i1", "i2"), ("i2", "i3"), ("i1", "i3")]
