"""
A search of every byte of an output for values that must not be there, whatever the file: for tests of anything that is given away.

Archives and packed files are opened, Parquet and DuckDB read cell by cell, the streams of a PDF unpacked and its glyphs read as text, the
texts in a picture unpacked. Workbooks are archives. The names of files are searched as well.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

SPACES = (" ", "\u00a0", "\u202f", "\u2009")
"""What stands between thousands in German and English texts, besides comma and point."""

Value = float | str


def spellings(value: Value) -> list[str]:
    """
    Return how *value* may be written: a text as it is; a number in full and with fewer decimals, in English and German, with thousands.

    Of a number at least five digits are asked for, because fewer are met by chance.
    """
    if isinstance(value, str):
        return [value]
    full = repr(float(value)).removesuffix(".0")
    places = len(full.partition(".")[2])
    written = []
    for decimals in range(places + 1):
        plain, grouped = f"{value:.{decimals}f}", f"{value:,.{decimals}f}"
        if sum(sign.isdigit() for sign in plain) < 5:
            continue
        written += [plain, plain.replace(".", ","), grouped, grouped.translate(str.maketrans(",.", ".,"))]
        written += [grouped.replace(",", space).replace(".", point) for space in SPACES for point in ".,"]
    return list(dict.fromkeys(written))


def leaks(folder: Path, values: Sequence[Value]) -> list[str]:
    """Return where one of *values* stands in a file below *folder*: ``path: value``, for a file in an archive ``path/file: value``."""
    found: list[str] = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            found += [f"{where}: {value}" for where, value in leaks_in(file.relative_to(folder).as_posix(), file.read_bytes(), values)]
    return found


def leaks_in(name: str, content: bytes, values: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    """Return which of *values* stand in *content*, the bytes of a file called *name*."""
    forms = {value: spellings(value) for value in values}
    numbers = [value for value in values if isinstance(value, float)]
    for value in numbers:
        if any(struct.pack(order, value) in content for order in ("<d", ">d")):
            yield name, value
    yield from ((name, value) for value in _in_text(content.decode("utf-8", errors="ignore"), forms))
    yield from ((f"{name} (name)", value) for value in _in_text(name, forms))
    for where, frame in _tables(name, content):
        held = frame.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan)
        yield from ((where, value) for value in numbers if (held == value).any())
        texts = frame.select_dtypes(exclude=["number", "bool", "datetime"])
        yield from (
            (where, value) for value in _in_text("\n".join(str(cell) for column in texts for cell in texts[column].unique()), forms)
        )
    for where, packed in _unpacked(name, content):
        yield from leaks_in(where, packed, values)


def _in_text(text: str, forms: Mapping[Value, Sequence[str]]) -> Iterator[Value]:
    """Return the values of which a spelling stands in *text*, by itself and not within a longer number or word."""
    plain = html.unescape(text)
    for value, written in forms.items():
        # Looking for plain text is a thousand times faster than a pattern of all spellings.
        for form in written:
            if form in plain and re.search(rf"(?<![0-9A-Za-z]){re.escape(form)}(?![0-9A-Za-z])", plain):
                yield value
                break


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Return what is packed in *content*, one level deep."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                yield f"{name}/{entry.filename}", archive.read(entry)
                yield f"{name}/{entry.filename} (comment)", entry.comment
    elif content.startswith(b"\x1f\x8b"):
        yield f"{name}/unpacked", gzip.decompress(content)
    elif content.startswith(b"\x89PNG"):
        yield from ((f"{name}/text", text) for text in _png_texts(content))
    elif content.startswith(b"%PDF"):
        yield f"{name}/text", _pdf_text(content).encode()


def _png_texts(content: bytes) -> Iterator[bytes]:
    """Return the chunks of a PNG but its pixels, each by itself, and what is packed in its texts (chunks ``zTXt``, ``iTXt``)."""
    at = 8
    while at + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at + 8 : at + 8 + size]
        if kind != b"IDAT":
            yield chunk
        if kind in (b"zTXt", b"iTXt"):
            for start in range(len(chunk)):
                # The packed text comes after a keyword and a few signs; a stream of zlib begins with 0x78.
                if chunk[start] == 0x78:
                    with suppress(zlib.error):
                        yield zlib.decompress(chunk[start:])
        at += size + 12


def _tables(name: str, content: bytes) -> Iterator[tuple[str, pd.DataFrame]]:
    if content.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(content))
        yield name, table.to_pandas()
        yield f"{name} (metadata)", pd.DataFrame({"text": [str(table.schema.metadata), str(table.schema)]})
    elif content[8:12] == b"DUCK":
        with TemporaryDirectory() as folder:
            file = Path(folder) / "held.duckdb"
            file.write_bytes(content)
            with duckdb.connect(str(file), read_only=True) as connection:
                for (table_name,) in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield f"{name}/{table_name}", connection.table(table_name).df()


def _pdf_text(content: bytes) -> str:
    """Return the text of every page and stream of a PDF: glyphs by the fonts' own tables of characters, and the streams as they are."""
    import pikepdf  # noqa: PLC0415 - only documents need it

    parts = []
    with pikepdf.open(io.BytesIO(content)) as document:
        parts += [str(document.docinfo), str(document.Root)]
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    parts.append(thing.read_bytes().decode("latin-1"))
                except pikepdf.PdfError:  # a picture in a packing of its own
                    continue
            elif isinstance(thing, pikepdf.Dictionary):
                parts.append(str(thing))
        for page in document.pages:
            parts.append(_page_text(page))
    return "\n".join(parts)


def _page_text(page: object) -> str:
    import pikepdf  # noqa: PLC0415

    fonts = {str(name): _characters(font) for name, font in page.resources.get("/Font", {}).items()}  # type: ignore[attr-defined]
    known: dict[int, str] = {}
    text = ""
    for operands, operator in pikepdf.parse_content_stream(page):  # type: ignore[arg-type]
        if str(operator) == "Tf":
            known = fonts.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "'", '"', "TJ"):
            shown = operands[-1] if str(operator) == "TJ" else [operands[-1]]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece)
                    text += "".join(known.get(int.from_bytes(raw[at : at + 2], "big"), "") for at in range(0, len(raw), 2))
    return text


def _characters(font: object) -> dict[int, str]:
    """Return the characters of a font's glyphs (two bytes each), by its table ``ToUnicode``."""
    table = font.get("/ToUnicode")  # type: ignore[attr-defined]
    if table is None:
        return {}
    text = table.read_bytes().decode("latin-1")
    known: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for glyph, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            known[int(glyph, 16)] = bytes.fromhex(target).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int.from_bytes(bytes.fromhex(target), "big")
            known |= {glyph: chr(start + glyph - int(first, 16)) for glyph in range(int(first, 16), int(last, 16) + 1)}
    return known
