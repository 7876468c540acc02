"""Crude rates and the ratio of two rates, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.intervals import Array, normal_quantile, poisson_interval


@dataclass(frozen=True)
class Estimate:
    """A value with its limits; one entry a group."""

    value: Array
    lower: Array
    upper: Array


def crude_rate(cases: Array, population: Array, level: float = 0.95) -> Estimate:
    """
    Return cases per person, with Byar's limits (exact ones below 10 cases).

    Args:
        cases: Events, at least 0; may exceed the population.
        population: Person-years; NaN results where it is not above 0 or missing.
        level: Confidence level.

    Source:
        Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC, p. 69.
    """
    people = np.where(np.asarray(population) > 0, population, np.nan)
    lower, upper = poisson_interval(cases, level)
    return Estimate(cases / people, lower / people, upper / people)


def rate_ratio(cases: Array, population: Array, base_cases: Array, base_population: Array, level: float = 0.95) -> Estimate:
    """
    Return the ratio of two crude rates with log-normal limits; NaN where either has no case.

    Source:
        Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II: variance of the log ratio = 1/cases + 1/base cases.
    """
    ours, base = (np.where(np.asarray(count) > 0, count, np.nan) for count in (cases, base_cases))
    ratio = (ours / population) / (base / base_population)
    factor = np.exp(normal_quantile(level) * np.sqrt(1 / ours + 1 / base))
    return Estimate(ratio, ratio / factor, ratio * factor)


def exact_rate_ratio(cases: Array, population: Array, base_cases: Array, base_population: Array, level: float = 0.95) -> Estimate:
    """
    Return the ratio of two crude rates with exact limits.

    Given their sum, the cases of the first group are binomial; the Clopper-Pearson limits of that share become those of the ratio. Without
    cases in the first group the lower limit is 0, without base cases the upper one is infinite, without any both ends are open.

    Source:
        Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC.
    """
    ours, base = np.asarray(cases, dtype=np.float64), np.asarray(base_cases, dtype=np.float64)
    tail = (1 - level) / 2
    least = np.where(ours > 0, special.betaincinv(np.where(ours > 0, ours, 1.0), base + 1, tail), 0.0)
    most = np.where(base > 0, special.betainccinv(ours + 1, np.where(base > 0, base, 1.0), tail), 1.0)
    people = np.asarray(base_population) / np.asarray(population)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Estimate(ours / base * people, least / (1 - least) * people, most / (1 - most) * people)
