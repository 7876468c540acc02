"""How a number came here: publisher, edition, file with its checksum, place in it, what was done to it, under which terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.components.markup import element, escaped, link
from dashboard.components.provenance import edition_of, published_words
from dashboard.components.table import pairs
from dashboard.components.view import View, is_missing
from dashboard.display import date_words, number
from dashboard.pages.corrections import correction_note
from dashboard.pages.explain_words import Row, flag_words
from data.catalogue.models import OURS, Source

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.pages.explain_subject import Number

KINDS = ("snapshot", "table", "made_from")
"""The kinds of files behind an edition, as the warehouse names them."""


@dataclass(frozen=True)
class Answer:
    """One answer on where a number comes from, plain: the words, where they lead, what is smaller below, and a checksum."""

    question: str
    told: str
    address: str = ""
    below: str = ""
    checksum: str = ""


def origin_section(view: View, found: Number) -> str:
    """Return the table of where the number comes from, with a note for each correction that touches it."""
    words, row = view.words, found.row
    corrected = correction_note(view, row) or escaped(words("explain.no_correction"))
    told = [(answer.question, _written(answer)) for answer in origin_answers(view, row)]
    at = next((place for place, (question, _) in enumerate(told) if question == words("explain.licence")), len(told) - 1)
    told.insert(at, (words("explain.corrections"), corrected))
    return element("h2", escaped(words("explain.origin"))) + pairs(told)


def _written(answer: Answer) -> str:
    told = link(answer.address, escaped(answer.told)) if answer.address else escaped(answer.told)
    if answer.checksum:
        told += element("small", "SHA-256 ", element("code", escaped(answer.checksum)), class_="wm-block wm-sum")
    return told + (element("small", escaped(answer.below), class_="wm-block") if answer.below else "")


def origin_answers(view: View, row: Row) -> list[Answer]:
    """Return where the number *row* comes from; its corrections are told apart."""
    words = view.words
    source = view.catalogue.sources.get(str(row["source"]))
    edition = edition_of(source, str(row["edition"])) if source else None
    told: list[Answer] = []
    if source is not None:
        address = source.address if source.address.startswith("https://") else ""
        told.append(Answer(words("explain.publisher"), source.publisher, address, view.of(source.name)))
    if edition is not None:
        day = words("explain.published", day=published_words(view, edition))
        told.append(Answer(words("explain.edition"), view.of(edition.name), below=day))
    told.append(Answer(words("explain.row"), str(row["locator"])))
    told += _files(view, row)
    told.append(Answer(words("explain.processing"), _processing(view, row)))
    if source is not None:
        told.append(Answer(words("explain.licence"), licence_words(view, source), below=view.of(source.licence.terms)))
    told.append(Answer(words("explain.flags"), flag_words(view, row) or words("explain.no_flag")))
    return told


def licence_words(view: View, source: Source) -> str:
    """Return the terms of *source*, their class, and whether a person has read them."""
    words = view.words
    licence = f"{view.of(source.licence.name)}: {words(f'licence.{source.licence.licence_class.value}')}"
    return licence if source.licence.confirmed else f"{licence}; {words('licence.unconfirmed')}"


def _files(view: View, row: Row) -> Iterator[Answer]:
    """Return the files behind the edition of *row*, each with its checksum, size and time of download as far as they are known."""
    by_edition: dict[tuple[str, str], list[Any]] = view.warehouse.remember("files by edition", lambda: _by_edition(view.warehouse.files()))
    mine = by_edition.get((str(row["source"]), str(row["edition"])), [])
    for kind in KINDS:
        same = [file for file in mine if file["kind"] == kind]
        # An edition may be made from dozens of files; the locator names the one that this number stands in.
        named = [file for file in same if str(row["locator"]).startswith(str(file["name"]))]
        for file in named or same[:1]:
            yield _file(view, view.words(f"explain.file.{kind}"), file)


def _by_edition(files: pd.DataFrame) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for file in files.to_dict("records"):
        found.setdefault((str(file["source"]), str(file["edition"])), []).append(file)
    return found


def _file(view: View, question: str, file: Row) -> Answer:
    words = view.words
    about = []
    if not is_missing(file["bytes"]):
        about.append(words("explain.bytes", bytes=number(float(file["bytes"]), view.language)))
    if not is_missing(file["fetched_at"]):
        about.append(words("explain.fetched", day=date_words(file["fetched_at"].date(), view.language)))
    if not is_missing(file["address"]):
        about.append(str(file["address"]))
    checksum = "" if is_missing(file["sha256"]) else str(file["sha256"])
    return Answer(question, str(file["name"]), below="; ".join(about), checksum=checksum)


def _processing(view: View, row: Row) -> str:
    """Return what was done to the number between its file and this page."""
    words = view.words
    if str(row["source"]) == OURS:
        return words("explain.derived")
    source = view.catalogue.sources.get(str(row["source"]))
    scaled = [rule for rule in (source.reads if source else ()) if rule.indicator == str(row["indicator"]) and rule.multiply_by != 1]
    if scaled:
        return words("explain.scaled", factor=number(scaled[0].multiply_by, view.language, 0.001))
    return words("explain.as_published")
