"""The warehouse is opened once a file, followed to a new one, and never lost to a broken one."""

from __future__ import annotations

from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.loading import Library, OpenWarehouse
from data.warehouse import store
from etl import build

SMALL = Path(__file__).resolve().parents[2] / "small"
DAY = date(2024, 5, 1)


def _build(folder: Path) -> Path:
    return build.build(catalogue=SMALL / "catalogue", figures=SMALL / "figures", folder=folder, today=DAY, force=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one warehouse of the small inputs."""
    _build(tmp_path)
    return tmp_path


def test_a_file_is_opened_once(folder: Path) -> None:
    library = Library()
    first, second = library.current(folder), library.current(folder)

    assert first.warehouse is second.warehouse
    library.close()


def test_a_new_build_is_shown_without_a_restart(folder: Path) -> None:
    library = Library()
    before = library.current(folder).warehouse
    newest = _build(folder)
    after = library.current(folder).warehouse

    assert before is not None
    assert after is not None
    assert (after.name, before.name != after.name) == (newest.name, True)
    library.close()


def test_no_more_than_two_files_stay_open(folder: Path) -> None:
    library = Library()
    for _ in range(3):
        library.current(folder)
        _build(folder)
    library.current(folder)

    assert len(library._open) == 2
    library.close()


def test_without_a_warehouse_there_is_an_error_and_nothing_else(tmp_path: Path) -> None:
    opening = Library().current(tmp_path)

    assert opening.warehouse is None
    assert "python -m etl build" in str(opening.error)


def test_a_broken_newest_file_leaves_the_last_good_one_on_the_screen(folder: Path) -> None:
    """The reader keeps a page and is told; nobody gets an empty screen because a build went wrong."""
    library = Library()
    good = library.current(folder).warehouse
    (folder / store.POINTER).write_text("waymark-20260101T000000000000Z-000000000000.duckdb", encoding="utf-8")
    opening = library.current(folder)

    assert opening.warehouse is good
    assert opening.error is not None
    library.close()


def test_what_was_judged_is_kept_with_its_file(folder: Path) -> None:
    library = Library()
    warehouse = library.current(folder).warehouse

    assert warehouse is not None
    assert warehouse.judged(as_of=DAY) is warehouse.judged(as_of=DAY)
    library.close()


def test_one_mission_alone_is_judged_as_among_all(folder: Path) -> None:
    library = Library()
    warehouse = library.current(folder).warehouse
    assert warehouse is not None
    mission = next(iter(warehouse.catalogue.missions))
    rows = warehouse.judged(as_of=DAY).scorecard
    mine = rows[rows["mission"] == mission].reset_index(drop=True)

    assert list(warehouse.only(mission).catalogue.missions) == [mission]
    pd.testing.assert_frame_equal(warehouse.only(mission).judged(as_of=DAY).scorecard, mine, check_dtype=False)
    library.close()


def test_the_least_recently_shown_page_is_forgotten_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.loading.PAGES_KEPT", 2)
    library = Library()
    warehouse = library.current(folder).warehouse
    assert warehouse is not None
    for name in "abc":
        warehouse.remember(name, lambda name=name: name.upper())

    assert list(warehouse._pages) == ["b", "c"]
    library.close()


def _reading_each(warehouse: OpenWarehouse) -> OpenWarehouse:
    """Return the same warehouse as one that is too large to be held whole."""
    other = copy(warehouse)
    other.is_held_whole = False
    other.forget()
    return other


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": date(2026, 11, 1)},
        {"indicators": ("hpv_15_complete", "cancer_mortality_asr_world"), "places": ("DEU", "SWE"), "as_of": date(2026, 11, 1)},
        {"indicators": ("hpv_15_complete",), "as_of": date(2022, 7, 1)},
        {"indicators": ("cancer_mortality_asr_world",), "places": ("SWE",), "as_of": date(2022, 7, 1)},
        {"indicators": ()},
        {"places": ("SWE",), "in_force": False},
        {"source": "who_hpv", "in_force": False, "as_of": date(2026, 11, 1)},
        {"source": "who_hpv", "edition": "wuenic-2021"},
    ],
)
def test_observations_held_whole_answer_as_those_read_for_each_question(warehouse: OpenWarehouse, asked: dict[str, Any]) -> None:
    read = _reading_each(warehouse).observations(**asked)

    pd.testing.assert_frame_equal(read, warehouse.observations(**asked), check_exact=True, check_dtype=len(read) > 0)


def test_directions_of_all_places_at_once_are_those_of_each(warehouse: OpenWarehouse) -> None:
    for place in ("DEU", "ATG"):
        pd.testing.assert_frame_equal(
            _reading_each(warehouse).trends(place, date(2026, 11, 1)), warehouse.trends(place, date(2026, 11, 1)), rtol=1e-12
        )


def test_each_new_build_is_announced_once(folder: Path) -> None:
    """A server makes it ready before the next reader comes."""
    library = Library()
    opened: list[OpenWarehouse] = []
    library.when_opened = opened.append
    first = library.current(folder).warehouse
    library.current(folder)
    _build(folder)
    second = library.current(folder).warehouse

    assert opened == [first, second]
    library.close()
