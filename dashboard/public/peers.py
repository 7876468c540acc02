"""
A place beside its peers: which of its figures are drawn, and who has one for the same years.

Everything is ranked and grouped once for the whole site; a page only looks up its part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.components.view import EVERYTHING
from dashboard.public.site import Site
from data.catalogue.models import Family

BREAKDOWN = ["sex", "age", "site", "group"]
KEY = ["indicator", "source", *BREAKDOWN, "year", "year_end"]
FOLLOWED, WORLD = "FOLLOWED", "WORLD"
COUNTED = (Family.INCIDENCE, Family.MORTALITY)


@dataclass(frozen=True)
class Peers:
    """The values of the site grouped by series and years, and the series that stand for each indicator of each place."""

    site: Site
    values: pd.DataFrame

    @classmethod
    def of(cls, site: Site) -> Peers:
        """Return the peers of *site*."""
        known = site.warehouse.observations(as_of=site.day)
        return cls(site, known.dropna(subset=["value"]).reset_index(drop=True))

    @cached_property
    def at_one_time(self) -> Mapping[Hashable, Any]:
        """Return the positions of the values of one series and the same years, of all places."""
        return self.values.groupby(KEY, sort=False).indices

    @cached_property
    def main(self) -> dict[str, pd.DataFrame]:
        """
        Return for each place one series an indicator, family by family.

        Series that a target uses go first, then the least broken down, then the most frequent cancer, then the longest.
        """
        catalogue = self.site.warehouse.catalogue
        trends = self.site.warehouse.all_trends(self.site.day)
        trends = trends[trends["latest"].notna()]
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
        first = ranked.drop_duplicates(["place", "indicator"])
        return {str(place): rows for place, rows in first.groupby("place", sort=False)}

    @cached_property
    def groups(self) -> dict[str, str]:
        """Return for each place the group it is compared with: the followed countries if it is one, else its smallest group."""
        places = self.site.warehouse.catalogue.places
        groups = [place for place in places.values() if place.kind == "group" and place.members and place.code != WORLD]
        order = sorted(groups, key=lambda group: (group.code != FOLLOWED, len(group.members)))
        return {code: next((group.code for group in order if code in group.members), FOLLOWED) for code in places}

    def drawings(self, code: str, *, most: int, more_than: int) -> Iterator[tuple[pd.Series, pd.DataFrame, str]]:
        """
        Return what is drawn of the place *code*: a series, the values of place and peers for its latest years, and the group of the peers.

        At most *most*, of each family the first for which more than *more_than* places have a figure.
        """
        rows = self.main.get(code)
        if rows is None:
            return
        group = self.groups[code]
        members = {code, *self.site.warehouse.catalogue.members(group)}
        done: set[int] = set()
        for _, trend in rows.iterrows():
            if trend["_family"] in done or len(done) == most:
                continue
            held = self._same_time(trend, code)
            beside = held[held["place"].isin(members)]
            if beside["place"].nunique() > more_than:
                done.add(trend["_family"])
                yield trend, beside, group

    def _same_time(self, trend: pd.Series, code: str) -> pd.DataFrame:
        """Return the values of all places of the series *trend* for the years of its latest value in the place *code*."""
        for year_end in self._year_ends(trend, code):
            key = (*(trend[name] for name in ("indicator", "source", *BREAKDOWN)), int(trend["latest_year"]), year_end)
            if key in self.at_one_time:
                return self.values.take(self.at_one_time[key])
        return self.values.head(0)

    def _year_ends(self, trend: pd.Series, code: str) -> list[int]:
        key = (code, *(trend[name] for name in ("indicator", "source", *BREAKDOWN)), int(trend["latest_year"]))
        return self._ends.get(key, [])

    @cached_property
    def _ends(self) -> dict[tuple[object, ...], list[int]]:
        """Return the last years of the values of a place, a series and a first year."""
        columns = ["place", "indicator", "source", *BREAKDOWN, "year"]
        found: dict[tuple[object, ...], list[int]] = {}
        for *key, end in self.values[[*columns, "year_end"]].itertuples(index=False, name=None):
            found.setdefault(tuple(key), []).append(end)
        return found
