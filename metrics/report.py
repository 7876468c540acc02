"""The one module of the metrics that reads the warehouse: what pages and commands ask for, from an open connection."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.catalogue.promises import Mission
from data.catalogue.rebasing import load_studies
from data.days import check_published
from data.errors import MetricError
from data.warehouse import queries
from metrics import preventable_share as preventable_share_
from metrics import review as review_
from metrics import scorecard as scorecard_
from metrics.changes import Known, verdict_changes
from metrics.direction import DIRECTION_COLUMNS, directions, marked
from metrics.exploration import SERIES_KEY, scope_of
from metrics.forecast.record import make_record, series_facts
from metrics.methods import METHODS
from metrics.rebased import Rebased, rebase_all
from metrics.scorecard import Judged
from metrics.sensitivity import vary
from metrics.series import hold_back
from metrics.share_bands import share_bands

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 120
"""Characters of an unknown name that are said back; a longer one says nothing more."""


def judge(
    connection: Connection,
    *,
    mission: str | None = None,
    place: str | None = None,
    target: str | None = None,
    as_of: date,
    edition: tuple[str, str] | None = None,
    indicator: str | None = None,
    catalogue: Catalogue | None = None,
) -> Judged:
    """
    Judge targets on the data known on *as_of*.

    Args:
        connection: An open warehouse.
        mission: Only this mission.
        place: Only this place.
        target: Only this target, by its id or that of one version.
        as_of: Day of judgement; later editions are not seen.
        edition: Source and edition to use instead of the one in force.
        indicator: Indicator to judge by instead of the targets' own measures.
        catalogue: The warehouse's catalogue, where the caller has read it already; reading it takes longer than judging one mission.

    Raises:
        MetricError: A name is unknown; the message suggests the nearest ones.
    """
    catalogue = catalogue or queries.read_catalogue(connection)
    missions = _missions(catalogue, mission, target)
    if place is not None:
        _check_place(catalogue, place)
    if indicator is not None:
        _check("indicator", indicator, catalogue.indicators)
    wanted = sorted(
        {indicator} if indicator else {measure.indicator for one in missions for goal in one.targets for measure in goal.measures}
    )
    observations = _observations(connection, catalogue, wanted, place=place, as_of=as_of, edition=edition)
    judged = scorecard_.judge(catalogue, observations, as_of, missions=missions, indicator=indicator)
    return _only(judged, place, target)


def scorecard(connection: Connection, mission: str | None = None, place: str | None = None, *, as_of: date) -> pd.DataFrame:
    """Return the scorecard; see `judge`. `DayError` where nothing had been published on *as_of*."""
    catalogue = queries.read_catalogue(connection)
    check_published(as_of, catalogue)
    return judge(connection, mission=mission, place=place, as_of=as_of, catalogue=catalogue).scorecard


def variations(
    connection: Connection, *, mission: str | None = None, place: str | None = None, target: str | None = None, as_of: date
) -> pd.DataFrame:
    """
    Return the verdicts of every method under every variation of `metrics.sensitivity.vary`.

    Args:
        connection: An open warehouse.
        mission: Only this mission.
        place: Only this place.
        target: Only this target, by its id or that of one version.
        as_of: Day of judgement.

    Returns:
        The columns that name a row of the scorecard, then those of `vary` but for ``series``; only rows that methods were asked about.

    Raises:
        MetricError: A name is unknown; the message suggests the nearest ones.
    """
    catalogue = queries.read_catalogue(connection)
    judged = judge(connection, mission=mission, place=place, target=target, as_of=as_of, catalogue=catalogue)
    rows = judged.scorecard[SERIES_KEY]
    named = {name: sorted(set(rows[name]) - {""}) for name in ("indicator", "place")}
    observations = hold_back(queries.read_observations(connection, indicators=named["indicator"], places=named["place"], as_of=as_of))
    scope = scope_of(judged, observations, catalogue)
    return scope.named(vary(scope.points, scope.goals, [METHODS[name] for name in sorted(METHODS)]))


def known(connection: Connection) -> Known:
    """Return what the warehouse held on its day: that of ``build --as-of``, else the day on which it was built."""
    build = queries.read_build(connection)
    day: date = build["as_of"] or build["built_at"].date()
    catalogue = queries.read_catalogue(connection)
    return Known(catalogue, queries.read_observations(connection, indicators=indicators_of(catalogue.missions), as_of=day), day)


def known_of_mission(
    connection: Connection,
    *,
    mission: str,
    as_of: date,
    catalogue: Catalogue | None = None,
    judged: pd.DataFrame | None = None,
    observations: pd.DataFrame | None = None,
) -> Known:
    """
    Return what was known of *mission* on *as_of*: the catalogue with this mission alone, and the observations that speak to it.

    *judged* is a scorecard of that day and catalogue with this mission in it, so that it need not be judged again; *observations* are those
    in force on that day of every indicator in `indicators_of`, where the caller holds them.
    """
    catalogue = catalogue or queries.read_catalogue(connection)
    _check("mission", mission, catalogue.missions)
    of_mission = catalogue.model_copy(update={"missions": {mission: catalogue.missions[mission]}})
    rows = None if judged is None else judged[judged["mission"] == mission].reset_index(drop=True)
    if observations is None:
        observations = queries.read_observations(connection, indicators=indicators_of(of_mission.missions), as_of=as_of)
    return Known(of_mission, observations, as_of, rows)


def known_of_place(connection: Connection, *, place: str, as_of: date, catalogue: Catalogue, judged: pd.DataFrame | None = None) -> Known:
    """Return what was known of *place* on *as_of*: the catalogue, the observations of this place alone, and its rows of *judged*."""
    found = queries.read_observations(connection, indicators=indicators_of(catalogue.missions), places=[place], as_of=as_of)
    rows = None if judged is None else judged[judged["place"] == place].reset_index(drop=True)
    return Known(catalogue, found, as_of, rows)


def indicators_of(missions: Mapping[str, Mission]) -> list[str]:
    """Return the indicators by which the targets of *missions* are measured."""
    return sorted({m.indicator for mission in missions.values() for goal in mission.targets for m in goal.measures})


def changes_in_place(now: Known, before: Known, place: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what changed in *place* between what was *before* known of it and *now*, and its rows of the scorecard now."""
    rows, earlier = (
        cards[cards["in_force"].astype(bool) & (cards["place"] == place)].reset_index(drop=True)
        for cards in (now.statuses, before.statuses)
    )
    return review_.changes(earlier, rows, verdict_changes(before, now)), rows


def review(now: Known, before: Known | None = None, *, place: str = "") -> review_.Review:
    """
    Return the facts of the review of a mission.

    Args:
        now: What is known of it (`known_of_mission`).
        before: What was known of it on the day of the last meeting; ``None`` for a first review.
        place: Review its targets in this place; empty for its own.
    """
    mission = next(iter(now.catalogue.missions))
    if before is None:
        return review_.review(now.catalogue, mission, now.scorecard, day=now.day, place=place)
    rows = now.scorecard
    causes = verdict_changes(before, now)
    return review_.review(
        now.catalogue,
        mission,
        rows,
        day=now.day,
        since=before.day,
        before=before.statuses,
        causes=causes,
        place=place,
        observations=(before.observations, now.observations),
    )


def backtest(connection: Connection, *, as_of: date) -> pd.DataFrame:
    """Return how good the forecasts would have been on every series in force on *as_of*; see `metrics.forecast.record`, `DayError`."""
    catalogue = queries.read_catalogue(connection)
    check_published(as_of, catalogue)
    points = marked(catalogue, queries.read_observations(connection, as_of=as_of))
    editions = len(points[["source", "edition"]].drop_duplicates())
    return make_record(points, series_facts(catalogue, points), day=as_of, editions=editions)


def series(
    connection: Connection,
    *,
    indicator: str,
    places: Sequence[str],
    sex: str,
    age: str,
    site: str,
    group: str,
    source: str,
    edition: str | None = None,
    as_of: date,
) -> pd.DataFrame:
    """Return the observations of one breakdown in *places* with ``segment``, ``excluded_by`` and ``used`` (by a trend)."""
    catalogue = queries.read_catalogue(connection)
    found = queries.read_observations(connection, indicators=[indicator], places=places, source=source, edition=edition, as_of=as_of)
    breakdown = {"sex": sex, "age": age, "site": site, "group": group}
    chosen = found[np.logical_and.reduce([found[column] == value for column, value in breakdown.items()])]
    points = marked(catalogue, chosen)
    return points.drop(columns="series").sort_values(["place", "year", "year_end"], kind="stable").reset_index(drop=True)


def indicator_trends(connection: Connection, *, place: str, as_of: date, catalogue: Catalogue | None = None) -> pd.DataFrame:
    """Return the recent direction of every series of *place*, without any target: `metrics.direction.DIRECTION_COLUMNS`."""
    catalogue = catalogue or queries.read_catalogue(connection)
    _check_place(catalogue, place)
    return directions(catalogue, queries.read_observations(connection, places=[place], as_of=as_of), as_of)[DIRECTION_COLUMNS]


def all_trends(observations: pd.DataFrame, *, as_of: date, catalogue: Catalogue) -> pd.DataFrame:
    """Return the recent direction of every series of *observations*: ``place`` and the columns of `indicator_trends`."""
    return directions(catalogue, observations, as_of)[["place", *DIRECTION_COLUMNS]]


def _observations(
    connection: Connection,
    catalogue: Catalogue,
    indicators: list[str],
    *,
    place: str | None,
    as_of: date,
    edition: tuple[str, str] | None,
) -> pd.DataFrame:
    """Return the observations in force; with *edition*, its figures in the place of those of its source for the same indicators."""
    places = None if place is None else [place]
    current = queries.read_observations(connection, indicators=indicators, places=places, as_of=as_of)
    if edition is None:
        return current
    source, name = edition
    _check("source", source, catalogue.sources)
    _check("edition", name, [item.id for item in catalogue.sources[source].editions])
    chosen = queries.read_observations(connection, indicators=indicators, places=places, source=source, edition=name, as_of=as_of)
    replaced = (current["source"] == source) & current["indicator"].isin(chosen["indicator"].unique())
    return pd.concat([current[~replaced], chosen], ignore_index=True) if len(chosen) else current


def _missions(catalogue: Catalogue, mission: str | None, target: str | None) -> list[Mission]:
    """Return the missions that were asked for."""
    if mission is not None:
        _check("mission", mission, catalogue.missions)
    if target is not None:
        known = [name for one in catalogue.missions.values() for goal in one.targets for name in (goal.id, *(v.id for v in goal.versions))]
        _check("target", target, known)
        owner = catalogue.target(target)[0].id
        if mission not in (None, owner):
            raise MetricError("target", f"'{target}' belongs to mission '{owner}', not '{mission}'", f"ask for mission '{owner}'")
        mission = owner
    return [catalogue.missions[mission]] if mission is not None else list(catalogue.missions.values())


def _only(judged: Judged, place: str | None, target: str | None) -> Judged:
    """Return only the rows of *place* and *target*; combined targets were judged with all their parts before."""
    rows = judged.scorecard
    kept = pd.Series(data=True, index=rows.index)
    if place is not None:
        kept &= rows["place"] == place
    if target is not None:
        kept &= (rows["target"] == target) | (rows["version_id"] == target)
    if kept.all():
        return judged
    keys = rows.loc[kept, scorecard_.ROW]

    def chosen(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.merge(keys, on=scorecard_.ROW).reset_index(drop=True)

    return Judged(chosen(rows), chosen(judged.series), chosen(judged.paths), chosen(judged.projections), chosen(judged.methods))


@dataclass(frozen=True)
class ModelledShare:
    """
    A yearly preventable share, always modelled, with what a reader needs to check it.

    Attributes:
        model: The re-based study, for `metrics.preventable_share.what_if` and `needed_exposures`.
        years: `yearly_shares` with the columns of `share_bands`.
        factors: `yearly_factors`.
        elsewhere: `cross_test` of this study's excess risks on the other studies held, and of theirs on this one.
    """

    model: Rebased
    years: pd.DataFrame
    factors: pd.DataFrame
    elsewhere: pd.DataFrame


def rebased_models(connection: Connection, *, as_of: date) -> dict[str, Rebased]:
    """Return every study of the preventable share that can be carried on with what was known on *as_of*, by its id."""
    studies = load_studies()
    wanted = sorted({name for study in studies.values() for name in (study.indicator, *(mover.indicator for mover in study.movers))})
    return rebase_all(studies, queries.read_observations(connection, indicators=wanted, as_of=as_of))


def modelled_share(models: Mapping[str, Rebased], *, place: str, lag: float = preventable_share_.LAG_YEARS) -> ModelledShare:
    """Return the modelled preventable share of *place* by *models* (`rebased_models`); `MetricError` where no study can be carried on."""
    of_place = {model.study.place: model for model in models.values()}
    _check("place with a study of the preventable share", place, of_place)
    model = of_place[place]
    years = preventable_share_.yearly_shares(model, lag=lag).merge(share_bands(model, lag=lag), on="year", validate="one_to_one")
    elsewhere = preventable_share_.cross_test(list(models.values()), lag=lag)
    own = (elsewhere["excess_risk_of"] == model.study.id) | (elsewhere["study"] == model.study.id)
    return ModelledShare(model, years, preventable_share_.yearly_factors(model, lag=lag), elsewhere[own].reset_index(drop=True))


def _check_place(catalogue: Catalogue, place: str) -> None:
    """Raise `MetricError` if *place* is no code; a name is answered with its code."""
    words = {word.lower(): code for code, item in catalogue.places.items() for word in item.name.every()}
    _check("place", place, catalogue.places, words, otherwise="write its code, such as DEU or GBR-SCT")


def _check(what: str, name: str, known: Iterable[str], words: dict[str, str] | None = None, *, otherwise: str = "") -> None:
    """
    Raise `MetricError` with the nearest known names if *name* is not among them.

    *words* are other ways to say one. Where none is near, *otherwise* is the remedy, or else the list of all names.
    """
    names = list(known)
    if name in names:
        return
    folded = {one.lower(): one for one in names} | (words or {})
    close = difflib.get_close_matches(name.lower(), list(folded), n=3, cutoff=0.6)
    near = list(dict.fromkeys(folded[one] for one in close))
    remedy = f"did you mean {' or '.join(near)}?" if near else otherwise or f"known: {', '.join(names)}"
    shown = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
    raise MetricError(what, f"'{shown}' is unknown", remedy)
