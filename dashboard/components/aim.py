"""What a target aims at, in a few words: "at least 90% by 2030"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.markup import element, escaped
from dashboard.components.view import View, is_missing
from dashboard.display import percent
from data.catalogue.promises import RELATIVE_KINDS, Comparator, Reading, TargetKind

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.components.view import Row

COMPARATORS: dict[Comparator, str] = {
    Comparator.AT_MOST: "at_most",
    Comparator.BELOW: "below",
    Comparator.AT_LEAST: "at_least",
    Comparator.ABOVE: "above",
}

OPEN = (Comparator.BELOW, Comparator.ABOVE)
"""A level that has to be passed: to be at it is not enough."""


def aim_words(view: View, reading: Reading) -> str:
    """Return the aim of *reading* without its year."""
    words = view.words
    if reading.kind == TargetKind.LEVEL and reading.comparator is not None:
        value = view.unit_format(reading.unit, reading.value).value(reading.value)
        return words(f"aim.level.{COMPARATORS[reading.comparator]}", value=value)
    if reading.kind in RELATIVE_KINDS and reading.amount is not None:
        amount = percent(reading.amount, view.language, 1.0 if float(reading.amount).is_integer() else 0.1)
        return words(f"aim.{reading.kind.value}.{reading.direction}", amount=amount)
    if reading.kind in (TargetKind.CUMULATIVE_COUNT, TargetKind.GAIN):
        value = view.unit_format(reading.unit, reading.value).value(reading.value)
        return words(f"aim.{reading.kind.value}", value=value)
    if reading.kind == TargetKind.ALL_OF:
        return words("aim.all_of", n=len(reading.parts))
    return words("aim.aspiration")


def year_words(view: View, reading: Reading) -> str:
    """Return the year of *reading*, or that it recurs each decade, or that there is none."""
    if reading.kind == TargetKind.RELATIVE_CHANGE_PER_DECADE and reading.year is None:
        return view.words("aim.each_decade")
    return str(reading.year) if reading.year else view.words("aim.no_year")


def aim_with_year(view: View, reading: Reading) -> str:
    """Return the aim of *reading* with its year, where one is set."""
    aim = aim_words(view, reading)
    return view.words("aim.by_year", aim=aim, year=reading.year) if reading.year else aim


def aim_cell(view: View, reading: Reading) -> str:
    """Return the aim of *reading* for a table, its year on a line of its own, as HTML."""
    year = element("small", escaped(view.words("aim.by", year=reading.year))) if reading.year else ""
    return escaped(aim_words(view, reading)) + year


def is_at_open_bound(view: View, row: pd.Series | Row) -> bool:
    """Return whether the latest value of *row* of the scorecard is just the level that the target says it has to pass."""
    if is_missing(row["gap"]) or float(row["gap"]) != 0:
        return False
    _, target = view.catalogue.target(str(row["target"]))
    return target.numbered(int(row["target_version"])).reading.comparator in OPEN
