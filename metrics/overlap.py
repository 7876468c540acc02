"""
Which initiatives may repeat each other: pairs that a person should look at, each with what they share and what nobody knows.

The rule compares facts, no texts: the same barrier, the same kind of work, and nothing in the documents that sets the two apart in whom
they are for, where they work, or when. A pair is a reason to ask, never a finding: only people who know both can say whether work is done
twice, handed over or combined. That overlaps were found too late is what Europe's auditors said of its cancer plan (European Court of
Auditors, 19 February 2026).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations
from math import comb, inf

from data.catalogue.catalogue import Catalogue
from data.catalogue.initiatives import Barrier, Category, Initiative, LookedAt, Stakeholder


class Unknown(StrEnum):
    """What the documents do not say of one of the two, so that it cannot set them apart."""

    STAKEHOLDERS = "stakeholders"
    PLACE = "place"
    YEARS = "years"


@dataclass(frozen=True)
class Pair:
    """
    Two initiatives by their identifiers, what they share, and what is not known of one of them; shared places are single ones.

    ``is_alike`` says whether the rule sees them; a person may have compared two that it does not see. ``looked_at`` is what was found.
    """

    first: str
    second: str
    barriers: tuple[Barrier, ...]
    categories: tuple[Category, ...]
    stakeholders: tuple[Stakeholder, ...]
    places: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    is_alike: bool
    looked_at: LookedAt | None = None


@dataclass(frozen=True)
class Overlaps:
    """The pairs to look at, those that nobody has looked at and that share most first, and how many pairs were compared."""

    pairs: tuple[Pair, ...]
    compared: int


def overlaps(catalogue: Catalogue, as_of: date) -> Overlaps:
    """
    Return the pairs of initiatives in *catalogue* that may repeat each other, and those that a person had looked at by *as_of*.

    A pair shares a barrier and a category. Groups of people, places and years set it apart where both are known and have nothing in common;
    groups or places have to be shared, so that two initiatives of which little is known are no pair. A group of countries works in each of
    its members. A mission and its parts, and two parts of one mission, are no pair: one plan holds them together.
    """
    entries = list(catalogue.initiatives.values())
    looked_at = {frozenset((entry.id, looked.other)): looked for entry in entries for looked in entry.looked_at if looked.decided <= as_of}
    compared = (
        replace(_pair(catalogue, first, second), looked_at=looked_at.get(frozenset((first.id, second.id))))
        for first, second in combinations(entries, 2)
    )
    return Overlaps(tuple(sorted((pair for pair in compared if pair.is_alike or pair.looked_at), key=_order)), comb(len(entries), 2))


def _pair(catalogue: Catalogue, first: Initiative, second: Initiative) -> Pair:
    """Return what *first* and *second* share, what is not known, and whether the rule sees them as alike."""
    barriers = tuple(barrier for barrier in first.barriers if barrier in second.barriers)
    categories = tuple(category for category in first.categories if category in second.categories)
    stakeholders = tuple(group for group in first.stakeholders if group in second.stakeholders)
    ours, theirs = _countries(catalogue, first), _countries(catalogue, second)
    places = tuple(place for place in ours if place in theirs)
    unknown = {
        Unknown.STAKEHOLDERS: not (first.stakeholders and second.stakeholders),
        Unknown.PLACE: not (ours and theirs),
        Unknown.YEARS: catalogue.years_of(first)[0] is None or catalogue.years_of(second)[0] is None,
    }
    is_one_plan = first.mission is not None and first.mission == second.mission
    is_apart = (
        (not stakeholders and not unknown[Unknown.STAKEHOLDERS])
        or (not places and not unknown[Unknown.PLACE])
        or (not _meet(catalogue.years_of(first), catalogue.years_of(second)))
    )
    is_alike = bool(barriers and categories and (stakeholders or places)) and not (is_apart or is_one_plan)
    named = tuple(name for name, is_so in unknown.items() if is_so)
    return Pair(first.id, second.id, barriers, categories, stakeholders, places, named, is_alike)


def _countries(catalogue: Catalogue, entry: Initiative) -> tuple[str, ...]:
    """Return the single places that *entry* works in, without doubles."""
    return tuple(dict.fromkeys(member for place in catalogue.places_of(entry) for member in catalogue.members(place)))


def _meet(first: tuple[int | None, int | None], second: tuple[int | None, int | None]) -> bool:
    """Return whether two periods may share a year; a year that nobody states leaves its side open."""
    start = max(year for year in (first[0], second[0], -inf) if year is not None)
    end = min(year for year in (first[1], second[1], inf) if year is not None)
    return start <= end


def _order(pair: Pair) -> tuple[bool, int, int, str, str]:
    """Return where *pair* stands: what nobody has looked at first, of that what the documents say most of, then what shares most."""
    shared = len(pair.barriers) + len(pair.categories) + len(pair.stakeholders) + bool(pair.places)
    return pair.looked_at is not None, len(pair.unknown), -shared, pair.first, pair.second
