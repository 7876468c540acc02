"""What charts of verdicts say: how many, by which rules, where they stand, why there is none, and how often stated chances came true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard.charts.marks import Axis


@dataclass(frozen=True)
class CountedBody:
    """One cell a target in the fixed order, and the counts in words."""

    cells: tuple[str, ...]
    counts: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class AgreementRow:
    """One published rule: its statistic in words and its step, or the sentence why it cannot be used."""

    name: str
    statistic: str
    step: int | None
    frame: str = ""


@dataclass(frozen=True)
class AgreementBody:
    """Rules against five common steps; *modal* is the step that most usable rules give, if there is one."""

    steps: tuple[str, ...]
    short_steps: tuple[str, ...]
    rows: tuple[AgreementRow, ...]
    modal: int | None


@dataclass(frozen=True)
class KnownValue:
    """A number that is known about a target that cannot be judged: its target, its start, or a measured value."""

    value: float
    text: str
    label: str
    kind: Literal["target", "measured", "start"]


@dataclass(frozen=True)
class UnassessedBody:
    """Why a target cannot be assessed yet, what is known, and the five answers."""

    status_words: str
    reason: str
    known: tuple[KnownValue, ...]
    axis: Axis | None
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MatrixCell:
    """The verdict of one rule: its status, its step in a short word, and whether it is to catch the eye."""

    status: str
    words: str
    marked: bool = False


@dataclass(frozen=True)
class MatrixRow:
    """One series or one variation: a verdict a rule, and what the rules say together; without any verdict a *frame* sentence instead."""

    label: str
    detail: str
    cells: tuple[MatrixCell, ...]
    most: MatrixCell | None
    share: str
    frame: str = ""


@dataclass(frozen=True)
class MatrixBody:
    """Rows against published rules; *last* heads the column of what they have in common, *silent* says that a rule cannot be used."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    last: str
    silent: str


@dataclass(frozen=True)
class StatedChance:
    """Statements of about the same chance, as shares: what was said, what came true, and both as written with their number."""

    stated: float
    observed: float
    bin_text: str
    observed_text: str
    count_text: str


@dataclass(frozen=True)
class CalibrationBody:
    """Stated chances against how often they came true, on one axis from 0 to 1; *legend* explains the marks on a phone."""

    chances: tuple[StatedChance, ...]
    ticks: tuple[tuple[float, str], ...]
    stated_name: str
    observed_name: str
    count_name: str
    diagonal: str
    legend: str


@dataclass(frozen=True)
class PositionBody:
    """
    Names in a table of level by direction: ``rows`` and ``columns`` are headings, ``cells[row][column]`` the names in it.

    A cell without a name stays an empty frame; ``more`` is the last line of a cell that has more names than it shows, where it has.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], ...], ...]
    more: tuple[tuple[str, ...], ...]
