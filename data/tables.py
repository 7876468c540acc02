"""Tables for people and programs: CSV or JSON, full precision, and nothing that a spreadsheet would run."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from data.csv_text import FORMULA_STARTS, csv_parts, csv_text, harmless_words
from data.text_file import write_text

__all__ = ["FORMULA_STARTS", "as_csv", "as_json", "harmless", "write_table", "write_text"]


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with its texts made harmless (`harmless_words`); numbers, negative ones too, stay numbers."""
    safe = table.copy()
    for column in table.columns:
        if pd.api.types.is_numeric_dtype(table[column]) or pd.api.types.is_bool_dtype(table[column]):
            continue
        cells = table[column].astype(object)
        is_text = cells.map(lambda cell: isinstance(cell, str)).astype(bool)
        safe[column] = cells.where(~is_text, harmless_words(cells.astype("str")))
    return safe


def as_csv(table: pd.DataFrame) -> str:
    """Return *table* as CSV: full precision, missing as an empty cell, see `harmless`; the bytes are the same either way."""
    text = csv_text(table)
    return harmless(table).to_csv(index=False, lineterminator="\n") if text is None else text


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
    parts = None if layout == "json" else csv_parts(table)
    write_text(parts or (as_json(table) if layout == "json" else as_csv(table)), out)
