"""
Errors that a person can act on, and the problems that a check reports.

Every message says where, what is wrong and what would be right.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input: where it stands, what it is, what would be right."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"

    def reading_order(self) -> tuple[str, int, str]:
        """Return a sort key: by file, what concerns the whole file first, then line 2 before line 10."""
        file, _, line = self.where.rpartition(":")
        return (file, int(line), self.what) if line.isdigit() else (self.where, 0, self.what)


class ProjectError(Exception):
    """A fault in the input, the catalogue or the set-up that a person can mend."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.problem = Problem(where, what, remedy)
        super().__init__(str(self.problem))


class CatalogueError(ProjectError):
    """A catalogue file that cannot be used."""


class FigureError(ProjectError):
    """A table of figures or an official file that cannot be used."""


class WarehouseError(ProjectError):
    """A warehouse that is missing, damaged, of another layout, or cannot be written."""


class MetricError(ProjectError):
    """A number that was asked for cannot be computed from what was given."""


class SetupError(ProjectError):
    """The machine is not ready: a taken port, a missing program, no room on the disk."""


class ProblemsFound(ProjectError):
    """Checks found problems; all of them are listed, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=Problem.reading_order)
        first = self.problems[0]
        super().__init__(first.where, first.what, first.remedy)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
