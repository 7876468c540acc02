"""
Would the verdict be another one if a choice had been made differently?

Each variation changes one choice: the length of the window, the year of the baseline, an excluded stretch that is counted after all, the
scale, the newest point. Every variation of every series is judged as a series of its own, all in one go, so a hundred variations cost what
a hundred series cost. A variation that would change nothing (a window longer than the series) is not made, for it would prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from metrics.blocks import judge_all
from metrics.methods.base import Method
from metrics.status import Status

WINDOWS = (5, 8, 10, 15)
"""Lengths of the window in years: the short and the long one of Eurostat, ten as ours, and one between."""
BASELINE_SHIFTS = (-1, 1)
"""Years by which the baseline is moved."""
AS_STATED = "as_stated"

POINT_COLUMNS = ["year", "year_end", "value", "lower", "upper", "se", "numerator", "denominator"]


def vary(points: pd.DataFrame, goals: pd.DataFrame, methods: Sequence[Method], windows: Sequence[int] = WINDOWS) -> pd.DataFrame:
    """
    Return the verdicts of *methods* under every variation.

    Args:
        points: Long, as for `metrics.blocks.judge_all`, and optionally ``excluded_by``: the name of the event that takes a point out of
            trends, empty where none does. Only points of one comparable segment.
        goals: One row a series, as for `judge_all`. Targets are levels: moving the baseline moves the path and not the target.
        methods: The methods.
        windows: Lengths of the window in years; the stated baseline stays what it is, also where it lies before the window.

    Returns:
        Columns ``series``, ``method``, ``variation``, ``status``, ``verdict``, ``reason``, ``changed``; first `AS_STATED`, then
        ``window_5`` …, ``baseline_-1``, ``baseline_+1``, ``with_`` and the name of an excluded stretch, ``scale_linear`` or ``scale_log``,
        ``without_newest``. ``changed`` is False where either status is `not_assessable`.
    """
    goals = goals.reset_index(drop=True)
    valued = points[points["value"].notna()]
    excluded = valued["excluded_by"].fillna("") if "excluded_by" in valued else pd.Series("", index=valued.index)
    base = valued[excluded == ""]
    made = [(AS_STATED, base, goals)]
    made += [(f"window_{years}", *_window(base, goals, years)) for years in windows]
    made += [(f"baseline_{shift:+d}", *_baseline(base, goals, shift)) for shift in BASELINE_SHIFTS]
    made += [(f"with_{event}", *_with(valued, excluded, goals, event)) for event in sorted(set(excluded) - {""})]
    made += [(f"scale_{scale}", *_scale(base, goals, scale)) for scale in ("linear", "log")]
    made.append(("without_newest", *_without_newest(base, goals)))
    return _judge(made, methods)


def _judge(made: list[tuple[str, pd.DataFrame, pd.DataFrame]], methods: Sequence[Method]) -> pd.DataFrame:
    """Return the verdicts on stacked variations: each series of each variation gets a number of its own."""
    stated = pd.concat([goals.assign(variation=name) for name, _, goals in made], ignore_index=True)
    key = pd.MultiIndex.from_frame(stated[["variation", "series"]])
    stacked = []
    for name, points, _ in made:  # over variations, not series
        columns = points[["series", *(column for column in POINT_COLUMNS if column in points)]]
        own = pd.MultiIndex.from_arrays([np.full(len(columns), name), columns["series"]])
        stacked.append(columns.assign(series=key.get_indexer(own)))
    points = pd.concat(stacked, ignore_index=True)
    answers = judge_all(points[points["series"] >= 0], stated.assign(series=np.arange(len(stated))), methods)
    rows = stated.loc[answers["series"].to_numpy(), ["series", "variation"]].reset_index(drop=True)
    frame = rows.assign(**{name: answers[name].astype(str) for name in ("method", "status", "verdict", "reason")})
    first = frame[frame["variation"] == AS_STATED].set_index(["series", "method"])["status"]
    before = first.reindex(pd.MultiIndex.from_frame(frame[["series", "method"]])).to_numpy()
    silent = str(Status.NOT_ASSESSABLE)
    frame["changed"] = (frame["status"] != before) & (frame["status"] != silent) & (before != silent)
    return frame[["series", "method", "variation", "status", "verdict", "reason", "changed"]]


def _window(points: pd.DataFrame, goals: pd.DataFrame, years: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the points of the last *years* years and the goals of the series that lose some, their baselines kept as values."""
    newest = points.groupby("series")["year"].transform("max")
    kept = points["year"] > newest - years
    goals = _of(goals, points.loc[~kept, "series"])
    observed = _value_in(points, goals, goals.get("baseline_year", pd.Series(np.nan, index=goals.index)))
    return points[kept], goals.assign(baseline_value=_stated_baseline(goals).fillna(observed))


def _baseline(points: pd.DataFrame, goals: pd.DataFrame, shift: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the goals whose baseline can be moved: the series has a value in the new year."""
    if "baseline_year" not in goals:
        return points, goals.iloc[:0]
    moved = goals.assign(baseline_year=goals["baseline_year"] + shift)
    moved["baseline_value"] = _value_in(points, goals, moved["baseline_year"])
    return points, moved[moved["baseline_value"].notna()]


def _with(valued: pd.DataFrame, excluded: pd.Series[str], goals: pd.DataFrame, event: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the points with those that *event* takes out."""
    return valued[(excluded == "") | (excluded == event)], _of(goals, valued.loc[excluded == event, "series"])


def _scale(points: pd.DataFrame, goals: pd.DataFrame, scale: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the goals that are judged on the other scale; the logarithmic one only where all values are positive."""
    stated = goals["scale"] if "scale" in goals else pd.Series("linear", index=goals.index)
    other = goals[stated != scale].assign(scale=scale)
    return points, other[~other["series"].isin(points.loc[points["value"] <= 0, "series"])] if scale == "log" else other


def _without_newest(points: pd.DataFrame, goals: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    newest = points.groupby("series")["year"].transform("max")
    return points[points["year"] < newest], _of(goals, points["series"])


def _of(goals: pd.DataFrame, series: pd.Series) -> pd.DataFrame:
    """Return the goals of these series."""
    return goals[goals["series"].isin(series)]


def _stated_baseline(goals: pd.DataFrame) -> pd.Series[float]:
    return goals["baseline_value"] if "baseline_value" in goals else pd.Series(np.nan, index=goals.index)


def _value_in(points: pd.DataFrame, goals: pd.DataFrame, year: pd.Series[float]) -> pd.Series[float]:
    """Return the value of each goal's series in *year*, NaN where there is none."""
    known = points.drop_duplicates(["series", "year"]).set_index(["series", "year"])["value"]
    wanted = pd.MultiIndex.from_arrays([goals["series"], year])
    return pd.Series(known.reindex(wanted).to_numpy(dtype=float), index=goals.index)


def summarise(varied: pd.DataFrame) -> pd.DataFrame:
    """
    Return, per series and method, how firm the verdict is.

    Args:
        varied: Result of `vary`.

    Returns:
        Columns ``series``, ``method``, ``status`` (as stated), ``variations`` (those that have a verdict), ``kept`` (share of them with the
        same status, NaN without any), ``broken_by`` (the variations that change it, separated by blanks), ``silenced_by`` (those under
        which the method can say nothing).
    """
    stated = varied[varied["variation"] == AS_STATED].set_index(["series", "method"])["status"]
    others = varied[varied["variation"] != AS_STATED]
    known = stated.reindex(pd.MultiIndex.from_frame(others[["series", "method"]])).to_numpy() != str(Status.NOT_ASSESSABLE)
    others = others[known]
    judged = others["status"] != str(Status.NOT_ASSESSABLE)
    counted = others[judged].groupby(["series", "method"])["changed"].agg(["size", "mean"]).reindex(stated.index)
    frame = pd.DataFrame({"status": stated, "variations": counted["size"].fillna(0).astype(int), "kept": 1 - counted["mean"]})
    for name, rows in (("broken_by", others[others["changed"]]), ("silenced_by", others[~judged])):
        frame[name] = rows.groupby(["series", "method"])["variation"].agg(" ".join).reindex(stated.index).fillna("")
    return frame.reset_index()
