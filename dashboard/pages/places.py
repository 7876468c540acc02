"""A target that is judged country by country: the countries side by side, counted, never averaged."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.counted_bar import counted_bar
from dashboard.charts.description import Chart
from dashboard.charts.dumbbell import dumbbell
from dashboard.components.aim import aim_with_year, is_at_open_bound
from dashboard.components.block import Block, Html
from dashboard.components.chip import dated, latest_period, status_chip, status_note
from dashboard.components.download import scorecard_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link
from dashboard.components.provenance import editions_in, source_line
from dashboard.components.quote import cited
from dashboard.components.table import Column, table
from dashboard.components.view import View, is_missing
from dashboard.display import Format
from dashboard.pages.maps import status_map_blocks
from dashboard.pages.standing import FOLLOWED, NOT_ASSESSABLE, WORST_FIRST, Standing

VERDICTS_FIRST = (*(status for status in WORST_FIRST if status != NOT_ASSESSABLE), NOT_ASSESSABLE)
MOST_ROWS = 12
"""Rows of a drawing; more are in the table below it."""


def places_blocks(view: View, standing: Standing, *, key: str, first: bool = True, with_table: bool = True) -> list[Block]:
    """Return the places of a target: counted, then as start, latest and target, then in a table."""
    download = scorecard_address(target=standing.target.id, as_of=view.selection.as_of)
    blocks: list[Block] = []
    for chart in places_charts(view, standing):
        name = f"{key}-counted" if chart.kind == "counted_bar" else key
        blocks += figure(view, chart, name, download=download, first=first)
        first = False
    rows = in_order(view, standing.rows)
    # A map weighs more than all other drawings of a page together, so only the page of the target has it.
    if with_table:
        source, aim = _source(view, standing, rows), aim_with_year(view, standing.version.reading)
        blocks += status_map_blocks(view, standing.target.id, rows, subtitle=aim, source=source, key=f"{key}-map")
        blocks.append(Html(element("h2", escaped(view.words("places.table"))) + _table(view, standing, rows)))
    return blocks


def places_charts(view: View, standing: Standing) -> list[Chart]:
    """Return the drawings of a target's places: all of them counted, and the followed ones as start, latest and target."""
    rows = in_order(view, standing.rows)
    shown = in_order(view, standing.followed(view)).head(MOST_ROWS)
    charts = []
    if len(rows) > len(shown):
        counted = counted_bar(
            rows["status"],
            words=view.words,
            subtitle=aim_with_year(view, standing.version.reading),
            source=_source(view, standing, rows),
            unit="places",
            notes=_stand_ins(view, rows),
        )
        charts.append(counted)
    if shown["latest"].notna().any():
        charts.append(_dumbbell(view, shown, _source(view, standing, shown)))
    return charts


def in_order(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """Return *rows* with the least favourable status first, then by name; places that cannot be judged last."""
    order = {status: place for place, status in enumerate(VERDICTS_FIRST)}
    ranks = [order[status] for status in rows["status"]]
    names = [view.order(view.place_name(code)) for code in rows["place"]]
    return rows.iloc[sorted(range(len(rows)), key=lambda at: (ranks[at], names[at]))]


def _stand_ins(view: View, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the note that some places are judged by a stand-in, if any are."""
    count = int((rows["cautions"].str.split(";").map(lambda cautions: "stand_in" in cautions) & (rows["status"] != NOT_ASSESSABLE)).sum())
    return (view.words("places.stand_ins", n=count, of=len(rows)),) if count else ()


def _source(view: View, standing: Standing, rows: pd.DataFrame) -> str:
    target = view.words("source.target", citation=cited(view, standing.version.quote.citation))
    return source_line(view, editions_in(rows), target)


def _dumbbell(view: View, rows: pd.DataFrame, source: str) -> Chart:
    told = rows.assign(
        label=[view.place_name(code) for code in rows["place"]],
        detail=[_detail(row) for _, row in rows.iterrows()],
        status_note=[status_note(view, row) for _, row in rows.iterrows()],
    )
    measured = rows[rows["latest"].notna()].iloc[0]
    indicator = view.catalogue.indicators[measured["indicator"]]
    parts = [view.of(indicator.name), view.breakdown(measured)]
    title = view.words.counted("places.title", int((rows["status"] == "met").sum()), of=len(rows))
    return dumbbell(
        told,
        forms={code: view.format(code) for code in rows["indicator"].dropna().unique() if code},
        words=view.words,
        subtitle=", ".join(part for part in parts if part),
        source=source,
        title=title,
    )


def _detail(row: pd.Series) -> str:
    if is_missing(row["latest_year"]):
        return ""
    if is_missing(row["baseline_year"]):
        return latest_period(row)
    return f"{int(row['baseline_year'])}–{latest_period(row)}" if row["baseline_year"] != row["latest_year"] else latest_period(row)


def _table(view: View, standing: Standing, rows: pd.DataFrame) -> str:
    words = view.words
    columns = (
        Column(words("column.place"), width="26%"),
        Column(words("column.start"), numeric=True),
        Column(words("column.latest"), numeric=True),
        Column(words("column.missing"), numeric=True),
        Column(words("column.status"), width="34%", labelled=False),
    )
    followed = set(view.catalogue.members(FOLLOWED))
    written = []
    for _, row in rows.iterrows():
        href = view.address("mission", mission=standing.mission.id, target=standing.target.id, place=str(row["place"]))
        name = link(href, escaped(view.place_name(row["place"])))
        mark = element("small", escaped(words("places.followed"))) if row["place"] in followed else ""
        written.append([name + mark, *_numbers(view, row), status_chip(view, row)])
    return table(columns, written, caption=words("places.table"))


def _numbers(view: View, row: pd.Series) -> list[str]:
    if is_missing(row["latest"]):
        return ["", escaped(view.words("places.no_figure")), ""]
    form = view.format(row["indicator"])
    start = "" if is_missing(row["baseline"]) else dated(form.value(row["baseline"]), row["baseline_year"])
    return [escaped(start), escaped(f"{form.value(row['latest'])} ({latest_period(row)})"), escaped(_gap(view, row, form))]


def _gap(view: View, row: pd.Series, form: Format) -> str:
    """Return what is missing to the target; empty where that is not known."""
    if is_missing(row["gap"]):
        return ""
    if is_at_open_bound(view, row):
        return view.words("verdict.at_bound")
    return view.words("places.none_missing") if row["gap"] <= 0 else form.difference(row["gap"])
