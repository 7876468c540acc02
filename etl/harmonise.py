"""
Brings the tables of figures and the snapshots into one shape and holds every row against the catalogue.

The tables carry the catalogue's codes already; what is left is to read their cells as numbers, and to refuse, never to drop, a code that
the catalogue does not know. A snapshot goes through its reader and the rules of its source first, and from then on is a table like the
others. All checks run and all Problems come back, so that a person mends a table once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data.catalogue.catalogue import Catalogue
from data.errors import FigureError, Problem
from data.warehouse import staging
from etl.checks import agreement, codes, jumps, numbers, plausibility, rows, totals
from etl.checks import tables as table_checks
from etl.checks.staged import Staged
from etl.corrections import apply_corrections
from etl.inputs import FigureTable
from etl.snapshots import Snapshot

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
    totals.sexes,
    totals.ages,
    totals.sites,
    totals.places,
    jumps.sudden,
    jumps.restated,
    jumps.coverage,
    agreement.copies,
    agreement.contradictions,
    agreement.stale,
    plausibility.organs,
    plausibility.units,
    plausibility.units_of_editions,
)


def harmonise(
    connection: Connection,
    figures: tuple[FigureTable, ...],
    catalogue: Catalogue,
    this_year: int,
    *,
    snapshots: Sequence[Snapshot] = (),
    as_of: date | None = None,
) -> list[Problem]:
    """
    Load *figures* and *snapshots* into the empty database of *connection*, correct what is declared wrong, and check every row.

    Returns every Problem; the transaction stays open. A table with a broken row is reported and not loaded, so that the others can still
    be looked at. The *catalogue* knows the snapshots' editions; *as_of* leaves out corrections that were decided later.
    """
    sound, problems = _load(connection, figures)
    taken, faults = _take_in(connection, snapshots, catalogue)
    tables = (*sound, *taken)
    staged = Staged(connection, tables, catalogue, this_year, staging.rows_of_editions(connection))
    problems += faults
    problems += apply_corrections(staged, as_of)
    for check in CHECKS:
        problems += check(staged)
    return problems


def _take_in(connection: Connection, snapshots: Sequence[Snapshot], catalogue: Catalogue) -> tuple[list[FigureTable], list[Problem]]:
    """Load the snapshots one after the other, and return the tables that they are from then on."""
    if not snapshots:
        return [], []
    from etl.taking_in import take_in  # noqa: PLC0415 (the readers are slow to import, and a clone without snapshots needs none)

    tables, problems = [], []
    for snapshot in snapshots:
        source = catalogue.sources.get(snapshot.source)
        lines = 0
        if source is not None:
            taken = take_in(snapshot, source)
            problems += taken.problems
            lines = len(taken.observations)
            staging.add(connection, taken.observations, snapshot.source)
        tables.append(FigureTable(snapshot.source, snapshot.edition, None, snapshot.name, snapshot.sha256, lines))
    return tables, problems


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
    broken = {table.name: table_checks.cells(table.name, table.file.read_text(encoding="utf-8")) for table in figures if table.file}
    if not any(broken.values()):
        raise FigureError("figures", f"a table cannot be read ({reason})", "put every cell with a comma or a quote into quotes")
    sound = tuple(table for table in figures if not broken[table.name])
    _load_rows(connection, sound)
    return sound, [problem for found in broken.values() for problem in found]


def _load_rows(connection: Connection, figures: tuple[FigureTable, ...]) -> int:
    return staging.load(connection, [table.file for table in figures if table.file], [table.source for table in figures])
