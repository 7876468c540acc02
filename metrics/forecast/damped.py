"""
Holt's damped trend, a second opinion: exponential smoothing of level and slope, with a slope that fades by a constant factor a year.

The smoothing constants are common to all series and chosen by back-test: ten points are too few to estimate three of them a series.
Level, slope, forecast and variance are those of the state-space form ETS(A,Ad,N), as the library statsmodels has it; a year without a
value moves the state on and teaches it nothing.

Source:
    Hyndman RJ, Koehler AB, Ord JK, Snyder RD (2008), Forecasting with exponential smoothing, sections 2.3 and 6.3 (table 6.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.forecast.distribution import Ahead
from metrics.intervals import Array


@dataclass(frozen=True)
class Damped:
    """
    Holt's damped trend with given constants.

    Attributes:
        name: What the record calls it.
        alpha: Share of a surprise that goes into the level.
        beta: Share of a surprise that goes into the slope; at most *alpha*.
        phi: What is left of the slope after a year.
        width: Factor of the error.
    """

    name: str
    alpha: float
    beta: float
    phi: float
    width: float = 1.0


@dataclass(frozen=True)
class Smoothed:
    """The state after the latest point; arrays of shape (series,): level, slope, variance of a surprise, degrees of freedom."""

    model: Damped
    level: Array
    slope: Array
    variance: Array
    degrees: Array


def smooth(time: Array, values: Array, model: Damped, *, floor: Array) -> Smoothed:
    """
    Return the state of every series after its latest point.

    Args:
        time: Midpoints in years, shape (series, points), in order of time, NaN before or after a row's points.
        values: On the scale of the forecast.
        model: The constants.
        floor: Least variance of a surprise, shape (series,).

    Returns:
        States that start from the least-squares line: its slope, and its height a year before the first point.
    """
    valid = np.isfinite(values)
    points = valid.sum(axis=1)
    first = np.nanmin(time, axis=1)
    since = np.where(valid, time - first[:, None], 0.0)
    y = np.where(valid, values, 0.0)
    mean_time, mean = since.sum(axis=1) / points, y.sum(axis=1) / points
    distance = np.where(valid, since - mean_time[:, None], 0.0)
    slope = (distance * y).sum(axis=1) / (distance**2).sum(axis=1)
    level = mean - slope * (mean_time + 1)
    squares = np.zeros_like(level)
    by_year = _by_year(since, values)
    for column in range(by_year.shape[1]):  # over years, at most those of the window, never over series
        still = column <= np.nanmax(since, axis=1)
        expected = level + model.phi * slope
        surprise = np.where(np.isfinite(by_year[:, column]), by_year[:, column] - expected, 0.0)
        level = np.where(still, expected + model.alpha * surprise, level)
        slope = np.where(still, model.phi * slope + model.beta * surprise, slope)
        squares = squares + surprise**2
    degrees = np.maximum(points - 2.0, 1.0)
    return Smoothed(model, level, slope, np.maximum(squares / degrees, floor), degrees)


def ahead(smoothed: Smoothed, years: Array) -> Ahead:
    """Return the forecast *years* (whole, above 0; shape (series,)) after the latest point."""
    model = smoothed.model
    furthest = int(np.nanmax(years, initial=1))
    steps = np.arange(1, furthest + 1)
    faded = np.cumsum(model.phi**steps)
    weights = model.alpha + model.beta * faded
    ratios = 1 + np.concatenate([[0.0], np.cumsum(weights[:-1] ** 2)])
    place = np.where(np.isfinite(years), np.maximum(np.rint(years), 1), 1).astype(int) - 1
    known = np.isfinite(years)
    centre = np.where(known, smoothed.level + smoothed.slope * faded[place], np.nan)
    return Ahead(centre, model.width * np.sqrt(smoothed.variance * ratios[place]), smoothed.degrees)


def _by_year(since: Array, values: Array) -> Array:
    """Return the values with one column a year since the first point, NaN where a year has none."""
    rows, columns = np.nonzero(np.isfinite(values))
    year = np.rint(since[rows, columns]).astype(int)
    spread = np.full((len(values), int(year.max(initial=0)) + 1), np.nan)
    spread[rows, year] = values[rows, columns]
    return spread
