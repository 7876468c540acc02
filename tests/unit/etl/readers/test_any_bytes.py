"""Any bytes give every reader's observations or an error of ours: no other exception, no hang, no memory without bound."""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import FigureError, ProjectError
from etl.readers import READERS, delimited, unpack, workbook_guard
from etl.readers.tidy import COLUMNS

FUZZ = Path(__file__).parents[3] / "fuzz"
ROOT = FUZZ.parents[1]
SEEDS = [(path.parents[1].name, path) for path in sorted((FUZZ / "seeds").glob("*/*/*"))]
PIECES = st.sampled_from(
    [b",", b";", b"\t", b'"', b"'", b"\n", b"\r", b"\r\n", b" ", b"-", b".", b"0", b"-1", b"9" * 30, b"1e999", b"nan", b"NA", b"x", b"*",
     b"[", b"]", b"{", b"}", b"(", b")", b"<", b">", b"<5", b"null", b"true", b"2019", b"2019-2017", b"C50", b"\x00", b"\xff", b"\xe9",
     b"\xc3\xa9", b"\xd9\xa1", b"\xef\xbb\xbf", b"\\", b":", b"#", b"=1+1", b"Total", b"A" * 60]
)  # fmt: skip
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=5)
ANY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MOST_MEMORY = 3 << 30
"""Bytes of address space that a process may have that reads bombs; the libraries alone reserve one."""
MOST_SECONDS = 60


def read_or_refuse(reader: str, path: Path, content: bytes) -> pd.DataFrame | None:
    """Return the observations; only an error of ours may come instead."""
    path.write_bytes(content)
    try:
        table = READERS[reader][0](path)
    except ProjectError:
        return None
    assert tuple(table.columns) == COLUMNS
    return table


@pytest.mark.parametrize("reader", sorted(READERS))
def test_every_reader_has_a_seed_that_it_reads(tmp_path: Path, reader: str) -> None:
    """Else the tests below would spoil what is spoilt already."""
    found = [read_or_refuse(reader, tmp_path / path.name, path.read_bytes()) for name, path in SEEDS if name == reader]

    assert found
    assert all(table is not None and len(table) for table in found)


@pytest.mark.parametrize("reader", sorted(READERS))
@ANY
@given(content=st.binary(max_size=300))
def test_bytes_of_any_kind(tmp_path: Path, reader: str, content: bytes) -> None:
    for suffix in {path.suffix for name, path in SEEDS if name == reader} | {".csv"}:
        read_or_refuse(reader, tmp_path / f"x{suffix}", content)


TEXTS = [(name, path) for name, path in SEEDS if path.suffix != ".xlsx"]


@pytest.mark.parametrize(("reader", "seed"), TEXTS, ids=[f"{name}-{path.parent.name}" for name, path in TEXTS])
@ANY
@given(changes=CHANGES, end=st.floats(0, 1), cut=st.booleans())
def test_a_spoilt_or_cut_file(
    tmp_path: Path, reader: str, seed: Path, changes: list[tuple[float, int, bytes]], end: float, *, cut: bool
) -> None:
    content = seed.read_bytes()
    for part, length, piece in changes:
        at = int(part * len(content))
        content = content[:at] + piece + content[at + length :]
    read_or_refuse(reader, tmp_path / seed.name, content[: int(end * len(content))] if cut else content)


@pytest.mark.parametrize(("reader", "seed"), TEXTS, ids=[f"{name}-{path.parent.name}" for name, path in TEXTS])
def test_lines_repeated_left_out_and_ended_by_a_lone_carriage_return(tmp_path: Path, reader: str, seed: Path) -> None:
    lines = seed.read_bytes().splitlines()
    for some in (lines + lines, lines[:1], lines[1:], lines[::-1], [*lines[:2], b"", *lines[2:]]):
        for end in (b"\r", b"\r\n", b"\n"):
            read_or_refuse(reader, tmp_path / seed.name, end.join(some) + end)


BOOKS = [(name, path) for name, path in SEEDS if path.suffix == ".xlsx"]


@pytest.mark.parametrize(("reader", "seed"), BOOKS, ids=[name for name, _ in BOOKS])
@ANY
@given(cells=st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8), st.sampled_from(["", "x", "=1+1", -1, 1e300, True, "2019", "#N/A"]))))
def test_a_workbook_with_other_cells(tmp_path: Path, reader: str, seed: Path, cells: list[tuple[int, int, object]]) -> None:
    book = openpyxl.load_workbook(seed)
    for row, column, value in cells:
        book.worksheets[0].cell(row, column).value = value
    held = io.BytesIO()
    book.save(held)
    read_or_refuse(reader, tmp_path / seed.name, held.getvalue())


def zipped(name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def sheet(xml: bytes) -> bytes:
    """Return the package of a workbook with one sheet of that XML."""
    held = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(held)
    changed = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, xml if member == "xl/worksheets/sheet1.xml" else old.read(member))
    return changed.getvalue()


MAIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 12)
)
BAD = {
    "deep JSON": ("json_stat", "x.json", lambda: b'{"a":' * 100_000),
    "deep list": ("who_gho", "x.json", lambda: b"[" * 1_000_000),
    "entities that grow": ("sdmx_ml", "x.xml", lambda: LAUGHS + b"]><m:GenericData xmlns:m='x'>&a11;</m:GenericData>"),
    "an entity from outside": ("sdmx_ml", "x.xml", lambda: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "deep XML": ("sdmx_ml", "x.xml", lambda: b"<a>" * 200_000),
    "NUL bytes": ("ci5", "x.csv", lambda: b"a,b\n\x00,1\n"),
    "a name that leaves the folder": ("world_bank", "x.zip", lambda: zipped("../../etc/data.csv", b"a,b\n1,2\n")),
    "a name from the root": ("world_bank", "x.zip", lambda: zipped("/etc/data.csv", b"a,b\n1,2\n")),
    "a sheet a million columns wide": (
        "nrs_workbook", "x.xlsx", lambda: sheet(MAIN + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + TAIL)
    ),
    "formulas alone": (
        "nrs_workbook",
        "x.xlsx",
        lambda: sheet(MAIN + b"".join(b'<row r="%d"><c r="A%d"><f>1+1</f></c></row>' % (row, row) for row in range(1, 50_000)) + TAIL),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reader", "name", "made"), BAD.values(), ids=BAD.keys())
def test_traps_are_refused(tmp_path: Path, reader: str, name: str, made: Callable[[], bytes]) -> None:
    (tmp_path / name).write_bytes(made())
    with pytest.raises(FigureError):
        READERS[reader][0](tmp_path / name)


def test_an_archive_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "x.zip").write_bytes(zipped("..\\..\\data.csv", b"a,b\n1,2\n"))
    with pytest.raises(FigureError, match="has a member named"):
        READERS["world_bank"][0](folder / "x.zip")

    assert [path.name for path in tmp_path.rglob("*")] == ["in", "x.zip"]


PROGRAM = """
import resource, sys, time
from pathlib import Path
from data.errors import ProjectError
from etl.readers import READERS
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
start = time.monotonic()
try:
    READERS[sys.argv[2]][0](Path(sys.argv[3]))
except ProjectError as error:
    print("refused", str(error)[:300])
"""


def read_apart(reader: str, path: Path) -> str:
    """Read a file in a process with little memory and time, and return what it says."""
    pytest.importorskip("resource", reason="this system cannot limit the memory of a process")
    command = [sys.executable, "-c", PROGRAM, str(MOST_MEMORY), reader, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=MOST_SECONDS, check=False)
    assert not ended.stderr
    return ended.stdout


def packed(path: Path, pieces: int, piece: bytes, before: bytes = b"") -> Path:
    """Write a gzip file of *before* and as many pieces of a mebibyte."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(before)
        for _ in range(pieces):
            file.write(piece)
    return path


@pytest.mark.parametrize("separated", [b",", b'"', b"\n", b"1,2\n", b"\r"])
def test_a_packed_bomb_stays_within_memory(tmp_path: Path, separated: bytes) -> None:
    """128 MiB that are half a mebibyte packed: commas, an open quote, empty lines, short lines below a long header."""
    path = packed(tmp_path / "x.csv", 128, separated * (2**20 // len(separated)), b"a,b,c\n")

    assert read_apart("ci5", path).startswith("refused x.csv")


def test_what_is_more_than_a_file_may_hold_is_refused_while_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_BYTES", 2**20)
    path = packed(tmp_path / "x.csv.gz", 3, b"," * 2**20)
    with pytest.raises(FigureError, match="holds more than 1,048,576 bytes"):
        unpack.read_bytes(path, limit=unpack.MOST_BYTES)


def test_one_line_of_the_whole_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a" * (delimited.LONGEST_LINE + 1))
    with pytest.raises(FigureError, match="is longer than"):
        READERS["ci5"][0](path)


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused_by_what_it_declares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED_BYTES", 2**20)
    (tmp_path / "x.xlsx").write_bytes(sheet(MAIN + b" " * 2**21 + TAIL))
    with pytest.raises(FigureError, match="unpacks to more than 1 MiB"):
        READERS["nrs_workbook"][0](tmp_path / "x.xlsx")


def test_json_of_many_small_things_stays_within_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"value": [[]] * 1_000_000}), encoding="utf-8")

    assert read_apart("who_gho", path).startswith("refused x.json")


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is only made for Linux on x86-64")
def test_the_fuzzer_guided_by_coverage_runs(tmp_path: Path) -> None:
    command = [sys.executable, str(FUZZ / "fuzz_readers.py"), "zfkd", "--seconds", "2", "--findings", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)

    assert ended.returncode == 0, ended.stdout
    assert "zfkd: " in ended.stdout
