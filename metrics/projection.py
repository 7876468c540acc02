"""
Where a series leads: prediction intervals and the probability of being at or past the target in the target year.

Both come from the forecast that was calibrated best (`metrics.forecast`): on the logit scale for shares, the log scale for rates, wider the
more the errors of neighbouring years go together. It describes the continuation of the recent pace; it is no forecast of what policy will
do. How often such forecasts were right stands in the record (`metrics.forecast.record`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.forecast.series import Forecasts, from_columns
from metrics.intervals import Array

PREDICTION_LEVEL = 0.95
"""Level of the prediction interval that charts show."""


def probability_of_target(fits: pd.DataFrame, target: pd.Series[float], year: pd.Series[float], sign: pd.Series[float]) -> pd.Series[float]:
    """
    Return the probability that the value in *year* is at or past *target* if the recent pace continues.

    Args:
        fits: Result of `metrics.trend.fit_lines`, with the columns of the forecast.
        target: In the unit of the indicator; NaN gives NaN, and so does a target that is not positive on a log scale.
        year: Target year; one that is not after the latest period gives NaN.
        sign: +1 where an increase is wanted, -1 where a decrease is.
    """
    numbers = (column.to_numpy(dtype=float) for column in (target, year, sign))
    return pd.Series(at_or_past(from_columns(fits), *numbers), index=fits.index)


def at_or_past(forecasts: Forecasts, target: Array, year: Array, sign: Array) -> Array:
    """Return the same of *forecasts*, as arrays; see `probability_of_target`."""
    below = forecasts.at(year).below(forecasts.on_scale(target))
    return np.where(sign > 0, 1 - below, np.where(sign < 0, below, np.nan))


def project(fits: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """
    Return the projected value of every series for every year of its span, with a 95 % prediction interval.

    Args:
        fits: Result of `metrics.trend.fit_lines`, with the columns of the forecast.
        spans: Indexed by series: ``first_year``, ``last_year`` and the indicator's ``range_low``, ``range_high`` (NaN if open); series
            without a fit are left out.

    Returns:
        Columns ``series``, ``year``, ``value`` (the median), ``lower``, ``upper``, clipped to the range: a share never leaves 0 to 100. Up
        to the latest period all three are the latest value: the fan opens there.
    """
    spans = spans.loc[spans.index.intersection(fits.index)]
    spans = spans[spans["last_year"] >= spans["first_year"]]
    length = (spans["last_year"] - spans["first_year"] + 1).astype(int).to_numpy()
    repeated = spans.loc[spans.index.repeat(length)]
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    year = repeated["first_year"].astype(int).to_numpy() + step
    fan = _fan(fits.loc[repeated.index], year.astype(float))
    frame = pd.DataFrame({"series": repeated.index, "year": year})
    low = repeated["range_low"].fillna(-np.inf).to_numpy(dtype=float)
    high = repeated["range_high"].fillna(np.inf).to_numpy(dtype=float)
    for name, number in zip(("value", "lower", "upper"), fan, strict=True):
        frame[name] = np.clip(number, low, high)
    return frame.reset_index(drop=True)


def _fan(fits: pd.DataFrame, year: Array) -> tuple[Array, Array, Array]:
    """Return median, lower and upper limit of *year*, one a row of *fits*, in the unit of the indicator."""
    forecasts = from_columns(fits)
    ahead = forecasts.at(year)
    opening = year <= forecasts.time
    tail = (1 - PREDICTION_LEVEL) / 2
    latest = forecasts.fitted.reference
    median, lower, upper = (np.where(opening, latest, ahead.quantile(level)) for level in (0.5, tail, 1 - tail))
    return forecasts.in_unit(median), forecasts.in_unit(lower), forecasts.in_unit(upper)
