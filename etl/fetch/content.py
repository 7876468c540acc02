"""Whether an answer is what was asked for, by its first and last bytes and not by the type that the server claims."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from etl.fetch.errors import Refused
from etl.fetch.exchange import Content

LOOKED_AT = 4096
SHOWN = 60
PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|title|meta|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
ZIP, GZIP, OLD_WORKBOOK = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
MAGIC = {Content.ZIP: (ZIP,), Content.GZIP: (GZIP,), Content.WORKBOOK: (ZIP, OLD_WORKBOOK)}


def check_content(path: Path, content: Content) -> None:
    """
    Let a file pass that can be *content*.

    Raises:
        Refused: It is empty, a web page, an error message in another format, or ends in the middle.
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
        file.seek(max(0, path.stat().st_size - LOOKED_AT))
        end = file.read().rstrip()
    text = _as_ascii(start)
    if not text.strip():
        raise Refused(f"is empty, not {content}", "ask again later; if it stays so, the query matches nothing")
    if PAGE.match(text):
        what = f"is a web page (HTML), not {content}: it begins with {_shown(text)}"
        raise Refused(what, "open the address in a browser: it may ask for a login, be moved, or be down for maintenance")
    if not _begins_right(start, text.lstrip(), content):
        raise Refused(f"is no {content}: it begins with {_shown(text)}", f"an answer in {content}; check the address and its parameters")
    if content is Content.JSON and not _as_ascii(end).endswith((b"}", b"]")):
        raise Refused("is JSON that ends in the middle", "fetch it again; if it stays so, ask the publisher")
    if content is Content.XML and not _as_ascii(end).endswith(b">"):
        raise Refused("is XML that ends in the middle", "fetch it again; if it stays so, ask the publisher")


def _begins_right(start: bytes, text: bytes, content: Content) -> bool:
    if content in MAGIC:
        return start.startswith(MAGIC[content])
    if start.startswith((ZIP, GZIP, OLD_WORKBOOK)):
        return False
    if content is Content.JSON:
        return text.startswith((b"{", b"["))
    if content is Content.XML:
        return text.startswith(b"<")
    # An error message in JSON or XML is the usual thing to get in place of a table.
    return not text.startswith((b"{", b"[{", b"<"))


def _as_ascii(content: bytes) -> bytes:
    """Return text without its byte order mark and, of UTF-16, without the zero bytes."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[2:].replace(b"\0", b"")
    return content.removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")


def _shown(content: bytes) -> str:
    words = " ".join(content[: SHOWN * 4].decode("utf-8", "replace").split())
    return f"'{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}'"
