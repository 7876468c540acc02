"""What every entry of the catalogue is made of: texts in each language, and citations."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
PlaceCode = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Za-z0-9]+)*$")]


TEXT_LANGUAGES = ("en", "de", "sv", "nl")
"""The languages of the catalogue's own texts."""


class Entry(BaseModel):
    """A catalogue entry: immutable, with no field that the model does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(Entry):
    """
    A sentence that a reader sees: in English and German where it is written, in Swedish and Dutch from ``translations/``.

    ``older`` names the languages whose translation was made of another English sentence than the one that stands here now.
    """

    en: Annotated[str, Field(min_length=1)]
    de: Annotated[str, Field(min_length=1)]
    sv: Annotated[str, Field(min_length=1)] | None = None
    nl: Annotated[str, Field(min_length=1)] | None = None
    older: tuple[str, ...] = ()

    def in_language(self, language: str) -> str:
        """Return the text in *language*; English where there is none."""
        return getattr(self, language, None) or self.en if language in TEXT_LANGUAGES else self.en

    def every(self) -> tuple[str, ...]:
        """Return the text in every language that it has, each wording once."""
        return tuple(dict.fromkeys(text for text in (self.en, self.de, self.sv, self.nl) if text))


LONGEST_EASY_SENTENCE = 12
"""Words of a sentence in easy language; the rules for it ask for short sentences with one statement each, and name no number."""


def _easy(sentence: str) -> str:
    """Return *sentence* if it is written easily: short, without signs that have to be known."""
    words = len(sentence.split())
    if words > LONGEST_EASY_SENTENCE:
        message = f"'{sentence}' has {words} words; easy language has at most {LONGEST_EASY_SENTENCE} in a sentence: make two of it"
        raise ValueError(message)
    hard = next((sign for sign in "%()/;–§&" if sign in sentence), "")
    if hard:
        message = f"'{sentence}' has the sign '{hard}', which is hard to read; write it in words, such as '9 of 10'"
        raise ValueError(message)
    return sentence


EasySentence = Annotated[str, Field(min_length=1), AfterValidator(_easy)]


class EasyText(Entry):
    """The same in easy language ("Leichte Sprache"): sentence by sentence, each on a line of its own."""

    en: Annotated[tuple[EasySentence, ...], Field(min_length=1)]
    de: Annotated[tuple[EasySentence, ...], Field(min_length=1)]

    def in_language(self, language: str) -> tuple[str, ...]:
        """Return the sentences in *language*; in English where there are none."""
        return self.de if language == "de" else self.en


class Translation(Entry):
    """Our own translation of a quoted sentence; ``older`` where the quotation has been corrected since."""

    language: str
    text: Annotated[str, Field(min_length=1)]
    older: bool = False


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
