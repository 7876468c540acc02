"""Which points of a series a trend may use: the last comparable segment, without excluded years, within a bounded window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class WindowRules:
    """
    The bounds of the window.

    Ten points are what evaluators ask of a trend projection (five is the least at which a slope and its scatter can be told apart; the
    OHID recent trend and the method notes use five as well); fifteen years is the long-term window of Eurostat's monitoring.
    """

    most_points: int = 10
    fewest_points: int = 5
    longest_years: int = 15


DEFAULT_RULES = WindowRules()

UNCHANGED_VALUES = 3
"""So many equal values in a row are worth a word: two can be chance, three seldom are."""


def mark_used(points: pd.DataFrame, rules: WindowRules = DEFAULT_RULES) -> pd.Series[bool]:
    """
    Return which points the trend of each series uses.

    Args:
        points: Columns ``series``, ``year``, ``year_end``, ``value``, ``segment``, ``excluded_by``; any order.
        rules: Bounds of the window.

    Returns:
        True for the newest points (at most ``most_points``) of the last segment, not more than ``longest_years`` before the newest usable
        point, that have a value and are not excluded. Series with fewer than ``fewest_points`` of them are marked all the same: it is for
        the method to say that they are too few.
    """
    usable = points["value"].notna() & (points["excluded_by"] == "")
    candidates = points.loc[usable, ["series", "year", "year_end", "segment"]].copy()
    candidates["time"] = (candidates["year"] + candidates["year_end"]) / 2
    by_series = candidates.groupby("series", sort=False)
    in_last_segment = candidates["segment"] == by_series["segment"].transform("max")
    newest = by_series["time"].transform("max")
    recent = newest - candidates["time"] <= rules.longest_years
    kept = candidates[in_last_segment & recent].sort_values(["series", "time"], kind="stable")
    kept = kept.groupby("series", sort=False).tail(rules.most_points)
    used = pd.Series(data=False, index=points.index)
    used.loc[kept.index] = True
    return used


def summarise(points: pd.DataFrame) -> pd.DataFrame:
    """
    Return, per series, what the window holds and what it leaves out.

    Args:
        points: As for `mark_used`, with the column ``used``.

    Returns:
        Indexed by ``series``: ``points_used``, ``first_used_year``, ``last_used_year`` (the last year of the last period),
        ``comparable_points`` (with a value and not excluded, before the break and the window cut), ``years_excluded``,
        ``break_before`` (comparable points lie before the last segment), ``overlapping`` (used periods share years), ``unchanged`` (the
        newest three used values are the same, as they are where a publisher carries an old estimate forward).
    """
    by_series = points.groupby("series", sort=True)
    used = points[points["used"]].sort_values(["series", "year"], kind="stable")
    by_used = used.groupby("series", sort=True)
    frame = pd.DataFrame(index=pd.Index(sorted(points["series"].unique()), name="series"))
    frame["points_used"] = by_used.size().reindex(frame.index).fillna(0).astype(int)
    frame["first_used_year"] = by_used["year"].min().reindex(frame.index)
    frame["last_used_year"] = by_used["year_end"].max().reindex(frame.index)
    comparable = points["value"].notna() & (points["excluded_by"] == "")
    frame["comparable_points"] = comparable.groupby(points["series"]).sum().reindex(frame.index).fillna(0).astype(int)
    first_used = points["series"].map(frame["first_used_year"])
    inside = (points["excluded_by"] != "") & points["value"].notna() & (points["year"] >= first_used)
    frame["years_excluded"] = inside.groupby(points["series"]).any().reindex(frame.index)
    earlier = comparable & (points["segment"] < by_series["segment"].transform("max"))
    frame["break_before"] = earlier.groupby(points["series"]).any().reindex(frame.index)
    previous_end = by_used["year_end"].shift()
    frame["overlapping"] = (used["year"] <= previous_end).groupby(used["series"]).any().reindex(frame.index)
    newest = by_used.tail(UNCHANGED_VALUES).groupby("series")["value"]
    frame["unchanged"] = ((newest.size() == UNCHANGED_VALUES) & (newest.max() == newest.min())).reindex(frame.index)
    flags = ["years_excluded", "break_before", "overlapping", "unchanged"]
    frame[flags] = frame[flags].astype("boolean").fillna(value=False).astype(bool)
    return frame


def position_matrix(points: pd.DataFrame, columns: list[str]) -> tuple[pd.Index, dict[str, np.ndarray]]:
    """
    Return *columns* as matrices, one row a series and one column a point in order of time, NaN where a series is shorter.

    Args:
        points: Columns ``series``, ``time`` and *columns*.
        columns: Numeric columns to spread.

    Returns:
        The series in order, and the matrices by name.
    """
    ordered = points.sort_values(["series", "time"], kind="stable")
    position = ordered.groupby("series", sort=False).cumcount().to_numpy()
    rows, names = pd.factorize(ordered["series"], sort=True)
    width = int(position.max()) + 1 if len(ordered) else 0
    matrices = {}
    for column in columns:
        matrix = np.full((len(names), width), np.nan)
        matrix[rows, position] = ordered[column].to_numpy(dtype=float)
        matrices[column] = matrix
    return pd.Index(names, name="series"), matrices
