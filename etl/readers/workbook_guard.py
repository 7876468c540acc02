"""
What must be known about an .xlsx package before its cells are parsed: that it does not burst, and what the parser would pass over.

An .xlsx file is a ZIP archive of XML parts. The parser holds a sheet as one dense rectangle and leaves out formulas that were never
calculated as well as error values such as ``#N/A``, so both are looked for here, in the sheet's own XML.
"""

from __future__ import annotations

import re
import zlib
from html import unescape
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from data.errors import FigureError

MAX_UNPACKED_BYTES = 1 << 30
"""The most that a package may unpack to: 1 GiB, some 30 times the largest workbook that a publisher of ours offers."""
MAX_CELLS = 40_000_000
"""The largest rectangle of cells that a sheet may span; the parser holds all of it, empty cells included."""
MOST_DEFLATE = 1032
"""Deflate packs at most 1,032 bytes into one (zlib's technical notes)."""
CHUNK = 1 << 20
LOCAL_HEADER = 30
"""Bytes of a ZIP entry's local header before its name (PKWARE APPNOTE, 4.3.7)."""

REMEDY = "the publisher's .xlsx file, not changed by another program"
UNCALCULATED = re.compile(rb'<c r="([A-Z]+\d+)"(?:(?!\bt="str")[^>])*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
ErrorCells = list[tuple[int, int, str]]


def check_package(path: Path) -> None:
    """
    Raise unless the ZIP archive at *path* unpacks to at most `MAX_UNPACKED_BYTES`, by what it declares and by what it does.

    Raises:
        FigureError: it is no ZIP archive, or it is larger.
    """
    try:
        with ZipFile(path) as package, path.open("rb") as file:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise _burst(path)
            # An entry may declare less than it holds; only one that is large enough packed can do harm.
            doubtful = [entry for entry in entries if entry.compress_size * MOST_DEFLATE > MAX_UNPACKED_BYTES]
            if sum(_unpacked_size(file, entry) for entry in doubtful) > MAX_UNPACKED_BYTES:
                raise _burst(path)
    except (BadZipFile, OSError, ValueError, zlib.error, NotImplementedError) as error:
        raise FigureError(path.name, "is not a workbook", REMEDY) from error


def _burst(path: Path) -> FigureError:
    return FigureError(
        path.name, f"unpacks to more than {MAX_UNPACKED_BYTES >> 20:,} MiB", "the publisher's workbook, which is far smaller"
    )


def _unpacked_size(file: BinaryIO, entry: ZipInfo) -> int:
    """Return how many bytes *entry* really unpacks to, counting no further than the limit."""
    if entry.compress_type != ZIP_DEFLATED:
        return entry.compress_size
    file.seek(entry.header_offset)
    header = file.read(LOCAL_HEADER)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    size, left = 0, entry.compress_size
    while left > 0 and size <= MAX_UNPACKED_BYTES and not unpack.eof:
        packed = file.read(min(CHUNK, left))
        left -= len(packed)
        while packed and size <= MAX_UNPACKED_BYTES:
            size += len(unpack.decompress(packed, CHUNK))
            packed = unpack.unconsumed_tail
        if not packed and left == entry.compress_size:
            break
    return size


def error_cells(path: Path, sheet: str) -> ErrorCells:
    """
    Return row, column (from 1) and text of the sheet's error values (``#N/A``, ``#DIV/0!``).

    Raises:
        FigureError: a formula has no calculated value, the sheet spans more than `MAX_CELLS`, or the package is damaged.
    """
    try:
        with ZipFile(path) as package:
            part = _part(package, sheet)
            xml = package.read(part) if part else b""
    except (BadZipFile, OSError, KeyError, ValueError, zlib.error, NotImplementedError, EOFError) as error:
        raise FigureError(path.name, "is not a workbook", REMEDY) from error
    _check_span(path, sheet, xml)
    # The pattern is slow on a large sheet; few have formulas.
    empty = UNCALCULATED.search(xml) if b"<f" in xml else None
    if empty:
        raise FigureError(
            f"{path.name}, {sheet}!{empty[1].decode()}",
            "is a formula that was never calculated",
            "the workbook saved by the program that calculates it, or values in place of formulas",
        )
    if b't="e"' not in xml:
        return []
    return [(int(row), column_number(letters.decode()), unescape(text.decode())) for letters, row, text in ERROR_CELL.findall(xml)]


def _check_span(path: Path, sheet: str, xml: bytes) -> None:
    last = xml.rfind(b"<row ")
    number = re.search(rb'\br="(\d+)"', xml[last : last + 200]) if last >= 0 else None
    rows = int(number[1]) if number else 1
    wide = re.search(rb'<c r="[A-Z]{2}', xml)
    columns = max(map(column_number, {letters.decode() for letters in re.findall(rb'<c r="([A-Z]{2,3})', xml)})) if wide else 26
    if rows * columns > MAX_CELLS:
        raise FigureError(
            f"{path.name}, {sheet}",
            f"spans {rows:,} rows and {columns:,} columns",
            f"at most {MAX_CELLS:,} cells, empty ones between included",
        )


def _part(package: ZipFile, sheet: str) -> str:
    """Return the name of the part that holds *sheet*; empty if the package does not say."""
    book = package.read("xl/workbook.xml").decode("utf-8", "replace")
    links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    ids = {unescape(_attribute(tag, "name")): _attribute(tag, r"\w+:id") for tag in re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book)}
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links)}
    target = targets.get(ids.get(sheet, ""), "")
    part = target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    return part if target and part in package.namelist() else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""


def column_letters(number: int) -> str:
    """Return the letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column, from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
