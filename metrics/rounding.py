"""The rounding step of published values, read from the decimals that they show."""

from __future__ import annotations

import numpy as np

from metrics.panel import Array, Flags, Panel

MOST_DECIMALS = 9
"""Values with more decimals than these are taken for computed ones, whose rounding is not known and does not matter."""

NOISE = 16 * float(np.finfo(np.float64).eps)
"""Relative difference that is left by binary arithmetic: 0.1 + 0.2 still shows one decimal."""


def rounding_step(panel: Panel) -> Array:
    """
    Return the step that the values of every series are rounded to: 1, 0.1, 0.01 …; NaN where it cannot be told.

    The value with the most decimals counts, so 47, 47.5 and 48 are rounded to 0.1.
    """
    step = np.full(len(panel.value), np.nan)
    latest = panel.latest
    # Where the newest value alone has too many decimals, as computed values have, the others need no look.
    open_ = np.flatnonzero(_shows(latest, MOST_DECIMALS))
    for decimals in range(MOST_DECIMALS + 1):
        if not len(open_):
            break
        values = panel.value[open_] if len(open_) < len(step) else panel.value
        shown = (_shows(values, decimals) | np.isnan(values)).all(axis=1)
        step[open_[shown]] = 10.0**-decimals
        open_ = open_[~shown]
    return step


def _shows(values: Array, decimals: int) -> Flags:
    """Return which *values* need no more than so many *decimals*; none where there is no value."""
    with np.errstate(over="ignore", invalid="ignore"):  # what is too large to have decimals shows none
        scaled = values * 10.0**decimals
        return np.abs(scaled - np.rint(scaled)) <= NOISE * np.abs(scaled)
