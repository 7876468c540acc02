"""
Attributable fractions of a user's own table of risks: by factor, joint over the factors, and summed over the sites.

RISKS has one row a place, year, sex, site, factor and level of exposure:

* ``prevalence``: share of the population at this level, 0 to 1. The levels of a factor add up to at most 1; what they leave over is
  unexposed. The unexposed may also be a level of their own, with relative risk 1.
* ``relative_risk``: of the level against the unexposed, with its 95 % limits ``lower`` and ``upper`` where they are known.
* ``prevalence_lower``, ``prevalence_upper``: 95 % limits of the prevalence, where they are known.
* ``cases``: all new cases of the place, year, sex and site, the same on each of its rows.

The rules:

* A factor with one level has Levin's fraction, with several levels the sum form of it.
* A factor whose relative risks are all below 1 protects. Its reference is turned round: the level with the lowest risk becomes the
  reference, and the fraction is that of lacking the protection. Where some levels are above 1 and others below, the reference stays.
* The joint fraction is 1 - product of (1 - fraction): the factors are taken to act and to occur independently of each other.
* Where every site of a place, year and sex has cases and there is more than one site, a further site ``all given`` sums them up.
  A site ``all`` is left out of that sum, because it has the others in it; a factor that a site does not list causes none of its cases.
* Limits are the 2.5 % and 97.5 % quantiles of 10,000 draws: log-normal relative risks, normal prevalences. Levels and sites are drawn
  independently. The seed is fixed, and the draws of a place, year and sex do not depend on the other rows of the table. A fraction has
  limits only if every level has them whose relative risk is not 1. The count of cases is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics import fractions
from metrics.intervals import WIDTH_OF_95_PERCENT, Array
from metrics.user_tables import Column, read_frame, read_user_table

COLUMNS = {
    "place": Column("text", required=True),
    "year": Column("year", required=True),
    "sex": Column("text", required=True),
    "site": Column("text", required=True),
    "factor": Column("text", required=True),
    "level": Column("text", required=True),
    "prevalence": Column(required=True),
    "relative_risk": Column(required=True),
    "lower": Column(),
    "upper": Column(),
    "cases": Column(),
    "prevalence_lower": Column(),
    "prevalence_upper": Column(),
}

STRATUM = ["place", "year", "sex"]
UNIT = [*STRATUM, "site"]
RESULT_COLUMNS = [*UNIT, "factor", "fraction", "lower", "upper", "cases", "cases_lower", "cases_upper", "method", "interval"]

JOINT = "joint"
"""Name of the row of all factors together."""
ALL_SITES = "all"
ALL_GIVEN = "all given"
"""Name of the site that sums up the sites of the table."""

INTERVALS = ("monte_carlo", "delta")
DRAWS = 10_000
SEED = 20_180_903
"""Any fixed number would do; a table gives the same limits every time."""
QUANTILES = (0.025, 0.975)
ROWS_A_BLOCK = 400
"""So many rows are simulated at a time: a block of draws takes 32 MB."""
ROUNDING = 0.005
"""Prevalences are printed rounded; so much may their sum exceed 1."""

Reject = Callable[[str, "pd.Series[bool]", str, str], None]
"""Raises an error that names the first cell of a column where the flags hold: column, flags, what is wrong, what would be right."""


def attributable_file(path: Path, *, interval: str = "monte_carlo") -> pd.DataFrame:
    """
    Return the attributable fractions of the CSV table in *path*; see `attributable`.

    Raises:
        MetricError: The table cannot be read or is wrong; the message names file, line and column, and what would be right.
    """
    table = read_user_table(Path(path), COLUMNS)
    return _attributable(table.frame, table.reject, str(path), interval)


def attributable(risks: pd.DataFrame, *, interval: str = "monte_carlo") -> pd.DataFrame:
    """
    Return the fraction of cases attributable to each factor, to all of them together, and the cases where their number is given.

    Args:
        risks: The table; see the module's text.
        interval: ``monte_carlo``, or ``delta`` for the delta method on log(1 - fraction), which needs no draws.

    Returns:
        In the order in which they first appear, one row a place, year, sex, site and factor, followed by the factor ``joint``; last the
        site ``all given``. ``fraction`` with its limits ``lower`` and ``upper`` (shares, below 0 where an exposure protects), the
        attributable ``cases`` with ``cases_lower`` and ``cases_upper``, ``method`` (``levin``, ``levin_levels``, ``levin_inverted``,
        ``levin_mixed``, ``independence``, ``sum_of_sites``) and ``interval`` (missing where no limits are known).

    Raises:
        MetricError: A cell is wrong, a level stands twice, or the levels of a factor add up to more than 1.
    """
    table = read_frame(risks, "risks", COLUMNS)
    frame = table.frame.reset_index(drop=True).reindex(columns=list(COLUMNS))
    return _attributable(frame, table.reject, "risks", interval)


@dataclass(frozen=True)
class _Layout:
    """
    Which rows belong together, within one block of the sorted table.

    Attributes:
        factor_starts: First row of every factor.
        site_starts: First factor of every place, year, sex and site.
        inverted: Which factors protect.
        reference: Row of each factor's level with the lowest relative risk.
        parts: Units (factors, then joint ones) in the order of the sums over sites; empty where nothing is summed.
        part_starts: First part of every sum.
        weights: Share of each part's site in the cases of its sum.
        unlisted: Share of each sum's cases at sites that do not list its factor.
    """

    factor_starts: Array
    site_starts: Array
    inverted: Array
    reference: Array
    parts: Array
    part_starts: Array
    weights: Array
    unlisted: Array

    def surviving(self, prevalence: Array, risk: Array) -> Array:
        """
        Return 1 - fraction of every result: factors, then joint ones, then sums over sites.

        *prevalence* and *risk* have a row a level and a column a draw; the result has the same columns.
        """
        total = np.add.reduceat(prevalence, self.factor_starts, axis=0)
        excess = np.add.reduceat(prevalence * (risk - 1), self.factor_starts, axis=0)
        # Levels that were drawn apart may add up to more people than there are.
        excess /= np.where(total > 1 + ROUNDING, total, 1)
        best = np.where(self.inverted[:, None], risk[self.reference], 1.0)
        factors = best / (1 + excess)
        units = np.concatenate([factors, np.multiply.reduceat(factors, self.site_starts, axis=0)])
        if not len(self.parts):
            return units
        sums = np.add.reduceat(units[self.parts] * self.weights[:, None], self.part_starts, axis=0)
        return np.concatenate([units, sums + self.unlisted[:, None]])

    def variances(self, prevalence: Array, risk: Array, errors: tuple[Array, Array]) -> Array:
        """Return the variance of log(1 - fraction) of the same results by the delta method; *errors* of log risk and of prevalence."""
        mean = 1 + np.add.reduceat(prevalence * (risk - 1), self.factor_starts)
        factor = np.repeat(np.arange(len(mean)), np.diff([*self.factor_starts, len(risk)]))
        by_log_risk = -prevalence * risk / mean[factor]
        by_log_risk[self.reference[self.inverted]] += 1
        by_prevalence = -(risk - 1) / mean[factor]
        squares = (by_log_risk * errors[0]) ** 2 + (by_prevalence * errors[1]) ** 2
        factors = np.add.reduceat(squares, self.factor_starts)
        units = np.concatenate([factors, np.add.reduceat(factors, self.site_starts)])
        if not len(self.parts):
            return units
        surviving = self.surviving(prevalence[:, None], risk[:, None])[:, 0]
        shares = self.weights * surviving[self.parts] / np.repeat(surviving[len(units) :], np.diff([*self.part_starts, len(self.parts)]))
        return np.concatenate([units, np.add.reduceat(shares**2 * units[self.parts], self.part_starts)])


def _attributable(frame: pd.DataFrame, reject: Reject, where: str, interval: str) -> pd.DataFrame:
    if interval not in INTERVALS:
        raise MetricError("interval", f"'{interval}' is unknown", f"known: {', '.join(INTERVALS)}")
    if frame.empty:
        raise MetricError(where, "has no rows", "add a row for every factor and level of exposure")
    _check_cells(frame, reject)
    _check_groups(frame, reject)
    names = [*UNIT, "factor", "level"]
    cells = frame.assign(**{name: frame[name].astype(str) for name in names if name != "year"}, row=np.arange(len(frame)))
    cells = cells.sort_values(names, kind="stable").reset_index(drop=True)
    # Each level draws from its own stream, numbered within place, year and sex, so that other rows of the table do not matter.
    cells["stream"] = cells.groupby(STRATUM, sort=False).cumcount()
    normal = None
    if interval == "monte_carlo" and cells["lower"].notna().any():
        normal = np.random.default_rng(SEED).standard_normal((2, int(cells["stream"].max()) + 1, DRAWS))
    rows = len(cells) if normal is None else ROWS_A_BLOCK
    blocks = [_block(block, normal) for block in _blocks(cells, rows)]
    return _ordered(pd.concat(blocks, ignore_index=True))


def _check_cells(frame: pd.DataFrame, reject: Reject) -> None:
    """Refuse what no cell may hold."""
    reject("factor", frame["factor"].astype(str) == "", "is empty", "name the risk factor")
    reject("factor", frame["factor"].astype(str) == JOINT, "is the name of the result for all factors", "give the factor another name")
    reject("site", frame["site"].astype(str) == ALL_GIVEN, "is the name of the sum over sites", "give the site another name")
    reject("year", frame["year"].isna(), "is empty", "give the year of the prevalence")
    prevalence, risk = frame["prevalence"], frame["relative_risk"]
    reject("prevalence", prevalence.isna(), "is empty", "give the share of people at this level, or leave the row out")
    reject("prevalence", prevalence > 1, "is above 1", "write it as a share from 0 to 1: 0.25 for 25 %")
    reject("prevalence", prevalence < 0, "is below 0", "write it as a share from 0 to 1: 0.25 for 25 %")
    reject("relative_risk", risk.isna(), "is empty", "give the relative risk of this level, 1 for the unexposed, or leave the row out")
    reject("relative_risk", risk <= 0, "is not above 0", "give the risk against the unexposed: 1 is no difference, below 1 protects")
    reject("cases", frame["cases"] < 0, "is below 0", "give the number of new cases, or leave the cell empty")
    _check_limits(frame, reject, "relative_risk", "lower", "upper")
    reject("lower", frame["lower"] <= 0, "is not above 0", "give the 95 % limits of the relative risk")
    _check_limits(frame, reject, "prevalence", "prevalence_lower", "prevalence_upper")


def _check_limits(frame: pd.DataFrame, reject: Reject, name: str, lower: str, upper: str) -> None:
    """Refuse limits that lack their other one or do not enclose their number."""
    low, value, high = frame[lower], frame[name], frame[upper]
    reject(upper, low.isna() & high.notna(), "has no lower limit beside it", "give both 95 % limits, or neither")
    reject(lower, high.isna() & low.notna(), "has no upper limit beside it", "give both 95 % limits, or neither")
    reject(lower, low > value, f"is above the {name}", f"{lower} and {upper} are the 95 % limits of the {name}")
    reject(upper, high < value, f"is below the {name}", f"{lower} and {upper} are the 95 % limits of the {name}")


def _check_groups(frame: pd.DataFrame, reject: Reject) -> None:
    """Refuse rows that do not fit together."""
    levels = [*UNIT, "factor", "level"]
    reject("level", frame.duplicated(levels), "stands twice for its factor", "keep one row a place, year, sex, site, factor and level")
    total = frame.groupby([*UNIT, "factor"], observed=True)["prevalence"].transform("sum")
    reject("prevalence", total > 1 + ROUNDING, "belongs to levels that add up to more than 1",
           "give each level the share of people at that level only, not at that level or above")  # fmt: skip
    cases = frame.groupby(UNIT, observed=True)["cases"]
    differs = (cases.transform("max") != cases.transform("min")) & cases.transform("count").gt(0)
    reject("cases", differs, "differs from other rows of its site", "give all new cases of the site, the same on each of its rows")


def _blocks(cells: pd.DataFrame, rows: int) -> Iterator[pd.DataFrame]:
    """Yield the sorted table in blocks of whole places, years and sexes, of about so many *rows*."""
    stratum = cells.groupby(STRATUM, sort=False).ngroup().to_numpy()
    last = np.flatnonzero(np.diff(stratum, append=-1))
    block = last // rows
    ends = last[np.flatnonzero(np.diff(block, append=-1))] + 1
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        yield cells.iloc[start:end].reset_index(drop=True)


def _block(cells: pd.DataFrame, normal: Array | None) -> pd.DataFrame:
    """Return the results of a block with point estimates and limits."""
    factors, sites, sums, layout = _arranged(cells)
    prevalence, risk = (cells[name].to_numpy(dtype=float) for name in ("prevalence", "relative_risk"))
    *errors, limited = _errors(cells)
    results = pd.concat([factors, sites, sums], ignore_index=True)
    results["fraction"] = 1 - layout.surviving(prevalence[:, None], risk[:, None])[:, 0]
    has_limits = _have_limits(layout, limited, risk)
    limits = np.full((2, len(results)), np.nan)
    if has_limits.any() and normal is not None:
        limits = _drawn(layout, cells, (errors[0], errors[1]), normal)
    elif has_limits.any():
        limits = _delta(layout, prevalence, risk, (errors[0], errors[1]), results["fraction"].to_numpy(dtype=float))
    results[["lower", "upper"]] = np.where(has_limits, limits, np.nan).T
    # Missing, not an empty word: JSON has null for it.
    results["interval"] = pd.Series("delta" if normal is None else "monte_carlo", index=results.index, dtype="str").where(has_limits)
    for name, share in (("cases", "fraction"), ("cases_lower", "lower"), ("cases_upper", "upper")):
        results[name] = results[share] * results["all_cases"]
    return results


def _arranged(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, _Layout]:
    """Return what names the results (factors, joint ones, sums over sites) of a sorted block, and its layout."""
    number = cells.groupby([*UNIT, "factor"], sort=False).ngroup().to_numpy()
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    risk = cells["relative_risk"].to_numpy(dtype=float)
    lowest, highest = (operation.reduceat(risk, starts) for operation in (np.minimum, np.maximum))
    # A stable order by factor and risk has each factor's lowest risk first.
    reference = np.lexsort((risk, number))[starts]
    inverted = (lowest < 1) & (highest <= 1)
    several = np.diff([*starts, len(cells)]) > 1
    factors = cells.iloc[starts][[*UNIT, "factor"]].reset_index(drop=True)
    factors["all_cases"] = cells.groupby(number)["cases"].max().to_numpy()
    factors["row"] = cells.groupby(number)["row"].min().to_numpy()
    kinds = [inverted, lowest < 1, several]
    factors["method"] = np.select(kinds, ["levin_inverted", "levin_mixed", "levin_levels"], default="levin")
    site = factors.groupby(UNIT, sort=False).ngroup().to_numpy()
    site_starts = np.flatnonzero(np.diff(site, prepend=-1))
    sites = factors.groupby(site).agg({"all_cases": "max", "row": "min"})
    sites = factors.iloc[site_starts][UNIT].reset_index(drop=True).join(sites).assign(factor=JOINT, method="independence")
    factors["all_cases"] = sites["all_cases"].to_numpy()[site]
    sums, parts = _sums(factors, sites)
    own = parts["number"].to_numpy()
    part_starts = np.flatnonzero(np.diff(own, prepend=-1))
    weights = (parts["all_cases"] / parts["total"]).to_numpy(dtype=float)
    unlisted = np.maximum(1 - np.bincount(own, weights, minlength=len(sums)), 0)
    return factors, sites, sums, _Layout(starts, site_starts, inverted, reference, parts["unit"].to_numpy(), part_starts, weights, unlisted)


def _sums(factors: pd.DataFrame, sites: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sums over the sites of a place, year and sex, and the units (factors, then joint ones) they are made of, in order."""
    units = pd.concat([factors, sites], ignore_index=True)
    own = sites[sites["site"] != ALL_SITES]
    complete = own.groupby(STRATUM)["all_cases"].agg(total="sum", known="count", sites="size").reset_index()
    complete = complete[(complete["known"] == complete["sites"]) & (complete["sites"] > 1) & (complete["total"] > 0)]
    parts = units[units["site"] != ALL_SITES].reset_index(names="unit").merge(complete[[*STRATUM, "total"]], on=STRATUM)
    parts = parts.sort_values([*STRATUM, "factor"], kind="stable").reset_index(drop=True)
    parts["number"] = parts.groupby([*STRATUM, "factor"], sort=False).ngroup()
    first = parts.drop_duplicates("number")[[*STRATUM, "factor", "total"]].reset_index(drop=True)
    sums = first.rename(columns={"total": "all_cases"}).assign(site=ALL_GIVEN, method="sum_of_sites")
    sums["row"] = parts.groupby("number")["row"].min()
    return sums, parts


def _errors(cells: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Return the standard errors of log relative risk and prevalence, 0 without limits, and which levels have limits of their risk."""
    risk = fractions.log_standard_error(cells["lower"], cells["upper"])
    prevalence = (cells["prevalence_upper"] - cells["prevalence_lower"]).to_numpy(dtype=float) / WIDTH_OF_95_PERCENT
    return np.nan_to_num(risk), np.nan_to_num(prevalence), ~np.isnan(risk)


def _have_limits(layout: _Layout, limited: Array, risk: Array) -> Array:
    """Return which results have limits: a factor with limits at every level whose risk is not 1, and what is made of such factors only."""
    complete = np.logical_and.reduceat(limited | (risk == 1), layout.factor_starts)
    factors = complete & np.logical_or.reduceat(limited, layout.factor_starts)
    units = np.concatenate([factors, np.logical_and.reduceat(factors, layout.site_starts)])
    return np.concatenate([units, np.logical_and.reduceat(units[layout.parts], layout.part_starts)]) if len(layout.parts) else units


def _drawn(layout: _Layout, cells: pd.DataFrame, errors: tuple[Array, Array], normal: Array) -> Array:
    """Return lower and upper limits of the fractions by simulation."""
    stream = cells["stream"].to_numpy()
    risk = fractions.simulated_risks(cells["relative_risk"], errors[0], normal[0, stream])
    prevalence = cells["prevalence"].to_numpy(dtype=float)[:, None]
    if errors[1].any():
        prevalence = fractions.simulated_prevalences(cells["prevalence"], errors[1], normal[1, stream])
    return np.asarray(np.quantile(1 - layout.surviving(prevalence, risk), QUANTILES, axis=1))


def _delta(layout: _Layout, prevalence: Array, risk: Array, errors: tuple[Array, Array], fraction: Array) -> Array:
    """Return lower and upper limits of the fractions by the delta method."""
    half = WIDTH_OF_95_PERCENT / 2 * np.sqrt(layout.variances(prevalence, risk, errors))
    return np.asarray(1 - (1 - fraction) * np.exp([half, -half]))


def _ordered(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results in the order of the table: by place, year, sex, site and factor as they first appear; joint and sums last."""
    last = pd.DataFrame({"sum": results["site"] == ALL_GIVEN, "joint": results["factor"] == JOINT})
    first = results.groupby(STRATUM)["row"].transform("min"), results.groupby(UNIT)["row"].transform("min")
    order = last.assign(stratum=first[0], site=first[1], row=results["row"])
    ordered = results.loc[order.sort_values(["stratum", "sum", "site", "joint", "row"], kind="stable").index].reset_index(drop=True)
    return ordered.assign(year=ordered["year"].astype("int64"))[RESULT_COLUMNS]
