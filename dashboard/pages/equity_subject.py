"""
Whose figures are looked at: an indicator, a place, and the groups that are held of it there.

Read from the address; without a choice the first indicator that is held by a social position, else by sex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import quote, urlencode

import pandas as pd

from dashboard.components.view import EVERYTHING, View
from dashboard.selection import PLACES_OF_LANGUAGE, Selection, Trouble, shortened
from data.catalogue.models import Codes, Indicator
from metrics.series import event_rows, mark_events

SEX = "sex"
SEXES = ("female", "male")
OWN = ("across", "site")


@dataclass(frozen=True)
class EquitySelection(Selection):
    """What a reader chose, with the dimension and, for cancers, the kind; empty where the page is to choose."""

    across: str = ""
    site: str = ""
    unread: tuple[Trouble, ...] = ()


def with_groups(selection: Selection, parameters: Mapping[str, str], codes: Codes) -> EquitySelection:
    """Return *selection* with the dimension and the site that *parameters* ask for; whether they are held is for the page to see."""
    dimensions = (SEX, *(dimension.code for dimension in codes.dimensions))
    offered = {"across": dimensions, "site": (EVERYTHING, *(site.code for site in codes.sites))}
    asked = {name: parameters.get(name, "").strip() for name in OWN}
    strange = [name for name in OWN if asked[name] and asked[name] not in offered[name]]
    # Dozens of kinds of cancer are no suggestion; the list on the page has those that are held.
    unread = tuple(Trouble(name, shortened(asked[name]), dimensions if name == "across" else ()) for name in strange)
    across, site = ("" if name in strange else asked[name] for name in OWN)
    chosen = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    return EquitySelection(**chosen, across=across, site=site, unread=unread)


@dataclass(frozen=True)
class EquityView(View):
    """A view whose links carry dimension and site along."""

    @classmethod
    def of_view(cls, view: View) -> EquityView:
        """Return *view* as that of the equity lens."""
        return cls(view.warehouse, view.selection, view.words, view.mode, view.as_of)

    @property
    def asked(self) -> EquitySelection:
        """Return what was asked for."""
        if isinstance(self.selection, EquitySelection):
            return self.selection
        return EquitySelection(**{field.name: getattr(self.selection, field.name) for field in fields(Selection)})

    def same_page(self, page: str, **changed: str | None) -> str:
        """Return the address of this very view, with parameters *changed* or, where ``None``, dropped."""
        own: dict[str, str | None] = {"across": self.asked.across, "site": self.asked.site}
        own |= {name: value for name, value in changed.items() if name in OWN}
        rest = super().same_page(page, **{name: value for name, value in changed.items() if name not in OWN})
        query = urlencode({name: own[name] for name in OWN if own.get(name)}, quote_via=quote)
        return f"{rest}{'&' if '?' in rest else '?'}{query}" if query else rest


@dataclass(frozen=True)
class Subject:
    """
    What is looked at.

    ``points`` are its observations in force with ``segment`` and ``excluded_by``, one series a group of ``groups`` (in the order of the
    dimension) and, under ``all``, the total if it is held.
    """

    indicator: Indicator
    place: str
    across: str
    groups: tuple[str, ...]
    ordered: bool
    site: str
    points: pd.DataFrame

    def of_group(self, group: str) -> pd.DataFrame:
        """Return the points of one group in order of time."""
        return self.points[self.points["member"] == group].sort_values(["year", "year_end"], kind="stable")


def held_dimensions(view: View) -> pd.DataFrame:
    """
    Return what is held by groups: one row an indicator, place, site, age and dimension of which at least two groups have a series.

    Columns ``indicator, place, site, age, across, groups, points`` (of the longest series), ``social``; no measure of inequality is among
    them, for it is a gap already.
    """
    kept: pd.DataFrame = view.warehouse.remember("held dimensions", lambda: _held_dimensions(view))
    return kept


def _held_dimensions(view: View) -> pd.DataFrame:
    series = view.warehouse.series
    gaps = {code for code, indicator in view.catalogue.indicators.items() if indicator.gap_of is not None}
    series = series[~series["indicator"].isin(gaps) & (series["points"] > 0)]
    parts = [series[(series["group"] == EVERYTHING) & series["sex"].isin(SEXES)].assign(across=SEX, member=lambda rows: rows["sex"])]
    for dimension in view.catalogue.codes.dimensions:
        mine = series[(series["sex"] == EVERYTHING) & series["group"].isin(dimension.groups)]
        parts.append(mine.assign(across=dimension.code, member=mine["group"]))
    keys = ["indicator", "place", "site", "age", "across"]
    found = pd.concat(parts).groupby(keys).agg(groups=("member", "nunique"), points=("points", "max")).reset_index()
    social = {dimension.code for dimension in view.catalogue.codes.dimensions if dimension.social}
    return found[found["groups"] > 1].assign(social=lambda rows: rows["across"].isin(social))


def subject_of(view: EquityView) -> Subject | None:
    """Return what the address asks for, its gaps filled; ``None`` where nothing is held of it by any group, or was not yet on the day."""
    asked, held = view.asked, held_dimensions(view)
    for column, wanted in (("indicator", asked.indicator), ("place", asked.place)):
        if wanted:
            held = held[held[column] == wanted]
    for column, wanted in (("across", asked.across), ("site", asked.site)):
        held = held[held[column] == wanted] if wanted and (held[column] == wanted).any() else held
    if held.empty:
        return None
    home = PLACES_OF_LANGUAGE[view.language]
    targeted = {m.indicator for mission in view.catalogue.missions.values() for target in mission.targets for m in target.measures}
    ranked = held.assign(
        _target=held["indicator"].isin(targeted), _all=held["site"] == EVERYTHING, _home=held["place"] == home
    ).sort_values(["social", "_target", "_home", "_all", "points"], ascending=False, kind="stable")
    chosen = ranked.iloc[0]
    names = ("indicator", "place", "site", "age", "across")
    subject: Subject | None = view.warehouse.remember(("groups", view.as_of, *chosen[list(names)]), lambda: _loaded(view, chosen))
    return subject


def events_by_place(view: View) -> pd.DataFrame:
    """Return the rows of all events, made once a build."""
    rows: pd.DataFrame = view.warehouse.remember("event rows", lambda: event_rows(view.catalogue))
    return rows


def _loaded(view: View, chosen: pd.Series) -> Subject | None:
    across = str(chosen["across"])
    dimension = next((one for one in view.catalogue.codes.dimensions if one.code == across), None)
    groups = dimension.groups if dimension else SEXES
    column = SEX if dimension is None else "group"
    frame = view.warehouse.observations(indicators=(str(chosen["indicator"]),), places=(str(chosen["place"]),), as_of=view.as_of)
    frame = frame[(frame["site"] == chosen["site"]) & (frame["age"] == chosen["age"])]
    other = "group" if dimension is None else SEX
    frame = frame[(frame[other] == EVERYTHING) & frame[column].isin([*groups, EVERYTHING])]
    if frame.empty:
        return None
    # Two publishers' figures of one group are not one series; that with more of them is read.
    frame = frame[frame["source"] == frame["source"].value_counts().index[0]]
    frame = frame.assign(member=frame[column], series=frame.groupby([column, "source", "edition"]).ngroup())
    marked = mark_events(frame, events_by_place(view))
    present = tuple(group for group in groups if group in set(marked["member"]))
    indicator = view.catalogue.indicators[str(chosen["indicator"])]
    ordered = dimension.ordered if dimension else False
    return Subject(indicator, str(chosen["place"]), across, present, ordered, str(chosen["site"]), marked)


def group_words(view: View, group: str) -> str:
    """Return a group in words: a sex, or a category."""
    sexes = {code.code: view.of(code.name) for code in view.catalogue.codes.sexes}
    return sexes[group] if group in sexes else view.group_name(group)


def dimension_words(view: View, across: str) -> str:
    """Return a dimension in words."""
    named = {dimension.code: view.of(dimension.name) for dimension in view.catalogue.codes.dimensions}
    return named.get(across) or view.words("equity.sex")
