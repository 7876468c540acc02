"""The baked site as a reader has it: every kind of page, light and dark, wide and narrow, by keyboard, on paper and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from dashboard.charts.shapes import STATUSES
from dashboard.language import LANGUAGES
from dashboard.loading import OpenWarehouse
from dashboard.public import preview
from dashboard.public.baking import bake
from dashboard.public.registry import KINDS
from dashboard.public.settings import Settings, read_operator
from dashboard.public.site import Site
from etl import build

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

PAGES = (
    "",
    "missions/de-ndk/",
    "missions/who-ccei/",
    "places/",
    "places/SWE/",
    "numbers/",
    "numbers/hpv_15_complete/",
    "numbers/hpv_15_complete/DEU/",
    "initiatives/",
    "promises/",
    "corrections/",
    "data/",
    "embed/",
    "embed/missions/gb-sct-bowel/main-0/",
    "embed/places/SWE/incidence/",
    "methods/",
    "accessibility/",
    "easy/",
    "imprint/",
    "privacy/",
    "404.html",
)
"""Below the folder of a language."""

IN_PART = ("sv", "nl")
NARROW = 390

IN_ALL_LANGUAGES = ("", "data/all/", "data/missions/de-ndk/")
"""The choice of a language, and folders of the open data."""

STORED = """async () => [
    document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
]"""
"""Everything that a page could leave with a reader."""

GLUED = """[...document.querySelectorAll('main small')].filter(small => {
    const before = small.previousSibling;
    return before && !/\\s$/.test(before.textContent) && !/^\\s/.test(small.textContent);
}).map(small => small.parentElement.textContent)"""
"""Small print that runs into the word before it where no style puts it on a line of its own."""

WITHOUT_COLOUR = """[...document.querySelectorAll('.wm-shape > :not(.s-cut)')].map(shape => {
    const style = getComputedStyle(shape), of = shape.classList[0].slice(2);
    return of.endsWith('-line') || of === 'not_assessable' ? style.stroke : style.fill;
})"""
"""What the shapes of the statuses are drawn in, one entry a piece."""

DRAWN = """[...document.querySelectorAll('figure')].filter(
    figure => [...figure.querySelectorAll('svg.chart')].filter(drawing => drawing.getBoundingClientRect().height > 0).length > 1
).map(figure => figure.id)"""
"""Figures of which more than one drawing is seen."""


@pytest.fixture(scope="session")
def public_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Bake the project's own figures and serve them; yield the address and the folder of the release."""
    folder = tmp_path_factory.mktemp("public")
    warehouse = OpenWarehouse(build.build(folder=folder / "warehouse", audience="public"))
    baked = bake(Site(warehouse, Settings(read_operator())), folder / "site")
    warehouse.close()
    opened = preview.server(folder / "site", 0)
    Thread(target=opened.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{opened.server_port}", baked.folder
    opened.shutdown()
    opened.server_close()


def test_every_kind_of_page_is_looked_at(public_site: tuple[str, Path]) -> None:
    """A new kind of page belongs into the list above."""
    firsts = {kind.first for kind in KINDS}
    seen = {path.partition("/")[0] + ("/" if "/" in path else "") for path in PAGES}

    assert firsts - seen - {path for path in firsts if not (public_site[1] / "en" / path).exists()} == set()


def _paths(folder: Path) -> list[str]:
    """Return the address of one page of each kind in each language."""
    spoken = [f"{language}/{path}" for language in LANGUAGES for path in PAGES]
    return [*IN_ALL_LANGUAGES, *(path for path in spoken if (folder / path).exists())]


@pytest.mark.parametrize("width", [1280, NARROW])
def test_every_kind_of_page_is_for_everybody_and_leaves_nothing(
    new_visit: Callable[..., Visit], public_site: tuple[str, Path], width: int
) -> None:
    """
    No finding of axe of any weight in light or dark, no sideways scroll, one main heading; no cookie and nothing stored.

    The visit fails on a console error and on a request to any other host. Swedish and Dutch have the pages of the others in other words, so
    theirs are looked at in light where they are wide and in dark where they are narrow.
    """
    address, folder = public_site
    visit = new_visit(width=width, address=address)
    for path in _paths(folder):
        visit.page.goto(f"{address}/{path}")
        found: list[tuple[str, str]] = []
        schemes = ("light", "dark") if path[:2] not in IN_PART else ("light",) if width > NARROW else ("dark",)
        for scheme in schemes:
            visit.page.emulate_media(color_scheme=scheme)
            found += [(scheme, each) for each in visit.violations(of_any_weight=True)]

        assert (path, found) == (path, [])
        assert (path, max(visit.overflow(), 0), visit.page.locator("h1").count()) == (path, 0, 1)
        assert (path, visit.page.evaluate(STORED), visit.page.context.cookies()) == (path, ["", 0, 0, 0, 0, 0], [])


@pytest.mark.parametrize("width", [1280, 320])
def test_what_is_to_be_hit_is_large_enough(new_visit: Callable[..., Visit], public_site: tuple[str, Path], width: int) -> None:
    """24 by 24 pixels, or as much room around it (WCAG 2.2, 2.5.8); 320 is a screen of 1280 at 400 percent: nothing scrolls sideways."""
    address, folder = public_site
    visit = new_visit(width=width, address=address)
    for path in [path for path in _paths(folder) if path[:2] not in IN_PART]:
        visit.page.goto(f"{address}/{path}")

        assert (path, visit.violations(of_any_weight=True, only="target-size"), max(visit.overflow(), 0)) == (path, [], 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_and_strokes_tell_all_in_a_readers_own_colours(
    new_visit: Callable[..., Visit], public_site: tuple[str, Path], scheme: str
) -> None:
    """Where a reader's system has a few colours of its own, every shape has that of the text, and the page where he is stays marked."""
    address, _ = public_site
    page = new_visit(address=address, forced_colors="active", color_scheme=scheme).page
    page.goto(f"{address}/en/easy/")
    text = page.evaluate("getComputedStyle(document.body).color")

    assert set(page.evaluate(WITHOUT_COLOUR)) == {text}
    assert page.locator("#signs .wm-shape").count() == len(STATUSES)

    page.goto(f"{address}/en/places/SWE/")
    here = page.locator(".bar nav a[aria-current]")

    assert here.evaluate("link => getComputedStyle(link).textDecorationLine") == "underline"


@pytest.mark.parametrize(("width", "media"), [(1280, "screen"), (320, "screen"), (1280, "print")])
def test_in_easy_language_a_heading_is_larger_than_what_it_heads(
    new_visit: Callable[..., Visit], public_site: tuple[str, Path], width: int, media: str
) -> None:
    """The letters of the sentences are larger than on other pages, and the headings have to follow."""
    address, _ = public_site
    page = new_visit(width=width, address=address).page
    page.goto(f"{address}/de/easy/")
    page.emulate_media(media=media)
    sizes = [
        page.locator(f".easy {what}").first.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
        for what in ("h1", "h2", "h3", "p")
    ]

    assert sizes == sorted(set(sizes), reverse=True)


def test_pages_read_well_without_styles(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    """The way to the content stands first, no words run together, and of two drawings of the same one is seen."""
    address, folder = public_site
    page = new_visit(address=address).page
    for path in _paths(folder):
        page.goto(f"{address}/{path}")
        page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(link => link.remove())")

        assert page.evaluate("document.styleSheets.length") == 0
        assert (path, page.evaluate(GLUED), page.evaluate(DRAWN)) == (path, [], [])
        if path not in IN_ALL_LANGUAGES and not page.locator("body.embed").count():
            assert page.locator("body > *").first.get_attribute("href") == "#content"


def test_pages_are_whole_without_a_script(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    address, _ = public_site
    page = new_visit(address=address, java_script_enabled=False).page
    page.goto(f"{address}/en/places/")

    assert page.locator(".by-letter a").count() > 200
    assert not page.locator("#filter").is_visible()


def test_a_reader_finds_a_place_by_typing(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    """Case and accents do not matter; what is left is told to who cannot see it."""
    address, _ = public_site
    page = new_visit(address=address).page
    page.goto(f"{address}/de/places/")
    page.get_by_role("searchbox").fill("OSTERREICH")

    assert [link.inner_text() for link in page.locator(".by-letter a:visible").all()] == ["Österreich"]
    assert page.get_by_role("status").inner_text().startswith("1 ")


@pytest.mark.parametrize(("typed", "meant"), [("Deutchland", "Deutschland"), ("Deutshl", "Deutschland"), ("Estonia", None), ("qqq", None)])
def test_a_place_that_is_not_spelled_right_is_found_all_the_same(
    new_visit: Callable[..., Visit], public_site: tuple[str, Path], typed: str, meant: str | None
) -> None:
    """One wrong letter in three at most: what is offered was meant, or nothing is."""
    address, _ = public_site
    page = new_visit(address=address).page
    page.goto(f"{address}/de/places/")
    page.get_by_role("searchbox").fill(typed)
    offered = [link.inner_text() for link in page.locator(".by-letter a:visible").all()]

    assert offered[:1] == ([] if meant is None else [meant])
    assert page.get_by_role("status").inner_text() == ("0 Orte" if meant is None else "So ist nichts geschrieben. Ähnlich:")


def test_the_first_view_takes_three_requests(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    address, _ = public_site
    page = new_visit(address=address).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.goto(f"{address}/de/missions/de-ndk/", wait_until="networkidle")

    assert len(set(asked)) <= 3


def test_paper_is_white_and_tables_are_open(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    address, _ = public_site
    page = new_visit(address=address, color_scheme="dark").page
    page.goto(f"{address}/en/missions/de-ndk/")
    page.emulate_media(media="print")

    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(20, 24, 31)"
    assert not page.locator(".bar nav").is_visible()
    assert not page.locator(".site-foot ul").is_visible()
    assert page.locator("figure table").first.evaluate("table => table.getBoundingClientRect().height") > 0
    assert not page.get_by_text("iframe").first.is_visible()


def test_on_paper_the_first_figure_begins_on_the_first_page(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    """A figure that may not be broken went to the next page with its open table, and left the first one empty."""
    address, _ = public_site
    page = new_visit(address=address).page
    page.goto(f"{address}/en/missions/us-hp2030/")
    page.emulate_media(media="print")

    assert page.locator("figure.wm-figure").first.evaluate("figure => getComputedStyle(figure).breakInside") == "auto"
    assert page.locator("svg.chart").first.evaluate("drawing => getComputedStyle(drawing).breakInside") == "avoid"


def test_the_keyboard_skips_the_menu_first(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    address, _ = public_site
    page = new_visit(address=address).page
    page.goto(f"{address}/en/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_the_change_of_language_keeps_the_view(new_visit: Callable[..., Visit], public_site: tuple[str, Path]) -> None:
    address, _ = public_site
    page = new_visit(address=address).page
    page.goto(f"{address}/en/places/SWE/")
    page.get_by_role("link", name="Deutsch").click()

    assert page.url == f"{address}/de/places/SWE/"
