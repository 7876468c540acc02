"""The drawings and lists of one place's figures: against its peers, over the years, and every series with its direction."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd

from dashboard.charts.description import Chart
from dashboard.charts.dot_strip import dot_strip
from dashboard.charts.history import event_notes
from dashboard.charts.small_series import small_series
from dashboard.components.block import Block, Html
from dashboard.components.download import observations_address
from dashboard.components.explained import explanation_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.provenance import distinct_editions, editions_in, source_line
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import EVERYTHING, Row, View, is_missing
from dashboard.display import Format, number, percent, period, span
from dashboard.pages.series_told import events_of, subtitle
from data.catalogue.models import Family, Scale
from metrics.ranks import rank_intervals

BREAKDOWN = ["sex", "age", "site", "group"]
OF_SERIES = ["indicator", "source", *BREAKDOWN]
Measured = tuple[str, str, str, str, str]
"""Indicator, sex, age, site and group: what a target is measured by."""
OF_CHOSEN = 12
"""Breakdowns of a chosen indicator that are drawn."""
FEWEST_PEERS = 2
SHORTEST_HISTORY = 3


def figures_of_indicator(view: View, place: str, peers: str, indicator: str) -> list[Block]:
    """Return the drawings of one *indicator* in *place*: over the years and against *peers*, for each of its main breakdowns."""
    trends = view.warehouse.trends(place, view.as_of)
    mine = trends[trends["latest"].notna() & (trends["indicator"] == indicator)]
    back = link(view.same_page("country", indicator=None), escaped(view.words("country.all_indicators")))
    blocks: list[Block] = [Html(element("p", back))]
    if mine.empty:
        return blocks
    held = read_beside(view, place, peers, mine)
    title = view.words(f"family.{view.catalogue.indicators[indicator].family.value}")
    blocks.append(Html(element("h2", escaped(title))))
    for trend in main_breakdowns(view, mine, OF_CHOSEN, measured_here(view, place)):
        rows = held.of_series(trend)
        mine_here = held.of_place(rows, place)
        if len(mine_here) >= SHORTEST_HISTORY:
            blocks += series_figure(view, place, trend, held.frame.take(mine_here))
        same_time = held.at_one_time(rows, place)
        if held.has_peers(same_time):
            chart = strip_chart(view, place, peers, trend, records_of(held, same_time))
            blocks += strip_figure(view, place, trend, chart)
    return blocks


def measured_here(view: View, place: str) -> set[Measured]:
    """Return what the targets that concern *place* are measured by: indicator, sex, age, site and group."""
    concerned = [view.catalogue.target(str(row["target"]))[1] for row in view.in_force_by_place().get(place, [])]
    return {
        (measure.indicator, measure.sex, measure.age, measure.site, measure.group) for target in concerned for measure in target.measures
    }


def main_breakdowns(view: View, trends: pd.DataFrame, most: int, measured: set[Measured]) -> list[Row]:
    """
    Return the breakdowns to draw, at most *most* of each indicator, indicators in the order of *trends*.

    Those that a target uses (*measured*) first, then the widest, then those of which no other source of *trends* prints a newer round, then
    the cancers of such targets, then the most frequent cancer, then the longest.
    """
    if trends.empty:
        return []
    used = [row in measured for row in trends[["indicator", *BREAKDOWN]].itertuples(index=False, name=None)]
    promised = trends["site"].isin({measure[3] for measure in measured} - {EVERYTHING})
    general = (trends[BREAKDOWN] == EVERYTHING).sum(axis=1)
    families = {code: view.catalogue.indicators[code].family for code in trends["indicator"].unique()}
    counted = trends["indicator"].isin([code for code, family in families.items() if family in (Family.INCIDENCE, Family.MORTALITY)])
    place_of = {code: n for n, code in enumerate(families)}
    older = _superseded(view, set(trends["source"]))
    newest_round = [pair not in older for pair in zip(trends["source"], trends["indicator"], strict=True)]
    ranked = trends.assign(
        _order=-trends["indicator"].map(place_of).astype(int),
        _used=used,
        _general=general,
        _newest_round=newest_round,
        _promised=promised,
        _size=trends["latest"].where(counted, 0.0),
    ).sort_values(["_order", "_used", "_general", "_newest_round", "_promised", "_size", "points_used"], ascending=False, kind="stable")
    return ranked.groupby("indicator", sort=False).head(most).to_dict("records")


def _superseded(view: View, held: set[str]) -> set[tuple[str, str]]:
    """Return the sources and indicators of which another source of *held* prints a newer round of the same estimates."""
    newer = [view.catalogue.sources[source] for source in held if source in view.catalogue.sources]
    return {(older, indicator) for source in newer for older, indicators in source.supersedes.items() for indicator in indicators}


@dataclass(frozen=True)
class Held:
    """The figures of a place and its peers, and where in them each series is; rows are named by their position."""

    frame: pd.DataFrame
    series: Mapping[Hashable, Any]

    @cached_property
    def places(self) -> np.ndarray[Any, Any]:
        """Return the place of every row."""
        return self.frame["place"].to_numpy(dtype=object)

    @cached_property
    def years(self) -> np.ndarray[Any, Any]:
        """Return the first and the last year of every row, in two columns."""
        return self.frame[["year", "year_end"]].to_numpy()

    @cached_property
    def with_lower(self) -> np.ndarray[Any, Any]:
        """Return whether the row has the lower end of a range."""
        return self.frame["lower"].notna().to_numpy()

    def of_series(self, trend: Row) -> np.ndarray[Any, Any]:
        """Return the rows of the series *trend* in every place."""
        return np.asarray(self.series.get(tuple(trend[name] for name in OF_SERIES), []), dtype=np.intp)

    def of_place(self, rows: np.ndarray[Any, Any], place: str) -> np.ndarray[Any, Any]:
        """Return those of *rows* that are of *place*."""
        mine: np.ndarray[Any, Any] = rows[self.places[rows] == place]
        return mine

    def at_one_time(self, rows: np.ndarray[Any, Any], place: str) -> np.ndarray[Any, Any]:
        """Return those of *rows* that are for the years of the newest figure of *place*."""
        mine = self.of_place(rows, place)
        if not len(mine):
            return mine
        first = self.years[mine, 0]
        newest = self.years[mine[first == first.max()][-1]]
        same: np.ndarray[Any, Any] = rows[(self.years[rows] == newest).all(axis=1)]
        return same

    def has_peers(self, rows: np.ndarray[Any, Any]) -> bool:
        """Return whether *rows* are of enough places to set one of them beside the others."""
        return len(set(self.places[rows])) > FEWEST_PEERS


def read_beside(view: View, place: str, peers: str, trends: pd.DataFrame) -> Held:
    """Return the figures of the place and its peers for the indicators of *trends*, read in one go."""
    members = tuple(dict.fromkeys([*view.catalogue.members(peers), place]))
    indicators = tuple(sorted(set(trends["indicator"])))
    frame = view.warehouse.observations(indicators=indicators, places=members, as_of=view.as_of)
    frame = frame[frame["value"].notna()]
    return Held(frame, frame.groupby(OF_SERIES, sort=False).indices)


def _key(trend: Row) -> str:
    """Return the name of the figure of a series in the address of its part of the page."""
    return "-".join(str(trend[name]) for name in ("indicator", *BREAKDOWN)).replace(":", "-").replace("+", "plus").replace(".", "")


def records_of(held: Held, rows: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Return *rows* of *held* one by one, by the names of their columns."""
    return cast("list[dict[str, Any]]", held.frame.take(rows).to_dict("records"))


def series_figure(view: View, place: str, trend: Row, mine: pd.DataFrame, *, below: str = "") -> list[Block]:
    """Return the history of the series *trend* in *place*, whose figures are *mine*; *below* is HTML that stands under the drawing."""
    row = {**trend, "place": place}
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
    blocks = figure(view, chart, _key(trend), download=_download(view, trend, place), explain=explanation_address(view, row))
    return [*blocks, Html(below)] if below else blocks


def strip_figure(view: View, place: str, trend: Row, chart: Chart, *, below: str = "") -> list[Block]:
    """Return the drawing *chart* of *place* against peers; *below* is HTML that stands under it."""
    row = {**trend, "place": place}
    address = explanation_address(view, row)
    blocks = figure(view, chart, f"{_key(trend)}-peers", download=_download(view, trend, None), explain=address)
    return [*blocks, Html(below)] if below else blocks


def strip_chart(view: View, place: str, peers: str, trend: Mapping[Any, Any] | pd.Series, rows: Sequence[Mapping[str, Any]]) -> Chart:
    """Return *place* against the members of *peers* on one axis; *rows* are records of the values of all of them at one time."""
    years = period(int(rows[0]["year"]), int(rows[0]["year_end"]))
    indicator = view.catalogue.indicators[str(trend["indicator"])]
    what = ", ".join(part for part in (view.of(indicator.name), view.breakdown(trend), years) if part)
    at = max(n for n, row in enumerate(rows) if row["place"] == place)
    form = view.format(str(trend["indicator"]))
    title = _without_ranges(view, form, rows, at) if is_missing(rows[at]["lower"]) else None
    ranks = _ranks(rows)
    told = [{**row, "name": view.place_name(row["place"]), "rank": rank} for row, rank in zip(rows, ranks, strict=True)]
    rule = view.words("country.peer_rule", group=view.place_name(peers), n=len(rows))
    return dot_strip(
        told,
        focus=place,
        form=form,
        words=view.words,
        subtitle=what,
        title=title,
        source=source_line(view, distinct_editions((row["source"], row["edition"]) for row in rows)),
        notes=(*_event_notes(view, place, trend, rows[0], form), f"{_rank_note(view, place, ranks[at], len(rows))} {rule}"),
    )


def _event_notes(view: View, place: str, trend: Mapping[Any, Any] | pd.Series, one: Mapping[str, Any], form: Format) -> tuple[str, ...]:
    """Return what moved the figures of the years that *one* of them is for: a pandemic distorts a comparison of its year too."""
    marks = events_of(view, str(trend["indicator"]), place)
    # Values of one time have no trend to be left out of, and no line to be cut.
    within = [replace(mark, effect="note") for mark in marks if mark.first_year <= one["year_end"] and mark.last_year >= one["year"]]
    return event_notes(within, form, view.words)


def _without_ranges(view: View, form: Format, rows: Sequence[Mapping[str, Any]], at: int) -> str:
    """Return the value of row *at* and from where to where the others lie: without ranges nothing can be said about differences."""
    mine, place = rows[at], str(rows[at]["place"])
    others = [float(row["value"]) for row in rows if row["place"] != place]
    written = {"low": form.number(min(others)), "high": form.number(max(others))}
    return view.words("country.strip_title", place=view.place_name(place), value=form.value(float(mine["value"])), n=len(others), **written)


def _ranks(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the range of ranks of every row as text; empty where it has no published range."""
    value, lower, upper = (np.array([row[name] for row in rows], dtype=float) for name in ("value", "lower", "upper"))
    if np.isnan(lower).all():
        return [""] * len(rows)
    first, last = rank_intervals(value, lower, upper)
    return [
        "" if np.isnan(low) else f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}" for low, high in zip(first, last, strict=True)
    ]


def _rank_note(view: View, place: str, rank: str, n: int) -> str:
    """Return the ranks that the published ranges leave open to *place*, or that there is none."""
    return view.words("country.rank", place=view.place_name(place), rank=rank, n=n) if rank else view.words("country.no_rank")


def _download(view: View, trend: Row, place: str | None) -> str:
    chosen = {name: str(trend[name]) for name in ("indicator", "source", "edition", *BREAKDOWN)}
    return observations_address(place=place, as_of=view.selection.as_of, **chosen)


def direction_words(view: View, trend: Mapping[Any, Any] | pd.Series) -> str:
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


def series_table(view: View, place: str, trends: Sequence[Row], title: str) -> str:
    """Return the series *trends* of *place* with latest value and direction under *title*, closed until it is asked for."""
    words = view.words
    rows = []
    for trend in trends:
        indicator = view.catalogue.indicators[str(trend["indicator"])]
        href = view.same_page("country", place=place, indicator=indicator.id)
        name = link(href, escaped(view.of(indicator.short_name)))
        breakdown = view.breakdown(trend)
        latest = (
            escaped(words("series.withheld"))
            if is_missing(trend["latest"])
            else escaped(f"{view.format(indicator.id).value(float(trend['latest']))} ({int(trend['latest_year'])})")
        )
        told = escaped(direction_words(view, trend))
        rows.append([name + (element("small", escaped(breakdown)) if breakdown else ""), latest, told])
    columns = (Column(words("column.series"), width="40%"), Column(words("column.latest"), numeric=True), Column(words("column.direction")))
    inside = scrolling(table(columns, rows, caption=title), title)
    text = paragraph(words("country.all_series_text"), "wm-source")
    # Long lists stay off paper: the drawings print with their own tables, and the page offers every series to take along.
    return element("details", element("summary", escaped(title)), inside, text, class_="wm-noprint")
