"""Swedish and Dutch: what they promise is there as a whole, and what they do not promise says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.components.block import Html
from dashboard.components.quote import quoted
from dashboard.components.view import View
from dashboard.display import Language
from dashboard.language import PAGES_IN_PART, Words, own_keys, words_for, words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import country, methods, mission, missions
from dashboard.selection import Selection
from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Text
from data.catalogue.loader import load_catalogue
from data.catalogue.promises import Quote
from data.catalogue.texts import texts_in
from data.catalogue.translations import entries_of, is_shown_elsewhere

IN_PART: tuple[Language, ...] = ("sv", "nl")
TODAY = date(2026, 11, 22)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# fmt: off
SECTIONS = frozenset({
    "nav", "shell", "context", "footer", "span", "moment", "status", "rule", "finding", "reason", "reason_long", "remedy", "caution",
    "confidence", "quote", "aim", "better", "comparability", "family", "group", "series", "source", "licence", "figure", "column",
    "standing", "missions", "mission", "past", "target", "verdict", "cause", "why", "unassessed", "reading", "ledger", "places",
    "restatement", "country", "direction", "trouble", "method_word", "evaluability",
})
# fmt: on
"""Sections of the words that Swedish and Dutch hold whole; of others they hold what the pages of missions and countries say."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


class _Watched(dict[str, str]):
    """Words that note which of them were read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)


def _view(warehouse: OpenWarehouse, words: Words, **chosen: Any) -> View:
    return View(warehouse, Selection(language=chosen.pop("language", words.language), **chosen), words, "light", TODAY)


# --- words ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", IN_PART)
def test_a_promised_section_has_every_word(language: Language) -> None:
    promised = {key for key in words_of("en").texts if key.partition(".")[0] in SECTIONS}

    assert sorted(promised - own_keys(language)) == []


@pytest.mark.parametrize("language", IN_PART)
def test_no_word_is_kept_that_english_does_not_have(language: Language) -> None:
    assert sorted(own_keys(language) - set(words_of("en").texts)) == []


@pytest.mark.parametrize("language", IN_PART)
def test_a_text_has_the_same_placeholders_as_in_english(language: Language) -> None:
    english, ours = words_of("en").texts, words_of(language).texts
    wrong = [key for key in own_keys(language) if set(PLACEHOLDER.findall(ours[key])) != set(PLACEHOLDER.findall(english[key]))]

    assert wrong == []


def test_the_words_of_the_statuses_are_the_agreed_ones() -> None:
    keys = ("met", "on_course", "behind", "no_clear_change", "away", "not_assessable")
    told = {language: [words_of(language)(f"status.{key}") for key in keys] for language in IN_PART}

    assert told == {
        "sv": [
            "Målet nått",
            "På rätt väg",
            "Bättre, men för långsamt",
            "Ingen tydlig förändring",
            "På väg bort från målet",
            "Kan inte bedömas ännu",
        ],
        "nl": [
            "Doel gehaald",
            "Op koers",
            "Beter, maar te langzaam",
            "Geen duidelijke verandering",
            "Beweegt weg van het doel",
            "Nog niet te beoordelen",
        ],
    }


def test_the_promised_pages_say_no_word_of_another_language(warehouse: OpenWarehouse) -> None:
    """A word that the pages begin to use fails here until it is translated."""
    watched = _Watched(words_of("sv").texts)
    words = Words("sv", watched)
    missions.build(_view(warehouse, words))
    mission.build(_view(warehouse, words))
    for entry in warehouse.catalogue.missions.values():
        mission.build(_view(warehouse, words, mission=entry.id))
        for target in entry.targets:
            mission.build(_view(warehouse, words, mission=entry.id, target=target.id))
    for place in ("SWE", "NLD", "DEU", "USA", "GBR-SCT", "VAT"):
        country.build(_view(warehouse, words, place=place))
    untranslated = {language: sorted(watched.read - own_keys(language)) for language in IN_PART}

    assert untranslated == {"sv": [], "nl": []}


@pytest.mark.parametrize("language", IN_PART)
def test_a_page_in_english_says_so_in_the_reader_s_language(warehouse: OpenWarehouse, language: Language) -> None:
    page = methods.build(_view(warehouse, words_for(language, "methods"), language=language))
    html = "".join(block.text for block in page.blocks if isinstance(block, Html))

    assert "methods" not in PAGES_IN_PART
    assert words_of(language)("context.english_only") in html
    assert words_of(language)("context.print") in html
    # The one link that changes to English is that of the switch; every other keeps the reader's language.
    assert html.count("lang=en") == 1


# --- texts of the catalogue ------------------------------------------------------------------------------------------------------------


def _texts(catalogue: Catalogue) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield path, original, translation and language of every text that a promised page may show."""
    for name, entry in entries_of(catalogue):
        for path, text in texts_in(entry):
            if is_shown_elsewhere(name, path):
                continue
            for language in ("de", *IN_PART) if isinstance(text, Quote) else IN_PART:
                if isinstance(text, Quote):
                    ours = text.translation(language)
                    yield f"{name}: {path}", text.text, ours.text if ours else None, language
                else:
                    yield f"{name}: {path}", text.en, getattr(text, language), language


def test_every_text_of_the_promised_pages_is_translated(catalogue: Catalogue) -> None:
    assert [(path, language) for path, _, translation, language in _texts(catalogue) if not translation] == []


def test_no_translation_is_older_than_its_original(catalogue: Catalogue) -> None:
    older = [
        (name, path, text.older)
        for name, entry in entries_of(catalogue)
        for path, text in texts_in(entry)
        if isinstance(text, Text) and text.older
    ]

    assert older == []


NAMES = re.compile(r"\b(?:3\.4\.1|3\.4|[Vv]ersi(?:on|e) 9\.2|CC BY [34]\.0|v3\.0|[A-Z]\d\d\.\d)\b")
"""Numbers of a goal, an indicator, a version, a licence and a disease: they are names, and every language writes them alike."""
SPELLED = {"en": (",", "."), "de": (".", ","), "sv": (" ", ","), "nl": (".", ",")}
NUMBER = {
    language: re.compile(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?!\d)(?:{re.escape(decimal)}\d+)?|\d+(?:{re.escape(decimal)}\d+)*")
    for language, (thousands, decimal) in SPELLED.items()
}


def _numbers(text: str, language: str) -> Counter[str]:
    """Return the numbers of *text*, whatever marks the language puts into them."""
    thousands, decimal = SPELLED[language]
    plain = NAMES.sub("", text.replace("\u00a0", " "))
    return Counter(number.replace(thousands, "").replace(decimal, ".") for number in NUMBER[language].findall(plain))


def test_a_translation_has_the_numbers_of_its_original(catalogue: Catalogue) -> None:
    """A figure that changes in translation is a false figure."""
    wrong = [
        (path, language, original, translation)
        for path, original, translation, language in _texts(catalogue)
        if translation and _numbers(original, "en") != _numbers(translation, language)
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "wrong"), [("sv", r"\d%|\d\.\d+ ?%"), ("nl", r"\d\s%|\d\.\d{1,2}%"), ("de", r"\d%")])
def test_percentages_are_written_as_the_language_writes_them(catalogue: Catalogue, language: str, wrong: str) -> None:
    found = [translation for _, _, translation, code in _texts(catalogue) if code == language and translation]

    assert [text for text in found if re.search(wrong, text)] == []


def test_a_country_has_the_name_that_cldr_gives_it(catalogue: Catalogue) -> None:
    names = [catalogue.places[code].name for code in ("DEU", "GBR", "CIV")]

    assert [(name.sv, name.nl) for name in names] == [
        ("Tyskland", "Duitsland"),
        ("Storbritannien", "Verenigd Koninkrijk"),
        ("Elfenbenskusten", "Ivoorkust"),
    ]


# --- quotations --------------------------------------------------------------------------------------------------------------------------


def test_a_quotation_stays_in_its_language_with_our_translation_marked(warehouse: OpenWarehouse) -> None:
    version = warehouse.catalogue.target("de-ndk-preventable-10pct")[1].versions[0]
    html = quoted(_view(warehouse, words_of("de")), version)

    assert f"<p>“{version.quote.text}”</p>" in html
    assert 'lang="en"' in html
    assert "Unsere Übersetzung: „Vermeidbare Krebsfälle alle 10 Jahre um 10\u00a0% senken (von 40\u00a0% auf 36\u00a0%)“" in html


def test_a_reader_of_the_original_gets_no_translation(warehouse: OpenWarehouse) -> None:
    version = warehouse.catalogue.target("de-ndk-preventable-10pct")[1].versions[0]

    assert "Our translation" not in quoted(_view(warehouse, words_of("en")), version)


def test_a_mission_page_names_translations_that_are_older_than_their_original(warehouse: OpenWarehouse) -> None:
    entry = warehouse.catalogue.missions["se-gms"]
    changed = entry.model_copy(update={"promise": entry.promise.model_copy(update={"en": "Another promise.", "older": ("sv",)})})
    stale = warehouse.catalogue.model_copy(update={"missions": {**warehouse.catalogue.missions, "se-gms": changed}})
    view = _view(warehouse, words_of("sv"), mission="se-gms")
    html = {
        name: "".join(block.text for block in mission.build(shown).blocks if isinstance(block, Html))
        for name, shown in {"now": view, "stale": replace(view, warehouse=_With(warehouse, stale))}.items()  # type: ignore[arg-type]
    }

    assert "Another promise." in html["stale"]
    assert words_of("sv")("context.older_translation") in html["stale"]
    assert words_of("sv")("context.older_translation") not in html["now"]


class _With:
    """A warehouse with another catalogue."""

    def __init__(self, warehouse: OpenWarehouse, catalogue: Catalogue) -> None:
        self._warehouse, self.catalogue = warehouse, catalogue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)
