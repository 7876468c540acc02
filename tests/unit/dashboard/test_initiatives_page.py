"""Who does what: gaps are told in words, old entries say so, and nothing of the address or the catalogue is believed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.block import Html
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import initiatives
from dashboard.pages.initiatives_told import gaps, grid, is_old
from dashboard.pages.initiatives_told import initiatives as told_initiatives
from dashboard.selection import read_selection
from data.catalogue.initiatives import Barrier, LookedAt, Stakeholder
from data.warehouse import store
from etl import build

DAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    """Build the project's own figures once."""
    folder: Path = tmp_path_factory.mktemp("warehouse")
    build.build(folder=folder)
    opened = OpenWarehouse(store.current_file(folder))
    yield opened
    opened.close()


def view_of(warehouse: OpenWarehouse, language: Any = "en", **parameters: str) -> View:
    selection = read_selection({**parameters, "lang": language}, warehouse.catalogue, locale=None, today=DAY)
    return View(warehouse, selection, words_of(language), "light", DAY)


def told(view: View) -> str:
    text = "".join(block.text for block in initiatives.build(view).blocks if isinstance(block, Html))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def test_the_warehouse_keeps_the_registry(warehouse: OpenWarehouse) -> None:
    assert len(warehouse.catalogue.initiatives) == len(list(Path("data/catalogue/initiatives").glob("*.yml")))


def test_gaps_are_counted_and_told(warehouse: OpenWarehouse) -> None:
    """Seven barriers by six groups are 42 cells; each empty one says "none recorded"."""
    view = view_of(warehouse)
    entries = told_initiatives(view)
    empty, cells = gaps(entries)

    assert cells == len(Barrier) * len(Stakeholder) == 42
    assert f"{empty} of 42 combinations have no initiative recorded here" in told(view)
    assert told(view).count("none recorded") == empty
    assert all(entry.barriers and entry.stakeholders for _, row in grid(entries) for cell in row for entry in cell)


def test_in_german_everything_is_german(warehouse: OpenWarehouse) -> None:
    text = told(view_of(warehouse, "de"))

    assert "keine verzeichnet" in text
    assert "none recorded" not in text


@pytest.mark.parametrize(("stated", "old"), [("2023-01", True), ("2025-06", False), ("2025-05", False), ("2025-04", True), ("2025", False)])
def test_what_nobody_confirmed_for_18_months_says_so(stated: str, old: bool) -> None:  # noqa: FBT001 (a table of cases)
    """18 months before November 2026 are May 2025; a year counts from its December."""
    assert is_old(stated, DAY) == old


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "%00", "💥" * 300])
def test_a_hostile_address_is_answered(warehouse: OpenWarehouse, hostile: str) -> None:
    view = view_of(warehouse, mission=hostile, place=hostile)
    text = "".join(block.text for block in initiatives.build(view).blocks if isinstance(block, Html))

    assert "<script>alert" not in text


def test_pairs_that_may_repeat_each_other_say_what_they_share_and_what_is_not_known(warehouse: OpenWarehouse) -> None:
    """Two offers of the Association of Community Cancer Centers teach professionals in the United States (FT3 roadmap, section 3)."""
    text = told(view_of(warehouse)).partition("Could any of them repeat each other?")[2].partition("All initiatives by category")[0]

    assert re.search(r"8 pairs of 861 do the same kind of work against the same barrier", text)
    assert (
        "Process improvement toolkit for biomarker testing Precision medicine education for professionals "
        "Knowledge and training are missing · Education · Health professionals · United States since when not looked at yet"
    ) in text
    assert "Nobody has looked at these pairs yet." in text
    assert "A pair is a reason for the two to talk, not a finding." in text


def test_what_a_person_found_is_told_with_who_and_when_and_as_text(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    held = warehouse.catalogue.initiatives
    why = {"en": "Tools & courses", "de": "Werkzeuge & Kurse"}
    found = {
        "other": "accc-precision-medicine-education",
        "finding": "complementary",
        "why": why,
        "who": "<b>A. Member",
        "decided": "2026-05-04",
    }
    looked = LookedAt.model_validate(found)
    changed = held["accc-biomarker-testing-toolkit"].model_copy(update={"looked_at": (looked,)})
    every = held | {changed.id: changed}
    monkeypatch.setattr(warehouse, "catalogue", warehouse.catalogue.model_copy(update={"initiatives": every}))

    assert "They complement each other: Tools & courses &lt;b>A. Member, 4 May 2026" in told(view_of(warehouse)).replace("<", "&lt;")
    assert "Eines davon ist geprüft." in told(view_of(warehouse, "de"))


def test_a_registry_without_a_pair_says_so(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: entry for name, entry in warehouse.catalogue.initiatives.items() if entry.is_mission}
    monkeypatch.setattr(warehouse, "catalogue", warehouse.catalogue.model_copy(update={"initiatives": few}))

    assert "No pair is alike by this rule." in told(view_of(warehouse))
