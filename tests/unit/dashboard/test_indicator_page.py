"""One indicator: its definition, the promises that rest on it, and a value for every place that has one, never ranked."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest

from dashboard.components.block import Html, Page
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import indicator
from dashboard.selection import Selection

DAY = date(2026, 11, 28)


def page_of(warehouse: OpenWarehouse, language: Any = "en", **chosen: Any) -> Page:
    """Return the page of an indicator."""
    return indicator.build(View(warehouse, Selection(language=language, **chosen), words_of(language), "light", DAY))


def told(page: Page) -> str:
    """Return what a reader reads, in one line."""
    markup = "".join(block.text for block in page.blocks if isinstance(block, Html))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).replace("\u00a0", " ")


def test_a_value_stands_with_its_year_and_the_verdict_that_rests_on_it(warehouse: OpenWarehouse) -> None:
    """Germany, HPV by 15: 47 % in 2021, improving too slowly."""
    text = told(page_of(warehouse, indicator="hpv_15_complete"))

    assert "Germany 47% 2021 Improving, too slowly" in text


def test_places_stand_a_to_z(warehouse: OpenWarehouse) -> None:
    """A list by value would be read as a ranking."""
    text = told(page_of(warehouse, indicator="hpv_15_complete"))
    values = text[text.index("Newest value by place, A to Z") :]

    assert values.index("Australia") < values.index("Germany") < values.index("Sweden")


def test_what_must_not_be_compared_is_named(warehouse: OpenWarehouse) -> None:
    text = told(page_of(warehouse, indicator="hpv_15_complete"))

    assert "Not to be compared with HPV vaccination programme coverage" in text


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_indicator_of_the_catalogue_has_a_page(warehouse: OpenWarehouse, language: str) -> None:
    for code, entry in warehouse.catalogue.indicators.items():
        page = page_of(warehouse, language, indicator=code)

        assert page.title == words_of(language).of(entry.name)  # type: ignore[arg-type]
        assert words_of(language)("indicator.values") in told(page)  # type: ignore[arg-type]


def test_without_an_indicator_all_are_offered(warehouse: OpenWarehouse) -> None:
    text = told(page_of(warehouse))

    for entry in warehouse.catalogue.indicators.values():
        assert entry.name.en in text
