"""
The last segment of a joinpoint model, continued: what registries do who judge a rate by where its pace changed last.

The number and the years of the joinpoints are found as in `metrics.joinpoints` (weighted BIC), on the scale of the forecast. The interval
is that of a new observation from the continuous model: scatter, and doubt about height and slope at the end of the line. Each joinpoint
counts as two parameters. That the joinpoints themselves were searched, and that errors go together from year to year, is in none of these;
``width`` makes up for it as far as the half of the series on which it was chosen tells.

Source:
    Kim HJ, Fay MP, Feuer EJ, Midthune DN (2000), Stat Med 19:335-351; prediction from a least-squares line: Draper NR, Smith H (1998),
    Applied regression analysis, section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.forecast.distribution import LEAST_DEGREES, Ahead
from metrics.intervals import Array, row_counts
from metrics.joinpoints.candidates import tree
from metrics.joinpoints.points import Points, points_of
from metrics.joinpoints.rules import Rules
from metrics.joinpoints.search import best_models
from metrics.joinpoints.segments import fit as fit_segments
from metrics.joinpoints.selection import LEAST_ERROR, choose_size
from metrics.panel import Whole


@dataclass(frozen=True)
class LastSegment:
    """
    The model and its parameter.

    Attributes:
        name: What the record calls it.
        width: Factor of the error.
    """

    name: str
    width: float = 1.0


@dataclass(frozen=True)
class Continued:
    """
    The end of the line of every series; arrays of shape (series,).

    Attributes:
        model: The model.
        level: Height of the line at the latest point, on the scale of the forecast.
        slope: Change a year in the last segment.
        level_variance: Variance of *level* in variances of an error; likewise the next two.
        covariance: Of level and slope.
        slope_variance: Of *slope*.
        variance: Variance of an error.
        degrees: Points less two, and less two for each joinpoint.
    """

    model: LastSegment
    level: Array
    slope: Array
    level_variance: Array
    covariance: Array
    slope_variance: Array
    variance: Array
    degrees: Array

    def rows(self, chosen: Array) -> Continued:
        """Return the *chosen* series, by position, repeated as often as asked."""
        return Continued(self.model, *(getattr(self, name)[chosen] for name in ARRAYS))


ARRAYS = ("level", "slope", "level_variance", "covariance", "slope_variance", "variance", "degrees")
"""The arrays of `Continued`."""


def fit(time: Array, values: Array, model: LastSegment, *, floor: Array) -> Continued:
    """
    Return the end of the line of every row.

    Args:
        time: Midpoints of the periods, in years; shape (series, points), rising, NaN before a row's points.
        values: On the scale of the forecast; a row has at least three.
        model: The model.
        floor: Least variance of an error, on the scale of the forecast; shape (series,).
    """
    counts = row_counts(np.isfinite(values))
    found = {name: np.full(len(values), np.nan) for name in ARRAYS}
    rules = Rules()
    for size in np.unique(counts).tolist():  # over lengths and numbers of joinpoints, never over series
        rows = np.flatnonzero(counts == size)
        # The search takes rates and fits their logarithms.
        points = points_of(time[rows, -size:], np.exp(values[rows, -size:]), None)
        models = tree(size, rules.most(size), rules.least_end, rules.least_between)
        best = best_models(models, points)
        chosen = choose_size(models, points, best, "wbic")
        for count in np.unique(chosen).tolist():
            part = np.flatnonzero(chosen == count)
            ends = _ends(points.rows(part), models.joinpoints(count, best.model[part, count]), floor[rows[part]])
            for name, cells in ends.items():
                found[name][rows[part]] = cells
    return Continued(model, **found)


def ahead(continued: Continued, years: Array) -> Ahead:
    """Return the forecast of every series *years* (above 0; shape (series,)) after its latest point; NaN gives NaN."""
    line = continued.level_variance + 2 * years * continued.covariance + years**2 * continued.slope_variance
    error = continued.model.width * np.sqrt(continued.variance * (1 + line))
    return Ahead(continued.level + years * continued.slope, error, continued.degrees)


def _ends(points: Points, places: Whole, floor: Array) -> dict[str, Array]:
    """Return the end of the line of series with the same number of joinpoints, at *places*."""
    model = fit_segments(points, places)
    total, joinpoints = points.time.shape[1], places.shape[1]
    # What the height of the line at the latest point, and its change in a year, are made of: of 1, t, (t - tau)+, ….
    height = np.ones((len(points.time), joinpoints + 2))
    height[:, 1] = points.time[:, -1]
    height[:, 2:] = points.time[:, -1:] - np.take_along_axis(points.time, places, axis=1)
    change = np.ones(joinpoints + 2)
    change[0] = 0.0
    with_change = model.inverse @ change
    residual = points.value - model.fitted
    degrees = max(total - 2 * joinpoints - 2, 1)
    squares = np.maximum(np.einsum("sn,sn->s", residual, residual), total * LEAST_ERROR**2)
    return {
        "level": model.fitted[:, -1],
        "slope": model.slope[:, -1],
        "level_variance": np.einsum("si,sij,sj->s", height, model.inverse, height),
        "covariance": np.einsum("si,si->s", height, with_change),
        "slope_variance": with_change @ change,
        "variance": np.maximum(squares / degrees, floor),
        "degrees": np.full(len(points.time), max(float(degrees), LEAST_DEGREES)),
    }
