"""Bytes that are the same whenever the content is: archives, Parquet, JSON, CSV, and how they are put into a folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic_core import to_json

from dashboard.opendata.columns import Column
from data import tables
from data.csv_text import csv_lines, text_of

RowNumbers: TypeAlias = NDArray[np.int64]

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can name: the same for every file."""
READABLE = 0o100644 << 16
UNIX = 3

ARROW: dict[str, Any] = {"text": pa.string(), "integer": pa.int32(), "number": pa.float64(), "boolean": pa.bool_()}
PANDAS: dict[str, Any] = {
    # Held by Arrow, because Arrow writes them twice: as CSV and as Parquet.
    "text": pd.StringDtype("pyarrow", na_value=np.nan),
    "integer": "Int32",
    "number": "float64",
    "boolean": "bool",
}


def json_bytes(document: Any) -> bytes:
    """Return *document* as JSON to be read, its keys in their order, a number that is missing as null."""
    return to_json(document, indent=1, inf_nan_mode="null") + b"\n"


def compact_json(document: Any) -> bytes:
    """Return *document* as JSON on one line: for long lists."""
    return to_json(document, inf_nan_mode="null") + b"\n"


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return *frame* as CSV; a text that a spreadsheet would run is marked as text (`data.tables.harmless`)."""
    return tables.as_csv(frame).encode()


@dataclass(frozen=True)
class Rows:
    """
    A table that is given away whole and in parts, written once: the bytes of every row as CSV, and the cells typed.

    *rows* of the methods are the numbers of the rows of a part, counted from 0.
    """

    head: str
    lines: pa.Array
    cells: pa.Table

    def csv(self, rows: RowNumbers) -> bytes:
        """Return *rows* as CSV."""
        return self.head.encode() + text_of(self.lines.take(pa.array(rows)))

    def parquet(self, rows: RowNumbers, described: Mapping[str, str]) -> bytes:
        """Return *rows* as Parquet, without times; *described* goes into its metadata. Texts stay as they are."""
        part = self.cells.take(pa.array(rows)).replace_schema_metadata(dict(described))
        written = io.BytesIO()
        pq.write_table(part, written, compression="zstd")
        return written.getvalue()

    def part(self, rows: RowNumbers, names: Sequence[str]) -> pa.Table:
        """Return the columns *names* of *rows*."""
        return self.cells.select(list(names)).take(pa.array(rows))


def rows_of(frame: pd.DataFrame, columns: tuple[Column, ...]) -> Rows:
    """Return the rows of *frame*, numbered from 0, with the types of *columns*."""
    typed = frame.astype({column.name: PANDAS[column.kind] for column in columns})
    lines = csv_lines(typed)
    head, written = lines if lines is not None else (tables.as_csv(typed.iloc[:0]), pa.array([], pa.large_string()))
    arrays = [pa.array(typed[column.name], type=ARROW[column.kind], from_pandas=True) for column in columns]
    fields = [pa.field(column.name, ARROW[column.kind], nullable=not column.required) for column in columns]
    return Rows(head, written, pa.Table.from_arrays(arrays, schema=pa.schema(fields)))


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of *files* in their order, without times or owners."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, content, compresslevel=6)
    return written.getvalue()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of *frame* with the numbers of Python, missing as ``None``."""
    rows: list[dict[str, Any]] = pa.Table.from_pandas(frame, preserve_index=False).to_pylist()
    return rows


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write *content* into the file *name* of *folder*, unless it is there already; return its path."""
    file = folder / name
    if not (file.is_file() and file.stat().st_size == len(content) and file.read_bytes() == content):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return file
