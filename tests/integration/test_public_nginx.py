"""The documented set-up of the public site, for real: nginx with the documented file serves a site written by ``publish``."""

from __future__ import annotations

import gzip
import re
import socket
import threading
from collections.abc import Iterator
from email.utils import formatdate

import pytest

from dashboard.public import release
from dashboard.public.assets import assets, script, stylesheet, typeface
from dashboard.public.preview import POLICY
from dashboard.public.registry import KINDS
from tests.nginx import CONFIGURATION, Server, serving
from tests.published import next_release, small_site

OLDER = "2024-06-01-0123456789"
EMBED = "en/embed/chart/index.html"
OLD_STYLE = "assets/site-0000000000.css"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve two releases; the newest has a page that others may embed, and not the style of the one before."""
    folder = tmp_path_factory.mktemp("served") / "site"
    first = small_site(tmp_path_factory.mktemp("home"), folder)
    next_release(folder, OLDER, {EMBED: b"<!doctype html><title>A chart</title>", OLD_STYLE: b"a{}"})
    release.point_to(folder, first.name)
    next_release(folder, "2024-06-02-0123456789", {EMBED: b"<!doctype html><title>A chart</title>"})
    with serving(folder, tmp_path_factory.mktemp("nginx")) as started:
        yield started


# --- headers of safety ---

EVERYWHERE = (
    "/", "/en/", "/de/", "/en", "/unknown", "/de/unknown/", "/v1/index.json", "/assets/OFL.txt", "/latest/en/", f"/releases/{OLDER}/en/",
    "/data/waymark.duckdb", "/%",
)  # fmt: skip


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers_of_safety(server: Server, path: str) -> None:
    """Errors and redirects too; a header within a location would silently take all others away."""
    headers = server.ask(path).headers

    assert headers["content-security-policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["server"] == "nginx"  # no version
    assert "set-cookie" not in headers
    assert "strict-transport-security" not in headers  # only an operator with TLS may promise it


@pytest.mark.parametrize("root", ["", "/latest", f"/releases/{OLDER}"])
def test_only_charts_to_embed_may_stand_in_other_pages(server: Server, root: str) -> None:
    headers = server.ask(f"{root}/en/embed/chart/").headers

    assert headers["content-security-policy"] == f"{POLICY}; frame-ancestors *"
    assert "x-frame-options" not in headers
    for other in ("/en/", "/en/embed/", "/en/embed", "/embed/chart/", "/en/places/embed/chart/"):
        assert "frame-ancestors 'none'" in server.ask(root + other).headers["content-security-policy"], other


def test_no_policy_allows_inline_script_or_style() -> None:
    text = CONFIGURATION.read_text(encoding="utf-8")

    assert "unsafe" not in text
    assert re.search(r"^\s*add_header Strict", text, re.MULTILINE) is None


# --- packed, kept, asked for again ---


@pytest.mark.parametrize("path", ["/en/", "/v1/index.json", f"/{stylesheet().path}", f"/{script().path}", "/sitemap.xml", "/unknown"])
def test_texts_come_packed_to_whoever_takes_them(server: Server, path: str) -> None:
    plain, packed = server.ask(path), server.ask(path, Accept_Encoding="gzip, br")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Accept-Encoding" in packed.headers["vary"]


def test_the_packed_bytes_are_those_of_the_folder(server: Server) -> None:
    """Nothing is packed while somebody waits."""
    held = (server.folder / "latest" / "en" / "index.html.gz").read_bytes()

    assert server.ask("/en/", Accept_Encoding="gzip").body == held


def test_how_long_answers_may_be_kept(server: Server) -> None:
    """What has its hash in its name for ever; a release for a day, because a figure may have to be withdrawn; all else for minutes."""
    for asset in (stylesheet(), script(), typeface()):
        assert server.ask(f"/{asset.path}").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/en/", "/assets/OFL.txt", "/v1/index.json", "/latest/en/", "/unknown", f"/{stylesheet().path}x"):
        assert server.ask(path).headers["cache-control"] == "public, max-age=300", path
    assert server.ask(f"/releases/{OLDER}/en/").headers["cache-control"] == "public, max-age=86400"


def test_a_missing_asset_is_not_missing_for_a_year(server: Server) -> None:
    answer = server.ask("/assets/site-ffffffffff.css")

    assert (answer.status, answer.headers["cache-control"]) == (404, "public, max-age=300")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_unchanged_page_is_not_sent_again(server: Server, encoding: str) -> None:
    first = server.ask("/en/", Accept_Encoding=encoding)
    by_tag = server.ask("/en/", Accept_Encoding=encoding, If_None_Match=first.headers["etag"])
    by_time = server.ask("/en/", Accept_Encoding=encoding, If_Modified_Since=first.headers["last-modified"])

    assert [(answer.status, answer.body) for answer in (by_tag, by_time)] == [(304, b""), (304, b"")]
    assert by_tag.headers["cache-control"] == first.headers["cache-control"]
    assert server.ask("/en/", If_None_Match='"other"').status == 200
    assert server.ask("/en/", If_Modified_Since=formatdate(0, usegmt=True)).status == 200


def test_a_page_whose_figures_stayed_the_same_keeps_its_tag_in_the_next_release(server: Server) -> None:
    """It is a hard link, so size and time are the same, and no reader loads it again."""
    tags = [server.ask(f"{root}/en/").headers["etag"] for root in ("", "/latest", f"/releases/{OLDER}")]

    assert len(set(tags)) == 1


# --- addresses ---


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("DE", "de"),
        ("en-GB", "en"),
        ("fr-CH, fr;q=0.9, de;q=0.7, en;q=0.5", "de"),
        ("fr,en;q=0.9,de;q=0.8", "en"),
        ("de;q=0,en", "en"),
        ("de;q=0.000 , en;q=0.1", "en"),
        ("de;q=0.001", "de"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("nl-BE,nl;q=0.9", "nl"),
    ],
)
def test_the_first_page_speaks_the_readers_language(server: Server, asked: str, language: str) -> None:
    answer = server.ask("/", Accept_Language=asked)

    assert (answer.status, answer.headers["location"]) == (302, f"/{language}/")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize("asked", ["", "fr", "*", "den, ende", "de;q=0", "x" * 3000, "\"'\\<>", ",,,;;;=", "e-n"])
def test_who_reads_none_of_the_languages_may_choose(server: Server, asked: str) -> None:
    answer = server.ask("/?a=b", Accept_Language=asked)

    assert answer.status == 200
    assert b'hreflang="de"' in answer.body
    assert answer.headers["cache-control"] == "private, no-cache"


def test_only_the_first_page_asks_for_the_language(server: Server) -> None:
    """A link to a page in German stays in German, whoever opens it."""
    answer = server.ask("/de/", Accept_Language="en")

    assert answer.status == 200
    assert b'<html lang="de">' in answer.body
    assert "Accept-Language" not in answer.headers["vary"]


def test_the_languages_of_the_set_up_are_those_of_the_site(server: Server) -> None:
    """One that the site has not would lead to an unknown address."""
    offered = next(kind for kind in KINDS if kind.first == "").languages
    told = re.search(r"\(\?<waymark_first>([a-z|]+)\)", CONFIGURATION.read_text(encoding="utf-8"))

    assert told is not None
    assert set(told[1].split("|")) == set(offered)
    for language in offered:
        assert server.ask(f"/{language}/").status == 200


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/unknown", "en"),
        ("/en/unknown/", "en"),
        ("/de/unknown", "de"),
        ("/latest/de/x", "de"),
        (f"/releases/{OLDER}/de/x", "de"),
        ("/sv/x", "sv"),
        ("/nl/x/", "nl"),
    ],
)
def test_an_unknown_address_gets_a_page_in_its_language(server: Server, path: str, language: str) -> None:
    answer = server.ask(path)

    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert f'<html lang="{language}">'.encode() in answer.body
    assert b'<meta name="robots" content="noindex">' in answer.body
    for link in re.findall(rb'(?:href)="(/[^"]*)"', answer.body):
        assert server.ask(link.decode()).status == 200, link


def test_the_newest_release_and_the_frozen_ones_have_addresses(server: Server) -> None:
    assert server.ask("/latest/en/").body == server.ask("/en/").body
    assert server.ask(f"/releases/{OLDER}/en/").status == 200
    assert server.ask(f"/releases/{OLDER}/data/all/LICENCE").headers["content-type"] == "text/plain; charset=utf-8"
    for path, target in (("/latest", "/latest/"), (f"/releases/{OLDER}", f"/releases/{OLDER}/"), ("/en", "/en/")):
        answer = server.ask(path)
        assert (answer.status, answer.headers["location"]) == (301, target)


def test_a_page_of_the_release_before_still_finds_its_style(server: Server) -> None:
    """It may stand in a reader's window or in a cache when the new release comes."""
    assert not (server.folder / "latest" / OLD_STYLE).exists()
    answer = server.ask(f"/{OLD_STYLE}")

    assert (answer.status, answer.body) == (200, b"a{}")


def test_every_asset_of_the_newest_release_is_there(server: Server) -> None:
    for asset in assets():
        assert server.ask(f"/{asset.path}").body == asset.content


# --- kinds of files, parts of files, other sites' scripts ---


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/en/", "text/html; charset=utf-8"),
        (f"/{stylesheet().path}", "text/css; charset=utf-8"),
        (f"/{script().path}", "text/javascript; charset=utf-8"),
        (f"/{typeface().path}", "font/woff2"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/feeds/all.en.atom", "application/atom+xml; charset=utf-8"),
        ("/v1/index.json", "application/json"),
        ("/data/all/data.csv", "text/csv; charset=utf-8"),
        ("/data/all/data.parquet", "application/vnd.apache.parquet"),
        ("/data/all/README.md", "text/markdown; charset=utf-8"),
        ("/data/all/LICENCE", "text/plain; charset=utf-8"),
        ("/data/all/waymark.zip", "application/zip"),
        ("/data/waymark.duckdb", "application/octet-stream"),
    ],
)
def test_every_kind_of_file_says_what_it_is(server: Server, path: str, kind: str) -> None:
    answer = server.ask(path)

    assert (answer.status, answer.headers["content-type"]) == (200, kind)


def test_every_ending_in_the_site_is_known_to_the_set_up(server: Server) -> None:
    """A browser that is told not to sniff saves a file of unknown kind instead of showing it."""
    endings = {file.suffix[1:] for file in (server.folder / "latest").resolve().rglob("*") if file.is_file()} - {"gz", ""}
    block = re.search(r"types \{(.*?)\}", CONFIGURATION.read_text(encoding="utf-8"), re.DOTALL)

    assert block is not None
    assert endings - set(re.findall(r"([a-z0-9]+);", block[1])) == set()


@pytest.mark.parametrize("path", ["/data/all/data.parquet", "/data/waymark.duckdb", "/data/all/data.csv"])
def test_parts_of_downloads_can_be_asked_for(server: Server, path: str) -> None:
    """DuckDB and browsers read the end of a Parquet file, and go on with broken downloads."""
    whole = (server.folder / "latest" / path[1:]).read_bytes()
    part, end = server.ask(path, Range="bytes=4-11"), server.ask(path, Range="bytes=-4")

    assert (part.status, part.body, part.headers["content-range"]) == (206, whole[4:12], f"bytes 4-11/{len(whole)}")
    assert (end.status, end.body) == (206, whole[-4:])
    assert server.ask(path, Range=f"bytes={len(whole)}-").status == 416


@pytest.mark.parametrize("root", ["", "/latest", f"/releases/{OLDER}"])
def test_scripts_of_any_site_may_read_the_open_data_and_nothing_else(server: Server, root: str) -> None:
    for path in ("/v1/index.json", "/data/all/data.parquet", "/feeds/all.en.atom"):
        headers = server.ask(root + path, Origin="https://elsewhere.example").headers
        assert headers["access-control-allow-origin"] == "*", path
        assert "Content-Range" in headers["access-control-expose-headers"]
        asked = server.ask(root + path, "OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="GET")
        assert (asked.status, asked.body) == (204, b"")
        assert asked.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        assert "Range" in asked.headers["access-control-allow-headers"]
    for path in ("/en/", f"/{stylesheet().path}", "/sitemap.xml"):
        assert "access-control-allow-origin" not in server.ask(root + path).headers, path
    assert "access-control-allow-credentials" not in server.ask(f"{root}/v1/index.json").headers


# --- tricks ---


@pytest.fixture(scope="module")
def hidden(server: Server) -> list[str]:
    """Put files beside the site and a draft into it, as a run that is going on does; return addresses that must not lead to them."""
    word = "hidden from readers"
    (server.folder.parent / "secret.txt").write_text(word)
    (server.folder / "secret.txt").write_text(word)
    draft = server.folder / "releases" / f".unfinished-{OLDER}-1"
    draft.mkdir()
    (draft / "index.html").write_text(word)
    (server.folder / "latest" / ".htpasswd").write_text(word)
    ups = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%252e%252e/", "....//", "..;/", "en/../../", "%c0%ae%c0%ae/")
    direct = [f"/{up * depth}secret.txt" for up in ups for depth in (1, 2, 3)]
    below = [
        f"/{root}/{up}secret.txt" for root in ("assets", "latest", f"releases/{OLDER}", "v1", "en") for up in (*ups, "../../", "../../../")
    ]
    drafts = [
        f"/releases/.unfinished-{OLDER}-1/",
        f"/releases/%2eunfinished-{OLDER}-1/index.html",
        f"/releases//.unfinished-{OLDER}-1/index.html",
    ]
    others = [
        "/.htpasswd",
        "/latest/.htpasswd",
        "/%2ehtpasswd",
        "/secret.txt",
        "/releases/../secret.txt",
        "//secret.txt",
        "/secret.txt%00.html",
    ]
    return [*direct, *below, *drafts, *others]


def test_no_trick_with_paths_leaves_the_site(server: Server, hidden: list[str]) -> None:
    for path in hidden:
        answer = server.ask(path)

        assert answer.status in (400, 404), path
        assert b"hidden from readers" not in answer.body, path


def test_packed_files_and_folders_are_no_addresses(server: Server) -> None:
    for path in (
        "/en/index.html.gz",
        f"/{stylesheet().path}.gz",
        f"/releases/{OLDER}/en/index.html.gz",
        "/data/",
        "/releases/",
        "/assets/",
    ):
        answer = server.ask(path)
        assert answer.status == 404, path
        assert b"Index of" not in answer.body


def test_the_interface_begins_with_its_list(server: Server) -> None:
    answer = server.ask("/v1/")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "OPTIONS"])
def test_there_is_nothing_to_change(server: Server, method: str) -> None:
    assert server.ask("/en/", method).status == 405


def test_no_line_can_be_smuggled_into_a_header(server: Server) -> None:
    for path in ("/en%0d%0aSet-Cookie:a=b", "/latest%0d%0aX-A:b", "/de/%0aX-A:b"):
        headers = server.ask(path, Accept_Language="de").headers
        assert "set-cookie" not in headers
        assert "x-a" not in headers


def test_a_line_that_is_no_request_is_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(b"GET /en/ x HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b" 400 " in raw.recv(200)


# --- going back while it serves ---


def test_no_request_fails_while_the_release_in_use_changes(server: Server) -> None:
    """Forty switches between two releases; every answer meanwhile is a whole page of one of them."""
    names = release.releases(server.folder)[:2]
    wanted = {name: (server.folder / "releases" / name / "en" / "imprint" / "index.html").read_bytes() for name in names}
    stop = threading.Event()

    def switch() -> None:
        for turn in range(40):
            release.point_to(server.folder, names[(turn + 1) % 2])
        stop.set()

    switching = threading.Thread(target=switch)
    switching.start()
    asked, wrong = 0, []
    while not stop.is_set() or asked < 50:
        answer = server.ask("/en/imprint/")
        asked += 1
        if answer.status != 200 or answer.body not in wanted.values():
            wrong.append(answer.status)
    switching.join()

    assert wrong == []
