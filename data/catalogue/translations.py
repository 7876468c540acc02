"""
Our own translations of the catalogue's texts, one file a language under ``translations/``.

English and German stand where a text is written. ``sv.yml`` and ``nl.yml`` hold the same texts in Swedish and Dutch, and every file holds
translations of quotations, which themselves always stay in the language of their document. A translation names the text by its path and
keeps a short sum (``of``) of the original it was made of, so that a changed original marks its translations as older.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from babel import Locale
from babel.core import get_global
from pydantic import Field

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import TEXT_LANGUAGES, Entry, Text, Translation
from data.catalogue.faults import validate
from data.catalogue.models import Place
from data.catalogue.promises import Quote
from data.catalogue.texts import fingerprint, texts_in, with_texts
from data.errors import Problem, ProblemsFound, Severity
from data.yaml_file import Lines, read_yaml

FOLDER = "translations"
TRANSLATED = ("sv", "nl")
"""The languages whose texts all come from these files; those of the others stand in the catalogue's own files."""

KINDS = ("codes", "places", "indicators", "sources", "events", "missions")
CODES = "codes"


SHOWN_ELSEWHERE = frozenset(
    {("indicators", "definition"), ("indicators", "note"), ("sources", "licence/terms"), ("sources", "note"), ("missions", "canvas")}
)
"""Texts of pages that are in English and German only, by kind and the beginning of the path; they may be translated and need not."""


class Translated(Entry):
    """One translation: the sum of the original it was made of, and its words."""

    of: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
    text: Annotated[str, Field(min_length=1)]


class TranslationFile(Entry):
    """A file of translations: by entry (``missions/de-ndk``), and within it by the path of the text."""

    entries: dict[str, dict[str, Translated]]


def entries_of(catalogue: Catalogue) -> Iterator[tuple[str, Entry]]:
    """Yield every entry with texts by its name in the files of translations."""
    yield CODES, catalogue.codes
    for kind in KINDS[1:]:
        for name, entry in getattr(catalogue, kind).items():
            yield f"{kind}/{name}", entry


def is_shown_elsewhere(name: str, path: str) -> bool:
    """Return whether the text at *path* of the entry *name* is one of pages in English and German only."""
    kind = name.partition("/")[0]
    return any(kind == where and f"{path}/".startswith(f"{begin}/") for where, begin in SHOWN_ELSEWHERE)


def read_translations(folder: Path) -> tuple[dict[str, dict[str, dict[str, Translated]]], dict[str, Lines], list[Problem]]:
    """Return the translations under *folder* by language, entry and path, the lines of each file, and what is wrong with the files."""
    read: dict[str, dict[str, dict[str, Translated]]] = {}
    places: dict[str, Lines] = {}
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("[!.]*")):
        name = f"{FOLDER}/{path.name}"
        if path.stem not in TEXT_LANGUAGES or path.suffix != ".yml":
            problems.append(Problem(name, "this file is not read", f"known are {', '.join(f'{code}.yml' for code in TEXT_LANGUAGES)}"))
            continue
        try:
            content, lines = read_yaml(path, name)
        except ProblemsFound as found:
            problems += found.problems
            continue
        entry, faults = validate(TranslationFile, {"entries": content}, lines)
        problems += faults
        if entry is not None:
            read[path.stem], places[path.stem] = entry.entries, lines
    return read, places, problems


def translated(catalogue: Catalogue, folder: Path) -> tuple[Catalogue, list[Problem]]:
    """
    Return *catalogue* with the translations under *folder*, and what is wrong with them.

    A file that cannot be used is an error. A translation that is missing, older than its original, or of a text that is no longer there
    is a warning: the page then shows English, or says so. A catalogue without the folder has no translations, and nobody is warned.
    """
    read, lines, problems = read_translations(folder)
    if not read:
        return catalogue, problems
    changed: dict[str, Entry] = {}
    for name, entry in entries_of(catalogue):
        given = {language: entries.get(name, {}) for language, entries in read.items()}
        new: dict[str, Text | Quote] = {}
        for path, text in texts_in(entry):
            mine = {language: found[path] for language, found in given.items() if path in found}
            new[path] = _with(text, mine, _cldr(entry))
            if not is_shown_elsewhere(name, path):
                problems += _lacking(f"{name}: {path}", new[path], lines)
        changed[name] = with_texts(entry, new)
    problems += _strangers(catalogue, read, lines)
    update: dict[str, Any] = {kind: {key: changed[f"{kind}/{key}"] for key in getattr(catalogue, kind)} for kind in KINDS[1:]}
    return catalogue.model_copy(update={**update, CODES: changed[CODES]}), problems


def _with(text: Text | Quote, given: Mapping[str, Translated], default: Mapping[str, str]) -> Text | Quote:
    original = text.text if isinstance(text, Quote) else text.en
    sum_ = fingerprint(original)
    if isinstance(text, Quote):
        made = tuple(Translation(language=code, text=one.text, older=one.of != sum_) for code, one in sorted(given.items()))
        return text.model_copy(update={"translations": made})
    words = {code: default[code] for code in TRANSLATED if code in default} | {code: one.text for code, one in given.items()}
    older = tuple(sorted(code for code, one in given.items() if one.of != sum_))
    return text.model_copy(update={**{code: words[code] for code in TRANSLATED if code in words}, "older": older})


def _cldr(entry: Entry) -> dict[str, str]:
    """Return the names of a country in each language as Unicode's CLDR has them; nothing for any other entry."""
    if not isinstance(entry, Place) or entry.kind != "country":
        return {}
    alpha_2 = get_global("territory_aliases").get(entry.code, ())
    names = {code: Locale(code).territories.get(alpha_2[0]) for code in TRANSLATED} if len(alpha_2) == 1 else {}
    return {code: name for code, name in names.items() if name}


def _lacking(where: str, text: Text | Quote, lines: Mapping[str, Lines]) -> Iterator[Problem]:
    """Yield a warning for each translation that is missing or older than its original."""
    for code in lines:
        if isinstance(text, Quote):
            translation = text.translation(code)
            is_missing, is_older = translation is None and code != text.language, translation is not None and translation.older
        else:
            is_missing, is_older = code in TRANSLATED and not getattr(text, code), code in text.older
        sum_ = fingerprint(text.text if isinstance(text, Quote) else text.en)
        if is_missing:
            yield _warning(f"{FOLDER}/{code}.yml: {where}", "the translation is missing", f"add it with 'of: {sum_}'")
        elif is_older:
            yield _warning(
                f"{FOLDER}/{code}.yml: {where}", "the translation is older than the original", f"translate it again and write 'of: {sum_}'"
            )


def _strangers(
    catalogue: Catalogue, read: Mapping[str, Mapping[str, Mapping[str, Translated]]], lines: Mapping[str, Lines]
) -> Iterator[Problem]:
    """Yield a warning for each translation of a text that is not there."""
    known = {name: {path for path, _ in texts_in(entry)} for name, entry in entries_of(catalogue)}
    for code, entries in read.items():
        for name, texts in entries.items():
            for path in texts.keys() - known.get(name, set()):
                yield _warning(lines[code].where((name, path)), f"{name}: no text '{path}' is known", "remove it, or correct its path")


def _warning(where: str, what: str, remedy: str) -> Problem:
    return Problem(where, what, remedy, Severity.WARNING)
