"""
Back-test with a rolling origin: what each model would have said in every past year, beside what then came.

At each origin a model sees the window that the trend would have used in that year (`metrics.windows`: the last comparable segment,
undistorted points, at most ten, at most fifteen years) and forecasts the later points of the same segment up to ten years on. Only the
editions in force are used: publishers' later corrections of the past are not undone, which favours every model alike.

The series are split in two halves by a hash of place and family of indicators, so that women, men and all, the sites and age groups of one
place, which share persons and data, are always on the same side. Parameters are chosen on the one half; the record is stated on the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.forecast import damped, last_segment, models, scales
from metrics.forecast.distribution import Ahead
from metrics.intervals import WIDTH_OF_95_PERCENT, Array
from metrics.windows import DEFAULT_RULES, WindowRules, position_matrix

Candidate = models.Model | damped.Damped | last_segment.LastSegment
"""A model that can be tested."""

LONGEST_HORIZON = 10
"""Years ahead that are tested at most; few series hold more."""

HASH_BYTE = 0
"""Byte of the hash that splits the series; chosen by the number of forecasts on each side, before any model was fitted."""

FACTS = ["indicator", "place", "family", "share", "positive", "resolution", "sign"]
"""What must be known of a series besides its points."""


@dataclass(frozen=True)
class Origins:
    """
    Every origin of every series with its window and the values that came later, on the scale of the forecast.

    Attributes:
        facts: One row an origin: the columns `FACTS`, ``run`` (number of the series' segment) and ``chosen_on`` (True on the half on
            which parameters are chosen).
        scale: The scale of each origin, chosen from its window alone.
        time: Midpoints of the window, shape (origins, points).
        value: Its values.
        length: Years that the periods cover, shape (origins,).
        floor: Least variance of an error: that of rounding or sampling, shape (origins,).
        years: Years from the origin to each later point, shape (origins, later points); NaN where there is none.
        later: The later values.
    """

    facts: pd.DataFrame
    scale: scales.Scale
    time: Array
    value: Array
    length: Array
    floor: Array
    years: Array
    later: Array


def is_chosen_on(place: str, family: str) -> bool:
    """Tell whether the series of *family* in *place* belong to the half on which parameters are chosen."""
    return hashlib.sha256(f"{place}/{family}".encode()).digest()[HASH_BYTE] % 2 == 0


def origins(points: pd.DataFrame, facts: pd.DataFrame, rules: WindowRules = DEFAULT_RULES) -> Origins:
    """
    Return every origin that has a full enough window and at least one later value.

    Args:
        points: Columns ``series``, ``year``, ``year_end``, ``value``, ``segment``, ``excluded_by`` and, where published, ``lower`` and
            ``upper`` (95 %).
        facts: Indexed by series, with the columns `FACTS`.
        rules: Bounds of the window.
    """
    used = points[points["value"].notna() & (points["excluded_by"] == "")]
    used = used.assign(time=(used["year"] + used["year_end"]) / 2, length=used["year_end"] - used["year"] + 1.0)
    used = used.assign(error=(used["upper"] - used["lower"]) / WIDTH_OF_95_PERCENT if {"lower", "upper"} <= set(used) else np.nan)
    used = used.drop_duplicates(["series", "segment", "time"])
    used = used.assign(owner=used["series"], series=used.groupby(["series", "segment"]).ngroup())
    _, matrix = position_matrix(used, ["time", "value", "length", "error"])
    owner = used.drop_duplicates("series").sort_values("series")["owner"].to_numpy()
    run, at = np.nonzero(np.isfinite(matrix["time"]))
    time, value, length = (_before(matrix[name], run, at, rules.most_points) for name in ("time", "value", "length"))
    now, error = matrix["time"][run, at], matrix["error"][run, at]
    recent = now[:, None] - time <= rules.longest_years
    time, value, length = (np.where(recent, part, np.nan) for part in (time, value, length))
    later_time, later_value = (_after(matrix[name], run, at) for name in ("time", "value"))
    years = later_time - now[:, None]
    near = (years > 0) & (years <= LONGEST_HORIZON)
    kept = (np.isfinite(time).sum(axis=1) >= rules.fewest_points) & near.any(axis=1)
    rows = facts.loc[owner[run[kept]], FACTS].reset_index(drop=True)
    sides = {pair: is_chosen_on(*pair) for pair in set(zip(rows["place"], rows["family"], strict=True))}
    rows["chosen_on"] = [sides[pair] for pair in zip(rows["place"], rows["family"], strict=True)]
    resolution = rows["resolution"].to_numpy(dtype=float)
    scale = scales.choose(value[kept], share=rows["share"].to_numpy(), positive=rows["positive"].to_numpy(), resolution=resolution)
    return Origins(
        facts=rows.assign(run=run[kept]),
        scale=scale,
        time=time[kept],
        value=scales.to_scale(value[kept], scale),
        length=np.nanmax(length[kept], axis=1),
        floor=scales.least_variance(value[kept][:, -1], resolution, error[kept], scale),
        years=np.where(near, years, np.nan)[kept],
        later=scales.to_scale(np.where(near, later_value, np.nan)[kept], scale),
    )


def predict(cases: Origins, model: Candidate) -> tuple[Array, Array, Ahead]:
    """Return origin and column of every later value, and what *model* said of it at the origin."""
    origin, column = np.nonzero(np.isfinite(cases.years) & np.isfinite(cases.later))
    years = cases.years[origin, column]
    if isinstance(model, damped.Damped):
        state = damped.smooth(cases.time, cases.value, model, floor=cases.floor)
        repeated = damped.Smoothed(model, *(part[origin] for part in (state.level, state.slope, state.variance, state.degrees)))
        return origin, column, damped.ahead(repeated, years)
    if isinstance(model, last_segment.LastSegment):
        line = last_segment.fit(cases.time, cases.value, model, floor=cases.floor)
        return origin, column, last_segment.ahead(line.rows(origin), years)
    widening = model.widening(cases.facts["family"])
    fitted = models.fit(cases.time, cases.value, model, length=cases.length, floor=cases.floor, widening=widening)
    return origin, column, models.ahead(fitted.rows(origin), years)


def _before(matrix: Array, run: Array, at: Array, most: int) -> Array:
    """Return the *most* values up to and with position *at* of each *run*, NaN before its first."""
    position = at[:, None] - np.arange(most - 1, -1, -1)[None, :]
    return np.where(position >= 0, matrix[run[:, None], np.maximum(position, 0)], np.nan)


def _after(matrix: Array, run: Array, at: Array) -> Array:
    """Return the values after position *at* of each *run*, NaN after its last."""
    position = at[:, None] + np.arange(1, LONGEST_HORIZON + 1)[None, :]
    width = matrix.shape[1]
    return np.where(position < width, matrix[run[:, None], np.minimum(position, width - 1)], np.nan)
