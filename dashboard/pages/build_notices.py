"""What the checks of the build noticed and let pass, grouped by check; and the readings of official files that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from dashboard.components.block import Block, Download, Html
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.note import note
from dashboard.components.part import part
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import View
from dashboard.display import count
from data import tables

if TYPE_CHECKING:
    import pandas as pd

LISTED = 200
"""Notices in the list of the page; the download holds all of them."""

UNCONFIRMED = "confirmed"
"""The column that a notice names if it is about a rule with ``confirmed: false``."""

CHANGING = r"'[^']*'|`[^`]*`|\([^)]*\)|\b[A-Z]{2,}[\w-]*|[-+]?\d+(?:[.,–-]\d+)*%?"
"""What differs between two notices of one check: names, commands and codes, remarks in brackets, numbers."""

EDITION = r"^(?:figures|snapshots)/([^/]+/[^/.]+)"
"""The source and the edition in the name of a file."""


def grouped(notices: pd.DataFrame) -> pd.DataFrame:
    """
    Return the checks that noticed something, the most frequent first: ``what``, ``remedy``, ``times``.

    One check writes one sentence with other names and numbers in it; ``what`` is that sentence with an ellipsis in their places.
    ``remedy`` is as it stands where it is the same for all, likewise with an ellipsis where it is not, and empty where even that differs.
    """
    sentences = notices.assign(what=_pattern(notices["what"]), pattern=_pattern(notices["remedy"]))
    groups = sentences.groupby("what", sort=False)
    told = groups.agg(remedy=("remedy", "first"), pattern=("pattern", "first"), times=("remedy", "size")).reset_index()
    differing = groups[["remedy", "pattern"]].nunique().reset_index(drop=True) > 1
    told["remedy"] = told["remedy"].mask(differing["remedy"], told["pattern"]).mask(differing["pattern"], "")
    return told[["what", "remedy", "times"]].sort_values("times", ascending=False, kind="stable").reset_index(drop=True)


def examples(notices: pd.DataFrame) -> pd.DataFrame:
    """Return the first notice of each check, ``what`` and ``remedy`` as they were written, indexed by the ``what`` of `grouped`."""
    return notices.assign(check=_pattern(notices["what"])).drop_duplicates("check").set_index("check")[["what", "remedy"]]


def _with_examples(notices: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return grouped(notices).join(examples(notices).add_suffix("_example"), on="what").to_dict("records")


def _pattern(sentences: pd.Series) -> pd.Series:
    return sentences.str.replace(CHANGING, "…", regex=True)


def notices_blocks(view: View) -> list[Block]:
    """Return what the checks noticed, by check and one by one."""
    words = view.words
    notices = notices_apart(view)[0]
    head = part("notices", words("quality.notices.title")) + paragraph(words("quality.notices.text"))
    if view.warehouse.build["audience"] == "public":
        return [Html(head + paragraph(words("quality.notices.public")))]
    if notices.empty:
        return [Html(head + paragraph(words("quality.notices.none")))]
    counted = words.counted("quality.notices.counted", len(notices))
    html = head + paragraph(counted) + _checks(view, notices) + _one_by_one(view, notices)
    download = Download("notices", words("quality.notices.download"), "waymark-notices.csv", lambda: tables.as_csv(notices))
    return [Html(html), download]


def notices_apart(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return the notices of the checks, and those about readings that nobody has confirmed.

    Without those about the files of editions that were not published on the day of the view.
    """
    apart: tuple[pd.DataFrame, pd.DataFrame] = view.warehouse.remember(("notices", view.as_of), lambda: _notices_apart(view))
    return apart


def _notices_apart(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    notices, every, known = view.warehouse.notices(), view.warehouse.editions(None), view.warehouse.editions(view.as_of)
    later = set(every["source"] + "/" + every["id"]) - set(known["source"] + "/" + known["id"])
    notices = notices[~notices["file"].str.extract(EDITION, expand=False).isin(later)]
    is_unconfirmed = notices["column"] == UNCONFIRMED
    return notices[~is_unconfirmed], notices[is_unconfirmed]


def english(text: str) -> str:
    """Return a message of the checks, which are in English on every page, marked as such."""
    return element("span", escaped(text), lang="en") if text else ""


def _checks(view: View, notices: pd.DataFrame) -> str:
    """Return the checks with how often each noticed something; a whole sentence as an example is read sooner than one with gaps."""
    words = view.words
    such_as = f"{escaped(words('quality.notices.example'))} "
    checks = view.warehouse.remember(("checks with an example", view.as_of), lambda: _with_examples(notices))
    columns = (
        Column(words("quality.column.noticed"), labelled=False),
        Column(words("quality.column.times"), numeric=True),
        Column(words("quality.column.right"), width="42%"),
    )
    rows = [
        [
            ("" if check["times"] == 1 else such_as) + english(check["what_example"]),
            escaped(count(check["times"], view.language)),
            english(check["remedy_example"]),
        ]
        for check in checks
    ]
    return table(columns, rows, caption=words("quality.notices.title"))


def _one_by_one(view: View, notices: pd.DataFrame) -> str:
    words, shown = view.words, notices.head(LISTED)
    columns = (
        Column(words("quality.column.where"), width="30%"),
        Column(words("quality.column.noticed"), labelled=False),
        Column(words("quality.column.right"), width="32%"),
    )
    rows = [[place_words(view, entry), english(entry["what"]), english(entry["remedy"])] for entry in shown.to_dict("records")]
    title = words("quality.notices.one_by_one")
    inside = scrolling(table(columns, rows, caption=title), title)
    cut = words("quality.notices.cut", shown=count(len(shown), view.language), n=count(len(notices), view.language))
    rest = paragraph(cut, "wm-source") if len(shown) < len(notices) else ""
    return element("details", element("summary", escaped(title)), inside, rest)


def place_words(view: View, entry: Mapping[Any, Any]) -> str:
    """Return where a problem stands: its file, and below it row, column and cell."""
    words = view.words
    row = words("quality.notices.row", row=entry["row"]) if entry["row"].isdecimal() else entry["row"]
    column = words("quality.notices.column", column=entry["column"]) if entry["column"] not in ("", UNCONFIRMED) else ""
    cell = words("quality.notices.cell", value=entry["value"]) if entry["value"] else ""
    place = ", ".join(part for part in (row, column, cell) if part)
    return escaped(entry["file"]) + (element("small", escaped(place)) if place else "")


def unconfirmed_editions(view: View) -> set[str]:
    """Return ``source/edition`` of every edition with figures that were read by a rule with ``confirmed: false``."""
    snapshots = notices_apart(view)[1]["what"].str.extract(r"of snapshots/(\S+)$", expand=False)
    return set(snapshots.dropna())


def unconfirmed_section(view: View) -> str:
    """Return the readings of official files, and of targets, that nobody has confirmed."""
    words, notices = view.words, notices_apart(view)[1]
    html = part("unconfirmed", words("quality.unconfirmed.title"))
    if notices.empty:
        html += paragraph(words("quality.unconfirmed.none"))
    else:
        html += note(words("quality.unconfirmed.note_title"), words("quality.unconfirmed.note")) + _one_table(view, notices)
    versions = [version for mission in view.catalogue.missions.values() for target in mission.targets for version in target.versions]
    confirmed = count(sum(version.confirmed_by is not None for version in versions), view.language)
    told = words("quality.unconfirmed.targets", n=confirmed, of=count(len(versions), view.language))
    html += element("p", escaped(told), style="margin-top:16px")
    return html


def _one_table(view: View, notices: pd.DataFrame) -> str:
    words = view.words
    columns = (
        Column(words("quality.column.where"), width="30%"),
        Column(words("quality.column.reading"), labelled=False),
        Column(words("quality.column.right"), width="32%"),
    )
    rows = [[place_words(view, entry), english(entry["what"]), english(entry["remedy"])] for entry in notices.to_dict("records")]
    return table(columns, rows, caption=words("quality.unconfirmed.title"))
