"""
Brings the tables of figures and the snapshots into one shape and holds every row against the catalogue.

The tables carry the catalogue's codes already; what is left is to read their cells as numbers, and to refuse, never to drop, a code that
the catalogue does not know. A snapshot goes through its reader and the rules of its source first, and from then on is a table like the
others. All checks run and all Problems come back, so that a person mends a table once. Only what passes them is worked on: small counts
are withheld and figures of ours derived, and the checks run once more over what then stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data.catalogue.catalogue import Catalogue
from data.errors import FigureError, Problem, errors
from data.warehouse import mending, staging, withholding
from etl.checks import agreement, codes, jumps, numbers, plausibility, rows, totals
from etl.checks import tables as table_checks
from etl.checks.staged import Staged
from etl.corrections import apply_corrections
from etl.derive.dating import dated
from etl.derive.recipes import Recipe
from etl.embargo import NO_EMBARGO, Embargo
from etl.inputs import FigureTable
from etl.snapshots import Snapshot

if TYPE_CHECKING:
    from etl.suppression import Threshold

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


@dataclass(frozen=True)
class Harmonised:
    """
    What became of figures and snapshots.

    Attributes:
        catalogue: The catalogue, in which derived editions have their day.
        derived: The tables that recipes made.
        corrected: The number of rows that each correction touched.
        problems: Every Problem.
    """

    catalogue: Catalogue
    derived: tuple[FigureTable, ...]
    corrected: Mapping[str, int]
    problems: list[Problem]


def harmonise(
    connection: Connection,
    figures: tuple[FigureTable, ...],
    catalogue: Catalogue,
    this_year: int,
    *,
    snapshots: Sequence[Snapshot] = (),
    recipes: Sequence[Recipe] = (),
    embargo: Embargo = NO_EMBARGO,
    as_of: date | None = None,
) -> Harmonised:
    """
    Load *figures* and *snapshots* into the empty database of *connection*, correct what is declared wrong, and check every row.

    If no error is found, what is under *embargo* is held back, small counts are withheld, and the figures of *recipes* are derived from
    what is left. The transaction stays open. A table with a broken row is reported and not loaded, so that the others can still be looked
    at. The *catalogue* knows the editions of snapshots and recipes; *as_of* leaves out corrections that were decided later.
    """
    sound, problems = _load(connection, figures)
    taken, faults = _take_in(connection, snapshots, catalogue)
    staged = Staged(connection, (*sound, *taken), catalogue, this_year, staging.rows_of_editions(connection))
    problems += faults
    problems += apply_corrections(staged, as_of)
    corrected = mending.count_corrected(connection)
    noticed = _checked(staged)
    if errors([*problems, *noticed]):
        return Harmonised(catalogue, (), corrected, [*problems, *noticed])
    _hold_back(connection, embargo)
    try:
        has_withheld = _withhold(connection, catalogue)
    except FigureError as error:
        return Harmonised(catalogue, (), corrected, [*problems, *noticed, error.problem])
    made, faults = _derive(staged, recipes)
    if has_withheld or made:
        # What was said of a figure that is withheld now may quote it.
        held = staged.held | {(table.source, table.edition): table.lines for table in made}
        staged = replace(staged, tables=(*staged.tables, *made), held=held)
        noticed = _checked(staged)
    catalogue = dated(catalogue, recipes, staged.holdings) if made else catalogue
    return Harmonised(catalogue, made, corrected, [*problems, *faults, *noticed])


def _checked(staged: Staged) -> list[Problem]:
    """Return what the checks find; of a row that a correction changed, it may be the correction that is wrong."""
    found = [problem for check in CHECKS for problem in check(staged)]
    return [
        replace(problem, what=f"{problem.what}, as the correction '{staged.mended[problem.where]}' has it")
        if problem.where in staged.mended
        else problem
        for problem in found
    ]


def _hold_back(connection: Connection, embargo: Embargo) -> None:
    if not embargo.editions:
        return
    if embargo.left_out:
        withholding.leave_out_editions(connection, embargo.editions)
    else:
        withholding.hold_back(connection, embargo.editions)


def thresholds(catalogue: Catalogue) -> dict[str, Threshold]:
    """Return the rule of each source that has one for small counts, with the indicators that are counts and the places within places."""
    chosen = {name: source.small_counts for name, source in catalogue.sources.items() if source.small_counts is not None}
    if not chosen:
        return {}
    from etl.suppression import Threshold  # noqa: PLC0415 (scipy is slow to import, and few sources have a rule)

    counts = frozenset(name for name, indicator in catalogue.indicators.items() if indicator.unit in totals.COUNTS)
    members = {code: place.members for code, place in catalogue.places.items() if place.kind == "group"}
    for code, place in catalogue.places.items():
        if place.parent is not None:
            members[place.parent] = (*members.get(place.parent, ()), code)
    families = {name: indicator.family for name, indicator in catalogue.indicators.items()}
    return {name: Threshold(rule.fewer_than, rule.zeros, counts, members, families) for name, rule in chosen.items()}


def _withhold(connection: Connection, catalogue: Catalogue) -> bool:
    """Withhold small counts, and empty the cells of what is withheld; return whether any source has a rule for them."""
    rules = thresholds(catalogue)
    if not rules:
        return False
    from etl.suppression import withhold  # noqa: PLC0415 (as above)

    withhold(connection, rules)
    withholding.empty_withheld(connection, rules)
    return True


def _derive(staged: Staged, recipes: Sequence[Recipe]) -> tuple[tuple[FigureTable, ...], list[Problem]]:
    if not recipes:
        return (), []
    from etl.derive.derivation import derive  # noqa: PLC0415 (pandas is slow to import, and a build without news needs none)

    made, problems = derive(staged.connection, staged.tables, staged.catalogue, recipes)
    return tuple(made), problems


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
