"""
How a mission is built, and whether anybody will be able to tell that it has worked: the catalogue's facts in the order of a reader.

Nine marks ask for what a mission needs from its start: ambitious and concrete goals within a defined time, across silos, with diverse
instruments, evaluated early (OECD OPSI video "Building personalized medicine approaches in healthcare", [00:40:36] to [00:41:04],
[01:30:31]). Five follow from the mission's targets, period and budgets; the other four stand in its canvas, which may also correct one of
the five. Every answer carries the documents it rests on; where none says anything the answer is ``not_found``, which is no "no".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.catalogue.canvas import Answer, Mark, MarkStatement, Statement
from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Citation, Confidence, Text
from data.catalogue.promises import Baseline, Comparability, Mission, Target, TargetKind, TargetVersion

LAYERS = ("issues", "problem_systems", "opportunity_areas", "levers")
"""The layers of Camden's canvas in their order; its last layer, the measures of success, are the mission's targets."""

TIMED_KINDS = frozenset({TargetKind.RELATIVE_CHANGE_PER_DECADE, TargetKind.ANNUAL_CHANGE})
"""Kinds of target that say by when without naming a year: so much a year, so much a decade."""

_STRENGTH = {Answer.STATED: 0, Answer.PARTLY: 1, Answer.NOT_FOUND: 2}


@dataclass(frozen=True)
class Finding:
    """
    The answer to one mark.

    ``reason`` is a code for why the answer is that one: ``documented`` where the canvas states it, ``unverified`` where the statement was
    not read in a document held here, else what was found in the targets, period or budgets. ``text`` is what the document says, in our
    words. ``citations`` is empty exactly where the answer is ``not_found``.
    """

    mark: Mark
    answer: Answer
    reason: str
    text: Text | None = None
    label: Text | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One measure of success: a target in the version in force, whether it has a number, and whether a series held here may speak to it."""

    target: Target
    version: TargetVersion
    has_number: bool
    has_series: bool


@dataclass(frozen=True)
class Anatomy:
    """How one mission is built: its goal, the layers of its canvas by name in their order, its measures of success and its nine marks."""

    mission: Mission
    goal: TargetVersion
    layers: Mapping[str, tuple[Statement, ...]]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]

    def finding(self, mark: Mark) -> Finding:
        """Return the answer to *mark*."""
        return next(finding for finding in self.findings if finding.mark == mark)

    def counted(self, answer: Answer) -> int:
        """Return how many of the marks have *answer*."""
        return sum(finding.answer == answer for finding in self.findings)


def anatomy(catalogue: Catalogue, mission_id: str, *, as_of: date) -> Anatomy:
    """
    Return how the mission *mission_id* of *catalogue* is built, with the versions of its targets that hold on *as_of*.

    Raises:
        KeyError: The catalogue has no such mission.
    """
    mission = catalogue.missions[mission_id]
    measures = tuple(_measure(target, as_of) for target in mission.targets)
    return Anatomy(
        mission=mission,
        goal=measures[0].version,
        layers={layer: getattr(mission.canvas, layer) for layer in LAYERS},
        measures=measures,
        findings=tuple(_finding(mark, mission, measures) for mark in Mark),
    )


def _measure(target: Target, as_of: date) -> Measure:
    version = target.version_on(as_of)
    return Measure(
        target=target,
        version=version,
        has_number=version.reading.kind != TargetKind.ASPIRATION,
        has_series=any(
            measure.comparability != Comparability.NOT_COMPARABLE and measure.covers(version.version) for measure in target.measures
        ),
    )


# --- marks ---------------------------------------------------------------------------------------------------------------------------


def _finding(mark: Mark, mission: Mission, measures: Sequence[Measure]) -> Finding:
    stated = mission.canvas.marks.get(mark)
    if stated is not None:
        found = _documented(mark, stated)
    elif mark in _DERIVED:
        found = _DERIVED[mark](mission, measures)
    else:
        found = Finding(mark, Answer.NOT_FOUND, "not_found")
    return _cautious(found)


def _documented(mark: Mark, stated: MarkStatement) -> Finding:
    return Finding(mark, stated.answer, "documented", stated.text, stated.label, (stated.citation,))


def _cautious(finding: Finding) -> Finding:
    """Return *finding*, not more than partly found where nobody has read any of its sources for this project."""
    if finding.answer == Answer.STATED and all(citation.confidence == Confidence.UNVERIFIED for citation in finding.citations):
        return Finding(finding.mark, Answer.PARTLY, "unverified", finding.text, finding.label, finding.citations)
    return finding


def _strongest(mark: Mark, findings: Sequence[Finding]) -> Finding:
    """Return the first of the strongest *findings*: one good target makes a mission measurable, also beside weak ones."""
    known = sorted(findings, key=lambda finding: _STRENGTH[_cautious(finding).answer])
    return known[0] if known else Finding(mark, Answer.NOT_FOUND, "not_found")


def _quoted(measure: Measure) -> tuple[Citation, ...]:
    return (measure.version.quote.citation,)


def _goal(_mission: Mission, measures: Sequence[Measure]) -> Finding:
    return _strongest(Mark.GOAL, [_goal_of(measure) for measure in measures])


def _goal_of(measure: Measure) -> Finding:
    answer, reason = (Answer.STATED, "goal_with_number") if measure.has_number else (Answer.PARTLY, "goal_in_words")
    return Finding(Mark.GOAL, answer, reason, measure.version.reading.quantity, measure.target.name, _quoted(measure))


def _time_frame(mission: Mission, measures: Sequence[Measure]) -> Finding:
    period = mission.period
    dated = [measure for measure in measures if measure.version.reading.year is not None]
    known = (period.citation,) if period.citation is not None else ()
    if period.start and period.end:
        return Finding(Mark.TIME_FRAME, Answer.STATED, "start_and_end", citations=known)
    if period.start and dated:
        return Finding(Mark.TIME_FRAME, Answer.STATED, "start_and_deadlines", citations=(*known, *_quoted(dated[0])))
    if period.end or dated:
        return Finding(Mark.TIME_FRAME, Answer.PARTLY, "end_only", citations=known or _quoted(dated[0]))
    if period.start:
        return Finding(Mark.TIME_FRAME, Answer.PARTLY, "start_only", citations=known)
    return Finding(Mark.TIME_FRAME, Answer.NOT_FOUND, "not_found")


def _baseline(_mission: Mission, measures: Sequence[Measure]) -> Finding:
    found = [_baseline_of(measure, measure.version.reading.baseline) for measure in measures]
    return _strongest(Mark.BASELINE, [finding for finding in found if finding is not None])


def _baseline_of(measure: Measure, start: Baseline | None) -> Finding | None:
    """Return what a target says of its start; a year that is our reading is none."""
    if start is None:
        return None
    year = start.year if start.stated else None
    if start.value is not None and year is not None and measure.has_number:
        answer, reason = Answer.STATED, "value_and_year"
    elif start.value is not None and not measure.has_number:
        answer, reason = Answer.PARTLY, "value_without_target"
    elif start.value is not None:
        answer, reason = Answer.PARTLY, "value_without_year"
    elif year is not None:
        answer, reason = Answer.PARTLY, "year_without_value"
    else:
        return None
    return Finding(Mark.BASELINE, answer, reason, start.note, measure.target.name, _quoted(measure))


def _target(_mission: Mission, measures: Sequence[Measure]) -> Finding:
    return _strongest(Mark.TARGET, [_target_of(measure) for measure in measures if measure.has_number])


def _target_of(measure: Measure) -> Finding:
    reading = measure.version.reading
    if reading.year is None and reading.kind not in TIMED_KINDS:
        answer, reason = Answer.PARTLY, "number_without_year"
    elif not measure.has_series:
        answer, reason = Answer.PARTLY, "number_without_series"
    else:
        answer, reason = Answer.STATED, "number_year_series"
    return Finding(Mark.TARGET, answer, reason, None, measure.target.name, _quoted(measure))


def _money(mission: Mission, _measures: Sequence[Measure]) -> Finding:
    if not mission.budgets:
        return Finding(Mark.MONEY, Answer.NOT_FOUND, "not_found")
    budget = next((budget for budget in mission.budgets if budget.amount is not None), mission.budgets[0])
    answer, reason = (Answer.STATED, "amount") if budget.amount is not None else (Answer.PARTLY, "money_in_words")
    return Finding(Mark.MONEY, answer, reason, budget.text, citations=(budget.citation,))


_DERIVED: dict[Mark, Callable[[Mission, Sequence[Measure]], Finding]] = {
    Mark.GOAL: _goal,
    Mark.TIME_FRAME: _time_frame,
    Mark.BASELINE: _baseline,
    Mark.TARGET: _target,
    Mark.MONEY: _money,
}
"""Marks that follow from what the catalogue holds anyway."""
