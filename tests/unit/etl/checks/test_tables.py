"""The text of a table before any row is read: each fault with its line."""

from __future__ import annotations

import pytest

from data.warehouse.staging import HEADER
from etl.checks.tables import HEADER_LINE, cells, form, header

ROW = ",".join(["x"] * len(HEADER))
GOOD = f"{HEADER_LINE}\n{ROW}\n{ROW}\n"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (GOOD.encode(), []),
        (b"", [("t.csv:1", "the header is not right")]),
        (b"\xef\xbb\xbf" + GOOD.encode(), [("t.csv:1", "the file begins with a byte order mark")]),
        (GOOD.replace("\n", "\r\n").encode(), [("t.csv:1", "a line ends with a carriage return")]),
        (GOOD.replace(f"{ROW}\n", f"{ROW}\r\n", 1).encode(), [("t.csv:2", "a line ends with a carriage return")]),
        (f"{HEADER_LINE}\n{ROW}\nx\0".encode() + b"\n", [("t.csv:3", "there is a NUL character")]),
        (f"{HEADER_LINE}\n\n{ROW}\n".encode(), [("t.csv:2", "there is a blank line")]),
        (f"{HEADER_LINE}\n{ROW}\n\n".encode(), [("t.csv:3", "there is a blank line")]),
        (GOOD.rstrip("\n").encode(), [("t.csv:3", "the last line does not end")]),
        (f"{HEADER_LINE}\n{ROW}\n".encode() + b"\xff\n", [("t.csv:3", "the text is not UTF-8")]),
        (f"{HEADER_LINE}\n\n{ROW}".encode(), [("t.csv:2", "there is a blank line"), ("t.csv:3", "the last line does not end")]),
    ],
)
def test_a_fault_of_the_text_is_told_with_its_line(content: bytes, faults: list[tuple[str, str]]) -> None:
    assert [(problem.where, problem.what.partition(":")[0]) for problem in form("t.csv", content)] == faults


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (HEADER_LINE, None),
        (",".join(HEADER[1:]), f"without {HEADER[0]}"),
        (f"{HEADER_LINE},mine", "with the unknown mine"),
        (",".join(["mine", *HEADER[1:]]), f"without {HEADER[0]}; with the unknown mine"),
        (",".join(HEADER[::-1]), "another order"),
    ],
)
def test_a_header_is_exactly_the_columns(line: str, what: str | None) -> None:
    assert [problem.what for problem in header("t.csv", line)] == ([] if what is None else [f"the header is not right: {what}"])


def test_every_row_has_its_cells_on_one_line() -> None:
    """The second row has one cell less, the third one more, the fourth a line break in a cell; the line after it is the sixth."""
    broken = ROW.replace("x", '"x\nx"', 1)
    text = f"{HEADER_LINE}\n{ROW[:-2]}\n{ROW},x\n{broken}\n{ROW}\n{ROW},x\n"

    assert [(problem.where, problem.what) for problem in cells("t.csv", text)] == [
        ("t.csv:2", f"the row has {len(HEADER) - 1} cells"), ("t.csv:3", f"the row has {len(HEADER) + 1} cells"),
        ("t.csv:4", "a cell holds a line break"), ("t.csv:7", f"the row has {len(HEADER) + 1} cells"),
    ]  # fmt: skip
    assert cells("t.csv", GOOD) == []
