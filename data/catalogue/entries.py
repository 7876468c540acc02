"""What every entry of the catalogue is made of: texts in each language, and citations."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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
