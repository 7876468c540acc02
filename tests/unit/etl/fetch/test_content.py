"""What an answer is, by its bytes. The texts are invented."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from etl.fetch.content import check_content
from etl.fetch.errors import Refused
from etl.fetch.exchange import Content

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a,b\n1,2\n", Content.CSV),
        (BOM + b"a,b\n", Content.CSV),
        ("a,b\n".encode("utf-16"), Content.CSV),
        (b'"<5",b\n', Content.CSV),
        (b"a\tb\n", Content.TSV),
        (b' {"a": 1} \n', Content.JSON),
        (BOM + b"[1]", Content.JSON),
        (b'<?xml version="1.0"?><message:Data></message:Data>', Content.XML),
        (b"PK\x03\x04rest", Content.ZIP),
        (gzip.compress(b"a"), Content.GZIP),
        (b"PK\x03\x04rest", Content.WORKBOOK),
        (b"\xd0\xcf\x11\xe0rest", Content.WORKBOOK),
    ],
)
def test_what_is_asked_for_passes(tmp_path: Path, content: bytes, kind: Content) -> None:
    (tmp_path / "file").write_bytes(content)

    assert check_content(tmp_path / "file", kind) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("content", "kind", "what"),
    [
        (b"", Content.CSV, "is empty, not CSV"),
        (BOM + b" \n", Content.CSV, "is empty, not CSV"),
        (b"<!DOCTYPE html><html>", Content.CSV, "is a web page (HTML), not CSV: it begins with '<!DOCTYPE html><html>'"),
        (BOM + b"\n<HTML lang=en>", Content.JSON, "is a web page (HTML), not JSON: it begins with '<HTML lang=en>'"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', Content.XML, "is a web page (HTML), not XML"),
        ("<html>".encode("utf-16"), Content.CSV, "is a web page (HTML), not CSV"),
        (b'{"error": "no"}', Content.CSV, 'is no CSV: it begins with \'{"error": "no"}\''),
        (b"<error>no</error>", Content.TSV, "is no TSV"),
        (b"PK\x03\x04rest", Content.CSV, "is no CSV"),
        (b"error: no such code", Content.JSON, "is no JSON: it begins with 'error: no such code'"),
        (b'{"value": [1, 2', Content.JSON, "is JSON that ends in the middle"),
        (b"<a><b", Content.XML, "is XML that ends in the middle"),
        (b"a,b\n", Content.ZIP, "is no ZIP"),
        (b"a,b\n", Content.WORKBOOK, "is no workbook"),
    ],
)
def test_anything_else_is_refused_with_its_first_words(tmp_path: Path, content: bytes, kind: Content, what: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Refused) as refused:
        check_content(tmp_path / "file", kind)

    assert refused.value.what.startswith(what)
