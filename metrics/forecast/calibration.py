"""
How good forecasts were: coverage of their intervals, reliability of their probabilities, and skill against simpler forecasts.

*Coverage* is the share of later values inside the central interval of a stated level. *Reliability* needs targets: for every forecast, nine
are made up, the latest value changed by 0, 1, 2, 3 or 5 percent a year up or down until the year of the later value, so that stated
probabilities spread over 0 to 1; a target outside 0 to 100 percent of a share is left out. The target counts as reached if the later value
is at or past it in the direction that the catalogue calls better. *Calibration error* is the mean distance between what was stated and
what came true over ten equal bins of probability, weighted by their forecasts. *Skill* is 1 minus the ratio of mean scores (continuous
ranked probability score on the scale of the forecast), taken an indicator at a time and averaged by the number of forecasts, because scores
of different scales do not add up.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.forecast.backtest import Candidate, Origins, predict
from metrics.forecast.scales import FULL, LOGIT, NAMES, from_scale, to_scale
from metrics.intervals import Array

LEVELS = (0.50, 0.80, 0.95)
"""Levels of the intervals that are tested."""

CHANGES = (-0.05, -0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03, 0.05)
"""Changes a year of the made-up targets."""

SAME = 1e-9
"""Distance, on the scale of the forecast, within which a later value is at the target: the scales round in the last digits."""

BINS = 10
"""Bins of probability."""


def score_forecasts(cases: Origins, model: Candidate) -> pd.DataFrame:
    """
    Return one row a forecast.

    Columns ``origin`` (row of ``cases.facts``), ``years`` (whole years ahead), ``rank`` (probability that *model* gave to a value at or
    below the later one), ``score``, and ``indicator``, ``place``, ``family``, ``run``, ``chosen_on``.
    """
    origin, column, ahead = predict(cases, model)
    later = cases.later[origin, column]
    facts = cases.facts[["indicator", "place", "family", "run", "chosen_on"]].iloc[origin].reset_index(drop=True)
    ranked = facts.assign(
        origin=origin,
        years=np.rint(cases.years[origin, column]).astype(int),
        scale=np.array(NAMES)[cases.scale.code[origin]],
        rank=ahead.below(later),
        score=ahead.score(later),
    )
    return pd.DataFrame(ranked)


def coverage(rank: Array, level: float) -> float:
    """Return the share of values inside the central interval of *level*, from the ranks of `score_forecasts`."""
    return float((np.abs(rank - 0.5) <= level / 2).mean())


def width_wanted(cases: Origins, model: Candidate, level: float = 0.80) -> float:
    """
    Return the factor on the error at which the interval of *level* would hold that share of the values, on the half chosen on.

    The model's own ``width`` is in the factor; the widths of families stay as they are.
    """
    origin, column, ahead = predict(cases, model)
    reach = (ahead.quantile(0.5 + level / 2) - ahead.centre) / model.width
    distance = np.abs(cases.later[origin, column] - ahead.centre)
    chosen = cases.facts["chosen_on"].to_numpy()[origin] & (reach > 0)
    return float(np.quantile(distance[chosen] / reach[chosen], level))


def probabilities(cases: Origins, model: Candidate) -> pd.DataFrame:
    """
    Return one row a forecast and made-up target: ``stated`` probability, whether it was ``reached``, and the columns of `score_forecasts`.

    Indicators of which the catalogue calls neither direction better are left out.
    """
    origin, column, ahead = predict(cases, model)
    later, years = cases.later[origin, column], cases.years[origin, column]
    sign = cases.facts["sign"].to_numpy(dtype=float)[origin]
    scale = cases.scale.rows(origin)
    latest = from_scale(cases.value[:, -1][origin], scale)
    facts = score_forecasts(cases, model).drop(columns=["rank", "score"])
    parts: list[pd.DataFrame] = []
    for change in CHANGES:  # over the nine targets, never over series
        target = latest * (1 + change) ** years
        possible = (sign != 0) & (target > 0) & ~((scale.code == LOGIT) & (target >= FULL))
        goal = to_scale(np.where(possible, target, np.nan), scale)
        below = ahead.below(goal)
        stated = np.where(sign > 0, 1 - below, below)
        reached = sign * (later - goal) >= -SAME
        parts.append(facts.assign(change=change, stated=stated, reached=reached)[possible & np.isfinite(stated)])
    return pd.concat(parts, ignore_index=True)


def reliability(made: pd.DataFrame) -> pd.DataFrame:
    """
    Return, per bin of stated probability, ``stated`` (mean), ``observed`` (share that came true) and ``forecasts``.

    Args:
        made: Rows of `probabilities`.

    Returns:
        Indexed by the number of the bin, from 0.
    """
    place = bin_of(made["stated"].to_numpy())
    grouped = made.groupby(pd.Index(place, name="bin"))
    return pd.DataFrame({"stated": grouped["stated"].mean(), "observed": grouped["reached"].mean(), "forecasts": grouped.size()})


def bin_of(stated: Array) -> Array:
    """Return the bin of each stated probability; a certain one belongs to the last bin."""
    return np.asarray(np.minimum((stated * BINS).astype(int), BINS - 1))


def calibration_error(made: pd.DataFrame) -> float:
    """Return the mean distance between stated and observed over the bins of `reliability`, weighted by their forecasts."""
    bins = reliability(made)
    return float(np.average((bins["stated"] - bins["observed"]).abs(), weights=bins["forecasts"]))


def skill(ours: pd.DataFrame, reference: pd.DataFrame) -> float:
    """Return the skill of *ours* against *reference*, both from `score_forecasts`, of the same cases; 0 is no better, 1 is perfect."""
    by_indicator = ours.groupby("indicator")["score"]
    ratio = by_indicator.mean() / reference.groupby("indicator")["score"].mean()
    return float(1 - np.average(ratio, weights=by_indicator.size()))
