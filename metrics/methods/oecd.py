"""
OECD's distance, trend and likelihood: is there a monotone trend, and how often would resampled growth reach the target?

Source: OECD 2022, The Short and Winding Road to 2030: Measuring Distance to the SDG Targets, Annex A (read.oecd.org/10.1787/74218eb7-en),
of which only the opening was at hand. That the trend is tested by Spearman's rank correlation, that growth rates are resampled and that
distances are counted in standard deviations is confirmed; the level of the test, the length of the window and the bound of the likelihood
are quoted from memory or ours. They are parameters.

The simulation is exact about what it needs: the order of resampled years does not matter for the value in the target year, so one draw is
a multinomial count of the observed yearly rates, and one matrix product gives all paths of all series that have as many rates and years.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.methods.base import Answer, Constant, Method, Trait, cagr
from metrics.methods.common import Numbers, Rule, conclude
from metrics.panel import Array, Flags, Goals, Panel, take
from metrics.status import Reason, Status

ID = "oecd"
VERSION = "1.0"

WINDOW_YEARS = 10
"""Length of the recent past; ours, the annex was not at hand."""
FEWEST_POINTS = 4
"""With three points even a perfect order happens by chance in one of three cases, so nothing could ever be significant."""
CRITICAL_RHO = {4: 1.0, 5: 0.9, 6: 29 / 35, 7: 5 / 7, 8: 9 / 14, 9: 0.6, 10: 31 / 55}
"""Least rank correlation that is significant at 10 %, two-sided, by number of points; exact, from all orders of so many different values.
With ties it is approximate."""
DRAWS = 10_000
"""Simulated paths; the standard error of a probability is at most 0.005."""
SEED = 2030
"""Fixed, so that the same table gives the same answer."""
LIKELY = 0.5
"""Probability from which the target counts as likely to be met; ours."""
FENCE = 1.5
"""Interquartile ranges beyond the quartiles from which a country is an outlier of the cross-section; from memory (Tukey's rule)."""
ROUNDING = 1e-9
SERIES_A_BLOCK = 256
"""Series whose paths are held in memory at once: 10,000 paths of them are 20 MB."""

WORDS = (
    "progress_target_likely",
    "progress_target_unlikely",
    "progress",
    "no_significant_trend",
    "regress",
    "target_achieved",
    "not_assessed",
)


@dataclass(frozen=True)
class Likelihood:
    """A simulated probability of being at or past the target in the target year, and its Monte Carlo standard error; NaN where neither."""

    probability: Array
    error: Array


@np.errstate(all="ignore")  # odd series give NaN and a reason, not a warning
def judge(panel: Panel, goals: Goals, *, draws: int = DRAWS, seed: int = SEED) -> Answer:
    """
    Return trend and likelihood of every series.

    ``statistic`` is, for progress with a dated target, the probability of being at or past it in its year (`likelihood` also gives its
    Monte Carlo error), else the rank correlation, positive in the desired direction; ``threshold`` the bound it is held against;
    ``required`` the compound growth a year from the latest value to the target.

    Args:
        panel: The points.
        goals: What is to be reached.
        draws: Number of simulated paths.
        seed: Seed of the random numbers.
    """
    recent = panel.last(WINDOW_YEARS)
    used = recent.year > (panel.latest_year - WINDOW_YEARS)[:, None]
    count = np.count_nonzero(used, axis=1).astype(np.int64)
    rho = goals.sign * rank_correlation(recent.value, used)
    critical = np.array([CRITICAL_RHO.get(points, np.nan) for points in range(WINDOW_YEARS + 1)])[count]
    progress, regress = rho >= critical - ROUNDING, rho <= ROUNDING - critical
    left = goals.target_year - panel.latest_year
    simulated = progress & (left > 0) & np.isfinite(goals.target_value)
    chance = likelihood(recent, used, goals, chosen=simulated, draws=draws, seed=seed).probability
    rules: list[Rule] = [
        (simulated & (chance >= LIKELY), WORDS[0], Status.ON_COURSE),
        (simulated, WORDS[1], Status.BEHIND),
        (progress, WORDS[2], Status.BEHIND),
        (regress, WORDS[4], Status.AWAY),
        (np.ones(len(rho), dtype=np.bool_), WORDS[3], Status.NO_CLEAR_CHANGE),
    ]
    numbers = Numbers(
        statistic=np.where(simulated, chance, rho),
        threshold=np.where(simulated, LIKELY, np.where(regress, -critical, critical)),
        required=cagr(panel.latest, goals.target_value, left),
        points=count,
        first_year=take(recent.year, recent.width - count),
    )
    refusals = [(count < FEWEST_POINTS, Reason.TOO_FEW_POINTS)]
    return conclude(panel, goals, WORDS, met="target_achieved", refusals=refusals, rules=rules, numbers=numbers)


def rank_correlation(value: Array, used: Flags) -> Array:
    """Return Spearman's rank correlation of every row of *value* with its order; ties share their rank; 0 where nothing changes."""
    count = np.count_nonzero(used, axis=1)
    pairs = used[:, :, None] & used[:, None, :]
    above = ((value[:, :, None] > value[:, None, :]) & pairs).sum(axis=2, dtype=np.float64)
    level = ((value[:, :, None] == value[:, None, :]) & pairs).sum(axis=2, dtype=np.float64)
    middle = (count[:, None] - 1) / 2
    rank = np.where(used, above + (level - 1) / 2 - middle, 0.0)
    order = np.where(used, np.cumsum(used, axis=1) - 1 - middle, 0.0)
    spread = np.sqrt((rank**2).sum(axis=1) * (order**2).sum(axis=1))
    return np.asarray((rank * order).sum(axis=1) / np.where(spread > 0, spread, 1.0), dtype=np.float64)


def likelihood(recent: Panel, used: Flags, goals: Goals, *, chosen: Flags, draws: int = DRAWS, seed: int = SEED) -> Likelihood:
    """
    Return the probability that resampled growth leads to the target in its year.

    Each observed yearly growth rate (of a gap: its yearly mean) is as likely as any other, every year anew. Where a value is not positive,
    differences are resampled instead of rates. Cutting paths off at a natural limit would change no probability of a target inside it.

    Args:
        recent: The points of the window.
        used: Which of them lie in it.
        goals: ``sign``, ``target_value``, ``target_year`` and ``strict`` are used.
        chosen: Series to be simulated; the target year lies ahead.
        draws: Number of paths.
        seed: Seed; the same numbers are drawn for every series with as many rates and years, whatever else is in the table.
    """
    probability = np.full(len(recent.value), np.nan)
    steps = np.count_nonzero(used, axis=1) - 1
    years = goals.target_year - recent.latest_year
    chosen = chosen & (steps > 0)
    if chosen.any():
        change, distance = _changes(recent, used, goals)
        shapes = np.stack([steps[chosen], years[chosen]], axis=1).astype(np.int64)
        for rates, ahead in np.unique(shapes, axis=0):  # over shapes, of which there are few, not series
            rows = np.flatnonzero(chosen & (steps == rates) & (years == ahead))
            counts = _draw(int(rates), int(ahead), draws, seed)
            for first in range(0, len(rows), SERIES_A_BLOCK):
                block = rows[first : first + SERIES_A_BLOCK]
                gained = counts @ change[block, -rates:].T
                reached = np.where(goals.strict[block], gained > distance[block], gained >= distance[block])
                probability[block] = np.count_nonzero(reached, axis=0) / draws
    return Likelihood(probability, np.sqrt(probability * (1 - probability) / draws))


def _changes(recent: Panel, used: Flags, goals: Goals) -> tuple[Array, Array]:
    """Return the yearly changes in the desired direction and how much of them the target needs: of logarithms, else of values."""
    positive = np.asarray(((recent.value > 0) | ~used).all(axis=1) & (goals.target_value > 0), dtype=np.bool_)
    safe = np.where(used & positive[:, None], recent.value, 1.0)
    number = np.where(positive[:, None], np.log(safe), recent.value)
    goal = np.where(positive, np.log(np.where(positive, goals.target_value, 1.0)), goals.target_value)
    sign = goals.sign
    change = sign[:, None] * np.diff(number, axis=1) / np.diff(recent.year, axis=1)
    return change, sign * (goal - number[:, -1])


def _draw(rates: int, years: int, draws: int, seed: int) -> Array:
    """Return how often each of *rates* is drawn in *years*, shape (draws, rates)."""
    generator = np.random.default_rng([seed, rates, years])
    return generator.multinomial(years, np.full(rates, 1 / rates), size=draws).astype(np.float64)


def spread(cross_section: Array) -> float:
    """Return the standard deviation of a cross-section of countries without its outliers, NaN for fewer than two."""
    known = cross_section[np.isfinite(cross_section)]
    if len(known) < 2:  # noqa: PLR2004 - a deviation needs two
        return float("nan")
    low, high = np.quantile(known, [0.25, 0.75])
    reach = FENCE * (high - low)
    return float(np.std(known[(known >= low - reach) & (known <= high + reach)], ddof=1))


def distance(latest: Array, target: Array | float, sign: Array | float, deviation: float) -> Array:
    """
    Return the distance to the target in standard deviations of the cross-section (OECD's modified z-score); 0 where it is met.

    Args:
        latest: Latest values.
        target: The level to be reached.
        sign: +1 where higher is better, -1 where lower is.
        deviation: Result of `spread`, above 0.
    """
    return np.asarray(np.maximum(sign * (target - latest), 0.0) / deviation, dtype=np.float64)


ANNEX = "OECD 2022, The Short and Winding Road to 2030, Annex A"
METHOD = Method(
    id=ID,
    version=VERSION,
    source=ANNEX,
    needs="four points within ten years; a target with a year for the likelihood",
    special_cases="target met: achieved; three points: too few for any significance; zero and negative: differences are resampled",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("level of the rank test", 0.10, ANNEX + "; from memory", verified=False),
        Constant("years of the recent past", WINDOW_YEARS, "ours; the annex was not at hand", verified=False),
        Constant("probability: target likely", LIKELY, "ours; the annex's thresholds were not at hand", verified=False),
        Constant("simulated paths", DRAWS, "ours", verified=True),
        Constant("interquartile ranges to an outlier", FENCE, "Tukey's rule; the annex's was not at hand", verified=False),
    ),
    traits=frozenset({Trait.SIGNIFICANCE, Trait.TARGET, Trait.DEADLINE, Trait.EVERY_POINT}),
    sampling=True,
)
