"""
When a target is reached: the year in which it is as likely as not, the bounds of that year, and the probability of reaching it by a year.

"In" and "by" differ. *In* 2030 the value is at or past the target if it is so in that very year; *by* 2030 it is so if it has been at or
past it in any year up to then. The first follows from the forecast in closed form; the second from simulated paths, because neighbouring
years go together. The expected year goes by "in", so that it agrees with the probability that is shown: it is the first year in which the
target is as likely as not.

A path draws the correlation of the errors (by its weight), their variance, the level and the slope of the line and the change of pace, and
then the errors year by year; see `metrics.forecast.models` for what is assumed of each.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from metrics.forecast.models import spread, spread_of_walk
from metrics.forecast.series import Forecasts
from metrics.intervals import Array

FURTHEST_YEARS = 50
"""How far ahead a year of attainment is looked for; beyond it the answer is "not on the current trend"."""

LEVEL = 0.80
"""Level of the interval of the year: the bounds are the first years in which the target is met with probability 10 % and 90 %."""

DRAWS = 2_000
"""Paths a series; the error of a simulated probability is then at most 1.1 percentage points (one standard error)."""

SEED = 20_270_101
"""Seed of the paths, so that the same figures give the same probabilities."""


def expected_year(forecasts: Forecasts, target: Array, sign: Array, last_year: Array | None = None) -> pd.DataFrame:
    """
    Return when the target is expected to be met.

    Args:
        forecasts: Of every series.
        target: In the unit of the indicator, one a series; NaN gives NaN.
        sign: +1 where an increase is wanted, -1 where a decrease is, one a series.
        last_year: Last year of the latest period, one a series; None where every period is one year.

    Returns:
        Columns ``year`` (first calendar year after the latest period in which the target is at least as likely as not to be met),
        ``not_before`` and ``at_the_latest`` (the same for 10 % and 90 %); infinite where no year of the next fifty is such a year, and
        ``on_current_trend``, False where ``year`` is infinite. NaN and False without forecast, target or sign.
    """
    first = (np.floor(forecasts.time) if last_year is None else last_year) + 1
    steps = np.arange(FURTHEST_YEARS)
    series = np.repeat(np.arange(len(first)), FURTHEST_YEARS)
    year = (first[:, None] + steps[None, :]).ravel()
    chance = _chance_in(forecasts.rows(series), year, target[series], sign[series]).reshape(len(first), FURTHEST_YEARS)
    known = np.isfinite(chance).all(axis=1)

    def first_year(level: float) -> Array:
        reached = chance >= level
        found = np.where(reached.any(axis=1), first + reached.argmax(axis=1), np.inf)
        return np.where(known, found, np.nan)

    tail = (1 - LEVEL) / 2
    expected = first_year(0.5)
    return pd.DataFrame(
        {"year": expected, "not_before": first_year(tail), "at_the_latest": first_year(1 - tail), "on_current_trend": np.isfinite(expected)}
    )


def probability_by(forecasts: Forecasts, target: Array, year: Array, sign: Array, *, draws: int = DRAWS, seed: int = SEED) -> Array:
    """
    Return the probability that the value is at or past *target* in any year from the latest period to *year*.

    Args:
        forecasts: Of every series.
        target: In the unit of the indicator, one a series.
        year: Last year that counts, one a series.
        sign: +1 where an increase is wanted, -1 where a decrease is.
        draws: Paths a series.
        seed: Seed of the paths.

    Returns:
        One number a series, NaN where something is missing or *year* is not after the latest period, which itself does
        not count.
    """
    goal = forecasts.on_scale(target)
    last = year - forecasts.time
    known = np.isfinite(goal) & np.isfinite(forecasts.fitted.reference) & np.isfinite(sign) & (last > 0)
    share = np.full(len(goal), np.nan)
    if not known.any():
        return share
    rows = np.flatnonzero(known)
    met = np.zeros((len(rows), draws), dtype=bool)
    chosen, direction, bound = forecasts.rows(rows), sign[rows][:, None], goal[rows][:, None]
    for years, value in _paths(chosen, last[rows], draws, np.random.default_rng(seed)):
        met |= (direction * (value - bound) >= 0) & (years <= last[rows] + 1e-9)[:, None]
    share[rows] = met.mean(axis=1)
    return share


def _chance_in(forecasts: Forecasts, year: Array, target: Array, sign: Array) -> Array:
    """Return the probability that the value of *year* is at or past the target."""
    below = forecasts.at(year).below(forecasts.on_scale(target))
    return np.where(sign > 0, 1 - below, np.where(sign < 0, below, np.nan))


def _paths(forecasts: Forecasts, last: Array, draws: int, random: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """Yield, year by year, the years since the latest period (one a series) and the values of all paths on the scale of the forecast."""
    fitted, model = forecasts.fitted, forecasts.fitted.model
    size = (len(last), draws)
    member = (random.random(size)[:, :, None] > np.cumsum(fitted.weight, axis=1)[:, None, :-1]).sum(axis=2)
    row = np.arange(len(last))[:, None]
    freedom = fitted.degrees[:, None]
    deviation = fitted.width[:, None] * np.sqrt(fitted.variance[row, member] * freedom / random.chisquare(freedom, size))
    of_line = deviation * np.sqrt(fitted.overlap)[:, None]
    level_sd = np.sqrt(fitted.level_variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        along = np.where(fitted.level_variance > 0, fitted.covariance / level_sd, 0.0)
    across = np.sqrt(np.maximum(fitted.slope_variance - along**2, 0.0))
    common = random.standard_normal(size)
    level = fitted.level[row, member] + of_line * level_sd[row, member] * common
    slope = fitted.slope[row, member] + of_line * (along[row, member] * common + across[row, member] * random.standard_normal(size))
    slope = slope + deviation * np.sqrt(model.pace_change) * random.standard_normal(size)
    correlation = np.array([correlation for correlation, _ in model.members])[member]
    # The latest value is known: the errors start from its distance to the line.
    error, before, known = -level, np.zeros(len(last)), np.zeros(size)
    years = np.floor(forecasts.time) + 1 - forecasts.time
    for _ in range(int(np.ceil(np.nanmax(last)))):  # over years ahead, never over series
        kept = correlation ** (years - before)[:, None]
        total = spread(correlation, years[:, None]) * (spread_of_walk(years, fitted.overlap) / years)[:, None]
        error = kept * error + deviation * np.sqrt(np.maximum(total - kept**2 * known, 0.0)) * random.standard_normal(size)
        yield years, fitted.reference[:, None] + level + slope * years[:, None] + error
        before, known, years = years, total, years + 1
