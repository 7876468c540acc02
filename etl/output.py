"""Tables that a command prints or writes: CSV or JSON, to standard output or whole into a file."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pandas as pd

from data.errors import SetupError

_FORMULA = re.compile(r"[=+\-@\t\r]")


def write_table(table: pd.DataFrame, *, layout: str = "csv", out: Path | None = None) -> None:
    """
    Write *table* as ``csv`` or ``json`` (a list of records) to standard output or into the file *out*.

    Numbers keep their full precision and a missing cell is empty (null). In CSV a text that a spreadsheet would run as a formula gets an
    apostrophe in front.
    """
    if layout == "json":
        records = table.astype(object).where(table.notna(), None).to_dict("records")
        write_text(f"{json.dumps(records, ensure_ascii=False, indent=1, default=str)}\n", out)
    else:
        write_text(harmless(table).to_csv(index=False, lineterminator="\n"), out)


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with an apostrophe before every text that begins like a formula; numbers keep their sign."""
    return table.map(lambda cell: f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell)


def write_text(text: str, out: Path | None) -> None:
    """Write *text* to standard output, or to *out*, which is replaced only when the new file is whole."""
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    written = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        written.write_text(text, encoding="utf-8", newline="\n")
        written.replace(out)
    except OSError as error:
        raise SetupError(str(out), f"cannot be written ({error.strerror})", "name a file in a folder that exists and has room") from None
    finally:
        written.unlink(missing_ok=True)
