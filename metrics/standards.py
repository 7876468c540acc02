"""
Standard populations by name, and how the age bands of a table meet those of a standard.

Bands are known by their lower bounds; the last one is open. Where a table is coarser than the standard, the standard's bands inside are
added up; where it is finer, the table's cases and people are added up to the standard's band. Bands that straddle one another are refused.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from data import paths
from data.errors import MetricError
from metrics.age_bands import AgeRange, lower_bounds
from metrics.intervals import Array
from metrics.user_tables import Column, read_frame, read_user_table

RATE_STANDARDS = ("segi", "who", "esp1976", "esp2013", "us2000")
"""Standards for rates of a population; the others (ICSS) weight the survival of patients."""

COARSE_FIRST_BAND = 15
"""Years from which a wide first band (0-14, 0-19) followed by narrow ones is taken for what it says, not for missing rows."""

NARROW = 5
"""Years of the bands in which most tables come."""

INFANT_BANDS = [0, 1]
"""Vital statistics divide the first five years of life into the first and the other four."""


@dataclass(frozen=True)
class Standard:
    """
    A standard population.

    Attributes:
        name: As commands and tables write it.
        ages: Lower bounds of its bands in years, rising; the last band is open.
        weights: People in each band; only their proportions matter.
        source: Where the weights were published.
    """

    name: str
    ages: tuple[int, ...]
    weights: tuple[float, ...]
    source: str


OWN = {"age": Column("text", required=True), "weight": Column(required=True)}
"""Columns of a user's own standard population."""


@dataclass(frozen=True)
class Bands:
    """
    The bands in which a table is weighted.

    Attributes:
        lower: Lower bound of each band in years; the last band is open.
        weights: The standard's weight of each band.
        band_of_age: For each age of the table, in rising order, the band it is added to; -1 where the standard gives no weight.
    """

    lower: tuple[int, ...]
    weights: Array
    band_of_age: Array


def standard_population(name: str) -> Standard:
    """Return the standard of that name; `MetricError` lists the known ones."""
    known = _standards()
    if name not in known:
        raise MetricError("--standard", f"standard population '{name}' is unknown", f"known: {', '.join(known)}")
    return known[name]


def own_standard(weights: pd.DataFrame | Path) -> Standard:
    """
    Return a user's own standard population: a frame or a CSV file with the columns ``age`` and ``weight``.

    Args:
        weights: One row a band: its lower bound or the band, as in a table of rates, and the people in it; only proportions matter.

    Raises:
        MetricError: A cell is wrong, a band stands twice, or nobody is in any band; the message names the place and what would be right.
    """
    table = read_frame(weights, "the standard population", OWN) if isinstance(weights, pd.DataFrame) else read_user_table(weights, OWN)
    frame, name = table.frame, "own" if isinstance(weights, pd.DataFrame) else str(weights)

    def reject(column: str, wrong: Array, what: str, remedy: str) -> None:
        flags: pd.Series[bool] = pd.Series(wrong).astype(bool)
        table.reject(column, flags, what, remedy)

    ages = lower_bounds(frame["age"], reject)
    reject("age", ages < 0, "has no place in a standard population", "give the lower bound of the band in whole years")
    reject("age", pd.Series(ages).duplicated().to_numpy(), "stands twice", "give every band once")
    reject("weight", ~(frame["weight"] >= 0).to_numpy(), "is no number of people", "give a number that is at least 0")
    if not frame["weight"].sum() > 0:
        raise MetricError(name, "weighs no band", "give the people of every band")
    order = np.argsort(ages)
    weight = frame["weight"].to_numpy(dtype=np.float64)[order]
    return Standard(name, tuple(int(age) for age in ages[order]), tuple(float(people) for people in weight), "given by the user")


def within(standard: Standard, ages: AgeRange) -> Standard:
    """Return the bands of *standard* inside a range of *ages*; `MetricError` if they do not begin and end with it."""
    bounds = np.asarray(standard.ages)
    held = ages.holds(bounds)
    after = None if ages.last is None else ages.last + 1
    wrong = [age for age in (ages.first, after) if age is not None and age not in standard.ages and age <= standard.ages[-1]]
    if wrong or not held.any():
        listed = ", ".join(map(str, standard.ages))
        age = wrong[0] if wrong else ages.first
        raise MetricError("--ages", f"no band of {standard.name} begins at {age}", f"its bands begin at {listed}")
    weights = tuple(weight for weight, inside in zip(standard.weights, held, strict=True) if inside)
    return Standard(standard.name, tuple(int(age) for age in bounds[held]), weights, standard.source)


def match_bands(ages: list[int], standard: Standard, where: str, *, complete: bool = False) -> Bands:
    """
    Return the common bands of a table with the lower bounds *ages* and of *standard*.

    The standard's bands above the last age are merged into it: whatever the last band of a table is, it is open.

    Args:
        ages: The table's lower bounds in years, rising, without repetition.
        standard: The standard.
        where: The table, as messages name it.
        complete: The table's bands say where they end, so none of them is missing however wide it is.

    Raises:
        MetricError: A band is missing, or bands of the table and of the standard straddle. Unless the bands are *complete*, a single wide
            band between narrow ones is taken for a missing row: the table would say the same if one had been left out.
    """
    weighted = [age for age, weight in zip(standard.ages, standard.weights, strict=True) if weight > 0]
    lacking = [age for age in weighted if age < ages[0]] if ages else weighted
    if lacking:
        raise _missing(where, lacking, standard)
    # A standard for patients gives no weight to children; ages below its first weighted one then only have to be kept apart.
    start = max(age for age in ages if age <= weighted[0])
    counted = [age for age in ages if age >= start]
    if start not in standard.ages:
        counted = [weighted[0], *counted[1:]]
    common = [age for age in counted if age in standard.ages]
    inside = [_between(counted, common, k) for k in range(len(common))]
    theirs = [_between(list(standard.ages), common, k) for k in range(len(common))]
    for ours, others, upper in zip(inside, theirs, [*common[1:], None], strict=True):
        _require_nesting(where, ours, others, upper, standard=standard, complete=complete)
    gaps = [] if complete else _likely_gaps(common, [len(bands) for bands in theirs])
    if gaps:
        raise _missing(where, [age for k in gaps for age in theirs[k][1:]], standard)
    weight = dict(zip(standard.ages, standard.weights, strict=True))
    band = np.maximum(np.searchsorted(np.asarray(common), np.asarray(ages), side="right") - 1, 0)
    weights = np.array([sum(weight[age] for age in bands) for bands in theirs])
    return Bands(tuple(common), weights, np.where(np.asarray(ages) < start, -1, band))


@cache
def _standards() -> dict[str, Standard]:
    """Return every column of the table as a standard, with the citation that stands above."""
    lines = paths.STANDARD_POPULATIONS.read_text(encoding="utf-8").splitlines()
    cited = dict(line.removeprefix("# ").split(": ", 1) for line in lines[1:] if line.startswith("#"))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {name: _standard(name, rows, cited[name]) for name in rows[0] if name != "age"}


def _standard(name: str, rows: list[dict[str, str]], source: str) -> Standard:
    cells = [(int(row["age"]), float(row[name])) for row in rows if row[name]]
    return Standard(name, tuple(age for age, _ in cells), tuple(weight for _, weight in cells), source)


def _between(ages: list[int], common: list[int], k: int) -> list[int]:
    """Return the ages from the k-th common bound to before the next."""
    upper = common[k + 1] if k + 1 < len(common) else np.inf
    return [age for age in ages if common[k] <= age < upper]


def _require_nesting(where: str, ours: list[int], theirs: list[int], upper: int | None, *, standard: Standard, complete: bool) -> None:
    """Refuse bands that straddle the standard's, and finer bands among which one seems to be missing, unless all are known."""
    if len(ours) == 1:
        return
    last = "and over" if upper is None else f"to {upper - 1}"
    listed = ", ".join(map(str, ours))
    if len(theirs) > 1:
        what = f"the bands from age {listed} straddle those of {standard.name} from {', '.join(map(str, theirs))}"
        raise MetricError(
            where, what, f"give bands of {standard.name} (lower bounds {', '.join(map(str, standard.ages))}), or whole sums of them"
        )
    bounds = ours if upper is None else [*ours, upper]
    if not complete and ours != INFANT_BANDS and len(set(np.diff(bounds))) > 1:
        what = f"the bands from age {listed} do not divide {ours[0]} {last} evenly, so one seems to be missing"
        raise MetricError(where, what, "give every band its row (0 cases with its population where nothing happened)")


def _likely_gaps(lower: list[int], sizes: list[int]) -> list[int]:
    """
    Return the bands that look wide only because rows were left out: a wide band alone among narrow ones.

    Args:
        lower: Lower bounds of the bands; the last is open and counts as narrow.
        sizes: How many of the standard's bands each one holds.
    """
    width = np.diff(lower)
    narrow = [size == 1 or years <= NARROW for size, years in zip(sizes[:-1], width, strict=True)] + [True]
    alone = [narrow[k - 1] if k else width[0] < COARSE_FIRST_BAND for k in range(len(width))]
    return [k for k in range(len(width)) if not narrow[k] and narrow[k + 1] and alone[k]]


def _missing(where: str, ages: list[int], standard: Standard) -> MetricError:
    listed = ", ".join(map(str, ages))
    remedy = f"add a row for every band of {standard.name} (0 cases with its population where nothing happened)"
    return MetricError(where, f"has no row for age {listed}", remedy)
