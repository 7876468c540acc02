"""Workbooks: cells with their addresses, and clear errors for those that cannot or must not be opened."""

from __future__ import annotations

import gc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data.errors import FigureError
from etl.readers import workbook, workbook_guard, xls_process

Write = Callable[..., Path]


def test_cells_know_their_address_and_empty_ones_are_left_out(write_book: Write) -> None:
    path = write_book("a.xlsx", {"first": {"B2": 5, "C2": 0.1, "A4": "two  words\n", "D4": True, "AB7": date(2020, 1, 2)}})
    cells = workbook.read_sheet(path)

    assert cells[["row", "column", "cell", "text"]].to_numpy().tolist() == [
        [2, 2, "first!B2", "5"],
        [2, 3, "first!C2", "0.1"],
        [4, 1, "first!A4", "two words"],
        [4, 4, "first!D4", "True"],
        [7, 28, "first!AB7", "2020-01-02"],
    ]


def test_only_the_first_of_merged_cells_holds_the_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["B1"] = "heading"
    page.merge_cells("B1:D2")
    book.save(tmp_path / "m.xlsx")

    assert workbook.read_sheet(tmp_path / "m.xlsx")["cell"].tolist() == ["Sheet!B1"]


def test_an_error_value_is_text_and_not_an_empty_cell(write_book: Write) -> None:
    """A cell that could not be calculated must not look like one that was left empty."""
    cells = workbook.read_sheet(write_book("e.xlsx", {"s": {"A1": "a", "B1": "#N/A", "C1": 3}}))

    assert cells["text"].tolist() == ["a", "#N/A", "3"]


def test_a_formula_that_was_never_calculated_is_an_error_that_names_its_cell(write_book: Write) -> None:
    with pytest.raises(FigureError, match=r"f\.xlsx, s!B2: is a formula that was never calculated"):
        workbook.read_sheet(write_book("f.xlsx", {"s": {"A1": 1, "B2": "=A1+1"}}))


def test_the_calculated_value_of_a_formula_is_read(tmp_path: Path, write_book: Write) -> None:
    path = write_book("f.xlsx", {"s": {"A1": 1, "B2": "=A1+1"}})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "g.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</f><v></v>", b"</f><v>2</v>").replace(b"</f><v />", b"</f><v>2</v>"))

    assert workbook.read_sheet(tmp_path / "g.xlsx")["text"].tolist() == ["1", "2"]


def test_a_sheet_that_is_missing_names_those_that_are_there(write_book: Write) -> None:
    with pytest.raises(FigureError, match=r"sheet 'three' is missing; it has one, two"):
        workbook.read_sheet(write_book("a.xlsx", {"one": {"A1": 1}, "two": {"A1": 1}}), "three")


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"x" * 600])
def test_bytes_that_are_no_workbook_are_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(FigureError, match="workbook"):
        workbook.read_sheet(tmp_path / name)


def test_a_workbook_under_a_password_says_so(tmp_path: Path) -> None:
    """Office keeps it in another container, with a stream of this name."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    (tmp_path / "p.xlsx").write_bytes(header + "EncryptedPackage".encode("utf-16-le") + bytes(96))

    with pytest.raises(FigureError, match="is protected by a password; the workbook without a password"):
        workbook.read_sheet(tmp_path / "p.xlsx")


def test_a_package_that_declares_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, write_book: Write) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED_BYTES", 1000)

    with pytest.raises(FigureError, match="unpacks to more than"):
        workbook.read_sheet(write_book("a.xlsx", {"s": {"A1": 1}}))


def test_a_package_that_lies_about_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb declares a few bytes for an entry that unpacks to many."""
    size = 5_000_000
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(size))
    declared = size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(declared, (9).to_bytes(4, "little")))
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED_BYTES", 1_000_000)

    with pytest.raises(FigureError, match="unpacks to more than"):
        workbook_guard.check_package(path)


def test_a_sheet_of_two_cells_far_apart_is_refused(write_book: Write) -> None:
    """The parser would hold all of the 17 billion cells between them."""
    with pytest.raises(FigureError, match=r"spans 1,048,576 rows and 16,384 columns"):
        workbook.read_sheet(write_book("far.xlsx", {"s": {"A1": 1, "XFD1048576": 2}}))


def test_letters_and_numbers_of_columns_are_each_others_inverse() -> None:
    letters = [workbook_guard.column_letters(number) for number in (1, 26, 27, 702, 703, 16_384)]

    assert letters == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [workbook_guard.column_number(each) for each in letters] == [1, 26, 27, 702, 703, 16_384]


def test_the_header_may_stand_below_the_first_row_and_a_nameless_column_is_an_error(write_book: Write) -> None:
    path = write_book("t.xlsx", {"s": {"A3": "a", "B3": "b", "A4": 1, "B5": 2, "C6": 3}})
    rows = next(iter(workbook.each_sheet(path, [None], lambda _, grid: grid).values()))

    with pytest.raises(FigureError, match=r"t\.xlsx, s!C6: stands in a column without a name"):
        workbook.table_of(path, "s", rows, header_row=3)
    for header_row in (3, None):
        table = workbook.table_of(path, "s", rows[:5], header_row)

        assert table.to_dict("list") == {"line": [4, 5], "a": ["1", ""], "b": ["", "2"]}
    with pytest.raises(FigureError, match=r"t\.xlsx:2: has no header"):
        workbook.table_of(path, "s", rows, header_row=2)


def test_an_old_workbook_that_breaks_the_parser_is_an_error_and_not_our_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged .xls of 58 kB made the parser reserve more memory than the machine has, which ends a process whatever it catches."""
    path = tmp_path / "a.xls"
    path.write_bytes(b"x")
    monkeypatch.setattr(xls_process, "read", lambda _: (-6, {}))

    with pytest.raises(FigureError, match=r"a\.xls: is a damaged workbook; the publisher's file whole"):
        workbook.read_sheet(path)


def test_an_old_workbook_is_parsed_under_a_limit_of_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The limit is set before the parser is loaded: with far too little of it, not even that succeeds."""
    copy = tmp_path / "xls_process.py"
    source = Path(xls_process.__file__).read_text(encoding="utf-8")
    copy.write_text(source.replace("MOST_MEMORY = 2 << 30", "MOST_MEMORY = 1 << 20"), encoding="utf-8")
    monkeypatch.setattr(xls_process, "__file__", str(copy))
    (tmp_path / "a.xls").write_bytes(b"x")

    assert xls_process.read(tmp_path / "a.xls")[0] not in {xls_process.DONE, xls_process.NO_WORKBOOK}


def test_a_table_has_the_rows_with_their_numbers_and_a_name_that_stands_twice_once_more(write_book: Write) -> None:
    path = write_book("t.xlsx", {"s": {"A1": "a", "B1": "b", "C1": "a", "A2": 1, "C2": 3, "B4": "x"}})
    table = workbook.read_csv_or_sheet(path)

    assert table.to_dict("list") == {"line": [2, 4], "a": ["1", ""], "b": ["", "x"], "a.1": ["3", ""]}


def test_whole_numbers_are_written_as_all_numbers_are(write_book: Write) -> None:
    """Whole numbers below ten billion take a way of their own."""
    path = write_book("w.xlsx", {"a": [[-3], [0], [9_999_999_999]], "b": [[10**10], [7]], "c": [[0.1], [7]]})

    assert workbook.read_sheet(path, "a")["text"].tolist() == ["-3", "0", "9999999999"]
    assert workbook.read_sheet(path, "b")["text"].tolist() == ["1e+10", "7"]
    assert workbook.read_sheet(path, "c")["text"].tolist() == ["0.1", "7"]


def test_garbage_is_collected_again_after_a_sheet_was_read(write_book: Write) -> None:
    """A server reads workbooks too: its garbage must not heap up because a sheet was refused."""
    path = write_book("w.xlsx", {"a": [["n"], [1]]})
    workbook.read_sheet(path)
    with pytest.raises(ZeroDivisionError):
        workbook.each_sheet(path, ["a"], lambda _, grid: 1 / (len(grid) - 2))

    assert gc.isenabled()
