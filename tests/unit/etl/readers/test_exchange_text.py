"""Text out of any file: packing, encodings, separators and limits by rule; the quick way and the careful way read the same."""

from __future__ import annotations

import csv
import gzip
import io
import string
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import FigureError
from etl.readers import delimited, numeric, unpack

Write = Callable[..., Path]
TEXT = "place;n\nMünchen;1\nÅbo;2\n"


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    """Return a function that writes bytes to a file."""

    def write_bytes(content: bytes, name: str = "x.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write_bytes


def zipped(**members: str) -> bytes:
    """Return a ZIP of the members; ``_csv`` stands for ``.csv``."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_csv", ".csv"), text)
    return held.getvalue()


def told_longer(content: bytes) -> bytes:
    """Return a ZIP that tells a place four bytes too late of its directory, by which its member begins before the file."""
    place = int.from_bytes(content[-6:-2], "little") + 4
    return content[:-6] + place.to_bytes(4, "little") + content[-2:]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("utf-16"), TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"), TEXT.replace("\n", "\r\n").encode(), TEXT.replace("\n", "\r").encode(), TEXT.rstrip().encode(),
        gzip.compress(TEXT.encode()), gzip.compress(TEXT.encode("cp1252")), zipped(a_csv=TEXT), zipped(a_csv=TEXT, readme="not data"),
    ],
)  # fmt: skip
def test_the_same_text_is_read_from_any_encoding_line_end_and_packing(put: Callable[[bytes], Path], content: bytes) -> None:
    cells = delimited.read_text(put(content), "")

    assert cells.to_dict("list") == {"place": ["München", "Åbo"], "n": ["1", "2"], "line": [2, 3]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n <!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
        (b"PK\x03\x04 not a zip", "cannot be unpacked"),
        (gzip.compress(TEXT.encode())[:-9], "cannot be unpacked"),
        (zipped(ä_csv=TEXT).replace("ä".encode(), b"\xff\xff"), "cannot be unpacked"),
        (told_longer(zipped(a_csv=TEXT)), "cannot be unpacked"),
        (zipped(a_csv=TEXT, b_csv=TEXT), r"holds 2 files of data \(a\.csv, b\.csv\)"),
        (zipped(readme="text"), r"holds 0 files of data \(none\)"),
        (zipped(**{"../a_csv": TEXT}), r"has a member named '\.\./a\.csv'"),
        (zipped(**{"/etc/a_csv": TEXT}), "has a member named"),
        (zipped(**{"C:/a_csv": TEXT}), "has a member named"),
        (zipped(**{"[Content_Types].xml": "<x/>"}), "is a workbook"),
        (bytes(range(256)), "is not text in UTF-8"),
        (b"a,b\n1,\x00\n", "is not text in UTF-8"),
        (b"\xff\xfea", "is not text in UTF-8"),
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b'a,b\n"1,2\n3,4\n', r"x\.csv:3: has 1 cells"),
        (b"a" * (delimited.LONGEST_LINE + 2), r"x\.csv:1: is longer than"),
        (b"a,b\n1,2\n" + b"," * (delimited.LONGEST_LINE + 2) + b"\n", r"x\.csv:3: is longer than"),
    ],
)
def test_bytes_that_are_no_table_are_an_error(put: Callable[[bytes], Path], content: bytes, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        delimited.read_text(put(content))


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(a_csv=content.decode())])
def test_a_bomb_stops_at_the_limit(put: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]) -> None:
    """Four megabytes of blanks pack into a few thousand bytes."""
    path = put(pack(b" " * 4 * 1024**2))
    monkeypatch.setattr(unpack.read_bytes, "__defaults__", ("", 2 * 1024**2))

    assert path.stat().st_size < 20_000
    with pytest.raises(FigureError, match="holds more than 2,097,152 bytes"):
        delimited.read_text(path)


def test_unpacking_stops_when_the_limit_is_passed() -> None:
    """Not after the whole has been held: the file here has no end."""

    class Endless(io.BytesIO):
        pieces = 0

        def read(self, size: int | None = -1) -> bytes:
            self.pieces += 1
            assert self.pieces < 10, "it reads on and on"
            return b" " * (size or 0)

    with pytest.raises(FigureError, match="holds more than"):
        unpack._at_most(Path("x.gz"), Endless(), 3 * unpack.PIECE)


def test_json_nested_too_deep_or_with_what_json_has_not_is_an_error(put: Callable[[bytes], Path]) -> None:
    for content in (
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a": NaN}',
        b'{"a": 1',
        b"\xff\xff",
        b'{"a": ' + b"9" * 5000 + b"}",
    ):
        with pytest.raises(FigureError, match=r"is not (JSON|text)"):
            unpack.read_json(put(content))


def test_lines_before_the_header_are_skipped_and_counted(put: Callable[[bytes], Path]) -> None:
    assert delimited.read_text(put(b"Title\n\na,b\n1,2\n"), skip=2)["line"].tolist() == [4]


CELL = st.text(st.sampled_from([*string.ascii_letters[:4], "1", " ", ",", '"', "\n", "\r", "é", "'"]), max_size=4)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=5),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_the_quick_parser_agrees_with_the_careful_one(tmp_path: Path, rows: list[list[str]], end: str, quoting: int) -> None:
    """What Arrow's parser gives, it gives as Python's; where it cannot, the careful one is asked."""
    held = io.StringIO(newline="")
    csv.writer(held, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    content, path = held.getvalue().encode(), tmp_path / "x.csv"
    quick = delimited._by_arrow(content, ",", header=False, first_line=1)
    if quick is not None and len(quick):
        careful = delimited._by_line(path, content, ",", header=False, footer=False, first_line=1)
        pd.testing.assert_frame_equal(quick, careful, check_column_type=False)


def test_numbers_are_the_same_by_either_way() -> None:
    text = pd.Series(["1", "-2.5", "+3", ".5", "5.", "1e3", "1E-3", "", ":", " 7 "])
    where = pd.Series(["f:1"] * len(text))
    quick = numeric.numbers(text.drop(2), where.drop(2), ("", ":"))
    careful = numeric.numbers(text, where, ("", ":")).drop(2)

    assert np.array_equal(quick.to_numpy(), careful.to_numpy(), equal_nan=True)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1,5", "1 000", "0x10", "1_000", "١"])
def test_what_a_language_takes_for_a_number_but_no_publisher_prints_is_an_error(text: str) -> None:
    with pytest.raises(FigureError, match="is not a number"):
        numeric.numbers(pd.Series(["1", text]), pd.Series(["f:1", "f:2"]))
