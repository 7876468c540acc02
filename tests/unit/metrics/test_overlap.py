"""Which initiatives may repeat each other: what makes a pair, and each fact that sets two apart."""

from __future__ import annotations

from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.initiatives import Initiative
from data.catalogue.loader import load_catalogue
from metrics.overlap import Overlaps, Pair, Unknown, overlaps

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
    return overlaps(catalogue.model_copy(update={"initiatives": named}))


def test_two_that_share_everything_are_a_pair(catalogue: Catalogue) -> None:
    found = compared(catalogue, {}, {})

    assert found == Overlaps((Pair("i1", "i2", ("knowledge",), ("education",), ("professionals",), ("DEU",), ()),), compared=1)


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
