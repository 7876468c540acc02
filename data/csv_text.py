"""
The text of a CSV table, a million rows a second: numbers are written by Arrow, texts are looked at once a word, not once a row.

The bytes are those of pandas: Python's shortest form of every fraction, which reads back as the same number, quotes only where a cell
needs them, an empty cell for what is missing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters by which a spreadsheet takes a text for a formula."""

NEEDS_QUOTES = r'[",\n]'
"""What makes a text ambiguous between commas."""

MARKED = r'^[=+\-@]|[\t\r\n",]'
"""What a text has that is not written as it is: one of ``FORMULA_STARTS`` first, a sign that needs quotes, or a carriage return."""

ROWS_AT_ONCE = 65_536
"""Rows written by one processor at a time."""

LEAST_COLUMNS = 2
"""The empty cell of a single column is a blank line, which CSV writers put in quotes: that is left to pandas."""

ROWS_A_PAIR = 8
"""Rows for each pair of words that two columns have at least, before they are written as one."""

SAMPLE = 1_024
"""Numbers looked at to tell whether few differ in a column."""

TEXT = pa.large_string()
"""Texts that may be longer than 2 GB in all."""

PLAIN_FROM, PLAIN_BELOW = 1e-4, 1e10
"""Sizes of the fractions that Arrow and Python write alike, but for the ".0" of a whole one; Python's exponents begin later."""


def harmless_words(words: pd.Series[str]) -> pd.Series[str]:
    """
    Return *words* with an apostrophe before each that begins like a formula.

    A carriage return becomes a blank: CSV writers do not quote one that stands alone, but it ends a row for a spreadsheet.
    """
    return words.mask(words.str.startswith(FORMULA_STARTS), "'" + words).str.replace("\r", " ")


def csv_text(table: pd.DataFrame) -> str | None:
    """Return the text of *table*, its texts made harmless; None where a column is of a kind that only pandas knows to write."""
    parts = csv_parts(table)
    return None if parts is None else "".join(str(part, "utf-8") for part in parts)


def csv_parts(table: pd.DataFrame) -> Iterator[memoryview] | None:
    """Return the same text in UTF-8 and in parts, each some rows: several processors make them, while those before are taken away."""
    columns = _columns(table)
    return None if columns is None else _parts(table, columns)


def _parts(table: pd.DataFrame, columns: list[Coded | pd.Series]) -> Iterator[memoryview]:
    yield memoryview(table.iloc[:0].to_csv(index=False, lineterminator="\n").encode())
    pieces = [slice(first, first + ROWS_AT_ONCE) for first in range(0, len(table), ROWS_AT_ONCE)]
    if len(pieces) == 1:
        yield text_of(_rows(columns, pieces[0]))
        return
    # Arrow works without the interpreter's lock, so threads are enough.
    with ThreadPoolExecutor(min(len(pieces), os.cpu_count() or 1)) as workers:
        yield from workers.map(lambda piece: text_of(_rows(columns, piece)), pieces)


def csv_lines(table: pd.DataFrame) -> tuple[str, pa.Array] | None:
    """
    Return the head of the text of *table* and the text of each row, line ends included; None as `csv_text`, or if there is no row.

    Of a table that is given away whole and in parts, the rows need be written only once.
    """
    columns = _columns(table)
    if columns is None:
        return None
    return table.iloc[:0].to_csv(index=False, lineterminator="\n"), _rows(columns, slice(0, len(table)))


def text_of(lines: pa.Array) -> memoryview:
    """Return the text of *lines* (`csv_lines`) in UTF-8; each ends with its line end, so it is what lies behind them, without a copy."""
    if not len(lines):
        return memoryview(b"")
    start, end = np.frombuffer(lines.buffers()[1], dtype=np.int64)[[lines.offset, lines.offset + len(lines)]]
    return memoryview(lines.buffers()[2])[start:end]


@dataclass(frozen=True)
class Coded:
    """One column of categories, or several side by side: their texts, as they are written, and the number of its text for each row."""

    words: pa.Array
    codes: NDArray[np.integer]

    def cells(self, rows: slice) -> pa.Array:
        """Return the texts of some *rows*."""
        return self.words.take(pa.array(self.codes[rows]))

    def beside(self, other: Coded) -> Coded:
        """Return this column and the *other* one to its right as one; a comma stands between their texts."""
        left, right = len(self.words), len(other.words)
        pairs = (self.words.take(pa.array(np.repeat(np.arange(left), right))), other.words.take(pa.array(np.tile(np.arange(right), left))))
        return Coded(_joined(*pairs, between=","), self.codes.astype(np.int64) * right + other.codes)


def _columns(table: pd.DataFrame) -> list[Coded | pd.Series] | None:
    """
    Return the columns of *table*, each text of a category written once; None if there is no row or a column of a kind not known here.

    Neighbours of few words become one column: to look up one text a row takes a quarter of the time of four.
    """
    if len(table.columns) < LEAST_COLUMNS or not len(table):
        return None
    columns: list[Coded | pd.Series] = []
    for place in range(len(table.columns)):
        column = table.iloc[:, place]
        if not _is_known(column):
            return None
        if not isinstance(column.dtype, pd.CategoricalDtype):
            columns.append(column)
            continue
        coded, before = _coded(column), columns[-1] if columns else None
        if isinstance(before, Coded) and len(before.words) * len(coded.words) * ROWS_A_PAIR <= len(table):
            columns[-1] = before.beside(coded)
        else:
            columns.append(coded)
    return columns


def _is_known(column: pd.Series) -> bool:
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        return bool(kind.categories.dtype == "str")
    return bool(kind == "str" or kind in (np.float64, np.bool_) or kind.kind in "iu")


def _coded(column: pd.Series) -> Coded:
    """Return a column of categories; an empty cell is one more word, the last."""
    codes, words = column.cat.codes.to_numpy(), _written(column.cat.categories)
    missing = codes < 0
    return Coded(pa.concat_arrays([words, pa.array([""], TEXT)]), np.where(missing, len(words), codes) if missing.any() else codes)


def _rows(columns: list[Coded | pd.Series], rows: slice) -> pa.Array:
    """Return some *rows* as lines with their ends."""
    cells = [column.cells(rows) if isinstance(column, Coded) else _cells(column.iloc[rows]) for column in columns]
    return _joined(*cells[:-1], _joined(cells[-1], "\n", between=""), between=",")


def _joined(*parts: pa.Array | str, between: str) -> pa.Array:
    """Return the texts of every row joined; a missing part makes a missing text."""
    return pc.binary_join_element_wise(
        *(pa.scalar(part, TEXT) if isinstance(part, str) else part for part in parts), pa.scalar(between, TEXT)
    )


def _cells(column: pd.Series) -> pa.Array:
    """Return the cells of a column (`_is_known`) as texts, quoted where they need it."""
    if column.dtype == "str":
        encoded = pc.dictionary_encode(_whole(pa.array(column, from_pandas=True)))
        return pc.fill_null(_written(encoded.dictionary).take(encoded.indices), "")
    if column.dtype == np.float64:
        return _fractions(column.to_numpy())
    if column.dtype == np.bool_:
        return _written(["False", "True"]).take(pa.array(column.to_numpy().view(np.int8)))
    return pc.fill_null(_whole(pa.array(column, from_pandas=True)).cast(TEXT), "")


def _whole(cells: Any) -> pa.Array:
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _written(words: pa.Array | pd.Index | list[str]) -> pa.Array:
    """Return *words*, none of them missing, made harmless, and quoted where they need it."""
    cells = words.cast(TEXT) if isinstance(words, pa.Array) else _whole(pa.array(words, type=TEXT))
    marked = pc.match_substring_regex(cells, MARKED)
    if not pc.any(marked).as_py():
        return cells
    safe = harmless_words(pd.Series(cells.filter(marked).to_pylist(), dtype="str"))
    safe = safe.mask(safe.str.contains(NEEDS_QUOTES), '"' + safe.str.replace('"', '""') + '"')
    return pc.replace_with_mask(cells, marked, _whole(pa.array(safe, type=TEXT)))


def _fractions(numbers: NDArray[np.float64]) -> pa.Array:
    """Return Python's form of every number, an empty cell for NaN; where few differ, each of them is written once."""
    some = numbers[:: max(1, len(numbers) // SAMPLE)]
    if 2 * len(np.unique(some)) > len(some):
        return _each_fraction(numbers)
    # By their bits, because zero and minus zero are one number and two texts.
    encoded = pc.dictionary_encode(pa.array(np.ascontiguousarray(numbers).view(np.int64)))
    return _each_fraction(encoded.dictionary.to_numpy().view(np.float64)).take(encoded.indices)


def _each_fraction(numbers: NDArray[np.float64]) -> pa.Array:
    text = pa.array(numbers, from_pandas=True).cast(TEXT)
    size = np.abs(numbers)
    with np.errstate(invalid="ignore"):
        whole = (np.rint(numbers) == numbers) & (size < PLAIN_BELOW)
    if whole.any():
        marked = pa.array(whole)
        text = pc.replace_with_mask(text, marked, _joined(text.filter(marked), ".0", between=""))
    odd = (size >= PLAIN_BELOW) | ((size < PLAIN_FROM) & (size > 0))
    if odd.any():
        text = pc.replace_with_mask(text, pa.array(odd), pa.array([repr(number) for number in numbers[odd].tolist()], TEXT))
    return pc.fill_null(text, "")
