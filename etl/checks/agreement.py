"""Checks between editions and sources: none is held under two names, two sources of one thing agree, and none has gone stale."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from data.catalogue.catalogue import Catalogue
from data.catalogue.models import OURS
from data.errors import Problem, Severity
from data.warehouse import comparisons
from data.warehouse.comparisons import Holding
from etl.checks.staged import Staged

TOLERANCE = 0.001
"""Share of the larger figure by which two sources may differ where they give no limits; rounding is allowed for besides."""


def copies(staged: Staged) -> list[Problem]:
    """No file is held as two editions of a source (an error), and no edition holds just what another holds (a warning)."""
    seen: dict[tuple[str, str], str] = {}
    problems = []
    for table in staged.tables:
        first = seen.setdefault((table.source, table.sha256), table.name)
        if first != table.name:
            what = f"is the same file as {first}, byte for byte"
            problems.append(Problem(table.name, what, "delete one of the two: an edition is one publication"))
    return problems + [_alike(staged, *pair) for pair in _equal_editions(staged)]


def _alike(staged: Staged, one: tuple[str, str], other: tuple[str, str]) -> Problem:
    names = {(table.source, table.edition): table.name for table in staged.tables}
    what = f"edition '{other[1]}' of '{other[0]}' holds the same figures as '{one[1]}' of '{one[0]}'"
    remedy = "make sure that the right file was taken; leave one out if they are one publication"
    return Problem(names[other], what, remedy, Severity.WARNING)


def _equal_editions(staged: Staged) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of editions with the same keys and values and not the same bytes."""
    sums = {(table.source, table.edition): table.sha256 for table in staged.tables}
    held: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for holding in staged.holdings:
        held[holding.source, holding.edition].append(holding)
    alike: dict[object, list[tuple[str, str]]] = defaultdict(list)
    for edition, parts in held.items():
        # Only editions with the same number of rows and the same years of the same indicators can be equal.
        alike[tuple((part.indicator, part.rows, part.first_year, part.last_year, _rounded(part.total)) for part in parts)].append(edition)
    return [
        (one, other)
        for editions in alike.values()
        for one, other in combinations(editions, 2)
        if not (one[0] == other[0] and sums.get(one) == sums.get(other)) and comparisons.are_alike(staged.connection, one, other)
    ]


def _rounded(total: float | None) -> str:
    return "" if total is None else f"{total:.9g}"  # a sum depends on the order in which it was added up


def contradictions(staged: Staged) -> list[Problem]:
    """
    Two sources that give a figure for the same thing agree: their limits overlap or, without limits, they differ by rounding.

    An older round of estimates, which another source supersedes, may differ.
    """
    held = staged.holdings
    sources = defaultdict(set)
    for holding in held:
        sources[holding.indicator].add(holding.source)
    known = staged.catalogue.indicators
    steps = {name: known[name].resolution for name, by in sources.items() if len(by) > 1 and name in known}
    superseded = _superseded(staged.catalogue, held)
    former = [(entry.source, entry.edition, entry.indicator) for entry in [*replaced(staged.catalogue, held), *superseded]]
    problems = []
    for row in comparisons.disagreements(staged.connection, steps, former, TOLERANCE):
        source, value, other, contradicting, before = row.cells
        what = f"value {value:g} of '{source}', but '{other}' has {contradicting:g} for the same key ({staged.where(row.number - before)})"
        remedy = "find out which the publisher stands by; never join the two, and correct or leave out the one that is wrong"
        problems.append(Problem(staged.where(row.number), what, remedy, Severity.WARNING, column="value", value=f"{value:.15g}"))
    return problems


def stale(staged: Staged) -> list[Problem]:
    """A source has no newer figure of an indicator than one that is too old to judge by, and no other source supersedes it."""
    newest: dict[tuple[str, str], int] = {}
    superseded = _superseded(staged.catalogue, staged.holdings)
    for holding in staged.holdings:
        if holding.source == OURS or holding in superseded:  # no newer edition is needed; what ours was derived from is looked at
            continue
        key = (holding.source, holding.indicator)
        newest[key] = max(newest.get(key, 0), holding.last_year)
    problems = []
    for (source, name), year in newest.items():
        indicator = staged.catalogue.indicators.get(name)
        # A year that could not be read stands as 0, and is another check's business.
        if indicator is not None and year and staged.this_year - 1 - year > indicator.stale_after_years:
            what = f"the newest figure of '{name}' is of {year}, more than {indicator.stale_after_years} years back"
            remedy = f"look for a newer edition: `python -m etl fetch {source}`"
            problems.append(Problem(f"sources/{source}.yml", what, remedy, Severity.WARNING))
    return problems


def _superseded(catalogue: Catalogue, held: list[Holding]) -> list[Holding]:
    """Return what is held of an indicator of which another source, held too, prints a newer round."""
    indicators = {(entry.source, entry.indicator) for entry in held}
    older = {
        (other, indicator)
        for name, source in catalogue.sources.items()
        for other, named in source.supersedes.items()
        for indicator in named
        if (name, indicator) in indicators
    }
    return [entry for entry in held if (entry.source, entry.indicator) in older]


def replaced(catalogue: Catalogue, held: list[Holding]) -> list[Holding]:
    """Return what an edition holds of an indicator that a later edition of the source restates."""
    indicators = {(entry.source, entry.edition, entry.indicator) for entry in held}
    found = []
    for entry in held:
        source = catalogue.sources.get(entry.source)
        newer = {edition.restates: edition.id for edition in source.editions if edition.restates} if source else {}
        edition = newer.get(entry.edition)
        while edition is not None and (entry.source, edition, entry.indicator) not in indicators:
            edition = newer.get(edition)
        if edition is not None:
            found.append(entry)
    return found
