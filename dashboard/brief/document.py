"""The review pack as a PDF: nodes and drawings in, bytes out; the same build gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
FIRST_TRY = 3
"""Targets with a page of their own to begin with, where there are more than `AT_ONCE`."""
AT_ONCE = 4
"""As many are tried all at once: setting the document again takes a tenth of the time of the whole."""
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


def brief(view: ReviewView, mission: Mission) -> Document:
    """
    Return the review pack of *mission*, with as many targets told in full as fit into `MOST_PAGES` pages.

    Raises:
        BriefError: The document could not be set; the message says where.
    """
    paper = on_paper(view)
    known = targets_to_tell(paper, mission)
    told = len(known) if len(known) <= AT_ONCE else FIRST_TRY
    parts = Parts(paper, mission, known)
    document = _set(parts, told)
    while document.pages > MOST_PAGES and told:
        told -= 1
        document = _set(parts, told)
    while told == document.told < min(len(known), MOST_TOLD) and document.pages + 1 < MOST_PAGES:
        told += 1
        longer = _set(parts, told)
        document = longer if longer.pages <= MOST_PAGES else document
    return document


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
            if not number:
                collected.nodes.append({"t": "page"})
            collected.add(self.target(number))
        collected.nodes.append({"t": "page"})
        collected.add(self._marks)
        collected.nodes.append({"t": "page"})
        collected.add(self._closing)
        return collected


def _set(parts: Parts, told: int) -> Document:
    view, mission = parts.view, parts.mission
    collected = parts.collected(told)
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
    files: dict[str, bytes] = {
        "main.typ": TEMPLATE.read_bytes(),
        "nodes.json": json.dumps(content, ensure_ascii=False).encode(),
        **collected.drawings,
    }
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
