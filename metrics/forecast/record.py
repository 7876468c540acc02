"""
The record: how good the forecasts were, as a table that pages read and ``python -m metrics backtest`` writes.

One row a measure: ``model``, ``half`` (``chosen_on``: parameters were chosen there; ``held_out``: they were not), ``part`` (``all``,
``horizon:5``, ``indicator:<id>``, ``scale:logit`` or ``stated:0.9-1.0``), ``measure``, ``value``, the ``forecasts`` it rests on, their
``series`` and ``groups`` (places times families of indicators: what shares a group is not independent), ``date`` of the back-test and the
number of ``editions`` in the warehouse. The measures are explained in `metrics.forecast.calibration`:

* ``coverage_50``, ``coverage_80``, ``coverage_95``: share of later values inside the interval;
* ``score``: mean continuous ranked probability score, on the scale of the forecast;
* ``skill_no_change``, ``skill_last_trend``: against these two;
* ``calibration_error``: mean distance between stated and observed probability;
* ``stated``, ``observed``: mean stated probability of a bin, and the share of its forecasts that came true;
* ``width_wanted``: the factor at which 80 % of the values would lie in the 80 % interval, on the half chosen on.

Every forecast counts once, so long series and places with many breakdowns weigh more; the rows by indicator show how they differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.catalogue.models import Better, Scale
from metrics.forecast import backtest
from metrics.forecast.calibration import (
    BINS,
    LEVELS,
    bin_of,
    calibration_error,
    coverage,
    probabilities,
    reliability,
    score_forecasts,
    skill,
    width_wanted,
)
from metrics.forecast.candidates import DEFAULT, LAST_TREND, MODELS, NO_CHANGE
from metrics.forecast.scales import FULL

FILE = Path(__file__).with_name("record.csv")
"""The record that is shipped."""

SIGNS = {Better.HIGHER: 1.0, Better.LOWER: -1.0, Better.NEITHER: 0.0}
"""Direction that counts as progress; 0 where there is none."""

COLUMNS = ["date", "editions", "model", "half", "part", "measure", "value", "forecasts", "series", "groups"]

HALVES = {True: "chosen_on", False: "held_out"}
"""Words for the two halves of the series."""

DIGITS = 4
"""Decimals that are kept; beyond them no measure means anything."""

Measured = tuple[str, str, float, pd.DataFrame]


def make_record(points: pd.DataFrame, facts: pd.DataFrame, *, day: date, editions: int) -> pd.DataFrame:
    """
    Return the record of every model on the given series.

    Args:
        points: As for `metrics.forecast.backtest.origins`.
        facts: Likewise.
        day: Day of the back-test.
        editions: Number of editions that the points come from.

    Returns:
        The columns `COLUMNS`; every part for the default model, only ``all`` for the others.
    """
    cases = backtest.origins(points, facts)
    ranked = {model.name: score_forecasts(cases, model) for model in MODELS}
    rows = []
    for model in MODELS:  # over models and the two halves, never over series
        made = probabilities(cases, model)
        wanted = width_wanted(cases, model)
        for side, half in HALVES.items():
            frames = {name: frame[frame["chosen_on"] == side] for name, frame in ranked.items()}
            measured = [*_measures(frames, model.name, made[made["chosen_on"] == side], every_part=model is DEFAULT)]
            if side:
                measured.append(("all", "width_wanted", wanted, frames[model.name]))
            rows += [(model.name, half, part, measure, value, *_size(rested)) for part, measure, value, rested in measured]
    frame = pd.DataFrame(rows, columns=COLUMNS[2:])
    frame.insert(0, "date", day.isoformat())
    frame.insert(1, "editions", editions)
    return frame.round({"value": DIGITS})


def series_facts(catalogue: Catalogue, points: pd.DataFrame) -> pd.DataFrame:
    """
    Return what the back-test must know of every series, indexed by series.

    Args:
        catalogue: Says what the indicators are.
        points: Columns ``series``, ``indicator``, ``place``.
    """
    series = points.drop_duplicates("series").set_index("series")[["indicator", "place"]]
    known = {
        key: (item.family.value, item.is_share and item.range[1] == FULL, item.scale is Scale.LOG, item.resolution, SIGNS[item.better])
        for key, item in catalogue.indicators.items()
    }
    columns = ["family", "share", "positive", "resolution", "sign"]
    return series.join(pd.DataFrame.from_dict(known, orient="index", columns=columns), on="indicator")


def read_record(file: Path = FILE) -> pd.DataFrame:
    """Return a record as it was written, or the shipped one."""
    return pd.read_csv(file)


@cache
def how_often_right() -> pd.DataFrame:
    """
    Return how often statements of the default model came true on series not used to choose it.

    Returns:
        One row a bin of stated probability: ``low``, ``high`` (its bounds), ``stated``, ``observed``, ``forecasts``, ``right`` (so many of
        them came true).
    """
    record = read_record()
    held_out = record[(record["model"] == DEFAULT.name) & (record["half"] == HALVES[False]) & record["part"].str.startswith("stated:")]
    table = held_out.pivot_table(index="part", columns="measure", values="value").join(held_out.groupby("part")["forecasts"].first())
    bounds = table.index.str.removeprefix("stated:").str.split("-", expand=True).to_frame(index=False).astype(float)
    table = table.reset_index(drop=True).assign(low=bounds[0], high=bounds[1])
    table["right"] = (table["observed"] * table["forecasts"]).round().astype(int)
    return table[["low", "high", "stated", "observed", "forecasts", "right"]].rename_axis(columns=None)


@dataclass(frozen=True)
class Held:
    """What the default model was worth on the series of one part that were not used to choose it."""

    coverage_80: float
    """Share of later values that lay inside the 80 % interval."""
    calibration_error: float
    """Mean distance between stated and observed probability, as a share; NaN where no probability was stated."""
    forecasts: int
    series: int


@cache
def held_out(part: str = "all") -> Held | None:
    """Return the record of a *part*, such as ``indicator:hpv_15_complete``; ``None`` where nothing of it was held out."""
    record = read_record()
    rows = record[(record["model"] == DEFAULT.name) & (record["half"] == HALVES[False]) & (record["part"] == part)].set_index("measure")
    if "coverage_80" not in rows.index:
        return None
    value, sizes = rows["value"].astype(float), rows[["forecasts", "series"]].to_numpy(dtype=int)
    forecasts, series = sizes[rows.index.get_loc("coverage_80")]
    return Held(value["coverage_80"], value.get("calibration_error", math.nan), int(forecasts), int(series))


def _measures(frames: dict[str, pd.DataFrame], model: str, made: pd.DataFrame, *, every_part: bool) -> Iterator[Measured]:
    """Yield part, measure, value and the rows it rests on, for one model and half."""
    ours = frames[model]
    yield from _coverages("all", ours)
    yield "all", "score", float(ours["score"].mean()), ours
    for reference in (NO_CHANGE, LAST_TREND):
        yield "all", f"skill_{reference.name}", skill(ours, frames[reference.name]), ours
    yield "all", "calibration_error", calibration_error(made), made
    if not every_part:
        return
    for column, label in (("years", "horizon"), ("indicator", "indicator"), ("scale", "scale")):
        for value, part in ours.groupby(column):
            name = f"{label}:{value}"
            yield from _coverages(name, part)
            with_target = made[made[column] == value]
            if len(with_target):
                yield name, "calibration_error", calibration_error(with_target), with_target
    bins = reliability(made)
    place = bin_of(made["stated"].to_numpy())
    for number in range(BINS):
        within = made[place == number]
        if len(within):
            name = f"stated:{number / BINS:.1f}-{(number + 1) / BINS:.1f}"
            yield name, "stated", float(bins["stated"][number]), within
            yield name, "observed", float(bins["observed"][number]), within


def _coverages(part: str, rows: pd.DataFrame) -> Iterator[Measured]:
    """Yield the coverage of every level."""
    for level in LEVELS:
        yield part, f"coverage_{round(100 * level)}", coverage(rows["rank"].to_numpy(), level), rows


def _size(rows: pd.DataFrame) -> tuple[int, int, int]:
    """Return the number of forecasts, series and groups that a measure rests on."""
    return len(rows), int(rows["run"].nunique()), len(rows[["place", "family"]].drop_duplicates())
