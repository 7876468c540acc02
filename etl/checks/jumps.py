"""Checks along time: sudden jumps between years, what an edition made of the figures before it, and whether it covers as much."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from data.catalogue.models import Event
from data.errors import Problem, Severity
from data.warehouse import comparisons
from etl.checks.staged import Staged

POINTS = 9
"""Values from which on the changes of a series say what is usual for it."""

FLOOR = log(1.5)
"""A change by less than half is no sudden jump, however steady the series is."""

TIMES = 10.0
"""Robust standard deviations from the usual change of a series."""

NOISE = 5.0
"""Standard deviations of what chance does to two counts."""

FAR = 0.1
"""Share of a figure without limits by which an edition may move it without a word."""

BREAK = "B"
NAMED = 3


def sudden(staged: Staged) -> list[Problem]:
    """A value does not leap away from the year before, by the measure of its own series, unless a break or an event says why."""
    events = list(staged.catalogue.events.values())
    problems = []
    # Where all values of an indicator lie close together, none has leapt.
    wide = {held.indicator for held in staged.holdings if held.least and held.most and log(held.most / held.least) > FLOOR}
    for row in comparisons.jumps(staged.connection, wide, points=POINTS, floor=FLOOR, times=TIMES, noise=NOISE):
        indicator, place, year_before, before, year, value, status = row.cells
        if status == BREAK or _explained(events, indicator, place, year):
            continue
        what = f"value {value:g} after {before:g} in {year_before}: {_factor(value / before)} in a series that otherwise moves less"
        remedy = (
            "check it against the publisher's file; if it is right, mark the break (obs_status B) or add an event to catalogue/events.yml"
        )
        problems.append(Problem(staged.where(row.number), what, remedy, Severity.WARNING, column="value", value=f"{value:.15g}"))
    return problems


def _explained(events: list[Event], indicator: str, place: str, year: int) -> bool:
    return any(event.touches(indicator, (place,)) and event.first_year <= year <= event.last_year + 1 for event in events)


def _factor(ratio: float) -> str:
    return f"{ratio:.3g} times as much" if ratio >= 1 else f"{1 / ratio:.3g} times less"


def restated(staged: Staged) -> list[Problem]:
    """An edition that moved figures beyond their old limits, or by a tenth, says how many it changed, and which one most."""
    problems = []
    for revision in comparisons.revisions(staged.connection, list(pairs(staged)), FAR):
        if not revision.far:
            continue
        name, before = revision.indicator, revision.before
        what = (
            f"{revision.changed:,} of {revision.shared:,} figures of '{name}' differ from edition '{before}', {revision.far:,} of them "
            f"beyond the old limits or by a tenth; most of all this one, {revision.old:g} before and {revision.new:g} now"
        )
        remedy = "look at `python -m etl diff`; if the publisher did not announce a revision, compare the two files"
        problems.append(Problem(staged.where(revision.row), what, remedy, Severity.WARNING, column="value", value=f"{revision.new:.15g}"))
    return problems


def coverage(staged: Staged) -> list[Problem]:
    """An edition that restates another covers its places and its years."""
    chosen = list(pairs(staged))
    held = comparisons.places_and_years(staged.connection, {(source, name) for source, *names in chosen for name in names})
    problems = []
    for source, edition, before in chosen:
        for indicator in (name for held_by, held_in, name in held if (held_by, held_in) == (source, edition)):
            then, now = held.get((source, before, indicator), {}), held[source, edition, indicator]
            lost = [place for place in then if place not in now and place in staged.catalogue.places]
            shorter = [place for place in then if place in now and now[place] < then[place]]
            words = [f"{_places(lost)} fewer ({_named(lost)})"] if lost else []
            words += [f"{_places(shorter)} with fewer years ({_named(shorter)})"] if shorter else []
            if words:
                what = f"'{indicator}' covers less than in edition '{before}': {', '.join(words)}"
                remedy = "check that the file is whole; if the publisher left them out, say so in the note of the edition"
                problems.append(Problem(_name(staged, source, edition), what, remedy, Severity.WARNING))
    return problems


def pairs(staged: Staged) -> Iterator[tuple[str, str, str]]:
    """Return source, edition and the edition that it restates, where both are held."""
    held = {(table.source, table.edition) for table in staged.tables}
    for source, edition in sorted(held):
        known = staged.catalogue.sources.get(source)
        restates = {entry.id: entry.restates for entry in known.editions} if known else {}
        before = restates.get(edition)
        if before is not None and (source, before) in held:
            yield source, edition, before


def _name(staged: Staged, source: str, edition: str) -> str:
    return next(table.name for table in staged.tables if (table.source, table.edition) == (source, edition))


def _named(places: list[str]) -> str:
    rest = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    return ", ".join(sorted(places)[:NAMED]) + rest


def _places(places: list[str]) -> str:
    return f"{len(places):,} place" if len(places) == 1 else f"{len(places):,} places"
