"""Numbers out of columns of text: plain ones by Arrow, and whatever is no number is a :class:`FigureError` that names its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import FigureError
from etl.readers.citing import at_line
from etl.readers.text_columns import distinct_texts, each_text, text_array

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
THOUSANDS_DOT = r"\d{1,3}(?:\.\d{3})*|\d+"
LIMIT = re.compile(rf"\s*(?P<sign>[<>])=?\s*(?P<number>{NUMBER})\s*")


@dataclass(frozen=True)
class Figures:
    """Numbers, and the limits (``<2.5``, ``>95``) that stand in the place of some: these are no figure, and what is known of it."""

    value: pd.Series
    """NaN where a limit stands, and where the publisher gives no number."""
    lower: pd.Series
    """What a figure is above, NaN where that is not said."""
    upper: pd.Series
    """What a figure is below, NaN where that is not said."""
    printed: pd.Series
    """``, printed: <2.5`` where a limit stands, else nothing: the end of a citation."""
    has_limits: bool
    """Whether any cell is a limit."""


def column_numbers(
    path: Path, cells: pd.DataFrame, text: pd.Series, missing: Collection[str] = ("",), column: str | pd.Series = "", **form: str
) -> pd.Series:
    """Return *text*, cells of *column*, as `numbers` does; where they stand is only worked out when one of them is strange."""
    found = None if isinstance(text.dtype, pd.CategoricalDtype) else plain_numbers(text, missing, **form)
    if found is not None:
        return found
    codes, rows = distinct_texts(text)
    try:
        each = numbers(pd.Series(codes, dtype="str"), pd.Series("", index=range(len(codes))), missing, **form)
    except FigureError:
        where = at_line(path, cells)
        if isinstance(column, pd.Series):
            where = where + ", " + column.astype("str")
        elif column:
            where = where + ", " + column
        return numbers(text.astype("str"), where, missing, **form)
    return pd.Series(each.to_numpy().take(rows), index=text.index)


def figures(path: Path, cells: pd.DataFrame, text: pd.Series, missing: Collection[str] = ("",), column: str | pd.Series = "") -> Figures:
    """Return *text*, cells of *column*, as `column_numbers` does, but with limits such as ``<2.5`` told apart from figures."""
    plain = plain_numbers(text, missing)
    none = pd.Series(np.nan, index=text.index)
    if plain is not None:
        return Figures(plain, none, none, pd.Series("", index=text.index, dtype="str"), has_limits=False)
    signs = each_text(text, lambda printed: found["sign"] if (found := LIMIT.fullmatch(printed)) else "")
    ends = each_text(text, lambda printed: found["number"] if (found := LIMIT.fullmatch(printed)) else "")
    value = column_numbers(path, cells, text.astype("str").mask(signs.ne(""), ""), {*missing, ""}, column)
    limit = column_numbers(path, cells, ends, column=column)
    told = (", printed: " + text.astype("str").str.strip()).where(signs.ne(""), "")
    return Figures(value, limit.where(signs.eq(">")), limit.where(signs.eq("<")), told, has_limits=bool(signs.ne("").any()))


def column_years(path: Path, cells: pd.DataFrame, text: pd.Series, column: str | pd.Series = "") -> pd.Series:
    """Return *text*, cells of *column*, as calendar years; anything but four digits is an error."""
    return column_numbers(path, cells, text, (), column, pattern=r"\d{4}").astype(np.int64)


def numbers(
    text: pd.Series,
    where: pd.Series,
    missing: Collection[str] = ("",),
    *,
    pattern: str = NUMBER,
    thousands: str = "",
) -> pd.Series:
    """
    Return *text* as numbers, NaN where it is one of the publisher's marks in *missing*.

    Args:
        text: Cells as text.
        where: Where each cell stands, indexed like *text*.
        missing: The publisher's marks for a number that is not given.
        pattern: What a number looks like.
        thousands: The mark between thousands, which is taken out.

    Raises:
        FigureError: a cell is neither a number nor a mark.
    """
    plain = plain_numbers(text, missing, pattern=pattern, thousands=thousands)
    if plain is not None:
        return plain
    text = text.str.strip()
    marked = text.isin(list(missing))
    # The digits of other scripts are digits to a pattern, but not to what makes numbers of them.
    strange = ~marked & ~text.str.fullmatch(pattern.replace(r"\d", "[0-9]"))
    if strange.any():
        first = text[strange].iloc[0]
        raise FigureError(_in_column(where[strange].iloc[0], text.name), f"{first!r} is not a number", _right(first, missing))
    digits = text.str.replace(thousands, "", regex=False) if thousands else text
    found = pd.to_numeric(digits.where(~marked)).astype(float)
    endless = np.isinf(found)
    if endless.any():
        raise FigureError(where[endless].iloc[0], f"{text[endless].iloc[0][:40]!r} is too large", "a number that a program can hold")
    return found


def _in_column(where: str, column: object) -> str:
    """Return *where* a cell stands, with its *column* if that is named and not said yet."""
    return where if not isinstance(column, str) or column in ("", "text") or column in where else f"{where}, {column}"


def _right(text: str, missing: Collection[str]) -> str:
    """Return what would be right in the place of *text*, which is no number."""
    if re.fullmatch(r"[+-]?\d[\d.,' \u00a0]*", text):
        return "a number with a point before decimals and nothing between thousands: the publisher's file, not saved by another program"
    marks = [f"the publisher's mark {mark!r}" for mark in missing if mark]
    return " or ".join(["a number", *(["an empty cell"] if "" in missing else []), *marks])


def plain_numbers(text: pd.Series, missing: Collection[str], *, pattern: str = NUMBER, thousands: str = "") -> pd.Series | None:
    """Return *text* as `numbers` does, by Arrow, or nothing where it has to be looked at cell by cell."""
    cells = text_array(text)
    marks = pa.array(list(missing), pa.large_string())
    for trimmed in (False, True):
        plain = pc.utf8_trim_whitespace(cells) if trimmed else cells
        marked = pc.is_in(plain, marks)
        given = pc.if_else(marked, None, plain) if pc.any(marked, min_count=0).as_py() else plain
        if (thousands or pattern is not NUMBER) and not pc.all(pc.match_substring_regex(given, _whole(pattern)), min_count=0).as_py():
            continue
        try:
            found = pc.cast(pc.replace_substring(given, thousands, "") if thousands else given, pa.float64())
        except pa.ArrowInvalid:
            continue
        values = found.to_numpy(zero_copy_only=False)
        # Arrow takes "nan" and "inf" for numbers, which no publisher's file has; the marks alone may be missing.
        is_plain = np.isfinite(values)
        if is_plain.all() if given is plain else (is_plain == ~marked.to_numpy(zero_copy_only=False)).all():
            return pd.Series(values, index=text.index)
    return None


def _whole(pattern: str) -> str:
    """Return the pattern of a whole text; digits of other scripts are digits to some patterns, but not to what makes numbers of them."""
    return r"\A(?:" + pattern.replace(r"\d", "[0-9]") + r")\z"


def whole_years(text: pd.Series, where: pd.Series) -> pd.Series:
    """Return *text* as calendar years; anything but four digits is an error."""
    return numbers(text, where, missing=(), pattern=r"\d{4}").astype(int)
