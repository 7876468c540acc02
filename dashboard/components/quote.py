"""The promise in its own words, with its document and how sure we are of it."""

from __future__ import annotations

from dashboard.components.markup import element, escaped
from dashboard.components.view import View
from data.catalogue.entries import Citation
from data.catalogue.promises import TargetVersion

MARKS = {"en": ("“", "”"), "de": ("„", "“")}


def quoted(view: View, version: TargetVersion) -> str:
    """Return the sentence of *version* in its own language, the document it stands in, and our reading."""
    opening, closing = MARKS.get(version.quote.language, MARKS["en"])
    foot = element("footer", escaped(cited(view, version.quote.citation)), lang=view.language)
    sentence = element("p", escaped(f"{opening}{version.quote.text}{closing}"))
    return element("blockquote", sentence, foot, class_="wm-quote", lang=version.quote.language)


def cited(view: View, citation: Citation) -> str:
    """Return a citation as a sentence: document, place in it, how sure we are."""
    place = f", {citation.locator}" if citation.locator else ""
    return f"{citation.document}{place}. {view.words(f'confidence.{citation.confidence.value}')}"
