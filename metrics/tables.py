"""Writes tables for people and programs: full precision, missing as an empty cell, and no text that a spreadsheet would run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pandas as pd

from data.errors import MetricError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which spreadsheets take a text for a formula."""


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame* with an apostrophe before texts that a spreadsheet would run; numbers, also negative ones, stay numbers."""
    safe = frame.copy()
    for column in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[column]) or pd.api.types.is_bool_dtype(frame[column]):
            continue
        text = frame[column].astype("str")
        risky = text.str.startswith(FORMULA_STARTS) & frame[column].notna()
        safe[column] = frame[column].astype(object).where(~risky, "'" + text)
    return safe


def as_text(frame: pd.DataFrame, kind: str) -> str:
    """Return *frame* as ``csv`` or ``json`` (a list of objects, missing as null)."""
    if kind == "json":
        cells = frame.astype(object).where(frame.notna(), None)
        return json.dumps(cells.to_dict("records"), ensure_ascii=False, indent=1, default=_plain) + "\n"
    return neutralised(frame).to_csv(index=False, lineterminator="\n")


def _plain(value: object) -> object:
    """Return a number of numpy as Python's own; anything else as text."""
    item = getattr(value, "item", None)
    return item() if callable(item) else str(value)


def write(frame: pd.DataFrame, out: str | None, kind: str) -> None:
    """
    Write *frame* to the file *out*, or to standard output; a file appears whole or not at all.

    Raises:
        MetricError: The file cannot be written.
    """
    text = as_text(frame, kind)
    if out is None:
        sys.stdout.write(text)
        return
    target = Path(out)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise MetricError(out, f"cannot be written ({error.strerror})", "name a file in a folder that exists and may be written") from error
