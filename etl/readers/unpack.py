"""
The bytes and the text of a publisher's file: gzip and ZIP unpacked, encodings told apart by rule, and a limit to everything.

Kind by content, never by the file's name. gzip: one file, packed. ZIP: exactly one member that is data; what a reader says is beside the
point (descriptions, licences) is left out. Nothing is ever written to the disk, and a name that would leave a folder is refused.

Encodings, in this order: a byte order mark of UTF-8 or UTF-16; NULs in every second place of the beginning (UTF-16 without a mark); valid
UTF-8; else Windows-1252, as older exports use it, but only where the bytes can be text in it. Trap: another one-byte encoding (1250, 1251)
cannot always be told from Windows-1252; its names then are unknown to the readers, which say so.
"""

from __future__ import annotations

import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

import orjson

from data.errors import FigureError

MOST_BYTES = 2 * 1024**3
"""What a file may hold when it is unpacked; ten million rows of SDMX-CSV are about half of it."""
MOST_MEMBERS = 1000
"""How many files a ZIP may list."""
MOST_JSON = 512 * 1024**2
"""What a JSON or XML file may hold unpacked: read as objects it takes some ten times as much memory."""

DAMAGED = (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError)
"""What Python's modules raise for packed bytes that are damaged: a place before the file's beginning is an `OSError`, a name that is no
text a `ValueError`."""

DATA_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".xml")
PIECE = 1024**2
HEAD = 4096
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
NOT_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
HIGH = bytes(range(0x80, 0x100))
MOST_HIGH = 5
"""One byte in this many may lie beyond ASCII in a text of Windows-1252; random bytes have one in two."""


def need_file(path: Path) -> None:
    """Raise unless *path* is a file."""
    if not path.is_file():
        raise FigureError(str(path), "there is no such file", "the path of a file that the publisher offers for download")


def read_bytes(path: Path, beside: str = "", limit: int = MOST_BYTES) -> bytes:
    """
    Return the content of *path*, unpacked where it is gzip or ZIP.

    Args:
        path: The file.
        beside: Pattern of the names of a ZIP's members that are no data.
        limit: The most bytes that the content may have.

    Raises:
        FigureError: there is no such file, it is damaged, it holds more than *limit*, or a ZIP has not exactly one member that is data.
    """
    need_file(path)
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start.startswith(b"\x1f\x8b"):
            with _telling_damage(path), gzip.GzipFile(fileobj=file) as packed:
                return _at_most(path, packed, limit)
        if start.startswith(b"PK\x03\x04"):
            with _telling_damage(path):
                return _only_member(path, file, beside, limit)
        return _bounded(path, file.read(min(path.stat().st_size, limit) + 1), limit)


@contextmanager
def _telling_damage(path: Path) -> Iterator[None]:
    """Raise an error of ours where packed bytes are damaged: a ZIP's places of its members may be wrong, its names no text."""
    try:
        yield
    except DAMAGED as error:
        raise FigureError(path.name, f"cannot be unpacked ({error})", "the publisher's file whole; download it again") from error


def members(path: Path) -> list[str]:
    """
    Return the names of all members of a ZIP; none if *path* is no ZIP.

    Raises:
        FigureError: the ZIP is damaged.
    """
    if not path.is_file() or not zipfile.is_zipfile(path):
        return []
    with _telling_damage(path), zipfile.ZipFile(path) as archive:
        return archive.namelist()


def data_stem(path: Path, beside: str = "") -> str:
    """
    Return the name of the data in *path* without its ending, where a reader learns from it what no column says.

    That of a ZIP's one member, of gzip without ``.gz``; the number that a browser gives to a second copy (``ovary_5y (1)``) is no part of
    it. A ZIP of several files has its own name here, and is refused where it is read.
    """
    name = re.sub(r"(?i)\.gz$", "", path.name)
    if path.is_file() and zipfile.is_zipfile(path):
        data = _data_members(members(path), beside)
        name = data[0].rpartition("/")[2] if len(data) == 1 else re.sub(r"(?i)\.zip$", "", name)
    return re.sub(r"\s*\(\d+\)$", "", Path(name).stem)


def _at_most(path: Path, file: IO[bytes] | gzip.GzipFile, limit: int) -> bytes:
    """Return what *file* holds, read in pieces so that a packed bomb stops at *limit*."""
    held = io.BytesIO()
    while piece := file.read(PIECE):
        held.write(piece)
        if held.tell() > limit:
            break
    return _bounded(path, held.getvalue(), limit)


def _bounded(path: Path, content: bytes, limit: int) -> bytes:
    """Return *content*, unless it is more than *limit* bytes."""
    if len(content) > limit:
        raise FigureError(path.name, f"holds more than {limit:,} bytes", "a selection of the publisher's data, in several files")
    return content


def _only_member(path: Path, file: IO[bytes], beside: str, limit: int) -> bytes:
    """Return the one member of a ZIP that is data."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            raise FigureError(path.name, "is a workbook or another office file", "the publisher's text file (CSV, TSV, JSON or XML)")
        bad = [name for name in names if name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)]
        if bad or len(names) > MOST_MEMBERS:
            what = f"has a member named {bad[0]!r}" if bad else f"lists {len(names)} members"
            raise FigureError(path.name, what, f"an archive of at most {MOST_MEMBERS} files that stay in its folder")
        data = _data_members(names, beside)
        if len(data) != 1:
            found = ", ".join(data[:5]) or "none"
            raise FigureError(path.name, f"holds {len(data)} files of data ({found})", "an archive with one; unpack it and name the file")
        if archive.getinfo(data[0]).flag_bits & 1:
            raise FigureError(path.name, "is locked with a password", "the file as the publisher offers it to everybody")
        with archive.open(data[0]) as member:
            return _at_most(path, member, limit)


def _data_members(names: list[str], beside: str) -> list[str]:
    """Return the members of a ZIP that are data."""
    return [
        name
        for name in names
        if name.lower().endswith(DATA_SUFFIXES) and not name.startswith("__MACOSX/") and not (beside and re.search(beside, name))
    ]


def utf8(path: Path, content: bytes) -> bytes:
    """
    Return *content* as UTF-8 without a byte order mark; see the module for how encodings are told apart.

    Raises:
        FigureError: the bytes are no text, or a web page.
    """
    content = _recoded(path, content)
    if content[:HEAD].lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise FigureError(path.name, "is a web page", "the data file itself; a portal answers with a page when a link is wrong or too old")
    return content


def _recoded(path: Path, content: bytes) -> bytes:
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _converted(path, content, "utf-16")
    head = content[:HEAD]
    if b"\0" in head:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if not min(odd, even) and 2 * max(odd, even) > len(head) // 2:
            return _converted(path, content, "utf-16-le" if odd else "utf-16-be")
    if b"\0" in content:
        _no_text(path, "it has NUL bytes")
    if content.isascii():
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        high = len(content) - len(content.translate(None, HIGH))
        if CONTROL.search(content) or NOT_IN_1252.search(content) or high * MOST_HIGH > len(content):
            _no_text(path, str(error))
        return _converted(path, content, "cp1252")
    return content


def _converted(path: Path, content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        _no_text(path, str(error), error)


def _no_text(path: Path, why: str, cause: Exception | None = None) -> NoReturn:
    raise FigureError(path.name, f"is not text in UTF-8 ({why})", "the publisher's file, not changed by another program") from cause


def read_json(path: Path, beside: str = "") -> Any:
    """
    Return the document in a JSON file, packed or not.

    Raises:
        FigureError: as `parsed_json` and `json_bytes`.
    """
    return parsed_json(path, json_bytes(path, beside))


def json_bytes(path: Path, beside: str = "") -> bytes:
    """Return the bytes of a JSON file, packed or not, as UTF-8; `FigureError` where they are no text or more than :data:`MOST_JSON`."""
    return utf8(path, read_bytes(path, beside, MOST_JSON))


def parsed_json(path: Path, content: bytes) -> Any:
    """
    Return the document that *content*, of the file *path*, is.

    Raises:
        FigureError: it is no JSON, holds NaN or infinity (which JSON has not), or is nested too deep.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise FigureError(path.name, f"is not JSON ({error})", "the answer whole, as the publisher sent it") from error
