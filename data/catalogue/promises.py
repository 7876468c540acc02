"""
Missions and what they promise: a target is a ledger of versions, each with the sentence quoted and our typed reading of it.

Frozen models; every mission's file is checked against them when it is read.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data.catalogue.canvas import Canvas
from data.catalogue.entries import Citation, CitedText, EasyText, Entry, Identifier, PlaceCode, Text, Translation
from data.catalogue.models import Family


class TargetKind(StrEnum):
    """What kind of promise a target is."""

    LEVEL = "level"
    RELATIVE_CHANGE = "relative_change"
    RELATIVE_CHANGE_PER_DECADE = "relative_change_per_decade"
    ANNUAL_CHANGE = "annual_change"
    CUMULATIVE_COUNT = "cumulative_count"
    GAP_REDUCTION = "gap_reduction"
    ALL_OF = "all_of"
    GAIN = "gain"
    ASPIRATION = "aspiration"


RELATIVE_KINDS = frozenset(
    {TargetKind.RELATIVE_CHANGE, TargetKind.RELATIVE_CHANGE_PER_DECADE, TargetKind.ANNUAL_CHANGE, TargetKind.GAP_REDUCTION}
)


class PathKind(StrEnum):
    """How the value should travel from the baseline to the target."""

    LINEAR = "linear"
    LOG_LINEAR = "log_linear"
    STEPPED = "stepped"
    DEADLINE_ONLY = "deadline_only"


class Comparator(StrEnum):
    """Where the value must lie: at most, below, at least, above."""

    AT_MOST = "<="
    BELOW = "<"
    AT_LEAST = ">="
    ABOVE = ">"


class Step(Entry):
    """A value that a stepped path must have reached in a year."""

    year: int
    value: float


class Baseline(Entry):
    """
    Where a target starts from.

    ``value`` is the value that the document states. Where it states none, ``year`` alone means: the observation of that year (or the
    nearest earlier one) in each place. ``stated`` is false where the year is our reading, and ``note`` then says why.
    """

    year: int | None = None
    value: float | None = None
    stated: bool = True
    note: Text | None = None


class RejectedReading(Entry):
    """A reading of the sentence that we considered and did not take, and why."""

    reading: Text
    why: Text


class Reading(Entry):
    """
    Our typed reading of a target's sentence.

    ``quantity`` says what is measured (the base of any percentage). ``amount`` is the size of a change in percent, always positive, for
    the relative kinds; ``value`` the level, gain or count for the others; ``direction`` the way a change must go.
    """

    kind: TargetKind
    quantity: Text
    unit: Identifier
    direction: Literal["decrease", "increase"]
    comparator: Comparator | None = None
    value: float | None = None
    amount: Annotated[float, Field(gt=0)] | None = None
    year: int | None = None
    year_derived: Text | None = None
    baseline: Baseline | None = None
    path: PathKind = PathKind.LINEAR
    steps: tuple[Step, ...] = ()
    parts: tuple[Identifier, ...] = ()
    explanation: Text

    @model_validator(mode="after")
    def _complete(self) -> Reading:
        if self.kind == TargetKind.LEVEL and (self.value is None or self.comparator is None):
            raise ValueError("a target of kind 'level' needs 'value' and 'comparator' (one of <=, <, >=, >)")
        if self.kind in RELATIVE_KINDS and self.amount is None:
            raise ValueError(f"a target of kind '{self.kind}' needs 'amount', the size of the change in percent")
        if self.kind in RELATIVE_KINDS and self.baseline is None:
            raise ValueError(
                f"a change of {self.amount:g} % has no base; add 'baseline' with the year or value it is counted from, or "
                "'baseline: {note: …}' that says that the document states none"
            )
        if self.kind in (TargetKind.CUMULATIVE_COUNT, TargetKind.GAIN) and self.value is None:
            raise ValueError(f"a target of kind '{self.kind}' needs 'value'")
        if self.kind == TargetKind.ALL_OF and len(self.parts) <= 1:
            raise ValueError("a target of kind 'all_of' needs 'parts', the ids of at least two targets")
        if self.path == PathKind.STEPPED and not self.steps:
            raise ValueError("a stepped path needs 'steps', a list of year and value")
        if self.kind == TargetKind.ASPIRATION and (self.value is not None or self.amount is not None):
            raise ValueError("an aspiration has no number; choose another kind, or remove 'value' and 'amount'")
        return self


class Quote(Entry):
    """
    The sentence as the document has it (or as the named text reports it), in its language.

    ``translations`` are ours, for readers of other languages; they come from ``translations/`` and never stand for the sentence itself.
    """

    text: Annotated[str, Field(min_length=1)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    citation: Citation
    translations: tuple[Translation, ...] = ()

    def translation(self, language: str) -> Translation | None:
        """Return our translation into *language*; ``None`` where the sentence is in that language or there is none."""
        if language == self.language:
            return None
        return next((translation for translation in self.translations if translation.language == language), None)


class TargetVersion(Entry):
    """
    One version of a target: what was said, how we read it, how else it could be read, and when it holds.

    ``id`` is the version's own name in lists that know no versions. ``valid_from`` is empty where the document does not say.
    """

    version: Annotated[int, Field(ge=1)]
    id: Identifier
    quote: Quote
    reading: Reading
    rejected_readings: tuple[RejectedReading, ...] = ()
    confirmed_by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    change_reason: Text | None = None


class Comparability(StrEnum):
    """How a series relates to a target: the same quantity, a stand-in, or another quantity."""

    SAME = "same"
    PROXY = "proxy"
    NOT_COMPARABLE = "not_comparable"


class Measure(Entry):
    """
    A series that could speak to a target, and how far it may.

    ``sex``, ``age``, ``site`` and ``group`` choose the breakdown, ``source`` the publisher where several give the indicator. Empty
    ``places`` means every place the target applies to, empty ``versions`` every version of it: where a new version counts in another
    way, a series of the old one says nothing about it.
    """

    indicator: Identifier
    comparability: Comparability
    why: Text
    sex: str = "all"
    age: str = "all"
    site: str = "all"
    group: str = "all"
    source: Identifier | None = None
    places: tuple[PlaceCode, ...] = ()
    versions: tuple[int, ...] = ()

    def covers(self, version: int) -> bool:
        """Return whether the series speaks to the *version* of its target that has this number."""
        return not self.versions or version in self.versions


class Missing(Entry):
    """What is missing before a target can be judged, who could supply it, and when it is expected."""

    what: Text
    who: Text
    when: Text


class Target(Entry):
    """
    A promise as a ledger of versions.

    ``judged_in`` lists places or groups: the mission's own place, or a group whose members are judged one by one (``members:EU27``).
    """

    id: Identifier
    name: Text
    family: Family
    judged_in: Annotated[tuple[str, ...], Field(min_length=1)]
    measures: tuple[Measure, ...] = ()
    missing: Missing | None = None
    versions: Annotated[tuple[TargetVersion, ...], Field(min_length=1)]

    def numbered(self, version: int) -> TargetVersion:
        """Return the version with the number *version*; ``StopIteration`` if there is none."""
        return next(known for known in self.versions if known.version == version)

    def version_on(self, day: date) -> TargetVersion:
        """Return the version that holds on *day*; the newest where none does."""
        holding = [
            version
            for version in self.versions
            if (version.valid_from is None or version.valid_from <= day) and (version.valid_to is None or day <= version.valid_to)
        ]
        return max(holding or self.versions, key=lambda version: version.version)


class Milestone(Entry):
    """Something that a mission set out to do or has done by a date."""

    when: str
    text: Text
    citation: Citation


class Budget(Entry):
    """Money that was announced, in the words and currency of the document."""

    text: Text
    amount: float | None = None
    currency: str | None = None
    citation: Citation


class Period(Entry):
    """The time a mission has given itself; empty where no document says."""

    start: int | None = None
    end: int | None = None
    citation: Citation | None = None


class Mission(Entry):
    """A mission: who promised what, to whom, by when, with what money, and its targets."""

    id: Identifier
    name: Text
    original_name: str = ""
    place: PlaceCode
    promise: Text
    easy: EasyText | None = None
    owners: tuple[CitedText, ...] = ()
    period: Period
    budgets: tuple[Budget, ...] = ()
    partners: tuple[CitedText, ...] = ()
    structure: tuple[CitedText, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    context: tuple[CitedText, ...] = ()
    cannot_say: tuple[Text, ...] = ()
    canvas: Canvas = Canvas()
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]
