"""One number explained: found by its address, traced to its row, its sums filled in; and nothing of the address is believed."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest

from dashboard.components.block import Html, Page
from dashboard.components.chip import latest_words
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import explain
from dashboard.pages.explain_calculation import number_of_year
from dashboard.pages.explain_subject import find, with_number
from dashboard.selection import read_selection

DAY = date(2026, 11, 28)
GERMANY = {"indicator": "hpv_15_complete", "place": "DEU"}
HOSTILE = (
    "<script>alert(1)</script>",
    "'; DROP TABLE observation; --",
    "../../etc/passwd",
    "{0.__class__}",
    "%00",
    "💥" * 300,
    "−1",
    "1e999",
)


def view_of(warehouse: OpenWarehouse, language: Any = "en", **parameters: str) -> View:
    """Return a view of the address with *parameters*."""
    asked = parameters | {"lang": language}
    selection = with_number(read_selection(asked, warehouse.catalogue, locale=None, today=DAY), asked)
    return View(warehouse, selection, words_of(language), "light", selection.as_of or DAY)


def markup(page: Page) -> str:
    """Return the page's HTML."""
    return "".join(block.text for block in page.blocks if isinstance(block, Html))


def told(page: Page) -> str:
    """Return what a reader reads, drawings apart, in one line."""
    bare = re.sub(r"<svg\b.*?</svg>", " ", markup(page), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare))).replace("\u00a0", " ")


def test_germany_s_47_percent_is_traced_to_its_row_and_its_sums(warehouse: OpenWarehouse) -> None:
    """
    47 % in 2021, row 764 of the workbook; 90 − 47 = 43 points in 2030 − 2021 = 9 years are 43 / 9 = 4.8 points a year.

    The path of WHO's target runs from 47 in 2020 to 90 in 2030: 47 + 43 × 1/10 = 51.3.
    """
    text = told(explain.build(view_of(warehouse, **GERMANY)))

    assert "47%: HPV vaccination by 15 (complete), Germany, 2021" in text
    assert "wuenic2021rev_hpv-estimates.xlsx, row 764, column coverage" in text
    assert "90 − 47 = 43 percentage points" in text
    assert "2030 − 2021 = 9 years" in text
    assert "(90.0 − 47.0) / 9 = 4.8 percentage points a year" in text
    assert "47 + (90 − 47) × (2021 − 2020) / (2030 − 2020) = 51%" in text
    assert "The value has been the same 3 times in a row, from 2019 to 2021." in text


def test_what_looks_alike_stands_beside_it(warehouse: OpenWarehouse) -> None:
    """63 % and 66 % count first doses, in two editions; 47 % counts full schedules."""
    page = explain.build(view_of(warehouse, **GERMANY))

    assert "3 figures, 47% to 66%, for the same place and year" in told(page)
    assert "66%: HPV programme coverage (first dose)" in told(page)


def test_the_file_behind_it_has_its_checksum(warehouse: OpenWarehouse) -> None:
    files = warehouse.files()
    table = files[(files["source"] == "who_hpv") & (files["edition"] == "wuenic-2021") & (files["kind"] == "table")].iloc[0]

    assert table["sha256"] in told(explain.build(view_of(warehouse, **GERMANY)))


def test_another_year_is_the_number_of_that_year(warehouse: OpenWarehouse) -> None:
    """Germany had 40 % in 2017 (row 783)."""
    found = find(view_of(warehouse, **GERMANY, year="2017"))

    assert found is not None
    assert (found.row["value"], found.row["year"]) == (40, 2017)
    assert "row 783" in found.row["locator"]


def test_an_edition_that_was_replaced_can_still_be_explained(warehouse: OpenWarehouse) -> None:
    """Germany's first dose in 2021: 63 % in the revision of 2021, 66 % in the export of January 2025."""
    asked = {"indicator": "hpv_programme_first", "place": "DEU", "year": "2021"}
    newer = find(view_of(warehouse, **asked))
    older = find(view_of(warehouse, **asked, edition="who_hpv/wuenic-2021"))

    assert newer is not None
    assert older is not None
    assert (newer.row["value"], older.row["value"]) == (66, 63)
    assert "Figures of this kind are restated. For the same year: 66%" in told(
        explain.build(view_of(warehouse, **asked, edition="who_hpv/wuenic-2021"))
    )


def test_before_the_newer_edition_the_older_is_explained(warehouse: OpenWarehouse) -> None:
    """On 1 January 2024 the export of January 2025 was not out."""
    found = find(view_of(warehouse, indicator="hpv_programme_first", place="DEU", year="2021", as_of="2024-01-01"))

    assert found is not None
    assert found.row["value"] == 63


def test_a_year_that_is_not_held_gives_the_newest_and_says_so(warehouse: OpenWarehouse) -> None:
    page = explain.build(view_of(warehouse, **GERMANY, year="1999"))

    assert "No figure is held for the year “1999” here." in told(page)
    assert "47%: HPV vaccination" in told(page)


@pytest.mark.parametrize("parameter", ["indicator", "place", "year", "sex", "age", "site", "group", "edition", "target", "as_of"])
@pytest.mark.parametrize("value", HOSTILE)
def test_no_address_breaks_the_page_or_gets_markup_through(warehouse: OpenWarehouse, parameter: str, value: str) -> None:
    page = explain.build(view_of(warehouse, **(GERMANY | {parameter: value})))

    assert "<script" not in markup(page)
    assert page.title


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_series_held_can_be_explained(warehouse: OpenWarehouse, language: str) -> None:
    """One series of each source and indicator, with its own breakdown."""
    series = warehouse.series.drop_duplicates(["source", "indicator"])
    for _, row in series.iterrows():
        names = ("indicator", "place", "sex", "age", "site", "group")
        asked = {name: str(row[name]) for name in names} | {"edition": f"{row['source']}/{row['edition']}"}
        found = find(view_of(warehouse, language, **asked))

        assert found is not None
        assert found.troubles == ()
        assert {name: str(found.row[name]) for name in names} == {name: str(row[name]) for name in names}
        assert explain.build(view_of(warehouse, language, **asked)).title


def test_a_figure_of_ours_says_that_we_calculated_it(warehouse: OpenWarehouse) -> None:
    """The European Union's litres of alcohol are the mean of its members, weighted by population; no publisher prints them."""
    text = told(explain.build(view_of(warehouse, indicator="alcohol_litres_15_plus", place="EU27")))

    assert "Calculated by us from published figures." in text
    assert "The value is shown as it was published." not in text


def test_without_a_place_the_places_that_have_one_are_offered(warehouse: OpenWarehouse) -> None:
    page = explain.build(view_of(warehouse, indicator="hpv_15_complete", place="ATA"))
    text = markup(page)

    assert 'href="/explain?place=DEU&amp;indicator=hpv_15_complete&amp;lang=en"' in text


def test_a_latest_value_leads_to_its_explanation(warehouse: OpenWarehouse) -> None:
    view = view_of(warehouse)
    rows = view.in_force()
    row = rows[(rows["indicator"] == "hpv_15_complete") & (rows["place"] == "DEU")].iloc[0]

    assert 'href="/explain?' in latest_words(view, row)
    assert "edition=who_hpv/wuenic-2021" in latest_words(view, row)


def test_an_error_is_reported_where_the_operator_says(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_CONTACT", "errors@example.org")
    page = markup(explain.build(view_of(warehouse, **GERMANY)))

    assert 'href="mailto:errors@example.org?subject=Waymark%3A%20error' in page
    assert "row%20764" in page


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "", "not an address", "data:text/html,x"])
def test_only_an_address_becomes_a_link(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("WAYMARK_CONTACT", contact)

    assert "has not said yet where to report it" in told(explain.build(view_of(warehouse, **GERMANY)))


@pytest.mark.parametrize(("time", "language", "written"), [(2021.0, "en", "2021"), (2018.5, "en", "2018.5"), (2018.5, "de", "2018,5")])
def test_the_middle_of_a_period_is_written_without_a_mark_for_thousands(
    warehouse: OpenWarehouse, time: float, language: Any, written: str
) -> None:
    assert number_of_year(time, view_of(warehouse, language)) == written
