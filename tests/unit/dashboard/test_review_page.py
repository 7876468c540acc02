"""The review pack: its order, its one sentence, what changed with the cause, the printed rule, and any day in the address."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.charts.small_dumbbell import SmallDumbbell, draw_small_dumbbell
from dashboard.components.block import Html, Page
from dashboard.components.day_form import day_form
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import LIBRARY, OpenWarehouse
from dashboard.pages import review
from dashboard.pages.review_settings import with_since
from dashboard.selection import read_selection
from etl import build

TODAY = date(2026, 11, 28)


@pytest.fixture
def opened(warehouse: OpenWarehouse) -> Callable[..., str]:
    """Return a function that opens a page for an address and returns what a reader reads."""

    def open_page(language: Any = "en", **parameters: str) -> str:
        return _text(_page(warehouse, {"lang": language} | parameters))

    return open_page


def _page(warehouse: OpenWarehouse, parameters: dict[str, str]) -> Page:
    selection = read_selection(parameters, warehouse.catalogue, locale=None, today=TODAY)
    chosen = with_since(selection, parameters, warehouse.catalogue, TODAY)
    view = View(warehouse, chosen, words_of(chosen.language), "light", chosen.as_of or TODAY, TODAY)
    return review.build(view)


def _html(page: Page) -> str:
    return "".join(block.text for block in page.blocks if isinstance(block, Html))


def _text(page: Page) -> str:
    bare = re.sub(r"<(svg|style)\b.*?</\1>", " ", _html(page))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def test_the_parts_stand_in_the_order_in_which_a_committee_asks(opened: Callable[..., str]) -> None:
    told = opened(mission="who-ccei", since="2025-01-27")
    order = ["Of 30 verdicts, 6 can be given", "Most often in the way", "Changed since 27 January 2025", "Needs a decision", "All targets",
             "Agreed and still open", "What we cannot say"]  # fmt: skip

    places = [told.index(part) for part in order]

    assert places == sorted(places)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Of 30 verdicts, 6 can be given: 2 improving too slowly, 4 without a clear change."),
        ("de", "Von 30 Urteilen sind 6 möglich: 2 mit zu langsamer Verbesserung, 4 ohne klare Veränderung."),
    ],
)
def test_one_sentence_counts_every_verdict(opened: Callable[..., str], language: str, told: str) -> None:
    """Five targets in the six countries that the project follows; HPV vaccination alone can be judged."""
    assert told in opened(language, mission="who-ccei")


def test_a_mission_without_a_verdict_says_so(opened: Callable[..., str]) -> None:
    assert "None of the 4 targets can be assessed yet." in opened(mission="de-ndk")


def test_a_met_target_says_how_the_gap_between_groups_moves(opened: Callable[..., str]) -> None:
    """Scotland's uptake is held by deprivation, with one value after a break: too few for a verdict. Germany's targets have no groups."""
    assert "Target met value of 2020–22 Gap by deprivation of the area, in fifths (SIMD 2020): cannot be judged yet" in opened(
        mission="gb-sct-bowel"
    )
    assert "Gap by" not in opened(mission="de-ndk")


def test_without_a_meeting_it_is_a_first_review(opened: Callable[..., str]) -> None:
    assert "First review: baseline set on 28 November 2026." in opened(mission="gb-sct-bowel")


def test_a_first_verdict_is_a_change_by_new_data(opened: Callable[..., str]) -> None:
    """Scotland's figures came out on 21 February 2023; the day before, nothing was held."""
    told = opened(mission="gb-sct-bowel", since="2023-02-20").partition("Changed since")[2].partition("Needs a decision")[0]

    assert "no figure is held" in told
    assert told.index("Cannot be assessed yet") < told.index("Target met") < told.index("New data the first value")


def test_nothing_changed_says_when_the_last_figures_came_out(opened: Callable[..., str]) -> None:
    assert "Nothing changed. The last figures of this mission were published on 21 February 2023." in opened(
        mission="gb-sct-bowel", since="2024-01-01"
    )


def test_who_decides_and_by_which_rule_is_printed(opened: Callable[..., str]) -> None:
    told = opened(mission="de-ndk").partition("Needs a decision")[2].partition("All targets")[0]

    assert "what is missing is the owner’s to state: a number and a year" in told
    assert "Federal Ministry of Education and Research (BMBF)" in told
    assert "How these are chosen: first targets that move away" in told


def test_what_improves_too_slowly_says_where_it_is_furthest_from_its_aim(opened: Callable[..., str]) -> None:
    """Of Germany with 47 % and the United States with 64 % (WUENIC, 2021), Germany has more of its way to go."""
    told = opened(mission="who-ccei").partition("Needs a decision")[2].partition("All targets")[0]

    assert (
        "Germany and United States It improves too slowly. Furthest from the aim is Germany: 47% in 2021; the aim is at least 90% by 2030."
        in told
    )


def test_in_one_place_its_own_value_is_told(opened: Callable[..., str]) -> None:
    told = opened("de", mission="who-ccei", place="DEU").partition("Zu entscheiden")[2]

    assert "Es wird zu langsam besser: 47 % im Jahr 2021; Ziel: mindestens 90 % bis 2030." in told


def test_a_place_can_be_reviewed_alone(opened: Callable[..., str]) -> None:
    told = opened(mission="eu-ebcp", place="DEU")

    assert "Of 3 targets, 2 can be assessed" in told


def test_a_place_without_a_target_is_answered_with_the_mission_s_own(opened: Callable[..., str]) -> None:
    assert "No target of this mission is judged in Australia. Shown is Germany." in opened(mission="de-ndk", place="AUS")


def test_targets_that_wait_for_the_same_thing_stand_together(warehouse: OpenWarehouse) -> None:
    """Two targets of the Decade share one sentence on what is missing; read twice it looks like two gaps."""
    told = _text(_page(warehouse, {"mission": "de-ndk", "lang": "en"}))

    assert told.count("by one method for at least two years since 2019") == 1


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2030-01-01", "The last meeting must lie before the day that is shown"),
        ("1950-01-01", "nothing had been published yet"),
        ("<script>alert(1)</script>", "is not a day"),
        ("2024-13-45", "is not a day"),
        ("2024010", "is not a day"),
    ],
)
def test_a_day_that_cannot_be_is_told_and_the_review_still_stands(warehouse: OpenWarehouse, since: str, told: str) -> None:
    page = _page(warehouse, {"mission": "de-ndk", "since": since, "lang": "en"})

    assert told in _text(page)
    assert "First review" in _text(page)
    assert "<script" not in _html(page)


def test_a_meeting_on_the_day_of_the_view_is_refused(opened: Callable[..., str]) -> None:
    assert "The last meeting must lie before" in opened(mission="de-ndk", as_of="2024-06-01", since="2024-06-01")


def test_the_meeting_goes_along_with_the_language(warehouse: OpenWarehouse) -> None:
    shown = _html(_page(warehouse, {"mission": "de-ndk", "since": "2024-01-01", "lang": "en"}))

    assert re.search(r'href="/review\?mission=de-ndk&amp;lang=de&amp;since=2024-01-01"', shown)


def test_without_a_mission_there_are_missions_to_choose(opened: Callable[..., str]) -> None:
    assert "Choose a mission to review" in opened()


def test_every_mission_can_be_reviewed_in_every_language(warehouse: OpenWarehouse) -> None:
    for mission in warehouse.catalogue.missions:
        page = _page(warehouse, {"mission": mission, "since": "2022-01-01", "lang": "de"})

        assert page.title


def test_an_earlier_build_that_is_kept_is_what_was_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both were built today; what was known today before the second is what the first held."""
    small = Path(__file__).resolve().parents[2] / "small"
    build.build(catalogue=small / "catalogue", figures=small / "figures", folder=tmp_path, today=date(2024, 5, 1), force=True)
    first = LIBRARY.current(tmp_path).warehouse
    build.build(catalogue=small / "catalogue", figures=small / "figures", folder=tmp_path, today=date(2024, 5, 1), force=True)
    second = LIBRARY.current(tmp_path).warehouse
    assert first is not None
    assert second is not None
    day = second.build["built_at"].date()
    monkeypatch.setattr("dashboard.loading.report.known_of_mission", lambda connection, **_: str(connection.engine.url.database))

    assert str(second.known("de-test", day)) == str(first.file)


def test_a_drawing_says_its_numbers_and_keeps_them_apart() -> None:
    drawn = draw_small_dumbbell(SmallDumbbell(37.0, 47.0, None, None, 90.0, "37% in 2016, 47% in 2021, target 90%"))
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', drawn)]

    assert 'aria-label="37% in 2016, 47% in 2021, target 90%"' in drawn
    # 168 wide with 8 at each side: 37 lies at 8, 90 at 160, so 47 at 8 + 152 × 10 / 53 = 36.7.
    assert places == [8.0, 36.7]


def test_a_start_that_the_latest_value_would_hide_is_a_ring_around_it() -> None:
    """The latest value is a point of 5 pixels in radius, the open point one of 4."""
    drawn = draw_small_dumbbell(SmallDumbbell(47.0, 47.0, None, None, 90.0, "47% in 2020, 47% in 2021, target 90%"))

    assert '<circle class="open" cx="8" cy="13" r="7"/>' in drawn


def test_a_single_number_can_be_drawn() -> None:
    assert 'cx="84"' in draw_small_dumbbell(SmallDumbbell(None, 5.0, None, None, None, "5"))


def test_a_day_field_carries_the_rest_of_the_address_along() -> None:
    form = day_form("/review?mission=de-ndk&since=2020-01-01&lang=de", "since", label="Tag", button="Los")

    assert 'action="/review"' in form
    assert '<input type="hidden" name="mission" value="de-ndk">' in form
    assert '<input type="hidden" name="lang" value="de">' in form
    assert form.count('name="since"') == 1


def test_figures_of_ours_are_no_figures_that_came_out(opened: Callable[..., str]) -> None:
    """What we derive is made with each build; the newest figures of Europe's plan that anybody published are of 24 July 2025."""
    text = opened(mission="eu-ebcp", since="2025-08-01")

    assert "The last figures of this mission were published on 24 July 2025." in text
