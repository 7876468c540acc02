"""
Brings the tables of figures into one shape and holds every row against the catalogue.

The tables carry the catalogue's codes already; what is left is to read their cells as numbers, and to refuse, never to drop, a code that
the catalogue does not know. All checks run and all Problems come back, so that a person mends a table once.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data.catalogue.catalogue import Catalogue
from data.errors import FigureError, Problem
from data.warehouse import staging
from etl.checks import codes, numbers, rows, tables
from etl.checks.staged import Staged
from etl.inputs import FigureTable

Check = Callable[[Staged], list[Problem]]

CHECKS: tuple[Check, ...] = (
    codes.sources,
    codes.editions,
    codes.indicators,
    codes.places,
    codes.sexes,
    codes.ages,
    codes.sites,
    codes.groups,
    codes.observation_statuses,
    codes.confidentiality_statuses,
    numbers.readable,
    numbers.years,
    numbers.ranges,
    numbers.limits,
    numbers.counts,
    numbers.percents,
    rows.keys,
    rows.editions,
    rows.missing_values,
    rows.unexpected_values,
    rows.citations,
)


def harmonise(connection: Connection, figures: tuple[FigureTable, ...], catalogue: Catalogue, this_year: int) -> list[Problem]:
    """
    Load *figures* into the empty database of *connection* and hold every row against the *catalogue*; the transaction stays open.

    Returns every Problem. A table with a broken row is reported and not loaded, so that the others can still be looked at.
    """
    sound, problems = _load(connection, figures)
    staged = Staged(connection, sound, catalogue, this_year)
    for check in CHECKS:
        problems += check(staged)
    return problems


def _load(connection: Connection, figures: tuple[FigureTable, ...]) -> tuple[tuple[FigureTable, ...], list[Problem]]:
    reason = "the number of rows is not the number of lines"
    try:
        if _load_rows(connection, figures) == sum(table.lines for table in figures):
            return figures, []
    except DBAPIError as error:
        if "CSV" not in str(error.orig):
            raise
        reason = " ".join(str(error.orig).split())[:300]
    connection.rollback()
    broken = {table.name: tables.cells(table.name, table.file.read_text(encoding="utf-8")) for table in figures}
    if not any(broken.values()):
        raise FigureError("figures", f"a table cannot be read ({reason})", "put every cell with a comma or a quote into quotes")
    sound = tuple(table for table in figures if not broken[table.name])
    _load_rows(connection, sound)
    return sound, [problem for found in broken.values() for problem in found]


def _load_rows(connection: Connection, figures: tuple[FigureTable, ...]) -> int:
    return staging.load(connection, [table.file for table in figures], [table.source for table in figures])
