"""
Inequality between social groups: slope and relative index over ranked groups, the gap between two groups, and the gap over time.

An absolute and a relative measure can move in opposite directions (both rates halve: the gap halves, the ratio stays), so they are always
given together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from data.errors import MetricError
from metrics.intervals import WIDTH_OF_95_PERCENT, Array, normal_quantile, t_quantile
from metrics.trend import fit_lines

SCALES: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "linear": (lambda values: values, lambda values: values),
    "log": (np.log, np.exp),
    "logit": (special.logit, special.expit),
}
"""Scale by name: to it, and back."""

DRAWS = 100_000
"""Simulated sets of values behind an interval, as in OHID's package PHEindicatormethods."""

VERDICTS = ("narrowing", "widening", "reversed", "no_clear_change", "not_assessable")


@dataclass(frozen=True)
class SlopeIndex:
    """
    Slope and relative index of inequality with their limits; one entry an area.

    Attributes:
        sii: Fitted value at the upper end of the ranking minus that at the lower end, in units of the values.
        rii: The one divided by the other.
        intercept: Fitted value at the lower end (the most deprived end where groups are ordered from there).
    """

    sii: Array
    sii_lower: Array
    sii_upper: Array
    rii: Array
    rii_lower: Array
    rii_upper: Array
    intercept: Array


@dataclass(frozen=True)
class Gap:
    """Difference and ratio of two groups with their limits; one entry a pair."""

    difference: Array
    difference_lower: Array
    difference_upper: Array
    ratio: Array
    ratio_lower: Array
    ratio_upper: Array


def standard_error_on(scale: str, lower: Array, upper: Array) -> Array:
    """Return the standard error behind 95 % limits on *scale*; for `slope_index` with the same scale."""
    there, _ = _scale(scale)
    return np.asarray((there(np.asarray(upper)) - there(np.asarray(lower))) / WIDTH_OF_95_PERCENT, dtype=np.float64)


def slope_index(
    values: Array,
    population: Array,
    se: Array,
    *,
    scale: str = "linear",
    transform: bool = False,
    level: float = 0.95,
    multiplier: float = 1.0,
    draws: int = DRAWS,
    seed: int = 2026,
) -> SlopeIndex:
    """
    Return the slope and relative index of inequality of every area.

    The value of each group is regressed on its rank, the middle of its range in the cumulative population, weighted by its population. The
    limits are quantiles of the same regression on simulated values, which are normal around the value with its standard error, on *scale*.

    Args:
        values: One row an area, one column a group, from least to most advantaged; one area may come as a vector.
        population: People in each group, above 0; as *values*.
        se: Standard error of each value on *scale* (`standard_error_on`); as *values*.
        scale: Where the values are normal: ``linear``, ``log`` (rates) or ``logit`` (proportions).
        transform: Regress on that scale as well, for values whose line would leave their range; the indices are on the values' own scale.
        level: Confidence level.
        multiplier: Factor of the slope index, such as 100 for percent; a negative one (higher is worse) also inverts the relative index.
        draws: Number of simulated sets.
        seed: Start of the random numbers; the same seed gives the same limits.

    Raises:
        MetricError: The scale is unknown, a population is not above 0, or a value does not lie on the scale.

    Source:
        Low A, Low A (2004), J Public Health 26:388-395; limits as in OHID's package PHEindicatormethods, `phe_sii`.
    """
    there, back = _scale(scale)
    value, people, error = (np.atleast_2d(np.asarray(cells, dtype=np.float64)) for cells in (values, population, se))
    if not (people > 0).all():
        raise MetricError("slope index", "a group has no population", "give every group people, or join it with its neighbour")
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = there(value)
    if not (np.isfinite(centre) & (error >= 0)).all():
        raise MetricError("slope index", f"a value or its standard error does not lie on the {scale} scale", "choose another scale")

    def ends(fit: Array, drawn: Array) -> Array:
        return np.asarray(back(fit @ drawn) if transform else fit @ back(drawn), dtype=np.float64)

    fits = _line_weights(people)
    noise = np.random.default_rng(seed).standard_normal((value.shape[1], draws))
    tails = [(1 - level) / 2, 1 - (1 - level) / 2]
    fitted = np.array([ends(fit, row) for fit, row in zip(fits, centre, strict=True)])
    # One area at a time: the draws of an area fill a matrix of their own.
    limits = np.array(
        [
            _limits_of_draws(ends(fit, row[:, None] + spread[:, None] * noise), tails)
            for fit, row, spread in zip(fits, centre, error, strict=True)
        ]
    )
    bottom, top = fitted.T
    inverted = multiplier < 0
    slopes = np.sort(multiplier * limits[:, 0], axis=1)
    ratios = np.sort(1 / limits[:, 1], axis=1) if inverted else limits[:, 1]
    ratio = bottom / top if inverted else top / bottom
    return SlopeIndex(multiplier * (top - bottom), slopes[:, 0], slopes[:, 1], ratio, ratios[:, 0], ratios[:, 1], bottom)


def gap(value: Array, se: Array, other: Array, other_se: Array, level: float = 0.95) -> Gap:
    """
    Return the absolute and the relative gap between two groups: *value* minus, and divided by, *other*.

    Args:
        value: Value of the group.
        se: Its standard error; the two groups are independent.
        other: Value of the group it is compared with.
        other_se: Its standard error.
        level: Confidence level.

    Returns:
        Normal limits of the difference, log-normal ones of the ratio (delta method); the ratio is NaN where a value is not above 0.
    """
    z = normal_quantile(level)
    difference, reach = value - other, z * np.hypot(se, other_se)
    ours, theirs = (np.where(np.asarray(cells) > 0, cells, np.nan) for cells in (value, other))
    ratio, factor = ours / theirs, np.exp(z * np.hypot(se / ours, other_se / theirs))
    return Gap(difference, difference - reach, difference + reach, ratio, ratio / factor, ratio * factor)


def gap_trend(gaps: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """
    Return whether the gap of every series narrows or widens.

    A straight line is fitted to the gap, weighted by its standard errors where all of them are there (`metrics.trend.fit_lines`). Where its
    slope differs from 0 at *level*, the gap narrows if the line comes closer to 0 and widens if it moves away; it is reversed if the line
    crosses 0 between the first and the last year, so that the other group is ahead now.

    Args:
        gaps: Columns ``series``, ``year``, ``value`` (signed absolute gap, or the logarithm of a ratio) and, optionally, ``se``.
        level: Confidence level.

    Returns:
        One row a series: ``series``, ``points``, ``slope`` (a year), ``lower``, ``upper``, ``first`` and ``last`` (fitted gap in the first
        and last year), ``verdict`` (one of `VERDICTS`; not assessable below three points).
    """
    known = gaps[gaps["value"].notna()]
    points = known.assign(year_end=known["year"])
    names = pd.Index(gaps["series"].unique(), name="series")
    shape = pd.DataFrame({"scale": "linear", "resolution": 0.0}, index=names)
    fits = fit_lines(points, shape).reindex(names)
    years = points.groupby("series")["year"].agg(["min", "max"]).reindex(names)
    reach = t_quantile(1 - (1 - level) / 2, fits["degrees"]) * np.sqrt(fits["slope_variance"])
    lower, upper = fits["slope"] - reach, fits["slope"] + reach
    first, last = (fits["level"] + fits["slope"] * (years[end] - fits["centre"]) for end in ("min", "max"))
    clear = (lower > 0) | (upper < 0)
    closer = last.abs() < first.abs()
    verdict = np.select(
        [fits["slope"].isna(), ~clear, first * last < 0, closer],
        ["not_assessable", "no_clear_change", "reversed", "narrowing"],
        "widening",
    )
    counted = points.groupby("series").size().reindex(names).fillna(0).astype(int)
    columns = {"points": counted, "slope": fits["slope"], "lower": lower, "upper": upper, "first": first, "last": last, "verdict": verdict}
    return pd.DataFrame(columns, index=names).reset_index()


def _scale(name: str) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    if name not in SCALES:
        raise MetricError("slope index", f"scale '{name}' is unknown", f"known: {', '.join(SCALES)}")
    return SCALES[name]


def _line_weights(population: Array) -> Array:
    """Return the weights by which a row of values gives the fitted line at rank 0 and at rank 1: shape (areas, 2, groups)."""
    share = population / population.sum(axis=1, keepdims=True)
    rank = np.cumsum(share, axis=1) - share / 2
    middle = (share * rank).sum(axis=1, keepdims=True)
    slope = share * (rank - middle) / (share * (rank - middle) ** 2).sum(axis=1, keepdims=True)
    return np.stack([share - slope * middle, share + slope * (1 - middle)], axis=1)


def _limits_of_draws(ends: Array, tails: list[float]) -> Array:
    """Return the quantiles of slope and relative index over the draws: shape (2, 2)."""
    bottom, top = ends
    return np.array([np.quantile(top - bottom, tails), np.quantile(top / bottom, tails)])
