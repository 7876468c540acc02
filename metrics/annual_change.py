"""The average change of a rate in percent a year: over one straight line (EAPC), or over the segments of a joinpoint model (AAPC)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.intervals import normal_quantile, t_quantile
from metrics.joinpoints.model import Trends
from metrics.panel import Array
from metrics.user_tables import Column, read_frame

COLUMNS = {"series": Column("text", required=True), "year": Column("year", required=True), "rate": Column(required=True)}
LEAST_POINTS = 3
"""Points that a line with a standard error takes."""


def percent_a_year(slope: Array) -> Array:
    """Return the change in percent a year that a *slope* of the logarithm a year means."""
    with np.errstate(over="ignore"):  # infinite where the machine has no larger number
        return np.asarray(100 * np.expm1(slope), dtype=np.float64)


def eapc(rates: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """
    Return the estimated annual percent change of every series: 100 (exp(b) - 1), b the slope of ln(rate) on the year by least squares.

    Args:
        rates: Columns ``series``, ``year``, ``rate``. Rates of 0 have no logarithm and are left out, as IARC does; so are missing ones.
        level: Confidence of the interval, b -+ z SE.

    Returns:
        In the order in which the series first appear: ``series``, ``points`` (that were used), ``eapc``, ``lower``, ``upper`` in percent
        a year; NaN with fewer than three used points.

    Raises:
        MetricError: A cell is no number or no year, a rate is negative, or a year stands twice in a series.

    Source:
        IARC, R package Rcan, ``csu_eapc``; the interval is that of the normal distribution.
    """
    table = read_frame(rates, "rates", COLUMNS)
    frame = table.frame
    table.reject("year", frame["year"].isna(), "is empty", "give the year of the rate")
    table.reject("rate", frame["rate"] < 0, "is negative", "a rate of at least 0")
    table.reject("year", frame.duplicated(["series", "year"]), "stands twice for its series", "keep one rate a series and year")
    codes, names = pd.factorize(frame["series"])
    rate = frame["rate"].to_numpy(dtype=float)
    used = rate > 0
    series, year, value = codes[used], frame["year"].to_numpy(dtype=float)[used], np.log(rate[used])

    def total(term: Array) -> Array:
        return np.asarray(np.bincount(series, weights=term, minlength=len(names)), dtype=np.float64)

    count = np.bincount(series, minlength=len(names))
    with np.errstate(divide="ignore", invalid="ignore"):
        time, height = year - (total(year) / count)[series], value - (total(value) / count)[series]
        spread = total(time * time)
        slope = total(time * height) / spread
        error = np.sqrt(total((height - slope[series] * time) ** 2) / (count - 2) / spread)
    half = normal_quantile(level) * error
    enough = count >= LEAST_POINTS
    columns = {"eapc": slope, "lower": slope - half, "upper": slope + half}
    changes = {name: np.where(enough, percent_a_year(values), np.nan) for name, values in columns.items()}
    return pd.DataFrame({"series": names, "points": count, **changes})


def aapc(trends: Trends, first: Array, last: Array, *, level: float = 0.95) -> tuple[Array, Array, Array]:
    """
    Return the average annual percent change of every series over the years *first* … *last*, and its limits.

    The average of the slopes, weighted by the years of each segment inside the range, as percent a year. The interval is that of the normal
    distribution, the slopes taken as independent; where one segment holds the whole range, it is that segment's own t interval. An AAPC is
    never to be shown without its range.

    Args:
        trends: The joinpoint models.
        first: Start of the range, one number a series, at or after its first point.
        last: End of the range, after *first* and not after the last point.
        level: Confidence of the interval.

    Returns:
        Change and its lower and upper limit, percent a year; NaN where a range lies outside its series or is empty.

    Source:
        Clegg et al. 2009, Stat Med 28:3670-3682 (PMC2843083); NCI Joinpoint help, "Average Annual Percent Change (AAPC)".
    """
    begin, end = trends.bounds[:, :-1], trends.bounds[:, 1:]
    years = np.clip(np.minimum(end, last[:, None]) - np.maximum(begin, first[:, None]), 0.0, None)
    years = np.nan_to_num(years)
    inside = (first < last) & (first >= trends.bounds[:, 0]) & (last <= np.nanmax(trends.bounds, axis=1, initial=-np.inf))
    total = np.where(inside, years.sum(axis=1), np.nan)
    share = years / total[:, None]
    slope = np.where(share > 0, share * trends.slope, 0.0).sum(axis=1)
    variance = np.where(share > 0, (share * trends.error) ** 2, 0.0).sum(axis=1)
    single = np.count_nonzero(years > 0, axis=1) == 1
    quantile = np.where(single, t_quantile((1 + level) / 2, np.maximum(trends.degrees, 1)), normal_quantile(level))
    half = np.where(trends.degrees > 0, quantile * np.sqrt(variance), np.nan)
    values = (np.where(inside, limit, np.nan) for limit in (slope, slope - half, slope + half))
    change, lower, upper = (percent_a_year(value) for value in values)
    return change, lower, upper
