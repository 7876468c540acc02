"""How a committee itself sees a verdict: ``views.yml`` in the folder of everything generated, kept by whoever runs Waymark."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Entry, Identifier
from data.committee.kept import AboutTarget, read_kept

FILE = "views.yml"

Seen = Literal["met", "on_course", "behind", "no_clear_change", "away", "not_assessable"]
"""A status, by the names of the scorecard."""


class CommitteeView(AboutTarget):
    """
    A committee's own view of one verdict. It stands beside the computed verdict and never takes its place.

    Attributes:
        mission: The mission.
        target: The target that is seen otherwise.
        place: Where; empty for every place in which the target is judged.
        status: The status that the committee would give.
        why: The reason.
        who: Who sees it so.
        decided: The day from which it holds.
        until: The last day on which it holds; a view without an end would outlive its reason.
    """

    target: Identifier
    status: Seen
    why: Annotated[str, Field(min_length=1)]
    who: Annotated[str, Field(min_length=1)]
    decided: date
    until: date

    @model_validator(mode="after")
    def _in_order(self) -> CommitteeView:
        if self.until < self.decided:
            message = f"'until' ({self.until}) lies before 'decided' ({self.decided}); correct one of the two days"
            raise ValueError(message)
        return self

    def holds(self, day: date) -> bool:
        """Return whether the committee sees it so on *day*."""
        return self.decided <= day <= self.until


class CommitteeViews(Entry):
    """The whole file."""

    views: tuple[CommitteeView, ...] = ()


def read_views(path: Path, catalogue: Catalogue) -> tuple[CommitteeView, ...] | None:
    """
    Return the views in the file at *path*; None if there is no such file.

    Raises:
        ProblemsFound: The file cannot be read, or holds something that is not known; every problem is in it, with its line.
    """
    kept = read_kept(path, CommitteeViews, catalogue)
    return kept.views if kept else None
