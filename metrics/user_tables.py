"""
Tables that a user brings as CSV: read fast, checked whole, and refused with file, line and column.

A sound table is read by Arrow, typed, in one pass. Where that fails, the table is read once more as text, cell by cell: what is odd but
clear (blanks around a number, empty lines) is taken, and what is wrong is named with its line and what would be right.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from data.errors import MetricError

Kind = Literal["text", "number", "year"]
ENCODING = "utf-8-sig"
TEXT_AS_CODES = pa.dictionary(pa.int32(), pa.string())
"""Arrow's type of a text column that is kept as its words and a code a row."""
YEARS = (1000, 3000)
"""Bounds within which a number is taken for a year."""


REMEDIES: dict[Kind, str] = {
    "text": "write a name",
    "number": "write digits with a decimal point (12.5), or leave the cell empty",
    "year": "write a calendar year such as 2015",
}
"""What would be right in a cell of each kind."""


@dataclass(frozen=True)
class Column:
    """What a column of a user's table holds, and whether the table must have it."""

    kind: Kind = "number"
    required: bool = False


@dataclass(frozen=True)
class UserTable:
    """
    A table that was read, and where it came from.

    Attributes:
        path: The file, as messages name it.
        frame: Every known column, NaN or empty text where the table has none (unless only those it has were asked for); with *others*
            also the further columns, as text.
        others: Names of the further columns in the order of the file.
    """

    path: Path
    frame: pd.DataFrame
    others: tuple[str, ...]

    def reject(self, column: str, wrong: pd.Series[bool], what: str, remedy: str) -> None:
        """Raise a `MetricError` that names the first wrong cell of *column*, if there is one."""
        flags = wrong.to_numpy(dtype=bool)
        if not flags.any():
            return
        row = int(np.flatnonzero(flags)[0])
        header, lines = _cells(self.path, column)
        line, cells = lines[row]
        cell = cells[header.index(column)].strip() if column in header else ""
        more = int(flags.sum()) - 1
        also = f" (and in {more:,} more line{'s' if more > 1 else ''})" if more else ""
        raise MetricError(f"{self.path}:{line}: column {column}", f"'{cell}' {what}{also}", remedy)


def read_user_table(
    path: Path, columns: Mapping[str, Column], *, others: bool = False, as_categories: bool = False, absent: bool = True
) -> UserTable:
    """
    Return the CSV table in *path*, comma-separated, UTF-8, column names in its first line.

    Args:
        path: The file.
        columns: The known columns. A number may be empty (NaN); a year is a whole number from 1000 to 3000 or empty; text is stripped.
        others: Also return further columns as text; otherwise they are not read.
        as_categories: Texts may come as categories, in the order in which they first appear: for columns of few words and many rows.
        absent: Also return the known columns that the table does not have. To fill five of them takes as long as to read three.

    Raises:
        MetricError: The file cannot be read, a required column is missing or stands twice, a line has too many or too few cells, or a cell
            is no number or no year; the message names file, line and column.
    """
    header = _header(path, columns)
    further = tuple(name for name in header if name not in columns) if others else ()
    known = {name: column for name, column in columns.items() if name in header}
    try:
        frame = _read_fast(path, header, known, further, TEXT_AS_CODES if as_categories else pa.string())
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError):
        frame = _read_by_cell(path, columns, known, further)
    if absent:
        for name, column in columns.items():
            if name not in frame:
                frame[name] = "" if column.kind == "text" else np.nan
        frame = frame[[*columns, *further]]
    table = UserTable(path, frame, further)
    for name, column in known.items():
        if column.kind != "text":
            _require_numbers(table, name, column.kind)
    return table


@dataclass(frozen=True)
class FrameTable:
    """
    A table that a program brings as a frame, with the same checks.

    Attributes:
        name: What messages call it.
        frame: Every known column that the table has.
    """

    name: str
    frame: pd.DataFrame

    def reject(self, column: str, wrong: pd.Series[bool], what: str, remedy: str) -> None:
        """Raise a `MetricError` that names the first wrong cell of *column* by the label of its row, if there is one."""
        flags = wrong.to_numpy(dtype=bool)
        if not flags.any():
            return
        row = int(np.flatnonzero(flags)[0])
        cell = self.frame[column].iloc[row]
        more = int(flags.sum()) - 1
        also = f" (and in {more:,} more row{'s' if more > 1 else ''})" if more else ""
        text = "" if pd.isna(cell) else cell
        raise MetricError(f"{self.name}: row {self.frame.index[row]}: column {column}", f"'{text}' {what}{also}", remedy)


def read_frame(frame: pd.DataFrame, name: str, columns: Mapping[str, Column]) -> FrameTable:
    """
    Return the known *columns* of a frame, checked as those of a file are.

    Numbers may be written as text; missing cells and blank ones are NaN. Names may be whole numbers, texts or categories.

    Raises:
        MetricError: A required column is missing, or a cell is no number or no year; the message names the row by its label.
    """
    require_frame(frame, name, columns)
    known = {column: asked for column, asked in columns.items() if column in frame}
    raw = FrameTable(name, frame)
    cells = {
        column: _text(frame[column]) if asked.kind == "text" else _as_numbers(raw, column, asked.kind) for column, asked in known.items()
    }
    table = FrameTable(name, pd.DataFrame(cells, index=frame.index, copy=False))
    for column, asked in known.items():
        if asked.kind != "text":
            _require_numbers(table, column, asked.kind)
    return table


def require_frame(frame: pd.DataFrame, name: str, columns: Mapping[str, Column]) -> None:
    """Refuse what is no frame, and a frame that lacks a required column or has one of the *columns* twice."""
    remedy = f"name the columns: {', '.join(columns)}"
    if not isinstance(frame, pd.DataFrame):
        raise MetricError(name, f"is no table but of the type {type(frame).__name__}", f"give a pandas DataFrame; {remedy}")
    missing = [column for column, asked in columns.items() if asked.required and column not in frame]
    names = list(frame.columns)
    twice = [column for column in columns if names.count(column) > 1]
    if missing or twice:
        raise MetricError(name, f"has no column {', '.join(missing)}" if missing else f"has the column {', '.join(twice)} twice", remedy)


def _text(cells: pd.Series) -> pd.Series:
    """Return texts without blanks around them, empty where missing; whole numbers and categories stay what they are."""
    if cells.dtype.kind in "iu" or (isinstance(cells.dtype, pd.CategoricalDtype) and not cells.isna().any()):
        return cells
    if cells.dtype.kind == "f" and (cells.isna() | (cells % 1 == 0)).all():
        # Whole numbers become fractions where pandas met an empty cell among them; their names have no ".0".
        cells = cells.astype("Int64")
    return cells.astype("str").where(cells.notna(), "").str.strip()


def _as_numbers(table: FrameTable, column: str, kind: Kind) -> pd.Series[float]:
    """Return numbers as they are, and those written as text as numbers."""
    cells = table.frame[column]
    if cells.dtype.kind in "iuf":
        # A column of pandas' own nullable numbers has NA, not NaN.
        return cells if isinstance(cells.dtype, np.dtype) else pd.Series(cells.to_numpy(dtype=float, na_value=np.nan), index=cells.index)
    text = cells.astype("str").where(cells.notna(), "").str.strip()
    numbers = pd.to_numeric(text.mask(text == ""), errors="coerce").astype(float)
    table.reject(column, numbers.isna() & (text != ""), "is no number", REMEDIES[kind])
    return numbers


def _header(path: Path, columns: Mapping[str, Column]) -> list[str]:
    """Return the names in the first line, each required one there and none of the known ones twice."""
    try:
        with path.open(encoding=ENCODING, newline="") as opened:
            first = next((cells for cells in csv.reader(opened, strict=True) if any(cell.strip() for cell in cells)), None)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from None
    if first is None:
        raise MetricError(str(path), "is empty", f"start it with a line of column names: {', '.join(columns)}")
    header = [name.strip() for name in first]
    missing = [name for name, column in columns.items() if column.required and name not in header]
    twice = sorted({name for name in header if header.count(name) > 1 and name})
    if missing and (wrong := _other_separator(first)):
        raise MetricError(f"{path}:1", f"separates its cells by {wrong}", "save it with commas between cells and points in numbers (12.5)")
    if missing or twice:
        what = f"has no column {', '.join(missing)}" if missing else f"has the column {', '.join(twice)} twice"
        alike = [name for name in header if name.casefold() in missing]
        what += f", but {', '.join(alike)}" if alike else ""
        raise MetricError(f"{path}:1", what, f"name the columns in the first line, separated by commas: {', '.join(columns)}")
    return header


def _other_separator(first: list[str]) -> str | None:
    """Return what separates the cells of a first line that commas do not, as in the CSV of a German spreadsheet."""
    line = ",".join(first)
    return next((name for mark, name in ((";", "semicolons"), ("\t", "tabs")) if line.count(mark) > line.count(",")), None)


def _unreadable(path: Path, error: Exception) -> MetricError:
    if isinstance(error, FileNotFoundError):
        return MetricError(str(path), "does not exist", "name a CSV file that does")
    if isinstance(error, UnicodeDecodeError):
        return MetricError(str(path), _other_text(path), "save it as CSV in UTF-8")
    if isinstance(error, csv.Error):
        return MetricError(str(path), f"cannot be read as CSV ({error})", "separate cells by commas, one line a row")
    return MetricError(str(path), f"cannot be read ({getattr(error, 'strerror', None) or error})", "name a CSV file")


def _other_text(path: Path) -> str:
    """Say what a file is that is no UTF-8 text, by its first bytes."""
    with path.open("rb") as opened:
        start = opened.read(2)
    known = {b"\xff\xfe": "is UTF-16 text", b"\xfe\xff": "is UTF-16 text", b"PK": "is a workbook or an archive, no text"}
    return known.get(start, "is not UTF-8 text")


def _read_fast(path: Path, header: list[str], known: Mapping[str, Column], further: tuple[str, ...], text: pa.DataType) -> pd.DataFrame:
    """Return the wanted columns as Arrow reads them, texts as *text*; `ArrowInvalid` where a cell needs a closer look."""
    types = {name: text if column.kind == "text" else pa.float64() for name, column in known.items()}
    types |= dict.fromkeys(further, text)
    table = arrow_csv.read_csv(
        path,
        read_options=arrow_csv.ReadOptions(column_names=header, skip_rows=1),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types, include_columns=[*known, *further], null_values=[""], strings_can_be_null=False
        ),
    )
    if any(pa.types.is_floating(column.type) and pc.any(pc.is_nan(column)).as_py() for column in table.columns):
        raise pa.ArrowInvalid("a cell reads nan")
    if _may_have_blank_rows(table):
        raise pa.ArrowInvalid("a row is blank")
    return pd.DataFrame({name: _column(table[name]) for name in table.column_names})


def _may_have_blank_rows(table: pa.Table) -> bool:
    """
    Tell whether a row has no cell but commas, as spreadsheets write below a table: such a row is none.

    A row may still have a cell in a column that is not read; only its text tells, so it is left to the slower reading.
    """
    numbers = [cells for cells in table.columns if pa.types.is_floating(cells.type)]
    if not all(cells.null_count for cells in numbers):  # known without a look at the cells
        return False
    texts = [cells for cells in table.columns if not pa.types.is_floating(cells.type)]
    missing = [cells.is_null() for cells in numbers] + [pc.equal(cells.cast(pa.string()), "") for cells in texts]
    return bool(pc.any(reduce(pc.and_, missing)).as_py())


def _column(cells: pa.ChunkedArray) -> pd.Series:
    """Return a column as numbers, or as text or categories without blanks around them."""
    if pa.types.is_dictionary(cells.type):
        coded = cells.unify_dictionaries().combine_chunks()
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        words = coded.dictionary
        if pc.utf8_trim_whitespace(words).equals(words):
            categories = pd.Index(words.to_pandas(), dtype="str")
            return pd.Series(pd.Categorical.from_codes(coded.indices.to_numpy(), categories=categories, validate=False))
        cells = cells.cast(pa.string())
    if not pa.types.is_string(cells.type):
        return pd.Series(cells.to_numpy())
    return pd.Series(pc.utf8_trim_whitespace(cells).to_pandas(), dtype="str")


def _read_by_cell(path: Path, columns: Mapping[str, Column], known: Mapping[str, Column], further: tuple[str, ...]) -> pd.DataFrame:
    """Return the wanted columns, every cell stripped; numbers that cannot be read are named with their line."""
    header, lines = _cells(path, *columns)
    uneven = [line for line, cells in lines if len(cells) != len(header)]
    if uneven:
        what = f"does not have {len(header)} cells like the first line"
        raise MetricError(f"{path}:{uneven[0]}", what, "separate cells by commas; put a cell with a comma in double quotes")
    text = pd.DataFrame([cells for _, cells in lines], columns=header, index=[line for line, _ in lines], dtype="str")
    frame = pd.DataFrame(index=text.index)
    for name in (*known, *further):
        cells = text[name].str.strip()
        frame[name] = cells if name in further or known[name].kind == "text" else _parsed(path, name, cells, REMEDIES[known[name].kind])
    return frame.reset_index(drop=True)


def _parsed(path: Path, name: str, cells: pd.Series[str], remedy: str) -> pd.Series[float]:
    numbers = pd.to_numeric(cells.mask(cells == ""), errors="coerce").astype(float)
    wrong = numbers.isna() & (cells != "")
    if wrong.any():
        line = wrong.index[wrong][0]
        more = int(wrong.sum()) - 1
        also = f" (and in {more:,} more line{'s' if more > 1 else ''})" if more else ""
        raise MetricError(f"{path}:{line}: column {name}", f"'{cells.loc[line]}' is no number{also}", remedy)
    return numbers


def _cells(path: Path, *wanted: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names in the first line, and the cells of every line that is not blank with its number."""
    try:
        with path.open(encoding=ENCODING, newline="") as opened:
            reader = csv.reader(opened, strict=True)
            lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from None
    if not lines:
        raise MetricError(str(path), "is empty", f"start it with a line of column names: {', '.join(wanted)}")
    return [name.strip() for name in lines[0][1]], lines[1:]


def _require_numbers(table: UserTable | FrameTable, name: str, kind: Kind) -> None:
    """Refuse infinite numbers, and years that are no calendar years."""
    cells = table.frame[name]
    numbers = cells.to_numpy()
    if numbers.dtype.kind == "f" and (infinite := np.isinf(numbers)).any():
        table.reject(name, pd.Series(infinite), "is no number", REMEDIES[kind])
    if kind == "year":
        years = numbers
        if years.dtype.kind != "f" and len(years) and years.min() >= YEARS[0] and years.max() <= YEARS[1]:
            return  # the two ends of whole numbers say it all
        whole = (years == np.rint(years)) if years.dtype.kind == "f" else True
        wrong = ~(whole & (years >= YEARS[0]) & (years <= YEARS[1])) & ~np.isnan(years)
        table.reject(name, pd.Series(wrong), "is no year", REMEDIES["year"])
