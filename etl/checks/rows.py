"""Checks of rows: each key once, a missing value only with the status that says why, and a citation for every figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from data.errors import Problem
from data.warehouse import staging
from etl.checks.staged import Staged, rows

MISSING = ("M", "O", "L", "Q")
"""SDMX observation statuses of a value that is not there: cannot exist, missing, not collected, suppressed."""


def keys(staged: Staged) -> list[Problem]:
    """No key stands twice in an edition, be it in one table or in two."""
    if staged.keys_differ:
        return []
    problems = []
    for row in staging.repeated_keys(staged.connection):
        first, *key = row.cells
        what = f"the key {', '.join(str(part) for part in key)} stands twice; first at {staged.where(first)}"
        problems.append(Problem(staged.where(row.number), what, "keep one row for each indicator, place, period, sex, age, site and group"))
    return problems


def editions(staged: Staged) -> list[Problem]:
    """No key stands in two editions of a source that are in force together: the figure would count twice."""
    if staged.keys_differ:
        return []
    problems = []
    unrelated = list(_unrelated(staged))
    snapshots = {(table.source, table.edition): table.name for table in staged.tables if table.file is None}
    shared = staging.editions_sharing_keys(staged.connection, {source for source, _, _ in unrelated})
    for source, older, newer in unrelated:
        if not {older, newer} <= shared.get(source, set()):
            continue
        for row in staging.shared_keys(staged.connection, source, older, newer):
            what = f"the key stands in edition '{older}' too, as do those of {rows(row.cells[0])} of '{newer}'"
            listed = snapshots.get((source, newer))
            entry = f"{listed}/snapshot.yml" if listed else f"catalogue/sources/{source}.yml"
            remedy = f"write 'restates: {older}' for {newer} in {entry}, or leave the figures out of one of the two"
            problems.append(Problem(staged.where(row.number), what, remedy))
    return problems


def _unrelated(staged: Staged) -> Iterator[tuple[str, str, str]]:
    """Return each source with two of its editions, neither of which restates the other, be it by way of a third."""
    held: dict[str, list[str]] = {}
    for table in staged.tables:
        if table.source in staged.catalogue.sources:
            held.setdefault(table.source, []).append(table.edition)
    for source, editions_held in held.items():
        restates = {edition.id: edition.restates for edition in staged.catalogue.sources[source].editions}
        for one, other in combinations(editions_held, 2):
            if other not in _restated(one, restates) and one not in _restated(other, restates):
                yield source, one, other


def _restated(edition: str, restates: dict[str, str | None]) -> set[str]:
    found: set[str] = set()
    older = restates.get(edition)
    while older is not None and older not in found:
        found.add(older)
        older = restates.get(older)
    return found


def missing_values(staged: Staged) -> list[Problem]:
    """A value is empty only if a status says that it is missing or withheld."""
    return [
        Problem(
            staged.where(row.number),
            f"the value is empty, but obs_status is '{row.cells[0]}' and conf_status '{row.cells[1]}'",
            f"give the value, or the status that says why there is none (obs_status {', '.join(MISSING)}; conf_status C, N …)",
            column="value",
        )
        for row in staging.values_missing(staged.connection, MISSING)
    ]


def unexpected_values(staged: Staged) -> list[Problem]:
    """A value that a status calls missing is not there."""
    return [
        Problem(
            staged.where(row.number),
            f"there is a value ({row.cells[0]:g}), but obs_status '{row.cells[1]}' says that it is missing",
            "mend one of them",
            column="obs_status",
            value=row.cells[1],
        )
        for row in staging.values_unexpected(staged.connection, MISSING)
    ]


def citations(staged: Staged) -> list[Problem]:
    """Every figure says where it stands in the publisher's file or document."""
    return [
        Problem(
            staged.where(row.number),
            "the locator is empty",
            "name the file or document and the row, cell, page or table of the figure",
            column="locator",
        )
        for row in staging.citations_missing(staged.connection)
    ]
