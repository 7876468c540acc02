"""
May these series be compared? A grade with its reasons, before any comparison is shown.

The rule is ours and published (docs/comparing.md). Six things are looked at, each of which is the same, differs in a small way, differs in
a large way, or bars the comparison:

==============  =====================================  ============================================  =============================
what            differs in a small way                 differs in a large way                        bars the comparison
==============  =====================================  ============================================  =============================
definition      one stands in for what was promised,   another indicator, sex, age, site or group    another unit; a pair that the
                or is another quantity                                                               catalogue forbids
coverage        a country beside a region or a group   –                                             –
age standard    –                                      another standard population                   –
years           the latest values are of other years   no year in common                             –
source          another publisher or edition, or a     –                                             –
                model's estimates beside counts
break           a break within the common years        –                                             –
==============  =====================================  ============================================  =============================

A: nothing differs. B: only small differences. C: at least one large one; then only the way since the start may be compared, never the
level. No grade: something bars it, or fewer than two series have a value.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Extent = Literal["same", "small", "large", "bars"]
Grade = Literal["A", "B", "C", ""]

CRITERIA = ("definition", "coverage", "standard", "years", "source", "break")
BREAKDOWN = ("sex", "age", "site", "group")
FEWEST = 2


@dataclass(frozen=True)
class Finding:
    """What was found in one respect: how far the series differ, and by what, as the name of the reason and the values that differ."""

    criterion: str
    extent: Extent
    reason: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grading:
    """The grade of a comparison, a finding for each of `CRITERIA`, and the years that all series have in common (none: empty)."""

    grade: Grade
    findings: tuple[Finding, ...]
    window: tuple[int, int] | None


def grade(lines: pd.DataFrame, forbidden: Collection[frozenset[str]] = ()) -> Grading:
    """
    Return the grade of comparing *lines* with each other.

    Args:
        lines: One row a series: ``indicator``, ``unit``, the breakdown, ``standard`` (empty for none), ``kind`` (of its place), ``source``,
            ``edition``, ``modelled``, ``comparability`` (to its own target), ``first_year``, ``last_year`` and ``cuts`` (tuple of the
            years in which a break begins).
        forbidden: Pairs of indicators that the catalogue calls not comparable.

    Returns:
        No grade and no findings below two rows.
    """
    if len(lines) < FEWEST:
        return Grading("", (), None)
    window = common_window(lines)
    findings = (
        _definition(lines, forbidden),
        _differs(lines, "kind", "coverage", "small"),
        _differs(lines, "standard", "standard", "large"),
        _years(lines, window),
        _source(lines),
        _break(lines, window),
    )
    extents = {finding.extent for finding in findings}
    letter: Grade = "" if "bars" in extents else "C" if "large" in extents else "B" if "small" in extents else "A"
    return Grading(letter, findings, window)


def common_window(lines: pd.DataFrame) -> tuple[int, int] | None:
    """Return the first and last year that all *lines* cover; ``None`` where there is none."""
    first, last = int(lines["first_year"].max()), int(lines["last_year"].min())
    return (first, last) if first <= last else None


def _differs(lines: pd.DataFrame, column: str, criterion: str, extent: Extent) -> Finding:
    values = tuple(sorted({str(value) for value in lines[column]}))
    if len(values) == 1:
        return Finding(criterion, "same", criterion, values)
    return Finding(criterion, extent, criterion, values)


def _definition(lines: pd.DataFrame, forbidden: Collection[frozenset[str]]) -> Finding:
    unit = _differs(lines, "unit", "definition", "bars")
    if unit.extent == "bars":
        return Finding("definition", "bars", "unit", unit.values)
    indicators = sorted(set(lines["indicator"]))
    barred = [pair for pair in forbidden if len(pair) == len(pair & set(indicators))]
    if barred:
        return Finding("definition", "bars", "forbidden", tuple(sorted(barred[0])))
    if len(indicators) > 1:
        return Finding("definition", "large", "indicator", tuple(indicators))
    breakdown = lines[list(BREAKDOWN)].drop_duplicates()
    if len(breakdown) > 1:
        differing = tuple(column for column in BREAKDOWN if len(set(breakdown[column])) > 1)
        return Finding("definition", "large", "breakdown", differing)
    return _to_promise(set(lines["comparability"]), tuple(indicators))


def _to_promise(comparabilities: set[str], indicators: tuple[str, ...]) -> Finding:
    """Return whether the one indicator is what was promised."""
    if "not_comparable" in comparabilities:
        return Finding("definition", "small", "other_quantity", indicators)
    if "proxy" in comparabilities:
        return Finding("definition", "small", "stand_in", indicators)
    return Finding("definition", "same", "definition", indicators)


def _years(lines: pd.DataFrame, window: tuple[int, int] | None) -> Finding:
    ends = tuple(sorted({str(int(year)) for year in lines["last_year"]}))
    if window is None:
        return Finding("years", "large", "no_common_year", ends)
    return Finding("years", "same", "years", ends) if len(ends) == 1 else Finding("years", "small", "latest_year", ends)


def _source(lines: pd.DataFrame) -> Finding:
    sources = _differs(lines, "source", "source", "small")
    if sources.extent != "same":
        return sources
    editions = _differs(lines, "edition", "source", "small")
    if editions.extent != "same":
        return Finding("source", "small", "edition", editions.values)
    if len(set(lines["modelled"])) > 1:
        return Finding("source", "small", "modelled", sources.values)
    return sources


def _break(lines: pd.DataFrame, window: tuple[int, int] | None) -> Finding:
    begins = lines["cuts"].explode().dropna()
    inside = begins if window is None else begins[(begins > window[0]) & (begins <= window[1])]
    years = tuple(sorted({str(int(year)) for year in inside}))
    return Finding("break", "small" if years else "same", "break", years)
