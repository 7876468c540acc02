"""Tiny files in the publishers' layouts, written where a test needs them; every number in them is made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes lines to a file of the given name, with the given line end and byte order mark."""

    def write_lines(name: str, *lines: str, end: str = "\n", mark: bool = False) -> Path:
        path = tmp_path / name
        path.write_bytes((end.join(lines) + end).encode("utf-8-sig" if mark else "utf-8"))
        return path

    return write_lines


@pytest.fixture
def write_book(tmp_path: Path) -> Write:
    """Return a function that writes a workbook: sheet name -> cell address -> value."""

    def write_cells(name: str, sheets: dict[str, dict[str, object] | list[list[object]]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, cells in sheets.items():
            page = book.create_sheet(title)
            if isinstance(cells, list):
                for row in cells:
                    page.append([None if value == "" else value for value in row])
                continue
            for address, value in cells.items():
                page[address] = value
        path = tmp_path / name
        book.save(path)
        return path

    return write_cells
