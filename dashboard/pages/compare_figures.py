"""The comparison itself: how much of its own gap each has closed, then start, latest and target in natural units."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeAlias

import pandas as pd

from dashboard.charts.bodies_over_time import IndexPanel
from dashboard.charts.dumbbell import dumbbell
from dashboard.charts.small_multiples import panel_points, small_multiples
from dashboard.components.block import Block, Html
from dashboard.components.chip import dated, latest_period, status_note
from dashboard.components.download import scorecard_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.provenance import editions_in, source_line
from dashboard.components.quote import cited
from dashboard.components.view import is_missing
from dashboard.display import number, percent, span
from dashboard.pages.compare_lines import COUNTRIES, Comparison
from dashboard.pages.compare_settings import WINDOWS, SideView
from metrics.gap_closed import ROW, indexed

ONLY_START = "baseline_only"
NOT_IN_WINDOW = "not_in_window"
Row: TypeAlias = dict[Hashable, Any]
"""A row of a comparison by its columns."""


def index_blocks(view: SideView, comparison: Comparison) -> list[Block]:
    """Return the small multiples with the choice of their years."""
    words = view.words
    key = ("indexed", view.as_of, view.language, view.side)
    lines: list[tuple[Row, pd.DataFrame, pd.DataFrame]] = view.warehouse.remember(key, lambda: _indexed(view, comparison))
    panels, table_rows, found, ahead, judged = [], [], set(), 0, 0
    for row, mine, path in lines:
        obstacle = _obstacle(row, mine)
        found.add(obstacle)
        panels.append(_panel(view, row, mine, path, obstacle))
        needed = None if obstacle else _needed(mine, path)
        table_rows.append(_table_row(view, row, mine, needed, obstacle))
        if not obstacle:
            judged += needed is not None
            ahead += needed is not None and float(mine["closed"].iloc[-1]) >= needed
    title = words("compare.index.title_start" if found == {ONLY_START} else "compare.index.title_nothing")
    if judged:
        title = words.counted("compare.index.title", ahead, of=judged)
    chart = small_multiples(
        panels,
        words=words,
        language=view.language,
        title=title,
        subtitle=words("compare.index.subtitle"),
        table=pd.DataFrame(table_rows),
        source=source_line(view, editions_in(comparison.lines)),
        notes=(words("compare.index.rule"), words("compare.index.no_verdict")),
    )
    head = element("h2", escaped(words("compare.index.heading"))) + _windows(view, comparison)
    return [Html(head), *figure(view, chart, "index", download=_download(view), first=True)]


def _download(view: SideView) -> str:
    by_country = view.side.by == COUNTRIES
    return scorecard_address(target=view.side.target if by_country else None, as_of=view.selection.as_of)


def _windows(view: SideView, comparison: Comparison) -> str:
    """Return the choice between the years that all have in common and all years."""
    words, window = view.words, comparison.grading.window
    if window is None:
        return paragraph(words("compare.window.none"))
    used = view.side.window or WINDOWS[0]
    links = [
        element("b", escaped(words(f"compare.window.{name}")), aria_current="true")
        if name == used
        else link(view.same_page("compare", window=name), escaped(words(f"compare.window.{name}")))
        for name in WINDOWS
    ]
    told = words("compare.window.told", years=span(*window, view.language))
    return element("p", escaped(told), " ", " · ".join(links), class_="wm-small wm-tools")


def _indexed(view: SideView, comparison: Comparison) -> list[tuple[Row, pd.DataFrame, pd.DataFrame]]:
    """Return each row of the comparison with its values and its path as shares of the gap, within the chosen years."""
    window = comparison.grading.window if (view.side.window or WINDOWS[0]) == WINDOWS[0] else None
    usable = comparison.rows[comparison.rows["obstacle"] == ""]
    judged = comparison.judged
    values = indexed(usable, judged.series.dropna(subset=["value"]))
    if window is not None:
        values = values[(values["year"] >= window[0]) & (values["year_end"] <= window[1])]
    paths = indexed(usable, judged.paths)
    return [(row, values[_is_of(values, row)], paths[_is_of(paths, row)]) for row in comparison.rows.to_dict("records")]


def _is_of(frame: pd.DataFrame, row: Row) -> pd.Series[bool]:
    return (frame[ROW] == [row[name] for name in ROW]).all(axis=1)


def _obstacle(row: Row, points: pd.DataFrame) -> str:
    """Return why a row has no line: its own obstacle, no value in the chosen years, or nothing after the start."""
    if row["obstacle"]:
        return str(row["obstacle"])
    if points.empty:
        return NOT_IN_WINDOW if row["latest_year"] > row["baseline_year"] else ONLY_START
    return ONLY_START if float(points["elapsed"].max()) <= 0 else ""


def _panel(view: SideView, row: Row, points: pd.DataFrame, path: pd.DataFrame, obstacle: str) -> IndexPanel:
    if obstacle:
        return IndexPanel(str(row["label"]), str(row["detail"]), frame=view.words(f"compare.obstacle.{obstacle}", **_start(view, row)))
    return IndexPanel(
        str(row["label"]),
        str(row["detail"]),
        segments=panel_points(points),
        path=next(iter(panel_points(path, cut="none")), ()),
        first=str(int(row["baseline_year"])),
        last=str(int(row["target_year"])),
        text=percent(float(points["closed"].iloc[-1]), view.language),
    )


def _start(view: SideView, row: Row) -> dict[str, str]:
    """Return start and target of a row in words, for the sentence of its frame."""
    form = view.format(str(row["indicator"])) if row["indicator"] else view.unit_format("")
    return {
        "start": "" if is_missing(row["baseline"]) else form.value(float(row["baseline"])),
        "year": "" if is_missing(row["baseline_year"]) else str(int(row["baseline_year"])),
        "target": "" if is_missing(row["target_value"]) else form.value(float(row["target_value"])),
    }


def _needed(points: pd.DataFrame, path: pd.DataFrame) -> float | None:
    """Return how much of the gap the path had closed by the time of the last point; ``None`` where there is no path."""
    if len(path) <= 1:
        return None
    now = float(points["elapsed"].iloc[-1])
    steps = list(zip(path["elapsed"].tolist(), path["closed"].tolist(), strict=True))
    before, after = [step for step in steps if step[0] <= now], [step for step in steps if step[0] >= now]
    if not before or not after:
        return float(steps[-1][1])
    (left, closed_left), (right, closed_right) = before[-1], after[0]
    share = 0.0 if right == left else (now - left) / (right - left)
    return float(closed_left + share * (closed_right - closed_left))


def _table_row(view: SideView, row: Row, points: pd.DataFrame, by_path: float | None, obstacle: str) -> dict[str, str]:
    """Return a row of the table; *by_path* is how much of the gap the path had closed by then, where there is one."""
    words = view.words
    form = view.format(str(row["indicator"])) if row["indicator"] else view.unit_format("")
    closed = needed = elapsed = ""
    if not obstacle:
        last = points.iloc[-1]
        closed = percent(float(last["closed"]), view.language)
        if not is_missing(last["closed_lower"]):
            ends = [number(float(last[name]), view.language) for name in ("closed_lower", "closed_upper")]
            closed += f" ({words('span', first=ends[0], last=ends[1])})"
        needed = "" if by_path is None else percent(by_path, view.language)
        elapsed = percent(float(last["elapsed"]), view.language)
    latest = "" if is_missing(row["latest"]) else f"{form.value(float(row['latest']))} ({latest_period(row)})"
    if latest and row["comparability"] == "not_comparable":
        latest += f", {words('unassessed.another_quantity')}"
    start = "" if is_missing(row["baseline"]) else dated(form.value(float(row["baseline"])), row["baseline_year"])
    target = "" if is_missing(row["target_value"]) else dated(form.value(float(row["target_value"])), row["target_year"])
    return {
        words("column.what"): ", ".join(part for part in (str(row["label"]), str(row["detail"])) if part),
        words("column.start"): start,
        words("column.latest"): latest,
        words("column.target"): target,
        words("compare.column.closed"): closed,
        words("compare.column.needed"): needed,
        words("compare.column.elapsed"): elapsed,
        words("column.status"): words(f"status.{row['status']}"),
        words("compare.column.note"): words(f"compare.obstacle.{obstacle}", **_start(view, row)) if obstacle else "",
    }


def dumbbell_blocks(view: SideView, comparison: Comparison) -> list[Block]:
    """Return start, latest and target of each in natural units, in the order of the alphabet."""
    words, rows = view.words, comparison.rows
    records = rows.to_dict("records")
    told = rows.assign(
        detail=[_dumbbell_detail(row, view.side.by) for row in records],
        status_note=[status_note(view, row) for row in records],
    )
    indicators = [code for code in dict.fromkeys(rows["indicator"]) if code]
    quoted = [
        words("source.target", citation=cited(view, target.version_on(view.as_of).quote.citation))
        for _, target in (view.catalogue.target(str(code)) for code in dict.fromkeys(rows["target"]))
    ]
    chart = dumbbell(
        told,
        forms={code: view.format(code) for code in indicators} | {"": view.unit_format("")},
        words=words,
        title=words.counted("compare.natural_title", int((rows["status"] == "met").sum()), of=len(rows)),
        subtitle="; ".join(view.of(view.catalogue.indicators[code].name) for code in indicators),
        source=source_line(view, editions_in(comparison.lines), *quoted),
        notes=(words("compare.alphabetical"),),
    )
    return [Html(element("h2", escaped(words("compare.natural")))), *figure(view, chart, "natural", download=_download(view))]


def _dumbbell_detail(row: Row, by: str) -> str:
    years = "" if is_missing(row["latest_year"]) else latest_period(row)
    if not is_missing(row["baseline_year"]) and years and str(int(row["baseline_year"])) != years:
        years = f"{int(row['baseline_year'])}–{years}"
    return years if by == COUNTRIES else ", ".join(part for part in (str(row["detail"]), years) if part)
