"""What a publisher changed between two editions of the same figures: how many, by how much, the largest first."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.charts.axes import value_axis
from dashboard.charts.bodies_in_rows import StripRow, StudiesBody
from dashboard.charts.description import Chart
from dashboard.components.block import Block, Choice, Download, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.part import part
from dashboard.components.provenance import edition_of, source_line
from dashboard.components.view import View
from dashboard.display import Format, count, period
from data import tables
from metrics.revisions import changed_values

DRAWN = 10
"""Places that the drawing shows, each with its largest change."""
TOLD = 3
"""Places that the sentence under the drawing names."""
LISTED = 25
"""Changes in the table under the drawing; the download holds all of them."""


@dataclass(frozen=True)
class EditionPair:
    """An edition and the older one of the same source whose figures it replaces."""

    source: str
    older: str
    newer: str


def edition_pairs(view: View) -> list[EditionPair]:
    """Return every edition known on the day of the view that replaces another one held, the newest first."""
    known = view.warehouse.editions(view.as_of)
    held = set(zip(known["source"], known["id"], strict=True))
    replacing = known[known["restates"].notna()].sort_values("published", ascending=False, kind="stable")
    found = zip(replacing["source"], replacing["restates"], replacing["id"], strict=True)
    return [EditionPair(source, older, newer) for source, older, newer in found if (source, older) in held]


def changes_blocks(view: View) -> list[Block]:
    """Return what changed with the chosen edition, or with the newest one that replaces another."""
    words, pairs = view.words, edition_pairs(view)
    head = part("changes", words("quality.changes.title")) + paragraph(words("quality.changes.text"))
    if not pairs:
        return [Html(head + paragraph(words("quality.changes.none")))]
    chosen = _chosen(view, pairs)
    blocks: list[Block] = [Html(head + _not_a_replacement(view, pairs))]
    if len(pairs) > 1:
        options = tuple((f"{pair.source}/{pair.newer}", _pair_name(view, pair)) for pair in pairs)
        blocks.append(Choice("edition", words("quality.changes.choose"), options, f"{chosen.source}/{chosen.newer}"))
    shared = _indicators(view, chosen)
    if not shared:
        return [*blocks, Html(paragraph(words("quality.changes.nothing_shared", **_names(view, chosen))))]
    indicator = view.selection.indicator if view.selection.indicator in shared else shared[0]
    return [*blocks, Html(_introduced(view, chosen, shared, indicator)), *_compared(view, chosen, indicator)]


def _chosen(view: View, pairs: list[EditionPair]) -> EditionPair:
    asked = view.selection.edition
    named = [pair for pair in pairs if asked in ((pair.source, pair.newer), (pair.source, pair.older))]
    return next((pair for pair in named if pair.newer == (asked or ("", ""))[1]), named[0] if named else pairs[0])


def _not_a_replacement(view: View, pairs: list[EditionPair]) -> str:
    """Return that the edition of the address replaces no other one, where that is so."""
    asked = view.selection.edition
    if asked is None or any(asked in ((pair.source, pair.newer), (pair.source, pair.older)) for pair in pairs):
        return ""
    return note(view.words("quality.changes.other_title"), view.words("quality.changes.other", edition=_edition_name(view, *asked)))


def _edition_name(view: View, source: str, edition_id: str) -> str:
    edition = edition_of(view.catalogue.sources[source], edition_id)
    return view.of(edition.name) if edition else edition_id


def _names(view: View, pair: EditionPair) -> dict[str, str]:
    return {"older": _edition_name(view, pair.source, pair.older), "newer": _edition_name(view, pair.source, pair.newer)}


def _pair_name(view: View, pair: EditionPair) -> str:
    source = view.catalogue.sources[pair.source]
    return view.words("quality.changes.pair", source=view.of(source.name), **_names(view, pair))


def _indicators(view: View, pair: EditionPair) -> list[str]:
    """Return the indicators that both editions hold, the one with most figures in the newer edition first."""
    holdings, held = view.warehouse.holdings(), ("source", "edition", "indicator", "observations")
    rows = [row for row in zip(*(holdings[name] for name in held), strict=True) if row[0] == pair.source]
    older = {indicator for _, edition, indicator, _ in rows if edition == pair.older}
    newer = {indicator: figures for _, edition, indicator, figures in rows if edition == pair.newer and indicator in older}
    return sorted(newer, key=lambda indicator: (-newer[indicator], indicator))


def _compared(view: View, pair: EditionPair, indicator: str) -> list[Block]:
    words, form = view.words, view.format(indicator)
    found = view.warehouse.remember(("changed values", pair, indicator), lambda: _changed_values(view, pair, indicator))
    changed = found[found["difference"].notna() & (found["difference"] != 0)]
    told = paragraph(" ".join(_sentences(view, found, changed, form)))
    name = f"waymark-changes-{pair.source}-{pair.newer}-{indicator}.csv"
    download = Download("changes", words("quality.changes.download"), name, lambda: changes_csv(view, pair, indicator, found))
    if changed.empty:
        return [Html(told), download]
    told += note(words("restatement.note_title"), words("restatement.note"))
    return [Html(told), *figure(view, _chart(view, pair, indicator, found, changed), "changes"), download]


def _changed_values(view: View, pair: EditionPair, indicator: str) -> pd.DataFrame:
    frame = view.warehouse.observations(indicators=(indicator,), source=pair.source, in_force=False)
    return changed_values(frame, pair.older, pair.newer)


def _introduced(view: View, pair: EditionPair, shared: list[str], indicator: str) -> str:
    """Return which edition replaces which, and the quantities of both as links where there are several."""
    source = view.catalogue.sources[pair.source]
    told = paragraph(view.words("quality.changes.replaces", publisher=source.publisher, source=view.of(source.name), **_names(view, pair)))
    if len(shared) == 1:
        return told
    links = [
        element("b", escaped(name), aria_current="true")
        if code == indicator
        else link(view.same_page("data", indicator=code), escaped(name))
        for code in shared
        for name in [view.of(view.catalogue.indicators[code].short_name)]
    ]
    return told + element("p", escaped(view.words("quality.changes.quantity")), " ", " · ".join(links), class_="wm-small wm-tools")


def _sentences(view: View, found: pd.DataFrame, changed: pd.DataFrame, form: Format) -> list[str]:
    """Return how many figures both editions hold, how many of them differ and by how much, and what stands in one edition alone."""
    words = view.words

    def written(number: int) -> str:
        return count(number, view.language)

    sentences = [words("quality.changes.summary", n=written(int(found["difference"].notna().sum())), differing=written(len(changed)))]
    if len(changed):
        up = int((changed["difference"] > 0).sum())
        half = form.difference(float(changed["difference"].abs().median()))
        sentences.append(words("quality.changes.direction", up=written(up), down=written(len(changed) - up), half=half))
    with_range = changed["outside_interval"].dropna()
    if len(with_range):
        sentences.append(words("quality.changes.outside", outside=written(int(with_range.sum())), n=written(len(with_range))))
    added, gone = int(found["old"].isna().sum()), int(found["new"].isna().sum())
    if added:
        sentences.append(words.counted("quality.changes.added", added))
    if gone:
        sentences.append(words.counted("quality.changes.gone", gone))
    return sentences


def _chart(view: View, pair: EditionPair, indicator: str, found: pd.DataFrame, changed: pd.DataFrame) -> Chart:
    """Return the largest change of each place, the largest first; the table has the largest changes of all."""
    words, form, names = view.words, view.format(indicator), _names(view, pair)
    rows = tuple(_row(view, entry, indicator, form) for entry in changed.drop_duplicates("place").head(DRAWN).to_dict("records"))
    listed = [_row(view, entry, indicator, form) for entry in changed.head(LISTED).to_dict("records")]
    differences = Format(form.language, form.change, form.change, form.resolution)
    largest = differences.value(float(changed["difference"].abs().iloc[0]))
    counts = {"n": count(int(found["difference"].notna().sum()), view.language), "differing": count(len(changed), view.language)}
    indicator_name = view.of(view.catalogue.indicators[indicator].name)
    return Chart(
        kind="studies",
        title=words("quality.changes.chart_title", largest=largest, **counts),
        subtitle=words("quality.changes.chart_subtitle", indicator=indicator_name, unit=form.change, places=len(rows), **names),
        text=words("quality.changes.chart_text", list="; ".join(f"{row.label} {row.text} ({row.detail})" for row in rows[:TOLD])),
        table=pd.DataFrame(
            {
                words("column.place"): [row.label for row in listed],
                words("quality.changes.column_values", **names): [row.detail for row in listed],
                words("column.restated_by", unit=form.change): [row.text for row in listed],
            }
        ),
        source=source_line(view, [(pair.source, pair.older), (pair.source, pair.newer)]),
        notes=(words("quality.changes.listed", n=count(len(listed), view.language)),),
        # The subtitle names the unit; beside the ticks of a narrow drawing there is no room for it.
        body=StudiesBody(rows, replace(value_axis([0.0, *(row.value for row in rows)], differences, count=8), unit="")),
    )


def _row(view: View, entry: dict[Hashable, Any], indicator: str, form: Format) -> StripRow:
    difference = float(entry["difference"])
    breakdown = view.breakdown({**entry, "indicator": indicator})
    years = period(int(entry["year"]), int(entry["year_end"]))
    values = view.words("quality.changes.from_to", old=form.value(float(entry["old"])), new=form.value(float(entry["new"])), years=years)
    sign = "+" if difference > 0 else ""
    text = f"{sign}{form.number(difference)}"
    detail = ", ".join(part for part in (values, breakdown) if part)
    return StripRow(view.place_name(str(entry["place"])), detail, difference, None, None, text, text, focus=True)


def changes_csv(view: View, pair: EditionPair, indicator: str, found: pd.DataFrame) -> str:
    """Return every figure that differs, or stands in one edition alone, with its licence and its citation."""
    differing = found[found["difference"].isna() | (found["difference"] != 0)]
    source = view.catalogue.sources[pair.source]
    editions = [edition.name.en if (edition := edition_of(source, each)) else each for each in (pair.older, pair.newer)]
    what = {"indicator": indicator, "source": pair.source, "older_edition": pair.older, "newer_edition": pair.newer}
    columns = list(differing.columns)
    told = differing.assign(**what, licence=source.licence.name.en, citation=f"{source.cite_as} ({editions[0]}; {editions[1]})")
    return tables.as_csv(told[[*what, *columns, "licence", "citation"]])
