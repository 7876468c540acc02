"""How missions are built: every cell has a source or says that nothing was found, and any address is answered."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from dashboard.components.block import Choice, Html, Page
from dashboard.components.marks import marks_table
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import anatomy
from dashboard.pages.anatomy import ROWS, SEEDS
from dashboard.pages.compare_settings import with_side_by_side
from dashboard.selection import read_selection
from data.catalogue.canvas import Mark
from data.catalogue.entries import Confidence
from metrics.evaluability import anatomy as anatomy_of

DAY = date(2026, 11, 22)
IN_ORDER = ("gb-camden-food", "eu-mission-cancer", "int-ft3", "de-ndk", "se-vzc")
"""The five first missions by their English names: Camden, EU, FT3, National Decade, Vision Zero."""


def page(warehouse: OpenWarehouse, language: Any = "en", **parameters: str) -> Page:
    asked = {**parameters, "lang": language}
    selection = with_side_by_side(read_selection(asked, warehouse.catalogue, locale=None, today=DAY), asked, warehouse.catalogue)
    return anatomy.build(View(warehouse, selection, words_of(language), "light", DAY))


def html_of(built: Page) -> str:
    return "".join(block.text for block in built.blocks if isinstance(block, Html))


def cells(html: str) -> list[list[str]]:
    """Return the cells of every row of the tables, the name of the row first."""
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_without_a_choice_the_five_seed_missions_stand_side_by_side(warehouse: OpenWarehouse) -> None:
    html = html_of(page(warehouse))

    assert all(f"mission={code}" in html for code in SEEDS)
    assert len(cells(html)) == len(ROWS) + len(Mark)
    assert {len(row) for row in cells(html)} == {1 + len(SEEDS)}


def test_every_fact_has_its_source_or_says_that_nothing_was_found(warehouse: OpenWarehouse) -> None:
    facts = cells(html_of(page(warehouse)))[: len(ROWS)]

    assert [cell for row in facts for cell in row[1:] if "<summary>Source</summary>" not in cell and "not found" not in cell] == []


def test_what_is_not_known_is_never_a_no(warehouse: OpenWarehouse) -> None:
    """Camden names no budget in the documents read; that is no statement that there is none."""
    html = html_of(page(warehouse))
    camden = next(row for row in cells(html) if row[0] == "Budget")[1 + IN_ORDER.index("gb-camden-food")]

    assert "not found" in camden
    assert "“Not found”: in the documents read, catalogue of" in html
    assert not re.search(r"\b(no|none|0)\b", re.sub("<[^>]+>", "", camden), re.IGNORECASE)


def test_a_goal_that_nobody_has_read_is_told_as_hearsay(warehouse: OpenWarehouse) -> None:
    mission = warehouse.catalogue.missions["un-sdg"]
    (target,) = mission.targets
    (version,) = target.versions
    hearsay = version.quote.citation.model_copy(update={"confidence": Confidence.UNVERIFIED})
    unread = version.model_copy(update={"quote": version.quote.model_copy(update={"citation": hearsay})})
    known = mission.model_copy(update={"targets": (target.model_copy(update={"versions": (unread,)}),)})
    catalogue = warehouse.catalogue.model_copy(update={"missions": {"un-sdg": known}})
    view = View(warehouse, read_selection({"lang": "en"}, warehouse.catalogue, locale=None, today=DAY), words_of("en"), "light", DAY)

    assert "Generally known, but nobody has read the document for this project." in marks_table(
        view, anatomy_of(catalogue, "un-sdg", as_of=DAY)
    )


def test_the_decade_s_half_time_review_is_told_with_its_press_release(warehouse: OpenWarehouse) -> None:
    """BMBF press release 3/2024: a review took place; that it was planned from the start is not said."""
    evaluation = next(row for row in cells(html_of(page(warehouse))) if row[0] == "Evaluation planned")[1 + IN_ORDER.index("de-ndk")]

    assert "A half-time review took place in February 2024." in evaluation
    assert "BMBF press release 3/2024" in evaluation


def test_missions_can_be_left_out_and_added(warehouse: OpenWarehouse) -> None:
    built = page(warehouse, missions="de-ndk,se-vzc")
    added = next(block for block in built.blocks if isinstance(block, Choice))

    assert all(code.startswith("de-ndk,se-vzc,") for code, _ in added.options)
    assert 'href="/anatomy?lang=en&amp;missions=se-vzc"' in html_of(built)


@pytest.mark.parametrize(
    "parameters",
    [{"missions": "<script>alert(1)</script>"}, {"missions": "💥" * 200}, {"missions": "un-sdg"}, {"missions": ",,,"}, {"family": "x"}],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_any_address_is_answered(warehouse: OpenWarehouse, parameters: dict[str, str], language: Any) -> None:
    html = html_of(page(warehouse, language, **parameters))

    assert "<script>" not in html
    assert "<h1" in html


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_mission_can_be_shown(warehouse: OpenWarehouse, language: Any) -> None:
    """A mission whose canvas is empty has a column like any other."""
    for code in warehouse.catalogue.missions:
        assert len(cells(html_of(page(warehouse, language, missions=code)))) == len(ROWS) + len(Mark)
