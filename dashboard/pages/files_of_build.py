"""The dated files that a build was made of, each with its fingerprint, so that a number can be followed to a byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.components.block import Block, Download, Html
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.part import part
from dashboard.components.provenance import edition_of
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import View, is_missing
from dashboard.display import count, date_words
from data import tables

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("snapshot", "made_from", "table")
"""The publisher's own files first, ours last."""


def files_blocks(view: View) -> list[Block]:
    """Return the files behind the editions known on the day of the view."""
    words, files = view.words, _known(view)
    head = part("files", words("quality.files.title"))
    kinds = [(kind, int((files["kind"] == kind).sum())) for kind in KINDS]
    told = [words.counted(f"quality.files.kind_{kind}", n) for kind, n in kinds if n]
    text = words("quality.files.text", n=count(len(files), view.language), kinds=view.listed(told))
    summary = element("summary", escaped(words("quality.files.show")))
    title = words("quality.files.title")
    inside = element("details", summary, scrolling(table(_columns(view), _rows(view, files), caption=title), title))
    download = Download("files", words("quality.files.download"), "waymark-files.csv", lambda: tables.as_csv(files))
    return [Html(head + paragraph(text) + inside), download]


def _known(view: View) -> pd.DataFrame:
    files, editions = view.warehouse.files(), view.warehouse.editions(view.as_of)
    known = set(zip(editions["source"], editions["id"], strict=True))
    return files[[pair in known for pair in zip(files["source"], files["edition"], strict=True)]]


def _columns(view: View) -> tuple[Column, ...]:
    words = view.words
    return (
        Column(words("quality.column.file"), width="34%"),
        Column(words("column.edition"), width="22%"),
        Column(words("quality.column.read_as"), width="16%"),
        Column(words("quality.column.fingerprint")),
    )


def _rows(view: View, files: pd.DataFrame) -> list[list[str]]:
    ordered = sorted(files.to_dict("records"), key=lambda file: (file["source"], file["edition"], KINDS.index(file["kind"]), file["name"]))
    return [_row(view, entry) for entry in ordered]


def _row(view: View, entry: dict[Any, Any]) -> list[str]:
    words, source = view.words, view.catalogue.sources[entry["source"]]
    edition = edition_of(source, entry["edition"])
    facts = [words(f"quality.files.{entry['kind']}")]
    if not is_missing(entry["bytes"]):
        facts.append(words("quality.files.bytes", n=count(int(entry["bytes"]), view.language)))
    if not is_missing(entry["fetched_at"]):
        facts.append(words("quality.files.fetched", day=date_words(entry["fetched_at"].date(), view.language)))
    if not is_missing(entry["licence"]):
        facts.append(words("quality.files.licence", licence=entry["licence"]))
    where = [str(entry["address"])] if not is_missing(entry["address"]) else []
    # A fingerprint has no blank at which a line could end.
    fingerprint = element("code", escaped(entry["sha256"]), style="overflow-wrap:anywhere;font-size:12px;background:none;padding:0")
    return [
        element("span", escaped(entry["name"]), style="overflow-wrap:anywhere")
        + "".join(element("small", escaped(line)) for line in (", ".join(facts), *where)),
        escaped(source.publisher) + element("small", escaped(view.of(edition.name) if edition else entry["edition"])),
        "" if is_missing(entry["reader"]) else escaped(entry["reader"]),
        fingerprint,
    ]
