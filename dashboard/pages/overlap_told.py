"""Pairs of initiatives that may repeat each other, in words: what they share, and what the documents leave open."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.components.view import View
from dashboard.display import count, date_words
from metrics.overlap import Pair, overlaps


@dataclass(frozen=True)
class PairTold:
    """
    One pair: the two identifiers, what both have, what is not known of one of them, and what was found by whom.

    Empty where nothing is shared, where everything is known, and where nobody has looked at it.
    """

    first: str
    second: str
    shared: str
    unknown: str
    found: str
    found_by: str


@dataclass(frozen=True)
class OverlapsTold:
    """The sentences that count the pairs and say what they mean, and the pairs."""

    text: str
    pairs: tuple[PairTold, ...]


def overlaps_told(view: View) -> OverlapsTold:
    """Return every pair of the registry that a person should look at."""
    words, found = view.words, overlaps(view.catalogue, view.as_of)
    alike = [pair for pair in found.pairs if pair.is_alike]
    looked_at = sum(pair.looked_at is not None for pair in alike)
    sentences = (
        words.counted("initiatives.alike.text", len(alike), compared=count(found.compared, view.language)),
        words("initiatives.alike.reading"),
        words.counted("initiatives.alike.looked_at", looked_at),
    )
    return OverlapsTold(" ".join(sentences), tuple(_told(view, pair) for pair in found.pairs))


def _told(view: View, pair: Pair) -> PairTold:
    words = view.words
    shared = (
        *(words(f"initiatives.barrier.{barrier.value}") for barrier in pair.barriers),
        *(words(f"initiatives.category.{category.value}") for category in pair.categories),
        *(words(f"initiatives.stakeholder.{group.value}") for group in pair.stakeholders),
        *(view.place_name(place) for place in pair.places),
    )
    unknown = [words(f"initiatives.alike.unknown.{name.value}") for name in pair.unknown]
    looked = pair.looked_at
    found = f"{words(f'initiatives.alike.finding.{looked.finding.value}')}: {view.of(looked.why)}" if looked else ""
    found_by = words("initiatives.alike.found_by", who=looked.who, day=date_words(looked.decided, view.language)) if looked else ""
    return PairTold(pair.first, pair.second, " · ".join(shared), view.listed(unknown), found, found_by)
