"""
Every number that has a page of its own: an indicator in a place, with its series, what rests on them, and what they lack.

Figures and judgements are read, ranked and cut once for the whole site; a page only looks up its few rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import pandas as pd

from dashboard.components.view import EVERYTHING
from dashboard.public.grouped import Grouped
from dashboard.public.site import Site
from metrics.unlock import unlocks

BREAKDOWN = ["sex", "age", "site", "group"]
SERIES = ["source", "edition", *BREAKDOWN]


@dataclass(frozen=True)
class Subject:
    """
    The number of an indicator in a place.

    ``row`` is its newest value and ``series`` all years of it, the oldest first, ``others`` the same series in editions no longer in
    force, ``beside`` the newest row of every other series held, ``spoken_to`` the rows of the scorecard that rest on the number.
    """

    indicator: str
    place: str
    row: Any
    series: list[Any]
    others: list[Any]
    beside: list[Any]
    spoken_to: list[Any]

    @property
    def path(self) -> str:
        """Return the address of its page below the folder of the language."""
        return path_of(self.indicator, self.place)


def path_of(indicator: str, place: str) -> str:
    """Return the address of the page about *indicator* in *place*, below the folder of the language."""
    return f"numbers/{indicator}/{place}/"


class Numbers:
    """All numbers of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        catalogue = site.warehouse.catalogue
        in_force = self._keyed(site.warehouse.observations(as_of=site.day))
        known = in_force["indicator"].isin(list(catalogue.indicators)) & in_force["place"].isin(list(catalogue.places))
        self._rows = Grouped(self._ranked(in_force[known]), "key", list(in_force.columns))
        every = self._keyed(site.warehouse.observations(as_of=site.day, in_force=False))
        editions = in_force[["source", "edition", "indicator"]].drop_duplicates()
        past = every.merge(editions, on=list(editions.columns), how="left", indicator="_held")
        self._past = Grouped(past[past["_held"] == "left_only"], "key", list(in_force.columns))

    def __contains__(self, number: object) -> bool:
        """Return whether there is a page of *number*: an indicator and a place."""
        return isinstance(number, tuple) and "/".join(number) in self._rows

    @cached_property
    def by_indicator(self) -> dict[str, list[str]]:
        """Return the places of each indicator, both sorted by code."""
        pairs = [key.split("/") for key in self._rows]
        return {str(name): [place for _, place in rows] for name, rows in groupby(pairs, key=lambda pair: pair[0])}

    @cached_property
    def every(self) -> dict[tuple[str, str], Subject]:
        """Return each number by indicator and place."""
        return {(subject.indicator, subject.place): subject for subject in self._subjects()}

    @cached_property
    def lacking(self) -> dict[tuple[str, str], list[str]]:
        """Return what each row of the scorecard without a verdict lacks, by target and place."""
        missing = unlocks(self._site.any_view.in_force())
        found: dict[tuple[str, str], list[str]] = {}
        for target, place, what in missing[["target", "place", "what"]].to_numpy(dtype=object).tolist():
            found.setdefault((str(target), str(place)), []).append(what)
        return found

    @cached_property
    def _spoken_to(self) -> dict[tuple[str, ...], list[Any]]:
        """Return the rows of the scorecard in force by the series they rest on."""
        found: dict[tuple[str, ...], list[Any]] = {}
        for row in self._site.any_view.in_force().to_dict("records"):
            if isinstance(row["source"], str) and row["source"]:
                found.setdefault(tuple(str(row[name]) for name in ("indicator", "place", *SERIES)), []).append(row)
        return found

    def _keyed(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(key=rows["indicator"].astype(str) + "/" + rows["place"].astype(str))

    def _ranked(self, rows: pd.DataFrame) -> pd.DataFrame:
        """
        Return *rows* with the series to be shown first at the top of each number, and the years of each series in order.

        First what a target rests on, then the newest edition, then the least broken down: without a target that is the number that the
        dashboard explains where no breakdown is asked for.
        """
        used = pd.MultiIndex.from_tuples(list(self._spoken_to) or [("",) * (2 + len(SERIES))])
        published = {pair: edition.published.toordinal() for pair, edition in self._site.published.items()}
        pairs = list(zip(rows["source"], rows["edition"], strict=True))
        ranked = rows.assign(
            _used=pd.MultiIndex.from_frame(rows[["indicator", "place", *SERIES]].astype(str)).isin(used),
            _published=[published.get(pair, 0) for pair in pairs],
            _broad=(rows[BREAKDOWN] == EVERYTHING).sum(axis=1),
        )
        by = ["key", "_used", "_published", "source", "edition", "_broad", *BREAKDOWN, "year", "year_end"]
        return ranked.sort_values(by, ascending=[name not in ("_used", "_published", "source", "edition", "_broad") for name in by])

    def _subjects(self) -> Iterator[Subject]:
        for key in self._rows:
            indicator, place = key.split("/")
            all_series = [list(rows) for _, rows in groupby(self._rows.of(key), key=lambda row: tuple(row[name] for name in SERIES))]
            series = all_series[0]
            row = newest(series)
            others = [each for each in self._past.of(key) if all(each[name] == row[name] for name in BREAKDOWN)]
            asked = (indicator, place, *(str(row[name]) for name in SERIES))
            yield Subject(
                indicator, place, row, series, others, [newest(other) for other in all_series[1:]], self._spoken_to.get(asked, [])
            )


def newest(series: list[Any]) -> Any:
    """Return the newest row of *series* with a value; without any the newest."""
    return next((row for row in reversed(series) if pd.notna(row["value"])), series[-1])
