"""
Targets in numbers: which places a target is judged in, which series speaks to it there, and what level it asks for in which year.

The numbers come from the document; where it states no starting value but a year, from the series of each place. Every version of a target
is resolved for itself, so that a revised target is judged as it was and as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Confidence
from data.catalogue.promises import RELATIVE_KINDS, Mission, Reading, Target, TargetKind, TargetVersion
from metrics.levels import YEARS_OF_A_DECADE, target_level
from metrics.series import starting_values

BREAKDOWN = ["indicator", "sex", "age", "site", "group"]
"""The columns by which a measure chooses its series, besides place and source."""

VERSION = ["mission", "target", "target_version"]
"""The columns that name a version of a target."""

COMPARABILITY_ORDER = {"same": 0, "proxy": 1, "not_comparable": 2}

NEEDS_BASELINE = frozenset({*(str(kind) for kind in RELATIVE_KINDS), str(TargetKind.GAIN)})
"""Kinds of target that are no number until a starting value is known."""

MEMBERS = "members:"
"""Prefix of a group whose members are judged one by one."""

FOLLOWED = "FOLLOWED"
"""The group of places that are listed even where nothing is measured: that nothing is measured is then the finding."""


def version_rows(missions: Sequence[Mission]) -> pd.DataFrame:
    """Return one row a target version: what was said, in columns, with the days between which it holds for `are_in_force`."""
    return pd.DataFrame(
        [_version_row(mission, target, version) for mission in missions for target in mission.targets for version in target.versions]
    )


def are_in_force(versions: pd.DataFrame, as_of: date) -> pd.Series[bool]:
    """Return which of the *versions* (`version_rows`) are in force on *as_of*: of each target the newest that holds."""
    # A version without a day of its own is not older than the mission; where that has no year either, it is taken to have held.
    begun = (versions["valid_from"] <= as_of).where(versions["valid_from"].notna(), ~(versions["mission_start"] > as_of.year))
    ended = versions["valid_to"] < as_of
    current = versions["target_version"].where(begun & ~ended)
    return current == current.groupby([versions["mission"], versions["target"]]).transform("max")


def _version_row(mission: Mission, target: Target, version: TargetVersion) -> dict[str, Any]:
    reading = version.reading
    baseline = reading.baseline
    return {
        "mission": mission.id,
        "target": target.id,
        "target_version": version.version,
        "version_id": version.id,
        "kind": str(reading.kind),
        "sign": 1.0 if reading.direction == "increase" else -1.0,
        "comparator": _comparator(reading),
        "stated_value": reading.value,
        "amount": reading.amount,
        "stated_target_year": reading.year,
        "stated_baseline_year": baseline.year if baseline else None,
        "stated_baseline": baseline.value if baseline else None,
        "baseline_ours": bool(baseline and not baseline.stated),
        "path": str(reading.path),
        "steps": tuple((step.year, step.value) for step in reading.steps),
        "parts": tuple(reading.parts),
        "unverified": version.quote.citation.confidence == Confidence.UNVERIFIED,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "mission_start": float("nan") if mission.period.start is None else float(mission.period.start),
    }


def _comparator(reading: Reading) -> str:
    if reading.comparator is not None:
        return str(reading.comparator)
    return ">=" if reading.direction == "increase" else "<="


def place_rows(catalogue: Catalogue, missions: Sequence[Mission], measured: pd.DataFrame) -> pd.DataFrame:
    """
    Return the places in which every target is judged.

    Args:
        catalogue: Groups and their members.
        missions: The missions to list.
        measured: Columns ``mission``, ``target``, ``place``, ``comparability`` of every series that speaks to a target.

    Returns:
        Columns ``mission``, ``target``, ``place`` in the catalogue's order, each once.
    """
    followed = set(catalogue.members(FOLLOWED)) if FOLLOWED in catalogue.places else set()
    named = [
        (mission.id, target.id, place, place == entry, place in followed)
        for mission in missions
        for target in mission.targets
        for entry in target.judged_in
        for place in (catalogue.members(entry.removeprefix(MEMBERS)) if entry.startswith(MEMBERS) else (entry,))
    ]
    frame = pd.DataFrame(named, columns=["mission", "target", "place", "named", "followed"])
    speaking = measured.loc[measured["comparability"] != "not_comparable", ["mission", "target", "place"]].drop_duplicates()
    frame = frame.merge(speaking.assign(speaks=True), on=["mission", "target", "place"], how="left")
    kept = frame["named"] | frame["followed"] | frame["speaks"].notna()
    return frame.loc[kept, ["mission", "target", "place"]].drop_duplicates().reset_index(drop=True)


def measure_rows(missions: Sequence[Mission], indicator: str | None = None) -> pd.DataFrame:
    """
    Return the measures of every version of a target in order, once for each place they are limited to (empty: all).

    With *indicator* only its measures are kept; a target without one gets a stand-in with the breakdown of its first measure.
    """
    rows = [
        (mission.id, target.id, version.version, order, measure.indicator, str(measure.comparability), measure.sex, measure.age,
         measure.site, measure.group, measure.source or "", place)
        for mission in missions
        for target in mission.targets
        for version in target.versions
        for order, measure in enumerate(target.measures)
        if measure.covers(version.version)
        for place in (measure.places or ("",))
    ]  # fmt: skip
    columns = [
        "mission",
        "target",
        "target_version",
        "order",
        "indicator",
        "comparability",
        "sex",
        "age",
        "site",
        "group",
        "wanted_source",
        "only_place",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    if indicator is None:
        return frame
    chosen = frame[frame["indicator"] == indicator]
    key = ["mission", "target"]
    others = frame.drop_duplicates(VERSION)
    others = others[~pd.MultiIndex.from_frame(others[key]).isin(pd.MultiIndex.from_frame(chosen[key]))]
    others = others.assign(indicator=indicator, comparability="proxy", wanted_source="", only_place="")
    return pd.concat([chosen, others], ignore_index=True)


def speaking_series(measures: pd.DataFrame, available: pd.DataFrame) -> pd.DataFrame:
    """
    Return every series that speaks to a target in a place, the one to be used first.

    Args:
        measures: Result of `measure_rows`.
        available: The series held: `metrics.series.KEY`, ``last_year`` and ``series`` (their number).

    Returns:
        Measures joined with their series, sorted: the same quantity before a stand-in before another quantity, then in file order; among
        several sources of one measure the one with the newest value.
    """
    joined = measures.merge(available, on=BREAKDOWN)
    right_place = (joined["only_place"] == "") | (joined["only_place"] == joined["place"])
    right_source = (joined["wanted_source"] == "") | (joined["wanted_source"] == joined["source"])
    joined = joined[right_place & right_source].assign(rank=lambda rows: rows["comparability"].map(COMPARABILITY_ORDER))
    order = ["mission", "target", "target_version", "place", "rank", "order", "last_year", "source", "edition"]
    return joined.sort_values(order, ascending=[True, True, True, True, True, True, False, True, False], kind="stable")


def best_measures(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measure of every version of a target that comes nearest to it, whether or not it is held anywhere."""
    graded = measures.assign(rank=measures["comparability"].map(COMPARABILITY_ORDER))
    return graded.sort_values(["rank", "order"], kind="stable").drop_duplicates(VERSION).drop(columns="rank")


def resolve_numbers(rows: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """
    Return *rows* with the numbers of the target: ``baseline_year``, ``baseline``, ``baseline_source`` (stated, series or empty),
    ``baseline_segment``, ``target_year``, ``target_value``.

    Args:
        rows: Columns of `version_rows` and ``series`` (-1 where none speaks), with a unique index.
        points: Marked observations; see `metrics.series.mark_events`.
    """
    frame = rows.copy()
    numeric = ["stated_value", "amount", "stated_target_year", "stated_baseline_year", "stated_baseline"]
    frame[numeric] = frame[numeric].astype(float)
    asked = frame[frame["stated_baseline"].isna() & frame["stated_baseline_year"].notna()]
    # One series may start from different years in different targets, so every row looks for its own.
    own = asked[["series"]].assign(row=asked.index).merge(points, on="series")
    own["series"] = own["row"]
    found = starting_values(own, asked["stated_baseline_year"]).reindex(frame.index)
    frame["baseline"] = frame["stated_baseline"].fillna(found["baseline"])
    frame["baseline_year"] = frame["stated_baseline_year"].where(frame["stated_baseline"].notna(), found["baseline_year"])
    frame["baseline_year"] = frame["baseline_year"].fillna(frame["stated_baseline_year"])
    frame["baseline_segment"] = found["baseline_segment"]
    frame["baseline_source"] = np.select([frame["stated_baseline"].notna(), found["baseline"].notna()], ["stated", "series"], default="")
    frame["target_year"] = frame["stated_target_year"]
    decade = (frame["kind"] == TargetKind.RELATIVE_CHANGE_PER_DECADE) & frame["target_year"].isna()
    frame["target_year"] = frame["target_year"].mask(decade, frame["baseline_year"] + YEARS_OF_A_DECADE)
    frame["target_value"] = target_level(frame)
    return frame


def judged_by_country(target: Target, mission: Mission, catalogue: Catalogue) -> bool:
    """Return whether *target* is judged in the members of a group and not in the mission's own place."""
    return any(
        entry.startswith(MEMBERS) or (entry != mission.place and catalogue.places[entry].kind == "group") for entry in target.judged_in
    )
