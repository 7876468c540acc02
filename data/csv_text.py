"""
The text of a CSV table, a million rows a second: numbers are written by Arrow, texts are looked at once a word, not once a row.

The bytes are those of pandas: Python's shortest form of every fraction, which reads back as the same number, quotes only where a cell
needs them, an empty cell for what is missing.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
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

ROWS_AT_ONCE = 65_536
"""Rows written by one processor at a time."""

LEAST_COLUMNS = 2
"""The empty cell of a single column is a blank line, which CSV writers put in quotes: that is left to pandas."""

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


def csv_parts(table: pd.DataFrame) -> list[memoryview] | None:
    """Return the same text in UTF-8 and in parts, each some rows, which several processors make at once."""
    if len(table.columns) < LEAST_COLUMNS or not len(table):
        return None
    head = memoryview(table.iloc[:0].to_csv(index=False, lineterminator="\n").encode())
    pieces = [table.iloc[first : first + ROWS_AT_ONCE] for first in range(0, len(table), ROWS_AT_ONCE)]
    if len(pieces) == 1:
        lines = [_lines(table)]
    else:
        # Arrow works without the interpreter's lock, so threads are enough.
        with ThreadPoolExecutor(min(len(pieces), os.cpu_count() or 1)) as workers:
            lines = list(workers.map(_lines, pieces))
    return None if any(part is None for part in lines) else [head, *(part for part in lines if part is not None)]


def csv_lines(table: pd.DataFrame) -> tuple[str, pa.Array] | None:
    """
    Return the head of the text of *table* and the text of each row, line ends included; None as `csv_text`, or if there is no row.

    Of a table that is given away whole and in parts, the rows need be written only once.
    """
    rows = _rows(table) if len(table.columns) >= LEAST_COLUMNS and len(table) else None
    return None if rows is None else (table.iloc[:0].to_csv(index=False, lineterminator="\n"), rows)


def _lines(table: pd.DataFrame) -> memoryview | None:
    """Return the rows of *table* as lines in UTF-8; None where a column is of a kind that is not known here."""
    lines = _rows(table)
    return None if lines is None else text_of(lines)


def text_of(lines: pa.Array) -> memoryview:
    """Return the text of *lines* (`csv_lines`) in UTF-8; each ends with its line end, so it is what lies behind them, without a copy."""
    if not len(lines):
        return memoryview(b"")
    start, end = np.frombuffer(lines.buffers()[1], dtype=np.int64)[[lines.offset, lines.offset + len(lines)]]
    return memoryview(lines.buffers()[2])[start:end]


def _rows(table: pd.DataFrame) -> pa.Array | None:
    """Return each row of *table* as a line with its end; None as `_lines`."""
    cells = [_cells(table.iloc[:, place]) for place in range(len(table.columns))]
    if any(column is None for column in cells):
        return None
    return _joined(*cells[:-1], _joined(cells[-1], "\n", between=""), between=",")


def _joined(*parts: pa.Array | str, between: str) -> pa.Array:
    """Return the texts of every row joined; a missing part makes a missing text."""
    return pc.binary_join_element_wise(
        *(pa.scalar(part, TEXT) if isinstance(part, str) else part for part in parts), pa.scalar(between, TEXT)
    )


def _cells(column: pd.Series) -> pa.Array | None:
    """Return the cells of a column as texts, quoted where they need it; None for a kind of column that is not known here."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = column.cat.categories
        return _of_words(words, pa.array(column.cat.codes, mask=(column.cat.codes < 0).to_numpy())) if words.dtype == "str" else None
    if column.dtype == "str":
        encoded = pc.dictionary_encode(_whole(pa.array(column, from_pandas=True)))
        return _of_words(pd.Index(encoded.dictionary.to_pandas(), dtype="str"), encoded.indices)
    if column.dtype == np.float64:
        return _fractions(column.to_numpy())
    if column.dtype == np.bool_:
        return _of_words(pd.Index(["False", "True"], dtype="str"), pa.array(column.to_numpy().view(np.int8)))
    if column.dtype.kind in "iu":
        return pc.fill_null(_whole(pa.array(column, from_pandas=True)).cast(TEXT), "")
    return None


def _whole(cells: Any) -> pa.Array:
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _of_words(words: pd.Index, codes: pa.Array) -> pa.Array:
    """Return the harmless word behind every code, an empty cell where there is none."""
    safe = harmless_words(pd.Series(words, dtype="str"))
    safe = safe.mask(safe.str.contains(NEEDS_QUOTES), '"' + safe.str.replace('"', '""') + '"')
    return pc.fill_null(_whole(pa.array(safe, type=TEXT)).take(codes), "")


def _fractions(numbers: NDArray[np.float64]) -> pa.Array:
    """Return Python's form of every number, an empty cell for NaN."""
    text = pa.array(numbers, from_pandas=True).cast(TEXT)
    size = np.abs(numbers)
    with np.errstate(invalid="ignore"):
        whole = (np.rint(numbers) == numbers) & (size < PLAIN_BELOW)
    if whole.any():
        text = pc.if_else(pa.array(whole), _joined(text, ".0", between=""), text)
    odd = (size >= PLAIN_BELOW) | ((size < PLAIN_FROM) & (size > 0))
    if odd.any():
        text = pc.replace_with_mask(text, pa.array(odd), pa.array([repr(number) for number in numbers[odd].tolist()], TEXT))
    return pc.fill_null(text, "")
