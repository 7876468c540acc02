"""Every page by keyboard alone: in at the skip link, through all links and choices, out at the foot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.screens import SCREENS

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

MOST_STOPS = 600
# Where the focus is: a number that stays with the element, whether it is seen, and whether it carries a ring.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  window.stops = window.stops || new Map();
  if (!window.stops.has(here)) window.stops.set(here, window.stops.size);
  const box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const ringed = node => { const s = getComputedStyle(node); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2)
    || s.boxShadow !== "none" || parseFloat(s.borderTopWidth) >= 1; };
  return {n: window.stops.size === window.stops.get(here) + 1 ? window.stops.get(here) : -1,
    seen: box.width > 0 && box.height > 0, ours: !!here.closest(".wm"), foot: !!here.closest(".wm-footer"),
    ring: here.closest(".wm") ? style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 3
      : ringed(here) || (here.parentElement && ringed(here.parentElement)) || here.tagName === "INPUT",
    name: (here.innerText || here.getAttribute("aria-label") || here.tagName).slice(0, 60)};
}"""


def _walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page or comes back to a place it was at; return the stops."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["n"] < 0:
            return stops
        stops.append(stop)
    return stops


@pytest.mark.parametrize("name", SCREENS)
def test_tab_walks_through_the_whole_page(reader: Visit, name: str) -> None:
    """First the skip link, then every stop once and seen with a ring, last the foot: nobody is caught on the way."""
    page = reader.open(f"{SCREENS[name]}lang=en")
    stops = _walk(page)
    links = page.locator(".wm-footer a").count()

    assert "skip" in stops[0]["name"].lower()
    assert sum(stop["foot"] for stop in stops) == links
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    assert [stop["name"] for stop in stops if stop["ours"] and not stop["seen"]] == []


def test_the_navigation_names_six_places(reader: Visit) -> None:
    page = reader.open("/?lang=en")
    shown = [text.strip() for text in page.get_by_test_id("stTopNavLink").all_inner_texts()]

    assert shown == ["Missions", "Countries", "Compare", "Method lab", "Methods", "Data"]


def test_a_phone_opens_the_navigation_and_goes_there(new_visit: Callable[..., Visit]) -> None:
    page = new_visit(width=390).open("/?lang=en")
    page.get_by_test_id("stExpandSidebarButton").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Methods").click()
    page.wait_for_url("**/methods?**")

    expect(page.locator("h1")).to_have_text("How a promise is judged")


def test_a_changed_choice_is_said_aloud(visit: Visit) -> None:
    """The sentence is a live region that stays in place while the page changes."""
    page = visit.open("/country?place=DEU&lang=en")
    told = page.get_by_role("status").filter(has_text="Showing:")
    expect(told).to_contain_text("Country or place – Germany")
    page.get_by_role("combobox", name="Country or place").click()
    page.get_by_role("combobox", name="Country or place").fill("Netherl")
    page.keyboard.press("Enter")

    expect(told).to_contain_text("Country or place – Netherlands")


def test_nothing_moves_where_a_reader_asked_for_less_motion(new_visit: Callable[..., Visit]) -> None:
    page = new_visit(reduced_motion="reduce").open("/country?place=SWE&lang=en")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(node => { const s = getComputedStyle(node);"
        " return s.animationName !== 'none' || s.transitionDuration.split(',').some(time => parseFloat(time) > 0); }).length"
    )

    assert moving == 0
