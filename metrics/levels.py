"""
The level that a target asks for, by its kind: percent of a baseline, by a year or per decade, a gain, or the level itself.

The kinds have the catalogue's names, which are not imported: a user's own table needs no catalogue, and its models take long to load.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.panel import Array

LEVEL = "level"
CUMULATIVE_COUNT = "cumulative_count"
RELATIVE_CHANGE = "relative_change"
GAP_REDUCTION = "gap_reduction"
RELATIVE_CHANGE_PER_DECADE = "relative_change_per_decade"
ANNUAL_CHANGE = "annual_change"
GAIN = "gain"

YEARS_OF_A_DECADE = 10
DIGITS = 12
"""Digits of a computed level that are more than rounding errors."""
EXACT_POWER = 22
"""Largest power of ten that a binary number holds exactly."""


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
    rounded = [levels[0].to_numpy(dtype=np.float64), *(_without_noise(computed) for computed in levels[1:])]
    return pd.Series(np.select(conditions, rounded, default=np.nan), index=rows.index, dtype=float)


def _without_noise(computed: pd.Series[float]) -> Array:
    """Return a computed level with `DIGITS` digits: 10 % below 8.7 is 7.83, and who publishes 7.83 has reached it."""
    level = computed.to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        decimals = DIGITS - 1 - np.floor(np.log10(np.abs(level)))
        scale = 10.0**decimals
        rounded = np.rint(level * scale) / scale
    # Beyond these bounds a number has no decimals, or the power of ten is not exact and would bring noise of its own.
    return np.where((decimals >= 0) & (decimals <= EXACT_POWER), rounded, level)
