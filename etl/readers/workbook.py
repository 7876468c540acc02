"""
Sheets of a workbook (.xlsx, .xls) as text cells that know their address, read by calamine.

A workbook that is protected by a password, that unpacks to a bomb, or whose formulas were never calculated is an error that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from data.errors import FigureError
from etl.readers import workbook_guard, xls_process
from etl.readers.delimited import read_text, unique_names
from etl.readers.tidy import join_text, need_file, one_of, text_array, text_series
from etl.readers.xls_process import Grid

UNTIDY = r"_x000D_|^ | $|  |[\t\n\x0b\f\r\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
"""Spaces at an end, two in a row, or a line break or other blank that is no space (Unicode's, as `str.split` knows them)."""
SUFFIXES = (".xlsx", ".xlsm", ".xls")
PACKAGES = (".xlsx", ".xlsm")
ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
"""Names of the streams in which Office keeps a workbook under a password ([MS-OFFCRYPTO] 2.3.4)."""
PROTECTED = ("is protected by a password", "the workbook without a password")
DAMAGED = ("is a damaged workbook", "the publisher's file whole; download it again")
PANIC = "PanicException"
"""What a bug of the parser, which is written in Rust, raises; it is no `Exception`."""


def is_workbook(path: Path) -> bool:
    """Return whether the file's name says that it is a workbook."""
    return path.suffix.lower() in SUFFIXES


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets that hold cells, in their order."""
    with _opened(path) as (names, _):
        return names


def read_sheet(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """
    Return every cell of one sheet that is not empty: ``row``, ``column`` (from 1), ``text``, ``cell`` (``Sheet!B6``).

    Line breaks written as ``_x000D_`` and runs of blanks become one blank. Whole numbers are written without a decimal point, days as
    ``2020-12-31``; of merged cells the first holds the text. A formula stands for its calculated value.

    Args:
        path: The workbook.
        sheet: The name of the sheet; without one the first sheet.

    Raises:
        FigureError: there is no such file, it is no workbook or cannot be opened, or it has no such sheet.
    """
    return next(iter(read_sheets(path, [sheet]).values()))


def read_sheets(path: Path, sheets: list[str | None]) -> dict[str, pd.DataFrame]:
    """Return the cells of several sheets, each as `read_sheet` does, opening the workbook once."""
    with _opened(path) as (known, grid_of):
        wanted = [known[0] if sheet is None and known else str(sheet) for sheet in sheets]
        for sheet in wanted:
            if sheet not in known:
                raise FigureError(path.name, f"sheet '{sheet}' is missing", f"it has {', '.join(known)}")
        return {sheet: _cells(path, sheet, grid_of) for sheet in wanted}


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Callable[[str], Grid]]]:
    """Give the names of the worksheets, and what returns the rows of one; turn what the parser raises into our error."""
    need_file(path)
    if path.suffix.lower() not in PACKAGES:
        yield _old_workbook(path)
        return
    _refuse_password(path)
    workbook_guard.check_package(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            names = [about.name for about in book.sheets_metadata if about.typ == python_calamine.SheetTypeEnum.WorkSheet]
            yield names, lambda sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise FigureError(path.name, "is not a workbook", workbook_guard.REMEDY) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise FigureError(path.name, *DAMAGED) from error


def _old_workbook(path: Path) -> tuple[list[str], Callable[[str], Grid]]:
    ended, grids = xls_process.read(path)
    if ended == xls_process.PROTECTED:
        raise FigureError(path.name, *PROTECTED)
    if ended == xls_process.NO_WORKBOOK:
        raise FigureError(path.name, "is not a workbook", workbook_guard.REMEDY)
    if ended != xls_process.DONE:
        raise FigureError(path.name, *DAMAGED)
    return list(grids), grids.__getitem__


def _refuse_password(path: Path) -> None:
    """Raise if the file is the container in which Office keeps an .xlsx under a password; it is no ZIP archive."""
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            rest = file.read(workbook_guard.CHUNK)
            file.seek(-min(path.stat().st_size, workbook_guard.CHUNK), 2)
            rest += file.read()
            if any(name in rest for name in ENCRYPTED):
                raise FigureError(path.name, *PROTECTED)


def _cells(path: Path, sheet: str, grid_of: Callable[[str], Grid]) -> pd.DataFrame:
    errors = workbook_guard.error_cells(path, sheet) if path.suffix.lower() in PACKAGES else []
    # Only now: the guard has seen that the sheet is not too large to be held.
    grid = grid_of(sheet)
    width = max(map(len, grid), default=0)
    flat = np.fromiter(chain.from_iterable(grid), dtype=object, count=sum(map(len, grid)))
    place = np.flatnonzero(flat != "")
    cells = pd.DataFrame({"row": place // max(width, 1) + 1, "column": place % max(width, 1) + 1})
    cells["text"] = _texts(flat[place])
    if errors:
        cells = pd.concat([cells, pd.DataFrame(errors, columns=["row", "column", "text"])]).sort_values(["row", "column"], kind="stable")
    columns = [
        f"{sheet}!{workbook_guard.column_letters(number)}" for number in range(1, int(cells["column"].max() if len(cells) else 0) + 1)
    ]
    rows = text_series(pa.array(cells["row"].to_numpy(dtype=np.int64)).cast(pa.large_string()), cells.index)
    cells["cell"] = join_text(one_of(columns, cells["column"] - 1), rows)
    return cells[cells["text"].ne("")].reset_index(drop=True)


def _texts(values: np.ndarray) -> pd.Series:
    """Return cells as text: numbers in the shortest form that gives them back, blanks and line breaks as one blank."""
    is_number = np.fromiter(map(isinstance, values, repeat(float)), dtype=bool, count=len(values))
    numbers = pa.array(values[is_number].astype(float)).cast(pa.large_string())
    others = pa.array(map(str, values[~is_number]), pa.large_string())
    order = np.empty(len(values), dtype=np.int64)
    order[is_number], order[~is_number] = np.arange(len(numbers)), np.arange(len(others)) + len(numbers)
    plain = text_series(pa.concat_arrays([numbers, others]).take(pa.array(order)), pd.RangeIndex(len(values)))
    untidy = pc.match_substring_regex(text_array(plain), UNTIDY).to_numpy(zero_copy_only=False).astype(bool)
    if not untidy.any():
        return plain
    plain[untidy] = plain[untidy].str.replace("_x000D_", " ", regex=False).str.split().str.join(" ")
    return plain


def as_table(path: Path, cells: pd.DataFrame, header_row: int = 1) -> pd.DataFrame:
    """
    Return the cells below *header_row* as a table of text: the header's names as columns, the row of the sheet as ``line``.

    Raises:
        FigureError: the header's row is empty, or a cell stands in a column that has no name.
    """
    header = cells[cells["row"].eq(header_row)].set_index("column")["text"]
    if header.empty:
        raise FigureError(f"{path.name}:{header_row}", "has no header", "the publisher's column names in this row")
    body = cells[cells["row"].gt(header_row)]
    nameless = body[~body["column"].isin(header.index)]
    if not nameless.empty:
        raise FigureError(
            f"{path.name}, {nameless['cell'].iloc[0]}", "stands in a column without a name", "the publisher's table unchanged"
        )
    # The cells come row by row, so a row begins where its number changes.
    numbers = body["row"].to_numpy()
    begins = np.diff(numbers, prepend=-1) != 0
    rows, row = numbers[begins], np.cumsum(begins) - 1
    texts = text_array(body["text"])
    # Where in *texts* each cell of the table stands; an empty one nowhere.
    grid = np.full((len(header), len(rows)), -1, dtype=np.int64)
    grid[header.index.get_indexer(pd.Index(body["column"])), row] = np.arange(len(texts))
    names = unique_names(header.to_list())
    table = {name: _taken(texts, positions) for name, positions in zip(names, grid, strict=True)}
    return pd.DataFrame({"line": rows} | table).assign(line=rows)


def _taken(texts: pa.Array, positions: np.ndarray) -> pd.Series:
    """Return the texts at *positions*, nothing at those below 0."""
    return text_series(texts.take(pa.array(positions, mask=positions < 0)).fill_null(""), pd.RangeIndex(len(positions)))


def read_csv_or_sheet(path: Path) -> pd.DataFrame:
    """Return the table in a CSV file or in the first sheet of a workbook as text, with the line or row of each row in ``line``."""
    return as_table(path, read_sheet(path)) if is_workbook(path) else read_text(path)
