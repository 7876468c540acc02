"""
Ages as a table of rates writes them: the lower bound of a band (``85``), the band (``80-84``, ``85+``), or ``unknown``.

A band that is written out says where it ends, so it is checked: the next band of the table begins in the year after it, and only the oldest
band is open.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from metrics.panel import Flags, Whole

UNKNOWN = "unknown"
OLDEST = 130
"""Ages above are no ages."""
BAND = r"^(?P<lower>\d+)\s*(?:(?P<open>\+)|[-–]\s*(?P<last>\d+))$"
"""A band as publishers print it, with a hyphen or a dash."""
REMEDY = f"write the lower bound of the band in whole years (0, 5, … 85), the band (0-4, 85+), or {UNKNOWN}"

Reject = Callable[[str, "Flags", str, str], None]
"""Raises an error that names the first wrong cell of a column: column, which rows are wrong, what is wrong, what would be right."""


def lower_bounds(column: pd.Series, reject: Reject) -> Whole:
    """
    Return the lower bounds of a column of ages as whole numbers, -1 where the age is unknown.

    Raises:
        MetricError: By *reject*: a cell is no age, or a band does not end where the next one of the table begins.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        reject_if(~_possible(values), reject, "is no age", REMEDY)
        return values.astype(np.int64)
    codes, words = pd.factorize(column, use_na_sentinel=False)
    text = pd.Series(words).astype("str").str.strip()
    parts = text.str.extract(BAND)
    lower = pd.to_numeric(text.where(parts["lower"].isna(), parts["lower"]), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    is_unknown = (text.str.casefold() == UNKNOWN).to_numpy(dtype=np.bool_)
    reject_if((~_possible(lower) & ~is_unknown)[codes], reject, "is no age", REMEDY)
    if parts["lower"].notna().any():
        _check_ends(lower, parts, codes, reject)
    return np.where(is_unknown, -1.0, lower).astype(np.int64)[codes]


def _check_ends(lower: pd.Series[float] | np.ndarray, parts: pd.DataFrame, codes: Whole, reject: Reject) -> None:
    """Refuse bands that are written out and do not end where the next one of the table begins."""
    bounds = np.unique(lower[~np.isnan(lower)])
    place = np.searchsorted(bounds, lower, side="right")
    following = np.append(bounds, np.inf)[np.minimum(place, len(bounds))]
    last = pd.to_numeric(parts["last"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    is_open = parts["open"].notna().to_numpy(dtype=np.bool_)
    reject_if((is_open & np.isfinite(following))[codes], reject, "is open, but older bands follow", "write where it ends, such as 85-89")
    closed = ~np.isnan(last)
    what, remedy = "is the oldest band, but ends", "give the oldest band with everybody who is older, such as 85+"
    reject_if((closed & np.isinf(following))[codes], reject, what, remedy)
    reject_if(
        (closed & (last + 1 != following))[codes], reject, "does not end where the next band begins", "give bands without gap or overlap"
    )


def reject_if(wrong: Flags, reject: Reject, what: str, remedy: str) -> None:
    """Reject the ages of the rows that are *wrong*, if there are any."""
    if wrong.any():
        reject("age", wrong, what, remedy)


def _possible(values: np.ndarray) -> Flags:
    """Tell which numbers are whole years of age."""
    with np.errstate(invalid="ignore"):
        return np.asarray((values >= 0) & (values <= OLDEST) & (values == np.floor(values)), dtype=np.bool_)
