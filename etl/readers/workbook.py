"""
Sheets of a workbook (.xlsx, .xls) as text cells that know their address, read by calamine.

A workbook that is protected by a password, that unpacks to a bomb, or whose formulas were never calculated is an error that says so.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine

from data.errors import FigureError
from etl.readers import text_columns, tidy, workbook_guard, xls_process
from etl.readers.delimited import NO_TEXT, read_text, unique_names
from etl.readers.xls_process import Grid

Made = TypeVar("Made")

UNTIDY = r"_x000D_|^ | $|  |[\t\n\x0b\f\r\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
"""Spaces at an end, two in a row, or a line break or other blank that is no space (Unicode's, as `str.split` knows them)."""
LONG_WRITTEN = 1e10
"""From here on Arrow writes whole numbers with a power of ten."""
OFTEN = 4
"""How often a cell of a column has to occur, on average, to be looked at once."""
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


def read_sheets(path: Path, sheets: Sequence[str | None]) -> dict[str, pd.DataFrame]:
    """Return the cells of several sheets, each as `read_sheet` does, opening the workbook once."""
    return each_sheet(path, sheets, cells_of)


def each_sheet(path: Path, sheets: Sequence[str | None], made: Callable[[str, Grid], Made]) -> dict[str, Made]:
    """Return what is *made* of the name and the rows of each sheet (`cells_of`, `table_of`), opening the workbook once."""
    with _opened(path) as (known, grid_of):
        wanted = [known[0] if sheet is None and known else str(sheet) for sheet in sheets]
        for sheet in wanted:
            if sheet not in known:
                raise FigureError(path.name, f"sheet '{sheet}' is missing", f"it has {', '.join(known)}")
        with _uncollected():
            return {sheet: made(sheet, _rows(path, sheet, grid_of)) for sheet in wanted}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep garbage from being searched for: the rows of a sheet are many lists, all of them in use, and looking through them takes long."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Callable[[str], Grid]]]:
    """Give the names of the worksheets, and what returns the rows of one; turn what the parser raises into our error."""
    tidy.need_file(path)
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


def _rows(path: Path, sheet: str, grid_of: Callable[[str], Grid]) -> Grid:
    """Return the rows of a sheet, with the error values that the parser leaves out."""
    errors = workbook_guard.error_cells(path, sheet) if path.suffix.lower() in PACKAGES else []
    # Only now: the guard has seen that the sheet is not too large to be held.
    grid = grid_of(sheet)
    if not errors:
        return grid
    height, width = (max(len(grid), *(row for row, _, _ in errors)), max(len(grid[0]) if grid else 0, *(column for _, column, _ in errors)))
    rows = [[*row, *[""] * (width - len(row))] for row in grid] + [[""] * width for _ in range(height - len(grid))]
    for row, column, text in errors:
        rows[row - 1][column - 1] = text
    return rows


def cells_of(sheet: str, grid: Grid) -> pd.DataFrame:
    """Return every cell that is not empty of the rows of a sheet; see `read_sheet`."""
    places, texts = [np.zeros((0, 2), dtype=np.int64)], [NO_TEXT]
    for column, values in enumerate(_columns(grid)):
        text = _texts(values)
        filled = np.flatnonzero(pc.not_equal(text, "").to_numpy(zero_copy_only=False))
        places.append(np.column_stack([filled, np.full(len(filled), column)]))
        texts.append(text.take(pa.array(filled)))
    place = np.concatenate(places)
    order = np.argsort(place[:, 0], kind="stable")
    row, column = place.take(order, axis=0).T + 1
    text = text_columns.text_series(pa.concat_arrays(texts).take(pa.array(order)), pd.RangeIndex(len(order)))
    letters = [f"{sheet}!{workbook_guard.column_letters(number)}" for number in range(1, len(texts))]
    cells = pd.DataFrame({"row": row, "column": column, "text": text})
    rows = text_columns.text_series(pa.array(row).cast(pa.large_string()), cells.index)
    return cells.assign(cell=text_columns.join_text(text_columns.one_of(letters, cells["column"] - 1), rows))


def _columns(grid: Grid) -> Iterator[Sequence[object]]:
    """Give the cells of one column after the other, of rows that are equally long; one at a time, as a sheet may have many cells."""
    if len(set(map(len, grid))) > 1:
        message = "the rows have different lengths"
        raise ValueError(message)
    # Going through all rows at once finds each row's next cell where the last one was.
    yield from zip(*grid, strict=True)


def _texts(values: Sequence[object]) -> pa.Array:
    """Return the cells of a column as text: numbers in the shortest form that gives them back, blanks and line breaks as one blank."""
    return _decoded(_encoded(values))


def _encoded(values: Sequence[object]) -> pa.Array:
    """Return the cells of a column as `_texts` does, with a dictionary of those that occur where most occur again."""
    # Most columns are of one kind, which Arrow finds out sooner than we do; but it takes a truth value for a number.
    with suppress(pa.ArrowTypeError):
        return _once(pa.array(values, pa.large_string()), _tidied)
    if set(map(type, values)) == {float}:
        return _once(pa.array(values, pa.float64()), _written)
    numbers = pa.array([value if isinstance(value, float) else None for value in values], pa.float64())
    others = pa.array([None if isinstance(value, float) else str(value) for value in values], pa.large_string())
    return pc.coalesce(_tidied(others), numbers.cast(pa.large_string()))


def _once(cells: pa.Array, made: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Return what is *made* of the cells of a column, asking once a cell that occurs where most occur again."""
    encoded = cells.dictionary_encode()
    if OFTEN * len(encoded.dictionary) >= len(cells):
        return made(cells)
    return pa.DictionaryArray.from_arrays(encoded.indices, made(encoded.dictionary))


def _decoded(texts: pa.Array) -> pa.Array:
    return texts.dictionary.take(texts.indices) if isinstance(texts, pa.DictionaryArray) else texts


def _is_filled(texts: pa.Array) -> np.ndarray:
    """Return which cells of a column are not empty."""
    if isinstance(texts, pa.DictionaryArray):
        return np.asarray(_is_filled(texts.dictionary).take(texts.indices.to_numpy()))
    return np.asarray(pc.not_equal(texts, "").to_numpy(zero_copy_only=False))


def _as_column(texts: pa.Array, *, coded: bool) -> pd.Series:
    """Return the texts of a column, as categories where that is wanted and they have a dictionary in which no text stands twice."""
    index = pd.RangeIndex(len(texts))
    if not coded or not isinstance(texts, pa.DictionaryArray) or pc.count_distinct(texts.dictionary).as_py() < len(texts.dictionary):
        return text_columns.text_series(_decoded(texts), index)
    known = pd.Index(texts.dictionary.to_pandas(), dtype="str")
    return pd.Series(pd.Categorical.from_codes(texts.indices.to_numpy(), known, validate=False), index=index)


def _written(numbers: pa.Array) -> pa.Array:
    """Return *numbers* as text, in the shortest form that gives them back."""
    ends = pc.min_max(numbers).as_py()
    if ends["min"] is not None and ends["min"] > -LONG_WRITTEN and ends["max"] < LONG_WRITTEN:
        # Whole numbers, as most columns have them, are written in a quarter of the time.
        with suppress(pa.ArrowInvalid):
            return numbers.cast(pa.int64()).cast(pa.large_string())
    return numbers.cast(pa.large_string())


def _tidied(texts: pa.Array) -> pa.Array:
    """Return *texts* with blanks and line breaks as one blank."""
    untidy = pc.match_substring_regex(texts, UNTIDY).fill_null(False)
    tidied = [" ".join(text.replace("_x000D_", " ").split()) for text in texts.filter(untidy).to_pylist()]
    return pc.replace_with_mask(texts, untidy, pa.array(tidied, pa.large_string())) if tidied else texts


def table_of(path: Path, sheet: str, grid: Grid, header_row: int | None = None, *, coded: bool = False) -> pd.DataFrame:
    """
    Return the rows of a sheet below its header as a table of text: the header's names as columns, the row of the sheet as ``line``.

    Args:
        path: The workbook.
        sheet: The name of the sheet.
        grid: Its rows.
        header_row: The row of the names, from 1; without one the first that is not empty.
        coded: Whether columns in which most cells occur again are to be categories.

    Raises:
        FigureError: the header's row is empty, or a cell stands in a column that has no name.
    """
    filled = (number for number, row in enumerate(grid, 1) if any(value != "" for value in row))
    first = header_row or next(filled, 1)
    header = _texts([value for row in grid[first - 1 : first] for value in row]).to_pylist()
    if not any(header):
        raise FigureError(f"{path.name}:{first}", "has no header", "the publisher's column names in this row")
    below = [_encoded(values) for values in _columns(grid[first:])] or [NO_TEXT] * len(header)
    is_filled = np.array([_is_filled(column) for column in below])
    nameless = is_filled & np.array([not name for name in header])[:, None]
    if nameless.any():
        row, number = np.argwhere(nameless.T)[0]
        cell = f"{sheet}!{workbook_guard.column_letters(int(number) + 1)}{first + int(row) + 1}"
        raise FigureError(f"{path.name}, {cell}", "stands in a column without a name", "the publisher's table unchanged")
    rows = np.flatnonzero(is_filled.any(axis=0))
    given = [(name, column) for name, column in zip(header, below, strict=True) if name]
    kept = [column if len(rows) == len(column) else column.take(pa.array(rows)) for _, column in given]
    texts = [_as_column(column, coded=coded) for column in kept]
    table = dict(zip(unique_names([name for name, _ in given]), texts, strict=True))
    # First and again: a column of the sheet may have this name.
    return pd.DataFrame({"line": rows} | table | {"line": rows + first + 1}, copy=False)


def first_cells(grid: Grid) -> dict[str, str]:
    """Return the text in the second column of a sheet by that in the first, of the rows that have one."""
    columns = [_texts(values).to_pylist() for values in _columns(grid)]
    names, texts = (columns[number] if number < len(columns) else [""] * len(grid) for number in range(2))
    return {name: text for name, text in zip(names, texts, strict=True) if name}


def read_csv_or_sheet(path: Path) -> pd.DataFrame:
    """Return the table in a CSV file or in the first sheet of a workbook as text, with the line or row of each row in ``line``."""
    if not is_workbook(path):
        return read_text(path)
    return next(iter(each_sheet(path, [None], lambda sheet, grid: table_of(path, sheet, grid, header_row=1)).values()))
