"""Where figures come from: publisher, product, edition and licence of exactly the rows that are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashboard.components.view import View
from dashboard.display import date_words
from data.catalogue.models import Edition, Source

if TYPE_CHECKING:
    import pandas as pd


def edition_of(source: Source, edition_id: str) -> Edition | None:
    """Return the edition of *source* with that id."""
    return next((edition for edition in source.editions if edition.id == edition_id), None)


def editions_in(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the sources and editions of the rows of *frame*, in the order they first stand there; rows without a source have none."""
    return distinct_editions(zip(frame["source"].tolist(), frame["edition"].tolist(), strict=True))


def distinct_editions(pairs: Iterable[tuple[object, object]]) -> list[tuple[str, str]]:
    """Return each source and edition of *pairs* once, in the order they first stand there; pairs without a source are left out."""
    return [
        (source, edition) for source, edition in dict.fromkeys(pairs) if isinstance(source, str) and source and isinstance(edition, str)
    ]


def source_line(view: View, editions: Iterable[tuple[str, str]], *more: str) -> str:
    """Return the source line of *editions* (source id, edition id): publisher, product, edition, licence; then *more* sentences."""
    told = [told for source, edition in editions if (told := _one(view, source, edition))]
    if not told:
        return " ".join(more)
    return " ".join([view.words("source.line", sources="; ".join(told)), *more])


def _one(view: View, source_id: str, edition_id: str) -> str:
    source = view.catalogue.sources.get(source_id)
    if source is None:
        return ""
    edition = edition_of(source, edition_id)
    return view.words(
        "source.one",
        publisher=source.publisher,
        name=view.of(source.name),
        edition=view.of(edition.name) if edition else edition_id,
        licence=view.of(source.licence.name),
    )


def published_words(view: View, edition: Edition) -> str:
    """Return when *edition* was published, as far as that is known."""
    day = date_words(edition.published, view.language)
    return view.words("source.published_about", day=day) if edition.published_note else day
