"""What moved and why; and the day of the past, beside today."""

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
from dashboard.pages import changes, country, mission, missions, review
from dashboard.pages.review_settings import with_since
from dashboard.selection import read_selection

TODAY = date(2026, 11, 28)
BUILDERS = {
    "missions": missions.build,
    "changes": changes.build,
    "mission": mission.build,
    "country": country.build,
    "review": review.build,
}


def _read(warehouse: OpenWarehouse, page: str, language: Any = "en", **parameters: str) -> str:
    return _text(_page(warehouse, page, language, **parameters))


def _page(warehouse: OpenWarehouse, page: str, language: Any = "en", **parameters: str) -> Page:
    selection = read_selection({"lang": language} | parameters, warehouse.catalogue, locale=None, today=TODAY)
    chosen = with_since(selection, parameters, warehouse.catalogue, TODAY)
    return BUILDERS[page](View(warehouse, chosen, words_of(language), "light", chosen.as_of or TODAY, TODAY))


def _text(page: Page) -> str:
    inside = "".join(block.text for block in page.blocks if isinstance(block, Html))
    bare = re.sub(r"<(svg|style)\b.*?</\1>", " ", inside)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def test_matrix_then_verdicts_then_revised_values_then_sources(warehouse: OpenWarehouse) -> None:
    told = _read(warehouse, "changes", mission="who-ccei", since="2022-07-01")
    order = [
        "6 verdicts changed since 1 July 2022",
        "Where the targets stand and move",
        "behind the path",
        "What changed",
        "Revised values",
    ]
    places = [told.index(part) for part in order]

    assert places == sorted(places)


def test_what_changed_besides_verdicts_is_counted_too(warehouse: OpenWarehouse) -> None:
    """The table lists both; a title that counts the verdicts alone would not match its rows."""
    told = _read(warehouse, "changes", mission="who-ccei", since="2022-07-01")

    assert "6 verdicts changed since 1 July 2022" in told
    assert "6 more values or targets are new without a change of the verdict." in told


def test_nothing_changed_names_the_load_and_the_sources_without_an_update(warehouse: OpenWarehouse) -> None:
    """Scotland's KPI report of February 2023 is the only source; the year after 2022 is usually there after one more year."""
    told = _read(warehouse, "changes", mission="gb-sct-bowel", since="2024-01-01")

    assert "Nothing changed since 1 January 2024" in told
    assert "Last data load:" in told
    assert "One source had no update." in told
    assert re.search(r"were usually due by the end of 20\d\d", told)


def test_without_a_meeting_the_positions_still_stand(warehouse: OpenWarehouse) -> None:
    told = _read(warehouse, "changes", mission="who-ccei")

    assert "No earlier meeting is given" in told
    assert "Near the path" in told


def test_a_mission_without_verdicts_has_a_sentence_and_no_empty_drawing(warehouse: OpenWarehouse) -> None:
    assert "No target can be placed" in _read(warehouse, "changes", mission="de-ndk")


def test_every_mission_has_its_changes_in_every_language(warehouse: OpenWarehouse) -> None:
    for name in warehouse.catalogue.missions:
        assert _page(warehouse, "changes", "de", mission=name, since="2022-01-01").title


def test_a_page_of_the_past_says_so_and_leads_back(warehouse: OpenWarehouse) -> None:
    page = _page(warehouse, "mission", mission="gb-sct-bowel", as_of="2022-07-01")
    shown = "".join(block.text for block in page.blocks if isinstance(block, Html))

    assert "As it was known on 1 July 2022." in _text(page)
    assert re.search(r'href="/mission\?mission=gb-sct-bowel&amp;lang=en"[^>]*>See this page as known today', shown)
    assert "As it was known" not in _read(warehouse, "mission", mission="gb-sct-bowel")


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("mission", {"mission": "gb-sct-bowel"}),
        ("mission", {"mission": "gb-sct-bowel", "target": "gb-sct-bowel-60"}),
        ("review", {"mission": "gb-sct-bowel"}),
        ("country", {"place": "GBR-SCT"}),
    ],
)
def test_the_verdict_then_stands_beside_the_verdict_now(warehouse: OpenWarehouse, page: str, parameters: dict[str, str]) -> None:
    """In July 2022 no figure was held; the report of February 2023 says 66.7 %, which is past 60."""
    told = _read(warehouse, page, as_of="2022-07-01", **parameters).partition("Then and now")[2]

    assert re.search(r"1 July 2022 28 November 2026 Cause .*?Cannot be assessed yet .*?Target met .*?New data", told)


def test_what_is_the_same_today_is_said_to_be(warehouse: OpenWarehouse) -> None:
    told = _read(warehouse, "mission", mission="gb-sct-bowel", as_of="2024-01-01").partition("Then and now")[2]

    assert told.lstrip().startswith("What was known then is what is known today.")
    assert "the same today" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2100-01-01", "lies in the future"),
        ("1900-01-01", "nothing had been published yet"),
        ("yesterday", "is not a day"),
        ("2024010", "is not a day"),
    ],
)
def test_a_day_that_cannot_be_shown_is_answered_with_one_that_can(warehouse: OpenWarehouse, asked: str, told: str) -> None:
    shown = _read(warehouse, "mission", mission="de-ndk", as_of=asked)

    assert told in shown
    assert "Did you mean:" in shown
    assert "National Decade Against Cancer" in shown


def test_every_bar_offers_another_day(warehouse: OpenWarehouse) -> None:
    page = _page(warehouse, "country", "de", place="SWE", peers="NORDIC")
    shown = "".join(block.text for block in page.blocks if isinstance(block, Html))

    assert 'type="date" id="wm-as_of" name="as_of"' in shown
    assert '<input type="hidden" name="peers" value="NORDIC">' in shown
    assert "Anderer Tag" in shown


def test_before_a_mission_began_nothing_of_it_is_judged(warehouse: OpenWarehouse) -> None:
    """The National Decade runs from 2019; the strategy of Australia has its own day in November 2023."""
    for name in ("de-ndk", "au-cervical"):
        told = _read(warehouse, "mission", mission=name, as_of="2016-01-01")

        assert "the period had not begun" in told
        assert "No target had been set on this day" in told
        assert "not yet promised on this day" in told
        assert "By country" not in told.partition("What changed")[0]
        assert "year 1 of" not in told
        assert "No target had been set on this day." in _read(warehouse, "review", mission=name, as_of="2016-01-01")


def test_a_past_day_counts_the_promises_of_that_day(warehouse: OpenWarehouse) -> None:
    """On the first day of 2016 no promise could be judged, and those of 2019 had not been made."""
    told = _read(warehouse, "missions", as_of="2016-01-01")
    found = re.search(r"0 of (\d+) promises could be judged on 1 January 2016", told)

    assert found is not None
    assert int(found[1]) < len([target for each in warehouse.catalogue.missions.values() for target in each.targets])
    assert "today" not in found[0]
    assert "promises can be judged today" in _read(warehouse, "missions")
