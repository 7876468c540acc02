"""The review pack as a PDF: nodes and drawings in, bytes out; the same build gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from dashboard.brief.nodes import Collected
from dashboard.brief.pack import marks_markup, on_paper, review_markup, rules_markup, sources_markup, target_markup, targets_to_tell
from dashboard.display import date_words
from dashboard.pages.review_settings import ReviewView
from dashboard.pages.standing import Standing
from data.catalogue.promises import Mission
from data.errors import ProjectError

# The library takes a dictionary of files; its types do not say so.
_compile: Any = typst.compile
HERE = Path(__file__).parent
TEMPLATE = HERE / "template.typ"
FONTS = HERE / "fonts"
STANDARDS = ["ua-1"]
"""PDF/UA-1: tagged, with a language, a title and text alternatives."""
MOST_PAGES = 12
"""A pack that is longer is not read."""
AT_ONCE = 4
"""As many targets are told in full to begin with: setting the document again takes a tenth of the time of the whole."""
FIRST_TRY = 3
"""As many to begin with where there are more than `AT_ONCE`; one fewer where even their table is long."""
LONG_TABLE = 10
"""Targets whose table leaves room for fewer pages."""
MOST_TOLD = 6
"""Targets with a page of their own at most; the table of all has the others."""


class BriefError(ProjectError):
    """The document could not be set."""


@dataclass(frozen=True)
class Document:
    """A finished pack: its bytes, and how many pages and targets told in full it has."""

    pdf: bytes
    pages: int
    told: int


def brief(view: ReviewView, mission: Mission, meanwhile: Callable[[], None] = lambda: None) -> Document:
    """
    Return the review pack of *mission*, with as many targets told in full as fit into `MOST_PAGES` pages.

    *meanwhile* is called once, while the first setting is made: typst works without the interpreter's lock.

    Raises:
        BriefError: The document could not be set; the message says where.
    """
    paper = on_paper(view)
    known = targets_to_tell(paper, mission)
    told = _first_try(len(known))
    parts = Parts(paper, mission, known)
    files = parts.files(told)
    with ThreadPoolExecutor(1) as aside:
        first = aside.submit(_set, files, told, view.as_of)
        meanwhile()
    document = first.result()
    while document.pages > MOST_PAGES and told:
        told -= 1
        document = _set(parts.files(told), told, view.as_of)
    while told == document.told < min(len(known), MOST_TOLD) and document.pages + 1 < MOST_PAGES:
        told += 1
        longer = _set(parts.files(told), told, view.as_of)
        document = longer if longer.pages <= MOST_PAGES else document
    return document


def _first_try(known: int) -> int:
    """Return how many of *known* targets are told in full to begin with."""
    if known <= AT_ONCE:
        return known
    return FIRST_TRY if known <= LONG_TABLE else FIRST_TRY - 1


class Parts:
    """The sections of one pack, each written once, however often the pack is set."""

    def __init__(self, view: ReviewView, mission: Mission, known: Sequence[tuple[Standing, str]]) -> None:
        self.view, self.mission = view, mission
        self._known = known
        self._opening = review_markup(view, mission)
        self._marks = marks_markup(view, mission)
        self._closing = rules_markup(view) + sources_markup(view, view.facts(mission))
        self._targets: list[str] = []

    def target(self, number: int) -> str:
        """Return the section of the target with that *number* in the order of the pack."""
        while len(self._targets) <= number:
            standing, place = self._known[len(self._targets)]
            self._targets.append(target_markup(self.view, standing, place))
        return self._targets[number]

    def collected(self, told: int) -> Collected:
        """Return the nodes of the pack with *told* targets in full."""
        collected = Collected()
        collected.add(self._opening)
        for number in range(told):
            collected.nodes.append({"t": "room" if number else "page"})
            collected.add(self.target(number))
        for part in (self._marks, self._closing):
            collected.nodes.append({"t": "room"})
            collected.add(part)
        return collected

    def files(self, told: int) -> dict[str, bytes]:
        """Return what typst reads to set the pack with *told* targets in full."""
        view, mission = self.view, self.mission
        collected = self.collected(told)
        words, day = view.words, view.as_of
        content = {
            "title": words("brief.title", mission=view.of(mission.name)),
            "author": "Waymark",
            "description": words("brief.description", mission=view.of(mission.name)),
            "lang": view.language,
            "date": [day.year, day.month, day.day],
            "foot": words(
                "brief.foot",
                mission=view.of(mission.name),
                day=date_words(day, view.language),
                build=str(view.warehouse.build["input_sha256"])[:12],
            ),
            "nodes": collected.nodes,
        }
        return {
            "main.typ": TEMPLATE.read_bytes(),
            "nodes.json": json.dumps(content, ensure_ascii=False).encode(),
            **collected.drawings,
        }


def _set(files: dict[str, bytes], told: int, day: date) -> Document:
    """Return the document of the *files*, as if it were made at the beginning of the *day*."""
    # The moment of making would be the only difference between two documents of one build.
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        pdf: bytes = _compile(
            files, font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf", pdf_standards=STANDARDS, timestamp=moment
        )
    except typst.TypstError as error:
        where = error.trace[0] if error.trace else str(TEMPLATE)
        raise BriefError(str(where), error.message, "; ".join(error.hints) or "report this with the mission's name") from error
    return Document(pdf, _pages(pdf), told)


def _pages(pdf: bytes) -> int:
    """Return how many pages a document of ours has; typst writes one ``/Type/Page`` a page, apart from compressed streams."""
    return pdf.count(b"/Type/Page\n") + pdf.count(b"/Type/Page/") + pdf.count(b"/Type /Page\n")
