"""
How missions are built, side by side: what their documents say of goal, time, money and people, and whether anyone could judge them later.

What no document says is told as not found, with the day of the catalogue that was read from them; it is never a "no".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from dashboard.components.block import Block, Choice, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.marks import answer_chip, finding_words
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.quote import cited
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.compare_settings import SideView, add_options, chosen_list, in_order, sides_told
from data.catalogue.canvas import Answer, Mark
from data.catalogue.entries import Citation, CitedText
from metrics.evaluability import Anatomy, anatomy

PAGE = "anatomy"
SEEDS = ("de-ndk", "se-vzc", "eu-mission-cancer", "gb-camden-food", "int-ft3")
"""The five missions that the project began with; shown where none is chosen."""

MOST_LISTED = 2
"""Statements of one kind in a cell; the rest are on the mission's own page."""

Told = tuple[str, tuple[Citation, ...]]
"""A short text and where it stands; an empty text was not found."""


def build(view: View) -> Page:
    """Return the table of the chosen missions; without a choice, of the five that the project began with."""
    asked = SideView.of_view(view)
    chosen = in_order(asked, "missions", asked.side.missions or tuple(code for code in SEEDS if code in asked.catalogue.missions))
    side = asked.choosing(missions=chosen)
    words = side.words
    built = [anatomy(side.catalogue, code, as_of=side.as_of) for code in chosen]
    counted = Counter(finding.answer for one in built for finding in one.findings)
    answers = {answer.value: counted[answer] for answer in Answer}
    top = (
        context_bar(asked, PAGE)
        + troubles(asked, PAGE, sides_told(asked, PAGE))
        + element("h1", escaped(words("anatomy.title")))
        + paragraph(words("anatomy.lead", of=sum(counted.values()), n=len(built), **answers), "wm-lead")
        + chosen_list(side, PAGE, "missions", chosen)
    )
    blocks: list[Block] = [Html(top)]
    more = add_options(side, "missions", chosen, side.catalogue.missions)
    if more:
        blocks.append(Choice("missions", words("compare.add_mission"), more, ""))
    blocks.append(Html(_tables(side, built) + footer(asked)))
    return Page(words("nav.anatomy"), tuple(blocks))


def _tables(view: SideView, built: list[Anatomy]) -> str:
    words = view.words
    columns = (Column(words("anatomy.column"), width="15%"), *(Column(view.of(one.mission.name)) for one in built))
    facts = [[escaped(words(f"anatomy.row.{name}")), *(_cell(view, tell(view, one)) for one in built)] for name, tell in ROWS.items()]
    marks = [
        [escaped(words(f"evaluability.mark.{mark.value}")), *(answer_chip(view, one.finding(mark).answer) for one in built)]
        for mark in Mark
    ]
    day = date_words(view.warehouse.build["built_at"].date(), view.language)
    pages = [link(view.address("mission", mission=one.mission.id), escaped(view.of(one.mission.name))) for one in built]
    return "".join(
        (
            element("h2", escaped(words("anatomy.facts"))),
            element("div", table(columns, facts, caption=words("anatomy.facts")), class_="wm-anatomy"),
            paragraph(words("anatomy.not_found", day=day), "wm-source"),
            element("h2", escaped(words("evaluability.title"))),
            element("div", table(columns, marks, caption=words("evaluability.title")), class_="wm-anatomy"),
            paragraph(words("evaluability.caveat"), "wm-source"),
            element("p", escaped(words("anatomy.pages")), " ", " · ".join(pages), class_="wm-small wm-tools wm-noprint"),
        )
    )


def _cell(view: View, told: Told) -> str:
    """Return a text with its sources on opening."""
    text, citations = told
    if not text:
        return element("span", escaped(view.words("evaluability.answer.not_found")), class_="wm-muted")
    if not citations:
        return escaped(text)
    sources = "".join(element("small", escaped(cited(view, citation))) for citation in dict.fromkeys(citations))
    return escaped(text) + element("details", element("summary", escaped(view.words("column.source"))), sources)


# --- the rows ------------------------------------------------------------------------------------------------------------------------


def _goal_type(view: View, one: Anatomy) -> Told:
    kinds = dict.fromkeys(measure.version.reading.kind.value for measure in one.measures)
    told = "; ".join(view.words(f"anatomy.kind.{kind}") for kind in kinds)
    return told, tuple(measure.version.quote.citation for measure in one.measures)


def _quantified(view: View, one: Anatomy) -> Told:
    with_number = [measure for measure in one.measures if measure.has_number]
    told = view.words.counted("anatomy.quantified", len(with_number), of=len(one.measures))
    return told, tuple(measure.version.quote.citation for measure in (with_number or one.measures))


def _answer(mark: Mark) -> Callable[[View, Anatomy], Told]:
    def tell(view: View, one: Anatomy) -> Told:
        finding = one.finding(mark)
        if finding.answer == Answer.NOT_FOUND:
            return "", ()
        return finding_words(view, one, finding), finding.citations

    return tell


def _texts(view: View, entries: Iterable[CitedText]) -> Told:
    kept = tuple(entries)[:MOST_LISTED]
    return " ".join(view.of(entry.text) for entry in kept), tuple(entry.citation for entry in kept)


def _governance(view: View, one: Anatomy) -> Told:
    owners = one.mission.owners[:1]
    return _texts(view, (*owners, *one.mission.structure[:1]))


def _co_owners(view: View, one: Anatomy) -> Told:
    shared = one.mission.canvas.co_owners
    if not shared:
        return _texts(view, one.mission.partners)
    return "; ".join(view.of(entry.label) for entry in shared), tuple(entry.citation for entry in shared)


def _data_access(view: View, one: Anatomy) -> Told:
    entries = one.mission.canvas.data_access[:MOST_LISTED]
    return " ".join(view.of(entry.text) for entry in entries), tuple(entry.citation for entry in entries)


ROWS: dict[str, Callable[[View, Anatomy], Told]] = {
    "goal_type": _goal_type,
    "time_frame": _answer(Mark.TIME_FRAME),
    "quantified": _quantified,
    "baseline": _answer(Mark.BASELINE),
    "budget": _answer(Mark.MONEY),
    "governance": _governance,
    "instruments": _answer(Mark.INSTRUMENTS),
    "co_ownership": _co_owners,
    "patient_seats": _answer(Mark.PATIENT_SEATS),
    "evaluation": _answer(Mark.EVALUATION),
    "data_access": _data_access,
}
"""What is told of each mission, in the order of the page."""
