"""
The scale on which a forecast is made: logit for shares in percent, logarithm for positive quantities, else relative to the series' level.

On the logit scale a share cannot leave 0 to 100, and a percentage point near an end counts for more than one in the middle; on the log
scale a rate cannot become negative. The third scale divides by the mean absolute value, so that the same spread means the same thing in
every unit. Published shares of exactly 0 and 100 are rounded ones: they are drawn in by half a step of rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.intervals import VARIANCE_OF_ROUNDING, Array, row_counts

RELATIVE, LOG, LOGIT = 0, 1, 2
"""Codes of the scales."""

NAMES = ("relative", "log", "logit")
"""Their names, in the order of the codes."""

FULL = 100.0
"""The upper end of a share."""

LEAST_STEP = 0.1
"""Step of rounding, in percentage points, assumed of a share of 0 or 100 whose step is not known."""

LARGEST_EXPONENT = 700.0
"""Beyond it the exponential function overflows."""


@dataclass(frozen=True)
class Scale:
    """
    The scale of every series; arrays of shape (series,).

    Attributes:
        code: `RELATIVE`, `LOG` or `LOGIT`.
        unit: What a value is divided by on the relative scale; 1 on the others.
        margin: How near to 0 and 100 a share may come on the logit scale, in percentage points.
    """

    code: Array
    unit: Array
    margin: Array

    def rows(self, chosen: Array) -> Scale:
        """Return the scale of the *chosen* series, by position."""
        return Scale(self.code[chosen], self.unit[chosen], self.margin[chosen])


def is_share(limit: Array) -> Array:
    """Return which series are shares in percent by their natural upper limit."""
    return np.asarray(limit == FULL, dtype=np.bool_)


def choose(values: Array, *, share: Array, positive: Array, resolution: Array) -> Scale:
    """
    Return the scale of every series.

    Args:
        values: Shape (series, points), in the unit of the indicator; NaN where a series is shorter.
        share: True where the indicator is a share in percent; it counts only where every value lies in 0 to 100.
        positive: True where the catalogue (or the user) says that change is relative; it counts only where every value is above 0.
        resolution: Step of rounding; 0 or NaN if unknown.
    """
    valid = np.isfinite(values)
    logit, log = share.astype(bool), positive.astype(bool)
    if logit.any():
        logit = logit & ~((values < 0) | (values > FULL)).any(axis=1)
    if log.any():
        log = log & ~logit & ~(values <= 0).any(axis=1)
    code = np.select([logit, log], [LOGIT, LOG], default=RELATIVE)
    mean = np.einsum("ij->i", np.where(valid, np.abs(values), 0.0)) / np.maximum(row_counts(valid), 1)
    unit = np.where((code == RELATIVE) & (mean > 0), mean, 1.0)
    step = np.where(resolution > 0, resolution, LEAST_STEP)
    return Scale(code, unit, np.minimum(step, FULL / 2) / 2)


def to_scale(values: Array, scale: Scale) -> Array:
    """Return *values*, of shape (series,) or (series, columns), on their scale; NaN for a value that the scale cannot hold."""
    numbers = np.array(values, dtype=np.float64)
    by_unit, on_log, on_logit = (np.flatnonzero(scale.code == code) for code in (RELATIVE, LOG, LOGIT))
    if len(by_unit):
        numbers[by_unit] = numbers[by_unit] / _beside(scale.unit[by_unit], numbers)
    if len(on_log):
        chosen = numbers[on_log]
        numbers[on_log] = np.log(np.where(chosen > 0, chosen, np.nan))
    if len(on_logit):
        chosen, margin = numbers[on_logit], _beside(scale.margin[on_logit], numbers)
        share = np.clip(np.where((chosen >= 0) & (chosen <= FULL), chosen, np.nan), margin, FULL - margin)
        numbers[on_logit] = np.log(share / (FULL - share))
    return numbers


def from_scale(numbers: Array, scale: Scale) -> Array:
    """Return *numbers* on their scale in the unit of the indicator again."""
    code = _beside(scale.code, numbers)
    bounded = np.clip(numbers, -LARGEST_EXPONENT, LARGEST_EXPONENT)
    share = FULL / (1 + np.exp(-np.where(code == LOGIT, bounded, 0.0)))
    positive = np.exp(np.where(code == LOG, bounded, 0.0))
    natural = np.select([code == LOGIT, code == LOG], [share, positive], default=numbers * _beside(scale.unit, numbers))
    return np.asarray(natural, dtype=np.float64)


def least_variance(values: Array, resolution: Array, error: Array, scale: Scale) -> Array:
    """
    Return the variance that a value has at least, on the scale of the forecast, by the delta method.

    Args:
        values: One a series, in the unit of the indicator.
        resolution: Step of rounding; 0 or NaN if unknown.
        error: Published standard error; NaN if there is none.
        scale: Of the same series.

    Returns:
        The larger of the variances of rounding and of sampling, 0 where neither is known.
    """
    share = np.clip(values, scale.margin, FULL - scale.margin)
    with np.errstate(divide="ignore", invalid="ignore"):
        steepness = np.select(
            [scale.code == LOGIT, scale.code == LOG], [1 / share + 1 / (FULL - share), 1 / values], default=1 / scale.unit
        )
    step = np.where(resolution > 0, resolution, 0.0)
    least = np.fmax(step**2 * VARIANCE_OF_ROUNDING, error**2) * steepness**2
    return np.asarray(np.nan_to_num(least), dtype=np.float64)


def _beside(by_series: Array, numbers: Array) -> Array:
    """Return one number a series in a shape that goes with *numbers*."""
    return by_series.reshape((-1,) + (1,) * (numbers.ndim - 1))
