"""What is asked of a publisher, and what comes back: the words that connectors and download have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path


class Content(StrEnum):
    """What an answer must be; it is looked at, since a page that says "try later" is often served under any name and type."""

    CSV = "CSV"
    TSV = "TSV"
    JSON = "JSON"
    XML = "XML"
    ZIP = "ZIP"
    GZIP = "GZIP"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class Request:
    """
    One thing to ask for.

    ``file`` is the name under which the answer is kept; it is ours and never the server's. With ``keep`` False the answer is only looked
    at. A file that is ``beside`` belongs to the snapshot but is not read by a reader. ``body`` is sent by POST. ``sums`` are the checksums
    that the publisher or the catalogue states, by algorithm (``sha256``, ``sha1``, ``md5``), in hexadecimal digits.
    """

    address: str
    file: str
    content: Content
    keep: bool = True
    beside: bool = False
    body: str | None = None
    body_type: str = "application/json"
    accept: str = "*/*"
    sums: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """A whole and checked answer: *path* holds it, the rest is what the server said about it."""

    request: Request
    path: Path
    redirects: tuple[str, ...] = ()
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Found:
    """What a connector reads from an answer: what to ask for next, and what the publisher says about the edition."""

    requests: tuple[Request, ...] = ()
    edition: str = ""
    published: date | None = None
    licence: str = ""


@dataclass(frozen=True)
class Joined:
    """A file made by us from the pages of one answer, because a reader takes the whole; the pages stay beside it as they came."""

    file: str
    content: bytes
    pages: tuple[str, ...]
