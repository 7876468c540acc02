"""
Age-standardised rates from a long table of cases and population: checked as a whole, computed on one matrix.

The table has grouping columns, ``age`` (the lower bound of the band in years, the band itself as ``80-84`` or ``85+``, or ``unknown``),
``cases`` and ``population``. The bands may be coarser or finer than the standard's; the last one is open (`metrics.standards.match_bands`).
What is done with odd rows:

* Cases of unknown age are shared out in proportion: every band's cases are multiplied by all cases / cases of known age (as IARC does). A
  group whose cases are all of unknown age has no rate: it stays empty. People of unknown age are not counted, as in IARC's Rcan.
* Bands without people (population 0) at the upper end of a group are merged into its last band with people, cases included, as in IARC's
  Rcan: the registry had no population for them. A band without people and cases further down adds nothing and keeps its weight.
* A group with an empty cell of cases has no rate: it stays empty, because missing is not zero.
* Where a range of ages is asked for (0-74), bands outside are left out of table and standard; cases of unknown age are shared out before.
* A missing or repeated band, a negative number, a population that is missing, and cases where nobody lives are errors: there is no rate to
  be had from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics.age_bands import OLDEST, AgeRange, Reject, age_range, are_written_out, lower_bounds
from metrics.direct import INTERVALS, standardise
from metrics.intervals import Array
from metrics.standards import OWN, RATE_STANDARDS, Standard, match_bands, own_standard, standard_population, within
from metrics.user_tables import Column, read_user_table, require_frame

PER = 100_000
"""Rates are per so many person-years."""

COLUMNS = {"age": Column("text", required=True), "cases": Column(required=True), "population": Column(required=True)}
ERROR = "se"
RESULTS = ("rate", "lower", "upper", "cases", "population", "standard", "interval", ERROR)


@dataclass(frozen=True)
class _Grid:
    """
    The table as matrices, one row a group and one column an age of the table.

    Attributes:
        first_row: Position of each group's first row in the table.
        ages: Lower bounds, rising.
        cases: Cases of known age.
        population: Person-years.
        unknown: Cases of unknown age of each group.
        complete: Every band says where it ends.
    """

    first_row: Array
    ages: list[int]
    cases: Array
    population: Array
    unknown: Array
    complete: bool


@dataclass(frozen=True)
class Question:
    """What is asked of a table: the standard, already cut to the ages, and how the answer is given; see `rates`."""

    standard: Standard
    by: tuple[str, ...]
    interval: str
    level: float
    ages: AgeRange | None
    per: float
    errors: bool


def rates_file(
    path: Path,
    *,
    standard: str | Path,
    by: Sequence[str] | str = (),
    interval: str = "dobson",
    level: float = 0.95,
    ages: str | None = None,
    per: float = PER,
    errors: bool = False,
) -> pd.DataFrame:
    """
    Return the age-standardised rates of the CSV table in *path*; arguments and result as for `rates`.

    Raises:
        MetricError: As for `rates`; where a cell is wrong, the message names file, line and column.
    """
    question = _question(standard, by, interval, level, ages=ages, per=per, errors=errors)
    table = read_user_table(path, COLUMNS, others=True, as_categories=True)

    def reject(column: str, wrong: Array, what: str, remedy: str) -> None:
        flags: pd.Series[bool] = pd.Series(wrong).astype(bool)
        table.reject(column, flags, what, remedy)

    result = _rates(table.frame, reject, str(path), question)
    return result.astype({name: "str" for name in table.others if name in result})


def rates(
    cases: pd.DataFrame,
    *,
    standard: str | Path | pd.DataFrame,
    by: Sequence[str] | str = (),
    interval: str = "dobson",
    level: float = 0.95,
    ages: str | None = None,
    per: float = PER,
    errors: bool = False,
) -> pd.DataFrame:
    """
    Return one age-standardised rate per 100,000 for every group, in the order in which the groups first appear.

    Args:
        cases: Grouping columns, ``age`` (number or text; ``unknown`` allowed), ``cases`` and ``population`` (person-years; not used
            where the age is unknown).
        standard: One of `metrics.standards.RATE_STANDARDS`, or an own one with the columns ``age`` and ``weight``: a frame, or a CSV file.
        by: The grouping columns; by default every column that is not age, cases or population.
        interval: ``dobson``, ``gamma`` (Fay and Feuer) or ``tiwari``.
        level: Confidence level, above 0 and below 1.
        ages: Only these ages, as ``0-74`` or ``50+``: of the standard, and of the cases and people.
        per: Persons to whom the rates refer.
        errors: Also return the standard errors of the rates, as `metrics.joinpoint` takes them.

    Returns:
        The grouping columns and ``rate``, ``lower``, ``upper`` (per 100,000; NaN for a group with an empty cell of cases, or with cases
        of unknown age only), ``cases``, ``population`` (totals), ``standard``, ``interval``, and ``se`` if it was asked for. Rates on few
        cases are not withheld; their intervals say how little they tell.

    Raises:
        MetricError: A cell or a band is wrong, missing or repeated, or an argument is unknown; the message names the row or the group.
    """

    def reject(column: str, wrong: Array, what: str, remedy: str) -> None:
        if wrong.any():
            row = int(np.argmax(wrong))
            more = int(wrong.sum()) - 1
            also = f" (and in {more:,} more row{'s' if more > 1 else ''})" if more else ""
            raise MetricError(f"row {cases.index[row]}: column {column}", f"'{cases[column].iloc[row]}' {what}{also}", remedy)

    question = _question(standard, by, interval, level, ages=ages, per=per, errors=errors)
    require_frame(cases, "the table of cases", COLUMNS)
    return _rates(cases, reject, "the table of cases", question)


def _question(
    standard: str | Path | pd.DataFrame, by: Sequence[str] | str, interval: str, level: float, *, ages: str | None, per: float, errors: bool
) -> Question:
    """Return the checked arguments."""
    if interval not in INTERVALS:
        raise MetricError("--interval", f"interval '{interval}' is unknown", f"known: {', '.join(INTERVALS)}")
    if not (isinstance(level, Real) and 0 < level < 1):
        raise MetricError("--level", f"{level} is no confidence level", "give a share above 0 and below 1, such as 0.95")
    if not (isinstance(per, Real) and 0 < per < np.inf):
        raise MetricError("--per", f"{per} is no number of persons", "give a number above 0, such as 1000")
    chosen = _standard(standard)
    asked = None if ages is None else age_range(ages)
    names = (by,) if isinstance(by, str) else tuple(by)
    return Question(chosen if asked is None else within(chosen, asked), names, interval, float(level), asked, float(per), errors)


def _standard(standard: str | Path | pd.DataFrame) -> Standard:
    if isinstance(standard, pd.DataFrame):
        return own_standard(standard)
    if standard in RATE_STANDARDS:
        return standard_population(str(standard))
    if isinstance(standard, Path) or (isinstance(standard, str) and Path(standard).is_file()):
        return own_standard(Path(standard))
    known = f"known: {', '.join(RATE_STANDARDS)}; or a CSV file with the columns {', '.join(OWN)}"
    raise MetricError("--standard", f"standard population '{standard}' is unknown", known)


def _rates(table: pd.DataFrame, reject: Reject, where: str, question: Question) -> pd.DataFrame:
    names = _grouping_columns(table, question.by, where)
    if table.empty:
        raise MetricError(where, "has no rows", "add a row for every group and age band")
    grid = _from_start(_grid(table, names, reject, where, question.ages), question.standard, where)
    cases, population, weights = _in_bands(grid, question.standard, table, names, where)
    with np.errstate(over="ignore", invalid="ignore"):
        result = standardise(cases, population, weights, interval=question.interval, level=question.level)
        rate, lower, upper = (numbers * question.per for numbers in (result.rate, result.lower, result.upper))
    _refuse_infinite(rate, upper, grid, table=table, names=names, where=where)
    groups = table[names].take(grid.first_row).reset_index(drop=True)
    numbers = {
        "rate": rate,
        "lower": lower,
        "upper": upper,
        "cases": grid.cases.sum(axis=1) + grid.unknown,
        "population": population.sum(axis=1),
        "standard": question.standard.name,
        "interval": question.interval,
    }
    if question.errors:
        numbers[ERROR] = np.sqrt(result.variance) * question.per
    return pd.concat([groups, pd.DataFrame(numbers, index=groups.index)], axis=1)


def _refuse_infinite(rate: Array, upper: Array, grid: _Grid, *, table: pd.DataFrame, names: list[str], where: str) -> None:
    """Refuse a group whose numbers are too large or too small to be divided; one without a rate has none to refuse."""
    infinite = ~np.isfinite(upper) & ~np.isnan(rate)
    if infinite.any():
        group = _group(where, table, names, grid.first_row[int(np.argmax(infinite))])
        raise MetricError(group, "has cases and people that give no finite rate", "give persons and cases as plain counts")


def _grouping_columns(table: pd.DataFrame, by: Sequence[str], where: str) -> list[str]:
    """Return the grouping columns, each of them there, and none with the name of a result."""
    others: list[str] = [name for name in table.columns if name not in COLUMNS]
    unknown = [name for name in by if name not in others]
    if unknown:
        known = f"known: {', '.join(map(str, others))}" if others else f"the table has only {', '.join(COLUMNS)}"
        raise MetricError("--by", f"{where} has no grouping column {', '.join(unknown)}", known)
    names = list(dict.fromkeys(by)) or others
    taken = [name for name in names if name in RESULTS]
    if taken:
        raise MetricError(where, f"groups by {', '.join(taken)}, which is a column of the result", "rename it, or name the others in --by")
    return names


def _grid(table: pd.DataFrame, names: list[str], reject: Reject, where: str, asked: AgeRange | None) -> _Grid:
    """Return the checked table as matrices, the ages that are *asked* for."""
    ages = lower_bounds(table["age"], reject, None if asked is None else asked.last)
    counts, people = (_numbers(table, name, reject) for name in ("cases", "population"))
    is_known = ages >= 0
    _check_numbers(counts, people, reject)
    group, first_row = _groups(table, names)
    size = len(first_row)
    present = np.bincount(ages[is_known], minlength=1) > 0
    bounds = np.flatnonzero(present)
    band = np.cumsum(present) - 1
    cell = group * len(bounds) + band[ages]
    unknown = np.zeros(size)
    if not is_known.all():
        _require_unique(group[~is_known], np.flatnonzero(~is_known), size, len(table), reject)
        unknown[group[~is_known]] = counts[~is_known]
        cell, counts, people = cell[is_known], counts[is_known], people[is_known]
    rows = np.bincount(cell, minlength=size * len(bounds)).reshape(size, len(bounds))
    if rows.max(initial=0) > 1:
        _require_unique(cell, np.flatnonzero(is_known), rows.size, len(table), reject)
    bands, complete = [int(age) for age in bounds], are_written_out(table["age"])
    grid = _Grid(first_row, bands, _matrix(cell, counts, rows.shape), _matrix(cell, people, rows.shape), unknown, complete)
    if rows.min(initial=1) == 0:
        group_without, _ = np.unravel_index(int(np.argmin(rows)), rows.shape)
        lacking = ", ".join(str(age) for age in bounds[rows[group_without] == 0])
        what = f"has no row for age {lacking}, which other groups have"
        raise MetricError(
            _group(where, table, names, first_row[group_without]),
            what,
            "give every group the same age bands, or one table for each set of bands",
        )
    return grid if asked is None else _within(grid, asked, where)


def _within(grid: _Grid, asked: AgeRange, where: str) -> _Grid:
    """Return the bands inside the range of ages, with their share of the cases of unknown age."""
    held = asked.holds(np.asarray(grid.ages, dtype=np.int64))
    last = OLDEST if asked.last is None else asked.last
    outside = [age for age in grid.ages if age > last]
    if not held.any():
        raise MetricError(where, "has no band that begins within the ages asked for", "choose --ages along its bands")
    if outside and outside[0] != last + 1:
        across = max(age for age in grid.ages if age <= last)
        what = f"has a band from age {across} that lies across the end of the ages asked for"
        raise MetricError(where, what, "choose --ages along its bands")
    whole, inside = grid.cases.sum(axis=1), grid.cases[:, held].sum(axis=1)
    share = np.divide(inside, whole, out=np.ones_like(whole), where=whole > 0)
    ages = [age for age, wanted in zip(grid.ages, held, strict=True) if wanted]
    return _Grid(grid.first_row, ages, grid.cases[:, held], grid.population[:, held], grid.unknown * share, grid.complete)


def _from_start(grid: _Grid, standard: Standard, where: str) -> _Grid:
    """Return the bands from the first one on that *standard* weighs: younger people are no part of the rate, nor of its totals."""
    begin = min(age for age, weight in zip(standard.ages, standard.weights, strict=True) if weight > 0)
    if not grid.ages or grid.ages[0] >= begin:
        return grid
    if begin not in grid.ages:
        across = max(age for age in grid.ages if age < begin)
        what = f"has a band from age {across} that lies across the beginning of {standard.name}, {begin}"
        raise MetricError(where, what, "give bands of which one begins there")
    return _within(grid, AgeRange(begin, None), where)


def _matrix(cell: Array, values: Array, shape: tuple[int, ...]) -> Array:
    filled = np.zeros(shape)
    filled.ravel()[cell] = values
    return filled


def _numbers(table: pd.DataFrame, name: str, reject: Reject) -> Array:
    """Return a column as numbers, NaN where a cell is empty."""
    column = table[name]
    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.astype("str")
    if not pd.api.types.is_numeric_dtype(column.dtype):
        text, column = column, pd.to_numeric(column, errors="coerce")
        wrong = column.isna() & text.notna() & (text.astype("str").str.strip() != "")
        reject(name, wrong.to_numpy(dtype=bool), "is no number", "write digits with a decimal point (12.5), or leave the cell empty")
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _check_numbers(cases: Array, people: Array, reject: Reject) -> None:
    """Refuse cells that are no counts; empty cases leave their group empty, an empty population is looked at by band later."""
    for column, numbers in (("cases", cases), ("population", people)):
        # The smallest and the largest number say at once whether any cell needs a look.
        if not numbers.min() >= 0 or not np.isfinite(numbers.max()):
            reject(column, numbers < 0, "is negative", "give a number that is at least 0")
            reject(column, np.isinf(numbers), "is no number", "give a number that is at least 0")


def _groups(table: pd.DataFrame, names: list[str]) -> tuple[Array, Array]:
    """Return the number of each row's group, in order of appearance, and the position of each group's first row."""
    group = np.zeros(len(table), dtype=np.int64)
    count = 1
    for name in names:
        codes, values = pd.factorize(table[name], use_na_sentinel=False)
        if count == 1:
            group, count = codes, len(values)
        else:
            group, pairs = pd.factorize(group * len(values) + codes)
            count = len(pairs)
    first_row = np.empty(count, dtype=np.int64)
    first_row[group[::-1]] = np.arange(len(table) - 1, -1, -1)
    return group, first_row


def _require_unique(cell: Array, rows: Array, cells: int, length: int, reject: Reject) -> None:
    """Refuse a second row of the same group and age; *rows* are the positions of *cell* in the table of that *length*."""
    first = np.full(cells, -1)
    first[cell[::-1]] = np.arange(len(cell) - 1, -1, -1)
    again = np.zeros(length, dtype=bool)
    again[rows[first[cell] != np.arange(len(cell))]] = True
    reject("age", again, "stands twice for its group", "keep one row a group and age; name every column that tells groups apart in --by")


def _in_bands(grid: _Grid, standard: Standard, table: pd.DataFrame, names: list[str], where: str) -> tuple[Array, Array, Array]:
    """Return cases (those of unknown age shared out), population and weights by group and common band."""
    bands = match_bands(grid.ages, standard, where, complete=grid.complete)
    cases, people, weights = grid.cases, grid.population, bands.weights
    some_empty = not people.min() > 0
    if some_empty:
        people = _peopled(grid, table, names, where)
    if len(bands.lower) < len(grid.ages):
        starts = np.searchsorted(bands.band_of_age, np.arange(len(bands.lower)))
        cases, people = (np.add.reduceat(values, starts, axis=1) for values in (cases, people))
    if some_empty:
        cases, weights = _upper_end_merged(cases, people, weights)
    if grid.unknown.any():
        known = cases.sum(axis=1)
        lost = (known == 0) & (grid.unknown > 0)
        share = np.divide(grid.unknown, known, out=np.where(lost, np.nan, 0.0), where=known > 0)
        cases = cases * (1 + share)[:, None]
    return cases, people, weights


def _peopled(grid: _Grid, table: pd.DataFrame, names: list[str], where: str) -> Array:
    """Return the population, 0 for an empty cell above the last band with people; refuse groups and bands that have no rate."""
    people: Array = np.nan_to_num(grid.population)
    after = people.shape[1] - np.argmax(people[:, ::-1] > 0, axis=1)
    below = np.arange(people.shape[1]) < after[:, None]
    nobody = people.max(axis=1) == 0
    if nobody.any():
        raise MetricError(_group(where, table, names, grid.first_row[nobody][0]), "has no population", "give it, or leave the group out")
    faults = (
        (np.isnan(grid.population) & below, "no population, though older ages have one", "give the person-years; missing is not 0"),
        ((people == 0) & (grid.cases > 0) & below, "cases but the population 0", "give the person-years in which they arose"),
    )
    for wrong, what, remedy in faults:
        if wrong.any():
            row, age = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
            raise MetricError(_group(where, table, names, grid.first_row[row]), f"age {grid.ages[age]} has {what}", remedy)
    return people


def _upper_end_merged(cases: Array, people: Array, weights: Array) -> tuple[Array, Array]:
    """Return cases and weights by group and band, those above a group's last band with people added to it."""
    position = np.arange(people.shape[1])
    last = (people.shape[1] - 1 - np.argmax(people[:, ::-1] > 0, axis=1))[:, None]
    at_end, below = position == last, position < last

    def merged(values: Array) -> Array:
        upper = np.where(below, 0.0, values).sum(axis=1, keepdims=True)
        return np.where(below, values, np.where(at_end, upper, 0.0))

    return merged(cases), merged(np.broadcast_to(weights, people.shape))


def _group(where: str, table: pd.DataFrame, names: list[str], row: int) -> str:
    """Return the table and the group of a row, as messages name them."""
    values = ", ".join(f"{name}={table[name].iloc[row]}" for name in names)
    return f"{where}: {values}" if values else where
