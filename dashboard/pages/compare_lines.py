"""What a comparison is made of: one row of the scorecard a mission or a country, and what the grade needs to know of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.components.view import View, parents
from dashboard.pages.compare_settings import MOST, SideBySide, SideView
from dashboard.pages.standing import FOLLOWED, NOT_ASSESSABLE
from dashboard.selection import PLACES_OF_LANGUAGE
from data.catalogue.models import EventEffect
from data.catalogue.promises import Mission, Target
from metrics.comparability import Grading, grade
from metrics.gap_closed import ROW, interval_at_start, obstacles

if TYPE_CHECKING:
    from metrics.scorecard import Judged

MISSIONS, COUNTRIES = "missions", "countries"


@dataclass(frozen=True)
class Comparison:
    """
    What is compared: rows of the scorecard, one a mission or a country, each with ``label``, ``detail``, ``obstacle`` and what
    `metrics.comparability.grade` reads; *lines* are those that have a figure and a unit in common, *barred* the others, *grading* theirs.
    *judged* holds their series and paths alone.
    """

    side: SideBySide
    rows: pd.DataFrame
    lines: pd.DataFrame
    barred: pd.DataFrame
    grading: Grading
    judged: Judged


def common_metrics(view: View) -> dict[tuple[str, str], set[str]]:
    """Return the indicators that two missions measure a target by, for each pair that has any; both ids in the order of the alphabet."""
    measured = {mission.id: _indicators(mission) for mission in view.catalogue.missions.values()}
    pairs = {pair: measured[pair[0]] & measured[pair[1]] for pair in combinations(sorted(measured), 2)}
    return {pair: shared for pair, shared in pairs.items() if shared}


def _indicators(mission: Mission, family: str = "") -> set[str]:
    targets = [target for target in mission.targets if not family or target.family == family]
    return {measure.indicator for target in targets for measure in target.measures}


def nearest_pairs(view: View, missions: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return pairs of missions that share a metric: those with one of *missions* first, then those that share most."""
    shared = common_metrics(view)
    return sorted(shared, key=lambda pair: (-len(set(pair) & set(missions)), -len(shared[pair]), pair))[:MOST]


def left_without(view: SideView, comparison: Comparison) -> list[str]:
    """Return the names of chosen missions or countries that the comparison has no row of."""
    side = comparison.side
    if side.by == COUNTRIES:
        return [view.place_name(code) for code in side.places if code not in set(comparison.rows["place"])]
    there = set(comparison.rows["mission"])
    return [view.of(view.catalogue.missions[code].name) for code in side.missions if code not in there]


def completed(view: SideView) -> SideBySide:
    """Return the choice with its gaps filled: the two missions with most metrics in common, and the family of those metrics."""
    side = view.side
    by = side.by or (COUNTRIES if side.places and not side.missions else MISSIONS)
    missions = side.missions
    shared = common_metrics(view)
    if by == MISSIONS and not missions:
        of_family = {pair: {code for code in codes if _is_of(view, code, side.family)} for pair, codes in shared.items()}
        verdicts = view.in_force()[view.in_force()["status"] != NOT_ASSESSABLE]["mission"].value_counts()
        judged = {pair: min(int(verdicts.get(code, 0)) for code in pair) for pair in of_family}
        best = max(sorted(of_family), key=lambda pair: (len(of_family[pair]), judged[pair]), default=None)
        missions = best if best and of_family[best] else _missions_of(view, side.family)[:2]
    asked, family = side.family, side.family or _family_of(view, missions)
    side = replace(side, by=by, missions=missions, family=family)
    if by == COUNTRIES:
        # Of a target and another family, the family was chosen later: its list is the first of the page.
        kept = side.target if side.target and asked in ("", view.catalogue.target(side.target)[1].family) else ""
        target = kept or _by_country(view, family)
        side = replace(side, target=target, family=view.catalogue.target(target)[1].family.value if target else family)
        if not side.places and target:
            side = replace(side, places=_places_of(view, target))
    return side


def _is_of(view: View, indicator: str, family: str) -> bool:
    return not family or view.catalogue.indicators[indicator].family == family


def _missions_of(view: View, family: str) -> tuple[str, ...]:
    return tuple(sorted(m.id for m in view.catalogue.missions.values() if any(t.family == family for t in m.targets)))


def _family_of(view: View, missions: tuple[str, ...]) -> str:
    """Return the family in which *missions* share most metrics, else that of most of their targets."""
    chosen = [view.catalogue.missions[code] for code in missions]
    shared = [set.intersection(*([_indicators(m, t.family.value) for m in chosen])) for m in chosen[:1] for t in m.targets]
    families = [t.family.value for m in chosen[:1] for t in m.targets]
    ranked = sorted(zip(families, map(len, shared), strict=True), key=lambda entry: -entry[1])
    if ranked and ranked[0][1]:
        return ranked[0][0]
    counted = Counter(target.family.value for mission in chosen for target in mission.targets)
    return counted.most_common(1)[0][0] if counted else "test_uptake"


def targets_by_country(view: View, family: str = "") -> list[str]:
    """Return the targets in force that are judged in at least two places with a figure, most places first."""
    names: list[str] = view.warehouse.remember(("targets by country", view.as_of), lambda: _targets_by_country(view))
    return [name for name in names if not family or view.catalogue.target(name)[1].family == family]


def _targets_by_country(view: View) -> list[str]:
    rows = view.in_force()
    rows = rows[rows["latest"].notna() & (rows["comparability"] != "not_comparable")]
    counted = rows.groupby("target")["place"].nunique()
    return [str(name) for name in counted[counted > 1].sort_values(ascending=False, kind="stable").index]


def _by_country(view: View, family: str) -> str:
    return next(iter([*targets_by_country(view, family), *targets_by_country(view)]), "")


def _places_of(view: View, target: str) -> tuple[str, ...]:
    """Return the followed countries that have a figure for *target*; where none has, the first by the alphabet."""
    held = places_with_figures(view, target)
    followed = [code for code in view.catalogue.members(FOLLOWED) if code in held]
    return tuple(followed or sorted(held, key=view.place_name))[:MOST]


def places_with_figures(view: View, target: str) -> set[str]:
    """Return the places in which *target* has a figure."""
    rows = view.in_force_by_target().get(target, view.in_force().head(0))
    return set(rows[rows["latest"].notna()]["place"])


def compare(view: SideView) -> Comparison:
    """Return what the choice compares, with its grade."""
    key = ("comparison", view.as_of, view.language, view.side)
    comparison: Comparison = view.warehouse.remember(key, lambda: _compare(view))
    return comparison


def _compare(view: SideView) -> Comparison:
    side = view.side
    rows = _country_rows(view, side) if side.by == COUNTRIES else _mission_rows(view, side)
    judged = _judged_of(view, rows)
    rows = _with_facts(view, rows.reset_index(drop=True), side.by, judged.series)
    usable = rows[rows["latest"].notna()]
    units = usable["unit_of_values"].value_counts(sort=True)
    kept = usable[usable["unit_of_values"] == units.index[0]] if len(units) else usable
    lines = kept.sort_values(["label", "detail"], kind="stable")
    return Comparison(
        side, rows.sort_values(["label", "detail"], kind="stable"), lines, rows.drop(lines.index), _grade(view, lines), judged
    )


def _judged_of(view: SideView, rows: pd.DataFrame) -> Judged:
    """Return the judgement with the series and paths of *rows* alone: what follows merges them several times."""
    judged, targets, places = view.judged(), sorted(set(rows["target"])), sorted(set(rows["place"]))
    series, paths = (
        frame[frame["target"].isin(targets) & frame["place"].isin(places)].reset_index(drop=True) for frame in (judged.series, judged.paths)
    )
    return replace(judged, series=series, paths=paths)


def _country_rows(view: SideView, side: SideBySide) -> pd.DataFrame:
    rows = view.in_force_by_target().get(side.target, view.in_force().head(0))
    return rows[rows["place"].isin(side.places)]


def _mission_rows(view: SideView, side: SideBySide) -> pd.DataFrame:
    """Return one row a mission: its target of the family that shares an indicator with most of the others, in the place they share."""
    frames, none = view.in_force_by_target(), view.in_force().head(0)
    chosen = [view.catalogue.missions[code] for code in side.missions]
    counted = Counter(code for mission in chosen for code in _indicators(mission, side.family))
    targets = [target for mission in chosen if (target := _best_target(mission, side.family, counted)) is not None]
    by_target = [frames.get(target.id, none) for target in targets]
    place = place_of(view, pd.concat([none, *by_target]))
    return pd.concat([none, *(_row_in(view, rows, place) for rows in by_target)])


def _best_target(mission: Mission, family: str, counted: Counter[str]) -> Target | None:
    of_family = [target for target in mission.targets if target.family == family]
    return max(of_family, key=lambda target: max((counted[m.indicator] for m in target.measures), default=0), default=None)


def shared_places(view: View, rows: pd.DataFrame) -> list[str]:
    """Return the places in which all targets judged country by country have a figure, followed countries first."""
    places = rows.groupby("target")["place"].transform("nunique")
    with_figures = rows[(places > 1) & rows["latest"].notna()]
    sets = [set(group["place"]) for _, group in with_figures.groupby("target")]
    common = set.intersection(*sets) if sets else set()
    followed = [code for code in view.catalogue.members(FOLLOWED) if code in common]
    return [*followed, *sorted(common - set(followed), key=view.place_name)]


def place_of(view: SideView, rows: pd.DataFrame) -> str:
    """Return the place in which targets judged country by country are compared: the chosen one, else the reader's, else the first."""
    offered = shared_places(view, rows)
    wanted = view.selection.place or PLACES_OF_LANGUAGE[view.language]
    return wanted if wanted in offered else next(iter(offered), "")


def _row_in(view: View, rows: pd.DataFrame, place: str) -> pd.DataFrame:
    """Return the row of *place*, else of the mission's own place, else the first."""
    if rows.empty:
        return rows
    own = view.catalogue.missions[str(rows["mission"].iloc[0])].place
    for code in (place, own):
        if code in set(rows["place"]):
            return rows[rows["place"] == code].head(1)
    return rows.head(1)


def _with_facts(view: SideView, rows: pd.DataFrame, by: str, series: pd.DataFrame) -> pd.DataFrame:
    catalogue = view.catalogue
    owners = [catalogue.target(str(code)) for code in rows["target"]]
    readings = [target.version_on(view.as_of).reading for _, target in owners]
    found = [catalogue.indicators.get(str(code)) for code in rows["indicator"]]
    names = [view.place_name(str(code)) for code in rows["place"]]
    missions = [view.of(mission.name) for mission, _ in owners]
    targets = [view.of(target.name) for _, target in owners]
    told = rows.assign(
        label=names if by == COUNTRIES else missions,
        detail=[""] * len(rows) if by == COUNTRIES else [f"{target}, {name}" for target, name in zip(targets, names, strict=True)],
        sign=[1 if reading.direction == "increase" else -1 for reading in readings],
        resolution=[indicator.resolution if indicator else 1.0 for indicator in found],
        unit_of_values=[indicator.unit if indicator else "" for indicator in found],
        standard=[(indicator.standard or "") if indicator else "" for indicator in found],
        modelled=[indicator.modelled if indicator else False for indicator in found],
        kind_of_place=[catalogue.places[str(code)].kind if str(code) in catalogue.places else "" for code in rows["place"]],
    )
    told["cuts"] = pd.Series(
        [_cuts(view, str(code), str(place)) for code, place in zip(rows["indicator"], rows["place"], strict=True)], rows.index, dtype=object
    )
    told["reach"] = interval_at_start(told, series)
    told["obstacle"] = obstacles(told)
    spans = series.dropna(subset=["value"]).groupby(ROW).agg(first_year=("year", "min"), last_year=("year_end", "max"))
    return told.join(spans, on=ROW)


def _cuts(view: View, indicator: str, place: str) -> tuple[int, ...]:
    above = parents(view.catalogue, place)
    return tuple(
        event.first_year
        for event in view.catalogue.events.values()
        if event.effect == EventEffect.BREAK and event.touches(indicator, above)
    )


def _grade(view: View, lines: pd.DataFrame) -> Grading:
    told = lines[lines["first_year"].notna()]
    facts = told.drop(columns=["unit", "kind"]).rename(columns={"unit_of_values": "unit", "kind_of_place": "kind"})
    pairs = {
        frozenset((indicator.id, other.indicator))
        for indicator in view.catalogue.indicators.values()
        for other in indicator.not_comparable_with
    }
    return grade(facts, pairs)


def target_rows(view: SideView) -> pd.DataFrame:
    """Return all rows of the targets that the chosen missions are compared by; for the choice of a place."""
    frames, none = view.in_force_by_target(), view.in_force().head(0)
    return pd.concat([none, *(frames.get(target, none) for target in _mission_rows(view, view.side)["target"])])
