"""The promise in its own words, with its document and how sure we are of it."""

from __future__ import annotations

from dashboard.components.markup import element, escaped
from dashboard.components.view import View
from dashboard.language import unbroken
from data.catalogue.entries import Citation
from data.catalogue.promises import Quote, TargetVersion

MARKS = {"en": ("“", "”"), "de": ("„", "“"), "sv": ("”", "”"), "nl": ("“", "”")}


def quoted(view: View, version: TargetVersion) -> str:
    """Return the sentence of *version* in its own language, the document it stands in, and our reading."""
    opening, closing = MARKS.get(version.quote.language, MARKS["en"])
    foot = element("footer", escaped(cited(view, version.quote.citation)), lang=view.language)
    sentence = element("p", escaped(f"{opening}{version.quote.text}{closing}"))
    ours = translation_of(view, version.quote)
    return element("blockquote", sentence, ours, foot, class_="wm-quote", lang=version.quote.language)


def translation_of(view: View, quote: Quote, name: str = "p") -> str:
    """Return our translation of *quote*, marked as ours, in the element *name*; empty where the reader reads the original's language."""
    translation = quote.translation(view.language)
    if translation is None:
        return ""
    opening, closing = MARKS[view.language]
    told = view.words(
        "quote.older" if translation.older else "quote.ours", text=f"{opening}{unbroken(translation.text, view.language)}{closing}"
    )
    return element(name, escaped(told), lang=view.language, class_="wm-ours")


def cited(view: View, citation: Citation) -> str:
    """Return a citation as a sentence: document, place in it, how sure we are."""
    place = f", {citation.locator}" if citation.locator else ""
    return f"{citation.document}{place}. {view.words(f'confidence.{citation.confidence.value}')}"
