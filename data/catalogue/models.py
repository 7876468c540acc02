"""
What the catalogue can say: missions, targets, indicators, places, sources, events.

Frozen models; every file of the catalogue is checked against them when it is read. A fact carries its citation; a text that a reader
sees carries both languages.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
PlaceCode = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Za-z0-9]+)*$")]


class Entry(BaseModel):
    """A catalogue entry: immutable, with no field that the model does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(Entry):
    """A sentence that a reader sees, in every language of the interface."""

    en: Annotated[str, Field(min_length=1)]
    de: Annotated[str, Field(min_length=1)]

    def in_language(self, language: str) -> str:
        """Return the text in *language*; ``de`` or, for any other, English."""
        return self.de if language == "de" else self.en


class Confidence(StrEnum):
    """How sure we are that a statement is quoted right: where the project has seen it."""

    FOUNDING_DOCUMENT = "seen_in_founding_document"
    STORED_SOURCE = "seen_in_stored_source"
    SECONDARY_SOURCE = "seen_in_secondary_stored_source"
    UNVERIFIED = "general_knowledge_unverified"


class Citation(Entry):
    """Where a statement stands: the document, the place in it, and how sure we are of it."""

    document: Annotated[str, Field(min_length=1)]
    locator: str = ""
    confidence: Confidence


class CitedText(Entry):
    """A statement with its citation."""

    text: Text
    citation: Citation


# --- indicators ------------------------------------------------------------------------------------------------------------------


class Better(StrEnum):
    """Which direction is an improvement."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Family(StrEnum):
    """The five families of outcome, the drivers behind them, and what belongs to none."""

    INCIDENCE = "incidence"
    MORTALITY = "mortality"
    SURVIVAL = "survival"
    TEST_UPTAKE = "test_uptake"
    PREVENTABLE_SHARE = "preventable_share"
    PREVENTION_FUNDING_SHARE = "prevention_funding_share"
    RISK_FACTOR = "risk_factor"
    OTHER = "other"


class Scale(StrEnum):
    """The scale on which a straight line is fitted and a path is drawn."""

    LINEAR = "linear"
    LOG = "log"


class NotComparable(Entry):
    """An indicator that looks alike and must not be put on one axis with this one."""

    indicator: Identifier
    why: Text


class Indicator(Entry):
    """
    A defined quantity.

    ``range`` is the closed interval of possible values in ``unit``. ``publication_lag_years`` is the usual time from the end of a year to
    its first figure; a value older than ``stale_after_years`` no longer carries a verdict. ``modelled`` marks series whose points come
    from a publisher's model, so that their smoothness is not evidence. ``resolution`` is the rounding step of the published figures.
    """

    id: Identifier
    name: Text
    short_name: Text
    definition: Text
    unit: Identifier
    better: Better
    family: Family
    range: tuple[float, float | None]
    scale: Scale
    resolution: Annotated[float, Field(gt=0)]
    publication_lag_years: Annotated[int, Field(ge=0)]
    stale_after_years: Annotated[int, Field(ge=1)]
    modelled: bool = False
    is_share: bool = False
    standard: Identifier | None = None
    stands_in_for: Text | None = None
    not_comparable_with: tuple[NotComparable, ...] = ()
    note: Text | None = None


# --- places, codes -----------------------------------------------------------------------------------------------------------------


class Place(Entry):
    """A country (ISO 3166-1 alpha-3), a part of one (ISO 3166-2 style), or a group of places."""

    code: PlaceCode
    kind: Literal["country", "nation", "region", "municipality", "group"]
    parent: PlaceCode | None = None
    m49: int | None = None
    name: Text
    members: tuple[PlaceCode, ...] = ()


class Code(Entry):
    """One member of a code list, with its words."""

    code: str
    name: Text


class Unit(Entry):
    """
    A unit of measure and how a value in it is written.

    ``value`` is the pattern after the number (``%`` or ``per 100,000``), ``change`` the noun for a difference (``points``).
    """

    code: Identifier
    name: Text
    value: Text
    change: Text


class Codes(Entry):
    """The project's code lists."""

    units: tuple[Unit, ...]
    sexes: tuple[Code, ...]
    sites: tuple[Code, ...]
    obs_statuses: tuple[Code, ...]
    conf_statuses: tuple[Code, ...]


# --- sources -----------------------------------------------------------------------------------------------------------------------


class LicenceClass(StrEnum):
    """What the publisher's terms allow: open reuse, reuse with citation, or headline figures only."""

    OPEN = "open"
    CITE = "cite"
    NON_COMMERCIAL = "nc"


class Licence(Entry):
    """A publisher's terms: their name, their class, whether the text itself was read, and what we therefore carry over."""

    name: str
    licence_class: LicenceClass
    confirmed: bool
    terms: Text


class Edition(Entry):
    """
    One publication of a source.

    ``published`` is the day or, where the file says no more, the last day of the month or year that is known (``published_note`` says
    which). ``restates`` names the edition whose figures this one replaces.
    """

    id: Identifier
    name: Text
    published: date
    published_note: str = ""
    retrieved_note: str = ""
    restates: Identifier | None = None


class Source(Entry):
    """A publisher's product from which figures are carried over."""

    id: Identifier
    name: Text
    publisher: str
    address: str
    licence: Licence
    cite_as: str
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]
    note: Text | None = None


# --- events ------------------------------------------------------------------------------------------------------------------------


class EventEffect(StrEnum):
    """What an event does to a series: excluded years leave the trend, a break cuts it, a note only explains."""

    EXCLUDE = "exclude"
    BREAK = "break"
    NOTE = "note"


class Event(Entry):
    """
    Something that moved figures without moving the thing itself, or that explains a movement.

    With ``break`` the new series starts in ``first_year``. Empty ``places`` means everywhere.
    """

    id: Identifier
    name: Text
    kind: Literal["pandemic", "method_change", "schedule_change", "policy"]
    effect: EventEffect
    first_year: int
    last_year: int
    places: tuple[PlaceCode, ...] = ()
    indicators: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    explanation: Text
    citation: Citation

    @model_validator(mode="after")
    def _years_in_order(self) -> Event:
        if self.first_year > self.last_year:
            raise ValueError(f"first_year {self.first_year} lies after last_year {self.last_year}; swap them")
        return self


# --- missions and targets ------------------------------------------------------------------------------------------------------------


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
    """The sentence as the document has it (or as the named text reports it), in its language."""

    text: Annotated[str, Field(min_length=1)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    citation: Citation


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
    ``places`` means every place the target applies to.
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
    owners: tuple[CitedText, ...] = ()
    period: Period
    budgets: tuple[Budget, ...] = ()
    partners: tuple[CitedText, ...] = ()
    structure: tuple[CitedText, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    context: tuple[CitedText, ...] = ()
    cannot_say: tuple[Text, ...] = ()
    targets: Annotated[tuple[Target, ...], Field(min_length=1)]


class Catalogue(Entry):
    """Everything the project means, read from ``data/catalogue``."""

    missions: dict[str, Mission]
    indicators: dict[str, Indicator]
    sources: dict[str, Source]
    places: dict[str, Place]
    events: dict[str, Event]
    codes: Codes

    def target(self, target_id: str) -> tuple[Mission, Target]:
        """Return the mission and target of *target_id*, which may also name one version; ``KeyError`` if there is none."""
        for mission in self.missions.values():
            for target in mission.targets:
                if target_id == target.id or any(target_id == version.id for version in target.versions):
                    return mission, target
        raise KeyError(target_id)

    def members(self, group: str) -> tuple[str, ...]:
        """Return the places of *group* in the order of the catalogue; a place that is no group stands for itself."""
        place = self.places[group]
        return place.members if place.kind == "group" else (group,)
