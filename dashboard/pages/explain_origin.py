"""How a number came here: publisher, edition, file with its checksum, place in it, what was done to it, under which terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.markup import element, escaped, link
from dashboard.components.provenance import edition_of, published_words
from dashboard.components.table import pairs
from dashboard.components.view import View, is_missing
from dashboard.display import date_words, number
from dashboard.pages.corrections import correction_note

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.pages.explain_subject import Number

DERIVED = "derived"
"""The beginning of the source id of series that a recipe of ours makes."""
KINDS = ("snapshot", "table", "made_from")
"""The kinds of files behind an edition, as the warehouse names them."""


def origin_section(view: View, found: Number) -> str:
    """Return the table of where the number comes from, with a note for each correction that touches it."""
    words, row = view.words, found.row
    source = view.catalogue.sources.get(str(row["source"]))
    edition = edition_of(source, str(row["edition"])) if source else None
    told: list[tuple[str, str]] = []
    if source is not None:
        publisher = link(source.address, escaped(source.publisher)) if source.address.startswith("https://") else escaped(source.publisher)
        told.append((words("explain.publisher"), publisher + element("small", escaped(view.of(source.name)), class_="wm-block")))
    if edition is not None:
        named = escaped(view.of(edition.name))
        day = escaped(words("explain.published", day=published_words(view, edition)))
        told.append((words("explain.edition"), named + element("small", day, class_="wm-block")))
    told.append((words("explain.row"), escaped(row["locator"])))
    told += _files(view, row)
    told.append((words("explain.processing"), escaped(_processing(view, found))))
    told.append((words("explain.corrections"), correction_note(view, row) or escaped(words("explain.no_correction"))))
    if source is not None:
        licence = f"{source.licence.name}. {words(f'licence.{source.licence.licence_class.value}')}"
        unread = "" if source.licence.confirmed else f" {words('licence.unconfirmed')}"
        told.append(
            (
                words("explain.licence"),
                escaped(f"{licence}.{unread}") + element("small", escaped(view.of(source.licence.terms)), class_="wm-block"),
            )
        )
    told.append((words("explain.flags"), escaped(_flags(view, row))))
    return element("h2", escaped(words("explain.origin"))) + pairs(told)


def _files(view: View, row: pd.Series) -> list[tuple[str, str]]:
    """Return the files behind the edition of *row*, each with its checksum, size and time of download as far as they are known."""
    files = view.warehouse.files()
    mine = files[(files["source"] == row["source"]) & (files["edition"] == row["edition"])]
    told = []
    for kind in KINDS:
        same = mine[mine["kind"] == kind]
        named = same[[str(row["locator"]).startswith(str(name)) for name in same["name"]]]
        # An edition may be made from dozens of files; the locator names the one that this number stands in.
        for _, file in (named if len(named) else same.head(1)).iterrows():
            told.append((view.words(f"explain.file.{kind}"), _file(view, file)))
    return told


def _file(view: View, file: pd.Series) -> str:
    words = view.words
    parts = []
    if not is_missing(file["sha256"]):
        parts.append(element("small", "SHA-256 ", element("code", escaped(file["sha256"])), class_="wm-block wm-sum"))
    about = []
    if not is_missing(file["bytes"]):
        about.append(words("explain.bytes", bytes=number(float(file["bytes"]), view.language)))
    if not is_missing(file["fetched_at"]):
        about.append(words("explain.fetched", day=date_words(file["fetched_at"].date(), view.language)))
    if not is_missing(file["address"]):
        about.append(str(file["address"]))
    if about:
        parts.append(element("small", escaped("; ".join(about)), class_="wm-block"))
    return escaped(file["name"]) + "".join(parts)


def _processing(view: View, found: Number) -> str:
    """Return what was done to the number between its file and this page."""
    words, row = view.words, found.row
    indicator = view.catalogue.indicators[found.indicator]
    if str(row["source"]).startswith(DERIVED):
        return words("explain.derived")
    source = view.catalogue.sources.get(str(row["source"]))
    scaled = [rule for rule in (source.reads if source else ()) if rule.indicator == indicator.id and rule.multiply_by != 1]
    if scaled:
        return words("explain.scaled", factor=number(scaled[0].multiply_by, view.language, 0.001))
    return words("explain.as_published")


def _flags(view: View, row: pd.Series) -> str:
    codes = {code.code: code for code in view.catalogue.codes.obs_statuses}
    secret = {code.code: code for code in view.catalogue.codes.conf_statuses}
    told = [view.of(codes[str(row["obs_status"])].name)] if str(row["obs_status"]) in codes else []
    if str(row["conf_status"]) in secret:
        told.append(view.of(secret[str(row["conf_status"])].name))
    return "; ".join(told) or view.words("explain.no_flag")
