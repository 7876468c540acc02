"""Every page as a reader has it: nothing fails, nothing is fetched from elsewhere, everybody can use it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import expect

from dashboard.screens import SCREENS

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

PAGES = SCREENS | {
    "past": "/mission?mission=gb-sct-bowel&as_of=2022-07-01&",
    "target with an indicator": "/mission?mission=who-ccei&target=who-ccei-vacc-90&place=GBR&indicator=hpv_programme_first&",
    "country one indicator": "/country?place=SWE&indicator=hpv_programme_first&",
    "compare nothing": "/compare?missions=de-ndk,se-vzc&",
}
IN_PART = ("missions", "mission", "target", "country")
"""Pages that are written in Swedish and Dutch too."""
READ = [(name, language) for name in PAGES for language in ("en", "de", *(("sv", "nl") if name in IN_PART else ()))]


@pytest.mark.parametrize(("name", "language"), READ)
def test_a_wide_screen_and_a_phone_show_the_page_to_everybody(reader: Visit, name: str, language: str) -> None:
    """One load: no serious finding of axe at either width, nothing to scroll sideways, no console error, no request to another host."""
    reader.faults.clear()
    reader.page.set_viewport_size({"width": 1280, "height": 900})
    page = reader.open(f"{PAGES[name]}lang={language}")
    wide = reader.violations()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("innerWidth === 390")

    assert (wide, reader.violations(), reader.faults) == ([], [], [])
    assert reader.overflow() <= 0
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1


def test_the_dark_page_keeps_its_contrast(new_visit: Callable[..., Visit]) -> None:
    visit = new_visit(color_scheme="dark")
    visit.open("/mission?mission=who-ccei&target=who-ccei-vacc-90&place=DEU&lang=en")
    paper = visit.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")

    assert (visit.violations(), paper) == ([], "rgb(14, 17, 23)")


def test_paper_is_white_whatever_the_screen(new_visit: Callable[..., Visit]) -> None:
    """A reader with a dark screen prints dark ink on white, with the drawing made for a narrow page and no links to press."""
    visit = new_visit(color_scheme="dark")
    page = visit.open("/mission?mission=who-ccei&target=who-ccei-vacc-90&place=DEU&lang=en")
    page.emulate_media(media="print")
    colours = page.evaluate(
        "['.stApp', 'h1'].map(name => getComputedStyle(document.querySelector(name))).map(style => [style.backgroundColor, style.color])"
    )

    assert colours[0][0] == "rgb(255, 255, 255)"
    assert colours[1][1] == "rgb(20, 24, 31)"  # ink of the light palette
    expect(page.locator('[class*="st-key-chart-wide"]').first).to_be_hidden()
    expect(page.locator(".wm-figure-rest svg.chart.narrow").first).to_be_visible()
    expect(page.locator(".wm-right").first).to_be_hidden()


def test_the_keyboard_reaches_the_content_and_shows_where_it_is(visit: Visit) -> None:
    """The first stop skips the navigation; a focused link carries a ring of three pixels in ink."""
    page = visit.open("/?lang=en")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.innerText")
    link = page.locator(".wm-table a").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    ring = link.evaluate("element => getComputedStyle(element).outlineWidth + ' ' + getComputedStyle(element).outlineStyle")

    assert "skip" in first.lower()
    assert ring == "3px solid"


def test_the_navigation_keeps_language_and_day(visit: Visit) -> None:
    """Streamlit's navigation drops the address's parameters; the next page writes them back."""
    page = visit.open("/?lang=de&as_of=2024-05-01")
    page.get_by_role("link", name="Methoden", exact=True).first.click()
    page.wait_for_url("**/methods?**")
    expect(page.locator("h1")).to_have_text("Wie eine Zusage beurteilt wird")
    page.wait_for_url("**lang=de**")

    assert "as_of=2024-05-01" in page.url


def test_a_chosen_country_is_in_the_address_and_on_the_page(visit: Visit) -> None:
    page = visit.open("/country?place=DEU&lang=en")
    page.get_by_role("combobox", name="Country or place").click()
    page.get_by_role("combobox", name="Country or place").fill("Netherl")
    page.keyboard.press("Enter")
    page.wait_for_url("**place=NLD**")
    expect(page.locator("h1")).to_contain_text("Netherlands")


def test_a_slow_reader_never_sees_a_page_without_its_look(new_visit: Callable[..., Visit]) -> None:
    """A processor at a sixth of its speed: whenever something of a page is there, its colours are known."""
    visit = new_visit()
    visit.page.add_init_script(
        "window.bare = 0; new MutationObserver(() => { const part = document.querySelector('.wm');"
        " if (part && !getComputedStyle(part).getPropertyValue('--wm-ink')) window.bare += 1; })"
        ".observe(document, {childList: true, subtree: true});"
    )
    visit.page.context.new_cdp_session(visit.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page = visit.open("/country?place=SWE&lang=en")

    assert page.evaluate("window.bare") == 0


def test_a_link_in_the_page_keeps_the_language(visit: Visit) -> None:
    page = visit.open("/?lang=de")
    page.get_by_role("link", name="Nationale Dekade gegen Krebs").click()
    page.wait_for_url("**/mission?mission=de-ndk&lang=de")
    expect(page.locator("h1")).to_have_text("Nationale Dekade gegen Krebs")


def test_the_other_language_is_one_link_away(visit: Visit) -> None:
    page = visit.open("/mission?mission=de-ndk&lang=en")
    page.get_by_role("link", name="Deutsch").click()
    page.wait_for_url("**lang=de")
    expect(page.locator("h1")).to_have_text("Nationale Dekade gegen Krebs")


def test_a_figure_s_download_carries_a_citation_in_each_row(visit: Visit) -> None:
    page = visit.open("/mission?mission=de-ndk&lang=en")
    with page.expect_download() as waiting:
        page.locator("#figure-studies").get_by_role("link", name="Download (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8"))))

    assert rows
    assert all(row["citation"] and row["licence"] for row in rows)


def test_a_table_opens_under_its_figure(visit: Visit) -> None:
    page = visit.open("/mission?mission=de-ndk&lang=en")
    table = page.locator("#figure-studies table")
    was_visible = table.is_visible()
    page.locator("#figure-studies summary").click()

    assert (was_visible, table.is_visible()) == (False, True)


@pytest.mark.parametrize("mission", ["de-ndk", "nl-health-holland"])
def test_the_mission_on_one_page_is_one_sheet_of_a3(visit: Visit, mission: str) -> None:
    """The two fullest sheets, in the longer language, with every cell and answer opened: 420 × 297 mm at 72 points an inch."""
    page = visit.open(f"/canvas?mission={mission}&lang=de")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".wm-evaluability table")).to_be_visible()
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        size = [round(float(length) / 72 * 25.4) for length in paper.pages[0].mediabox[2:]]

        assert (len(paper.pages), size) == (1, [420, 297])


def test_the_print_link_prints(visit: Visit) -> None:
    page = visit.open("/?lang=en")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("link", name="Print").click()

    assert page.evaluate("window.printed") is True


@pytest.mark.parametrize("language", ["en", "de"])
def test_without_a_warehouse_a_reader_is_told_what_to_do(new_visit: Callable[..., Visit], empty_server: str, language: str) -> None:
    page = new_visit(address=empty_server).open(f"/mission?mission=de-ndk&lang={language}")

    assert "python -m etl build" in page.locator(".stMain").first.inner_text()


@pytest.mark.parametrize("path", ["/nopage?lang=de", "/mission/nopage?lang=de"])
def test_an_address_without_a_page_says_so(visit: Visit, path: str) -> None:
    """On the first page and in the reader's language, without the server's own English window over it."""
    page = visit.open(path)

    expect(page.get_by_role("status").first).to_contain_text("gibt es hier nicht")
    expect(page.get_by_role("dialog")).to_have_count(0)
