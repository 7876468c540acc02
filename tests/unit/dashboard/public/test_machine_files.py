"""What programs read keeps to its schema, and every address in it leads to a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import etree

from dashboard.public.baking import Baked
from tests.conftest import PUBLIC_BASE

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture(scope="module")
def atom() -> etree.RelaxNG:
    """Return the schema of RFC 4287."""
    return etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))


@pytest.fixture(scope="module")
def sitemap() -> etree.XMLSchema:
    """Return the schema of the sitemap protocol."""
    return etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))


def test_every_feed_keeps_to_the_schema(baked: Baked, atom: etree.RelaxNG) -> None:
    """And to what RFC 4287 says in words: an author for every entry, a link to itself, each id once, a page or a content for each entry."""
    feeds = sorted(baked.folder.glob("feeds/*.atom"))
    assert len(feeds) > 2
    for file in feeds:
        tree = etree.parse(file)
        atom.assertValid(tree)
        root = tree.getroot()
        own = f"{PUBLIC_BASE}feeds/{file.name}"
        ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]

        assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"] == [own]
        assert len(ids) == len(set(ids)), file.name
        for entry in root.iter(f"{ATOM}entry"):
            assert entry.find(f"{ATOM}author") is not None or root.find(f"{ATOM}author") is not None
            assert entry.find(f"{ATOM}content") is not None or any(link.get("rel") == "alternate" for link in entry.iter(f"{ATOM}link"))


WHOLE = '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:y</id><title>a</title><updated>2024-01-31T00:00:00Z</updated></feed>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("urn:x:y", "x"),
        ("<title>a</title>", ""),
        ("2024-01-31T00:00:00Z", "2024-01-31"),
        ("2024-01-31T00:00:00Z", "2024-02-30T00:00:00Z"),
        ("</feed>", "<published>2024-01-31T00:00:00Z</published></feed>"),
        ("</feed>", "<entry/></feed>"),
        ("</feed>", '<link rel="self"/></feed>'),
        ("<title>", '<title type="xhtml">'),
        ("</feed>", "<id>urn:x:z</id></feed>"),
        ("<feed ", '<feed unknown="1" '),
    ],
)
def test_the_schema_of_feeds_finds_faults(atom: etree.RelaxNG, old: str, new: str) -> None:
    assert atom.validate(etree.fromstring(WHOLE))
    assert not atom.validate(etree.fromstring(WHOLE.replace(old, new)))


def test_the_sitemap_keeps_to_its_schema_and_names_languages_both_ways(baked: Baked, sitemap: etree.XMLSchema) -> None:
    """A page that names another language has to be named by that one too, or search engines ignore both."""
    tree = etree.parse(baked.folder / "sitemap.xml")
    sitemap.assertValid(tree)
    told = {str(url[0].text): {str(link.get("hreflang")): str(link.get("href")) for link in url.iter(LINK)} for url in tree.getroot()}

    assert len(told) == len(tree.getroot())
    for address, others in told.items():
        assert address in others.values()
        for other in others.values():
            assert told[other] == others, (address, other)


@pytest.mark.parametrize(
    "fault",
    [
        "<url/>",
        "<url><loc>en/</loc></url>",
        "<url><loc>https://a.example/ä</loc></url>",
        "<url><loc>https://a.example/</loc><b/></url>",
        "",
    ],
)
def test_the_schema_of_the_sitemap_finds_faults(sitemap: etree.XMLSchema, fault: str) -> None:
    frame = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'

    assert sitemap.validate(etree.fromstring(frame.format("<url><loc>https://a.example/%C3%A4</loc></url>")))
    assert not sitemap.validate(etree.fromstring(frame.format(fault)))


def own_addresses(text: str) -> Iterator[str]:
    """Return the addresses of the site in *text*, as whole words."""
    for found in re.findall(rf"{re.escape(PUBLIC_BASE.rstrip('/'))}[^\s\"'<>;,&)\]\\]*", text):
        if "{" not in found:  # a pattern of addresses
            yield found.rstrip(".")


def leads_nowhere(folder: Path, address: str) -> bool:
    """Return whether no file of the release stands for *address*; a folder needs a file that servers show for it."""
    path = unquote(urlsplit(address).path).removeprefix(urlsplit(PUBLIC_BASE).path.rstrip("/")).lstrip("/")
    file = folder / path
    return not any((file / name).is_file() for name in ("index.html", "index.json")) if file.is_dir() else not file.is_file()


def test_every_own_address_in_files_for_programs_leads_to_a_file(baked: Baked) -> None:
    """Feeds, sitemap, JSON, read-me files and metadata of the downloads."""
    kinds = {".json", ".xml", ".atom", ".md", ".txt", ""}
    files = [file for file in baked.folder.rglob("*") if file.is_file() and file.suffix in kinds]
    named = {(file, address) for file in files for address in own_addresses(file.read_text("utf-8"))}
    assert len(named) > 1000
    gone = {address: leads_nowhere(baked.folder, address) for _, address in named}

    assert sorted({(file.relative_to(baked.folder).as_posix(), address) for file, address in named if gone[address]})[:20] == []


def test_every_address_in_the_style_leads_to_a_file(baked: Baked) -> None:
    (style,) = baked.folder.glob("assets/*.css")
    named = re.findall(r"url\(([^)]+)\)", style.read_text("utf-8"))
    assert named
    for address in named:
        assert (baked.folder / urljoin("assets/", address)).is_file(), address


def test_every_whole_address_of_the_site_in_a_page_leads_to_a_file(baked: Baked) -> None:
    """Canonical addresses, other languages, data sets for search engines, codes to embed."""
    pages = sorted(baked.folder.rglob("*.html"))
    named = {address for page in pages for address in own_addresses(page.read_text("utf-8"))}

    assert named
    assert sorted(address for address in named if leads_nowhere(baked.folder, address)) == []


def test_every_json_is_sound(baked: Baked) -> None:
    """Programs stop at NaN, which Python would write."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    for file in baked.folder.rglob("*.json"):
        json.loads(file.read_text("utf-8"), parse_constant=refuse)
