"""Every file that a committee may keep, checked at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.committee import actions, views
from data.errors import Problem, ProblemsFound

FILES: dict[str, Callable[[Path, Catalogue], object]] = {actions.FILE: actions.read_actions, views.FILE: views.read_views}
"""What reads each file, by its name."""


def problems_of(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """Return every Problem of the files in *folder*; one that is not there has none."""
    found: list[Problem] = []
    for name, read in FILES.items():
        try:
            read(folder / name, catalogue)
        except ProblemsFound as error:
            found += error.problems
    return found
