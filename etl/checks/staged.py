"""What every check of rows is given: the staged tables, the catalogue they speak of, and how to say where a row stands."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from sqlalchemy import Connection

from data.catalogue.catalogue import Catalogue
from data.catalogue.models import OURS
from data.warehouse import comparisons, staging
from data.warehouse.comparisons import Holding
from etl.inputs import FigureTable

_AT_LINE = re.compile(r", (?:line|row) (\d+)")


@dataclass(frozen=True)
class Staged:
    """
    Tables that stand in the draft one after the other; *this_year* is the last year that a figure can be of.

    *held* gives the number of rows of each source and edition as they were loaded, *mended* what corrected a row, by where it stands.
    """

    connection: Connection
    tables: tuple[FigureTable, ...]
    catalogue: Catalogue
    this_year: int
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)

    @cached_property
    def first_rows(self) -> list[int]:
        """The number of each table's first row."""
        return [0, *accumulate(table.lines for table in self.tables)][:-1]

    @cached_property
    def holdings(self) -> list[Holding]:
        """What each edition holds of each indicator."""
        return comparisons.holdings(self.connection)

    @cached_property
    def keys_differ(self) -> bool:
        """Whether no key stands twice in a source; what most builds hold is settled by this one look."""
        return staging.keys_differ_between_editions(self.connection)

    def where(self, row: int) -> str:
        """Return the file and line of the row with this number; line 1 is the header. A snapshot's row is where its locator says."""
        # Of tables that begin at the same row only the last has rows.
        position = bisect_right(self.first_rows, row) - 1
        table = self.tables[position]
        if table.file is not None:
            return f"{table.name}:{row - self.first_rows[position] + 2}"
        if table.source == OURS:  # it stands in no file; the recipe is what a person can mend
            return f"{table.name}: row {row - self.first_rows[position] + 1}"
        start, locators = self._locators
        locator = locators[row - start]
        file = locator.partition(", ")[0]
        return located(f"{table.name}/{file}", locator)

    @cached_property
    def _locators(self) -> tuple[int, list[str]]:
        """The number of the first row that came from a snapshot, and the locators of it and all after it."""
        first = next(start for start, table in zip(self.first_rows, self.tables, strict=True) if table.file is None)
        return first, staging.locators(self.connection, first)


def located(name: str, locator: str) -> str:
    """Return where a row of the file *name* stands, from its *locator*: ``name:12``, or ``name: sheet 1, cell B2`` without a line."""
    file, _, place = locator.partition(", ")
    at = _AT_LINE.search(locator)
    return f"{name}:{at[1]}" if at else f"{name}: {place or file}"


def suggestion(code: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy for an unknown *code*: the nearest known one, or *otherwise*."""
    near = difflib.get_close_matches(code, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(near)}? If not, {otherwise}" if near else otherwise


def rows(number: int) -> str:
    """Return *number* with its noun."""
    return f"{number:,} row" if number == 1 else f"{number:,} rows"
