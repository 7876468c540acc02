"""
The arrows, colours and scores of the Sustainable Development Report (SDSN).

Source: Sachs, Lafortune, Fuller and others, Sustainable Development Report 2019 to 2025; Lafortune and others 2018, SDG Index and
Dashboards, detailed methodological paper (github.com/sdsna/2018GlobalIndex). Colours, scores and index reproduce the published database of
2019 exactly; the arrows do for 19 of 20 where the window, which is not published, is inferred.

An arrow compares the growth over the recent past with the growth that would have led from there to the target in 15 years, 2015 to 2030.
Both are differences on a linear scale, so the verdict needs neither the best nor the worst value of the report's 0 to 100 scale.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from metrics.methods.base import Answer, Constant, Method, Trait
from metrics.methods.common import Numbers, conclude, points_from
from metrics.panel import Array, Flags, Goals, Panel, Whole, at_or_after, take
from metrics.status import Reason, Status

ID = "sdsn"
VERSION = "1.1"

WINDOW_YEARS = 5
"""Years that the report calls the recent past; the nearest point counts, one year earlier or later."""
NEAREST_YEARS = 1
"""How far the start of the window may lie before `WINDOW_YEARS`."""
FEWEST_YEARS = 2
"""Shortest window: the report's own for obesity was 2010 to 2012."""
YEARS_TO_TARGET = 15.0
"""2015 to 2030, the denominator of the required growth; a goal that states both its baseline and its target year has its own."""
YEAR_OF_THE_GOALS = 2030
"""A goal due then is on the report's path, which began 15 years before: an earlier baseline does not make it longer."""
MODERATE_SHARE = 0.5
"""Share of the required growth from which improvement is moderate."""

ROUNDING = 1e-12
"""Relative difference that is a rounding error: a series exactly on its path is on track."""

COLOURS = ("green", "yellow", "orange", "red", "grey")
"""Dashboard colours, the best first; grey is no data."""
GREEN, YELLOW, ORANGE, RED, GREY = range(len(COLOURS))
GREEN_FROM, YELLOW_FROM, ORANGE_FROM = 2.0, 1.5, 1.0
"""Bounds of a goal's colour on the scale of `rescaled`."""
LEAST_SHARE_OF_INDICATORS = 0.5
"""A goal with a smaller share of its indicators is grey (Lafortune and others 2018)."""
MOST_MISSING_FOR_INDEX = 0.2
"""A country that lacks a larger share of the indicators gets no index."""

WORDS = ("on_track_or_maintaining", "moderately_improving", "stagnating", "decreasing", "not_available")


@np.errstate(all="ignore")  # odd series give NaN and a reason, not a warning
def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return the arrow of every series; the target is the report's green threshold.

    ``statistic`` is the growth a year over the recent past in the unit of the indicator, positive in the desired direction; ``threshold``
    the bound it passed (for decreasing: did not pass); ``required`` the growth a year that leads to the target in the years of the path.
    """
    start = at_or_after(panel, panel.latest_year - WINDOW_YEARS - NEAREST_YEARS)
    start = start + _is_nearer(panel, start)
    first_year, first = take(panel.year, start), take(panel.value, start)
    years = panel.latest_year - first_year
    path = _years_of_the_path(goals)
    growth, required = growth_a_year(goals.sign * first, goals.sign * panel.latest, years, goals.sign * goals.target_value, path)
    refusals = [
        (np.isnan(goals.target_value), Reason.NO_TARGET),
        (panel.count < 2, Reason.TOO_FEW_POINTS),  # noqa: PLR2004 - growth needs two points
        (~(years >= FEWEST_YEARS), Reason.WINDOW_TOO_SHORT),
    ]
    codes = arrow(growth, required, green=np.zeros(len(growth), dtype=np.bool_))
    statuses = (Status.ON_COURSE, Status.BEHIND, Status.NO_CLEAR_CHANGE, Status.AWAY)
    rules = [(codes == rank, WORDS[rank], status) for rank, status in enumerate(statuses)]
    bounds = np.array([1.0, MODERATE_SHARE, 0.0, 0.0, np.nan])[codes] * required
    numbers = Numbers(growth, bounds, required, points_from(panel, start), first_year)
    return conclude(panel, goals, WORDS, met=WORDS[0], refusals=refusals, rules=rules, numbers=numbers)


def _years_of_the_path(goals: Goals) -> Array:
    """Return the years from baseline to target, `YEARS_TO_TARGET` where they are not stated or are none."""
    begun = np.where(goals.target_year == YEAR_OF_THE_GOALS, YEAR_OF_THE_GOALS - YEARS_TO_TARGET, -np.inf)
    path = goals.target_year - np.maximum(goals.baseline_year, begun)
    return np.where(path > 0, path, YEARS_TO_TARGET)


def _is_nearer(panel: Panel, start: Whole) -> Flags:
    """Tell where the point after *start* lies nearer to the wanted year; on a tie the longer window stays."""
    wanted = panel.latest_year - WINDOW_YEARS
    return np.asarray(np.abs(take(panel.year, start + 1) - wanted) < np.abs(take(panel.year, start) - wanted), dtype=np.bool_)


def growth_a_year(first: Array, last: Array, years: Array, green: Array, path_years: Array | float) -> tuple[Array, Array]:
    """
    Return growth and required growth a year.

    Args:
        first: Value at the start of the window; higher is better, like all values here (scores, or values with the sign turned).
        last: Value at its end.
        years: Years between them.
        green: The green threshold.
        path_years: Years in which the way from *first* to *green* is to be gone.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return (last - first) / years, (green - first) / path_years


def arrow(growth: Array, required: Array, green: Flags) -> Whole:
    """
    Return the arrows as places in `WORDS`: up, right and up, right, down; the last word where a number is missing.

    Args:
        growth: Growth a year, higher is better.
        required: Required growth a year.
        green: Where the indicator is green at the end; green is up, whatever the movement.
    """
    enough = required - ROUNDING * np.abs(required)
    conditions = [green, np.isnan(growth) | np.isnan(required), growth < 0, growth >= enough, growth >= MODERATE_SHARE * enough]
    return np.asarray(np.select(conditions, [0, len(WORDS) - 1, 3, 0, 1], default=2), dtype=np.int64)


def normalised_score(value: Array, best: Array | float, worst: Array | float) -> Array:
    """Return the score of *value* between *worst* (0) and *best* (100), cut off there."""
    return np.asarray(np.clip(100 * (value - np.asarray(worst)) / (np.asarray(best) - np.asarray(worst)), 0.0, 100.0), dtype=np.float64)


def rescaled(value: Array, best: Array, green: Array, red: Array, worst: Array) -> Array:
    """
    Return *value* on the scale of the goal colours: worst 0, red threshold 1, green threshold 2, best 3, linear between and cut off.

    Higher or lower is better as *best* lies above or below *worst*; all arguments may be broadcast against each other.
    """
    sign = np.where(np.asarray(best) >= np.asarray(worst), 1.0, -1.0)
    ladder = [sign * np.asarray(bound, dtype=np.float64) for bound in (worst, red, green, best)]
    place = np.zeros(np.broadcast_shapes(np.shape(value), sign.shape))
    for low, high in pairwise(ladder):
        # Two equal thresholds leave no step between them: it is gone as soon as it is reached.
        width = np.where(high > low, high - low, 1.0)
        step = np.where(high > low, np.clip((sign * value - low) / width, 0.0, 1.0), sign * value >= high)
        place += step
    return np.where(np.isnan(value), np.nan, place)


def indicator_colour(value: Array, green: Array | float, red: Array | float) -> Whole:
    """
    Return the dashboard colour of every value as its place in `COLOURS`.

    At or beyond the green threshold is green, up to the midpoint of the thresholds yellow, up to the red threshold orange, beyond it red:
    a bound belongs to the better colour.
    """
    sign = np.where(np.asarray(green) >= np.asarray(red), 1.0, -1.0)
    midpoint = (np.asarray(green) + np.asarray(red)) / 2
    reached = [sign * value >= sign * bound for bound in (green, midpoint, red)]
    return np.asarray(np.select([np.isnan(value), *reached], [GREY, GREEN, YELLOW, ORANGE], default=RED), dtype=np.int64)


def goal_colour(places: Array, colours: Whole) -> Whole:
    """
    Return the colour of a goal from its indicators: the average of the two worst decides.

    A goal is green only if both are, else yellow; red only if both are, else orange; with one indicator it has that one's colour.

    Args:
        places: Result of `rescaled`, shape (countries, indicators of the goal), NaN where there is no value.
        colours: Result of `indicator_colour`, same shape.
    """
    known = np.isfinite(places)
    count = np.count_nonzero(known, axis=1)
    order = np.argsort(np.where(known, places, np.inf), axis=1, kind="stable")[:, :2]
    worst = np.take_along_axis(np.where(known, places, np.nan), order, axis=1)
    pair = np.take_along_axis(np.where(known, colours, GREY), order, axis=1)
    with np.errstate(invalid="ignore"):
        mean = np.where(count > 1, worst.sum(axis=1) / 2, worst[:, 0])
    colour = np.select([mean >= GREEN_FROM, mean >= YELLOW_FROM, mean >= ORANGE_FROM], [GREEN, YELLOW, ORANGE], default=RED)
    colour = np.where((colour == GREEN) & ~(pair == GREEN).all(axis=1), YELLOW, colour)
    colour = np.where((colour == RED) & ~(pair == RED).all(axis=1), ORANGE, colour)
    few = (count == 0) | (count < LEAST_SHARE_OF_INDICATORS * places.shape[1])
    return np.asarray(np.select([few, count == 1], [GREY, pair[:, 0]], default=colour), dtype=np.int64)


def goal_score(scores: Array) -> Array:
    """Return the mean of the indicator scores of a goal, shape (countries, indicators); NaN without any."""
    known = np.isfinite(scores)
    count = np.count_nonzero(known, axis=1)
    return np.where(count > 0, np.where(known, scores, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def index_score(goal_scores: Array, regional: Array, missing_share: Array) -> Array:
    """
    Return the SDG index: the mean over the goals, a missing goal filled with that of the region.

    Args:
        goal_scores: Shape (countries, goals), NaN where a goal has no indicator.
        regional: Goal scores of each country's region, same shape.
        missing_share: Share of all indicators that a country lacks; above 20 % there is no index.
    """
    filled = np.where(np.isnan(goal_scores), regional, goal_scores)
    return np.where(missing_share > MOST_MISSING_FOR_INDEX, np.nan, filled.mean(axis=1))


PAPER = "Lafortune and others 2018, SDG Index and Dashboards, detailed methodological paper"
METHOD = Method(
    id=ID,
    version=VERSION,
    source="Sachs, Lafortune, Fuller and others, Sustainable Development Report 2019-2025; " + PAPER,
    needs="a target (the green threshold) and two points, five years apart if possible and at least two",
    special_cases="target met now: up, whatever the movement; works at zero and below; no uncertainty is considered",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("years of the recent past", WINDOW_YEARS, PAPER + "; the windows of single indicators are not published", verified=True),
        Constant("years from baseline to target", YEARS_TO_TARGET, "2015 to 2030; reproduces the arrows of 2019", verified=True),
        Constant("share of required growth: moderate", MODERATE_SHARE, PAPER, verified=True),
        Constant("least years of the window", FEWEST_YEARS, "inferred from the arrows of 2019, not published", verified=False),
    ),
    traits=frozenset({Trait.TARGET, Trait.DEADLINE}),
)
