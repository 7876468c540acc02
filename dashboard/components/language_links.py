"""The switch of languages, and what a reader is told where a page, or a part of it, is not written in the language of choice."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.components.markup import element, escaped, link
from dashboard.components.view import View
from dashboard.grammar import OWN_NAMES
from dashboard.language import LANGUAGES
from data.catalogue.entries import Entry, Text
from data.catalogue.promises import Quote
from data.catalogue.texts import texts_in


def language_links(view: View, page: str) -> str:
    """Return the four languages by their own names; each keeps the view, the reader's own is marked and no link."""
    now = view.reader.language
    items = [
        element("li", element("b", escaped(OWN_NAMES[language]), lang=language, aria_current="true"))
        if language == now
        else element("li", link(view.same_page(page, lang=language), escaped(OWN_NAMES[language]), lang=language, hreflang=language))
        for language in LANGUAGES
    ]
    return element("nav", element("ul", *items), class_="wm-languages", aria_label=view.reader("context.language"))


def in_english_only(view: View) -> str:
    """Return the line above a page that is written in English and German only; nothing where the page is in the reader's language."""
    if not view.falls_back:
        return ""
    return element("p", escaped(view.reader("context.english_only")), class_="wm-small wm-muted", lang=view.reader.language)


def older_translations(view: View, entries: Iterable[Entry]) -> str:
    """
    Return a badge with the originals of those texts of *entries* whose translation was made of an earlier wording.

    An entry is a text itself, or holds texts; empty where nothing is older.
    """
    texts: list[Text | Quote] = []
    for entry in entries:
        texts += [entry] if isinstance(entry, Text | Quote) else [text for _, text in texts_in(entry)]
    older = dict.fromkeys(_original(text) for text in texts if _is_older(text, view.language))
    if not older:
        return ""
    originals = [element("li", escaped(original)) for original in older]
    summary = element("summary", element("b", escaped(view.words("context.older_translation"))))
    return element("details", summary, element("ul", *originals, lang="en"), class_="wm-small")


def _original(text: Text | Quote) -> str:
    return text.en if isinstance(text, Text) else text.text


def _is_older(text: Text | Quote, language: str) -> bool:
    if isinstance(text, Text):
        return language in text.older
    translation = text.translation(language)
    return translation is not None and translation.older
