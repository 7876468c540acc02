"""The method lab as a reader has it: whole, for everybody, on a phone and in the dark, with files that can be taken along."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

SUBJECT = "/lab?mission=who-ccei&target=who-ccei-vacc-90&place=GBR&"
VIEWS = {"record": "/lab?", "places": "/lab?mission=who-ccei&", "one": SUBJECT, "trial": f"{SUBJECT}window=5&level=95&"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", VIEWS)
def test_a_wide_screen_shows_the_lab_to_everybody(visit: Visit, name: str, language: str) -> None:
    visit.open(f"{VIEWS[name]}lang={language}")

    assert visit.violations() == []
    assert visit.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", VIEWS)
def test_a_phone_shows_the_lab_without_scrolling_sideways(narrow: Visit, name: str) -> None:
    narrow.open(f"{VIEWS[name]}lang=de")

    assert narrow.violations() == []
    assert narrow.overflow() <= 0


def test_the_dark_lab_keeps_its_contrast(new_visit: Callable[..., Visit]) -> None:
    visit = new_visit(color_scheme="dark")
    visit.open(VIEWS["trial"])

    assert visit.violations() == []


def test_a_setting_is_one_click_and_stays_when_the_language_changes(visit: Visit) -> None:
    page = visit.open(f"{SUBJECT}lang=en")
    page.get_by_role("link", name="last 5 years").click()
    page.get_by_text("Exploratory, not the published verdict.").wait_for()
    page.get_by_role("link", name="Deutsch").click()
    page.get_by_text("Ausprobiert, nicht das veröffentlichte Urteil.").wait_for()

    assert "window=5" in page.url


def test_the_variations_can_be_taken_along(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(f"{SUBJECT}lang=en")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the variations (CSV)").click()
    file = tmp_path / "variations.csv"
    taken.value.save_as(file)
    rows = list(csv.DictReader(file.open(encoding="utf-8")))

    assert {row["place"] for row in rows} == {"GBR"}
    assert {"as_stated", "window_5"} <= {row["variation"] for row in rows}
