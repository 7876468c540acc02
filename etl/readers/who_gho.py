"""
WHO, Global Health Observatory: answer of the OData interface for one indicator (JSON with a list ``value``).

Members used of each item: ``IndicatorCode, SpatialDimType, SpatialDim, TimeDim, Dim1Type, Dim1`` (and 2, 3), ``DataSourceDim, Value,
NumericValue, Low, High, Comments``. Sex, age and other dimensions stand in Dim1 to Dim3 in any order, codes with their dimension before
them (``SEX_FMLE``, ``AGEGROUP_YEARS15-PLUS``).

Missing: NumericValue null; the text of Value (``No data``, ``Yes``, ``70 or more``) then stands in the locator (status O). A number that is
printed as a limit (``<100``) is no figure: the value stays empty and the limit is kept. Traps: regions,
income groups and the world are items like countries; TimeDim of a period is its last year (``TimeDimensionBegin`` and ``End`` tell, and are
used); an answer of several pages (``@odata.nextLink``) is refused, as the rest would be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain
from operator import attrgetter
from pathlib import Path
from types import GenericAlias
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import FigureError
from etl.readers import citing, dimensions, numeric, text_columns, tidy, unpack
from etl.readers.codes import agency_place, m49_place

NEEDED = ("IndicatorCode", "SpatialDim", "TimeDim", "NumericValue")
DIMENSIONS = ("Dim1", "Dim2", "Dim3", "DataSourceDim")
USED = (*NEEDED, "Low", "High", "Value", "TimeDimensionBegin", "TimeDimensionEnd", *DIMENSIONS, *(f"{name}Type" for name in DIMENSIONS))
KINDS_OF_PLACE = (
    "COUNTRY",
    "REGION",
    "GLOBAL",
    "WORLDBANKINCOMEGROUP",
    "UNREGION",
    "UNSDGREGION",
    "SDGREGION",
    "MGDREGION",
    "WHOINCOMEREGION",
)
LIMIT = r"^\s*(?P<sign><|>|&lt;|&gt;)\s*(?P<number>[0-9][0-9 \x{00A0}]*(?:\.[0-9]+)?)"
"""What is printed where only a limit is known: ``<500 [<200-1 000]``."""
UNKNOWN_LOWER = r"\[\s*(?:<|&lt;)"
"""An interval that begins below a number, so that its lower end is not known."""


_ITEM = msgspec.defstruct("Item", [(name, Any, None) for name in USED], gc=False)
_MORE = msgspec.field(name="@odata.nextLink", default=None)
_ANSWER = msgspec.json.Decoder(msgspec.defstruct("Answer", [("value", GenericAlias(list, (_ITEM,))), ("more", Any, _MORE)], gc=False))


def read(path: Path) -> pd.DataFrame:
    """Return the answer in *path* as tidy observations; ``series`` is the indicator's code and its other dimensions."""
    content = unpack.json_bytes(path)
    texts = _whole_answer(content) or _any_answer(path, content)
    cells = pd.DataFrame(texts)
    cells["item"] = np.arange(1, len(cells) + 1)
    cells["PERIOD"] = periods(cells)
    return observations(path, cells, with_dimensions(cells))


def _whole_answer(content: bytes) -> dict[str, pd.Series] | None:
    """Return the members of an answer that has all that is needed, read without those that nobody uses; None for any other."""
    try:
        answer: Any = _ANSWER.decode(content)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if not answer.value or answer.more is not None:
        return None
    values = chain.from_iterable(map(attrgetter(*USED), answer.value))
    columns = np.fromiter(values, dtype=object, count=len(answer.value) * len(USED)).reshape(-1, len(USED)).T
    texts = {name: as_text(column) for name, column in zip(USED, columns, strict=True)}
    # A member that no item has is not told from one that is null in all; only of those needed it matters.
    texts = {name: column for name, column in texts.items() if column.ne("").any()}
    return texts if texts.keys() >= set(NEEDED) else None


def _any_answer(path: Path, content: bytes) -> dict[str, pd.Series]:
    """Return the members of any answer, or say what it lacks."""
    document = unpack.parsed_json(path, content)
    items = document.get("value") if isinstance(document, dict) else None
    if not isinstance(items, list) or set(map(type, items)) != {dict}:
        raise FigureError(path.name, "has no list 'value' of items", "the answer of the OData interface for one indicator")
    if "@odata.nextLink" in document:
        raise FigureError(path.name, "is one page of several", "all pages in one file, or the indicator's CSV")
    members = set().union(*items)
    missing = [name for name in NEEDED if name not in members]
    if missing:
        raise FigureError(f"{path.name}, item 1", f"'{missing[0]}' is missing", f"the members {', '.join(NEEDED)}")
    return {name: as_text([item.get(name) for item in items]) for name in USED if name in members}


def as_text(values: Sequence[Any] | np.ndarray) -> pd.Series:
    """Return the values of a JSON member as text, null as nothing; whole numbers without a decimal point."""
    index = pd.RangeIndex(len(values))
    with suppress(pa.ArrowTypeError):  # all of them texts, which is soon said, or null, as most answers lack a dimension or two
        return text_columns.text_series(pc.fill_null(pa.array(values, pa.large_string(), from_pandas=True), ""), index)
    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):  # of several kinds, or too large a number
        array = pa.array(["" if value is None else str(value) for value in values])
    if not (pa.types.is_string(array.type) or pa.types.is_integer(array.type) or pa.types.is_floating(array.type)):
        array = pa.array(["" if value is None else str(value) for value in values])
    return text_columns.text_series(pc.fill_null(array.cast(pa.large_string()), ""), index)


def observations(path: Path, cells: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """
    Return the rows of any of WHO's forms as tidy observations.

    Args:
        path: The file.
        cells: ``IndicatorCode, SpatialDim, PERIOD, NumericValue`` as text, perhaps ``Low, High, Value`` and ``COLUMN`` (where in the
            row a figure stands), and what numbers the rows.
        parts: A column of codes a dimension, empty where a row has it not; sex and age are taken out, the rest goes into ``series``.
    """
    value = numeric.column_numbers(path, cells, cells["NumericValue"])
    bounds = {
        ours: numeric.column_numbers(path, cells, cells[theirs])
        for ours, theirs in (("lower", "Low"), ("upper", "High"))
        if theirs in cells
    }
    value, bounds, is_limit = _without_limits(cells, value, bounds)
    first, last = tidy.recode_years(path, cells, cells["PERIOD"], dimensions.years_of, "year")
    columns: dict[str, Any] = {
        "series": _series(cells["IndicatorCode"], parts.drop(columns=["SEX", "AGEGROUP"], errors="ignore")),
        **bounds,
    }
    known: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
        ("sex", "SEX", dimensions.SEX_CODES.get),
        ("age", "AGEGROUP", dimensions.age_of),
    )
    for ours, theirs, code_of in known:
        if theirs in parts:
            columns[ours] = tidy.recode(path, cells, parts[theirs].where(parts[theirs].ne(""), "TOTAL"), code_of, ours)
    printed = cells["Value"].str.strip() if "Value" in cells else pd.Series("", index=cells.index, dtype=str)
    told = value.isna() & (printed.ne("") if is_limit is None else printed.ne("") | is_limit)
    cited = citing.cite_line(path, cells, cells.get("COLUMN", ""))
    return tidy.tidy(
        place=tidy.recode(path, cells, cells["SpatialDim"], _place, "place"),
        year=first,
        year_end=last,
        value=value,
        obs_status=text_columns.either(value.isna(), tidy.NOT_REPORTED, "A"),
        locator=cited + (", printed: " + printed).where(told, "") if told.any() else cited,
        **columns,
    )


def _without_limits(
    cells: pd.DataFrame, value: pd.Series, bounds: dict[str, pd.Series]
) -> tuple[pd.Series, dict[str, pd.Series], pd.Series | None]:
    """
    Return the values without those that are limits, the bounds with these, and which rows they are; nothing where there are none.

    A limit has its sign in a column of its own, or is printed with it and equals the number: ``<0.1`` beside 0.04 is a figure that is
    printed short.
    """
    printed = text_columns.text_array(cells["Value"]) if "Value" in cells else None
    begins = printed is not None and pc.any(pc.match_substring_regex(printed, LIMIT), min_count=0).as_py()
    if "lower" in bounds and printed is not None:
        bounds["lower"] = bounds["lower"].mask(pc.match_substring_regex(printed, UNKNOWN_LOWER).to_numpy(zero_copy_only=False))
    prefixed = "Prefix" in cells and cells["Prefix"].ne("").any()
    for end, name in (("lower", "LowPrefix"), ("upper", "HighPrefix")):
        # Below an unknown number, or above one: that end of the interval is not known.
        if name in cells and end in bounds:
            bounds[end] = bounds[end].mask(cells[name].eq("<" if end == "lower" else ">"))
    if not begins and not prefixed:
        return value, bounds, None
    sign = pd.Series("", index=cells.index, dtype="str")
    if begins:
        parts = text_columns.parts(cells["Value"], LIMIT).fillna("")
        stated = pd.to_numeric(parts["number"].str.replace(r"[ \u00a0]", "", regex=True), errors="coerce")
        sign = parts["sign"].replace({"&lt;": "<", "&gt;": ">"}).where(stated.eq(value), "")
    if prefixed:
        sign = sign.where(sign.ne(""), cells["Prefix"].where(cells["Prefix"].isin(["<", ">"]), ""))
    for end, mark in (("lower", ">"), ("upper", "<")):
        limit = value.where(sign.eq(mark))
        bounds[end] = bounds[end].fillna(limit) if end in bounds else limit
    return value.mask(sign.ne("")), bounds, sign.ne("")


def _place(code: str) -> str | None:
    """Return our code of WHO's place; the United Nations' regions are numbers."""
    return m49_place(int(code)) if re.fullmatch(r"\d{1,3}", code) else agency_place(code, "WHO")


def _series(indicator: pd.Series, parts: pd.DataFrame) -> pd.Series:
    """Return the indicator's code and, in the order of the alphabet, the other dimensions that a row has."""
    if parts.shape[1] == 0:
        return indicator
    tail = pd.Series("", index=indicator.index, dtype=str)
    for name in sorted(map(str, parts.columns)):
        part = (f"{name}=" + parts[name]).where(parts[name].ne(""), "")
        tail = tail + part.where(tail.eq("") | part.eq(""), ";" + part)
    return indicator + (":" + tail).where(tail.ne(""), "")


def with_dimensions(cells: pd.DataFrame) -> pd.DataFrame:
    """Return a column for each kind of dimension that Dim1 to Dim3 (and the source of the data) hold."""
    found: dict[str, pd.Series] = {}
    for number in DIMENSIONS:
        if number not in cells or f"{number}Type" not in cells:
            continue
        for kind in cells[f"{number}Type"].unique():
            if kind:
                codes = cells[number].where(cells[f"{number}Type"].eq(kind), "").str.removeprefix(f"{kind}_")
                found[str(kind)] = found[str(kind)].where(found[str(kind)].ne(""), codes) if kind in found else codes
    return pd.DataFrame(found, index=cells.index, dtype=str)


def periods(cells: pd.DataFrame) -> pd.Series:
    """Return the years from the first to the last that the time stamps of an item name; where one is missing, what TimeDim says."""
    if "TimeDimensionBegin" not in cells or "TimeDimensionEnd" not in cells:
        return cells["TimeDim"]
    begin, end = (text_columns.each_text(cells[name], _year_of) for name in ("TimeDimensionBegin", "TimeDimensionEnd"))
    return (begin + "-" + end).where(begin.ne("") & end.ne(""), cells["TimeDim"])


def _year_of(stamp: str) -> str:
    """Return the year in a time stamp, nothing where there is none."""
    found = re.match(r"(\d{4})-\d{2}-\d{2}", stamp)
    return found[1] if found else ""
