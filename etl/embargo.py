"""Editions whose figures are not for everybody yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from data.catalogue.models import Source


@dataclass(frozen=True)
class Embargo:
    """The *editions* (source and id) under embargo: marked in a build for the house, *left_out* of one for the public."""

    editions: frozenset[tuple[str, str]] = frozenset()
    left_out: bool = False

    def shows(self, source: str, edition: str) -> bool:
        """Return whether the build has anything of the edition."""
        return not self.left_out or (source, edition) not in self.editions


NO_EMBARGO = Embargo()


def embargoed(sources: Iterable[Source], day: date) -> frozenset[tuple[str, str]]:
    """Return source and id of each edition that is still under embargo on *day*; on the day ``embargo_until`` it no longer is."""
    editions = ((source.id, edition) for source in sources for edition in source.editions)
    return frozenset((source, edition.id) for source, edition in editions if edition.embargo_until and day < edition.embargo_until)
