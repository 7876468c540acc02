"""
Who does what: initiatives that documents name, and the barriers that a document says stand in the way.

The categories are those by which the FT3 roadmap sorts 60 initiatives (figure 2); barriers and groups of people are those that its text
names. Into which an entry falls is our reading of the cited sentence; where the sentence does not carry it, the field stays empty.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from data.catalogue.entries import Citation, Entry, Identifier, PlaceCode, Text


class Category(StrEnum):
    """What kind of work an initiative does (FT3 roadmap, figure 2), in the paper's order."""

    POLICY = "policy"
    RESEARCH = "research"
    DATA_SHARING = "data_sharing"
    EDUCATION = "education"
    OTHER = "other"


class Barrier(StrEnum):
    """What stands in the way of precision medicine (FT3 roadmap): the first five by the abstract, the others by section 3."""

    FRAGMENTATION = "fragmentation"
    SILOS = "silos"
    ACCESS = "access"
    STANDARDS = "standards"
    EXPERIENCE = "experience"
    EVIDENCE = "evidence"
    KNOWLEDGE = "knowledge"


class Stakeholder(StrEnum):
    """The groups that have to act together (FT3 roadmap, figure 1 and section 2), patients first."""

    PATIENTS = "patients"
    PROFESSIONALS = "professionals"
    LABORATORIES = "laboratories"
    RESEARCHERS = "researchers"
    DECIDERS = "deciders"
    INDUSTRY = "industry"


class Counted(Entry):
    """A number of things that a document gives without listing them one by one."""

    count: Annotated[int, Field(ge=1)]
    counted: Text
    citation: Citation


class Finding(StrEnum):
    """What a person found who looked at two initiatives: the same work twice, parts of one, one after the other, or nothing in common."""

    OVERLAP = "overlap"
    COMPLEMENTARY = "complementary"
    HAND_OVER = "hand_over"
    NOT_RELATED = "not_related"


class LookedAt(Entry):
    """What *who* found on the day *decided* who compared an initiative with the *other*, and why."""

    other: Identifier
    finding: Finding
    why: Text
    who: Annotated[str, Field(min_length=1)]
    decided: date


class Initiative(Entry):
    """
    An initiative: who does what, where, for whom, with whose money.

    With ``mission`` it is a mission of the catalogue (``is_mission``) or a part of one; a mission says itself who leads it, what it
    promises, how long it runs and what it costs. ``stated`` is the year, month or day on which the newest cited document says that it
    exists; empty where the document has no date that we know. ``looked_at`` says what people found who compared it with another one; either
    of the two may have it.
    """

    id: Identifier
    name: Text | None = None
    organisation: str = ""
    what: Text | None = None
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    places: tuple[PlaceCode, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    mission: Identifier | None = None
    is_mission: bool = False
    start: int | None = None
    end: int | None = None
    funding: Text | None = None
    address: Annotated[str, Field(pattern=r"^(https://.+)?$")] = ""
    stated: Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")] = ""
    counts: tuple[Counted, ...] = ()
    looked_at: tuple[LookedAt, ...] = ()
    citation: Citation

    @model_validator(mode="after")
    def _says_enough(self) -> Initiative:
        if self.is_mission and self.mission is None:
            raise ValueError("'is_mission' needs 'mission', the id of the mission")
        if not self.is_mission and (self.name is None or self.what is None):
            raise ValueError("an initiative that is no mission needs 'name' and 'what'")
        return self
