"""
Joinpoint regression of a user's own rates: where a trend changed, and by how many percent a year the rate moved in each part.

RATES has the columns ``series``, ``year``, ``rate`` and, optionally, ``se``, the standard error of the rate. With one for every rate of a
series the fit is weighted by rate² / se², otherwise not. A year may be missing, or its rate empty; the order of lines does not matter. The
model is one of logarithms: a rate of 0 has none, and nothing is added to make it one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics.annual_change import aapc, percent_a_year
from metrics.joinpoints.model import LARGEST_RATIO, LEAST_POINTS, Trends, fit_trends, is_weighted
from metrics.joinpoints.rules import Rules
from metrics.panel import Array, Flags, Whole
from metrics.user_tables import Column, read_frame, read_user_table

COLUMNS = {"series": Column("text", required=True), "year": Column("year", required=True), "rate": Column(required=True), "se": Column()}

AVERAGE_COLUMNS = ["series", "joinpoints", "start_year", "end_year", "aapc", "lower", "upper", "significant"]
RESULT_COLUMNS = ["series", "joinpoints", "segment", "start_year", "end_year", "apc", "lower", "upper", "significant"]

Reject = Callable[[str, "pd.Series[bool]", str, str], None]
"""Raises an error that names the first cell of a column where the flags hold: column, flags, what is wrong, what would be right."""


def joinpoint_file(path: Path, *, max_joinpoints: int | None = None, rules: Rules | None = None) -> pd.DataFrame:
    """
    Return the segments of every series in the CSV table *path*; see `joinpoint`.

    Raises:
        MetricError: The table cannot be read or is wrong; the message names file, line and column, and what would be right.
    """
    table = read_user_table(Path(path), COLUMNS)
    if table.frame.empty:
        raise MetricError(str(path), "has no rows", "add a line for every series and year")
    return _segments(table.frame, table.reject, _with_most(rules, max_joinpoints))


def joinpoint(rates: pd.DataFrame, *, max_joinpoints: int | None = None, rules: Rules | None = None) -> pd.DataFrame:
    """
    Return the segments of the joinpoint model of every series.

    Args:
        rates: Columns ``series``, ``year``, ``rate`` and, optionally, ``se``; see the module's text.
        max_joinpoints: Largest number of joinpoints, as far as the points of a series allow it; None for NCI's default for their number.
        rules: How the model is chosen and its intervals are made; None for the defaults.

    Returns:
        In the order in which the series first appear, one row a segment: ``series``, ``joinpoints`` (their number), ``segment`` (from 1),
        ``start_year``, ``end_year`` (neighbours share the joinpoint's year), ``apc`` in percent a year, its limits ``lower`` and
        ``upper`` (NaN where no degree of freedom is left), and ``significant``: the interval excludes 0.

    Raises:
        MetricError: A cell is no number, a rate is not above 0, a standard error is wrong or given for a part of a series only, a year
            stands twice, or a series has fewer than three rates.
    """
    table = read_frame(rates, "rates", COLUMNS)
    return _segments(table.frame, table.reject, _with_most(rules, max_joinpoints))


def average_file(
    path: Path, *, years: tuple[int, int] | None = None, max_joinpoints: int | None = None, rules: Rules | None = None
) -> pd.DataFrame:
    """Return the average change of every series in the CSV table *path*; see `average`, and `joinpoint_file` for the errors."""
    table = read_user_table(Path(path), COLUMNS)
    if table.frame.empty:
        raise MetricError(str(path), "has no rows", "add a line for every series and year")
    return _averages(table.frame, table.reject, years, _with_most(rules, max_joinpoints))


def average(
    rates: pd.DataFrame, *, years: tuple[int, int] | None = None, max_joinpoints: int | None = None, rules: Rules | None = None
) -> pd.DataFrame:
    """
    Return the average annual percent change (AAPC) of every series over a range of years.

    Args:
        rates: As for `joinpoint`.
        years: First and last year of the range; None for all years of each series.
        max_joinpoints: As for `joinpoint`.
        rules: As for `joinpoint`; NCI's own limits are those of the interval ``separate``. There are none by quantiles.

    Returns:
        In the order in which the series first appear: ``series``, ``joinpoints`` (their number), ``start_year`` and ``end_year`` of the
        range, ``aapc`` in percent a year, its limits ``lower`` and ``upper``, ``significant``. A series that does not reach over the range
        has no average: its numbers are NaN.

    Raises:
        MetricError: As for `joinpoint`; the range is none, or limits by quantiles are asked for.
    """
    table = read_frame(rates, "rates", COLUMNS)
    return _averages(table.frame, table.reject, years, _with_most(rules, max_joinpoints))


def _averages(frame: pd.DataFrame, reject: Reject, years: tuple[int, int] | None, rules: Rules) -> pd.DataFrame:
    """Return one row a series of a table whose numbers are numbers."""
    if rules.interval == "quantile":
        raise MetricError("interval", "'quantile' has no limits of an average", "one of parametric, separate")
    if years is not None and not years[0] < years[1]:
        raise MetricError("years", f"{years[0]}-{years[1]} is no range", "give a first and a later last year, such as 2015-2019")
    names, trends = _fitted(frame, reject, rules)
    last = np.nanmax(trends.bounds, axis=1, initial=-np.inf)
    range_ = (trends.bounds[:, 0], last) if years is None else tuple(np.full(len(names), float(year)) for year in years)
    change, lower, upper = aapc(trends, range_[0], range_[1], level=rules.level)
    columns = {
        "series": names, "joinpoints": trends.joinpoints, "start_year": range_[0].astype(np.int64), "end_year": range_[1].astype(np.int64),
        "aapc": change, "lower": lower, "upper": upper, "significant": (lower > 0) | (upper < 0),
    }  # fmt: skip
    return pd.DataFrame(columns, columns=AVERAGE_COLUMNS)


def _with_most(rules: Rules | None, max_joinpoints: int | None) -> Rules:
    known = rules or Rules()
    return known if max_joinpoints is None else replace(known, max_joinpoints=max_joinpoints)


def _segments(frame: pd.DataFrame, reject: Reject, rules: Rules) -> pd.DataFrame:
    """Return the segments of a table whose numbers are numbers."""
    return _table(*_fitted(frame, reject, rules))


def _fitted(frame: pd.DataFrame, reject: Reject, rules: Rules) -> tuple[pd.Index, Trends]:
    """Return the names of the series and their models."""
    if "se" not in frame:
        frame = frame.assign(se=np.nan)
    _check_cells(frame, reject)
    codes, names = pd.factorize(frame["series"])
    _check_series(frame, codes, reject)
    held = frame["rate"].notna().to_numpy()
    time, rate, error = _matrices(codes[held], frame[held], len(names))
    has_error = np.count_nonzero(~np.isnan(error), axis=1) > 0
    lost = has_error & ~is_weighted(rate, error)
    reject("se", pd.Series(lost[codes]), f"belongs to a series with weights that differ more than {LARGEST_RATIO:g} times",
           "standard errors of the same order, or none")  # fmt: skip
    return names, fit_trends(time, rate, error if has_error.any() else None, rules)


def _check_cells(frame: pd.DataFrame, reject: Reject) -> None:
    """Refuse what no cell may hold."""
    reject("series", frame["series"].astype("str") == "", "is empty", "name the series")
    reject("year", frame["year"].isna(), "is empty", "give the year of the rate")
    remedy = "leave the cell empty to leave the year out, or use rates of longer periods or larger groups; nothing is added to a rate"
    reject("rate", frame["rate"] <= 0, "is not above 0 and has no logarithm", remedy)
    reject("se", frame["se"] <= 0, "is not above 0", "give the standard error of the rate, or leave the whole series without")
    reject("year", frame.duplicated(["series", "year"]), "stands twice for its series", "keep one rate a series and year")


def _check_series(frame: pd.DataFrame, codes: Whole, reject: Reject) -> None:
    """Refuse series that cannot be fitted."""
    held = frame["rate"].notna().to_numpy()
    rates = np.bincount(codes[held], minlength=codes.max(initial=-1) + 1)
    few = rates < LEAST_POINTS
    reject("series", pd.Series(few[codes]), f"has fewer than {LEAST_POINTS} rates", f"give at least {LEAST_POINTS} years, or leave it out")
    given = held & frame["se"].notna().to_numpy()
    some = np.bincount(codes[given], minlength=len(rates)) > 0
    remedy = "give the standard error of every rate of the series, or of none"
    reject("se", pd.Series(some[codes] & held & ~given), "is missing, but other rates of the series have one", remedy)


def _matrices(codes: Whole, frame: pd.DataFrame, series: int) -> tuple[Array, Array, Array]:
    """Return year, rate and error as matrices, one row a series, the newest in the last column and NaN on the left."""
    year = frame["year"].to_numpy(dtype=float)
    order = np.lexsort((year, codes))
    row = codes[order]
    counts = np.bincount(row, minlength=series)
    width = int(counts.max(initial=0))
    column = width + np.arange(len(row)) - np.cumsum(counts)[row]
    matrices = []
    for values in (year, frame["rate"].to_numpy(dtype=float), frame["se"].to_numpy(dtype=float)):
        matrix = np.full((series, width), np.nan)
        matrix[row, column] = values[order]
        matrices.append(matrix)
    return matrices[0], matrices[1], matrices[2]


def _table(names: pd.Index, trends: Trends) -> pd.DataFrame:
    """Return one row a segment."""
    segment = np.arange(trends.slope.shape[1])
    there: Flags = segment <= trends.joinpoints[:, None]
    row, column = np.nonzero(there)
    lower, upper = percent_a_year(trends.lower[there]), percent_a_year(trends.upper[there])
    return pd.DataFrame(
        {
            "series": names[row],
            "joinpoints": trends.joinpoints[row],
            "segment": column + 1,
            "start_year": trends.bounds[:, :-1][there].astype(np.int64),
            "end_year": trends.bounds[:, 1:][there].astype(np.int64),
            "apc": percent_a_year(trends.slope[there]),
            "lower": lower,
            "upper": upper,
            "significant": (lower > 0) | (upper < 0),
        },
        columns=RESULT_COLUMNS,
    )
