"""Open actions in the review pack: overdue first, as of any day, and a faulty list that does no harm to the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages.review_actions import actions_section
from dashboard.selection import Selection
from tests.unit.dashboard.shown_page import words_in

TODAY = date(2026, 11, 28)
LIST = """
actions:
  - {mission: de-ndk, agreed: 2026-03-31, what: Without a day}
  - {mission: de-ndk, agreed: 2026-03-31, what: Due next year, owner: The <b>Office</b>, due: 2027-01-31}
  - {mission: de-ndk, agreed: 2026-03-31, what: Late, due: 2026-09-30}
  - {mission: de-ndk, agreed: 2026-03-31, what: Done, done: 2026-08-14}
  - {mission: se-vzc, agreed: 2026-03-31, what: Of another mission}
"""


@pytest.fixture
def told(warehouse: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that keeps a list and returns the section of Germany's mission as HTML."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))

    def tell(text: str | None = LIST, language: Any = "en", day: date = TODAY, since: date | None = None, *, on_paper: bool = False) -> str:
        if text is not None:
            (tmp_path / "actions.yml").write_text(text, "utf-8")
        view = View(warehouse, Selection(language=language), words_of(language), "light", day, TODAY, on_paper=on_paper)
        return actions_section(view, warehouse.catalogue.missions["de-ndk"], since)

    return tell


def test_what_is_open_stands_with_the_earliest_deadline_first(told: Callable[..., str]) -> None:
    text = words_in(told())
    places = [text.index(word) for word in ("Late", "Due next year", "Without a day")]

    assert places == sorted(places)
    assert "30 September 2026 overdue" in text
    assert "Done" not in text
    assert "Of another mission" not in text


def test_a_word_of_the_list_is_no_markup(told: Callable[..., str]) -> None:
    assert "The &lt;b&gt;Office&lt;/b&gt;" in told()


def test_an_earlier_day_shows_what_was_open_then(told: Callable[..., str]) -> None:
    text = words_in(told(day=date(2026, 8, 1)))

    assert "Done" in text
    assert "overdue" not in text


def test_the_day_before_the_meeting_nothing_had_been_agreed(told: Callable[..., str]) -> None:
    assert "Nothing that was agreed for this mission is still open." in told(day=date(2026, 3, 30))


def test_what_was_done_since_the_last_meeting_is_counted(told: Callable[..., str]) -> None:
    assert "1 Maßnahme wurde seit dem 31. März 2026 erledigt." in words_in(told(language="de", since=date(2026, 3, 31)))


def test_what_was_given_up_since_the_last_meeting_does_not_just_vanish(told: Callable[..., str]) -> None:
    text = LIST + "  - {mission: de-ndk, agreed: 2026-03-31, what: Given up, dropped: 2026-09-01}\n"

    assert "1 action was done since 31 March 2026. 1 action was given up since 31 March 2026." in words_in(
        told(text, since=date(2026, 3, 31))
    )
    assert "given up" not in words_in(told(text, since=date(2026, 9, 1)))


def test_without_a_list_the_page_says_who_can_keep_one(told: Callable[..., str]) -> None:
    """On the screen only: paper has no empty part."""
    assert "can keep one in the file actions.yml" in told(None)
    assert told(None, on_paper=True) == ""


def test_a_faulty_list_is_told_with_its_line(told: Callable[..., str]) -> None:
    text = words_in(told("actions:\n  - {mission: de-ndk, agreed: soon, what: x}"))

    assert "cannot be read; nothing of it is shown" in text
    assert "actions.yml:2: actions[0].agreed: 'soon'" in text
