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

import numpy as np
import pandas as pd

from metrics.intervals import Array, rounding_variance, standard_error
from metrics.windows import position_matrix

FIT_COLUMNS = [
    "points", "centre", "level", "slope", "level_variance", "slope_variance", "covariance", "degrees", "new_variance", "log", "weighted",
]  # fmt: skip


def fit_lines(points: pd.DataFrame, shape: pd.DataFrame) -> pd.DataFrame:
    """
    Return the fitted line of every series that has at least three points.

    Args:
        points: The used points: columns ``series``, ``year``, ``year_end``, ``value`` and, where published, ``lower``, ``upper`` (95 %)
            or ``se``.
        shape: Indexed by series: ``scale`` (``linear`` or ``log``) and ``resolution`` (step of rounding, 0 or NaN if unknown).

    Returns:
        Indexed by series: ``points``, ``centre`` (time at which ``level`` is the fitted value), ``level`` and ``slope`` on the scale of
        the fit (natural logarithm where ``log``), their variances and covariance, ``degrees`` of freedom, ``new_variance`` (of one new
        observation around the line), ``log`` (False for a log scale with a value that is not positive) and ``weighted``.
    """
    prepared = _on_scale(points, shape)
    series, matrix = position_matrix(prepared, ["time", "y", "sd", "floor", "year", "year_end", "log", "weighted"])
    valid = np.isfinite(matrix["y"])
    enough = valid.sum(axis=1) > 2  # noqa: PLR2004 - a line and its scatter need three points
    matrix = {name: values[enough] for name, values in matrix.items()}
    return pd.DataFrame(_fit(matrix, valid[enough]), index=series[enough], columns=FIT_COLUMNS)


def _on_scale(points: pd.DataFrame, shape: pd.DataFrame) -> pd.DataFrame:
    """Return the points on the scale of their fit, with the standard deviation each is weighted by (1 where unweighted)."""
    frame = points[["series", "year", "year_end", "value"]].copy()
    frame["time"] = (frame["year"] + frame["year_end"]) / 2
    positive = (frame["value"] > 0).groupby(frame["series"]).transform("all")
    log = (frame["series"].map(shape["scale"]) == "log") & positive
    values = frame["value"].to_numpy(dtype=float)
    on_log = log.to_numpy()
    frame["y"] = np.log(values, out=values.copy(), where=on_log & (values > 0))
    resolution = frame["series"].map(shape["resolution"]).fillna(0.0).to_numpy(dtype=float)
    frame["floor"] = rounding_variance(values, resolution, logarithmic=on_log)
    missing = pd.Series(np.nan, index=points.index)
    lower, upper = (points.get(name, missing).to_numpy(dtype=float) for name in ("lower", "upper"))
    error = standard_error(lower, upper, logarithmic=on_log)
    stated = points.get("se", missing).to_numpy(dtype=float)
    stated = np.where(on_log, stated / values, stated)
    frame["sd"] = np.where(np.isfinite(error), error, stated)
    variance = (frame["sd"] ** 2).clip(lower=frame["floor"])
    frame["weighted"] = (variance.notna() & (variance > 0) & frame["sd"].notna()).groupby(frame["series"]).transform("all")
    frame["sd"] = np.where(frame["weighted"], np.sqrt(variance), 1.0)
    frame["log"] = log
    return frame.astype({"log": float, "weighted": float})


def _fit(matrix: dict[str, Array], valid: Array) -> dict[str, Array]:
    """Return the least-squares lines of all rows of the matrices; see the module's text for the variances."""
    mask = valid.astype(float)
    count = mask.sum(axis=1)
    sd = np.where(valid, matrix["sd"], 1.0)
    time, y = np.where(valid, matrix["time"], 0.0), np.where(valid, matrix["y"], 0.0)
    weight = mask / sd**2
    total = weight.sum(axis=1)
    centre = (weight * time).sum(axis=1) / total
    distance = mask * (time - centre[:, None])
    spread = (weight * distance**2).sum(axis=1)
    level = (weight * y).sum(axis=1) / total
    slope = (weight * distance * y).sum(axis=1) / spread
    residual = mask * (y - level[:, None] - slope[:, None] * distance) / sd
    # Columns of the design, each divided by the point's standard deviation; they are orthogonal because time is centred.
    ones, slopes = mask / sd, distance / sd
    shared = _shared_years(matrix["year"], matrix["year_end"], valid)
    hat = ones[:, :, None] * ones[:, None, :] / total[:, None, None] + slopes[:, :, None] * slopes[:, None, :] / spread[:, None, None]
    left_over = np.eye(mask.shape[1])[None] * mask[:, None, :] - hat
    product = left_over @ shared
    trace = np.trace(product, axis1=1, axis2=2)
    degrees = trace**2 / np.trace(product @ product, axis1=1, axis2=2)
    weighted = np.nansum(matrix["weighted"], axis=1) > 0
    floor = np.where(weighted, 1.0, np.nansum(matrix["floor"], axis=1) / count)
    variance = np.maximum((residual**2).sum(axis=1) / trace, floor)
    to_level, to_slope = ones / total[:, None], slopes / spread[:, None]

    def propagated(left: Array, right: Array) -> Array:
        return np.asarray(variance * np.einsum("si,sij,sj->s", left, shared, right), dtype=np.float64)

    return {
        "points": count.astype(int),
        "centre": centre,
        "level": level,
        "slope": slope,
        "level_variance": propagated(to_level, to_level),
        "slope_variance": propagated(to_slope, to_slope),
        "covariance": propagated(to_level, to_slope),
        "degrees": degrees,
        "new_variance": variance * (mask * sd**2).sum(axis=1) / count,
        "log": np.nansum(matrix["log"], axis=1) > 0,
        "weighted": weighted,
    }


def _shared_years(first: Array, last: Array, valid: Array) -> Array:
    """Return the correlation of the points of each series by the years their periods share: 1 on the diagonal, 0 without overlap."""
    start, end = np.where(valid, first, np.nan), np.where(valid, last, np.nan)
    length = end - start + 1
    common = np.minimum(end[:, :, None], end[:, None, :]) - np.maximum(start[:, :, None], start[:, None, :]) + 1
    correlation = np.clip(common, 0, None) / np.sqrt(length[:, :, None] * length[:, None, :])
    return np.asarray(np.nan_to_num(correlation), dtype=np.float64)
