"""Feeds: what the releases changed, as Atom 1.0 (RFC 4287), for all missions or for one. Pure; the same entries give the same bytes."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date
from html import escape

from dashboard.display import Language
from dashboard.language import words_of
from dashboard.opendata.models_of_changes import NewsEntry

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:waymark:feed")
NEWEST = 50
"""Entries that a feed holds; older ones stay in ``/v1/news.json``."""
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that no XML 1.0 document may hold."""


def feed(
    entries: Sequence[NewsEntry],
    *,
    language: Language,
    day: date,
    address: str,
    page: str,
    site: str = "",
    mission: str | None = None,
    mission_name: str = "",
) -> bytes:
    """
    Return the feed of all *entries*, or of those of *mission*.

    Args:
        entries: What the releases changed, the newest first.
        language: The language of its texts.
        day: Day of the release, for a feed without entries.
        address: Address of the feed itself; empty where it is not known.
        page: Address of the page that it belongs to; likewise.
        site: Address of the site with its slash, for the page of each entry; likewise.
        mission: Only this mission's entries.
        mission_name: Its name in *language*.
    """
    words = words_of(language)
    chosen = [entry for entry in entries if mission is None or entry.mission == mission][:NEWEST]
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _add(root, "id", uuid.uuid5(NAMESPACE, f"{mission or ''}/{language}").urn)
    _add(root, "title", words("opendata.news.title_mission", mission=mission_name) if mission else words("opendata.news.title"))
    _add(root, "subtitle", words("opendata.news.subtitle"))
    _add(root, "updated", _time(chosen[0].day if chosen else day.isoformat()))
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", "Waymark")
    if address:
        ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": address})
    if page:
        ET.SubElement(root, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": page})
    for entry in chosen:
        item = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(item, "id", entry.id)
        _add(item, "title", getattr(entry.title, language))
        _add(item, "updated", _time(entry.day))
        if site:
            where = f"missions/{entry.mission}/" if entry.mission else "data/#changes"
            ET.SubElement(item, f"{{{ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": f"{site}{language}/{where}"})
        _add(item, "content", _paragraphs(getattr(entry.summary, language)), type="html")
        if entry.mission:
            ET.SubElement(item, f"{{{ATOM}}}category", {"term": entry.mission})
    ET.indent(root, " ")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _paragraphs(text: str) -> str:
    """Return a *text* of several lines as HTML: a paragraph a line."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text.translate(NOT_IN_XML)


def _time(day: str) -> str:
    """Return a day as Atom writes a time: its beginning in UTC."""
    return f"{day}T00:00:00Z"
