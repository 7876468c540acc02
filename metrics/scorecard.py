"""
The scorecard: every target in every place it is judged in, with status, reason and the numbers behind them.

Pure: catalogue, observations and the day of judgement come in, frames go out. The order of the rules is that of `metrics.status.settle`;
only what it leaves open is judged by a trend.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.catalogue.catalogue import Catalogue
from data.catalogue.promises import Mission
from metrics import cautions as cautions_
from metrics import combined, gaps, targets, windows
from metrics import series as series_
from metrics.agreement import agreement, dissent
from metrics.blocks import judge_all
from metrics.forecast.attainment import expected_year
from metrics.forecast.candidates import DEFAULT
from metrics.forecast.scales import is_share
from metrics.forecast.series import from_columns
from metrics.methods import METHODS, waymark
from metrics.methods.base import RESULT_COLUMNS
from metrics.projection import project
from metrics.status import Reason, Status, is_met, is_too_uncertain, settle
from metrics.trend import fit_lines

CONTRACT_COLUMNS = [
    "mission", "target", "target_version", "indicator", "place", "status", "reason", "baseline_year", "baseline", "latest_year", "latest",
    "lower", "upper", "target_year", "target_value", "path_value", "gap", "pace", "required_pace", "probability", "agreement", "edition",
]  # fmt: skip
"""The columns that the contract promises, in its order."""

EXTRA_COLUMNS = [
    "version_id", "in_force", "kind", "comparability", "sex", "age", "site", "group", "source", "unit", "pace_unit", "pace_lower",
    "pace_upper", "methods_usable", "methods_modal", "cautions", "first_used_year", "last_used_year", "points_used", "latest_year_end",
    "baseline_source", "expected_year", "expected_not_before", "expected_at_the_latest",
]  # fmt: skip

EXPECTED = ["expected_year", "expected_not_before", "expected_at_the_latest"]
"""When the target is expected to be met, and the bounds of that year."""

ROW = ["mission", "target", "target_version", "place"]
"""The columns that name a row of the scorecard."""

SERIES_COLUMNS = [*ROW, "year", "year_end", "value", "lower", "upper", "obs_status", "locator", "segment", "used", "excluded_by"]


@dataclass(frozen=True)
class Judged:
    """The scorecard and what a reader needs to check it: the series, paths, projections and the verdicts of every method."""

    scorecard: pd.DataFrame
    series: pd.DataFrame
    paths: pd.DataFrame
    projections: pd.DataFrame
    methods: pd.DataFrame

    def series_of(self, row: Mapping[str, Any] | pd.Series) -> pd.DataFrame:
        """Return the series of *row*, a row of the scorecard."""
        return self._lines_of("series", row)

    def path_of(self, row: Mapping[str, Any] | pd.Series) -> pd.DataFrame:
        """Return the path that *row* needs."""
        return self._lines_of("paths", row)

    def projection_of(self, row: Mapping[str, Any] | pd.Series) -> pd.DataFrame:
        """Return the projection of *row*."""
        return self._lines_of("projections", row)

    def methods_of(self, row: Mapping[str, Any] | pd.Series) -> pd.DataFrame:
        """Return the verdicts of every method on *row*."""
        return self._lines_of("methods", row)

    def dissent_of(self, row: Mapping[str, Any] | pd.Series) -> pd.DataFrame:
        """Return the methods that give *row* another verdict than most, and what sets them apart (`metrics.agreement.dissent`)."""
        return self._lines_of("_dissent", row)

    @cached_property
    def _dissent(self) -> pd.DataFrame:
        return dissent(self.methods, METHODS, ROW)

    @cached_property
    def _positions(self) -> dict[str, dict[tuple[Any, ...], NDArray[np.intp]]]:
        """Where the lines of each row stand in each frame; a page asks for a few lines of thousands."""
        return {name: getattr(self, name).groupby(ROW).indices for name in ("series", "paths", "projections", "methods", "_dissent")}

    def _lines_of(self, name: str, row: Mapping[str, Any] | pd.Series) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self, name)
        return frame.take(self._positions[name].get(tuple(row[key] for key in ROW), []))


@dataclass(frozen=True)
class Prepared:
    """
    What is judged, and by which figures, on whatever day.

    Attributes:
        versions: The versions of the targets (`metrics.targets.version_rows`).
        rows: One row a target version and place, with its numbers resolved and the latest of its series; ``version`` is its row in the
            *versions*.
        own: The points of the series of each row.
    """

    versions: pd.DataFrame
    rows: pd.DataFrame
    own: pd.DataFrame


def judge(
    catalogue: Catalogue,
    observations: pd.DataFrame,
    as_of: date,
    *,
    missions: Sequence[Mission] | None = None,
    indicator: str | None = None,
) -> Judged:
    """
    Judge every target version in every place.

    Args:
        catalogue: What is meant.
        observations: All columns of the warehouse's table; one edition a series in force.
        as_of: The day of judgement.
        missions: Only these; by default all.
        indicator: Judge by this indicator instead of the targets' own measures.

    Returns:
        One row a target version and place, and the frames behind it.
    """
    prepared = prepare(catalogue, observations, missions, indicator)
    own = prepared.own
    rows, fits = _decided(prepared, as_of)
    verdicts = _methods(rows, own)
    rows = rows.join(agreement(verdicts, by="row")).join(_attainment(rows, fits))
    rows["cautions"] = cautions_.cautions(rows, as_of)
    rows = combined.settle_combined(rows)
    return Judged(
        scorecard=_ordered(rows),
        series=_with_keys(rows, own).sort_values([*ROW, "year", "year_end"], kind="stable")[SERIES_COLUMNS].reset_index(drop=True),
        paths=_paths(rows),
        projections=_projections(rows, fits),
        methods=_with_keys(rows, verdicts)[[*ROW, *RESULT_COLUMNS]].reset_index(drop=True),
    )


def statuses(catalogue: Catalogue, observations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """
    Return the scorecard of `judge` without what it takes longest over: the methods' verdicts with their agreement, and the cautions.

    It is for two scorecards that are set side by side by status, reason and latest value; the columns left out are not there.
    """
    return statuses_on(prepare(catalogue, observations), as_of)


def statuses_on(prepared: Prepared, as_of: date) -> pd.DataFrame:
    """Return the same from what was prepared, for one of several days."""
    rows, _ = _decided(prepared, as_of)
    return _ordered(combined.settle_combined(rows))


def is_same_on(catalogue: Catalogue, first: date, second: date) -> bool:
    """
    Return whether the same figures give the same statuses on both days.

    The day counts twice: for the version of a target that is in force, and, by its year alone, for how old a value is.
    """
    versions = targets.version_rows(list(catalogue.missions.values()))
    in_force = [targets.are_in_force(versions, day) for day in (first, second)]
    return first.year == second.year and bool(in_force[0].equals(in_force[1]))


def prepare(
    catalogue: Catalogue, observations: pd.DataFrame, missions: Sequence[Mission] | None = None, indicator: str | None = None
) -> Prepared:
    """Return what does not depend on the day of judgement; the arguments are those of `judge`."""
    chosen = list(catalogue.missions.values()) if missions is None else list(missions)
    points = series_.mark_events(_numbered(series_.hold_back(observations)), series_.event_rows(catalogue))
    speaking = targets.speaking_series(targets.measure_rows(chosen, indicator), _available(points))
    versions = targets.version_rows(chosen)
    rows = _rows(catalogue, chosen, versions, speaking, indicator)
    own = rows.loc[rows["series"] >= 0, ["row", "series"]].merge(points, on="series")
    own["series"] = own["row"]
    rows = targets.resolve_numbers(rows, points)
    rows = rows.join(series_.latest_comparable_values(own))
    own["used"] = windows.mark_used(own)
    return Prepared(versions, rows.join(windows.summarise(own)), own)


def _decided(prepared: Prepared, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows with status and reason (but for those combined of others), and the lines fitted."""
    in_force = targets.are_in_force(prepared.versions, as_of)
    rows = prepared.rows.assign(in_force=in_force.to_numpy()[prepared.rows["version"]])
    rows = _settle(rows, prepared.own, as_of)
    fits = _fits(rows, prepared.own)
    return _judge_trends(rows, fits), fits


def _numbered(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations with the number of their series."""
    return observations.assign(series=observations.groupby(series_.KEY, sort=True).ngroup())


def _available(points: pd.DataFrame) -> pd.DataFrame:
    """Return the series held, with their number and the year of their newest value."""
    newest = points["year_end"].where(points["value"].notna())
    return points.assign(last_year=newest).groupby([*series_.KEY, "series"])["last_year"].max().reset_index()


def _rows(
    catalogue: Catalogue, missions: list[Mission], versions: pd.DataFrame, speaking: pd.DataFrame, indicator: str | None
) -> pd.DataFrame:
    """Return one row a target version and place, with the series that speaks to it and its indicator's properties."""
    said = versions.drop(columns=["valid_from", "valid_to", "mission_start"]).assign(version=versions.index)
    places = targets.place_rows(catalogue, missions, speaking)
    used = speaking.drop_duplicates([*targets.VERSION, "place"])
    columns = [*targets.VERSION, "place", "indicator", "comparability", "sex", "age", "site", "group", "source", "edition", "series"]
    rows = said.merge(places, on=["mission", "target"], how="inner").merge(used[columns], on=[*targets.VERSION, "place"], how="left")
    first = targets.best_measures(targets.measure_rows(missions, indicator))
    planned = rows[targets.VERSION].merge(first, on=targets.VERSION, how="left")
    for column in ("indicator", "sex", "age", "site", "group", "comparability"):
        rows[column] = rows[column].fillna(planned[column]).fillna("")
    rows["series"] = rows["series"].fillna(-1).astype(int)
    rows[["source", "edition"]] = rows[["source", "edition"]].fillna("")
    facts = pd.DataFrame(
        [
            (item.id, item.unit, item.scale.value, item.resolution, item.range[0], item.range[1], item.modelled, item.publication_lag_years,
             item.stale_after_years, item.family.value)
            for item in catalogue.indicators.values()
        ],
        columns=["indicator", "unit", "scale", "resolution", "range_low", "range_high", "modelled", "lag", "stale_after", "family"],
    )  # fmt: skip
    rows = rows.merge(facts, on="indicator", how="left")
    rows["widening"] = DEFAULT.widening(rows["family"])
    rows["range_high"] = rows["range_high"].astype(float)
    rows["share"] = is_share(rows["range_high"].to_numpy())
    rows["modelled"] = rows["modelled"].astype("boolean").fillna(value=False).astype(bool)
    return rows.assign(unit=rows["unit"].fillna(""), row=rows.index)


def _settle(rows: pd.DataFrame, own: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows with status and reason where they are settled without a trend."""
    frame = rows.copy()
    frame["points"] = own.groupby("series").size().reindex(frame.index).fillna(0).astype(int)
    frame["values"] = own.groupby("series")["value"].count().reindex(frame.index).fillna(0).astype(int)
    frame["embargoed"] = own.groupby("series")["embargoed"].any().reindex(frame.index).eq(True)
    frame["needs_baseline"] = frame["kind"].isin(targets.NEEDS_BASELINE)
    frame["baseline_stated_value"] = frame["stated_baseline"].notna()
    frame["baseline_known"] = frame["baseline_stated_value"] | frame["stated_baseline_year"].notna()
    frame["baseline_cut"] = frame["baseline_segment"] < frame["latest_segment"]
    frame["age_years"] = as_of.year - frame["latest_year_end"]
    newest = own[own["value"].notna()].groupby("series")["year_end"].max()  # years that an event distorted are no sign of an old series
    frame["newest_age"] = as_of.year - newest.reindex(frame.index)
    frame["stale"] = frame["age_years"] > frame["stale_after"]
    reached = is_met(frame["latest"], frame["target_value"], frame["comparator"])
    frame["met"] = reached & frame["latest_comparable"].astype("boolean").fillna(value=False).astype(bool)
    frame[["status", "reason"]] = settle(frame)
    frame["gap"] = gaps.gap(frame["latest"], frame["target_value"], frame["sign"])
    frame["path_value"] = gaps.path_values(frame, frame["latest_year"])
    # Another quantity's value has no distance from this target.
    frame.loc[frame["comparability"] == "not_comparable", ["gap", "path_value"]] = np.nan
    return frame


def _fits(rows: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of all rows that may carry a trend: open ones and those already met."""
    open_or_met = (rows["status"] == "") | (rows["status"] == Status.MET)
    ready = rows[open_or_met & (rows["points_used"] >= windows.DEFAULT_RULES.fewest_points)]
    shape = ready[["scale", "resolution", "share", "widening"]].assign(scale=ready["scale"].mask(~(ready["target_value"] > 0), "linear"))
    return fit_lines(own[own["used"] & own["series"].isin(ready.index)], shape)


def _judge_trends(rows: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with every status settled, pace, required pace and probability."""
    frame = rows.copy()
    goals = frame[["sign", "target_value", "target_year", "modelled"]].assign(last_year=frame["latest_year_end"])
    judged = waymark.judge_fits(fits, goals).reindex(frame.index)
    undecided = frame["status"] == ""
    fewest = windows.DEFAULT_RULES.fewest_points
    cut = frame["break_before"].astype("boolean").fillna(value=False) & (frame["comparable_points"] >= fewest)
    few = undecided & (frame["points_used"].fillna(0) < fewest)
    single = few & (frame["values"] == 1) & (frame["baseline_year"] == frame["latest_year"])
    frame["status"] = frame["status"].mask(undecided, judged["status"]).mask(few, Status.NOT_ASSESSABLE)
    frame["reason"] = frame["reason"].mask(few, Reason.TOO_FEW_POINTS).mask(few & cut.astype(bool), Reason.BREAK_IN_SERIES)
    frame["reason"] = frame["reason"].mask(single, Reason.BASELINE_ONLY)
    limits = (frame[name].to_numpy(dtype=float) for name in ("lower", "upper", "baseline", "target_value"))
    vague = undecided & (frame["status"] == Status.NO_CLEAR_CHANGE) & is_too_uncertain(*limits)
    frame["status"], frame["reason"] = frame["status"].mask(vague, Status.NOT_ASSESSABLE), frame["reason"].mask(vague, Reason.TOO_UNCERTAIN)
    frame[["pace", "pace_lower", "pace_upper", "probability"]] = judged[["pace", "pace_lower", "pace_upper", "probability"]]
    frame["fitted_on_log"] = fits["log"].reindex(frame.index).astype("boolean").fillna(value=False).astype(bool)
    time = (frame["latest_year"] + frame["latest_year_end"]) / 2
    wanted = undecided & ~single
    planned_log = frame["fitted_on_log"] | ((frame["scale"] == "log") & few)
    required = gaps.required_pace(frame["latest"], time, frame["target_value"], frame["target_year"], log=planned_log)
    frame["required_pace"] = required.where(wanted)
    in_percent = frame["fitted_on_log"] | (planned_log & (frame["latest"] > 0) & (frame["target_value"] > 0))
    shown = frame["pace"].notna() | frame["required_pace"].notna()
    frame["pace_unit"] = np.where(shown, np.where(in_percent, "percent_per_year", "per_year"), "")
    return frame


def _attainment(rows: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """
    Return when the target of every row that a trend judged is expected to be met (`metrics.forecast.attainment`).

    Returns:
        ``expected_year``, ``expected_not_before`` and ``expected_at_the_latest``; empty where the trend does not lead there in fifty years.
    """
    judged = rows.loc[fits.index]
    judged = judged[judged["status"].isin(cautions_.TREND)]
    numbers = (judged[name].to_numpy(dtype=float) for name in ("target_value", "sign", "latest_year_end"))
    found = expected_year(from_columns(fits.loc[judged.index]), *numbers)
    named = found[["year", "not_before", "at_the_latest"]].replace(np.inf, np.nan).set_axis(EXPECTED, axis=1)
    return named.set_index(judged.index)


def _methods(rows: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Return the verdict of every method on the rows that may carry one, each fed the same comparable points."""
    with_trend = rows["status"].isin([Status.MET, Status.ON_COURSE, Status.BEHIND, Status.NO_CLEAR_CHANGE, Status.AWAY])
    unsettled = [Reason.TOO_FEW_POINTS, Reason.BREAK_IN_SERIES, Reason.BASELINE_ONLY, Reason.TOO_UNCERTAIN]
    judged = rows[with_trend | (rows["reason"].isin(unsettled) & (rows["values"] > 0))]
    goals = judged[
        ["row", "baseline_year", "target_year", "target_value", "comparator", "scale", "resolution", "modelled", "share", "widening"]
    ]
    goals = goals.rename(columns={"row": "series"}).assign(better=np.where(judged["sign"] > 0, "higher", "lower"))
    goals["baseline_value"] = judged["baseline"].where(judged["baseline_source"] == "stated")
    goals["baseline_year"] = goals["baseline_year"].where(judged["baseline"].notna())
    comparable = own[own["series"].isin(judged.index) & (own["excluded_by"] == "") & own["value"].notna()]
    comparable = comparable[comparable["segment"] == comparable.groupby("series")["segment"].transform("max")]
    verdicts = judge_all(comparable, goals, [METHODS[name] for name in sorted(METHODS)])
    verdicts["row"] = verdicts["series"].astype(int)
    names = rows["indicator"] + "/" + rows["place"]
    verdicts["series"] = verdicts["row"].map(names)
    return verdicts.sort_values(["row", "method"], kind="stable")


def _with_keys(rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return *frame*, whose column ``row`` numbers the rows, with the columns that name them."""
    keys = rows[ROW]
    return frame.drop(columns=[name for name in ROW if name in frame]).merge(keys, left_on="row", right_index=True, how="left")


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the scorecard's columns with whole years as integers that may be missing."""
    frame = rows[[name for name in CONTRACT_COLUMNS + EXTRA_COLUMNS if name in rows]].copy()
    years = ["baseline_year", "latest_year", "target_year", "first_used_year", "last_used_year", "latest_year_end"]
    years += [name for name in EXPECTED if name in frame]
    frame[years] = frame[years].astype("Int64")
    counts = [name for name in ("points_used", "methods_usable") if name in frame]
    frame[counts] = frame[counts].fillna(0).astype(int)
    if "methods_modal" in frame:
        frame["methods_modal"] = frame["methods_modal"].fillna("")
    frame[["status", "reason"]] = frame[["status", "reason"]].astype(str)
    return frame.reset_index(drop=True)


def _paths(rows: pd.DataFrame) -> pd.DataFrame:
    drawn = gaps.draw_paths(rows)
    return _with_keys(rows, drawn)[[*ROW, "year", "value", "path"]].reset_index(drop=True)


def _projections(rows: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """Return the projections of all rows that a trend judged or that are met, from the latest year to the target year."""
    shown = rows[rows["target_year"].notna() & rows["latest_year"].notna()]
    spans = shown[["latest_year", "target_year", "range_low", "range_high"]].rename(
        columns={"latest_year": "first_year", "target_year": "last_year"}
    )
    projected = project(fits, spans[spans["last_year"] > spans["first_year"]]).rename(columns={"series": "row"})
    return _with_keys(rows, projected)[[*ROW, "year", "value", "lower", "upper"]].reset_index(drop=True)
