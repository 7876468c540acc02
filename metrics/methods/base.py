"""
What every assessment method has in common: its description, its inputs and the columns of its answer.

A method is a pure function of two frames. ``series`` is long: ``series``, ``year``, ``value`` and, where known, ``year_end``, ``lower``,
``upper`` (95 %), ``se``; only points of one comparable segment, without excluded years. ``targets`` has one row a series; `complete`
adds the columns that may be left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.intervals import WIDTH_OF_95_PERCENT

RESULT_COLUMNS = [
    "series", "method", "version", "status", "verdict", "statistic", "threshold", "required", "reason", "points", "first_year", "last_year",
]  # fmt: skip

OPTIONAL_TARGET_COLUMNS: dict[str, float | str] = {
    "baseline_year": np.nan,
    "baseline_value": np.nan,
    "target_year": np.nan,
    "target_value": np.nan,
    "limit": np.nan,
    "comparator": "",
    "scale": "linear",
    "resolution": np.nan,
    "modelled": False,
}


@dataclass(frozen=True)
class Method:
    """
    An assessment method as the reader sees it described.

    Attributes:
        id: The name under which it is asked for.
        version: Version of our implementation; it changes when a verdict can.
        source: Where the rule is published.
        needs: What it needs before it answers.
        special_cases: What it says when the target is met, the baseline is zero, two points are known, …
        assess: The function.
    """

    id: str
    version: str
    source: str
    needs: str
    special_cases: str
    assess: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]


def complete(targets: pd.DataFrame) -> pd.DataFrame:
    """Return *targets* indexed by series with every optional column and ``sign``: +1 for higher, -1 for lower, NaN for neither."""
    frame = targets.copy()
    for column, default in OPTIONAL_TARGET_COLUMNS.items():
        if column not in frame:
            frame[column] = default
    frame["sign"] = frame["better"].map({"higher": 1.0, "lower": -1.0})
    weak = np.where(frame["sign"] > 0, ">=", "<=")
    frame["comparator"] = frame["comparator"].fillna("").mask(frame["comparator"].fillna("") == "", pd.Series(weak, index=frame.index))
    return frame.set_index("series", drop=False).rename_axis("key")


def with_errors(series: pd.DataFrame) -> pd.DataFrame:
    """Return the points that have a value, in order of time, with ``year_end``, ``se`` (stated, or from the limits) and ``order``."""
    frame = series[series["value"].notna()].copy()
    for column in ("lower", "upper", "se"):
        if column not in frame:
            frame[column] = np.nan
    frame["year_end"] = frame["year_end"] if "year_end" in frame else frame["year"]
    frame["se"] = frame["se"].fillna((frame["upper"] - frame["lower"]) / WIDTH_OF_95_PERCENT)
    return frame.sort_values(["series", "year", "year_end"], kind="stable")


def latest(points: pd.DataFrame, series: pd.Index) -> pd.DataFrame:
    """Return, per series, ``points``, ``first_year``, ``last_year``, ``latest`` and ``latest_se``; 0 points and NaN where there is none."""
    grouped = points.groupby("series", sort=False)
    frame = pd.DataFrame(
        {
            "points": grouped.size(),
            "first_year": grouped["year"].first(),
            "last_year": grouped["year"].last(),
            "latest": grouped["value"].last(),
        }
    )
    last = points.drop_duplicates("series", keep="last").set_index("series")
    frame["latest_se"] = last["se"]
    frame = frame.reindex(series)
    frame["points"] = frame["points"].fillna(0).astype(int)
    return frame


def answer(method: str, version: str, targets: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    """Return *columns* (indexed by series) as a result in the order of *targets*, with the columns of the contract."""
    frame = columns.reindex(targets.index).copy()
    frame["series"] = targets["series"]
    frame["method"] = method
    frame["version"] = version
    for column in ("statistic", "threshold", "required"):
        numbers = frame[column].astype(float)
        frame[column] = numbers.where(np.isfinite(numbers))
    return frame[RESULT_COLUMNS].reset_index(drop=True)
