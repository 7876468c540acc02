"""
Corrections: figures that a publisher demonstrably has wrong, and what is right instead.

Each says which rows it touches, what the publisher prints there (so that a build stops once the publisher has mended it), what is done,
why, on what evidence, and who decided it when.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data.catalogue.entries import Citation, Entry, Identifier, PlaceCode, Text

Cell = Literal["value", "lower", "upper", "numerator", "denominator", "obs_status", "conf_status"]
Cells = dict[Cell, Annotated[float, Field(allow_inf_nan=False)] | str | None]
STATUSES = ("obs_status", "conf_status")


class CorrectionMatch(Entry):
    """The rows that a correction touches; a column that is left out may hold anything."""

    indicator: Identifier
    place: PlaceCode | None = None
    year: int | None = None
    year_end: int | None = None
    sex: str | None = None
    age: str | None = None
    site: str | None = None
    group: str | None = None


class Correction(Entry):
    """
    One correction.

    Without ``edition`` it holds for every edition of the source that has the row. ``expected`` is what the publisher prints; a row that
    holds anything else stops the build. ``decided`` is the day from which the correction counts: a build as of an earlier day has none.
    """

    id: Identifier
    source: Identifier
    edition: Identifier | None = None
    match: CorrectionMatch
    action: Literal["set", "drop"]
    set: Cells = Field(default_factory=dict)
    expected: Cells = Field(default_factory=dict)
    reason: Text
    evidence: Citation
    who: Annotated[str, Field(min_length=1)]
    decided: date

    @model_validator(mode="after")
    def _says_enough(self) -> Correction:
        if (self.action == "set") != bool(self.set):
            raise ValueError("'set' names the new cells of the action set, and of no other; write set: {value: 12.3} or action: drop")
        if not self.expected and self.edition is None:
            raise ValueError("neither 'expected' nor 'edition' says when it ends; write what the publisher prints, or the one edition")
        if self.action == "set" and any(name not in self.expected for name in self.set):
            raise ValueError("'expected' lacks a cell that 'set' replaces; write what the publisher prints there (null if it is empty)")
        for cells in (self.set, self.expected):
            for name, cell in cells.items():
                if cell is not None and (name in STATUSES) != isinstance(cell, str):
                    raise ValueError(f"{name}: {cell!r} has the wrong form; a status is a code, everything else a number")
        return self

    def holds_on(self, as_of: date | None) -> bool:
        """Return whether the correction had been decided by *as_of*; always without a day."""
        return as_of is None or self.decided <= as_of
