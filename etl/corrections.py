"""
Declared corrections, applied to the rows of a draft before they are checked.

A correction that meets no row, or a row that no longer holds what the publisher was known to have wrong, is a Problem: the publisher has
mended it, and the correction has to go.
"""

from __future__ import annotations

from datetime import date
from math import isclose
from typing import Any

from data.catalogue.corrections import Correction
from data.errors import Problem
from data.warehouse import mending
from data.warehouse.mending import Selection
from data.warehouse.staging import Row
from etl.checks.staged import Staged

FILE = "corrections.yml"


def apply_corrections(staged: Staged, as_of: date | None) -> list[Problem]:
    """
    Apply each correction of the catalogue that had been decided by *as_of* and whose edition is loaded; return what is wrong.

    One of an edition that exists and is not loaded, because it was published later, waits.
    """
    known = {(source.id, edition.id) for source in staged.catalogue.sources.values() for edition in source.editions}
    loaded = {(table.source, table.edition) for table in staged.tables}
    problems = []
    for correction in staged.catalogue.corrections:
        if not correction.holds_on(as_of):
            continue
        if correction.edition is not None and (correction.source, correction.edition) not in known:
            what = f"the correction '{correction.id}' names the edition '{correction.edition}', which '{correction.source}' has not"
            problems.append(Problem(FILE, what, "correct the edition, or take the correction out"))
        elif any(source == correction.source and correction.edition in (None, edition) for source, edition in loaded):
            problems += _apply(staged, correction)
    return problems


def _apply(staged: Staged, correction: Correction) -> list[Problem]:
    match = {name: code for name, code in correction.match if code is not None}
    touched = Selection(correction.source, correction.edition, match)
    rows = mending.matching(staged.connection, touched)
    if not rows:
        what = f"the correction '{correction.id}' meets no row"
        return [Problem(FILE, what, "correct 'match'; if the publisher no longer prints the figure, take the correction out")]
    problems = [problem for row in rows for problem in _unexpected(correction, row, staged)]
    if problems:
        return problems
    dropped = correction.action == "drop"
    mending.remember(staged.connection, correction.id, touched, dropped=dropped)
    if dropped:
        mending.drop(staged.connection, touched)
    else:
        mending.set_cells(staged.connection, correction.id, touched, {str(name): cell for name, cell in correction.set.items()})
        staged.mended.update({staged.where(row.number): correction.id for row in rows})
    return []


def _unexpected(correction: Correction, row: Row, staged: Staged) -> list[Problem]:
    edition, *held = row.cells
    cells = dict(zip(mending.CELLS, held, strict=True))
    remedy = f"look at edition '{edition}'; if it is right now, take the correction out of {FILE} or give it the older edition"
    problems = []
    for name, expected in correction.expected.items():
        if not _same(cells[name], expected):
            found = _shown(cells[name])
            what = f"{name} is {found}, but the correction '{correction.id}' expects {_shown(expected)}: the publisher has changed it"
            problems.append(Problem(staged.where(row.number), what, remedy, column=name, value=found))
    return problems


def _same(held: Any, expected: Any) -> bool:
    if isinstance(held, float) and isinstance(expected, float):
        return isclose(held, expected, rel_tol=1e-12)
    return bool(held == expected)


def _shown(cell: Any) -> str:
    return "(empty)" if cell is None else f"{cell:.15g}" if isinstance(cell, float) else f"'{cell}'"
