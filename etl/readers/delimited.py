"""
Delimited text of any publisher as a table of texts: encodings, separators, quotes, headers and footers by rule, not by luck.

Every cell stays text, and ``line`` says where a row stands. Text that is no table is a :class:`FigureError` that names the file and the
line.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as pa_csv

from data.errors import FigureError
from etl.readers import unpack

SEPARATORS = (",", ";", "\t", "|")
"""What may stand between cells where a reader leaves it to the file."""
LONGEST_LINE = 4 * 1024**2
"""Bytes that a line of text may have: more is no table."""
MOST_COLUMNS = 16_384
"""Columns that a table may have: as many as a sheet of a workbook."""
MOST_BY_LINE = 64 * 1024**2
"""Bytes of a text that can only be read line by line, because rows are not lines, which takes twenty times as long."""
ROWS_AT_ONCE = 20_000
NO_TEXT = pa.array([], pa.large_string())
NAMELESS = r"(?:\.\d+)?"
"""What `unique_names` makes of columns without a name."""


def read_text(
    path: Path,
    separator: str = "",
    *,
    header: bool = True,
    footer: bool = False,
    unused: int = 0,
    skip: int = 0,
    beside: str = "",
    plain: Collection[str] | None = None,
    repeated: Collection[str] = (),
) -> pd.DataFrame:
    """
    Return the cells of a delimited file as text, with the line of each row in ``line``; blank lines are left out.

    gzip and ZIP are unpacked and encodings told apart as `unpack` says; any line ending is accepted. Blanks around a column's name are no
    part of it; a name that occurs twice gets ``.1`` at its second place; a column without name and cells, as separators at the ends of all
    lines make it, is none. Without *header* the columns are numbered.

    Args:
        path: The file.
        separator: What stands between cells; without one, whichever of :data:`SEPARATORS` the first line has most of.
        header: The first line names the columns.
        footer: A line may have fewer cells than the first.
        unused: How many cells all lines may lack at their end, because the publisher leaves its last columns out.
        skip: How many lines stand before the first.
        beside: Pattern of the names in a ZIP that are no data.
        plain: The columns whose cells seldom repeat; if named, the others may come as categories, which take little memory.
        repeated: Columns that may come as categories, where it is simpler to name these.

    Raises:
        FigureError: there is no such file, it is no text, it is empty, or a line has more or fewer cells than the first.
    """
    content = unpack.utf8(path, unpack.read_bytes(path, beside))
    if skip:
        content = content.split(b"\n", skip)[-1] if content.count(b"\n") >= skip else b""
    return table_of_text(
        path, content, separator, header=header, footer=footer, unused=unused, first_line=skip + 1, plain=plain, repeated=repeated
    )


def table_of_text(
    path: Path,
    content: bytes,
    separator: str = ",",
    *,
    header: bool = True,
    footer: bool = False,
    unused: int = 0,
    first_line: int = 1,
    plain: Collection[str] | None = None,
    repeated: Collection[str] = (),
) -> pd.DataFrame:
    """Return the cells of *content*, text in UTF-8 whose first line is *first_line* of *path*; see `read_text`."""
    start = content[:LONGEST_LINE]
    if len(content) > LONGEST_LINE and b"\n" not in start and b"\r" not in start:
        raise FigureError(f"{path.name}:{first_line}", f"is longer than {LONGEST_LINE:,} bytes", "the publisher's file, a row a line")
    separator = separator or _separator(start)
    table = _by_arrow(content, separator, header=header, first_line=first_line, plain=plain, repeated=repeated)
    if table is None:
        table = _by_line(path, content, separator, header=header, footer=footer, unused=unused, first_line=first_line)
    nameless = [name for name in table.columns if header and re.fullmatch(NAMELESS, str(name)) and table[name].str.strip().eq("").all()]
    return table.drop(columns=nameless) if nameless else table


def _separator(start: bytes) -> str:
    """Return which of :data:`SEPARATORS` the first line has most of, quoted cells left out; the comma where there is none."""
    line = re.sub(rb'"[^"]*"', b"", re.split(rb"[\r\n]+", start.lstrip(), maxsplit=1)[0]).decode(errors="replace")
    return max(SEPARATORS, key=line.count)


def _by_arrow(
    content: bytes,
    separator: str,
    *,
    header: bool,
    first_line: int,
    plain: Collection[str] | None = None,
    repeated: Collection[str] = (),
) -> pd.DataFrame | None:
    """Return the cells by Arrow's parser, or nothing where a row is not a line, or a line has not the first one's cells."""
    start = content[:LONGEST_LINE]
    end = b"\n" if b"\n" in start else b"\r"
    first = _first_row(start.partition(end)[0], separator)
    if not any(first):
        return None
    numbers = [str(number) for number in range(len(first))]
    names = unique_names(first) if header else numbers
    again = [number for number, name in zip(numbers, names, strict=True) if (name in repeated if plain is None else name not in plain)]
    types = dict.fromkeys(numbers, pa.large_string()) | dict.fromkeys(again, pa.dictionary(pa.int32(), pa.large_string()))
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(content),
            pa_csv.ReadOptions(column_names=numbers, skip_rows=int(header), block_size=LONGEST_LINE),
            pa_csv.ParseOptions(delimiter=separator),
            pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
        )
    except pa.ArrowInvalid:
        return None
    rows = content.count(end) + (not content.endswith(end)) - header
    if table.num_rows != rows or (end == b"\n" and b"\r" in content and content.count(b"\r") != content.count(b"\r\n")):
        return None
    cells: pd.DataFrame = table.to_pandas()
    cells.columns = pd.Index(names if header else range(len(first)))
    cells["line"] = np.arange(first_line + header, first_line + header + rows)
    blank = np.ones(len(cells), dtype=bool)
    for column in range(len(names)):
        blank &= cells.iloc[:, column].eq("").to_numpy(dtype=bool)
        if not blank.any():
            return cells
    return cells[~blank].reset_index(drop=True)


def _first_row(line: bytes, separator: str) -> list[str]:
    """Return the cells of the first line; none where its quotes or line breaks are not plain, or they are more than a table has."""
    if line.count(b'"') % 2 or line.count(separator.encode()) >= MOST_COLUMNS:
        return []
    try:
        return next(csv.reader([line.decode("utf-8").removesuffix("\r")], delimiter=separator), [])
    except (csv.Error, UnicodeDecodeError):
        return []


def _by_line(path: Path, content: bytes, separator: str, *, header: bool, footer: bool, first_line: int, unused: int = 0) -> pd.DataFrame:
    """Return the cells line by line, which takes line breaks within quotes, blank lines and footers, and says what is wrong where."""
    _need_short_lines(path, content, first_line)
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""), delimiter=separator)
    rows = ((reader.line_num + first_line - 1, cells) for cells in reader if any(cells))
    try:
        first = next(rows, None)
        if first is None:
            raise FigureError(path.name, "is empty", "the publisher's table; download it again")
        if len(first[1]) > MOST_COLUMNS:
            raise FigureError(f"{path.name}:{first[0]}", f"has {len(first[1]):,} cells", f"a table of at most {MOST_COLUMNS:,} columns")
        body = rows if header else chain([first], rows)
        second = list(islice(body, 1)) if unused else []
        if second and len(first[1]) - unused <= len(second[0][1]) < len(first[1]):
            first = (first[0], first[1][: len(second[0][1])])
        body = chain(second, body)
        # In pieces, as single cells take a hundred times the memory of their text.
        pieces = [_piece(path, piece, first, footer=footer) for piece in iter(lambda: list(islice(body, ROWS_AT_ONCE)), [])]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FigureError(path.name, f"is not text in UTF-8 ({error})", "the publisher's file, not changed by another program") from error
    names = unique_names(first[1]) if header else list(range(len(first[1])))
    columns = [pa.concat_arrays([piece[number] for _, piece in pieces] or [NO_TEXT]).to_pandas().array for number in range(len(names))]
    table = pd.DataFrame(dict(zip(names, columns, strict=True)), copy=False)
    table["line"] = np.concatenate([np.zeros(0, dtype=np.int64), *(lines for lines, _ in pieces)])
    return table


def _piece(
    path: Path, rows: list[tuple[int, list[str]]], first: tuple[int, list[str]], *, footer: bool
) -> tuple[np.ndarray, list[pa.Array]]:
    """Return the lines and the columns of some rows, each of which has as many cells as the *first*, or fewer in a *footer*."""
    width = len(first[1])
    for line, cells in rows:
        if len(cells) > width or (len(cells) < width and not footer):
            raise FigureError(f"{path.name}:{line}", f"has {len(cells)} cells", f"{width} cells as in line {first[0]}, empty ones included")
        cells.extend([""] * (width - len(cells)))
    lines = np.array([line for line, _ in rows], dtype=np.int64)
    return lines, [pa.array(column, pa.large_string()) for column in zip(*(cells for _, cells in rows), strict=True)]


def _need_short_lines(path: Path, content: bytes, first_line: int) -> None:
    """Raise where the text is too much, or a line too long, to be held as single cells."""
    if len(content) > MOST_BY_LINE:
        raise FigureError(
            path.name,
            f"has line breaks within cells, blank lines or lines of different length, in {len(content):,} bytes",
            f"a row a line, or at most {MOST_BY_LINE:,} bytes; a selection in several files",
        )
    codes = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero((codes == 10) | (codes == 13))  # noqa: PLR2004 (line feed and carriage return in ASCII)
    lengths = np.diff(ends, prepend=-1, append=len(content))
    long = np.flatnonzero(lengths > LONGEST_LINE)
    if long.size:
        number = first_line + content[: int(ends[long[0] - 1]) + 1 if long[0] else 0].count(b"\n")
        raise FigureError(f"{path.name}:{number}", f"is longer than {LONGEST_LINE:,} bytes", "the publisher's file, a row a line")


def unique_names(names: list[str]) -> list[str]:
    """Return *names* without blanks around them, with ``.1``, ``.2``, … at the later places of a name that occurs more than once."""
    seen: Counter[str] = Counter()
    unique: dict[str, None] = {}
    for name in (printed.strip() for printed in names):
        new = name
        while new in unique:
            seen[name] += 1
            new = f"{name}.{seen[name]}"
        unique[new] = None
    return list(unique)
