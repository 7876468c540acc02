"""The preventable share as a reader has it: whole, for everybody, on a phone and in the dark, with links that set and files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

GERMANY = "/preventable?place=DEU&"
VIEWS = {
    "germany": GERMANY,
    "no promise": "/preventable?place=AUS&",
    "what if": f"{GERMANY}lag=5&factor=excess_weight&level=12&year=2045&",
    "no study": "/preventable?place=SWE&",
    "nonsense": f"{GERMANY}lag=%3Cb%3E&factor=%3Cscript%3E&level=x&year=now&",
}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", VIEWS)
def test_a_wide_screen_shows_the_share_to_everybody(visit: Visit, name: str, language: str) -> None:
    visit.open(f"{VIEWS[name]}lang={language}")

    assert visit.violations() == []
    assert visit.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", VIEWS)
def test_a_phone_shows_the_share_without_scrolling_sideways(narrow: Visit, name: str) -> None:
    narrow.open(f"{VIEWS[name]}lang=de")

    assert narrow.violations() == []
    assert narrow.overflow() <= 0


def test_the_dark_page_keeps_its_contrast(new_visit: Callable[..., Visit]) -> None:
    visit = new_visit(color_scheme="dark")
    visit.open(f"{VIEWS['what if']}lang=en")

    assert visit.violations() == []


def test_a_what_if_is_three_clicks_and_stays_when_the_language_changes(visit: Visit) -> None:
    page = visit.open(f"{GERMANY}lang=en")
    page.get_by_role("link", name="Excess weight").click()
    page.get_by_role("link", name="5.6%").click()
    page.get_by_role("link", name="2055").click()
    page.get_by_text("to 5.6%, between").first.wait_for()
    page.get_by_role("link", name="Deutsch").click()
    page.get_by_text("auf 5,6\u00a0%, zwischen").first.wait_for()

    assert "factor=excess_weight&level=5.6&year=2055" in page.url


def test_the_modelled_years_can_be_taken_along(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(f"{GERMANY}lang=en")
    with page.expect_download() as started:
        page.get_by_role("button", name="Modelled share by year").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    rows = list(csv.DictReader(file.open(encoding="utf-8")))

    assert (file.name, rows[0]["study"], rows[-1]["year"]) == ("waymark-preventable-de-2018-lag-10-years.csv", "de-2018", "2032")
