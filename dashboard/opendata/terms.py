"""
Whose figures may be passed on, and why the others may not.

`data/LICENSES.md` has the classes: figures under an open licence, or free to use with a citation, go into the downloads. Of figures with
non-commercial terms only the verdict and the citation do. Terms that no person has read are marked wherever the figures go; whoever
publishes can hold those sources back until somebody has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.catalogue.models import LicenceClass, Source

PASSED_ON = frozenset({LicenceClass.OPEN, LicenceClass.CITE})
"""Classes whose terms let anybody pass the figures on."""


@dataclass(frozen=True)
class Terms:
    """The sources by what may be done with their figures: *held_back* gives the reason, ``non_commercial`` or ``unconfirmed``."""

    sources: dict[str, Source]
    held_back: dict[str, str]

    @property
    def passed_on(self) -> tuple[str, ...]:
        """The sources whose figures are in the downloads, in the catalogue's order."""
        return tuple(source for source in self.sources if source not in self.held_back)

    def unread(self) -> tuple[str, ...]:
        """Return the sources that are passed on although no person has read their terms."""
        return tuple(source for source in self.passed_on if not self.sources[source].licence.confirmed)


def terms_of(sources: Iterable[Source], *, confirmed_only: bool = False) -> Terms:
    """Return what may be done with the figures of *sources*; with *confirmed_only* terms that no person has read hold figures back."""
    known = {source.id: source for source in sources}
    held_back = {}
    for source in known.values():
        if source.licence.licence_class not in PASSED_ON:
            held_back[source.id] = "non_commercial"
        elif confirmed_only and not source.licence.confirmed:
            held_back[source.id] = "unconfirmed"
    return Terms(known, held_back)
