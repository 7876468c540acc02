"""Every file of the baked site: sound HTML, links that lead somewhere, nothing from elsewhere, nothing that a strict policy forbids."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from html.parser import HTMLParser
from itertools import permutations
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

from dashboard.language import COMPLETE, LANGUAGES
from dashboard.public.baking import Baked
from dashboard.public.registry import KINDS
from data import paths

BASE = "https://waymark.example/site/"
PAGE_LIMIT, STYLE_LIMIT, SCRIPT_LIMIT, FIRST_VIEW_LIMIT = 20_000, 10_000, 10_000, 30_000
OWN_WORDS_OF_HTML = ("http://www.w3.org/", "http://www.sitemaps.org/", "https://schema.org")


class Addresses(HTMLParser):
    """Collects what a page points to and the names that can be pointed to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.spoken: dict[str, str] = {}
        self.loaded: list[str] = []
        self.names: set[str] = set()
        self.styles: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the addresses of an element."""
        held = {name: value or "" for name, value in attributes}
        if "id" in held:
            assert held["id"] not in self.names, f"the id {held['id']} stands twice"
            self.names.add(held["id"])
        if tag == "a" and "href" in held:
            self.links.append(held["href"])
            self.spoken.setdefault(held["href"], held.get("hreflang", ""))
        elif tag == "link" and held.get("rel") in ("stylesheet", "preload"):
            self.loaded.append(held["href"])
        if held.get("src"):
            self.loaded.append(held["src"])
        if tag == "style" or "style" in held or any(name.startswith("on") for name in held):
            self.styles.append(tag)
        if tag == "script" and "src" not in held and held.get("type") != "application/ld+json":
            self.scripts.append(tag)


@pytest.fixture(scope="session")
def pages(baked: Baked) -> dict[str, str]:
    """Return every page by its path."""
    return {file.relative_to(baked.folder).as_posix(): file.read_text("utf-8") for file in sorted(baked.folder.rglob("*.html"))}


@pytest.fixture(scope="session")
def parsed(pages: dict[str, str]) -> dict[str, Addresses]:
    """Return the addresses of every page."""
    found = {}
    for path, text in pages.items():
        found[path] = Addresses()
        found[path].feed(text)
    return found


def test_every_kind_has_a_page_in_every_language(pages: dict[str, str]) -> None:
    for kind in KINDS:
        for language in kind.languages:
            first = f"{language}/{kind.first}"

            assert any(path.startswith(first) for path in pages), first
    assert len(pages) > len(KINDS) * len(COMPLETE)


def test_html_is_sound(pages: dict[str, str]) -> None:
    """A strict parser of the HTML standard finds nothing to mend in any kind of page."""
    one_a_kind = {(path.count("/"), path.split("/")[0], "/".join(path.split("/")[1:2])): path for path in pages}
    for path in one_a_kind.values():
        html5lib.HTMLParser(strict=True).parse(pages[path])


def test_every_link_leads_to_a_page_and_a_part_that_are_there(baked: Baked, parsed: dict[str, Addresses]) -> None:
    host = "http://here/site/"
    broken = []
    for path, found in parsed.items():
        for link in {*found.links, *found.loaded}:
            if link.startswith(("mailto:", "data:")):
                continue
            whole = urlsplit(urljoin(f"{host}{path}", link))
            if whole.netloc != "here":
                continue
            target = unquote(whole.path).removeprefix("/site/")
            file = target + "index.html" if target.endswith("/") or not target else target
            if not (baked.folder / file).is_file() or (whole.fragment and whole.fragment not in parsed[file].names):
                broken.append((path, link))

    assert broken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_place_leads_to_its_figures_where_some_are_given_away(baked: Baked, pages: dict[str, str], language: str) -> None:
    files = {path.stem for path in (baked.folder / "data/places").glob("*.csv")}
    mine = "".join(text for path, text in pages.items() if path.startswith(f"{language}/places/"))

    assert files
    assert set(re.findall(r'href="(?:\.\./)+data/places/([^"]+)\.csv"', mine)) == files


def test_no_sentence_has_a_gap_before_its_stop_or_says_a_value_twice(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        if path.split("/")[1:2] == ["missions"]:
            assert not re.search(r"[ \u00a0]\.[ <\"]", text), path
            assert not re.search(r"(\d[^,;<]+ \d{4}), \1,", text), path


def test_the_letters_of_a_list_are_letters(pages: dict[str, str]) -> None:
    """Swedish has three after z."""
    for path, text in pages.items():
        assert all(letter.isalnum() for letter in re.findall(r'id="letter-([^"]*)"', text)), path
    assert "Österrike" in pages["sv/places/index.html"].partition("<h2>Ö</h2>")[2]


def test_a_link_into_another_language_says_which(parsed: dict[str, Addresses]) -> None:
    """A reader, and a voice that reads aloud, knows before following it."""
    silent, told = [], set()
    for path, found in parsed.items():
        here = path.split("/", 1)[0]
        if here not in LANGUAGES:
            continue
        for link, spoken in found.spoken.items():
            there = urlsplit(urljoin(f"{BASE}{path}", link)).path.removeprefix("/site/").split("/", 1)[0]
            if there in LANGUAGES and there != here:
                told.add((here, there))
                if spoken != there:
                    silent.append((path, link))

    assert silent == []
    assert told == set(permutations(LANGUAGES, 2))


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(parsed: dict[str, Addresses]) -> None:
    """The policy of a careful server forbids inline scripts and styles; and no reader's address goes to anybody else."""
    for path, found in parsed.items():
        assert [address for address in found.loaded if "//" in address] == [], path
        assert (found.styles, found.scripts) == ([], []), path


def test_style_and_script_ask_for_nothing_from_elsewhere(baked: Baked) -> None:
    for file in (baked.folder / "assets").iterdir():
        if file.suffix in (".css", ".js"):
            assert "//" not in re.sub(r"^// .*$", "", file.read_text("utf-8"), flags=re.MULTILINE)
            assert "@import" not in file.read_text("utf-8")


def test_weights(baked: Baked) -> None:
    """The goals of weight, compressed: a page 20 kB, style and script 10 kB each."""
    sizes = {file.relative_to(baked.folder).as_posix(): file.stat().st_size for file in baked.folder.rglob("*.gz")}
    pages = {path: size for path, size in sizes.items() if path.endswith(".html.gz")}
    style = sum(size for path, size in sizes.items() if path.endswith(".css.gz"))
    script = sum(size for path, size in sizes.items() if path.endswith(".js.gz"))

    assert {path: size for path, size in pages.items() if size > PAGE_LIMIT} == {}
    assert style < STYLE_LIMIT
    assert script < SCRIPT_LIMIT


def test_the_first_view_of_every_mission_is_page_style_and_typeface_and_light(baked: Baked, parsed: dict[str, Addresses]) -> None:
    """Three requests and 30 kB, packed; nothing else is loaded."""
    for path, found in parsed.items():
        if path.split("/")[1:2] == ["missions"] and path[:5] != "data/":
            page = baked.folder / path
            loaded = {(page.parent / address).resolve() for address in found.loaded}
            size = sum(
                next(file for file in (part.with_name(f"{part.name}.gz"), part) if file.is_file()).stat().st_size
                for part in (page, *loaded)
            )

            assert sorted(part.suffix for part in loaded) == [".css", ".woff2"], path
            assert size <= FIRST_VIEW_LIMIT, path


def test_the_packed_file_beside_each_text_holds_the_text(baked: Baked) -> None:
    packed = sorted(baked.folder.rglob("*.gz"))

    assert packed
    for file in packed:
        content = file.read_bytes()
        assert gzip.decompress(content) == file.with_suffix("").read_bytes()
        assert content[4:8] == b"\0\0\0\0"  # RFC 1952: no time in the header


def is_drawing_alone(path: str) -> bool:
    """Return whether *path* is a drawing for the pages of others; search engines are sent to the page that it stands on."""
    return "/embed/" in path and not path.endswith("/embed/index.html")


def test_the_head_tells_search_engines_what_they_need(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        if path.endswith("404.html") or is_drawing_alone(path):
            assert '<meta name="robots" content="noindex">' in text
            continue
        address = BASE + path.removesuffix("index.html")
        assert f'<link rel="canonical" href="{address}">' in text, path
        assert re.search(r"<title>[^<]{3,}</title>", text), path
        assert re.search(r'<meta name="description" content="[^"]{20,}">', text), path
        assert text.count('hreflang="x-default"') == (not path.startswith("data/")), path
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
            told = json.loads(block)
            assert (told["@type"], told["url"]) == ("Dataset", address)
            assert {"name", "description", "license", "creator"} <= told.keys()
            assert {each["@type"] for each in told["license"]} == {"CreativeWork"}, path


def test_no_two_pages_of_a_language_have_the_same_title_or_description(pages: dict[str, str]) -> None:
    """A list of results in which twenty lines read alike helps nobody."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, text in pages.items():
        if '<meta name="robots" content="noindex">' in text:
            continue
        (language,) = re.findall(r'<html lang="(\w+)">', text)
        for pattern in (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">'):
            told[language, re.findall(pattern, text)[0]].append(path)

    assert {words: paths for words, paths in told.items() if len(paths) > 1} == {}


def test_data_search_engines_find_the_files_that_they_are_told_of(baked: Baked, pages: dict[str, str]) -> None:
    named = {
        given["contentUrl"]
        for text in pages.values()
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
        for given in json.loads(block).get("distribution", ())
    }

    assert {
        "data/all/waymark.zip",
        "data/places/DEU.csv",
        "data/missions/who-ccei/data.csv",
        "data/indicators/hpv_15_complete/data.csv",
    } <= {address.removeprefix(BASE) for address in named}
    assert [address for address in sorted(named) if not (baked.folder / address.removeprefix(BASE)).is_file()] == []


def test_the_sitemap_names_every_page_that_is_to_be_found(baked: Baked, pages: dict[str, str]) -> None:
    tree = ET.fromstring((baked.folder / "sitemap.xml").read_text("utf-8"))  # noqa: S314 - our own file
    named = {entry.text for entry in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    expected = {
        BASE + path.removesuffix("index.html") for path in pages if "404" not in path and path != "index.html" and path[:5] != "data/"
    }
    expected -= {BASE + path.removesuffix("index.html") for path in pages if is_drawing_alone(path)}

    assert expected == named
    assert f"Sitemap: {BASE}sitemap.xml" in (baked.folder / "robots.txt").read_text("utf-8")


def test_the_site_is_baked_without_streamlit_and_plotly() -> None:
    """Neither is needed to write files, and each costs a second to import."""
    script = (
        "import sys; import dashboard.public.command, dashboard.public.baking; "
        "print([name for name in ('streamlit', 'plotly', 'etl') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=paths.ROOT, check=True, capture_output=True, text=True).stdout

    assert told.strip() == "[]"
