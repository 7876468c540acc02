"""Every page that goes to a meeting on paper: no navigation, whole tables, drawings, as many sheets as were looked at."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from dashboard.screens import SCREENS

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

# Sheets of A4 portrait, at least and at most; the mission on one page is one sheet of A3.
PAPERS = {
    "mission": (4, 6),
    "target": (4, 7),
    "review": (3, 5),
    "country": (5, 8),
    "canvas": (1, 1),
}
SCREEN_ONLY = ("stHeader", "stToolbar", "stSidebar")
SEEN = "element => element.getClientRects().length > 0 && element.getBoundingClientRect().height > 0"


@pytest.mark.parametrize("name", PAPERS)
def test_a_page_prints_whole_and_without_what_is_for_pressing(reader: Visit, name: str) -> None:
    least, most = PAPERS[name]
    page = reader.open(f"{SCREENS[name]}lang=en")
    drawn = page.locator(".wm-figure:has(svg.chart), .wm-figure-head").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    bars = [part for part in SCREEN_ONLY if page.get_by_test_id(part).count() and page.get_by_test_id(part).first.is_visible()]
    pressed = page.locator(".wm-tools > a, .wm-tools summary, .wm-siblings, .wm-right, .wm-other-day, form.wm-day")
    shown = [bool(part.evaluate(SEEN)) for part in pressed.all()]
    tables = [bool(part.evaluate(SEEN)) for part in page.locator(".wm table:not(.wm-noprint *)").all()]
    charts = sum(bool(part.evaluate(SEEN)) for part in page.locator(".wm-figure svg.chart, .wm-figure-rest svg.chart").all())
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        sheets = len(paper.pages)
    page.emulate_media(media="screen")

    assert (bars, any(shown), all(tables)) == ([], False, True)
    assert charts >= drawn
    assert least <= sheets <= most
