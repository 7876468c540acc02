"""
The points of many series as matrices: one row a series, one column a point, the newest in the last column.

Methods are functions of these matrices. Frames are turned into them in one place, `metrics.blocks`, so that a million series cost what
numpy costs. Aligned to the right, "the last five points" of every series is a slice, and a shorter series has NaN on its left.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metrics.intervals import WIDTH_OF_95_PERCENT

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

ROUNDING_OF_SHARES = 0.006
"""How far a share may lie from numerator / denominator, relative to it, and still be that share: rates are published to two or three
digits."""


@dataclass(frozen=True)
class Panel:
    """
    Points with a value, in order of time, one a period; of the last comparable segment only, without excluded years.

    Attributes:
        year: First year of the period, shape (series, points), NaN on the left where a series is shorter; like all matrices here.
        year_end: Last year of the period.
        value: The value.
        lower: Lower 95 % limit, NaN where none is published.
        upper: Upper 95 % limit.
        stated_se: Standard error as published; see `se`.
        numerator: Count above the line of a share or rate.
        denominator: Count below it.
        unbroken: Points after the last row of the table that has no value, shape (series, 1); NaN where every row has one.
    """

    year: Array
    year_end: Array
    value: Array
    lower: Array
    upper: Array
    stated_se: Array
    numerator: Array
    denominator: Array
    unbroken: Array

    @property
    def width(self) -> int:
        """Return the number of columns: the points of the longest series."""
        return int(self.value.shape[1])

    @cached_property
    def valid(self) -> Flags:
        """Return where there is a point."""
        return ~np.isnan(self.value)

    @cached_property
    def count(self) -> Whole:
        """Return the number of points of every series."""
        return points_in(self.valid)

    @cached_property
    def latest(self) -> Array:
        """Return the newest value, NaN where there is none; likewise below."""
        return newest(self.value)

    @cached_property
    def latest_year(self) -> Array:
        """Return the first year of the newest period."""
        return newest(self.year)

    @cached_property
    def latest_se(self) -> Array:
        """Return the standard error of the newest value."""
        return newest(self.stated_se, newest(self.lower), newest(self.upper))

    @cached_property
    def first_year(self) -> Array:
        """Return the first year of the oldest period."""
        return take(self.year, self.width - self.count)

    @property
    def last_year(self) -> Array:
        """Return the first year of the newest period, as results state it."""
        return self.latest_year

    @cached_property
    def time(self) -> Array:
        """Return the middle of every period."""
        return self.year if self.year_end is self.year else (self.year + self.year_end) / 2

    @cached_property
    def se(self) -> Array:
        """Return the standard errors: as stated, or a 95 % interval's width / 3.92."""
        if is_empty(self.lower) or is_empty(self.upper):
            return self.stated_se
        from_limits = (self.upper - self.lower) / WIDTH_OF_95_PERCENT
        return from_limits if is_empty(self.stated_se) else np.where(np.isnan(self.stated_se), from_limits, self.stated_se)

    @cached_property
    def overlapping(self) -> Flags:
        """Return which series have periods that share years."""
        if self.year_end is self.year or self.width < 2:  # noqa: PLR2004 - two periods are needed to overlap
            return np.zeros(len(self.value), dtype=np.bool_)
        return np.asarray((self.year[:, 1:] <= self.year_end[:, :-1]).any(axis=1), dtype=np.bool_)

    @cached_property
    def proportion(self) -> Flags:
        """Return which series are shares of a count in every point: numerator / denominator, as it is or in percent."""
        if is_empty(self.numerator) or is_empty(self.denominator):
            return np.zeros(len(self.value), dtype=np.bool_)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = self.numerator / self.denominator
        possible = (self.numerator >= 0) & (self.numerator <= self.denominator) & (self.denominator > 0)
        near = [np.abs(self.value - scale * share) <= ROUNDING_OF_SHARES * np.maximum(scale * share, 1.0) for scale in (1.0, 100.0)]
        fits = [((one & possible) | ~self.valid).all(axis=1) for one in near]
        return np.asarray((fits[0] | fits[1]) & (self.count > 0), dtype=np.bool_)

    @cached_property
    def found(self) -> list[tuple[Array, Whole]]:
        """Return the answers of `at_or_after` so far: several methods ask for the same year, that of the baseline."""
        return []

    @cached_property
    def looked_up(self) -> list[tuple[Whole, Array, Array]]:
        """Return the answers of `point` so far: several methods look at the same point, the baseline."""
        return []

    def point(self, column: Whole) -> tuple[Array, Array]:
        """Return year and value of the point of every series in its *column*; NaN as in `take`."""
        for asked, year, value in self.looked_up:  # over the few columns that methods ask for, not over rows
            if asked is column:
                return year, value
        found = take(self.year, column), take(self.value, column)
        self.looked_up.append((column, *found))
        return found

    def last(self, points: int) -> Panel:
        """Return the newest *points* columns."""
        if points >= self.width:
            return self
        parts = {field.name: getattr(self, field.name)[:, -points:] for field in fields(self)}
        if self.year_end is self.year:
            parts["year_end"] = parts["year"]
        return Panel(**parts)

    def rows(self, chosen: Flags | Whole) -> Panel:
        """Return only the *chosen* series."""
        return Panel(**chosen_rows(self, chosen))


@dataclass(frozen=True)
class Goals:
    """
    What each series is to reach: one number a series, NaN where nothing is stated.

    Attributes:
        sign: +1 where higher is better, -1 where lower is, NaN where neither.
        baseline_year: Year from which the target counts.
        baseline_value: Stated starting value; NaN if it is to be taken from the series.
        target_year: Year in which the target is due.
        target_value: The level to be reached.
        limit: The indicator's natural limit.
        resolution: Step of rounding of the published values.
        strict: The comparator is < or >: equality does not meet the target.
        log: The indicator is fitted on a log scale.
        modelled: The publisher's model makes the series smooth.
        share: The indicator is a share in percent: it stays between 0 and 100.
        widening: Factor of the forecast's error for the family of the indicator; 1 where none is known.
    """

    sign: Array
    baseline_year: Array
    baseline_value: Array
    target_year: Array
    target_value: Array
    limit: Array
    resolution: Array
    strict: Flags
    log: Flags
    modelled: Flags
    share: Flags
    widening: Array

    def starting_year(self, default: float) -> Array:
        """Return the baseline's year, *default* where none is stated."""
        missing = np.isnan(self.baseline_year)
        return np.where(missing, default, self.baseline_year) if missing.any() else self.baseline_year

    def rows(self, chosen: slice | Flags | Whole) -> Goals:
        """Return only the *chosen* series."""
        return Goals(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def empty(rows: int, columns: int) -> Array:
    """Return a matrix of NaN that takes no memory: what a table does not have. Read-only."""
    return np.broadcast_to(np.float64(np.nan), (rows, columns))


def chosen_rows(matrices: Any, chosen: Flags | Whole) -> dict[str, Array]:
    """Return the *chosen* rows of every array of a dataclass, by name; what is `empty`, or the same array twice, stays so."""
    rows = int(np.count_nonzero(chosen)) if chosen.dtype == np.bool_ else len(chosen)
    taken: dict[int, Array] = {}
    parts = {field.name: getattr(matrices, field.name) for field in fields(matrices)}
    for cells in parts.values():  # over the arrays, not over rows
        if id(cells) not in taken:
            nothing = cells.ndim > 1 and is_empty(cells)
            taken[id(cells)] = empty(rows, cells.shape[1]) if nothing else cells[chosen]
    return {name: taken[id(cells)] for name, cells in parts.items()}


def is_empty(matrix: Array) -> bool:
    """Tell whether *matrix* is one of `empty`, so that work on it can be left out. False says nothing about its cells."""
    return matrix.strides == (0,) * matrix.ndim


def points_in(valid: Flags) -> Whole:
    """Return how many points every row has, where they stand on the right: the first tells it, at a tenth of the time of a sum."""
    width = valid.shape[1]
    return np.where(valid[:, -1], width - valid.argmax(axis=1), 0) if width else np.zeros(len(valid), dtype=np.int64)


def newest(matrix: Array, lower: Array | None = None, upper: Array | None = None) -> Array:
    """Return the last column, NaN where there is none; with limits, their standard error where the column has no number."""
    column = matrix[:, -1] if matrix.shape[1] else empty(len(matrix), 1)[:, 0]
    if lower is None or upper is None:
        return np.asarray(column, dtype=np.float64)
    return np.where(np.isnan(column), (upper - lower) / WIDTH_OF_95_PERCENT, column)


def take(matrix: Array, column: Whole) -> Array:
    """Return the cell of every row in its *column*; NaN where the column lies outside the matrix (as -1 does)."""
    rows, width = matrix.shape
    if width == 0 or is_empty(matrix):
        return np.full(rows, np.nan)
    inside = (column >= 0) & (column < width)
    cells = matrix.reshape(-1).take(np.arange(0, rows * width, width) + column, mode="clip")
    return cells if inside.all() else np.where(inside, cells, np.nan)


def at_or_after(panel: Panel, year: Array) -> Whole:
    """Return the column of the first point in or after *year*, -1 where there is none."""
    if not panel.width:
        return np.full(len(panel.year), -1, dtype=np.int64)
    for asked, column in panel.found:  # over the few years that methods ask for, not over rows
        if asked is year:
            return column
    late = panel.year >= year[:, None]
    column = np.where(late[:, -1], late.argmax(axis=1), -1)
    panel.found.append((year, column))
    return column


def at_or_before(panel: Panel, year: Array) -> Whole:
    """Return the column of the last point in or before *year*, -1 where there is none."""
    if not panel.width:
        return np.full(len(panel.year), -1, dtype=np.int64)
    late = panel.year > year[:, None]
    column = np.where(late[:, -1], late.argmax(axis=1), panel.width) - 1
    # Columns without a point, and years that are not stated, are neither early nor late.
    return np.where(take(panel.year, column) <= year, column, -1)


def at_year(panel: Panel, year: Array) -> Whole:
    """Return the column of the point of exactly *year*, -1 where there is none."""
    column = at_or_after(panel, year)
    return np.where(take(panel.year, column) == year, column, -1).astype(np.int64)
