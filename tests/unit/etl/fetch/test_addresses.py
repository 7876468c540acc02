"""Addresses, mirrors and names of files."""

from __future__ import annotations

import pytest

from data.errors import SetupError
from etl.fetch.addresses import checked_mirror, mirrored, redirected, safe_name


def test_a_mirror_has_host_path_and_query_behind_its_own_address() -> None:
    found = mirrored("https://Publisher.example/a/b.csv?x=1&y=(2)", "https://mirror.example/official")

    assert found == "https://mirror.example/official/publisher.example/a/b.csv?x=1&y=(2)"


def test_without_a_mirror_the_publisher_is_asked() -> None:
    assert mirrored("https://publisher.example/a", checked_mirror("")) == "https://publisher.example/a"


@pytest.mark.parametrize("mirror", ["http://mirror.example", "mirror.example", "ftp://mirror.example", "https://"])
def test_a_mirror_that_is_no_https_address_is_refused(mirror: str) -> None:
    with pytest.raises(SetupError, match="is no https address"):
        checked_mirror(mirror)


@pytest.mark.parametrize("mirror", ["http://127.0.0.1:8000/", "http://localhost:8000", "http://[::1]:8000"])
def test_a_mirror_on_this_machine_needs_no_tls(mirror: str) -> None:
    assert checked_mirror(mirror) == mirror.rstrip("/")


def test_a_redirect_to_the_mirror_means_the_publisher() -> None:
    found = redirected("https://mirror.example/m/files.example/b.csv", "https://publisher.example/a.csv", "https://mirror.example/m")

    assert found == "https://files.example/b.csv"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("table.csv", "table.csv"),
        ("/data/2024/Table 1 (final).csv", "Table-1-final-.csv"),
        ("../../etc/passwd", "passwd"),
        ("..%2F..%2Fpasswd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("übersicht.csv", "ubersicht.csv"),
        ("", "otherwise"),
        ("..", "otherwise"),
        ("snapshot.yml", "otherwise"),
        ("table.csv.part", "otherwise"),
        (".hidden.csv", "hidden.csv"),
        ("a\x00b\n.csv", "a-b-.csv"),
    ],
)
def test_a_name_from_outside_cannot_leave_its_folder(name: str, safe: str) -> None:
    assert safe_name(name, "otherwise") == safe


def test_a_long_name_is_cut_before_its_ending() -> None:
    """120 characters, of which the last four are the ending."""
    assert safe_name("x" * 500 + ".csv", "otherwise") == "x" * 116 + ".csv"
