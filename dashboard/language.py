"""
The words of the interface: one file a language under ``locales``.

English and German have every key; a key that is missing is a fault of the program and raises. Swedish and Dutch are promised for the
pages of ``PAGES_IN_PART``: what those pages say stands in their files, every other page is in English as a whole and says so. The tests
compare the files key by key and placeholder by placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.display import Language, plural_form
from dashboard.grammar import NO_BREAK_SPACE, agreed, grammar
from data.catalogue.entries import Text
from data.yaml_file import read_yaml

KEPT = 16_384
"""Texts that are kept as a reader sees them: those of the catalogue come again on page after page."""
PERCENT_GAP = re.compile(r"(?<=\d) (?=%)")
THOUSANDS_GAP = re.compile(r"\b(\d{1,3}) (?=\d{3}(?!\d))")
LOCALES = Path(__file__).parent / "locales"
LANGUAGES: tuple[Language, ...] = ("en", "de", "sv", "nl")
COMPLETE: tuple[Language, ...] = ("en", "de")
"""Languages in which every page is written."""
PAGES_IN_PART = frozenset({"", "mission", "country"})
"""Pages, by their address, that the other languages promise whole; a target is a part of its mission's page."""
DEFAULT: Language = "en"


@dataclass(frozen=True)
class Words:
    """
    The texts of one language.

    Called with a key it returns the text, its placeholders filled with *values* that are already written for the reader.
    """

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of *key* with its placeholders filled, and the word for a year in the plural before a period."""
        text = self.texts[key]
        return agreed(text.format(**values), self.language) if values else text

    def counted(self, key: str, number: int, **values: object) -> str:
        """
        Return the text of ``key.none``, ``key.one`` or ``key.other``, as *number* asks; ``{n}`` is the number.

        Where the whole that is counted, ``of``, is a single one, ``key.none_of_one`` and ``key.one_of_one`` go before.
        """
        form = plural_form(number, self.language)
        if number == 0 and f"{key}.none" in self.texts:
            form = "none"
        if values.get("of") == 1 and f"{key}.{form}_of_one" in self.texts:
            form = f"{form}_of_one"
        return self(f"{key}.{form}", n=number, **values)

    def has(self, key: str) -> bool:
        """Return whether there is a text of *key*."""
        return key in self.texts

    def of(self, text: Text) -> str:
        """Return a text of the catalogue in this language."""
        return unbroken(text.in_language(self.language), self.language)


def flatten(tree: Mapping[str, Any], above: str = "") -> dict[str, str]:
    """Return the nested *tree* of a language file as one level, keys joined by dots."""
    texts: dict[str, str] = {}
    for key, entry in tree.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(entry, Mapping):
            texts.update(flatten(entry, name))
        else:
            texts[name] = str(entry).strip()
    return texts


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: Language) -> Words:
    """Return the words of *language*."""
    tree, _ = read_yaml(LOCALES / f"{language}.yml")
    texts = {key: unbroken(text, language) for key, text in flatten(tree).items()}
    return Words(language, texts if language in COMPLETE else {**words_of(DEFAULT).texts, **texts})


def words_for(language: Language, page: str) -> Words:
    """Return the words of *page* for a reader of *language*: English where the language does not promise the page."""
    return words_of(language if language in COMPLETE or page in PAGES_IN_PART else DEFAULT)


def own_keys(language: Language) -> frozenset[str]:
    """Return the keys that the file of *language* itself holds."""
    tree, _ = read_yaml(LOCALES / f"{language}.yml")
    return frozenset(flatten(tree))


@lru_cache(maxsize=KEPT)
def unbroken(text: str, language: Language) -> str:
    """
    Return *text* with no-break spaces where *language* writes a gap, before a percent sign and between thousands, and with none elsewhere.

    The files of words and of the catalogue stay readable without invisible characters.
    """
    marks = grammar(language)
    text = text.replace(" %", f"{marks.percent_gap}%") if marks.percent_gap else PERCENT_GAP.sub("", text)
    if marks.thousands == NO_BREAK_SPACE:
        text = THOUSANDS_GAP.sub(rf"\1{NO_BREAK_SPACE}", text)
    return text


def language_of(code: str | None) -> Language | None:
    """Return the language of *code* (``de``, ``de-AT``, ``EN``), or ``None`` if we do not speak it."""
    short = (code or "").strip().lower().split("-")[0].split("_")[0]
    return next((language for language in LANGUAGES if language == short), None)
