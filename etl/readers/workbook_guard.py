"""
What must be known about an .xlsx package before its cells are parsed: that it does not burst, and what the parser would pass over.

An .xlsx file is a ZIP archive of XML parts. The parser holds a sheet as one dense rectangle and leaves out formulas that were never
calculated as well as error values such as ``#N/A``, so both are looked for here, in the sheet's own XML.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from zlib_ng import zlib_ng

from data.errors import FigureError

MAX_UNPACKED_BYTES = 1 << 30
"""The most that a package may unpack to: 1 GiB, some 30 times the largest workbook that a publisher of ours offers."""
MAX_CELLS = 40_000_000
"""The largest rectangle of cells that a sheet may span; the parser holds all of it, empty cells included."""
MOST_DEFLATE = 1032
"""Deflate packs at most 1,032 bytes into one (zlib's technical notes)."""
CHUNK = 1 << 20
PIECE = 1 << 18
"""Bytes that are unpacked at a time: as many as stay in a processor's own memory while they are looked through."""
ROW_TAG = 256
"""Bytes from the beginning of a row's tag within which its number stands."""
LAST_COLUMN, TWO_LETTERS = 18_278, 702
"""Numbers of the columns ZZZ and ZZ."""
FORMULA, ERROR = b"<f", b'="e"'
"""How a formula begins, and how the type of a cell with an error value ends."""
PART_OF_ERROR = ERROR[1:3]
"""Two bytes of it, which are soon looked for and seldom found."""
THREE_LETTERS, LETTERS_ALONE = b'"@@@', b"\xff\xe0\xe0\xe0"
"""A quote and three capital letters, of which the bits that they share with no digit."""
LOCAL_HEADER = 30
"""Bytes of a ZIP entry's local header before its name (PKWARE APPNOTE, 4.3.7)."""

REMEDY = "the publisher's .xlsx file, not changed by another program"
UNCALCULATED = re.compile(rb'<c r="([A-Z]+\d+)"(?:(?!\bt="str")[^>])*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
NO_PACKAGE: tuple[type[Exception], ...] = (
    BadZipFile, OSError, KeyError, ValueError, RuntimeError, EOFError, zlib.error, cast("type[Exception]", zlib_ng.error),
)  # fmt: skip
"""What damaged, foreign and locked archives raise; a member under a password is a RuntimeError."""
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
    except NO_PACKAGE as error:
        raise FigureError(path.name, "is not a workbook", REMEDY) from error


def _burst(path: Path) -> FigureError:
    return FigureError(
        path.name, f"unpacks to more than {MAX_UNPACKED_BYTES >> 20:,} MiB", "the publisher's workbook, which is far smaller"
    )


def _unpacked_size(file: BinaryIO, entry: ZipInfo) -> int:
    """Return how many bytes *entry* really unpacks to, counting no further than the limit."""
    if entry.compress_type != ZIP_DEFLATED:
        return entry.compress_size
    size = 0
    for piece in _pieces(file, entry):
        size += len(piece)
        if size > MAX_UNPACKED_BYTES:
            break
    return size


def _pieces(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """Give the bytes of *entry*, which is packed by deflate or not at all, in pieces of at most `PIECE`, whatever it declares."""
    file.seek(entry.header_offset)
    header = file.read(LOCAL_HEADER)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    unpack = None if entry.compress_type != ZIP_DEFLATED else zlib_ng.decompressobj(-zlib_ng.MAX_WBITS)
    left = entry.compress_size
    while left > 0 and not (unpack and unpack.eof):
        packed = file.read(min(PIECE, left))
        if not packed:
            break
        left -= len(packed)
        while packed and unpack:
            yield unpack.decompress(packed, PIECE)
            packed = unpack.unconsumed_tail
        if not unpack:
            yield packed


def error_cells(path: Path, sheet: str) -> ErrorCells:
    """
    Return row, column (from 1) and text of the sheet's error values (``#N/A``, ``#DIV/0!``).

    Raises:
        FigureError: a formula has no calculated value, the sheet spans more than `MAX_CELLS`, or the package is damaged.
    """
    try:
        with ZipFile(path) as package, path.open("rb") as file:
            part = _part(package, sheet)
            seen = _looked_through(file, package.getinfo(part)) if part else Seen()
            # The patterns are slow on a large sheet, and few have what they look for.
            xml = package.read(part) if seen.formulas or seen.errors or seen.wide else b""
    except NO_PACKAGE as error:
        raise FigureError(path.name, "is not a workbook", REMEDY) from error
    _check_span(path, sheet, seen.rows, xml)
    empty = UNCALCULATED.search(xml) if seen.formulas else None
    if empty:
        raise FigureError(
            f"{path.name}, {sheet}!{empty[1].decode()}",
            "is a formula that was never calculated",
            "the workbook saved by the program that calculates it, or values in place of formulas",
        )
    if not seen.errors:
        return []
    return [(int(row), column_number(letters.decode()), unescape(text.decode())) for letters, row, text in ERROR_CELL.findall(xml)]


@dataclass
class Seen:
    """What there is in the XML of a sheet: the number of its last row, and whether it may have formulas, errors or columns beyond ZZ."""

    rows: int = 1
    formulas: bool = False
    errors: bool = False
    wide: bool = False


def _looked_through(file: BinaryIO, entry: ZipInfo) -> Seen:
    """Return what there is in the part *entry*, unpacked piece by piece; raise where its bytes are not those that were packed."""
    seen, checked, size, before, last_row = Seen(), 0, 0, b"", b""
    for piece in _pieces(file, entry):
        checked, size = zlib_ng.crc32(piece, checked), size + len(piece)
        if size > entry.file_size:
            break
        # What is cut in two by the end of a piece stands whole behind the end of the one before.
        xml = before + piece
        seen.formulas = seen.formulas or _holds(xml, FORMULA)
        seen.errors = seen.errors or (_holds(xml, PART_OF_ERROR) and ERROR in xml)
        seen.wide = seen.wide or _holds(xml, THREE_LETTERS, LETTERS_ALONE)
        last = xml.rfind(b"<row ")
        last_row = xml[last : last + ROW_TAG] if last >= 0 else last_row
        before = xml[-ROW_TAG:]
    if checked != entry.CRC or size != entry.file_size:
        message = f"the bytes of {entry.filename} are not those that were packed"
        raise BadZipFile(message)
    number = re.search(rb'\br="(\d+)"', last_row)
    seen.rows = int(number[1]) if number else 1
    # The fewer rows a sheet has, the wider it may be: columns of two letters matter only to very long ones.
    seen.wide = seen.rows * LAST_COLUMN > MAX_CELLS and (seen.wide or seen.rows * TWO_LETTERS > MAX_CELLS)
    return seen


def _holds(xml: bytes, wanted: bytes, mask: bytes = b"") -> bool:
    """Return whether two or four bytes stand anywhere in *xml*, compared as one number at each of its places; *mask* says which bits."""
    kind = np.dtype(f"<u{len(wanted)}")
    number, bits = (np.frombuffer(given, kind) for given in (wanted, mask or b"\xff" * len(wanted)))
    for start in range(min(len(wanted), len(xml) - len(wanted) + 1)):
        words = np.frombuffer(xml, kind, (len(xml) - start) // len(wanted), start)
        if ((words & bits if mask else words) == number).any():
            return True
    return False


def _check_span(path: Path, sheet: str, rows: int, xml: bytes) -> None:
    columns = max(map(column_number, {letters.decode() for letters in re.findall(rb'<c r="([A-Z]{2,3})', xml)}), default=26)
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
