"""
Where the line leads: prediction intervals and the probability of being at or past the target in the target year.

With the fitted mean m(h) in the target year and the standard error s of one new observation around it, the probability is
F_t(d (m(h) - T) / s) with the degrees of freedom of the fit, d = +1 where an increase is wanted, on the scale of the fit. It describes the
continuation of the recent pace; it is no forecast of what policy will do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.intervals import Array, t_probability, t_quantile

PREDICTION_LEVEL = 0.95
"""Level of the prediction interval that charts show."""


def at_time(fits: pd.DataFrame, time: pd.Series[float]) -> pd.DataFrame:
    """
    Return the fitted mean and the standard error of a new observation at *time*, on the scale of the fit.

    Args:
        fits: Result of `metrics.trend.fit_lines`, or rows of it repeated.
        time: Indexed like *fits*; the year, or the midpoint of a period.

    Returns:
        Columns ``mean`` and ``error``.
    """
    ahead = time.to_numpy(dtype=float) - fits["centre"].to_numpy(dtype=float)
    mean = fits["level"] + fits["slope"] * ahead
    line = fits["level_variance"] + 2 * fits["covariance"] * ahead + fits["slope_variance"] * ahead**2
    return pd.DataFrame({"mean": mean, "error": np.sqrt(line + fits["new_variance"])}, index=fits.index)


def probability_of_target(fits: pd.DataFrame, target: pd.Series[float], year: pd.Series[float], sign: pd.Series[float]) -> pd.Series[float]:
    """
    Return the probability that the value in *year* is at or past *target* if the fitted pace continues.

    Args:
        fits: Result of `metrics.trend.fit_lines`.
        target: In the unit of the indicator; NaN gives NaN, and so does a target that is not positive on a log scale.
        year: Target year.
        sign: +1 where an increase is wanted, -1 where a decrease is.
    """
    ahead = at_time(fits, year)
    goal = target.to_numpy(dtype=float)
    on_log = fits["log"].to_numpy(dtype=bool)
    goal = np.where(on_log, np.log(goal, out=np.full_like(goal, np.nan), where=goal > 0), goal)
    distance = sign.to_numpy(dtype=float) * (ahead["mean"].to_numpy(dtype=float) - goal)
    statistic = ratio(distance, ahead["error"].to_numpy(dtype=float))
    return pd.Series(t_probability(statistic, fits["degrees"]), index=fits.index)


def ratio(numerator: Array, denominator: Array) -> Array:
    """Return *numerator* / *denominator*; an infinity of its sign where the denominator is 0, and 0 where both are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = numerator / denominator
    return np.asarray(np.where((numerator == 0) & (denominator == 0), 0.0, quotient), dtype=np.float64)


def project(fits: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """
    Return the projected value of every series for every year of its span, with a 95 % prediction interval.

    Args:
        fits: Result of `metrics.trend.fit_lines`.
        spans: Indexed by series: ``first_year``, ``last_year`` and the indicator's ``range_low``, ``range_high`` (NaN if open); series
            without a fit are left out.

    Returns:
        Columns ``series``, ``year``, ``value``, ``lower``, ``upper``, clipped to the range: a share never leaves 0 to 100.
    """
    spans = spans.loc[spans.index.intersection(fits.index)]
    spans = spans[spans["last_year"] >= spans["first_year"]]
    length = (spans["last_year"] - spans["first_year"] + 1).astype(int).to_numpy()
    repeated = spans.loc[spans.index.repeat(length)]
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    year = repeated["first_year"].astype(int).to_numpy() + step
    lines = fits.loc[repeated.index]
    ahead = at_time(lines, pd.Series(year.astype(float), index=lines.index))
    reach = t_quantile(0.5 + PREDICTION_LEVEL / 2, lines["degrees"]) * ahead["error"].to_numpy()
    mean = ahead["mean"].to_numpy(dtype=float)
    on_log = lines["log"].to_numpy(dtype=bool)
    frame = pd.DataFrame({"series": repeated.index, "year": year})
    low = repeated["range_low"].fillna(-np.inf).to_numpy(dtype=float)
    high = repeated["range_high"].fillna(np.inf).to_numpy(dtype=float)
    for name, number in (("value", mean), ("lower", mean - reach), ("upper", mean + reach)):
        natural = np.where(on_log, np.exp(np.where(on_log, np.minimum(number, 700.0), 0.0)), number)
        frame[name] = np.clip(natural, low, high)
    return frame.reset_index(drop=True)
