"""The data page with everything opened: readable by everybody, its parts within reach, its code whole."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

OPEN_ALL = "document.querySelectorAll('.wm details').forEach(details => { details.open = true; })"


@pytest.mark.parametrize("language", ["en", "de"])
def test_everything_that_can_be_opened_is_for_everybody(visit: Visit, language: str) -> None:
    visit.open(f"/data?lang={language}").evaluate(OPEN_ALL)

    assert visit.violations() == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_phone_shows_long_names_and_fingerprints_without_scrolling_sideways(narrow: Visit, language: str) -> None:
    """A fingerprint has 64 signs and no blank; code scrolls within its own region."""
    page = narrow.open(f"/data?lang={language}")
    page.evaluate(OPEN_ALL)

    assert narrow.overflow() <= 0
    assert narrow.violations() == []


def test_a_link_at_the_top_leads_to_its_part(visit: Visit) -> None:
    page = visit.open("/data?lang=en")
    page.get_by_role("link", name="The files behind the figures", exact=True).first.click()
    page.wait_for_function("document.getElementById('part-files').getBoundingClientRect().top < 200")

    assert page.url.endswith("#part-files")


def test_every_part_at_the_top_is_there(visit: Visit) -> None:
    """A browser gives headings other names than ours; each link has to find its part all the same."""
    page = visit.open("/data?lang=de")
    links = page.eval_on_selector_all("a[href^='#part-']", "links => links.map(link => link.getAttribute('href').slice(1))")
    missing = page.evaluate("names => names.filter(name => document.getElementById(name) === null)", links)

    assert (len(links), missing) == (9, [])


def test_code_keeps_its_lines(visit: Visit) -> None:
    page = visit.open("/data?lang=en&indicator=hpv_programme_first")
    code = page.locator(".wm-code").first.inner_text()

    assert [line for line in code.splitlines() if line] == [
        "import pandas as pd",
        'figures = pd.read_csv("waymark-hpv_programme_first.csv", keep_default_na=False, na_values=[""])',
        'print(figures[["place", "year", "value", "edition"]])',
    ]


def test_the_changes_between_two_editions_can_be_taken_along(visit: Visit) -> None:
    """Of 724 country-years 415 were restated, and 326 stand only in the newer edition: 741 rows."""
    page = visit.open("/data?lang=en&edition=who_hpv/who-2025-01")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download all changes (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8"))))

    assert sum(row["difference"] != "" for row in rows) == 415
    assert len(rows) == 415 + 326
