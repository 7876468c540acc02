"""
The words of the interface: one file a language under ``locales``, the same keys in each.

A key that is missing is a fault of the program and raises; the tests compare the files key by key and placeholder by placeholder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.display import Language
from data.catalogue.entries import Text
from data.yaml_file import read_yaml

LOCALES = Path(__file__).parent / "locales"
LANGUAGES: tuple[Language, ...] = ("en", "de")
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
        """Return the text of *key* with its placeholders filled."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def counted(self, key: str, number: int, **values: object) -> str:
        """
        Return the text of ``key.none``, ``key.one`` or ``key.other``, as *number* asks; ``{n}`` is the number.

        Where the whole that is counted, ``of``, is a single one, ``key.none_of_one`` and ``key.one_of_one`` go before.
        """
        form = "one" if number == 1 else "other"
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
    texts = flatten(tree)
    return Words(language, {key: unbroken(text, language) for key, text in texts.items()})


def unbroken(text: str, language: Language) -> str:
    """Return *text* with a no-break space before each percent sign of German; the files stay readable without invisible characters."""
    return text.replace(" %", "\u00a0%") if language == "de" else text


def language_of(code: str | None) -> Language | None:
    """Return the language of *code* (``de``, ``de-AT``, ``EN``), or ``None`` if we do not speak it."""
    short = (code or "").strip().lower().split("-")[0].split("_")[0]
    return next((language for language in LANGUAGES if language == short), None)


def other_language(language: Language) -> Language:
    """Return the language that the reader can change to."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]
