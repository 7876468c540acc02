"""
The tables of a review pack as a workbook: real numbers with their unit in a column of its own, flags, no merged cells.

Text is written as text: what begins with ``=`` or ``+`` stays what it says and is never a formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import xlsxwriter

from dashboard.components.view import View, is_missing
from dashboard.display import date_words
from dashboard.pages.kept_actions import actions_of
from dashboard.pages.own_views import views_of
from dashboard.pages.review_settings import ReviewView
from data.catalogue.promises import Mission
from data.committee.kept import AboutTarget
from data.errors import ProblemsFound

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDEST = 60
"""Characters of a column at most; longer text is wrapped."""
ROW_KEY = ["target", "place"]


def workbook(view: ReviewView, mission: Mission) -> bytes:
    """Return the workbook of *mission*'s pack; the same build gives the same bytes."""
    words, facts = view.words, view.facts(mission)
    day = view.as_of
    target = io.BytesIO()
    # Strings are never read as formulas or links, and NaN is an empty cell.
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    book.set_properties(
        {
            "title": words("brief.title", mission=view.of(mission.name)),
            "author": "Waymark",
            "created": datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    sheets: list[tuple[str, pd.DataFrame]] = [
        ("about", _about(view, mission)),
        ("targets", _targets(view, facts.rows)),
        ("series", _series(view, facts.rows)),
        ("changes", _named(view, facts.changes)),
        ("unsaid", _named(view, facts.unsaid)),
        ("methods", _methods(view, facts.rows)),
        ("sources", _sources(view, facts.rows)),
        *_kept(view, mission),
    ]
    bold, wrapped = (
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for name, frame in sheets:
        _write(book.add_worksheet(words(f"brief.sheet.{name}")), frame, bold, wrapped)
    book.close()
    return target.getvalue()


def _write(sheet: Worksheet, frame: pd.DataFrame, bold: object, wrapped: object) -> None:
    """Write *frame*: a head that stays in view, numbers as numbers, yes and no as such, everything else as text."""
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, str(name), bold)
        cells = frame[name].tolist()
        for row, cell in enumerate(cells, start=1):
            if is_missing(cell):
                continue
            if isinstance(cell, bool):
                sheet.write_boolean(row, column, cell, wrapped)
            elif isinstance(cell, (int, float)):
                sheet.write_number(row, column, float(cell), wrapped)
            else:
                sheet.write_string(row, column, str(cell), wrapped)
        longest = max([len(str(name)), *(len(str(cell)) for cell in cells if not is_missing(cell))])
        sheet.set_column(column, column, min(longest + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _about(view: ReviewView, mission: Mission) -> pd.DataFrame:
    words, facts = view.words, view.facts(mission)
    rows = [
        (words("column.mission"), view.of(mission.name)),
        (words("context.country"), view.place_name(facts.place or mission.place)),
        (words("context.as_of"), date_words(view.as_of, view.language)),
        (words("brief.since"), date_words(facts.since, view.language) if facts.since else ""),
        (words("brief.build"), str(view.warehouse.build["input_sha256"])),
    ]
    return pd.DataFrame(rows, columns=[words("column.field"), words("column.what")])


def _kept(view: View, mission: Mission) -> list[tuple[str, pd.DataFrame]]:
    """Return what the committee keeps on *mission*; nothing of a file that is missing or faulty, which the pack itself tells."""
    sheets: list[tuple[str, Callable[[], Sequence[AboutTarget] | None]]] = [
        ("agreed", lambda: actions_of(view, mission.id)),
        ("own_views", lambda: views_of(view, mission.id)),
    ]
    held = []
    for name, read in sheets:
        with suppress(ProblemsFound):
            if entries := read():
                # As objects, a target or place that is not given stays None.
                rows = pd.DataFrame([entry.model_dump() for entry in entries], dtype=object).drop(columns="mission")
                held.append((name, _in_words(view, _named(view, rows))))
    return held


def _named(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Return *rows* with the names of targets and places beside their codes."""
    named = rows.copy()
    if "place" in named:
        named.insert(0, "place_name", [view.place_name(str(code)) if code else "" for code in named["place"]])
    if "target" in named:
        named.insert(0, "target_name", [view.of(view.catalogue.target(code)[1].name) if code else "" for code in named["target"]])
    for name in named.columns:
        if named[name].map(lambda cell: isinstance(cell, (list, tuple))).any():
            named[name] = [";".join(map(str, cell)) if isinstance(cell, (list, tuple)) else cell for cell in named[name]]
    return named


def _in_words(view: View, named: pd.DataFrame) -> pd.DataFrame:
    """Return *named* with the words of the status behind the names, where there is a status."""
    if "status" in named:
        named.insert(2, "status_words", [view.words(f"status.{status}") for status in named["status"]])
    return named


def _targets(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    named = _in_words(view, _named(view, rows))
    named.insert(3, "reason_words", ["" if is_missing(reason) else view.words(f"reason.{reason}") for reason in named["reason"]])
    return named


def _cut(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    keys = ["mission", "target", "target_version", "place"]
    return frame.merge(rows[keys].drop_duplicates(), on=keys)


def _series(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Return every value behind the verdicts, with its unit, its flags and its place in the source."""
    units = {unit.code: view.of(unit.name) for unit in view.catalogue.codes.units}
    facts = rows[["mission", "target", "target_version", "place", "indicator", "unit", "source", "edition"]]
    series = _cut(view.judged().series, rows).merge(facts, on=["mission", "target", "target_version", "place"], suffixes=("", "_row"))
    series["unit"] = [units.get(str(code), str(code)) for code in series["unit"]]
    flags = {code.code: view.of(code.name) for code in view.catalogue.codes.obs_statuses}
    series.insert(series.columns.tolist().index("obs_status") + 1, "obs_status_words", series["obs_status"].map(flags))
    return _named(view, series)


def _methods(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return _named(view, _cut(view.judged().methods, rows))


def _sources(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    known = sorted({str(source) for source in rows["source"] if not is_missing(source)})
    entries = [view.catalogue.sources[code] for code in known]
    columns: Sequence[str] = ("source", "publisher", "cite_as", "licence", "licence_class", "licence_confirmed", "address")
    return pd.DataFrame(
        [
            (
                code,
                entry.publisher,
                entry.cite_as,
                view.of(entry.licence.name),
                entry.licence.licence_class.value,
                entry.licence.confirmed,
                entry.address,
            )
            for code, entry in zip(known, entries, strict=True)
        ],
        columns=list(columns),
    )
