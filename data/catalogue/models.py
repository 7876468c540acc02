"""
What is measured, where and by whom: indicators, places, code lists, sources and events.

Frozen models; every file of the catalogue is checked against them when it is read. A fact carries its citation; a text that a reader
sees carries both languages.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from data.catalogue.entries import TEXT_LANGUAGES, Citation, Entry, Identifier, PlaceCode, Text

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


class GapOf(Entry):
    """What a published measure of inequality is about: the indicator and the dimension whose groups it compares, and on which scale."""

    indicator: Identifier
    dimension: Identifier
    scale: Literal["absolute", "relative"]


class Indicator(Entry):
    """
    A defined quantity.

    ``range`` is the closed interval of possible values in ``unit``. ``publication_lag_years`` is the usual time from the end of a year to
    its first figure; a value older than ``stale_after_years`` no longer carries a verdict. ``modelled`` marks series whose points come
    from a publisher's model, so that their smoothness is not evidence. ``resolution`` is the rounding step of the published figures. A
    published measure of inequality names in ``gap_of`` what it is the gap of.
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
    gap_of: GapOf | None = None
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


class Dimension(Entry):
    """
    A way to split a population: its groups as they stand in the figures.

    ``ordered`` groups run from the least to the most advantaged; ``social`` says that they differ in their position in society.
    """

    code: Identifier
    name: Text
    groups: Annotated[tuple[str, ...], Field(min_length=2)]
    ordered: bool
    social: bool


class Codes(Entry):
    """The project's code lists."""

    units: tuple[Unit, ...]
    sexes: tuple[Code, ...]
    sites: tuple[Code, ...]
    obs_statuses: tuple[Code, ...]
    conf_statuses: tuple[Code, ...]
    dimensions: tuple[Dimension, ...] = ()


# --- sources -----------------------------------------------------------------------------------------------------------------------


class LicenceClass(StrEnum):
    """What the publisher's terms allow: open reuse, reuse with citation, or headline figures only."""

    OPEN = "open"
    CITE = "cite"
    NON_COMMERCIAL = "nc"


class Licence(Entry):
    """
    A publisher's terms: their name, their class, whether the text itself was read, and what we therefore carry over.

    A name that is the same in every language may be written as one; in files for machines it stands in English.
    """

    name: Text
    licence_class: LicenceClass
    confirmed: bool
    terms: Text

    @field_validator("name", mode="before")
    @classmethod
    def _in_every_language(cls, name: Any) -> Any:
        return dict.fromkeys(TEXT_LANGUAGES, name) if isinstance(name, str) else name


class Edition(Entry):
    """
    One publication of a source.

    ``published`` is the day or, where the file says no more, the last day of the month or year that is known (``published_note`` says
    which). ``restates`` names the edition whose figures this one replaces. Before the day ``embargo_until`` its figures are for the house
    alone; from that day on they are for everybody.
    """

    id: Identifier
    name: Text
    published: date
    published_note: str = ""
    retrieved_note: str = ""
    restates: Identifier | None = None
    embargo_until: date | None = None

    @model_validator(mode="after")
    def _embargo_ends_after_publication(self) -> Edition:
        if self.embargo_until is not None and self.embargo_until < self.published:
            raise ValueError(f"embargo_until {self.embargo_until} lies before published {self.published}; correct one of the two")
        return self


Mapped = Literal["place", "sex", "age", "site", "group", "obs_status", "conf_status"]


class SeriesRule(Entry):
    """
    What becomes of the rows of a publisher's series: an indicator of ours, or nothing, with the reason.

    ``series`` and the codes of ``where`` may hold ``*`` and ``?``. ``codes`` gives ours for the file's, ``fill`` sets a column that the
    file has not, ``empty`` clears numbers, ``multiply_by`` brings value and limits to the indicator's unit (100 for a share of 0-1).
    With ``confirmed: false`` the rows are shown inside the house with a warning and bar a build for the public.
    """

    series: str = "*"
    where: dict[Literal["place", "sex", "age", "site", "group", "year"], tuple[str, ...]] = Field(default_factory=dict)
    indicator: Identifier | None = None
    ignore: str | None = None
    codes: dict[Mapped, dict[str, str]] = Field(default_factory=dict)
    fill: dict[Mapped, str] = Field(default_factory=dict)
    empty: tuple[Literal["lower", "upper", "numerator", "denominator"], ...] = ()
    multiply_by: Annotated[float, Field(gt=0)] = 1.0
    note: str = ""
    confirmed: bool = True

    @model_validator(mode="after")
    def _one_of_two(self) -> SeriesRule:
        if (self.indicator is None) == (self.ignore is None):
            raise ValueError("the rule names neither or both of 'indicator' and 'ignore'; name the indicator, or why the rows are left out")
        return self


class SmallCounts(Entry):
    """
    Counts that a source's terms do not let anybody show: those of fewer than ``fewer_than`` persons, with ``zeros`` the zeros too.

    Others are withheld with them, as far as it takes, so that none can be had back by subtraction.
    """

    fewer_than: Annotated[int, Field(ge=2)]
    zeros: bool = False


OURS = "waymark"
"""The id of the source whose figures recipes of ours derive from others; they are made, and never published by anybody."""


class Source(Entry):
    """
    A publisher's product from which figures are carried over.

    ``reader`` and ``reads`` say how its snapshots become observations: the format, and rules of which the first that fits a row decides.
    ``small_counts`` is its rule for counts of few persons, if it has one. ``supersedes`` names the sources of which this one prints a newer
    round of the same estimates, with the indicators: there the two may differ, and the older is not waited for.
    """

    id: Identifier
    name: Text
    publisher: str
    address: str
    licence: Licence
    cite_as: str
    editions: tuple[Edition, ...] = ()
    reader: Identifier | None = None
    reads: tuple[SeriesRule, ...] = ()
    small_counts: SmallCounts | None = None
    supersedes: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
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

    def touches(self, indicator: str, places: Collection[str]) -> bool:
        """Return whether it moved *indicator* in one of *places* (a place and those it is part of)."""
        return indicator in self.indicators and (not self.places or any(place in places for place in self.places))
