"""
A place beside its peers: which of its figures are drawn, and who has one for the same years.

Everything is ranked and grouped once for the whole site; a page only looks up its part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.components.view import EVERYTHING
from dashboard.public.grouped import Grouped
from data.catalogue.models import Family

if TYPE_CHECKING:
    from dashboard.public.site import Site

BREAKDOWN = ["sex", "age", "site", "group"]
KEY = ["indicator", "source", *BREAKDOWN, "year"]
CELLS = ("indicator", "place", "year", "year_end", "value", "lower", "upper", "source", "edition")
FOLLOWED, WORLD = "FOLLOWED", "WORLD"
COUNTED = (Family.INCIDENCE, Family.MORTALITY)


class Peers:
    """The values of the site grouped by series and years, and the series that stand for each indicator of each place."""

    def __init__(self, site: Site) -> None:
        self._catalogue = site.warehouse.catalogue
        self._trends = site.warehouse.all_trends(site.day)
        values = site.warehouse.observations(as_of=site.day).dropna(subset=["value"])
        self._at_one_time: Mapping[Hashable, Any] = values.groupby(KEY, sort=False).indices
        self._cells = {name: values[name].to_numpy(dtype=object) for name in CELLS}
        self._drawn: dict[tuple[str, int, int], list[tuple[Any, list[dict[str, Any]], str]]] = {}

    @cached_property
    def main(self) -> Grouped:
        """
        Return for each place one series an indicator, family by family.

        Series that a target uses go first, then the least broken down, then the most frequent cancer, then the longest.
        """
        catalogue, trends = self._catalogue, self._trends[self._trends["latest"].notna()]
        measures = pd.MultiIndex.from_tuples(
            {
                (measure.indicator, measure.sex, measure.age, measure.site, measure.group)
                for mission in catalogue.missions.values()
                for target in mission.targets
                for measure in target.measures
            }
        )
        families = {code: list(Family).index(indicator.family) for code, indicator in catalogue.indicators.items()}
        counted = {code: indicator.family in COUNTED for code, indicator in catalogue.indicators.items()}
        ranked = trends.assign(
            _family=trends["indicator"].map(families),
            _used=pd.MultiIndex.from_frame(trends[["indicator", *BREAKDOWN]]).isin(measures),
            _general=(trends[BREAKDOWN] == EVERYTHING).sum(axis=1),
            _size=trends["latest"].where(trends["indicator"].map(counted).astype(bool), 0.0),
        )
        by = ["place", "_family", "_used", "_general", "_size", "points_used", "indicator"]
        ranked = ranked.sort_values(by, ascending=[True, True, False, False, False, False, True], kind="stable")
        return Grouped(ranked.drop_duplicates(["place", "indicator"]), "place")

    @cached_property
    def groups(self) -> dict[str, str]:
        """
        Return for each place the group it is compared with: the followed countries if it is one, else its smallest group.

        A place in no group is compared with the followed countries too, or with nobody where a catalogue follows none.
        """
        places = self._catalogue.places
        groups = [place for place in places.values() if place.kind == "group" and place.members and place.code != WORLD]
        order = sorted(groups, key=lambda group: (group.code != FOLLOWED, len(group.members)))
        return {
            code: next((group.code for group in order if code in group.members), FOLLOWED if FOLLOWED in places else code)
            for code in places
        }

    def drawings(self, code: str, *, most: int, more_than: int) -> list[tuple[Any, list[dict[str, Any]], str]]:
        """
        Return what is drawn of the place *code*: a series, the values of place and peers for its latest years, and the group of the peers.

        At most *most*, of each family the first for which more than *more_than* places have a figure. It is the same in every language.
        """
        asked = (code, most, more_than)
        if asked not in self._drawn:
            self._drawn[asked] = list(self._chosen(code, most=most, more_than=more_than))
        return self._drawn[asked]

    def _chosen(self, code: str, *, most: int, more_than: int) -> Iterator[tuple[Any, list[dict[str, Any]], str]]:
        group = self.groups[code]
        members = {code, *self._catalogue.members(group)}
        done: set[int] = set()
        for trend in self.main.of(code):
            if trend["_family"] in done or len(done) == most:
                continue
            beside = self._same_time(trend, code, members)
            if len({row["place"] for row in beside}) > more_than:
                done.add(trend["_family"])
                yield trend, beside, group

    def _same_time(self, trend: Any, code: str, members: set[str]) -> list[dict[str, Any]]:
        """Return the values of *members* of the series *trend* for the very years of its latest value in the place *code*."""
        key = (*(trend[name] for name in ("indicator", "source", *BREAKDOWN)), int(trend["latest_year"]))
        places, ends = self._cells["place"], self._cells["year_end"]
        found = [at for at in self._at_one_time.get(key, ()) if places[at] in members]
        end = next((ends[at] for at in found if places[at] == code), None)
        return [{name: cells[at] for name, cells in self._cells.items()} for at in found if ends[at] == end]
