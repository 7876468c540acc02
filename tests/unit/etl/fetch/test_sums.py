"""Checksums that are stated. The sums of "abc" are those of FIPS 180-4 (SHA-1 and SHA-256 examples) and RFC 1321, A.5 (MD5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.fetch.errors import Refused
from etl.fetch.sums import check_sums, in_headers, stated

MD5 = "900150983cd24fb0d6963f7d28e17f72"
SHA1 = "a9993e364706816aba3e25717850c26c9cd0d89d"
SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (MD5, {"md5": MD5}),
        (f"sha1:{SHA1.upper()}", {"sha1": SHA1}),
        (f" {SHA256} ", {"sha256": SHA256}),
        ("", {}),
        ("not a sum", {}),
        ("x" * 32, {}),
    ],
)
def test_the_number_of_digits_tells_the_algorithm(text: str, sums: dict[str, str]) -> None:
    assert stated(text) == sums


def test_the_right_sums_pass_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    check_sums(tmp_path / "file", {"md5": MD5, "sha1": SHA1, "sha256": SHA256.upper()})
    with pytest.raises(Refused, match=f"its SHA1 is {SHA1}, stated is {'0' * 40}"):
        check_sums(tmp_path / "file", {"md5": MD5, "sha1": "0" * 40})


@pytest.mark.parametrize(
    "headers",
    [
        {"Digest": "SHA-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
        {"Repr-Digest": "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:"},
    ],
    ids=["RFC 3230", "RFC 9530"],
)
def test_sums_in_headers_are_in_base_64(headers: dict[str, str]) -> None:
    """The same 32 bytes, as `base64` prints them."""
    assert in_headers(headers) == {"sha256": SHA256}


def test_a_header_that_cannot_be_understood_states_nothing() -> None:
    assert in_headers({"Digest": "sha-256=%%%, crc32=:AAAA:", "Repr-Digest": "nonsense"}) == {}
