"""Checksums: those that are stated, and that of a file."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from etl.fetch.errors import Refused

LENGTHS = {32: "md5", 40: "sha1", 64: "sha256"}
"""Hexadecimal digits of a sum -> its algorithm."""

FIELDS = {"sha-256": "sha256", "sha": "sha1", "md5": "md5"}
"""The names of algorithms in the headers Digest (RFC 3230) and Repr-Digest (RFC 9530)."""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stated(text: str) -> dict[str, str]:
    """Return the sum that a publisher writes as plain hexadecimal digits, perhaps with the algorithm before a colon; else nothing."""
    digits = text.strip().rpartition(":")[2].lower()
    return {LENGTHS[len(digits)]: digits} if len(digits) in LENGTHS and re.fullmatch(r"[0-9a-f]+", digits) else {}


def in_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the sums of the whole content that the *headers* of an answer state, by algorithm."""
    found = {}
    for field in ("Digest", "Repr-Digest"):
        for part in headers.get(field, "").split(","):
            name, _, value = part.strip().partition("=")
            digits = _from_base64(value.strip(":"))
            if name.lower() in FIELDS and digits:
                found[FIELDS[name.lower()]] = digits
    return found


def check_sums(path: Path, sums: Mapping[str, str]) -> None:
    """
    Let a file pass whose checksums are those that are stated.

    Raises:
        Refused: One differs.
    """
    for algorithm, wanted in sums.items():
        # MD5 and SHA-1 are what some publishers state; they show damage, and TLS keeps off tampering.
        engine = hashlib.new(algorithm, usedforsecurity=False)
        with path.open("rb") as file:
            digits = hashlib.file_digest(file, engine.copy).hexdigest()
        if digits != wanted.lower():
            what = f"has the wrong checksum: its {algorithm.upper()} is {digits}, stated is {wanted}"
            raise Refused(what, "fetch it again; if it stays so, ask the publisher which of the two is right")


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""
