"""Tables for people and programs: CSV or JSON, full precision, and nothing that a spreadsheet would run."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from data.text_file import write_text

__all__ = ["FORMULA_STARTS", "as_csv", "as_json", "harmless", "write_table", "write_text"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters by which a spreadsheet takes a text for a formula."""


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """
    Return *table* with an apostrophe before every text that begins like a formula; numbers, negative ones too, stay numbers.

    A carriage return becomes a blank: CSV writers do not quote one that stands alone, but it ends a row for a spreadsheet.
    """
    safe = table.copy()
    for column in table.columns:
        if pd.api.types.is_numeric_dtype(table[column]) or pd.api.types.is_bool_dtype(table[column]):
            continue
        is_text = table[column].map(lambda cell: isinstance(cell, str))
        text = table[column].astype("str")
        marked = ("'" + text).where(text.str.startswith(FORMULA_STARTS), text).str.replace("\r", " ")
        safe[column] = table[column].astype(object).where(~is_text, marked)
    return safe


def as_csv(table: pd.DataFrame) -> str:
    """Return *table* as CSV: full precision, missing as an empty cell, see `harmless`."""
    return harmless(table).to_csv(index=False, lineterminator="\n")


def as_json(table: pd.DataFrame) -> str:
    """Return *table* as a JSON list of records, missing as null; texts stay as they are."""
    cells = table.astype(object).where(table.notna(), None)
    return json.dumps(cells.to_dict("records"), ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> object:
    """Return a number of numpy as Python's own; anything else as text."""
    item = getattr(value, "item", None)
    return item() if callable(item) else str(value)


def write_table(table: pd.DataFrame, *, layout: str = "csv", out: Path | None = None) -> None:
    """Write *table* as ``csv`` or ``json`` to standard output, or into the file *out*; see `write_text`."""
    write_text(as_json(table) if layout == "json" else as_csv(table), out)
