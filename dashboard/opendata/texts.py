"""What a package says of itself for people: README.md and LICENCE, English first, then German."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dashboard.display import Language, date_words
from dashboard.language import words_of
from dashboard.opendata.content import Content, Package
from dashboard.opendata.describe import FILES, TABLES, address, cite_text, column_text, why_held_back

TONGUES: tuple[Language, ...] = ("en", "de")
"""The languages of the open data."""

CODE = 'pandas.read_csv("data.csv", keep_default_na=False, na_values=[""])'
"""Reads a table with its empty cells as missing and its codes as they are."""


def readme(content: Content, package: Package) -> str:
    """Return the README of *package*, in Markdown."""
    return "\n---\n\n".join("\n".join(_readme(content, package, language)) for language in TONGUES)


def licence(content: Content, package: Package) -> str:
    """Return whose figures *package* holds, and what may be done with them."""
    return "\n---\n\n".join("\n".join(_licence(content, package, language)) for language in TONGUES)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return *text* on one line and without what Markdown would take for markup or a browser for a tag."""
    line = " ".join(text.split())
    for mark in "\\`*_[]<>|#":
        line = line.replace(mark, f"\\{mark}")
    return line


def _readme(content: Content, package: Package, language: Language) -> Iterator[str]:
    words = words_of(language)
    sources = content.catalogue.sources
    day, where = date_words(content.day, language), address(content, package)
    yield f"# {plain(package.title.in_language(language))}\n"
    yield plain(package.text.in_language(language)) + "\n"
    yield plain(words("opendata.readme.release", release=content.release, day=day, address="")) + f" <{where}>\n"
    yield f"## {words('opendata.readme.files')}\n"
    for name, key in FILES.items():
        yield f"- `{name}`: {words(f'opendata.readme.file.{key}')}"
    yield f"\n## {words('opendata.readme.reading')}\n"
    for key in ("empty", "text", "modelled"):
        yield f"- {plain(words(f'opendata.readme.{key}'))}"
    yield f"\n{words('opendata.readme.code')}: `{CODE}`"
    for name, (held, _) in TABLES.items():
        yield f"\n## {words('opendata.readme.columns', file=f'`{name}`')}\n"
        yield f"| {words('opendata.readme.column')} | {words('opendata.readme.meaning')} |\n|---|---|"
        for column in held:
            yield f"| `{column.name}` | {plain(column_text(column).in_language(language))} |"
    yield f"\n## {words('opendata.readme.sources')}\n"
    for name in package.sources:
        source = sources[name]
        unread = "" if source.licence.confirmed else f" ({words('opendata.readme.unread')})"
        yield f"- `{name}`: {plain(source.cite_as)} {plain(source.licence.name.in_language(language))}{unread}. <{source.address}>"
    if not package.sources:
        yield words("opendata.readme.nothing")
    yield f"\n## {words('opendata.readme.missing')}\n"
    if package.held_back:
        yield plain(words("opendata.readme.missing_text")) + "\n"
    for name in package.held_back:
        source = sources[name]
        yield f"- `{name}`: {plain(source.cite_as)} {plain(why_held_back(content, name).in_language(language))} <{source.address}>"
    if not package.held_back:
        yield words("opendata.readme.nothing")
    yield f"\n## {words('opendata.readme.cite')}\n"
    yield plain(cite_text(content, package).in_language(language)).replace(plain(where), f"<{where}>") + "\n"


def _licence(content: Content, package: Package, language: Language) -> Iterator[str]:
    words = words_of(language)
    yield words("opendata.licence.figures" if package.sources else "opendata.licence.none") + "\n"
    for name in package.sources:
        source = content.catalogue.sources[name]
        unread = "" if source.licence.confirmed else f" ({words('opendata.readme.unread')})"
        yield f"{name}: {source.publisher}"
        yield f"  {words('opendata.licence.terms', name=source.licence.name.in_language(language))}{unread}"
        yield f"  {source.licence.terms.in_language(language)}"
        yield f"  {words('opendata.licence.cite', text=source.cite_as)}"
        yield f"  {source.address}\n"
    yield words("opendata.licence.ours") + "\n"
