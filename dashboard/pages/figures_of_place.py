"""The figures held for one place: against its peers, over the years, and as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pandas as pd

from dashboard.charts.description import Chart
from dashboard.charts.dot_strip import dot_strip
from dashboard.charts.small_series import small_series
from dashboard.components.block import Block, Html
from dashboard.components.download import observations_address
from dashboard.components.explained import explanation_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.provenance import distinct_editions, editions_in, source_line
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import EVERYTHING, View, is_missing
from dashboard.display import number, percent, period, span
from dashboard.pages.series_told import events_of, subtitle
from data.catalogue.models import Family, Scale

BREAKDOWN = ["sex", "age", "site", "group"]
SERIES = ["indicator", *BREAKDOWN, "source", "edition"]
PER_INDICATOR = 1
"""Breakdowns of an indicator that are drawn by default; a chosen indicator is drawn with more of them."""
OF_CHOSEN = 12
FEWEST_PEERS = 2
SHORTEST_HISTORY = 3


def figures_of_place(view: View, place: str, peers: str) -> list[Block]:
    """Return the drawings of *place*, family by family; *peers* is the group it is compared with."""
    trends = view.warehouse.trends(place, view.as_of)
    trends = trends[trends["latest"].notna()]
    chosen = view.selection.indicator
    held = _held(view, place, peers, trends if not chosen else trends[trends["indicator"] == chosen])
    blocks: list[Block] = []
    shown: list[str] = []
    for family in Family:
        of_family = trends[trends["indicator"].map(lambda code: view.catalogue.indicators[code].family) == family]
        if chosen:
            of_family = of_family[of_family["indicator"] == chosen]
        drawn = [
            block
            for _, of_indicator in of_family.groupby("indicator", sort=False)
            for trend in _main_breakdowns(view, of_indicator, OF_CHOSEN if chosen else PER_INDICATOR)
            for block in _figures(view, place, peers, trend, held)
        ]
        if drawn:
            title = view.words(f"family.{family.value}")
            shown.append(link(f"#family-{family.value}", escaped(title)))
            blocks += [Html(element("section", element("h2", escaped(title)), id=f"family-{family.value}")), *drawn]
    if shown:
        blocks.insert(
            0, Html(element("p", escaped(view.words("country.on_this_page")), " ", " · ".join(shown), class_="wm-small wm-tools"))
        )
    if chosen:
        back = link(view.same_page("country", indicator=None), escaped(view.words("country.all_indicators")))
        blocks.insert(0, Html(element("p", back)))
    return blocks


def _main_breakdowns(view: View, trends: pd.DataFrame, most: int) -> list[pd.Series]:
    """Return the breakdowns to draw: those that a target uses first, then the widest, then the most frequent cancer, then the longest."""
    measures = {
        (measure.indicator, measure.sex, measure.age, measure.site, measure.group)
        for mission in view.catalogue.missions.values()
        for target in mission.targets
        for measure in target.measures
    }
    used = [tuple(row) in measures for row in trends[["indicator", *BREAKDOWN]].itertuples(index=False)]
    general = (trends[BREAKDOWN] == EVERYTHING).sum(axis=1)
    counted = view.catalogue.indicators[str(trends["indicator"].iloc[0])].family in (Family.INCIDENCE, Family.MORTALITY)
    size = trends["latest"] if counted else 0.0
    ranks = ["_used", "_general", "_size", "points_used"]
    ranked = trends.assign(_used=used, _general=general, _size=size).sort_values(ranks, ascending=False, kind="stable")
    return [row for _, row in ranked.head(most).iterrows()]


def _held(view: View, place: str, peers: str, trends: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """Return the figures of the place and its peers by indicator and source, read in one go."""
    members = tuple(dict.fromkeys([*view.catalogue.members(peers), place]))
    indicators = tuple(sorted(set(trends["indicator"])))
    frame = view.warehouse.observations(indicators=indicators, places=members, as_of=view.as_of)
    grouped = frame.dropna(subset=["value"]).groupby(["indicator", "source"])
    return {(str(indicator), str(source)): rows for (indicator, source), rows in grouped}


def _figures(view: View, place: str, peers: str, trend: pd.Series, held: dict[tuple[str, str], pd.DataFrame]) -> list[Block]:
    frame = held[(str(trend["indicator"]), str(trend["source"]))]
    for name in BREAKDOWN:
        frame = frame[frame[name] == trend[name]]
    mine = frame[frame["place"] == place]
    key = "-".join(str(trend[name]) for name in ("indicator", *BREAKDOWN)).replace(":", "-").replace("+", "plus").replace(".", "")
    blocks: list[Block] = []
    if mine["year"].nunique() >= SHORTEST_HISTORY:
        blocks += _series(view, place, trend, mine, key)
    latest = mine[mine["year"] == mine["year"].max()].tail(1)
    same_time = frame[(frame["year"] == latest["year"].iloc[0]) & (frame["year_end"] == latest["year_end"].iloc[0])]
    if same_time["place"].nunique() > FEWEST_PEERS:
        blocks += _strip(view, place, peers, trend, same_time, key=f"{key}-peers")
    return blocks


def _series(view: View, place: str, trend: pd.Series, mine: pd.DataFrame, key: str) -> list[Block]:
    row = trend.copy()
    row["place"] = place
    direction, form = direction_words(view, trend), view.format(str(trend["indicator"]))
    ends = mine.sort_values("year").iloc[[0, -1]]
    first, last = [form.value(value) if form.unit == "%" else form.number(value) for value in ends["value"]]
    first_year, last_year = (period(int(year), int(end)) for year, end in zip(ends["year"], ends["year_end"], strict=True))
    what = ", ".join(
        part for part in (view.of(view.catalogue.indicators[str(trend["indicator"])].short_name), view.breakdown(trend)) if part
    )
    chart = small_series(
        mine,
        place=view.place_name(place),
        form=form,
        words=view.words,
        title=view.words("country.series_title", what=what, first=first, first_year=first_year, last=last, last_year=last_year),
        subtitle=subtitle(view, row, span(int(mine["year"].min()), int(mine["year_end"].max()), view.language)),
        source=source_line(view, editions_in(mine)),
        events=events_of(view, str(trend["indicator"]), place),
        notes=(direction,) if direction else (),
        bounds=view.catalogue.indicators[str(trend["indicator"])].range,
    )
    return figure(view, chart, key, download=_download(view, trend, place), explain=explanation_address(view, row))


def _strip(view: View, place: str, peers: str, trend: pd.Series, rows: pd.DataFrame, *, key: str) -> list[Block]:
    row = trend.copy()
    row["place"] = place
    chart = strip_chart(view, place, peers, trend, cast("list[dict[str, Any]]", rows.to_dict("records")))
    return figure(view, chart, key, download=_download(view, trend, None), explain=explanation_address(view, row))


def strip_chart(view: View, place: str, peers: str, trend: pd.Series, rows: Sequence[Mapping[str, Any]]) -> Chart:
    """Return *place* against the members of *peers* on one axis; *rows* are records of the values of all of them at one time."""
    told = [{**row, "name": view.place_name(row["place"])} for row in rows]
    years = period(int(rows[0]["year"]), int(rows[0]["year_end"]))
    indicator = view.catalogue.indicators[str(trend["indicator"])]
    what = ", ".join(part for part in (view.of(indicator.name), view.breakdown(trend), years) if part)
    mine = next(row for row in reversed(rows) if row["place"] == place)
    title = None
    if is_missing(mine["lower"]):
        # Without ranges nothing can be said about differences; the drawing's own finding would sound as if it were.
        value = view.format(str(trend["indicator"])).value(float(mine["value"]))
        title = view.words("country.strip_title", place=view.place_name(place), value=value, n=len(rows) - 1)
    return dot_strip(
        told,
        focus=place,
        form=view.format(str(trend["indicator"])),
        words=view.words,
        subtitle=what,
        title=title,
        source=source_line(view, distinct_editions((row["source"], row["edition"]) for row in rows)),
        notes=(view.words("country.peer_rule", group=view.place_name(peers), n=len(rows)),),
    )


def _download(view: View, trend: pd.Series, place: str | None) -> str:
    chosen = {name: str(trend[name]) for name in ("indicator", "source", "edition", *BREAKDOWN)}
    return observations_address(place=place, as_of=view.selection.as_of, **chosen)


def direction_words(view: View, trend: pd.Series) -> str:
    """Return the recent direction of a series in neutral words, with its pace; empty where there is none to tell."""
    words = view.words
    if trend["direction"] == "not_assessable":
        return words("direction.not_assessable", reason=words(f"reason.{trend['reason']}"))
    told = words(f"direction.{trend['direction']}")
    if is_missing(trend["slope"]):
        return told
    is_log = view.catalogue.indicators[str(trend["indicator"])].scale == Scale.LOG
    if is_log:
        pace = percent(float(trend["slope"]), view.language, 0.1)
    else:
        pace = view.format(str(trend["indicator"])).difference(float(trend["slope"]))
    low, high = (number(float(trend[name]), view.language, 0.1) for name in ("slope_lower", "slope_upper"))
    text = words("direction.pace", direction=told, pace=words("why.a_year", pace=pace), range=words("why.pace_range", low=low, high=high))
    if trend["excluded_years"]:
        text += " " + words("direction.left_out", years=view.listed(str(trend["excluded_years"]).split(";")))
    return text


def series_table(view: View, place: str) -> str:
    """Return every series held for *place* with its latest value and direction, closed until it is asked for."""
    words = view.words
    trends = view.warehouse.trends(place, view.as_of)
    rows = []
    for _, trend in trends.iterrows():
        indicator = view.catalogue.indicators[str(trend["indicator"])]
        href = view.same_page("country", place=place, indicator=indicator.id)
        name = link(href, escaped(view.of(indicator.short_name)))
        breakdown = view.breakdown(trend)
        latest = (
            escaped(words("series.withheld"))
            if is_missing(trend["latest"])
            else escaped(f"{view.format(indicator.id).value(float(trend['latest']))} ({int(trend['latest_year'])})")
        )
        rows.append([name + (element("small", escaped(breakdown)) if breakdown else ""), latest, escaped(direction_words(view, trend))])
    columns = (Column(words("column.series"), width="40%"), Column(words("column.latest"), numeric=True), Column(words("column.direction")))
    title = words("country.all_series", n=len(rows))
    inside = scrolling(table(columns, rows, caption=title), title)
    tools = observations_address(place=place, as_of=view.selection.as_of)
    download = element("div", link(tools, escaped(words("figure.download")), download=""), class_="wm-tools") if tools else ""
    return element(
        "details", element("summary", escaped(title)), inside, paragraph(words("country.all_series_text"), "wm-source"), download
    )
