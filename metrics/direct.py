"""
Direct standardisation: the rate a standard population would have at the age-specific rates of each group, with its interval.

All functions take matrices with one row a group and one column an age band, and return one number a group. Rates are per person. A band
without people (population 0) adds nothing and keeps its weight, as in IARC's Rcan; who calls has to refuse cases in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from data.errors import MetricError
from metrics.intervals import Array, poisson_interval

INTERVALS = ("dobson", "gamma", "tiwari")

FEWEST_CASES_OF_OHID = 10
"""Below so many cases OHID withholds a directly standardised rate; see ``fewest_cases`` of `standardise`."""


@dataclass(frozen=True)
class Standardised:
    """Rates per person with their variance and limits, and the total of cases; one entry a group."""

    rate: Array
    variance: Array
    lower: Array
    upper: Array
    cases: Array


def standardise(
    cases: Array,
    population: Array,
    weights: Array,
    *,
    interval: str = "dobson",
    level: float = 0.95,
    fewest_cases: float = 0,
    variance: Array | None = None,
) -> Standardised:
    """
    Return the directly standardised rate of every group.

    Args:
        cases: Events by group and band; fractions allowed.
        population: Person-years by group and band, at least 0.
        weights: The standard's weight of each band, the same for all groups or one row a group.
        interval: ``dobson``, ``gamma`` (Fay and Feuer) or ``tiwari``.
        level: Confidence level of the limits.
        fewest_cases: Groups with fewer cases get NaN, as OHID withholds rates on fewer than 10 (`FEWEST_CASES_OF_OHID`); 0 withholds none.
        variance: Variance of the rate where events are not independent (`repeated_event_variance`); by default that of Poisson counts.

    Raises:
        MetricError: The interval is unknown.
    """
    limits = {"dobson": dobson_interval, "gamma": gamma_interval, "tiwari": tiwari_interval}
    if interval not in limits:
        raise MetricError("--interval", f"interval '{interval}' is unknown", f"known: {', '.join(INTERVALS)}")
    factors = band_factors(population, weights)
    total = cases.sum(axis=1)
    rate = np.einsum("gb,gb->g", factors, cases)
    spread = np.einsum("gb,gb,gb->g", factors, factors, cases) if variance is None else variance
    lower, upper = limits[interval](rate, spread, total, factors, level)
    if fewest_cases > 0:
        rate, spread, lower, upper = (np.where(total >= fewest_cases, values, np.nan) for values in (rate, spread, lower, upper))
    return Standardised(rate, spread, lower, upper, total)


def band_factors(population: Array, weights: Array) -> Array:
    """Return what one case in a band adds to the rate: the band's share of the standard over its population; 0 without people."""
    shares = weights / weights.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(shares, population, out=np.zeros(population.shape), where=population > 0), dtype=np.float64)


def dobson_interval(rate: Array, variance: Array, cases: Array, factors: Array, level: float) -> tuple[Array, Array]:
    """
    Return Dobson's limits: those of the total count (Byar's, exact below 10 events), scaled to the variance of the rate.

    With no case at all the variance is 0 and the scale unknown; the band that weighs most gives it, as in the gamma interval: the upper
    limit is then the largest that a single band allows.

    Source:
        Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Stat Med 10:457-462.
    """
    least, most = poisson_interval(cases, level)
    scale = np.sqrt(np.divide(variance, cases, out=np.zeros_like(rate), where=cases != 0))
    none = cases == 0
    scale[none] = factors[none].max(axis=1)
    return np.where(none, 0.0, rate + scale * (least - cases)), rate + scale * (most - cases)


def gamma_interval(rate: Array, variance: Array, cases: Array, factors: Array, level: float) -> tuple[Array, Array]:
    """
    Return the gamma limits of Fay and Feuer, whose upper limit allows for one more case in the band that weighs most.

    Source:
        Fay MP, Feuer EJ (1997), Stat Med 16:791-801.
    """
    largest = factors.max(axis=1)
    return _gamma_limits(rate, variance, cases, largest, largest**2, level=level)


def tiwari_interval(rate: Array, variance: Array, cases: Array, factors: Array, level: float) -> tuple[Array, Array]:
    """
    Return the modified gamma limits, whose upper limit allows for one more case in an average band.

    Source:
        Tiwari RC, Clegg LX, Zou Z (2006), Stat Methods Med Res 15:547-569.
    """
    bands = (factors > 0).sum(axis=1)
    mean, mean_square = factors.sum(axis=1) / bands, np.einsum("gb,gb->g", factors, factors) / bands
    return _gamma_limits(rate, variance, cases, mean, mean_square, level=level)


def repeated_event_factor(events: Array, persons: Array) -> Array:
    """
    Return the factor by which the variance of a count grows where one person can have several events (compound Poisson).

    Args:
        events: Events of a person: 1, 2, 3, …
        persons: Persons with so many events; one row a group, one column an entry of *events*.

    Returns:
        Σ f² N / Σ f N for each group: 1 where nobody has a second event.

    Source:
        The variance of a sum of f times independent Poisson counts N is Σ f² E(N); OHID's package PHEindicatormethods applies it to rates.
    """
    return np.asarray((persons * events**2).sum(axis=-1) / (persons * events).sum(axis=-1), dtype=np.float64)


def repeated_event_variance(events: Array, persons: Array, population: Array, weights: Array) -> Array:
    """
    Return the variance of a directly standardised rate of events of which one person can have several.

    Args:
        events: Events of a person: 1, 2, 3, …
        persons: Persons with so many events, by group, entry of *events* and band.
        population: Person-years by group and band.
        weights: The standard's weight of each band.

    Returns:
        Σ over bands of the squared weight times Σ f² N, per person squared; for `standardise`, whose cases are then Σ f N.
    """
    factors = band_factors(population, weights)
    return np.asarray(np.einsum("gb,gb,f,gfb->g", factors, factors, np.asarray(events, dtype=float) ** 2, persons), dtype=np.float64)


def cumulative_risk(cases: Array, population: Array, widths: Array, level: float = 0.95) -> Standardised:
    """
    Return the cumulative risk: the share that would get the disease up to an age if nobody died of anything else before.

    Args:
        cases: Events by group and band, bands up to that age only (to 74 years: 0-4 … 70-74).
        population: Person-years by group and band.
        widths: Years in each band.
        level: Confidence level.

    Returns:
        1 - exp(-cumulative rate), a share; the cumulative rate is Σ width × rate, which is a direct standardisation with the widths for
        weights, so its limits are Dobson's. The variance is that of the cumulative rate times the squared slope (delta method).

    Source:
        Day NE (1987), Cancer Incidence in Five Continents V, IARC Sci Publ 88:787-789.
    """
    years = widths.sum()
    mean = standardise(cases, population, widths, level=level)
    risk, lower, upper = (-np.expm1(-years * rate) for rate in (mean.rate, mean.lower, mean.upper))
    return Standardised(risk, mean.variance * years**2 * (1 - risk) ** 2, lower, upper, mean.cases)


def _gamma_limits(rate: Array, variance: Array, cases: Array, addition: Array, square: Array, *, level: float) -> tuple[Array, Array]:
    """Return gamma limits; *addition* and *square* are the weight, and its square, of the further case in the upper limit."""
    tail = (1 - level) / 2
    some = cases != 0
    y, v = np.where(some, rate, 1.0), np.where(some, variance, 1.0)
    lower = np.where(some, v / y * special.gammaincinv(y**2 / v, tail), 0.0)
    more, spread = rate + addition, variance + square
    return lower, spread / more * special.gammainccinv(more**2 / spread, tail)
