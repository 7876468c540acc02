"""
The trend of every series at once: a straight line by closed form on the declared scale, with an interval that is honest about scatter,
rounding and overlapping periods.

The line is fitted by least squares: weighted by the published standard errors where every used point has an interval, unweighted
otherwise. Three things keep the interval from being too narrow:

* *scatter*: published errors are widened by the factor max(1, chi²/df), as in Birge's ratio;
* *rounding*: the residual variance is never below that of the published rounding (resolution²/12), so 47, 47, 47 is no certainty;
* *overlap*: periods that share years share data. Two period means over ``k`` common years correlate by k / sqrt(length × length); the
  variance of the slope, the residual variance and its degrees of freedom (Satterthwaite 1946) take that correlation into account.
  Thinning to periods that do not overlap would leave three or four points of a fifteen-year window and hide most of what is published.

The time of a period is its midpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.forecast.series import COLUMNS as FORECAST_COLUMNS
from metrics.forecast.series import Forecasts, forecast, to_columns
from metrics.intervals import VARIANCE_OF_ROUNDING, WIDTH_OF_95_PERCENT, Array, rounding_variance, row_counts, standard_error
from metrics.panel import chosen_rows, is_empty
from metrics.windows import position_matrix

LINE_COLUMNS = ["centre", "level", "slope", "slope_variance", "degrees", "log", "weighted"]
FIT_COLUMNS = [*LINE_COLUMNS, *FORECAST_COLUMNS]

POINTS_OF_A_LINE = 3
"""A line and its scatter need three points."""


@dataclass(frozen=True)
class Window:
    """
    The points that lines are fitted to: matrices of one row a series and one column a point in order of time, NaN where there is none.

    Attributes:
        year: First year of the period.
        year_end: Last year of the period.
        value: The value.
        lower: Lower 95 % limit.
        upper: Upper 95 % limit.
        se: Standard error, used where there is no interval.
        log: Which series are wanted on a log scale, one flag a series.
        resolution: Step of rounding, 0 or NaN if unknown, one number a series.
        share: Which series are shares in percent, one flag a series; their forecast stays between 0 and 100.
        widening: Factor of the forecast's error, one number a series (`metrics.forecast.models.Model.widening`).
    """

    year: Array
    year_end: Array
    value: Array
    lower: Array
    upper: Array
    se: Array
    log: Array
    resolution: Array
    share: Array
    widening: Array

    def rows(self, chosen: Array) -> Window:
        """Return only the *chosen* series, by position."""
        return Window(**chosen_rows(self, chosen))


def fit_lines(points: pd.DataFrame, shape: pd.DataFrame) -> pd.DataFrame:
    """
    Return the fitted line of every series that has at least three points.

    Args:
        points: The used points: columns ``series``, ``year``, ``year_end``, ``value`` and, where published, ``lower``, ``upper`` (95 %)
            or ``se``.
        shape: Indexed by series: ``scale`` (``linear`` or ``log``), ``resolution`` (step of rounding, 0 or NaN if unknown) and, where
            known, ``share`` (in percent) and ``widening`` (factor of the forecast's error).

    Returns:
        Indexed by series: ``centre`` (time at which ``level`` is the fitted value), ``level`` and ``slope`` on the scale of the fit
        (natural logarithm where ``log``), the slope's variance and its ``degrees`` of freedom, ``log`` (False for a log scale with a
        value that is not positive) and ``weighted``; and the forecast from the same points, as `metrics.projection` reads it.
    """
    timed = points.assign(time=(points["year"] + points["year_end"]) / 2)
    columns = [name for name in ("year", "year_end", "value", "lower", "upper", "se") if name in timed]
    series, matrix = position_matrix(timed[timed["value"].notna()], columns)
    enough = (~np.isnan(matrix["value"])).sum(axis=1) >= POINTS_OF_A_LINE
    missing = np.full((int(enough.sum()), matrix["value"].shape[1]), np.nan)
    rows = shape.reindex(series[enough])
    window = Window(
        **{name: matrix[name][enough] if name in matrix else missing for name in ("year", "year_end", "value", "lower", "upper", "se")},
        log=(rows["scale"] == "log").to_numpy(dtype=bool),
        resolution=rows["resolution"].to_numpy(dtype=float, na_value=np.nan),
        share=rows["share"].to_numpy(dtype=bool, na_value=False) if "share" in rows else np.zeros(len(rows), dtype=bool),
        widening=rows["widening"].to_numpy(dtype=float, na_value=1.0) if "widening" in rows else np.ones(len(rows)),
    )
    return pd.DataFrame(fit(window), index=series[enough], columns=FIT_COLUMNS)


def fit(window: Window) -> dict[str, Array]:
    """Return `FIT_COLUMNS` of every series of *window*, NaN where it has fewer than three points; see `fit_lines`."""
    line = fit_line(window)
    return line | to_columns(continued(window, line["log"]))


def continued(window: Window, log: Array) -> Forecasts:
    """Return the forecasts from the points of *window*; *log* is that of its lines."""
    error = _published_error(window)
    return forecast(
        window.year, window.year_end, window.value, share=window.share, positive=log, resolution=window.resolution, error=error,
        widening=window.widening,
    )  # fmt: skip


def fit_line(window: Window) -> dict[str, Array]:
    """Return `LINE_COLUMNS` of every series of *window*, without the forecast."""
    with np.errstate(all="ignore"):
        points = _on_scale(window)
        line = _line(points)
        variance = np.maximum(line["squares"] / (line["points"] - 2), points.floor)
        result = line | {"slope_variance": variance / line["spread"], "degrees": (line["points"] - 2).astype(float)}
        shared = np.flatnonzero(_overlapping(window))
        if len(shared):
            part = _widened({name: cells[shared] for name, cells in line.items()}, points, window, shared)
            for name, cells in part.items():
                result[name][shared] = cells
    few = line["points"] < POINTS_OF_A_LINE
    for name in ("slope_variance", "degrees"):
        result[name][few] = np.nan
    result |= {"log": points.log, "weighted": points.weighted}
    return {name: result[name] for name in LINE_COLUMNS}


def _published_error(window: Window) -> Array | None:
    """Return the standard errors in the unit of the indicator, from the interval or as stated; None where no series has any."""
    if is_empty(window.lower) and is_empty(window.se):
        return None
    from_limits = (window.upper - window.lower) / WIDTH_OF_95_PERCENT
    return np.where(np.isnan(from_limits), window.se, from_limits)


@dataclass(frozen=True)
class _Points:
    """
    The points on the scale of their fit.

    Attributes:
        time: Middle of the period.
        y: Value, or its natural logarithm.
        sd: Standard deviation each is weighted by, 1 in series that are not weighted; None where none is.
        valid: Where there is a point.
        floor: Least residual variance, one a series: 1 where weighted, else the mean variance of rounding.
        log: Series on the log scale.
        weighted: Series that are weighted by published errors.
    """

    time: Array
    y: Array
    sd: Array | None
    valid: Array
    floor: Array
    log: Array
    weighted: Array


def _on_scale(window: Window) -> _Points:
    """Return the points on the scale of their fit, weighted where every point of the series has a published error."""
    value, valid = window.value, ~np.isnan(window.value)
    time = window.year if window.year_end is window.year else (window.year + window.year_end) / 2
    log = window.log & ~(value <= 0).any(axis=1) if window.log.any() else np.zeros(len(value), dtype=bool)
    on_log = log[:, None] & valid
    y = np.log(value, out=value.copy(), where=on_log) if log.any() else value
    step = np.nan_to_num(window.resolution)
    if log.any():
        rounding = rounding_variance(value, step[:, None], logarithmic=on_log)
        floor = np.where(valid, rounding, 0).sum(axis=1) / valid.sum(axis=1)
    else:
        floor = step**2 * VARIANCE_OF_ROUNDING
        rounding = floor[:, None]
    if is_empty(window.lower) and is_empty(window.se):
        return _Points(time, y, None, valid, floor, log, np.zeros(len(y), dtype=bool))
    error = standard_error(window.lower, window.upper, logarithmic=log[:, None])
    stated = np.where(log[:, None], window.se / value, window.se)
    variance = np.maximum(np.where(np.isnan(error), stated, error) ** 2, rounding)
    weighted = ((variance > 0) | ~valid).all(axis=1)
    sd = np.where(weighted[:, None], np.sqrt(variance), 1.0) if weighted.any() else None
    return _Points(time, y, sd, valid, np.where(weighted, 1.0, floor), log, weighted)


def _line(points: _Points) -> dict[str, Array]:
    """Return the least-squares lines, with the sums that their variances need."""
    valid, sd = points.valid, points.sd
    mask = valid.astype(float)
    weight = mask if sd is None else np.where(valid, 1 / sd**2, 0)
    total = np.einsum("ij->i", weight)
    distance, above = np.where(valid, points.time, 0.0), np.where(valid, points.y, 0.0)
    centre, level = (np.einsum("ij,ij->i", weight, cells) / total for cells in (distance, above))
    # In place, and by the mask rather than by a choice: new matrices cost more here than the arithmetic.
    for cells, middle in ((distance, centre), (above, level)):
        np.multiply(np.subtract(cells, middle[:, None], out=cells), mask, out=cells)
    weighted_distance = distance if sd is None else weight * distance
    spread = np.einsum("ij,ij->i", weighted_distance, distance)
    slope = np.einsum("ij,ij->i", weighted_distance, above) / spread
    rest = np.multiply(distance, slope[:, None], out=distance)
    np.subtract(above, rest, out=rest)
    return {
        "points": row_counts(valid), "centre": centre, "level": level, "slope": slope, "total": total, "spread": spread,
        "squares": np.einsum("ij,ij->i", rest if sd is None else weight * rest, rest),
    }  # fmt: skip


def _overlapping(window: Window) -> Array:
    """Return which series have periods that share years."""
    if window.year_end is window.year:
        return np.zeros(len(window.value), dtype=bool)
    return np.asarray((window.year[:, 1:] <= window.year_end[:, :-1]).any(axis=1), dtype=bool)


def _widened(line: dict[str, Array], points: _Points, window: Window, rows: Array) -> dict[str, Array]:
    """Return the variance of the slope and its degrees of freedom for *rows*, whose periods overlap; see the module's text."""
    known = points.valid[rows]
    mask = known.astype(float)
    sd = np.ones_like(mask) if points.sd is None else np.where(known, points.sd[rows], 1.0)
    distance = np.where(known, points.time[rows] - line["centre"][:, None], 0)
    total, spread = line["total"][:, None], line["spread"][:, None]
    # Columns of the design, each divided by the point's standard deviation; they are orthogonal because time is centred.
    ones, slopes = mask / sd, distance / sd
    shared = _shared_years(window.year[rows], window.year_end[rows], known)
    hat = ones[:, :, None] * (ones / total)[:, None, :] + slopes[:, :, None] * (slopes / spread)[:, None, :]
    left_over = np.eye(mask.shape[1])[None] * mask[:, None, :] - hat
    product = left_over @ shared
    trace = np.trace(product, axis1=1, axis2=2)
    variance = np.maximum(line["squares"] / trace, points.floor[rows])
    along = slopes / spread
    return {
        "slope_variance": variance * np.einsum("si,sij,sj->s", along, shared, along),
        "degrees": trace**2 / np.einsum("sij,sji->s", product, product),
    }


def _shared_years(first: Array, last: Array, valid: Array) -> Array:
    """Return the correlation of the points of each series by the years their periods share: 1 on the diagonal, 0 without overlap."""
    start, end = np.where(valid, first, np.nan), np.where(valid, last, np.nan)
    length = end - start + 1
    common = np.minimum(end[:, :, None], end[:, None, :]) - np.maximum(start[:, :, None], start[:, None, :]) + 1
    correlation = np.clip(common, 0, None) / np.sqrt(length[:, :, None] * length[:, None, :])
    return np.asarray(np.nan_to_num(correlation), dtype=np.float64)
