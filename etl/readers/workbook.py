"""Sheets of a workbook as text cells that know their address."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from data.errors import FigureError
from etl.readers.tidy import need_file, read_text


def read_sheet(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """
    Return every cell of one sheet that is not empty: ``row``, ``column`` (from 1), ``text``, ``cell`` (``Sheet!B6``).

    Line breaks written as ``_x000D_`` and runs of blanks become one blank. Whole numbers are written without a decimal point.

    Args:
        path: The workbook.
        sheet: The name of the sheet; without one the first sheet.

    Raises:
        FigureError: there is no such file, it is no workbook, or it has no such sheet.
    """
    need_file(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise FigureError(path.name, "is not a workbook", "the publisher's .xlsx file, not changed by another program") from error
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise FigureError(path.name, f"sheet '{sheet}' is missing", f"it has {', '.join(book.sheetnames)}")
        page = book[sheet] if sheet is not None else book.worksheets[0]
        rows = [
            (number, column, value)
            for number, row in enumerate(page.iter_rows(values_only=True), start=1)
            for column, value in enumerate(row, start=1)
            if value is not None
        ]
        title = page.title
    finally:
        book.close()
    cells = pd.DataFrame(rows, columns=["row", "column", "text"])
    cells["text"] = (
        cells["text"]
        .map(lambda value: repr(value).removesuffix(".0") if isinstance(value, float) else str(value))
        .astype(str)
        .str.replace("_x000D_", " ", regex=False)
        .str.replace(r"\s+", " ", regex=True)
        .str.strip()
    )
    letters = {number: get_column_letter(number) for number in cells["column"].unique()}
    cells["cell"] = title + "!" + cells["column"].map(letters) + cells["row"].astype(str)
    return cells[cells["text"].ne("")].reset_index(drop=True)


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
    table = body.set_index(["row", "column"])["text"].unstack().reindex(columns=header.index).fillna("")  # noqa: PD010
    table.columns = pd.Index(header.to_list())
    return table.reset_index(names="line")


def read_csv_or_sheet(path: Path) -> pd.DataFrame:
    """Return the table in a CSV file or in the first sheet of a workbook as text, with the line or row of each row in ``line``."""
    return as_table(path, read_sheet(path)) if path.suffix == ".xlsx" else read_text(path)
