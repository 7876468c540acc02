"""What may not be seen is in no byte that the public gets: pages, drawings, pictures, feeds, downloads, briefs, and what is in them."""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typst

from dashboard.brief import document, workbook
from dashboard.components.view import View
from dashboard.language import COMPLETE, words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages.review_settings import ReviewView, with_since
from dashboard.public import share
from dashboard.public.baking import bake
from dashboard.public.settings import Settings, read_operator
from dashboard.public.site import Site
from dashboard.selection import read_selection
from tests.leaks import leaks
from tests.unit.dashboard.opendata.conftest import CLOSED, EMBARGOED, FEW, NOT_FREE, PROTECTS, TODAY, World, make_world

WITHHELD = (EMBARGOED, NOT_FREE, FEW, PROTECTS)
"""Under embargo, not for publication, below the rule for small counts, and what would give that away."""

TERMS = "Non-commercial"
PLANTED = 48291.637


def given_to_the_public(file: Path, folder: Path) -> Path:
    """Publish a warehouse and write its briefs; return the folder of all of it, with the words that are drawn into pictures."""
    drawn: list[str] = []
    compiled: Any = share._compile
    patch = pytest.MonkeyPatch()
    patch.setattr(share, "_compile", lambda *args, **options: drawn.append(f"{args}{options}") or compiled(*args, **options))
    opened = OpenWarehouse(file)
    try:
        bake(Site(opened, Settings(read_operator(), "https://example.org/")), folder / "site")
        for language in COMPLETE:
            _write_brief(opened, folder, language)
    finally:
        opened.close()
        patch.undo()
    (folder / "words-in-pictures.txt").write_text("\n".join(drawn), encoding="utf-8")
    return folder


def _write_brief(opened: OpenWarehouse, folder: Path, language: str) -> None:
    asked = {"mission": "de-test", "lang": language, "place": "", "since": ""}
    chosen = with_since(read_selection(asked, opened.catalogue, locale=None, today=TODAY), asked, opened.catalogue, TODAY)
    view = ReviewView.of_view(View(opened, chosen, words_of(chosen.language), "light", TODAY))
    mission = opened.catalogue.missions["de-test"]
    (folder / f"brief.{language}.pdf").write_bytes(document.brief(view, mission).pdf)
    (folder / f"brief.{language}.xlsx").write_bytes(workbook.workbook(view, mission))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the small world with its secrets."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def given(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the public gets of this world."""
    return given_to_the_public(world.build("public"), tmp_path_factory.mktemp("given"))


@pytest.fixture(scope="module")
def unguarded(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the public would get if the guard for the audience did not stand: the same of the house's warehouse."""
    patch = pytest.MonkeyPatch()
    patch.setattr("dashboard.opendata.release.PUBLIC", "internal")
    try:
        return given_to_the_public(world.build("internal"), tmp_path_factory.mktemp("unguarded"))
    finally:
        patch.undo()


def _kinds(found: list[str]) -> set[str]:
    """Return the ends of the names of the files in which something was found."""
    return {line.rpartition(": ")[0].removesuffix("/unpacked").removesuffix("/text").rpartition(".")[2] for line in found}


def test_no_byte_that_the_public_gets_holds_what_is_withheld(given: Path) -> None:
    files = {"".join(file.suffixes[-2:]) for file in given.rglob("*") if file.is_file()}

    assert {".html", ".html.gz", ".zip", ".parquet", ".duckdb", ".atom", ".json", ".en.pdf", ".en.xlsx", ".en.png", ".css"} <= {
        *files,
        *(f".{name.rpartition('.')[2]}" for name in files),
    }
    assert leaks(given, WITHHELD) == []


def test_where_the_guard_is_off_the_search_finds_it_on_pages_and_in_downloads(unguarded: Path) -> None:
    """Or its silence would prove nothing; what the rule for small counts emptied is gone even then."""
    found = leaks(unguarded, WITHHELD)

    assert {float(line.rpartition(": ")[2]) for line in found} == {EMBARGOED, NOT_FREE}
    assert any(line.endswith(f".html: {EMBARGOED}") for line in found)


def test_figures_of_a_non_commercial_source_are_on_pages_and_documents_that_name_its_terms_and_in_no_download(given: Path) -> None:
    """Who reads a page sees whose they are and under which terms; a file to be passed on has none of them."""
    found = leaks(given, list(CLOSED.values()))

    assert _kinds(found) <= {"html", "gz", "pdf", "xlsx", "xml"}
    assert not [line for line in found if "/data/" in line or "/v1/" in line or "/feeds/" in line or line.startswith("words-in-pictures")]
    pages = {line.rpartition(": ")[0] for line in found if line.rpartition(": ")[0].endswith(".html")}
    assert pages
    assert {page for page in pages if TERMS not in (given / page).read_text("utf-8")} == set()


def test_the_search_reads_the_brief_and_its_workbook(given: Path) -> None:
    """They show where the target of the non-commercial source stands, so that figure must be found in them."""
    found = leaks(given, [CLOSED[2021]])

    for language in COMPLETE:
        assert any(line.startswith(f"brief.{language}.pdf/text") for line in found)
        assert any(line.startswith(f"brief.{language}.xlsx/") for line in found)


def _page(content: bytes, planted: bytes) -> bytes:
    return content.replace(b"</main>", b"<p>" + planted + b"</p></main>")


def _picture(content: bytes, kind: bytes, data: bytes) -> bytes:
    """Return a PNG with one more chunk behind its first (13 bytes of header)."""
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return content[:33] + chunk + content[33:]


def _archive(content: bytes) -> bytes:
    written = io.BytesIO(content)
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("note.txt", "48.291,637")
    return written.getvalue()


def _cell(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0]["Z99"] = PLANTED
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("where", "plant"),
    [
        ("site/latest/en/index.html", lambda old: _page(old, b"48,291.6")),
        ("site/latest/en/index.html.gz", lambda old: gzip.compress(_page(gzip.decompress(old), b"48,292"))),
        ("site/latest/de/missions/de-test/index.html", lambda old: _page(old, "<svg><title>48\u00a0291,64</title></svg>".encode())),
        ("site/latest/feeds/all.en.atom", lambda old: old + b"<!-- 48291.637 -->"),
        ("site/latest/data/all/waymark.zip", _archive),
        ("site/latest/share/de-test.en.png", lambda old: _picture(old, b"tEXt", b"Comment\x00it is 48291.637")),
        ("site/latest/share/de-test.en.png", lambda old: _picture(old, b"zTXt", b"Comment\x00\x00" + zlib.compress(b"it is 48291.637"))),
        ("brief.en.xlsx", _cell),
        ("brief.de.pdf", lambda _: typst.compile(b"Es sind 48.291,637.", format="pdf")),
    ],
)
def test_one_value_planted_into_any_kind_of_file_is_found(given: Path, tmp_path: Path, where: str, plant: Callable[[bytes], bytes]) -> None:
    file = given / where
    copy = tmp_path / file.name
    shutil.copy(file, copy)

    assert leaks(tmp_path, [PLANTED]) == []

    copy.write_bytes(plant(file.read_bytes()))

    assert leaks(tmp_path, [PLANTED]) != []
