"""The baked site as a reader has it: every kind of page, light and dark, wide and narrow, by keyboard, on paper and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

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
    "imprint/",
    "privacy/",
    "404.html",
)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_kind_of_page_is_for_everybody(
    new_visit: Callable[..., Visit], public_site: tuple[str, Path], width: int, scheme: str
) -> None:
    """No finding of axe of any weight, no sideways scroll, one main heading; and the visit fails on a console error or foreign request."""
    address, folder = public_site
    visit = new_visit(width=width, address=address, color_scheme=scheme)
    for language in LANGUAGES:
        for path in PAGES:
            if not (folder / language / path).exists():
                continue
            visit.page.goto(f"{address}/{language}/{path}")

            assert (path, visit.violations(), max(visit.overflow(), 0), visit.page.locator("h1").count()) == (path, [], 0, 1)


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
