"""The guard looks through a sheet piece by piece as it unpacks: nothing may slip through where one piece ends and the next begins."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import FigureError
from etl.readers import workbook, workbook_guard

Write = Callable[..., Path]


@pytest.fixture(params=[1, 2, 3, 7, 64, 1 << 18])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guard unpack so many bytes at a time."""
    monkeypatch.setattr(workbook_guard, "PIECE", request.param)


@pytest.mark.usefixtures("pieces")
def test_a_formula_is_found_wherever_a_piece_ends(write_book: Write) -> None:
    with pytest.raises(FigureError, match=r"a\.xlsx, s!C7: is a formula that was never calculated"):
        workbook.read_sheet(write_book("a.xlsx", {"s": {"A1": "text", "C7": "=1+1"}}))


@pytest.mark.usefixtures("pieces")
def test_an_error_value_is_found_wherever_a_piece_ends(write_book: Write) -> None:
    cells = workbook.read_sheet(write_book("a.xlsx", {"s": {"A1": 1, "B4": "#N/A"}}))

    assert cells[["cell", "text"]].to_numpy().tolist() == [["s!A1", "1"], ["s!B4", "#N/A"]]


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("cell", ["ABC1", "XFD1", "BZ30"])
def test_a_wide_sheet_is_found_wherever_a_piece_ends(write_book: Write, monkeypatch: pytest.MonkeyPatch, cell: str) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_CELLS", 1000)
    columns = {"ABC1": 731, "XFD1": 16_384, "BZ30": 78}[cell]

    with pytest.raises(FigureError, match=f"spans 30 rows and {columns:,} columns"):
        workbook.read_sheet(write_book("a.xlsx", {"s": {cell: 1, "A30": 2}}))


@pytest.mark.usefixtures("pieces")
def test_a_sheet_as_wide_as_it_may_be_is_read(write_book: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_CELLS", 1000)

    assert workbook.read_sheet(write_book("a.xlsx", {"s": {"AA1": 1, "A30": "ABC"}}))["cell"].tolist() == ["s!AA1", "s!A30"]


def test_a_sheet_that_is_not_packed_is_looked_through_too(write_book: Write, tmp_path: Path) -> None:
    with zipfile.ZipFile(write_book("a.xlsx", {"s": {"C7": "=1+1"}})) as package, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as stored:
        for name in package.namelist():
            stored.writestr(name, package.read(name))

    with pytest.raises(FigureError, match=r"b\.xlsx, s!C7: is a formula that was never calculated"):
        workbook.read_sheet(tmp_path / "b.xlsx")


def test_a_sheet_whose_bytes_changed_on_the_way_is_refused(write_book: Write) -> None:
    """What stands in it can be anything; its own sum of the bytes tells."""
    path = write_book("a.xlsx", {"s": {"A1": 1}})
    with zipfile.ZipFile(path) as package:
        total = package.getinfo("xl/worksheets/sheet1.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(total, bytes(4)))

    with pytest.raises(FigureError, match=r"a\.xlsx: is not a workbook"):
        workbook_guard.error_cells(path, "s")


def test_a_sheet_under_a_password_of_the_archive_is_refused(write_book: Write) -> None:
    path = write_book("a.xlsx", {"s": {"A1": 1}})
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + flags] |= 1
            start = content.find(mark, start + 1)
    path.write_bytes(content)

    with pytest.raises(FigureError, match=r"a\.xlsx: is not a workbook"):
        workbook_guard.error_cells(path, "s")
