"""
How sure a modelled preventable share is: a band by simulation, and which doubt makes up how much of it.

Four things are drawn, each from what is published or, where nothing is, from a stated spread of our own:

* ``fractions``: the study's fractions, normal on the logit scale, from their 95 % limits or a spread of 10 % of the fraction;
* ``series``: the exposures, normal on the log scale, from their 95 % limits or a spread of 5 % of the value. Neighbouring years of a
  modelled series err alike: one error is drawn at either end of the series and mixed in between;
* ``lag``: evenly between 5 and 20 years;
* ``stand_ins``: a stand-in's relative change is raised to a power between 0.5 and 1.5, since what it stands in for may move less or more.

The share and its change since the study have bands of their own: in the study's year the share is as unsure as the study, the change is 0.
Years of exposure before a series begins take its first value, later ones its last: long and short lags may need them. Where they do, the
band knows of no change, and is too narrow rather than too wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from metrics.intervals import WIDTH_OF_95_PERCENT, Array
from metrics.preventable_share import LAG_YEARS, diagnosis_years
from metrics.rebased import Exposure, Rebased, Role

COMPONENTS = ("fractions", "series", "lag", "stand_ins")
NO_VARIANCE = 1e-20


@dataclass(frozen=True)
class Doubt:
    """
    How much is in doubt. Apart from the lag, which is the range that epidemiologists name, these spreads are ours.

    Attributes:
        fraction_spread: Standard error of a published fraction without limits, relative to it.
        series_spread: Standard error of a series without limits, relative to its value.
        lags: Shortest and longest time between exposure and cancer, in years.
        powers: Smallest and largest power of a stand-in's relative change.
        draws: Number of draws.
        seed: Seed of the draws; the same one gives the same band.
        level: Level of the band.
    """

    fraction_spread: float = 0.10
    series_spread: float = 0.05
    lags: tuple[float, float] = (5, 20)
    powers: tuple[float, float] = (0.5, 1.5)
    draws: int = 4_000
    seed: int = 2018
    level: float = 0.95


@dataclass(frozen=True)
class _Draws:
    """One draw a row: odds of every factor, errors at either end of every series, lag, and power of every series' relative change."""

    odds: Array
    first_error: Array
    last_error: Array
    lag: Array
    power: Array


def share_bands(model: Rebased, *, lag: float = LAG_YEARS, last_year: int | None = None, doubt: Doubt | None = None) -> pd.DataFrame:
    """
    Return the band of the modelled share and of its change in every year of `yearly_shares`.

    Args:
        model: The re-based study.
        lag: The lag of the central line, whose years are used.
        last_year: As for `yearly_shares`.
        doubt: What is in doubt; None for the defaults.

    Returns:
        ``year, lower, upper`` (of the share), ``change_lower, change_upper`` (of the share relative to the study's, minus 1), and two
        columns a component, ``from_fractions`` … and ``change_from_fractions`` …: its part in the variance, each component drawn alone,
        over the sum of all four (0 to 1; NaN where nothing varies, as in the study's year for the change).
    """
    known = doubt or Doubt()
    years = diagnosis_years(model, lag, last_year)
    drawn, central = _drawn(model, known), _central(model, lag)
    share, change = _simulated(model, years, drawn)
    tails = [(1 - known.level) / 2, (1 + known.level) / 2]
    frame = pd.DataFrame({"year": years.astype(int)})
    frame["lower"], frame["upper"] = np.quantile(share, tails, axis=0)
    frame["change_lower"], frame["change_upper"] = np.quantile(change, tails, axis=0)
    fields: dict[str, Sequence[str]] = {
        "fractions": ["odds"], "series": ["first_error", "last_error"], "lag": ["lag"], "stand_ins": ["power"],
    }  # fmt: skip
    alone = {name: replace(central, **{field: getattr(drawn, field) for field in fields[name]}) for name in COMPONENTS}
    variances = np.array([[result.var(axis=0) for result in _simulated(model, years, alone[name])] for name in COMPONENTS])
    # What is left of cancelled terms is no variance.
    variances = np.where(variances > NO_VARIANCE, variances, 0)
    total = variances.sum(axis=0)
    parts = np.divide(variances, total, out=np.full(variances.shape, np.nan), where=total > 0)
    frame[[f"from_{name}" for name in COMPONENTS]] = parts[:, 0].T
    frame[[f"change_from_{name}" for name in COMPONENTS]] = parts[:, 1].T
    return frame


def _central(model: Rebased, lag: float) -> _Draws:
    """Return one draw in which nothing is in doubt; it stands beside as many draws of one component as there are."""
    series = len(model.exposures)
    nothing = np.zeros((1, series))
    return _Draws(model.odds[None, :], nothing, nothing, np.array([lag], dtype=float), np.ones((1, series)))


def _drawn(model: Rebased, doubt: Doubt) -> _Draws:
    rng = np.random.default_rng(doubt.seed)
    size, series = doubt.draws, len(model.exposures)
    fraction, lower, upper = (model.factors[name].to_numpy(dtype=float) for name in ("fraction", "lower", "upper"))
    published = (_logit(upper) - _logit(lower)) / WIDTH_OF_95_PERCENT
    # A relative spread s of the fraction p is s / (1 - p) of its logit.
    error = np.where(np.isnan(published), doubt.fraction_spread / (1 - fraction), published)
    odds = model.odds * np.exp(error * rng.standard_normal((size, len(fraction))))
    first, last = rng.standard_normal((2, size, series))
    lag = rng.uniform(*doubt.lags, size)
    roles = model.factors["role"].to_numpy()[list(model.exposures)]
    power = np.where(roles == Role.STAND_IN, rng.uniform(*doubt.powers, (size, series)), 1.0)
    spread = np.array([_log_error(exposure, doubt.series_spread) for exposure in model.exposures.values()])
    return _Draws(odds, first * spread, last * spread, lag, power)


def _logit(share: Array) -> Array:
    return np.asarray(np.log(share / (1 - share)))


def _log_error(exposure: Exposure, spread: float) -> float:
    """Return the standard error of the logarithm of a series: the median of those published, else *spread*."""
    known = exposure.lower > 0
    errors = np.log(exposure.upper[known] / exposure.lower[known]) / WIDTH_OF_95_PERCENT
    return float(np.median(errors)) if len(errors) else spread


def _simulated(model: Rebased, years: Array, draws: _Draws) -> tuple[Array, Array]:
    """Return the share and its change since the study, one row a draw and one column a year."""
    when = np.append(years, float(model.study.year))
    moved = list(model.exposures)
    held = np.setdiff1d(np.arange(draws.odds.shape[1]), moved)
    surviving = np.prod(1 / (1 + draws.odds[:, held]), axis=1)[:, None]
    for number, (position, exposure) in enumerate(model.exposures.items()):
        exposed = when[None, :] - draws.lag[:, None]
        time = np.clip((exposed - exposure.year[0]) / max(float(np.ptp(exposure.year)), 1.0), 0, 1)
        # Two independent errors mixed so that their sum has the same spread in every year.
        weight = np.sqrt((1 - time) ** 2 + time**2)
        error = ((1 - time) * draws.first_error[:, [number]] + time * draws.last_error[:, [number]]) / weight
        level = np.log(exposure.at(exposed)) + error
        relative = np.exp(draws.power[:, [number]] * (level - level[:, -1:]))
        surviving = surviving / (1 + draws.odds[:, [position]] * relative)
    share = model.scale * (1 - surviving)
    return share[:, :-1], share[:, :-1] / share[:, -1:] - 1
