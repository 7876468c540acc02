"""The verdict on one target in one place, drawn: the trajectory, or why there is none and what is known all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.charts.description import Chart
from dashboard.charts.marks import TargetMark
from dashboard.charts.small_series import small_series
from dashboard.charts.trajectory import trajectory
from dashboard.components.block import Block
from dashboard.components.download import observations_address, scorecard_address
from dashboard.components.figure import figure
from dashboard.components.view import View, is_missing
from dashboard.display import Format
from dashboard.pages.series_told import NOT_ASSESSABLE, NOT_COMPARABLE, events_of, row_source, subtitle, years_of
from dashboard.pages.unassessed import unassessed_chart
from data.catalogue.promises import Target, TargetVersion

if TYPE_CHECKING:
    from metrics.scorecard import Judged

SHORTEST_HISTORY = 2
"""Points from which a history is drawn beside "cannot be assessed yet"; one point is told in words."""


def verdict_blocks(view: View, judged: Judged, row: pd.Series, target: Target, version: TargetVersion, *, key: str) -> list[Block]:
    """Return the drawings of the verdict: the trajectory, or why there is none and what is known all the same."""
    series = judged.series_of(row).dropna(subset=["value"])
    download = _download(view, row)
    if row["status"] != NOT_ASSESSABLE:
        chart = trajectory_chart(view, judged, row, target, version)
        return figure(view, chart, key, download=download, first=True, interactive=True)
    blocks = figure(view, unassessed_chart(view, row, target, version), key, download=download, first=True)
    if len(series) >= SHORTEST_HISTORY:
        blocks += figure(view, _history(view, row, version, series), f"{key}-history", download=download, interactive=True)
    return blocks


def _download(view: View, row: pd.Series) -> str:
    if is_missing(row["source"]):
        return scorecard_address(as_of=view.selection.as_of, **{name: str(row[name]) for name in ("mission", "target", "place")})
    names = ("indicator", "place", "source", "edition", "sex", "age", "site", "group")
    return observations_address(as_of=view.selection.as_of, **{name: str(row[name]) for name in names})


def trajectory_chart(view: View, judged: Judged, row: pd.Series, target: Target, version: TargetVersion) -> Chart:
    """Return the drawing of a verdict: history, needed path, projection, target."""
    series = judged.series_of(row).dropna(subset=["value"])
    form = view.format(row["indicator"])
    return trajectory(
        series,
        judged.path_of(row),
        judged.projection_of(row),
        row=row,
        place=view.place_name(row["place"]),
        form=form,
        words=view.words,
        subtitle=subtitle(view, row, years_of(view, series)),
        source=row_source(view, row, version),
        notes=measure_notes(view, row, target),
        events=events_of(view, row["indicator"], row["place"]),
        replaced=replaced_marks(view, target, version, row, form),
        bounds=view.catalogue.indicators[row["indicator"]].range,
    )


def _history(view: View, row: pd.Series, version: TargetVersion, series: pd.DataFrame) -> Chart:
    """Return the history of a series that carries no verdict; the reason stands where a path would."""
    is_other = row["comparability"] == NOT_COMPARABLE
    why = view.words("unassessed.other_quantity") if is_other else view.words(f"reason.{row['reason']}")
    return small_series(
        series,
        place=view.place_name(row["place"]),
        form=view.format(row["indicator"]),
        words=view.words,
        subtitle=subtitle(view, row, years_of(view, series)),
        source=row_source(view, row, version),
        events=events_of(view, row["indicator"], row["place"]),
        frame_text=view.words("chart.no_path", reason=why),
        bounds=view.catalogue.indicators[row["indicator"]].range,
    )


def replaced_marks(view: View, target: Target, version: TargetVersion, row: pd.Series, form: Format) -> tuple[TargetMark, ...]:
    """Return the levels that earlier versions of *target* set in the same unit."""
    unit = view.catalogue.indicators[row["indicator"]].unit
    marks = []
    for old in target.versions:
        reading = old.reading
        if old.version >= version.version or reading.value is None or reading.unit != unit:
            continue
        why = view.of(old.change_reason) if old.change_reason else ""
        marks.append(
            TargetMark(
                reading.year, reading.value, view.words("ledger.replaced_target", value=form.value(reading.value)), why, replaced=True
            )
        )
    return tuple(marks)


def measure_notes(view: View, row: pd.Series, target: Target) -> tuple[str, ...]:
    """Return why this series may speak to this target, where it is a stand-in."""
    if row["comparability"] != "proxy":
        return ()
    used = (m for m in target.measures if m.indicator == row["indicator"] and m.covers(int(row["target_version"])))
    why = next((view.of(measure.why) for measure in used), "")
    return (view.words("verdict.stand_in", why=why),) if why else ()
