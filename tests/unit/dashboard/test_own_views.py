"""A committee's own view of a verdict: beside the computed one, only while it holds, and never in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.loading import OpenWarehouse
from tests.unit.dashboard.shown_page import html_of, words_in

TODAY = date(2026, 11, 28)
VIEW = """
views:
  - mission: who-ccei
    target: who-ccei-vacc-90
    place: DEU
    status: on_course
    why: Schools <b>vaccinate</b> since 2025
    who: Our committee
    decided: 2026-03-31
    until: 2026-12-31
"""


@pytest.fixture
def shown(warehouse: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that keeps a file of views and returns a page of the WHO's vaccination target as HTML."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))

    def show(text: str = VIEW, page: str = "mission", **asked: str) -> str:
        (tmp_path / "views.yml").write_text(text, "utf-8")
        parameters = {"mission": "who-ccei", "target": "who-ccei-vacc-90", "place": "DEU", "lang": "en"} | asked
        return html_of(warehouse, page, parameters, TODAY)

    return show


def test_both_verdicts_stand_on_the_page_of_the_target(shown: Callable[..., str]) -> None:
    text = words_in(shown())

    assert text.index("Germany: improving, too slowly") < text.index("A committee’s own view On course Schools <b>vaccinate</b> since 2025")
    assert "Our committee, since 31 March 2026, until 31 December 2026" in text
    assert "The computed status above stays as it is." in text


def test_it_is_told_in_each_language_of_the_page(shown: Callable[..., str]) -> None:
    told = [words_in(shown(lang=language)) for language in ("de", "sv", "nl")]
    titles = [
        "Die eigene Sicht eines Ausschusses Auf Kurs",
        "En kommittés egen syn På rätt väg",
        "De eigen kijk van een commissie Op koers",
    ]

    assert [title in text for title, text in zip(titles, told, strict=True)] == [True] * 3


def test_the_review_has_a_line_under_the_status_of_that_place_only(shown: Callable[..., str]) -> None:
    told = shown(page="review", place="")
    rows = [words_in(row) for row in re.findall(r"<tr>(?:(?!<tr>).)*Our committee.*?</tr>", told)]

    assert len(rows) == 1
    assert "Germany" in rows[0]
    assert "Improving, too slowly value of 2021 Own view: On course (Our committee)" in rows[0]


def test_places_without_a_figure_stand_together_but_for_one_that_is_seen_otherwise(shown: Callable[..., str]) -> None:
    """Nothing is measured for the target on screening; six places share a row until the committee says something of one."""
    one = VIEW.replace("vacc-90", "screen-70")
    every = one.replace("    place: DEU\n", "")
    rows = {
        text: [row for row in re.findall(r"<tr>.*?</tr>", shown(text, page="review", place="")) if "Our committee" in row]
        for text in (one, every)
    }

    assert [len(found) for found in rows.values()] == [1, 1]
    assert "Sweden" not in words_in(rows[one][0])
    assert "Sweden" in words_in(rows[every][0])


def test_two_views_of_one_verdict_stand_in_one_note(shown: Callable[..., str]) -> None:
    second = VIEW.partition("views:")[2].replace("Our committee", "The minority").replace("on_course", "away")
    text = words_in(shown(VIEW + second))

    assert re.search(r"On course Schools .* 2026\. Moving away from the target Schools .* The minority, since", text)
    assert text.count("A committee’s own view") == text.count("The computed status above stays as it is.") == 1


@pytest.mark.parametrize(
    "asked",
    [{"place": "SWE"}, {"as_of": "2026-03-30"}],
    ids=["another place", "the day before"],
)
def test_it_stands_nowhere_else_and_not_before(shown: Callable[..., str], asked: dict[str, str]) -> None:
    assert "Our committee" not in shown(**asked)


def test_after_its_last_day_it_is_gone(shown: Callable[..., str]) -> None:
    assert "Our committee" not in shown(VIEW.replace("2026-12-31", "2026-11-27"))


def test_a_word_of_it_is_no_markup(shown: Callable[..., str]) -> None:
    assert "Schools &lt;b&gt;vaccinate&lt;/b&gt;" in shown()


def test_a_faulty_file_is_told_with_its_line_and_the_verdict_stays(shown: Callable[..., str]) -> None:
    text = words_in(shown(VIEW.replace("on_course", "fine")))

    assert "Germany: improving, too slowly" in text
    assert "The file of the committee’s own views cannot be read; nothing of it is shown." in text
    assert "views.yml:6: views[0].status: 'fine'" in text
