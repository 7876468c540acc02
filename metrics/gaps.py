"""
How far it is: paths from baseline to target, the gap, and the pace that is still required.

Nothing here divides by a target, so zero targets work.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.intervals import Array


def path_kind_used(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the kind of path that is drawn: a log-linear path from or to a value that is not positive falls back to linear."""
    undefined = (rows["path"] == "log_linear") & ~((rows["baseline"] > 0) & (rows["target_value"] > 0))
    return rows["path"].mask(undefined, "linear")


def path_values(rows: pd.DataFrame, year: pd.Series[float]) -> pd.Series[float]:
    """
    Return where the value should be in *year*.

    Args:
        rows: Columns ``path`` (linear, log_linear, stepped, deadline_only), ``baseline_year``, ``baseline``, ``target_year``,
            ``target_value`` and ``steps`` (tuples of year and value).
        year: Indexed like *rows*.

    Returns:
        The path's value; the target's from the target year on; NaN before the baseline year, and where the path is not known: without a
        baseline, or before a deadline that has no path.
    """
    kind = path_kind_used(rows).to_numpy(dtype=object)
    at = year.to_numpy(dtype=float)
    first, last = rows["baseline_year"].to_numpy(dtype=float), rows["target_year"].to_numpy(dtype=float)
    start, goal = rows["baseline"].to_numpy(dtype=float), rows["target_value"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (at - first) / (last - first)
        linear = start + (goal - start) * share
        geometric = np.exp(np.log(np.abs(start)) + (np.log(np.abs(goal)) - np.log(np.abs(start))) * share)
    stepped = _stepped(rows, at)
    value = np.select([kind == "linear", kind == "log_linear", kind == "stepped"], [linear, geometric, stepped], default=np.nan)
    value = np.where(at < first, np.nan, value)
    return pd.Series(np.where(at >= last, goal, value), index=rows.index)


def _stepped(rows: pd.DataFrame, at: Array) -> Array:
    """Return the value of the last step that is due in the year, or the baseline before the first step."""
    steps = rows["steps"].reset_index(drop=True).explode().dropna()
    due = pd.DataFrame(steps.tolist(), index=steps.index, columns=["year", "value"])
    due = due[due["year"].to_numpy(dtype=float) <= at[due.index.to_numpy(dtype=int)]] if len(due) else due
    latest = due.sort_values("year", kind="stable").groupby(level=0)["value"].last()
    return np.asarray(latest.reindex(range(len(rows))).fillna(rows["baseline"].reset_index(drop=True)), dtype=np.float64)


def gap(latest: pd.Series[float], target: pd.Series[float], sign: pd.Series[float]) -> pd.Series[float]:
    """Return what is still missing to the target in the indicator's unit: positive is missing, 0 or less is reached."""
    return sign * (target - latest)


def required_pace(
    latest: pd.Series[float], latest_time: pd.Series[float], target: pd.Series[float], year: pd.Series[float], *, log: pd.Series[bool]
) -> pd.Series[float]:
    """
    Return the change a year that leads from the latest value to the target.

    Args:
        latest: Latest value.
        latest_time: Year of it, or the midpoint of its period.
        target: Target value; may be 0.
        year: Target year.
        log: True where the pace is asked in percent a year; where latest value or target is not positive it falls back to units a year.

    Returns:
        Signed change a year; NaN where the target year is not after the latest value.
    """
    left = (year - latest_time).where(year > latest_time)
    on_log = log & (latest > 0) & (target > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * ((target.where(on_log) / latest.where(on_log)) ** (1 / left) - 1)
    return ((target - latest) / left).mask(on_log, percent)


def draw_paths(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return every year of every path that can be drawn.

    Args:
        rows: As for `path_values`, with a unique index.

    Returns:
        Columns ``row`` (index of *rows*), ``year``, ``value``, ``path`` (the kind used); a deadline without a path is its one point.
    """
    known = rows[rows["target_value"].notna() & rows["target_year"].notna()]
    only_end = (known["path"] == "deadline_only") | known["baseline"].isna() | known["baseline_year"].isna()
    first = known["baseline_year"].mask(only_end, known["target_year"])
    length = (known["target_year"] - first + 1).clip(lower=0).fillna(0).astype(int).to_numpy()
    repeated = known.loc[known.index.repeat(length)]
    step = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    year = first.loc[repeated.index].to_numpy(dtype=float) + step
    unique = repeated.reset_index(drop=True)
    values = path_values(unique, pd.Series(year, index=unique.index))
    columns = {"row": repeated.index, "year": year.astype(int), "value": values.to_numpy(), "path": path_kind_used(unique).to_numpy()}
    frame = pd.DataFrame(columns)
    return frame[frame["value"].notna()].reset_index(drop=True)
