"""Checks of sums: counts of the sexes, of age bands, of sites and of places make up the counts of all, up to rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from data.errors import Problem, Severity
from data.warehouse import comparisons, staging
from data.warehouse.comparisons import Held, Sums
from data.warehouse.staging import Row
from etl.checks import nesting
from etl.checks.staged import Staged, rows

COUNTS = ("persons", "persons_per_year", "deaths", "lives", "samples")
"""Units whose values can be added up."""

SEXES = ("female", "male")
PERSON = 1.0
"""The rounding step of a numerator."""

UNRELATED = 0.25
"""Share of the total by which the sum over all rows may differ before the numerators count as none of its parts."""

Relations = Callable[[set[str]], Mapping[str, Sequence[str]]]
"""Gives, for the codes that an indicator has, each total with the codes of its parts."""


def sexes(staged: Staged) -> list[Problem]:
    """Women and men make up all; more of all than of both is let pass with a warning, for there may be persons of unknown sex."""
    return _sums(staged, "sex", lambda codes: {"all": SEXES} if {"all", *SEXES} <= codes else {})


def ages(staged: Staged) -> list[Problem]:
    """Age bands that fill another, or all ages, make it up; a total with more than its bands is let pass with a warning."""
    return _sums(staged, "age", lambda codes: nesting.totals(nesting.ages(codes)))


def sites(staged: Staged) -> list[Problem]:
    """Sites that fill a group of ICD-10, such as C18 and C19-C20, make it up; a total with more is let pass with a warning."""
    return _sums(staged, "site", lambda codes: nesting.totals(nesting.sites(codes)))


def places(staged: Staged) -> list[Problem]:
    """The members of a group of places make it up, where all of them are there; a total with more is let pass with a warning."""
    groups = {code: place.members for code, place in staged.catalogue.places.items() if place.kind == "group" and place.members}
    return _sums(staged, "place", lambda codes: {code: groups[code] for code in codes & groups.keys() if codes.issuperset(groups[code])})


def _sums(staged: Staged, column: str, relations: Relations) -> list[Problem]:
    if not relations(set(staging.values_of(staged.connection, column))):
        return []
    known = staged.catalogue.indicators
    counts = {name: indicator.resolution for name, indicator in known.items() if indicator.unit in COUNTS}
    values, problems = _suspects(staged, column, "value", counts, relations)
    # The numerators of a rate may be those of other persons than the publisher's count, so nothing is barred for them.
    with_numerators = dict.fromkeys(comparisons.indicators_with_numerators(staged.connection), PERSON)
    numerators, unlike = _suspects(staged, column, "numerator", with_numerators, relations)
    problems += unlike
    problems += [_beyond(staged, column, row) for row in comparisons.parts_beyond_totals(staged.connection, values)]
    for sums, beyond in ((values, False), (numerators, True)):
        problems += [_apart(staged, sums, row) for row in comparisons.sums_unlike_totals(staged.connection, sums, beyond=beyond)]
    return problems


def _suspects(staged: Staged, column: str, quantity: str, steps: Mapping[str, float], relations: Relations) -> tuple[Sums, list[Problem]]:
    """
    Return the sums that have to be looked at row by row, and as Problems the numerators that are no parts of their total at all.

    Where every code has as many numbers as the total and their sums agree, no single row can be wrong, which spares looking at them all.
    """
    parts: dict[tuple[Held, str], Sequence[str]] = {}
    everything = Sums(column, quantity, parts, steps)
    problems = []
    for held, sums in comparisons.sums_by_code(staged.connection, column, quantity, steps).items() if steps else ():
        for total, codes in relations(set(sums)).items():
            apart = sums[total][1] - sum(sums[code][1] for code in codes)
            complete = all(sums[code][0] == sums[total][0] for code in codes)
            if complete and abs(apart) <= everything.slack(held[2], len(codes)):
                continue
            if complete and quantity == "numerator" and abs(apart) > UNRELATED * abs(sums[total][1]):
                problems.append(_unrelated(staged, column, held, total))
            else:
                parts[held, total] = codes
    return everything, problems


def _unrelated(staged: Staged, column: str, held: Held, total: str) -> Problem:
    source, edition, indicator = held
    name = next(table.name for table in staged.tables if (table.source, table.edition) == (source, edition))
    what = f"the numerators of '{indicator}' are no parts of those of {column} '{total}': their sums differ by more than a quarter"
    remedy = f"check what the publisher counts for each {column}; leave the numerators empty if they are not comparable"
    return Problem(name, what, remedy, Severity.WARNING, column="numerator")


def _beyond(staged: Staged, column: str, row: Row) -> Problem:
    code, total, parts = row.cells
    what = f"value {total:.15g} of {column} '{code}', but its parts add up to {parts:.15g}"
    return Problem(staged.where(row.number), what, "a part cannot exceed its total: check both", column="value", value=f"{total:.15g}")


def _apart(staged: Staged, sums: Sums, row: Row) -> Problem:
    code, total, parts, number = row.cells
    what = f"{sums.quantity} {total:.15g} of {sums.column} '{code}', but its parts add up to {parts:.15g}"
    others = f"; so it is, by less, in {rows(number - 1)} more of the indicator" if number > 1 else ""
    remedy = f"check it, unless the publisher counts persons of unknown {sums.column} or further ones in the total"
    where = staged.where(row.number)
    return Problem(where, what + others, remedy, Severity.WARNING, column=sums.quantity, value=f"{total:.15g}")
