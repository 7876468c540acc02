"""
Ages as a table of rates writes them: the lower bound of a band (``85``), the band (``80-84``, ``85+``), or ``unknown``.

A band that is written out says where it ends, so it is checked: the next band of the table begins in the year after it, and only the oldest
band is open. Words that publishers put around are understood: ``80 to 84 years``, ``85 and over``, ``<1``, ``under 5``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics.panel import Flags, Whole

UNKNOWN = "unknown"
OLDEST = 130
"""Ages above are no ages."""
CODE_OF_UNKNOWN = 99
"""What IARC's and other registries write for an unknown age; among bands of several years it is no age."""
BAND = (
    r"^(?:(?:<|under)\s*(?P<below>\d+)"
    r"|(?P<lower>\d+)\s*(?:years?$|(?:years?\s*)?(?:(?P<open>\+|(?:and|or)\s+(?:over|older|above|more))|(?:[-–]|to)\s*(?P<last>\d+))))"
    r"\s*(?:years?)?$"
)
"""A band as publishers print it, with a hyphen, a dash or words."""
REMEDY = f"write the lower bound of the band in whole years (0, 5, … 85), the band (0-4, 85+), or {UNKNOWN}"
RANGE = r"^\s*(\d+)\s*(?:\+|[-–]\s*(\d+))\s*$"

Reject = Callable[[str, "Flags", str, str], None]
"""Raises an error that names the first wrong cell of a column: column, which rows are wrong, what is wrong, what would be right."""


@dataclass(frozen=True)
class AgeRange:
    """Ages from *first* to *last* years, both included; *last* is None where the range is open."""

    first: int
    last: int | None

    def holds(self, ages: Whole) -> Flags:
        """Tell which lower bounds of bands lie inside."""
        return np.asarray((ages >= self.first) & (ages <= (OLDEST if self.last is None else self.last)), dtype=np.bool_)


def age_range(text: str) -> AgeRange:
    """
    Return the range that *text* names, such as ``0-74`` or ``50+``.

    Raises:
        MetricError: It names none.
    """
    found = re.match(RANGE, text) if isinstance(text, str) else None
    if found is None or (found[2] is not None and int(found[2]) <= int(found[1])):
        raise MetricError("--ages", f"'{text}' is no range of ages", "write the first and the last age in whole years (0-74), or 50+")
    return AgeRange(int(found[1]), None if found[2] is None else int(found[2]))


def lower_bounds(column: pd.Series, reject: Reject, end: int | None = None) -> Whole:
    """
    Return the lower bounds of a column of ages as whole numbers, -1 where the age is unknown.

    Args:
        column: Ages.
        reject: Raises an error that names the first wrong cell.
        end: Last age that is asked for: the oldest band may end there.

    Raises:
        MetricError: By *reject*: a cell is no age, or a band does not end where the next one of the table begins.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        reject_if(~_possible(values), reject, "is no age", REMEDY)
        _refuse_code(values, values == CODE_OF_UNKNOWN, reject)
        return values.astype(np.int64)
    codes, words = pd.factorize(column, use_na_sentinel=False)
    parts = _parts(pd.Series(words))
    text = parts["text"]
    below = pd.to_numeric(parts["below"], errors="coerce")
    parts["last"] = parts["last"].where(below.isna(), below - 1)
    start = parts["lower"].where(below.isna(), "0")
    lower = pd.to_numeric(text.where(start.isna(), start), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    is_unknown = (text == UNKNOWN).to_numpy(dtype=np.bool_)
    reject_if((~_possible(lower) & ~is_unknown)[codes], reject, "is no age", REMEDY)
    _refuse_code(lower, ((lower == CODE_OF_UNKNOWN) & start.isna())[codes], reject)
    if start.notna().any():
        _check_ends(lower, parts, codes, reject, end)
    return np.where(is_unknown, -1.0, lower).astype(np.int64)[codes]


def are_written_out(column: pd.Series) -> bool:
    """Tell whether every known age of a column says where its band ends; after `lower_bounds` no band is missing then."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return False
    parts = _parts(pd.Series(column.unique()))
    ends = parts[["below", "open", "last"]].notna().any(axis=1) | (parts["text"] == UNKNOWN)
    return bool(ends.all())


def _parts(words: pd.Series) -> pd.DataFrame:
    """Return the parts of `BAND` in texts, and the text."""
    text = words.astype("str").str.strip().str.casefold()
    return text.str.extract(BAND).assign(text=text)


def _check_ends(lower: pd.Series[float] | np.ndarray, parts: pd.DataFrame, codes: Whole, reject: Reject, end: int | None) -> None:
    """Refuse bands that are written out and do not end where the next one of the table begins."""
    bounds = np.unique(lower[~np.isnan(lower)])
    place = np.searchsorted(bounds, lower, side="right")
    following = np.append(bounds, np.inf)[np.minimum(place, len(bounds))]
    last = pd.to_numeric(parts["last"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    is_open = parts["open"].notna().to_numpy(dtype=np.bool_)
    reject_if((is_open & np.isfinite(following))[codes], reject, "is open, but older bands follow", "write where it ends, such as 85-89")
    closed = ~np.isnan(last)
    what, remedy = "is the oldest band, but ends", "give the oldest band with everybody who is older, such as 85+, or ask for these --ages"
    asked = last == (np.nan if end is None else end)
    reject_if((closed & np.isinf(following) & ~asked)[codes], reject, what, remedy)
    reject_if(
        (closed & ~asked & (last + 1 != following))[codes],
        reject,
        "does not end where the next band begins",
        "give bands without gap or overlap",
    )


def _refuse_code(ages: np.ndarray, is_code: Flags, reject: Reject) -> None:
    """Refuse rows of `CODE_OF_UNKNOWN`, unless *ages* are single years up to there."""
    if is_code.any() and not (ages == CODE_OF_UNKNOWN - 1).any():
        what = "stands for an unknown age in many tables and is the only age above its last band"
        reject_if(is_code, reject, what, f"write {UNKNOWN}, or {CODE_OF_UNKNOWN}+ for people of that age and older")


def reject_if(wrong: Flags, reject: Reject, what: str, remedy: str) -> None:
    """Reject the ages of the rows that are *wrong*, if there are any."""
    if wrong.any():
        reject("age", wrong, what, remedy)


def _possible(values: np.ndarray) -> Flags:
    """Tell which numbers are whole years of age."""
    with np.errstate(invalid="ignore"):
        return np.asarray((values >= 0) & (values <= OLDEST) & (values == np.floor(values)), dtype=np.bool_)
