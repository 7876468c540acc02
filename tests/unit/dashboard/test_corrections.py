"""Corrections on the data page, and the notes that the pages of a corrected number carry."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pandas as pd
import pytest

from dashboard.loading import OpenWarehouse
from dashboard.pages import country, mission
from dashboard.pages import data as page
from dashboard.pages.corrections import correction_note, place_notes
from tests.unit.dashboard.small_build import SMALL, build_small, html_of, rows_of, text_of, view_of

CORRECTIONS = """
- id: uptake-2021-digits
  source: survey
  edition: survey-2
  match: {indicator: uptake, place: DEU, year: 2021}
  expected: {value: 61.5, lower: 59.5, upper: 63.5, numerator: 615}
  action: set
  set: {value: 65.1, lower: 63.1, upper: 67.1, numerator: 651}
  reason: {en: Two digits are swapped., de: Zwei Ziffern sind vertauscht.}
  evidence: {document: "Report <2023>", locator: page 12, confidence: seen_in_stored_source}
  who: A. Steward
  decided: 2024-01-31
- id: rate-2019-left-out
  source: registry
  match: {indicator: rate, place: SWE, year: 2019}
  expected: {value: 140.5}
  action: drop
  reason: {en: Deaths of another year were counted., de: Es wurden Todesfälle eines anderen Jahres gezählt.}
  evidence: {document: "Letter of the registry", confidence: general_knowledge_unverified}
  who: B. Steward
  decided: 2024-02-29
"""


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    """Build the small inputs with two corrections, one of them of the series that the small target is judged by."""
    folder = tmp_path_factory.mktemp("corrected")
    shutil.copytree(SMALL / "catalogue", folder / "catalogue")
    (folder / "catalogue" / "corrections.yml").write_text(CORRECTIONS, encoding="utf-8")
    promise = folder / "catalogue" / "missions" / "de-test.yml"
    text = promise.read_text(encoding="utf-8")
    promise.write_text(text.replace("        sex: all\n", '        sex: all\n        age: "50-69"\n        site: C50\n'), encoding="utf-8")
    warehouse = build_small(folder / "warehouse", folder / "catalogue")
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No figure in this build is corrected."), ("de", "In diesem Datenbestand ist kein Wert berichtigt.")]
)
def test_without_corrections_the_page_says_that_all_is_as_printed(small: OpenWarehouse, language: str, words: str) -> None:
    assert words in text_of(page.build(view_of(small, language)))


def test_a_correction_says_everything_about_itself(corrected: OpenWarehouse) -> None:
    told = text_of(page.build(view_of(corrected)))

    assert "What was printed value 61.5%, lower end of the range 59.5%, upper end of the range 63.5%, number counted 615" in told
    assert "What we use value 65.1%, lower end of the range 63.1%" in told
    assert "Why Two digits are swapped." in told
    assert "Report <2023>, page 12. Read in our copy of the source." in told
    assert "Decided by A. Steward, 31 January 2024" in told
    assert "Until the publisher prints anything else." in told


def test_a_figure_left_out_is_called_left_out(corrected: OpenWarehouse) -> None:
    told = text_of(page.build(view_of(corrected, "de")))

    assert "nichts, der Wert ist weggelassen" in told
    assert "Es wurden Todesfälle eines anderen Jahres gezählt." in told


def test_corrected_figures_can_be_taken_along(corrected: OpenWarehouse) -> None:
    rows = rows_of(page.build(view_of(corrected)), "corrections")

    assert [(row["correction"], row["published_value"], row["used"]) for row in rows] == [
        ("rate-2019-left-out", "140.5", ""),
        ("uptake-2021-digits", "61.5", "value 65.1; lower 63.1; upper 67.1; numerator 651.0"),
    ]


UPTAKE = pd.Series(
    {"indicator": "uptake", "place": "DEU", "sex": "all", "age": "50-69", "site": "C50", "group": "all"}
    | {"source": "survey", "edition": "survey-2"}
)


def test_a_corrected_number_carries_a_note_with_a_link(corrected: OpenWarehouse) -> None:
    note = correction_note(view_of(corrected), UPTAKE)

    assert "Uptake, 2021: the publisher prints 61.5%; 65.1% is used instead. Two digits are swapped." in note
    assert 'href="/data?lang=en#correction-uptake-2021-digits"' in note


@pytest.mark.parametrize(("name", "other"), [("place", "SWE"), ("indicator", "rate"), ("sex", "female"), ("source", "registry")])
def test_another_series_carries_no_note(corrected: OpenWarehouse, name: str, other: str) -> None:
    assert correction_note(view_of(corrected), pd.Series({**UPTAKE, name: other})) == ""


def test_a_restated_edition_carries_no_note_of_the_newer_one(corrected: OpenWarehouse) -> None:
    """The reader chose the first survey; what was corrected in the second is not on the screen."""
    assert correction_note(view_of(corrected), pd.Series({**UPTAKE, "edition": "survey-1"})) == ""


def test_a_place_carries_the_notes_of_all_its_figures(corrected: OpenWarehouse) -> None:
    view = view_of(corrected, "de")

    assert "der Wert ist weggelassen" in place_notes(view, "SWE")
    assert place_notes(view, "SWE", "uptake") == ""
    assert "Sterberate" not in place_notes(view, "DEU")


def test_the_pages_of_a_corrected_number_say_so(corrected: OpenWarehouse) -> None:
    """The note stands on the page of the target and on that of the country, with the way to the evidence."""
    on_target = html_of(mission.build(view_of(corrected, mission="de-test", target="de-test-uptake", place="DEU", indicator="uptake")))
    on_country = html_of(country.build(view_of(corrected, place="SWE")))

    assert "#correction-rate-2019-left-out" in on_country
    assert "#correction-uptake-2021-digits" in on_target
