"""The documents that set releases side by side: what changed and why, the verdicts of every release, and the news."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dashboard.opendata.models import Document, Model, Text


class ObservationChange(Model):
    """A value that is new, was revised or removed, or has other limits or another status (``reflagged``)."""

    change: Literal["new", "revised", "reflagged", "removed"]
    source: str
    indicator: str
    place: str
    year: int
    year_end: int
    sex: str
    age: str
    site: str
    group: str
    old: float | None
    new: float | None
    difference: float | None
    outside_interval: Annotated[bool | None, Field(description="Whether the new value lies outside the old one's limits")]
    cause: Annotated[
        Literal["edition", "correction", "data"],
        Field(
            description="edition: another edition is in force, or none; correction: one was declared or taken back; "
            "data: the same edition holds another figure",
        ),
    ]


class TargetChange(Model):
    """A version of a target that is new, was removed, or differs in any word."""

    change: Literal["new", "revised", "removed"]
    mission: str
    target: str
    version: int
    old: str
    new: str
    why: Text | None
    cause: Literal["target"]


class VerdictChange(Model):
    """A verdict that is new, was removed, or differs."""

    change: Literal["new", "revised", "removed"]
    mission: str
    target: str
    place: str
    old_status: str
    old_reason: str
    new_status: str
    new_reason: str
    cause: Annotated[list[Literal["time", "target", "rule", "data", "unknown"]], Field(min_length=1)]


class Before(Model):
    """The release that was compared with."""

    name: str
    judged_on: str


class Counts(Model):
    """How many values changed."""

    new: int
    revised: int
    reflagged: int
    removed: int


class Changes(Document):
    """What differs from the release before, each with its cause; the first release has nothing to compare with."""

    previous: Before | None
    compared: Annotated[
        bool, Field(description="Whether figures were compared; false for the first release, or if the old file cannot be read")
    ]
    counts: Counts
    observations: list[ObservationChange]
    targets: list[TargetChange]
    verdicts: list[VerdictChange]


class Strip(Model):
    """The verdicts on a target in a place, one a release; null where it was not judged."""

    mission: str
    target: str
    place: str
    versions: list[int | None]
    statuses: list[str | None]
    reasons: list[str | None]
    editions: list[str | None]


class History(Document):
    """The verdicts of every release, for strips."""

    releases: list[Before]
    strips: list[Strip]


class NewsEntry(Model):
    """One entry of the feeds: what a release changed for a mission, or in the figures (no mission)."""

    id: str
    release: str
    day: str
    mission: str | None
    title: Text
    summary: Annotated[Text, Field(description="One line a change, or a kind of change that several places share")]


class News(Document):
    """What every release changed, the newest first."""

    entries: list[NewsEntry]
