"""Figures of two states of knowledge side by side: what was revised, by how much, and whether by more than was said to be uncertain."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

KEY = ["place", "year", "year_end", "sex", "age", "site", "group"]
"""The columns that name a figure of one indicator of one source."""

FULL_KEY = ["source", "indicator", *KEY]
REVISED_COLUMNS = [*FULL_KEY, "old", "new", "difference", "outside_interval"]
SERIES = ["source", "indicator", "place", "sex", "age", "site", "group"]


def changed_values(observations: pd.DataFrame, older: str, newer: str, key: Sequence[str] = KEY) -> pd.DataFrame:
    """
    Return the figures of two editions side by side, the largest change first.

    Args:
        observations: Rows of both editions of one indicator, with the columns of the warehouse.
        older: Id of the older edition.
        newer: Id of the newer one.
        key: The columns that name a figure.

    Returns:
        The key (by default place, years, sex, age, site, group), ``old``, ``new`` and ``difference`` in the indicator's unit, and
        ``outside_interval``: whether the new value lies outside the range that the older edition gave; empty where it gave none. A figure
        that stands in just one edition has NaN in the other and in the difference, and comes last.
    """
    kept = [*key, "value", "lower", "upper"]
    old, new = (observations[observations["edition"] == edition][kept].dropna(subset=["value"]) for edition in (older, newer))
    pairs = old.rename(columns={"value": "old"}).merge(new[[*key, "value"]].rename(columns={"value": "new"}), on=list(key), how="outer")
    difference = pairs["new"] - pairs["old"]
    outside = (pairs["new"] < pairs["lower"]) | (pairs["new"] > pairs["upper"])
    has_range = difference.notna() & pairs["lower"].notna() & pairs["upper"].notna()
    told = pairs[[*key, "old", "new"]].assign(difference=difference, outside_interval=outside.astype("boolean").where(has_range))
    order = told["difference"].abs().sort_values(ascending=False, kind="stable").index
    return told.loc[order].reset_index(drop=True)


def revised_values(then: pd.DataFrame, now: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """
    Return the figures that both states of knowledge hold and that differ, the largest change first.

    Args:
        then: Observations in force on the earlier day, with the columns of the warehouse.
        now: Observations in force on the later one.
        series: Only series that stand here (`SERIES`).

    Returns:
        `FULL_KEY` and ``old, new, difference, outside_interval``, as `changed_values` gives them.
    """
    wanted = series[SERIES].drop_duplicates()
    both = pd.concat([frame.merge(wanted, on=SERIES).assign(edition=name) for frame, name in ((then, "then"), (now, "now"))])
    found = changed_values(both, "then", "now", FULL_KEY)
    found = found.reindex(columns=REVISED_COLUMNS)
    return found[found["difference"].notna() & (found["difference"] != 0)].reset_index(drop=True)
