"""
The level that a target asks for, by its kind: percent of a baseline, by a year or per decade, a gain, or the level itself.

The kinds have the catalogue's names, which are not imported: a user's own table needs no catalogue, and its models take long to load.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LEVEL = "level"
CUMULATIVE_COUNT = "cumulative_count"
RELATIVE_CHANGE = "relative_change"
GAP_REDUCTION = "gap_reduction"
RELATIVE_CHANGE_PER_DECADE = "relative_change_per_decade"
ANNUAL_CHANGE = "annual_change"
GAIN = "gain"

YEARS_OF_A_DECADE = 10


def target_level(rows: pd.DataFrame) -> pd.Series[float]:
    """
    Return the level that a target asks for.

    Args:
        rows: ``kind``, ``sign``, ``stated_value``, ``amount`` (percent), ``baseline``, ``baseline_year``, ``target_year``.

    Returns:
        The stated level or count; the baseline changed by the amount once (also a gap that is to shrink), per decade, or compounded every
        year; the baseline plus a gain; NaN where a number is missing. A decade counts once where its years are not known.
    """
    kind = rows["kind"]
    base, years = rows["baseline"].astype(float), rows["target_year"] - rows["baseline_year"]
    factor = 1 + rows["sign"] * rows["amount"] / 100
    conditions = [
        kind.isin([LEVEL, CUMULATIVE_COUNT]),
        kind.isin([RELATIVE_CHANGE, GAP_REDUCTION]),
        kind == RELATIVE_CHANGE_PER_DECADE,
        kind == ANNUAL_CHANGE,
        kind == GAIN,
    ]
    levels = [
        rows["stated_value"],
        base * factor,
        base * factor ** (years / YEARS_OF_A_DECADE).fillna(1.0),
        base * factor**years,
        base + rows["sign"] * rows["stated_value"],
    ]
    return pd.Series(np.select(conditions, levels, default=np.nan), index=rows.index, dtype=float)
