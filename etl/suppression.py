"""
Withholding of small counts, so that no withheld count can be had back from those that stay.

A count of fewer persons than a source's threshold is withheld (primary, ``A``). Others are withheld with it (secondary, ``D``) until

* none is fixed by the published ones: every published count is a sum over the smallest cells that the table can be cut into (a sex, the
  years between two bounds of age, a category of ICD-10, a place, a calendar year), and no withheld count is a combination of such sums;
* none that is withheld for its size can be narrowed down, knowing that counts are not negative, to fewer numbers than the threshold.

Both hold for every way of adding and subtracting, over totals of any kind and over moving windows, within an edition and across editions
and the indicators of one family that do not contradict one another (women in one, all in the other). What is withheld is so in every
indicator and edition of the source that counts the same persons, and in every figure of the same key that gives no count (a rate).
Not covered: figures of another source, and what somebody knows from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse
from sqlalchemy import Connection

from data.errors import FigureError
from data.warehouse import withholding

FREE, PRIMARY, SECONDARY = "F", "A", "D"
CELL = ("place", "year", "year_end", "sex", "age", "site", "group")
LARGEST = 20_000_000
"""Entries of the matrix of one table beyond which it has to be cut into smaller ones."""

NEAR = 1e-8
"""Relative error below which a combination of published counts is taken to give a withheld one."""

SEXES = ("female", "male")
OLDEST = 999
NO_CATEGORIES = {10 * category + digit for category in (27, 28, 29, 35, 36, 42, 59, 87, 89) for digit in range(10)}
"""Numbers between C00 and C97 at which ICD-10 has no category."""

Array = NDArray[np.float64]
Interval = tuple[int, int]
Inside = tuple[Hashable, ...]
Code = TypeVar("Code", str, tuple[int, int])

_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
_SITE = re.compile(r"C(\d\d)(?:\.(\d))?(?:-C(\d\d)(?:\.(\d))?)?")


@dataclass(frozen=True)
class Threshold:
    """
    A source's rule: counts of *fewer_than* persons are withheld, 0 too if *zeros* says so.

    *counts* names the indicators whose value is a count; of the others the numerator is. *members* gives the places in a place or group,
    *families* what an indicator is of: those of one family may count the same persons.
    """

    fewer_than: int
    zeros: bool = False
    counts: Collection[str] = ()
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Table:
    """
    Counts that can be added to one another.

    Attributes:
        rows: Their positions in the observations.
        numbers: The counts.
        sums: One row a count, one column a smallest cell: 1 where the count holds the cell.
    """

    rows: NDArray[np.int64]
    numbers: Array
    sums: Array


def suppressed(observations: pd.DataFrame, threshold: Threshold) -> pd.Series[str]:
    """
    Return the confidentiality status of each row of *observations*, which are all of one source.

    Args:
        observations: Tidy observations; a row that is not free (``F``) already counts as withheld and keeps its status.
        threshold: The source's rule.

    Raises:
        FigureError: A table is too large to be examined as one.
    """
    free = observations["conf_status"].to_numpy() == FREE
    count = _counts(observations, threshold)
    least = 0 if threshold.zeros else 1
    small = free & (count >= least) & (count < threshold.fewer_than)
    withheld = ~free | small
    tables = _tables(observations, count, threshold, withheld)
    while True:
        before = withheld.sum()
        for table in tables:
            _protect(table, withheld, small, threshold.fewer_than)
        withheld |= _of_the_same_persons(observations, count, withheld)
        if withheld.sum() == before:
            break
    status = np.select([~free, small, withheld], [observations["conf_status"], PRIMARY, SECONDARY], FREE)
    return pd.Series(status, index=observations.index, name="conf_status")


def withhold(connection: Connection, thresholds: Mapping[str, Threshold]) -> int:
    """Mark in the draft of *connection* what the rules of the sources named in *thresholds* withhold; return the number of rows marked."""
    marked = 0
    for source, threshold in thresholds.items():
        observations = withholding.read_rows(connection, source)
        status = suppressed(observations, threshold)
        changed = status[status != observations["conf_status"]]
        if len(changed):
            withholding.mark(connection, changed)
        marked += len(changed)
    return marked


def _counts(observations: pd.DataFrame, threshold: Threshold) -> Array:
    is_count = observations["indicator"].isin(list(threshold.counts))
    return observations["numerator"].where(~is_count, observations["value"]).to_numpy(dtype=float)


def _of_the_same_persons(observations: pd.DataFrame, count: Array, withheld: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows with the key of a withheld one that give the same count or none."""
    rows = observations[list(CELL)].assign(count=count)
    known = rows["count"].notna()
    hidden = rows[withheld].drop_duplicates()
    same = pd.MultiIndex.from_frame(rows).isin(pd.MultiIndex.from_frame(hidden))
    # A rate without its count is let go with any withheld count of its key.
    keys = pd.MultiIndex.from_frame(rows[list(CELL)]).isin(pd.MultiIndex.from_frame(hidden[hidden["count"].notna()][list(CELL)]))
    return np.where(known, same & known, keys).astype(bool)


# --- protection of one table -----------------------------------------------------------------------------------------------------------


def _protect(table: _Table, withheld: NDArray[np.bool_], small: NDArray[np.bool_], width: int) -> None:
    """Withhold further counts of *table*, in place, until those that are withheld cannot be had back."""
    while True:
        hidden = withheld[table.rows]
        if not hidden.any() or hidden.all():
            return
        chosen = _giving_away(table, hidden) or _narrowing(table, hidden, small[table.rows], width)
        if not chosen:
            return
        withheld[table.rows[list(chosen)]] = True


def _giving_away(table: _Table, hidden: NDArray[np.bool_]) -> set[int]:
    """Return, for each withheld count that the published ones fix, the least of those that it takes."""
    public = np.flatnonzero(~hidden)
    basis = linalg.orth(table.sums[public].T, rcond=NEAR)
    sought = table.sums[hidden]
    rest = sought - (sought @ basis) @ basis.T
    fixed = np.linalg.norm(rest, axis=1) <= NEAR * np.linalg.norm(sought, axis=1)
    if not fixed.any():
        return set()
    recipes = np.linalg.lstsq(table.sums[public].T, sought[fixed].T, rcond=None)[0]
    return {_cheapest(table, public[np.abs(recipe) > 1e-6]) for recipe in recipes.T}  # noqa: PLR2004 (recipes are whole numbers or halves)


def _narrowing(table: _Table, hidden: NDArray[np.bool_], small: NDArray[np.bool_], width: int) -> set[int]:
    """Return a published count to withhold, if a small one is known to within less than *width*; no set of counts is negative."""
    public = np.flatnonzero(~hidden)
    exact, numbers = table.sums[public], table.numbers[public]
    if not _adds_up(table.sums, table.numbers):
        # Totals that hold more than their parts (persons of unknown age) leave open by how much.
        exact = np.hstack([exact, np.diag((exact.sum(axis=1) > 1).astype(float))])
    for row in np.flatnonzero(small & hidden):
        sought = np.zeros(exact.shape[1])
        sought[: table.sums.shape[1]] = table.sums[row]
        if _reach(sought, exact, numbers) < width:
            near = public[(table.sums[public] @ table.sums[row]) > 0]
            return {_cheapest(table, near if len(near) else public)}
    return set()


def _reach(sought: Array, sums: Array, numbers: Array) -> float:
    """Return how far apart the least and the largest number are that *sought* can have if cells are at least 0 and *sums* are *numbers*."""
    ends = [optimize.linprog(sign * sought, A_eq=sums, b_eq=numbers, bounds=(0, None), method="highs") for sign in (1, -1)]
    if any(end.status == 3 for end in ends):  # noqa: PLR2004 (scipy's number for unbounded)
        return float("inf")
    if any(end.status for end in ends):
        return float("inf")  # published counts that contradict one another fix nothing
    return float(-ends[1].fun - ends[0].fun)


def _adds_up(sums: Array, numbers: Array) -> bool:
    done = optimize.linprog(np.zeros(sums.shape[1]), A_eq=sums, b_eq=numbers, bounds=(0, None), method="highs")
    return bool(done.status == 0)


def _cheapest(table: _Table, candidates: NDArray[np.int64]) -> int:
    """Return the smallest count above 0 among *candidates*; a 0 protects nothing as long as there is another."""
    numbers = table.numbers[candidates]
    return int(candidates[np.lexsort((numbers, numbers == 0))[0]])


# --- tables of smallest cells ------------------------------------------------------------------------------------------------------------


def _tables(observations: pd.DataFrame, count: Array, threshold: Threshold, withheld: NDArray[np.bool_]) -> list[_Table]:
    """Return every set of counts that share persons; each division into groups is a set of its own."""
    known = observations.assign(row=np.arange(len(observations)), count=count, withheld=withheld)[~np.isnan(count)]
    alone = [part for _, part in known.groupby(["indicator", "edition"], sort=False)]
    dimension = known["group"].str.partition(":")[0]
    found = []
    for part in (*alone, *_of_one_kind(known, threshold.families)):
        kinds = dimension[part.index]
        for kind in set(kinds) - {"all"} or {"all"}:
            found += _connected(part[kinds.isin([kind, "all"])], count, threshold.members)
    return found


def _of_one_kind(known: pd.DataFrame, families: Mapping[str, str]) -> Iterable[pd.DataFrame]:
    """
    Return the counts of several editions or indicators that may be subtracted from one another, each of them once.

    Indicators of one family that differ in a count of the same key and edition count other persons. Of a key that a later edition
    revised, only what is withheld is taken, if anything is: another number of the same persons does not give it away.
    """
    family = known["indicator"].map(lambda indicator: families.get(indicator, indicator))
    for _, part in known.groupby(family, sort=False):
        for kin in _without_contradiction(part):
            if kin[["indicator", "edition"]].drop_duplicates().shape[0] > 1:
                revised = kin.groupby(list(CELL))["withheld"].transform("max") & ~kin["withheld"]
                yield kin[~revised].drop_duplicates([*CELL, "count"])


def _without_contradiction(part: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the counts of *part* in sets of indicators that agree wherever two of them have the same key in the same edition."""
    key = [*CELL, "edition"]
    found: list[pd.DataFrame] = []
    for _, rows in part.groupby("indicator", sort=False):
        for place, kin in enumerate(found):
            both = kin[[*key, "count"]].merge(rows[[*key, "count"]], on=key)
            if both["count_x"].eq(both["count_y"]).all():
                found[place] = pd.concat([kin, rows])
                break
        else:
            found.append(rows)
    return found


def _connected(part: pd.DataFrame, count: Array, members: Mapping[str, Sequence[str]]) -> list[_Table]:
    """Return the tables of *part*, each of counts that share a smallest cell with another of it."""
    cells: dict[tuple[Hashable, ...], int] = {}
    rows, columns = [], []
    for position, held in enumerate(zip(*_insides(part, members), strict=True)):
        numbers = [cells.setdefault(cell, len(cells)) for cell in product(*held)]
        rows += [position] * len(numbers)
        columns += numbers
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(part), len(cells)))
    number, component = sparse.csgraph.connected_components(matrix @ matrix.T, directed=False)
    positions = part["row"].to_numpy()
    tables = []
    for label in range(number):
        chosen = np.flatnonzero(component == label)
        if len(chosen) > 1:
            tables.append(_dense(matrix[chosen], positions[chosen], count, part))
    return tables


def _dense(matrix: Any, rows: NDArray[np.int64], count: Array, part: pd.DataFrame) -> _Table:
    matrix = matrix[:, np.unique(matrix.indices)]
    if matrix.shape[0] * matrix.shape[1] > LARGEST:
        indicator, edition = part["indicator"].iloc[0], part["edition"].iloc[0]
        what = f"{matrix.shape[0]:,} counts of '{indicator}' hang together in {matrix.shape[1]:,} cells, too many to protect as one"
        raise FigureError(
            f"edition '{edition}'", what, "take moving windows or the finest breakdown out, or hold them as another indicator"
        )
    # Cells that are always counted together are one.
    return _Table(rows, count[rows], np.unique(matrix.toarray(), axis=1))


def _insides(part: pd.DataFrame, members: Mapping[str, Sequence[str]]) -> list[list[Inside]]:
    """Return, for every dimension, the smallest parts that the code of each row holds."""
    periods = list(zip(part["year"].astype(int), part["year_end"].astype(int), strict=True))
    codes = {name: part[name].astype(str).tolist() for name in ("place", "sex", "age", "site", "group")}
    held = {name: set(column) for name, column in codes.items()}
    matches = {part: match for code in held["site"] for part in code.split("+") if (match := _SITE.fullmatch(part))}
    stretches = _by_bounds({part: _site(match) for part, match in matches.items()}, without=NO_CATEGORIES)
    pieces = {code: parts for code in held["site"] if matches.keys() >= set(parts := code.split("+"))}
    sites = {code: tuple(dict.fromkeys(cell for part in parts for cell in stretches[part])) for code, parts in pieces.items()}
    inside: dict[str, dict[str, Inside]] = {
        "place": _by_members(held["place"], members),
        "sex": _by_parts(held["sex"], SEXES),
        "age": _by_bounds({code: _age(code) for code in held["age"]}),
        "site": {code: (code,) for code in held["site"]} | sites,
        "group": _by_parts(held["group"], sorted(held["group"] - {"all"})),
    }
    if sites and "all" in held["site"]:
        # Publishers differ in what they count as all sites; whoever takes it for those that are listed can subtract most.
        inside["site"]["all"] = tuple(sorted({cell for cells in sites.values() for cell in cells}, key=str))
    by_period = _by_bounds({period: period for period in periods})
    return [[by_period[period] for period in periods], *([inside[name][code] for code in column] for name, column in codes.items())]


def _by_parts(codes: set[str], parts: Iterable[str]) -> dict[str, Inside]:
    return {code: tuple(parts) or (code,) if code == "all" else (code,) for code in codes}


def _by_bounds(bounds: Mapping[Code, Interval], without: AbstractSet[int] = frozenset()) -> dict[Code, Inside]:
    """Return, for every interval, the stretches between two neighbouring bounds that it holds; none that lies wholly in *without*."""
    edges = sorted({edge for first, last in bounds.values() for edge in (first, last + 1)})
    stretches = [(first, after) for first, after in pairwise(edges)]
    stretches = [stretch for stretch in stretches if not set(range(*stretch)) <= without] if without else stretches
    return {code: tuple(first for first, after in stretches if low <= first and after <= high + 1) for code, (low, high) in bounds.items()}


def _by_members(held: set[str], members: Mapping[str, Sequence[str]]) -> dict[str, Inside]:
    """Return, for every place, the smallest parts: the lowest places in it, of which those that the same places hold are one."""
    lowest = {code: _lowest(code, members) for code in held}
    holders: dict[str, list[str]] = {}
    for code in sorted(held):
        for place in lowest[code]:
            holders.setdefault(place, []).append(code)
    return {code: tuple(dict.fromkeys(tuple(holders[place]) for place in lowest[code])) for code in held}


def _lowest(place: str, members: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the places in *place* that have no places in them."""
    return [low for member in members.get(place, ()) for low in _lowest(member, members)] or [place]


def _age(code: str) -> Interval:
    match = _AGE.fullmatch(code)
    return (int(match[1]), int(match[2]) if match[2] else OLDEST) if match else (0, OLDEST)


def _site(match: re.Match[str]) -> Interval:
    """Return the first and the last subcategory, as category x 10 + digit."""
    category, digit, last, last_digit = match.groups()
    first = int(category) * 10 + int(digit or 0)
    end = (last or category, last_digit if last else digit)
    return first, int(end[0]) * 10 + int(end[1] or 9)
