"""
From a page to its HTML.

Templates escape everything that is not markup already; whatever is the same on many pages (navigation, foot, change of language) is made
once for each language and depth. All links within the site are relative, so that it works from any folder; only the page for unknown
addresses, which can stand at any depth, starts from the base address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from dashboard.charts.shapes import chip_html
from dashboard.display import Language
from dashboard.grammar import OWN_NAMES
from dashboard.language import COMPLETE, Words
from dashboard.public import assets
from dashboard.public.folders import entries
from dashboard.public.page import Kind, Page, first_part
from dashboard.public.registry import FOOT, KINDS, NAVIGATION
from dashboard.public.site import Site
from dashboard.public.template_code import KeptCode, WordsInTemplates
from data import paths

TEMPLATES = Path(__file__).parent / "templates"
INDEX = "index.html"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
NOT_FOUND = "404.html"


@dataclass(frozen=True)
class Entry:
    """One link of the navigation, of the foot or of the change of language; *language* where it leads to a page in another one."""

    href: str
    words: str
    here: bool = False
    language: str = ""


@dataclass(frozen=True)
class Frame:
    """What is the same on all pages of one language, one depth and one kind."""

    up: str
    root: str
    to: Callable[[str], str]
    other: Callable[[str], Markup]
    navigation: tuple[Entry, ...]
    menu: Markup
    foot: Markup
    languages: tuple[Language, ...]


def environment(words: Words) -> WordsInTemplates:
    """
    Return the environment of the templates in the language of *words*: escaped, and a name that is not there is an error.

    Their code is kept under ``templates`` of the folder of everything generated.
    """
    made = WordsInTemplates(
        words,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=KeptCode(paths.home() / "templates", words),
    )
    made.globals["asset"] = {
        "css": assets.stylesheet().path,
        "script": assets.script().path,
        "typeface": assets.typeface().path,
    }
    made.filters["json_ld"] = json_ld
    return made


def json_ld(tree: Mapping[str, object]) -> Markup:
    """Return *tree* for the inside of a script element: no text in it can end the element."""
    text = _JSON.encode(tree)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped just here


class Renderer:
    """Renders the pages of one site."""

    def __init__(self, site: Site, kinds: tuple[Kind, ...] = KINDS) -> None:
        self.site = site
        self.kinds = {kind.first: kind for kind in kinds}
        self._environments = {language: environment(view.words) for language, view in site.views.items()}
        self.template = lru_cache(maxsize=None)(self._load)
        self._frame = lru_cache(maxsize=4096)(self._make_frame)

    def _load(self, name: str, language: Language) -> Template:
        return self._environments[language].get_template(name)

    def html(self, page: Page, words: Words) -> str:
        """Return the HTML of *page*."""
        language = words.language
        frame = self._frame(language, page.path.count("/"), page.path if page.path == NOT_FOUND else first_part(page.path), page.section)
        return self.template(page.template, language).render(
            page.context,
            page=page,
            lang=language,
            t=words,
            up=frame.up,
            root=frame.root,
            to=frame.to,
            other=frame.other,
            chip=chip,
            kinds=self.kinds,
            navigation=frame.navigation,
            menu=frame.menu,
            foot=frame.foot,
            languages=self._change_of_language(page, language, frame),
            base_url=self.site.settings.base_url,
            feed_language=language if language in COMPLETE else COMPLETE[0],
            canonical=self.address(page.path, language),
            alternates=self._alternates(page, frame.languages),
            dataset=self._dataset(page, language),
        )

    def folder(self, path: str, metadata: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
        """Return the HTML of the page of a folder of the open data."""
        parts = [(language, self.site.views[language].words, entries(metadata, sizes, language)) for language in COMPLETE]
        return self.template("folder.html", COMPLETE[0]).render(
            metadata=metadata, parts=parts, kinds=self.kinds, root="../" * (path.count("/") + 1)
        )

    def address(self, path: str, language: str) -> str:
        """Return the whole address of *path* in *language*; empty where the base address is not known."""
        base = self.site.settings.base_url
        return f"{base}{language}/{quote(path)}" if base else ""

    def languages_of(self, path: str) -> tuple[Language, ...]:
        """Return the languages in which *path* exists."""
        return self.kinds[first_part(path)].languages

    def _alternates(self, page: Page, languages: tuple[Language, ...]) -> list[tuple[str, str]]:
        if not self.site.settings.base_url or not page.listed:
            return []
        told = [(str(language), self.address(page.path, language)) for language in languages]
        return [*told, ("x-default", self.address(page.path, languages[0]))]

    def _change_of_language(self, page: Page, language: Language, frame: Frame) -> list[Entry]:
        others = (other for other in frame.languages if other != language)
        return [Entry(f"{frame.root}{other}/{quote(page.path)}", OWN_NAMES[other], language=other) for other in others]

    def _dataset(self, page: Page, language: str) -> Mapping[str, object] | None:
        if page.dataset is None:
            return None
        address = self.address(page.path, language)
        more = {"url": address, "@id": address} if address else {}
        return {"@context": "https://schema.org", "@type": "Dataset", **page.dataset, "inLanguage": language, **more}

    def _make_frame(self, language: Language, depth: int, first: str, section: str | None) -> Frame:
        if first == NOT_FOUND:
            root = self.site.settings.base_path
            up = f"{root}{language}/"
        else:
            up = "../" * depth or "./"
            root = "../" * (depth + 1)

        def to(path: str) -> str:
            """Return the link to *path*: in this language, or in the first one it exists in."""
            kind = self.kinds[first_part(path).partition("#")[0]]
            if language in kind.languages:
                return up + path
            return f"{root}{kind.languages[0]}/{path}"

        words = self.site.views[language].words

        def other(path: str) -> Markup:
            """Return what marks the link to *path* where it leads to another language; empty where it does not."""
            spoken = self.kinds[first_part(path)].languages
            return Markup() if language in spoken else Markup(f' hreflang="{spoken[0]}"')  # noqa: S704 - a language of ours

        def entries(firsts: tuple[str, ...]) -> tuple[Entry, ...]:
            known = (name for name in firsts if name in self.kinds)
            return tuple(
                Entry(
                    to(name),
                    words(f"public.nav.{name.rstrip('/') or 'home'}"),
                    here=name == section,
                    language="" if language in self.kinds[name].languages else self.kinds[name].languages[0],
                )
                for name in known
            )

        def listed(entries: tuple[Entry, ...]) -> Markup:
            return Markup(self.template("entries.html", language).render(entries=entries))  # noqa: S704 - the template escapes

        navigation = entries(NAVIGATION)
        return Frame(up, root, to, other, navigation, listed(navigation), listed(entries(FOOT)), self.kinds[first].languages)


def chip(status: str, words: str, note: str = "", *, large: bool = False) -> Markup:
    """Return the chip of a status for a template."""
    return Markup(chip_html(status, words, note, large=large))  # noqa: S704 - the component escapes its words


def start_page(renderer: Renderer) -> str:
    """Return the page at the root of the site: the languages to choose from."""
    site = renderer.site
    languages = [(language, OWN_NAMES[language], site.views[language].words("public.tagline")) for language in renderer.kinds[""].languages]
    return renderer.template("start.html", site.any_view.language).render(languages=languages, canonical=site.settings.base_url)


def written_path(path: str) -> str:
    """Return the file that an address leads to: ``missions/de-ndk/index.html`` of ``missions/de-ndk/``."""
    return path if path and not path.endswith("/") else f"{path}{INDEX}"
