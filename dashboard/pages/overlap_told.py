"""Pairs of initiatives that may repeat each other, in words: what they share, and what the documents leave open."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.components.view import View
from dashboard.display import count
from metrics.overlap import Pair, overlaps


@dataclass(frozen=True)
class PairTold:
    """One pair: the two identifiers, what both have, and what is not known of one of them; empty where all of it is."""

    first: str
    second: str
    shared: str
    unknown: str


@dataclass(frozen=True)
class OverlapsTold:
    """The sentence that counts the pairs, and the pairs."""

    sentence: str
    pairs: tuple[PairTold, ...]


def overlaps_told(view: View) -> OverlapsTold:
    """Return every pair of the registry that a person should look at."""
    found = overlaps(view.catalogue)
    sentence = view.words.counted("initiatives.alike.text", len(found.pairs), compared=count(found.compared, view.language))
    return OverlapsTold(sentence, tuple(_told(view, pair) for pair in found.pairs))


def _told(view: View, pair: Pair) -> PairTold:
    words = view.words
    shared = (
        *(words(f"initiatives.barrier.{barrier.value}") for barrier in pair.barriers),
        *(words(f"initiatives.category.{category.value}") for category in pair.categories),
        *(words(f"initiatives.stakeholder.{group.value}") for group in pair.stakeholders),
        *(view.place_name(place) for place in pair.places),
    )
    unknown = [words(f"initiatives.alike.unknown.{name.value}") for name in pair.unknown]
    return PairTold(pair.first, pair.second, " · ".join(shared), view.listed(unknown))
