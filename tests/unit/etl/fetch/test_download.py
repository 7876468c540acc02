"""Downloads against a real server on loopback, with the faults that real servers have. The figures are invented."""

from __future__ import annotations

import gzip
import hashlib
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import SetupError
from etl.fetch.download import Downloads, Known, Limits
from etl.fetch.errors import FetchError
from etl.fetch.exchange import Content, Request

ADDRESS = "https://publisher.example/table.csv"
WHAT = "publisher.example/table.csv"
TABLE = b"place,year,value\n" + b"".join(b"SWE,%d,1.5\n" % year for year in range(1900, 2000))
REQUEST = Request(ADDRESS, "table.csv", Content.CSV)
TAG = {"ETag": '"v1"'}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def message_of(downloads: Downloads, target: Path, limits: Limits, request: Request = REQUEST) -> str:
    """Return the message of a download that fails, which leaves no file under the final name."""
    with pytest.raises(FetchError) as failed:
        downloads.bring(request, target, limits)
    assert not target.exists()
    return str(failed.value)


def test_a_file_comes_with_what_the_server_said(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(
        WHAT, publisher.reply(TABLE, headers=TAG | {"Content-Type": "text/csv", "Last-Modified": "Sat, 01 Jun 2024 00:00:00 GMT"})
    )
    answer = downloads.bring(REQUEST, target, limits)

    assert (target.read_bytes(), answer.etag, answer.content_type) == (TABLE, '"v1"', "text/csv")
    assert publisher.asked[0].headers["User-Agent"].startswith("Waymark")


def test_a_cut_file_is_taken_up_where_it_was_cut(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG, cut_after=400), publisher.reply(TABLE, headers=TAG))
    downloads.bring(REQUEST, target, limits)

    assert target.read_bytes() == TABLE
    assert (publisher.asked[1].headers["Range"], publisher.asked[1].headers["If-Range"]) == ("bytes=400-", '"v1"')


def test_a_file_of_unknown_length_that_ends_too_early_is_asked_for_again(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits
) -> None:
    """The pieces announce their own lengths, and an empty one the end; the connection closes before it."""
    publisher.says(WHAT, publisher.reply(TABLE, chunked=True, cut_after=600), publisher.reply(TABLE, chunked=True))
    downloads.bring(REQUEST, target, limits)

    assert (target.read_bytes(), len(publisher.asked)) == (TABLE, 2)


def test_a_file_of_unknown_length_without_its_end_is_asked_for_again(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits
) -> None:
    """Every byte came, but not the empty piece that says so."""
    publisher.says(WHAT, publisher.reply(TABLE, chunked=True, cut_after=10_000), publisher.reply(TABLE, chunked=True))
    downloads.bring(REQUEST, target, limits)

    assert len(publisher.asked) == 2


def test_a_file_cut_in_one_run_is_taken_up_in_the_next(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """The message says that what has come is kept."""
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG, cut_after=400))
    message = message_of(downloads, target, replace(limits, attempts=1))
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG))
    downloads.bring(REQUEST, target, limits)

    assert message.startswith(f"{ADDRESS}: the connection broke after 400 bytes")
    assert message.endswith("run the same command again to go on from there")
    assert (target.read_bytes(), publisher.asked[-1].headers["Range"]) == (TABLE, "bytes=400-")


def test_control_c_leaves_a_part_that_is_taken_up(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG, cut_after=400))

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    downloads.wait = interrupt
    with pytest.raises(KeyboardInterrupt):
        downloads.bring(REQUEST, target, limits)
    part = target.with_name("table.csv.part").read_bytes()
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG))
    downloads.bring(REQUEST, target, limits)

    assert (part, target.read_bytes()) == (TABLE[:400], TABLE)


def test_a_file_that_has_changed_since_the_cut_begins_anew(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """The server sends everything, because If-Range names another content."""
    changed = TABLE.replace(b"1.5", b"2.5")
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG, cut_after=400), publisher.reply(changed, headers={"ETag": '"v2"'}))
    downloads.bring(REQUEST, target, limits)

    assert target.read_bytes() == changed


def test_a_server_that_ignores_range_is_read_from_the_start(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG, cut_after=400), publisher.reply(TABLE, headers=TAG, deaf=True))
    downloads.bring(REQUEST, target, limits)

    assert target.read_bytes() == TABLE


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"v1"'}], ids=["no validator", "weak validator"])
def test_a_part_that_cannot_be_proved_to_fit_is_not_continued(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits, headers: dict[str, str]
) -> None:
    publisher.says(WHAT, publisher.reply(TABLE, headers=headers, cut_after=400), publisher.reply(TABLE, headers=headers))
    downloads.bring(REQUEST, target, limits)

    assert target.read_bytes() == TABLE
    assert "Range" not in publisher.asked[1].headers


def test_a_range_that_the_server_cannot_give_begins_anew(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(
        WHAT, publisher.reply(TABLE, headers=TAG, cut_after=400), publisher.reply(b"", status=416), publisher.reply(TABLE, headers=TAG)
    )
    downloads.bring(REQUEST, target, limits)

    assert target.read_bytes() == TABLE
    assert ["Range" in asked.headers for asked in publisher.asked] == [False, True, False]


def test_a_packed_answer_is_unpacked_and_its_part_is_continued_packed(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits
) -> None:
    packed = gzip.compress(TABLE)
    headers = TAG | {"Content-Encoding": "gzip"}
    publisher.says(WHAT, publisher.reply(packed, headers=headers, cut_after=50), publisher.reply(packed, headers=headers))
    downloads.bring(REQUEST, target, limits)

    assert (target.read_bytes(), publisher.asked[1].headers["Range"]) == (TABLE, "bytes=50-")


def test_a_packed_answer_that_ends_in_the_middle_is_asked_for_again(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits
) -> None:
    """Content-Length fits the bytes that came; only the packing shows that there should be more."""
    packed = gzip.compress(TABLE)
    headers = {"Content-Encoding": "gzip"}
    publisher.says(WHAT, publisher.reply(packed[:60], headers=headers), publisher.reply(packed, headers=headers))
    downloads.bring(REQUEST, target, limits)

    assert target.read_bytes() == TABLE


def test_a_packed_answer_may_not_grow_beyond_the_limit(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """Two thousand bytes on the line, two million when unpacked."""
    publisher.says(WHAT, publisher.reply(gzip.compress(b"a,b\n" * 500_000), headers={"Content-Encoding": "gzip"}))

    assert "is larger than the 1 MB that are allowed" in message_of(downloads, target, limits)
    assert list(target.parent.glob("*.part")) == []


@pytest.mark.parametrize(("text", "waited"), [("7", 7.0), ("Sat, 01 Jun 2024 12:00:30 GMT", 30.0)], ids=["seconds", "date"])
def test_a_busy_server_is_given_the_time_it_asks_for(
    *, publisher: Any, downloads: Downloads, target: Path, limits: Limits, waits: Any, text: str, waited: float
) -> None:
    """The test's clock says 12:00:00."""
    publisher.says(WHAT, publisher.reply(status=429, headers={"Retry-After": text}), publisher.reply(TABLE))
    downloads.bring(REQUEST, target, limits)

    assert (waits.seconds, target.read_bytes()) == ([waited], TABLE)


def test_a_server_that_asks_for_hours_is_left_alone(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(status=429, headers={"Retry-After": "7200"}))
    message = message_of(downloads, target, limits)

    assert message.startswith(f"{ADDRESS}: answers 429 Too Many Requests, and asks for a wait of 7,200 seconds; wait so long")
    assert len(publisher.asked) == 1


def test_two_failures_of_the_server_are_followed_by_longer_waits_and_the_file(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits, waits: Any
) -> None:
    """Between half a second and one, then between one and two."""
    publisher.says(WHAT, publisher.reply(status=500), publisher.reply(status=503), publisher.reply(TABLE))
    downloads.bring(REQUEST, target, limits)

    assert [0.5 <= waits.seconds[0] <= 1, 1 <= waits.seconds[1] <= 2, len(waits.seconds)] == [True, True, 2]


def test_a_server_that_keeps_failing_is_given_up(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(status=502))

    assert "answers 502 Bad Gateway, 3 times in a row; what has come is kept" in message_of(downloads, target, limits)


def test_a_server_that_falls_silent_is_asked_again(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG, cut_after=300, stalls=True), publisher.reply(TABLE, headers=TAG))
    downloads.bring(REQUEST, target, replace(limits, read=0.2))

    assert (target.read_bytes(), publisher.asked[1].headers["Range"]) == (TABLE, "bytes=300-")


def test_a_server_that_is_not_there_is_named(downloads: Downloads, target: Path, limits: Limits) -> None:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        downloads.mirror = f"http://127.0.0.1:{free.getsockname()[1]}"
    message = message_of(downloads, target, limits)

    assert message.startswith(f"{ADDRESS}: publisher.example does not answer (")
    assert "Connection refused" in message


def test_a_file_that_has_not_changed_is_not_sent_again(
    publisher: Any, downloads: Downloads, target: Path, limits: Limits, tmp_path: Path
) -> None:
    publisher.says(WHAT, publisher.reply(TABLE, headers=TAG))
    (tmp_path / "older.csv").write_bytes(TABLE)
    answer = downloads.bring(REQUEST, target, limits, Known(tmp_path / "older.csv", etag='"v1"'))

    assert (target.read_bytes(), answer.etag) == (TABLE, '"v1"')
    assert publisher.asked[0].headers["If-None-Match"] == '"v1"'


def test_redirects_are_followed_and_noted(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """One to a path of the same host, one to another host, which the mirror has too."""
    publisher.says(WHAT, publisher.reply(status=301, headers={"Location": "/new/table.csv"}))
    publisher.says("publisher.example/new/table.csv", publisher.reply(status=302, headers={"Location": "https://files.example/t.csv?x=1"}))
    publisher.says("files.example/t.csv?x=1", TABLE)
    answer = downloads.bring(REQUEST, target, limits)

    assert answer.redirects == ("https://publisher.example/new/table.csv", "https://files.example/t.csv?x=1")


def test_a_redirect_that_names_the_mirror_stays_in_it(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(status=301, headers={"Location": f"{publisher.mirror}/files.example/t.csv"}))
    publisher.says("files.example/t.csv", TABLE)

    assert downloads.bring(REQUEST, target, limits).redirects == ("https://files.example/t.csv",)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("/table.csv", "is redirected in a circle by way of https://publisher.example/table.csv"),
        ("http://publisher.example/table.csv", "is redirected to http://publisher.example/table.csv, which is not protected by TLS"),
        ("file:///etc/passwd", "is redirected to file:///etc/passwd, which is not protected by TLS"),
    ],
)
def test_a_redirect_that_leads_astray_is_refused(
    *, publisher: Any, downloads: Downloads, target: Path, limits: Limits, location: str, words: str
) -> None:
    publisher.says(WHAT, publisher.reply(status=302, headers={"Location": location}))

    assert words in message_of(downloads, target, limits)


def test_a_redirect_without_end_is_refused(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    for number in range(20):
        what = WHAT if number == 0 else f"publisher.example/{number}"
        publisher.says(what, publisher.reply(status=302, headers={"Location": f"/{number + 1}"}))

    assert "is redirected more than 9 times" in message_of(downloads, target, limits)


def test_a_wrong_checksum_is_refused_and_nothing_is_kept(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, TABLE)
    message = message_of(downloads, target, limits, replace(REQUEST, sums={"sha256": "0" * 64}))

    assert f"has the wrong checksum: its SHA256 is {hashlib.sha256(TABLE).hexdigest()}, stated is {'0' * 64}" in message
    assert list(target.parent.glob("table.csv.part")) == []


def test_a_checksum_in_the_headers_is_heeded(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """Repr-Digest of RFC 9530, of another content: 32 zero bytes in base 64."""
    publisher.says(WHAT, publisher.reply(TABLE, headers={"Repr-Digest": f"sha-256=:{'A' * 43}=:"}))

    assert "has the wrong checksum" in message_of(downloads, target, limits)


def test_a_web_page_in_place_of_a_table_is_refused(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """Whatever type the server claims."""
    page = b"\n<!-- maintenance -->\n<!DOCTYPE html><html><body>We will be back soon</body></html>"
    publisher.says(WHAT, publisher.reply(page, headers={"Content-Type": "text/csv"}))

    assert "is a web page (HTML), not CSV: it begins with '<!-- maintenance --> <!DOCTYPE html>" in message_of(downloads, target, limits)


def test_an_endless_body_is_stopped_at_the_limit(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    publisher.says(WHAT, publisher.reply(b"SWE,2000,1.5\n" * 1000, endless=True))

    assert "is larger than the 1 MB that are allowed; raise max_megabytes" in message_of(downloads, target, limits)
    assert list(target.parent.glob("*.part")) == []


def test_a_body_announced_as_too_large_is_not_taken(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    """Not one byte of it has come."""
    publisher.says(WHAT, publisher.reply(TABLE, cut_after=0))

    assert "is larger than the 0.0001 MB" in message_of(downloads, target, replace(limits, size=100))


def test_the_server_does_not_name_our_files(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    headers = {"Content-Disposition": 'attachment; filename="../../outside.csv"'}
    publisher.says(WHAT, publisher.reply(TABLE, headers=headers))
    downloads.bring(REQUEST, target, limits)

    assert sorted(path.name for path in target.parent.iterdir()) == ["table.csv", "table.csv.note"]
    assert not (target.parent.parent.parent / "outside.csv").exists()


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(404, "look for the publisher's new address"), (403, "drop the file in by hand"), (400, "check the address and the parameters")],
)
def test_a_refusal_is_not_asked_again(
    *, publisher: Any, downloads: Downloads, target: Path, limits: Limits, status: int, remedy: str
) -> None:
    publisher.says(WHAT, publisher.reply(status=status))

    assert remedy in message_of(downloads, target, limits)
    assert len(publisher.asked) == 1


def test_a_pause_is_kept_between_two_questions_to_one_host(
    publisher: Any, downloads: Downloads, limits: Limits, tmp_path: Path, waits: Any
) -> None:
    """Two to one host and one to another: one pause."""
    for what in (WHAT, "publisher.example/b.csv", "other.example/c.csv"):
        publisher.says(what, TABLE)
        downloads.bring(Request(f"https://{what}", "x.csv", Content.CSV), tmp_path / "x.csv", replace(limits, pause=3.0))

    assert waits.seconds == [3.0]


def test_an_address_without_tls_is_not_asked(publisher: Any, downloads: Downloads, target: Path, limits: Limits) -> None:
    request = replace(REQUEST, address="http://publisher.example/table.csv")

    assert "is no https address" in message_of(downloads, target, limits, request)
    assert publisher.asked == []


def test_a_mirror_without_tls_is_taken_on_this_machine_only() -> None:
    with pytest.raises(SetupError, match=r"WAYMARK_MIRROR: 'http://mirror\.example' is no https address"):
        Downloads(mirror="http://mirror.example")


def test_a_certificate_that_nobody_vouches_for_is_refused(downloads: Downloads, target: Path, limits: Limits, publisher: Any) -> None:
    """A server that speaks no TLS at all where TLS is asked for."""
    downloads.mirror = publisher.mirror.replace("http://", "https://")

    assert "certificate that cannot be trusted" in message_of(downloads, target, limits)


def test_a_file_that_cannot_be_written_is_the_machine_s_fault(publisher: Any, downloads: Downloads, tmp_path: Path, limits: Limits) -> None:
    publisher.says(WHAT, TABLE)
    with pytest.raises(SetupError, match="cannot be written"):
        downloads.bring(REQUEST, tmp_path / "no folder" / "table.csv", limits)
