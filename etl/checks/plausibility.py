"""Checks of meaning: a cancer of an organ that the sex has, and a unit that is not off by a factor of 10, 100 or 1,000."""

from __future__ import annotations

from math import log10

from data.errors import Problem, Severity
from data.warehouse import comparisons, staging
from etl.checks.jumps import pairs
from etl.checks.staged import Staged
from etl.checks.totals import COUNTS

WITHOUT = {
    "male": ("C51", "C51-C52", "C52", "C53", "C53-C55", "C54", "C54-C55", "C55", "C56", "C57", "C58"),
    "female": ("C60", "C61", "C62", "C63"),
}
"""Sites of ICD-10 that a sex has not got."""

PLACES = 8
"""Places from which on their middle says what is usual."""

TIMES = 5.0
"""Robust standard deviations from the middle of the places."""

NEAR = 0.15
"""How near the logarithm to the base of 10 has to be to a whole number."""


def organs(staged: Staged) -> list[Problem]:
    """No woman has cancer of the prostate, no man of the womb: a figure above 0 is in the wrong column."""
    if not {site for sites in WITHOUT.values() for site in sites}.intersection(staging.values_of(staged.connection, "site")):
        return []
    return [
        Problem(
            staged.where(row.number),
            f"there is a figure above 0 for site '{row.cells[1]}' and sex '{row.cells[0]}'",
            "check the columns of sex and site; write sex all if the publisher does not divide it",
            column="sex",
            value=row.cells[0],
        )
        for row in comparisons.sexes_without_site(staged.connection, WITHOUT)
    ]


def units(staged: Staged) -> list[Problem]:
    """A series is not 10, 100 or 1,000 times as high or low as those of other places; counts are not compared, for places differ."""
    known = staged.catalogue.indicators
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    for held in staged.holdings:
        if held.least and held.most and held.indicator in known and known[held.indicator].unit not in COUNTS:
            least[held.indicator] = min(held.least, least.get(held.indicator, held.least))
            most[held.indicator] = max(held.most, most.get(held.indicator, held.most))
    compared = [name for name in most if log10(most[name] / least[name]) >= 1 - NEAR]
    problems = []
    for row in comparisons.levels_far_off(staged.connection, compared, places=PLACES, times=TIMES):
        place, indicator, level, usual = row.cells
        factor = _factor(log10(level / usual))
        if factor:
            what = f"'{indicator}' of {place} is about {level:.3g}, that of other places {usual:.3g}: off by about {factor}"
            remedy = "check the unit of this place in the publisher's file (per 1,000 or per 100,000, share or percent)"
            problems.append(Problem(staged.where(row.number), what, remedy, Severity.WARNING, column="value"))
    return problems


def units_of_editions(staged: Staged) -> list[Problem]:
    """An edition is not 10, 100 or 1,000 times as high or low as the one that it restates."""
    problems = []
    for revision in comparisons.revisions(staged.connection, list(pairs(staged))):
        factor = _factor(revision.scale) if revision.scale is not None else ""
        if factor:
            what = f"the figures of '{revision.indicator}' are off by about {factor} from those of edition '{revision.before}'"
            remedy = "check whether the publisher changed the unit; if so, give multiply_by in the source's rules"
            problems.append(Problem(staged.where(revision.row), what, remedy, column="value", value=f"{revision.new:.15g}"))
    return problems


def _factor(decades: float) -> str:
    """Return the power of ten by which two numbers differ whose logarithms are *decades* apart; nothing if units make none such."""
    power = round(abs(decades))
    return f"{10**power:,}" if power in (1, 2, 3) and abs(abs(decades) - power) <= NEAR else ""
