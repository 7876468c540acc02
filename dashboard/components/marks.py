"""The nine marks of evaluability: a strip to take in at a glance, and the answers with their sources."""

from __future__ import annotations

from dashboard.components.markup import element, escaped
from dashboard.components.quote import cited
from dashboard.components.table import Column, table
from dashboard.components.view import View
from data.catalogue.canvas import Answer
from metrics.evaluability import Anatomy, Finding

SIZE = 16
_SHAPES = {
    Answer.STATED: '<rect x="2" y="2" width="12" height="12" class="m-fill"/>',
    Answer.PARTLY: '<rect x="2" y="2" width="12" height="12" class="m-line"/><path d="M2 14V2L14 14Z" class="m-fill"/>',
    Answer.NOT_FOUND: '<rect x="2" y="2" width="12" height="12" class="m-line m-dashed"/>',
}
"""Squares in ink, so that nobody takes a mark for the status of a target: full, half full, a dashed outline."""


def answer_chip(view: View, answer: Answer) -> str:
    """Return the shape and the word of *answer*."""
    shape = f'<svg viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" aria-hidden="true">{_SHAPES[answer]}</svg>'
    return element("span", shape, element("span", escaped(view.words(f"evaluability.answer.{answer.value}"))), class_="wm-mark")


def marks_sentence(view: View, built: Anatomy) -> str:
    """Return how many of the marks are stated, stated in part, and not found, as one sentence."""
    counts = {answer.value: built.counted(answer) for answer in Answer}
    return view.words("evaluability.sentence", of=len(built.findings), **counts)


def marks_strip(view: View, built: Anatomy) -> str:
    """Return the marks side by side: name, shape and word of each."""
    items = [
        element("li", element("span", escaped(view.words(f"evaluability.mark.{finding.mark.value}"))), answer_chip(view, finding.answer))
        for finding in built.findings
    ]
    return element("ol", *items, class_="wm-marks")


def marks_table(view: View, built: Anatomy) -> str:
    """Return every mark with its answer, what it rests on, and the documents."""
    words = view.words
    columns = (
        Column(words("column.question"), width="22%"),
        Column(words("column.answer"), width="12%", labelled=False),
        Column(words("column.what"), width="33%", labelled=False),
        Column(words("column.source")),
    )
    rows = [
        [
            escaped(words(f"evaluability.question.{finding.mark.value}")),
            answer_chip(view, finding.answer),
            escaped(finding_words(view, built, finding)),
            "".join(element("span", escaped(cited(view, citation)), class_="wm-cited") for citation in finding.citations),
        ]
        for finding in built.findings
    ]
    return table(columns, rows, caption=words("evaluability.title"))


def finding_words(view: View, built: Anatomy, finding: Finding) -> str:
    """Return what an answer rests on, as a sentence."""
    text = view.of(finding.text) if finding.text else ""
    if finding.reason in ("documented", "amount", "money_in_words"):
        return text
    period = built.mission.period
    deadlines = [measure.version.reading.year for measure in built.measures if measure.version.reading.year is not None]
    return view.words(
        f"evaluability.reason.{finding.reason}",
        text=text,
        label=view.of(finding.label) if finding.label else "",
        start=period.start or "",
        end=period.end or (min(deadlines) if deadlines else ""),
    )
