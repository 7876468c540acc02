"""What every check of rows is given: the staged tables, the catalogue they speak of, and how to say where a row stands."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from sqlalchemy import Connection

from data.catalogue.catalogue import Catalogue
from etl.inputs import FigureTable


@dataclass(frozen=True)
class Staged:
    """Tables of figures that stand in the draft one after the other; *this_year* is the last year that a figure can be of."""

    connection: Connection
    tables: tuple[FigureTable, ...]
    catalogue: Catalogue
    this_year: int

    @cached_property
    def first_rows(self) -> list[int]:
        """The number of each table's first row."""
        return [0, *accumulate(table.lines for table in self.tables)][:-1]

    def where(self, row: int) -> str:
        """Return the file and line of the row with this number; line 1 is the header."""
        # Of tables that begin at the same row only the last has rows.
        position = bisect_right(self.first_rows, row) - 1
        return f"{self.tables[position].name}:{row - self.first_rows[position] + 2}"


def suggestion(code: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy for an unknown *code*: the nearest known one, or *otherwise*."""
    near = difflib.get_close_matches(code, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}? If not, {otherwise}" if near else otherwise


def rows(number: int) -> str:
    """Return *number* with its noun."""
    return f"{number:,} row" if number == 1 else f"{number:,} rows"
