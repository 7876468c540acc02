"""Figures that a publisher has wrong and that we correct: the list of all, and the note beside every number that one touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.components.block import Block, Download, Html
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note_html
from dashboard.components.part import UNDER_HEADER, part
from dashboard.components.quote import cited
from dashboard.components.table import Column, pairs, scrolling, table
from dashboard.components.view import View, is_missing
from dashboard.display import count, date_words, period
from data import tables
from data.catalogue.corrections import Correction

if TYPE_CHECKING:
    import pandas as pd

SERIES = ("indicator", "place", "sex", "age", "site", "group", "source")
"""What a chart is made of; a correction touches it if it touches one of its figures."""

LISTED = 50
"""Figures of one correction in the list of the page; the download holds all of them."""

STATUSES = ("obs_status", "conf_status")


# --- the list on the data page ---------------------------------------------------------------------------------------------------------


def corrections_blocks(view: View) -> list[Block]:
    """Return every declared correction: what was printed, what is used, why, who, on what evidence, until when."""
    words, corrections = view.words, view.catalogue.corrections
    head = part("corrections", words("quality.corrections.title")) + paragraph(words("quality.corrections.text"))
    if not corrections:
        return [Html(head + paragraph(words("quality.corrections.none")))]
    touched = view.warehouse.corrected()
    html = head + "".join(_one(view, each, touched[touched["correction"] == each.id]) for each in corrections)
    download = Download("corrections", words("quality.corrections.download"), "waymark-corrections.csv", lambda: corrections_csv(view))
    return [Html(html), download]


@dataclass(frozen=True)
class Corrected:
    """A correction as it is told: its id, what it is about, and questions with their answers, all plain."""

    id: str
    title: str
    answers: list[tuple[str, str]]


def corrected(view: View) -> list[Corrected]:
    """Return every declared correction in words."""
    touched = view.warehouse.corrected()
    return [_in_words(view, each, touched[touched["correction"] == each.id]) for each in view.catalogue.corrections]


def _in_words(view: View, correction: Correction, touched: pd.DataFrame) -> Corrected:
    words, source = view.words, view.catalogue.sources[correction.source]
    indicator = view.catalogue.indicators[correction.match.indicator]
    place = f", {view.place_name(correction.match.place)}" if correction.match.place else ""
    year = f", {period(correction.match.year, correction.match.year_end)}" if correction.match.year else ""
    answers = [
        (words("quality.corrections.source"), f"{source.publisher}, {view.of(source.name)}"),
        (words("quality.corrections.printed"), _printed(view, correction, touched)),
        (words("quality.corrections.used"), _used(view, correction)),
        (words("column.why"), view.of(correction.reason)),
        (words("quality.corrections.evidence"), cited(view, correction.evidence)),
        (words("quality.corrections.who"), f"{correction.who}, {date_words(correction.decided, view.language)}"),
        (words("quality.corrections.until"), _until(view, correction)),
    ]
    return Corrected(correction.id, f"{view.of(indicator.name)}{place}{year}", answers)


def _one(view: View, correction: Correction, touched: pd.DataFrame) -> str:
    told = _in_words(view, correction, touched)
    answers = [(question, escaped(answer)) for question, answer in told.answers]
    return element(
        "section",
        element("h3", escaped(told.title), style="margin-top:32px"),
        pairs([*answers, (view.words("quality.corrections.touches"), _touched(view, touched))]),
        id=f"correction-{correction.id}",
        style=UNDER_HEADER,
    )


def _cells(view: View, correction: Correction, cells: Mapping[Any, Any]) -> str:
    """Return *cells* of a correction in words: "value 1,405.0 per 100,000, status: break in the series"."""
    told = []
    for name, cell in cells.items():
        if cell is None:
            written = view.words("quality.corrections.empty")
        elif name in STATUSES:
            codes = view.catalogue.codes.obs_statuses if name == "obs_status" else view.catalogue.codes.conf_statuses
            written = next((view.of(code.name) for code in codes if code.code == cell), str(cell))
        elif name in ("numerator", "denominator"):
            written = count(float(cell), view.language)
        else:
            written = view.format(correction.match.indicator).value(float(cell))
        told.append(view.words("quality.corrections.cell", name=view.words(f"quality.cell.{name}"), cell=written))
    return ", ".join(told)


def _printed(view: View, correction: Correction, touched: pd.DataFrame) -> str:
    if correction.expected:
        return _cells(view, correction, correction.expected)
    return _value(view, touched.iloc[0]) if len(touched) == 1 else view.words("quality.corrections.as_listed")


def _used(view: View, correction: Correction) -> str:
    return view.words("quality.corrections.dropped") if correction.action == "drop" else _cells(view, correction, correction.set)


def _until(view: View, correction: Correction) -> str:
    if not correction.expected:
        return view.words("quality.corrections.until_edition", edition=correction.edition)
    return view.words("quality.corrections.until_mended")


def _touched(view: View, touched: pd.DataFrame) -> str:
    words = view.words
    if touched.empty:
        return escaped(words("quality.corrections.none_touched"))
    columns = (
        Column(words("column.place")),
        Column(words("column.year")),
        Column(words("column.edition")),
        Column(words("quality.corrections.printed_value"), numeric=True),
    )
    rows = [
        [
            escaped(view.place_name(entry["place"])) + "".join(element("small", escaped(part)) for part in [view.breakdown(entry)] if part),
            escaped(period(int(entry["year"]), int(entry["year_end"]))),
            escaped(entry["edition"]),
            escaped(_value(view, entry)),
        ]
        for _, entry in touched.head(LISTED).iterrows()
    ]
    title = words.counted("quality.corrections.figures", len(touched))
    return element("details", element("summary", escaped(title)), scrolling(table(columns, rows, caption=title), title))


def _value(view: View, entry: pd.Series) -> str:
    if is_missing(entry["published_value"]):
        return view.words("quality.corrections.empty")
    return view.format(str(entry["indicator"])).value(float(entry["published_value"]))


def corrections_csv(view: View) -> str:
    """Return every observation that a correction touched as it was published, with what is used, why, who and on what evidence."""
    touched = view.warehouse.corrected()
    known = {correction.id: correction for correction in view.catalogue.corrections}
    mine = [known[name] for name in touched["correction"]]
    return tables.as_csv(
        touched.assign(
            used=["" if each.action == "drop" else _written(each.set) for each in mine],
            reason=[each.reason.en for each in mine],
            evidence=[": ".join(part for part in (each.evidence.document, each.evidence.locator) if part) for each in mine],
            who=[each.who for each in mine],
            decided=[each.decided.isoformat() for each in mine],
        )
    )


def _written(cells: Mapping[Any, Any]) -> str:
    return "; ".join(f"{name} {'(empty)' if cell is None else cell}" for name, cell in cells.items())


# --- the note beside a number ----------------------------------------------------------------------------------------------------------


def correction_note(view: View, series: pd.Series | Mapping[Any, Any]) -> str:
    """
    Return a short note for each correction that touches a figure of *series*, with a link to all there is to say; empty without one.

    *series* names what is shown: indicator, place, sex, age, site, group, source and edition, as a row of the scorecard does. Corrections
    of editions in force count; where the reader chose an edition that is not, those of that one.
    """
    return "".join(_note(view, correction, told) for correction, told in correction_words(view, series))


def correction_words(view: View, series: pd.Series | Mapping[Any, Any]) -> list[tuple[Correction, str]]:
    """Return each correction that touches a figure of *series*, as `correction_note` takes it, with what it did in words."""
    touched = view.warehouse.corrected()
    numbers: frozenset[tuple[str, str]] = view.warehouse.remember(
        "corrected numbers", lambda: frozenset(zip(touched["indicator"], touched["place"], strict=True))
    )
    if (series.get("indicator"), series.get("place")) not in numbers:
        return []
    for name in SERIES:
        touched = touched[touched[name] == series.get(name)]
    in_force = _of_editions_in_force(view, touched)
    holdings = view.warehouse.holdings()
    same = (holdings["source"] == series.get("source")) & (holdings["edition"] == series.get("edition"))
    shown = holdings[same & (holdings["indicator"] == series.get("indicator"))]
    is_restated = len(shown) > 0 and not bool(shown["in_force"].any())
    return _told(view, touched[touched["edition"] == series["edition"]] if is_restated else in_force)


def place_notes(view: View, place: str, indicator: str = "") -> str:
    """Return a short note for each correction that touches a figure in force of *place*, or only of *indicator*; empty without one."""
    touched: pd.DataFrame = view.warehouse.remember("corrected in force", lambda: _of_editions_in_force(view, view.warehouse.corrected()))
    touched = touched[touched["place"] == place]
    told = _told(view, touched[touched["indicator"] == indicator] if indicator else touched)
    return "".join(_note(view, correction, words) for correction, words in told)


def _of_editions_in_force(view: View, touched: pd.DataFrame) -> pd.DataFrame:
    holdings, names = view.warehouse.holdings(), ["source", "edition", "indicator"]
    in_force = holdings[holdings["in_force"].astype(bool)][names]
    return touched.merge(in_force, on=names)


def _told(view: View, touched: pd.DataFrame) -> list[tuple[Correction, str]]:
    known = {correction.id: correction for correction in view.catalogue.corrections}
    return [(known[str(name)], _what_it_did(view, known[str(name)], rows)) for name, rows in touched.groupby("correction", sort=False)]


def _shortly(view: View, correction: Correction, cells: Mapping[Any, Any]) -> str:
    """Return the value among *cells*, which is what a reader sees; all of them where the value is not among them."""
    if cells.get("value") is None:
        return _cells(view, correction, cells)
    return view.format(correction.match.indicator).value(float(cells["value"]))


def _what_it_did(view: View, correction: Correction, rows: pd.DataFrame) -> str:
    """Return what one correction did to *rows*, of which the first stands for all."""
    words, first = view.words, rows.iloc[0]
    years = [period(int(year), int(end)) for year, end in rows[["year", "year_end"]].drop_duplicates().itertuples(index=False)]
    indicator = view.catalogue.indicators[correction.match.indicator]
    key = "dropped_note" if correction.action == "drop" else "set_note"
    return words(
        f"quality.corrections.{key}",
        what=view.of(indicator.short_name),
        years=view.listed(years),
        printed=_shortly(view, correction, correction.expected) or _value(view, first),
        used=_shortly(view, correction, correction.set) or _used(view, correction),
        why=view.of(correction.reason),
    )


def _note(view: View, correction: Correction, told: str) -> str:
    href = f"{view.address('data')}#correction-{correction.id}"
    more = link(href, escaped(view.words("quality.corrections.more")))
    return note_html(view.words("quality.corrections.note_title"), f"{escaped(told)} {more}")
