"""Why years were left out of a trend: the event's reason and citation stand wherever a verdict says that it left some out."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from dashboard.components.block import Html
from dashboard.loading import OpenWarehouse
from dashboard.pages.series_told import left_out_why
from dashboard.showing import page_of, selected, view_of

TODAY = date(2026, 11, 28)
RATE = {"indicator": "cancer_mortality_us2000", "place": "USA", "year": "2024"}
TARGET = {"mission": "us-hp2030", "target": "us-hp2030-c01"}


def _read(warehouse: OpenWarehouse, page: str, language: str, **parameters: str) -> str:
    selection = selected(page, parameters | {"lang": language}, warehouse.catalogue, locale=None, today=TODAY)
    made = page_of(page, view_of(page, warehouse, selection, "light", TODAY))
    markup = "".join(block.text for block in made.blocks if isinstance(block, Html))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)))


@pytest.mark.parametrize(("page", "parameters", "languages"), [("mission", TARGET, "en de sv nl"), ("explain", RATE, "en de")])
def test_the_reason_and_its_source_stand_beside_the_caution(
    warehouse: OpenWarehouse, page: str, parameters: dict[str, str], languages: str
) -> None:
    """A reader could see that 2021 is left out, but not why, nor that the reason is our reading."""
    event = warehouse.catalogue.events["us-population-2021"]
    sources = {"en": "Source", "de": "Quelle", "sv": "Källa", "nl": "Bron"}
    for language in languages.split():
        text = _read(warehouse, page, language, **parameters)
        name, why = (each.in_language(language) for each in (event.name, event.explanation))

        assert text.count(f"2021 ({name}): {why} {sources[language]}: {event.citation.document}, {event.citation.locator}.") == 1


@pytest.mark.parametrize(
    ("first", "last", "events"),
    [(2014, 2021, 1), (2021, 2021, 1), (2022, 2024, 0), (2014, 2020, 0)],
)
def test_only_an_event_that_took_a_value_out_of_the_window_is_told(warehouse: OpenWarehouse, first: int, last: int, events: int) -> None:
    selection = selected("mission", TARGET | {"lang": "en"}, warehouse.catalogue, locale=None, today=TODAY)
    view = view_of("mission", warehouse, selection, "light", TODAY)
    row = {"indicator": RATE["indicator"], "place": "USA", "first_used_year": first, "cautions": "no_interval;years_excluded"}
    values = [{"year": year, "year_end": year, "value": 140.0} for year in range(2014, last + 1)]
    without_2021 = [each | {"value": None if each["year"] == 2021 else 140.0} for each in values]

    assert len(left_out_why(view, row, values)) == events
    assert left_out_why(view, row, without_2021) == []
    assert left_out_why(view, row | {"place": "DEU"}, values) == []
    assert left_out_why(view, row | {"first_used_year": None, "cautions": "no_interval"}, values) == []
