"""Where a target stands: judged in the mission's own place, or country by country, and then told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.charts.shapes import STATUSES
from dashboard.components.aim import aim_words
from dashboard.components.view import View
from data.catalogue.promises import Mission, Target, TargetVersion
from metrics import review
from metrics.targets import judged_by_country

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLLOWED = "FOLLOWED"
NOT_ASSESSABLE = "not_assessable"
WORST_FIRST = tuple(map(str, review.WORST_FIRST))


@dataclass(frozen=True)
class Standing:
    """
    One target with its rows of the scorecard.

    ``rows`` has one row a place in which it is judged; ``own`` is the row of the mission's own place, for a target that is judged there.
    """

    mission: Mission
    target: Target
    version: TargetVersion
    rows: pd.DataFrame
    by_country: bool

    @cached_property
    def own(self) -> pd.Series | None:
        """Return the row of the mission's own place; ``None`` for a target that is judged country by country."""
        if self.by_country or self.rows.empty:
            return None
        places = self.rows["place"].tolist()
        return self.rows.iloc[places.index(self.mission.place) if self.mission.place in places else 0]

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """Return the rows as mappings from column to cell."""
        return [dict(zip(self.rows.columns, cells, strict=True)) for cells in self.rows.to_numpy(dtype=object).tolist()]

    @cached_property
    def is_in_force(self) -> bool:
        """Return whether the target had been set, and not been withdrawn, on the day of the view."""
        return not self.rows.empty

    @cached_property
    def is_assessable(self) -> bool:
        """Return whether there is a verdict, in at least one place."""
        return bool((self.rows["status"] != NOT_ASSESSABLE).any())

    def followed(self, view: View) -> pd.DataFrame:
        """Return the rows of the countries that the project follows; of all places where it follows none of them."""
        mine = self.rows[self.rows["place"].isin(view.catalogue.members(FOLLOWED))]
        return mine if len(mine) else self.rows


def standings(view: View, mission: Mission) -> list[Standing]:
    """Return the targets of *mission* in the order of its file; the same for every reader of one day, and found once."""
    found: list[Standing] = view.warehouse.remember(("standings", view.as_of, mission.id), lambda: _standings(view, mission))
    return found


def _standings(view: View, mission: Mission) -> list[Standing]:
    rows = view.in_force_by_target()
    none = view.warehouse.remember(("none in force", view.as_of), lambda: view.in_force().head(0))
    return [
        Standing(
            mission,
            target,
            target.version_on(view.as_of),
            rows.get(target.id, none),
            judged_by_country(target, mission, view.catalogue),
        )
        for target in mission.targets
    ]


def worst_first(found: Iterable[Standing]) -> list[Standing]:
    """Return *found* with the least favourable status first; targets that are judged country by country come last."""

    def place_in_order(standing: Standing) -> tuple[bool, int]:
        own = standing.own
        return standing.by_country, WORST_FIRST.index(str(own["status"])) if own is not None else len(WORST_FIRST)

    return sorted(found, key=place_in_order)


def own_statuses(found: Iterable[Standing]) -> list[str]:
    """Return the statuses of the targets that are judged in the mission's own place, in the fixed order."""
    statuses = [str(standing.own["status"]) for standing in found if standing.own is not None]
    return sorted(statuses, key=STATUSES.index)


def counted_words(view: View, statuses: Iterable[str]) -> list[tuple[str, str]]:
    """Return each status in use with its count in words, in the fixed order."""
    counted = Counter(statuses)
    return [(status, f"{counted[status]} × {view.words(f'status.{status}')}") for status in STATUSES if counted[status]]


def country_sentence(view: View, standing: Standing) -> str:
    """Return how many countries have reached the aim and how many can be judged: "2 of 6 followed countries have reached at least 90%"."""
    if not standing.is_in_force:
        return view.words("standing.not_in_force")
    rows = standing.followed(view)
    is_followed = set(rows["place"]) <= set(view.catalogue.members(FOLLOWED))
    words = view.words
    group = words("standing.followed" if is_followed else "standing.countries")
    met = int((rows["status"] == "met").sum())
    judged = int((rows["status"] != NOT_ASSESSABLE).sum())
    aim = aim_words(view, standing.version.reading)
    if not judged:
        return words("standing.none_judged", n=len(rows), group=group)
    return words("standing.reached", met=met, n=len(rows), group=group, aim=aim, judged=judged)
