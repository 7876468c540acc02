"""
A mission on one page: what its documents say of the problem, the way and the means, and of how it can be evaluated.

The layers and their order are those of the canvas that Camden Council describes (OECD OPSI video "Building personalized medicine
approaches in healthcare", [02:21:23]). The measures of success, its last layer, are the mission's targets and stand there.
What no document says is left out here; a page then says that it is not stated.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from data.catalogue.entries import Citation, Entry, Text

LONGEST_LABEL = 7
"""Words of a label: more cannot be read at a glance in one of five columns of a sheet."""


class Statement(Entry):
    """
    Something that a document says, in our words: a label of at most seven words, a sentence, and where it stands.

    ``count`` is a number that the document gives, ``counted`` what it is a number of ("funding calls").
    """

    label: Text
    text: Text
    count: Annotated[int, Field(ge=0)] | None = None
    counted: Text | None = None
    citation: Citation

    @model_validator(mode="after")
    def _short(self) -> Statement:
        for language in ("en", "de"):
            label = self.label.in_language(language)
            if len(label.split()) > LONGEST_LABEL:
                raise ValueError(f"the label '{label}' is too long; at most {LONGEST_LABEL} words, the rest belongs into 'text'")
        if (self.count is None) != (self.counted is None):
            raise ValueError("'count' and 'counted' belong together; say what the number counts, or leave both out")
        return self


class Mark(StrEnum):
    """What a mission needs so that somebody can later tell whether it has worked, in the order in which the marks are shown."""

    GOAL = "goal"
    TIME_FRAME = "time_frame"
    BASELINE = "baseline"
    TARGET = "target"
    MANDATE = "mandate"
    INSTRUMENTS = "instruments"
    MONEY = "money"
    EVALUATION = "evaluation"
    PATIENT_SEATS = "patient_seats"


class Answer(StrEnum):
    """Whether the documents state something; that they do not is an answer, and no "no"."""

    STATED = "stated"
    PARTLY = "partly"
    NOT_FOUND = "not_found"


class MarkStatement(Statement):
    """An answer to one of the marks that the rest of the catalogue cannot give."""

    answer: Answer

    @model_validator(mode="after")
    def _found(self) -> MarkStatement:
        if self.answer == Answer.NOT_FOUND:
            raise ValueError("an answer that was not found is left out; remove the mark")
        return self


class Canvas(Entry):
    """The layers of the sheet, who shares the work, how data are shared, and the answers to marks; empty where no document says."""

    issues: tuple[Statement, ...] = ()
    problem_systems: tuple[Statement, ...] = ()
    opportunity_areas: tuple[Statement, ...] = ()
    levers: tuple[Statement, ...] = ()
    co_owners: tuple[Statement, ...] = ()
    data_access: tuple[Statement, ...] = ()
    marks: dict[Mark, MarkStatement] = Field(default_factory=dict)
