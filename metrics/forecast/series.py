"""Forecasts of many series from the points a trend uses, and the same as columns of a frame, so that they travel with the fitted lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.forecast import models
from metrics.forecast.candidates import DEFAULT
from metrics.forecast.distribution import Ahead
from metrics.forecast.models import Fitted, Model
from metrics.forecast.scales import Scale, choose, from_scale, least_variance, to_scale
from metrics.intervals import Array, row_counts

FEWEST_POINTS = 3
"""A level, a drift and their scatter need three points."""

PREFIX = "ahead_"
"""What the names of the columns begin with."""

BY_MEMBER = ("level", "slope", "level_variance", "covariance", "slope_variance", "variance", "weight")
"""Arrays of `Fitted` that have one number a correlation."""

BY_SERIES = ("reference", "degrees", "overlap", "width")
"""Arrays of `Fitted` that have one number a series."""

COLUMNS = [
    *(f"{PREFIX}{name}_{member}" for name in BY_MEMBER for member in range(len(DEFAULT.members))),
    *(f"{PREFIX}{name}" for name in (*BY_SERIES, "time", "code", "unit", "margin")),
]
"""The columns of a forecast by the default model."""


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of many series: the fits, the scale they are on, and the midpoint of the latest period of each."""

    fitted: Fitted
    scale: Scale
    time: Array

    def rows(self, chosen: Array) -> Forecasts:
        """Return the forecasts of the *chosen* series, by position, repeated as often as asked."""
        return Forecasts(self.fitted.rows(chosen), self.scale.rows(chosen), self.time[chosen])

    def at(self, time: Array) -> Ahead:
        """Return the forecast for *time* (one a series), on the scale of the forecast; NaN for a time that is not after the latest."""
        years = time - self.time
        return models.ahead(self.fitted, np.where(years > 0, years, np.nan))

    def on_scale(self, values: Array) -> Array:
        """Return *values*, one a series, on the scale of the forecast."""
        return to_scale(values, self.scale)

    def in_unit(self, numbers: Array) -> Array:
        """Return *numbers*, one a series, in the unit of the indicator."""
        return from_scale(numbers, self.scale)


def forecast(
    year: Array,
    year_end: Array,
    value: Array,
    *,
    share: Array,
    positive: Array,
    resolution: Array,
    error: Array | None = None,
    widening: Array | None = None,
    model: Model = DEFAULT,
) -> Forecasts:
    """
    Return the forecasts of every row.

    Args:
        year: First years of the periods, shape (series, points), in order of time, NaN before or after a row's points.
        year_end: Last years.
        value: Values in the unit of the indicator.
        share: Which series are shares in percent, one flag a series.
        positive: Which series change by factors: rates and counts.
        resolution: Step of rounding, 0 or NaN if unknown.
        error: Published standard errors, like *value*; NaN or None where there is none.
        widening: Further factor of the error (`Model.widening`), one a series; None for 1.
        model: The model.

    Returns:
        NaN for a series with fewer than three points.
    """
    if not value.shape[1]:
        year = year_end = value = np.full((len(value), 1), np.nan)
    valid = np.isfinite(value)
    enough = row_counts(valid) >= FEWEST_POINTS
    scale = choose(value, share=share, positive=positive, resolution=resolution)
    factor = np.ones(len(value)) if widening is None else widening
    if not enough.all():
        at = np.flatnonzero(enough)
        years = year[at], year_end[at]
        sampling = None if error is None else error[at]
        known = _forecast_known(
            *years, value[at], error=sampling, scale=scale.rows(at), resolution=resolution[at], widening=factor[at], model=model
        )
        return _spread_out(known, scale, at, len(value))
    return _forecast_known(year, year_end, value, error=error, scale=scale, resolution=resolution, widening=factor, model=model)


def _forecast_known(
    year: Array, year_end: Array, value: Array, *, error: Array | None, scale: Scale, resolution: Array, widening: Array, model: Model
) -> Forecasts:
    """Return the forecasts of rows that all have enough points."""
    valid = np.isfinite(value)
    row = np.arange(len(value))
    latest = value.shape[1] - 1 - np.argmax(valid[:, ::-1], axis=1)
    time = np.where(valid, year if year_end is year else (year + year_end) / 2, np.nan)
    length = np.ones(len(value)) if year_end is year else year_end[row, latest] - year[row, latest] + 1.0
    sampling = np.full(len(value), np.nan) if error is None else error[row, latest]
    floor = least_variance(value[row, latest], resolution, sampling, scale)
    fitted = models.fit(time, to_scale(value, scale), model, length=length, floor=floor, widening=widening)
    return Forecasts(fitted, scale, time[row, latest])


def _spread_out(made: Forecasts, scale: Scale, at: Array, series: int) -> Forecasts:
    """Return forecasts of so many *series*: those *made* at their places, NaN elsewhere."""

    def placed(array: Array) -> Array:
        whole = np.full((series, *array.shape[1:]), np.nan)
        whole[at] = array
        return whole

    arrays = {name: placed(getattr(made.fitted, name)) for name in models.ARRAYS}
    return Forecasts(Fitted(made.fitted.model, **arrays), scale, placed(made.time))


def to_columns(forecasts: Forecasts) -> dict[str, Array]:
    """Return forecasts by the default model as `COLUMNS`."""
    fitted, scale = forecasts.fitted, forecasts.scale
    members = range(len(fitted.model.members))
    by_member = [getattr(fitted, name)[:, member] for name in BY_MEMBER for member in members]
    by_series = [getattr(fitted, name) for name in BY_SERIES]
    return dict(zip(COLUMNS, [*by_member, *by_series, forecasts.time, scale.code, scale.unit, scale.margin], strict=True))


def from_columns(columns: Mapping[str, pd.Series[float]] | pd.DataFrame) -> Forecasts:
    """Return the forecasts that `to_columns` wrote."""
    cells = {name: np.asarray(columns[name], dtype=np.float64) for name in COLUMNS}
    members = range(len(DEFAULT.members))
    by_member = {name: np.stack([cells[f"{PREFIX}{name}_{member}"] for member in members], axis=1) for name in BY_MEMBER}
    by_series = {name: cells[f"{PREFIX}{name}"] for name in BY_SERIES}
    scale = Scale(*(cells[f"{PREFIX}{name}"] for name in ("code", "unit", "margin")))
    return Forecasts(Fitted(DEFAULT, **by_member, **by_series), scale, cells[f"{PREFIX}time"])
