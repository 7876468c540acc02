"""
How much of its own gap each target has closed, and how much of its own time is over: what lets targets in different units stand together.

0 is the target's own start, 100 its own target. A gap that does not exceed the interval of the value it is counted from is no gap that
can be measured, and is never indexed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

ROW = ["mission", "target", "target_version", "place"]
"""The columns that name a row of the scorecard."""

OBSTACLES = ("no_data", "not_comparable", "no_target", "no_deadline", "no_baseline", "no_gap", "gap_within_interval")
"""Why a row cannot be indexed, in the order in which they are looked at; the first that holds is told."""


def obstacles(rows: pd.DataFrame) -> pd.Series[str]:
    """
    Return why each row cannot be indexed; empty where it can.

    Args:
        rows: Rows of the scorecard with ``sign`` (1 where an increase is promised, -1 where a decrease is), ``resolution`` (rounding step
            of the published values) and ``reach``: the width of the 95 % interval of the value at the start, or NaN where none is
            published; the rounding step then stands for it.

    Returns:
        One of `OBSTACLES` or an empty text, indexed like *rows*.
    """
    start, goal = rows["baseline"].astype(float), rows["target_value"].astype(float)
    ahead = rows["sign"].astype(float) * (goal - start)
    smallest = rows["reach"].astype(float).fillna(rows["resolution"].astype(float))
    conditions = [
        rows["latest"].isna(),
        rows["comparability"] == "not_comparable",
        goal.isna(),
        rows["target_year"].isna(),
        start.isna() | rows["baseline_year"].isna(),
        ahead <= 0,
        ahead < smallest,
    ]
    found = np.select([condition.fillna(value=False).to_numpy(dtype=bool) for condition in conditions], list(OBSTACLES), "")
    return pd.Series(found, index=rows.index, dtype=object)


def interval_at_start(rows: pd.DataFrame, series: pd.DataFrame) -> pd.Series[float]:
    """Return the width of the interval of each row's value in its baseline year, else of its latest value, else NaN."""
    widths = series.assign(width=series["upper"] - series["lower"])
    named = rows[[*ROW, "baseline_year"]].assign(_row=rows.index)
    at_start = named.merge(widths[[*ROW, "year", "width"]], left_on=[*ROW, "baseline_year"], right_on=[*ROW, "year"], how="left")
    first = at_start.groupby("_row")["width"].max().reindex(rows.index)
    return first.fillna((rows["upper"] - rows["lower"]).astype(float))


def indexed(rows: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """
    Return *values* as shares of the gap closed, against the share of the time that is over.

    Args:
        rows: Rows of the scorecard that can be indexed: no obstacle.
        values: Columns of `ROW`, ``year`` and ``value``, and where known ``year_end``, ``lower`` and ``upper``: observations or a path.

    Returns:
        The rows of *values* from the start on, sorted by row and time, with ``elapsed`` (percent of the time from baseline year to target
        year, a period counts at its middle), ``closed``, ``closed_lower`` and ``closed_upper`` (percent of the gap; below 0 is further
        away than at the start, above 100 is beyond the target).
    """
    frame = values.merge(rows[[*ROW, "baseline", "baseline_year", "target_value", "target_year"]], on=ROW, how="inner")
    end = frame["year_end"] if "year_end" in frame else frame["year"]
    time = (frame["year"].astype(float) + end.astype(float)) / 2
    start, goal = frame["baseline"].astype(float), frame["target_value"].astype(float)
    begun, due = frame["baseline_year"].astype(float), frame["target_year"].astype(float)
    frame["elapsed"] = 100 * (time - begun) / (due - begun)
    for source, name in (("value", "closed"), ("lower", "closed_lower"), ("upper", "closed_upper")):
        known = frame[source].astype(float) if source in frame else pd.Series(np.nan, index=frame.index)
        frame[name] = 100 * (known - start) / (goal - start)
    # Towards a lower target the two ends of an interval change places.
    ends = np.sort(frame[["closed_lower", "closed_upper"]].to_numpy(dtype=float), axis=1)
    frame["closed_lower"], frame["closed_upper"] = ends[:, 0], ends[:, 1]
    kept = frame[(frame["elapsed"] >= 0) & frame["closed"].notna() & (due > begun)]
    return kept.sort_values([*ROW, "elapsed"], kind="stable").reset_index(drop=True)
