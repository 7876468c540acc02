"""
Errors that a person can act on, and the problems that a check reports.

Every message says where, what is wrong and what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """Whether a problem stops a build, or is kept with the build for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """
    One thing that is wrong with the input: where it stands, what it is, what would be right.

    ``where`` is ``file``, ``file:line``, or ``file: place in it``. ``column`` and ``value`` name the cell where the problem is one cell's.
    """

    where: str
    what: str
    remedy: str
    severity: Severity = Severity.ERROR
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        mark = "" if self.severity == Severity.ERROR else f"{self.severity}: "
        return f"{mark}{self.where}: {self.what}; {self.remedy}"

    @property
    def file(self) -> str:
        """The file that the problem lies in."""
        return self.where.partition(":")[0]

    @property
    def row(self) -> str:
        """The line, or another place within the file; empty where the problem is the whole file's."""
        return self.where.partition(":")[2].strip()

    def record(self) -> dict[str, str | int]:
        """Return the problem as a row of a table: file, row (a number where it is one), column, value, what, remedy, severity."""
        row = int(self.row) if self.row.isdecimal() else self.row
        cell = {"file": self.file, "row": row, "column": self.column, "value": self.value}
        return cell | {"what": self.what, "remedy": self.remedy, "severity": str(self.severity)}

    def reading_order(self) -> tuple[str, int, str]:
        """Return a sort key: by file, what concerns the whole file first, then line 2 before line 10."""
        file, _, line = self.where.rpartition(":")
        return (file, int(line), self.what) if line.isdigit() else (self.where, 0, self.what)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those of *problems* that stop a build."""
    return [problem for problem in problems if problem.severity == Severity.ERROR]


class ProjectError(Exception):
    """A fault in the input, the catalogue or the set-up that a person can mend."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.problem = Problem(where, what, remedy)
        super().__init__(str(self.problem))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error reach the process that waits for the one in which it was raised."""
        return type(self), (self.problem.where, self.problem.what, self.problem.remedy)


class CatalogueError(ProjectError):
    """A catalogue file that cannot be used."""


class FigureError(ProjectError):
    """A table of figures or an official file that cannot be used."""


class WarehouseError(ProjectError):
    """A warehouse that is missing, damaged, of another layout, or cannot be written."""


class MetricError(ProjectError):
    """A number that was asked for cannot be computed from what was given."""


class DayError(ProjectError):
    """A day that cannot be asked about: none, one in the future, or one before anything was published."""


class SetupError(ProjectError):
    """The machine is not ready: a taken port, a missing program, no room on the disk."""


class ProblemsFound(ProjectError):
    """Checks found problems; all of them are listed, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=Problem.reading_order)
        first = self.problems[0]
        super().__init__(first.where, first.what, first.remedy)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
