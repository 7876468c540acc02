"""Checks of numbers: readable, plausible years, values in range and between their limits, percents that fit their counts."""

from __future__ import annotations

import re

from data.errors import Problem
from data.warehouse import staging
from etl.checks.staged import Staged

FIRST_YEAR = 1900
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


def readable(staged: Staged) -> list[Problem]:
    """Every cell of a column of numbers is a number, or empty where the column allows it."""
    return [
        Problem(staged.where(row.number), _unread(column, text), _remedy(column, text), column=column, value=text)
        for row in staging.unread_cells(staged.connection, [table.file for table in staged.tables if table.file])
        for column, text in (row.cells,)
    ]


def _unread(column: str, text: str) -> str:
    kind = "year" if column in staging.WHOLE else "number"
    return f"{column} '{text}' is not a {kind}" if text else f"{column} is empty"


def _remedy(column: str, text: str) -> str:
    if column in staging.WHOLE:
        return "write a year with four digits; a single year ends in itself"
    if DECIMAL_COMMA.fullmatch(text):
        return f"write {text.replace(',', '.')}"
    return "write a plain number such as 12.5; leave the cell empty if there is none"


def years(staged: Staged) -> list[Problem]:
    """Every year lies between 1900 and this year, and no period ends before it begins."""
    problems = []
    for row in staging.years_outside(staged.connection, FIRST_YEAR, staged.this_year):
        year, year_end = row.cells
        if year_end is not None and year is not None and year_end < year:
            what, remedy = f"the period ends in {year_end}, before it begins in {year}", "swap the two years"
        else:
            what = f"the period {year} to {year_end} is not plausible" if year != year_end else f"the year {year} is not plausible"
            remedy = f"a year lies between {FIRST_YEAR} and {staged.this_year}"
        problems.append(Problem(staged.where(row.number), what, remedy, column="year", value=_text(year)))
    return problems


def ranges(staged: Staged) -> list[Problem]:
    """Every value, and every limit of one, lies in the range of its indicator."""
    known = staged.catalogue.indicators
    problems = []
    for row in staging.values_outside(staged.connection, {name: indicator.range for name, indicator in known.items()}):
        name, column, value = row.cells
        low, high = known[name].range
        allowed = f"at least {low:g}" if high is None else f"between {low:g} and {high:g}"
        what = f"{column} {value:g} is outside the range of '{name}'"
        remedy = f"it has to be {allowed} ({known[name].unit}); check the unit and the decimal sign"
        problems.append(Problem(staged.where(row.number), what, remedy, column=column, value=_text(value)))
    return problems


def limits(staged: Staged) -> list[Problem]:
    """Every value lies between its limits."""
    return [
        Problem(
            staged.where(row.number),
            f"lower {_text(lower)}, value {_text(value)}, upper {_text(upper)} are not in order",
            "lower <= value <= upper",
            column="value",
            value=_text(value),
        )
        for row in staging.limits_crossed(staged.connection)
        for lower, value, upper in (row.cells,)
    ]


def counts(staged: Staged) -> list[Problem]:
    """The numerator of a share is part of its denominator."""
    return [
        Problem(
            staged.where(row.number),
            f"numerator {_text(part)} and denominator {_text(whole)} make no share",
            "0 <= numerator <= denominator",
            column="numerator",
            value=_text(part),
        )
        for row in staging.shares_outside(staged.connection, _percent_shares(staged))
        for part, whole in (row.cells,)
    ]


def percents(staged: Staged) -> list[Problem]:
    """A percent is what its counts say, up to rounding."""
    resolutions = {name: staged.catalogue.indicators[name].resolution for name in _percent_shares(staged)}
    problems = []
    for row in staging.percents_unlike_counts(staged.connection, resolutions):
        value, part, whole = row.cells
        what = f"value {value:g}, but 100 x {_text(part)} / {_text(whole)} is {100 * part / whole:.6g}"
        remedy = "check the three numbers against the publisher's"
        problems.append(Problem(staged.where(row.number), what, remedy, column="value", value=_text(value)))
    return problems


def _percent_shares(staged: Staged) -> list[str]:
    return [name for name, indicator in staged.catalogue.indicators.items() if indicator.is_share and indicator.unit == "percent"]


def _text(number: float | None) -> str:
    return "(empty)" if number is None else f"{number:.15g}"
