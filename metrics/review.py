"""
What a committee needs to know before it meets: where the targets stand, what changed since it last met, what it could decide, and what
nobody can say.

Pure: the catalogue and two scorecards come in, codes and numbers go out. Every page and document that tells these facts words them itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.catalogue.promises import Mission
from metrics.changes import KEY
from metrics.positions import positions
from metrics.revisions import REVISED_COLUMNS, revised_values
from metrics.status import LEAST_FAVOURABLE_FIRST, Status
from metrics.targets import FOLLOWED, judged_by_country
from metrics.unlock import Missing, unlocks

WORST_FIRST: tuple[Status, ...] = (
    Status.AWAY,
    Status.BEHIND,
    Status.NO_CLEAR_CHANGE,
    Status.NOT_ASSESSABLE,
    Status.ON_COURSE,
    Status.MET,
)
"""Order of a list of targets: first what asks for attention, with what cannot be said before what goes well."""

OF_THE_OWNER = (Missing.NUMBER_IN_TARGET, Missing.DEADLINE, Missing.BASELINE)
"""What only the owner of a promise can supply: the number, the year, the start. Figures are a publisher's, a check of the wording ours."""


class Kind(StrEnum):
    """What changed, the weightiest first; a row that changed in several ways is told once."""

    VERDICT = "verdict"
    """Another status."""
    TARGET = "target"
    """Another version of the target, with the same status."""
    REASON = "reason"
    """Still no verdict, for another reason."""
    VALUE = "value"
    """Another latest value, with the same status."""


class Turn(StrEnum):
    """Which way a verdict turned, in the order in which it is told."""

    WORSE = "worse"
    LOST = "lost"
    """It could be judged, and cannot be any more."""
    GONE = "gone"
    """The target, or its version for this place, is not judged any more."""
    GAINED = "gained"
    """It can be judged for the first time."""
    BETTER = "better"
    NEW = "new"
    """The target or the place is new, and cannot be judged yet."""
    NONE = ""


class Why(StrEnum):
    """Why a target needs a decision, in the order of the rule."""

    AWAY = "away"
    """It moves away from the target."""
    NEWLY_WORSE = "newly_worse"
    """Its verdict is less favourable than at the last meeting, or was lost."""
    BEHIND = "behind"
    """It improves too slowly; the one that has furthest to go comes first."""
    OWNER_COULD_SUPPLY = "owner_could_supply"
    """It cannot be assessed, and what is missing is the owner's to state."""


SHOWN = ["status", "reason", "latest", "latest_year", "latest_year_end", "lower", "upper", "target_version", "indicator", "comparability"]
"""What a change shows of a row, then and now."""

CHANGE_COLUMNS = [*KEY, "kind", "turn", "cause", *(f"{name}_then" for name in SHOWN), *(f"{name}_now" for name in SHOWN)]
DECISION_COLUMNS = ["mission", "target", "why", "places", "still_needed_percent", "furthest"]
UNSAID_COLUMNS = ["mission", "target", "reasons", "places", "missing"]


@dataclass(frozen=True)
class Review:
    """
    The facts of one mission's review.

    Attributes:
        mission: Its id.
        place: The place that was asked for; empty for the mission's own.
        day: The day of the review: what was known at its end counts.
        since: The day of the last meeting; ``None`` for a first review.
        rows: Rows of the scorecard, the version in force of each target in each place reviewed, worst first.
        changes: One row a target and place that changed (`CHANGE_COLUMNS`), the weightiest first; empty for a first review.
        decisions: One row a target that needs a decision (`DECISION_COLUMNS`), the most urgent first.
        unsaid: One row a target that cannot be assessed in some place (`UNSAID_COLUMNS`), in the order of the catalogue.
        positions: Where each of the rows stands and moves (`metrics.positions.positions`), row by row.
        revised: Values of the series reviewed that both days know and that differ (`metrics.revisions.revised_values`).
    """

    mission: str
    place: str
    day: date
    since: date | None
    rows: pd.DataFrame
    changes: pd.DataFrame
    decisions: pd.DataFrame
    unsaid: pd.DataFrame
    positions: pd.DataFrame
    revised: pd.DataFrame

    @cached_property
    def row_records(self) -> list[dict[Hashable, Any]]:
        """Return ``rows`` as mappings from column to cell."""
        return self.rows.to_dict("records")

    @cached_property
    def targets(self) -> int:
        """Return how many targets are reviewed."""
        return int(self.rows["target"].nunique())

    @cached_property
    def places(self) -> int:
        """Return in how many places."""
        return int(self.rows["place"].nunique())

    @property
    def is_one_each(self) -> bool:
        """Return whether every target is judged in one place, so that verdicts and targets are the same number."""
        return self.targets == len(self.rows)

    @cached_property
    def statuses(self) -> list[str]:
        """Return the statuses, worst first."""
        return [str(status) for status in self.rows["status"]]

    @property
    def assessable(self) -> int:
        """Return how many verdicts could be given."""
        return sum(status != Status.NOT_ASSESSABLE for status in self.statuses)


def review(
    catalogue: Catalogue,
    mission: str,
    now: pd.DataFrame,
    *,
    day: date,
    since: date | None = None,
    before: pd.DataFrame | None = None,
    causes: pd.DataFrame | None = None,
    place: str = "",
    observations: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> Review:
    """
    Return the facts of the review of *mission*.

    Args:
        catalogue: What is meant on *day*.
        mission: Id of the mission.
        now: Its scorecard on *day* (`metrics.scorecard.judge`), every version.
        day: The day of the review.
        since: The day of the last meeting.
        before: Its scorecard as it was known on that day; needed with *since*.
        causes: `metrics.changes.verdict_changes` between the two days; a change that it does not name is one of the data.
        place: Review the targets in this place; empty for the mission's own place and, where a target is judged country by country, the
            countries that the project follows (all, where it follows none of them).
        observations: The observations in force then and now, to find revised values; needed with *since*.
    """
    promised = catalogue.missions[mission]
    rows = in_scope(_in_force(now), promised, catalogue, place)
    earlier = in_scope(_in_force(before), promised, catalogue, place) if since is not None and before is not None else rows.head(0)
    rows = _worst_first(rows, promised)
    found = changes(earlier, rows, causes) if since is not None else pd.DataFrame(columns=CHANGE_COLUMNS)
    revised = pd.DataFrame(columns=REVISED_COLUMNS)
    if since is not None and observations is not None:
        revised = revised_values(*observations, rows)
    return Review(mission, place, day, since, rows, found, decisions(rows, found), unsaid(rows), positions(rows, promised), revised)


def in_scope(rows: pd.DataFrame, mission: Mission, catalogue: Catalogue, place: str = "") -> pd.DataFrame:
    """Return the *rows* that a review of *mission* looks at; see `review`."""
    mine = rows[rows["mission"] == mission.id]
    if place:
        return mine[mine["place"] == place].reset_index(drop=True)
    by_country = {target.id for target in mission.targets if judged_by_country(target, mission, catalogue)}
    spread = mine["target"].isin(by_country)
    followed = catalogue.members(FOLLOWED) if FOLLOWED in catalogue.places else ()
    wanted = mine["place"].isin(followed).where(spread, mine["place"] == mission.place)
    # A target without any row in the places wanted is still reviewed, in those that it has.
    none = ~wanted.groupby(mine["target"]).transform("any").astype(bool)
    return mine[wanted | none].reset_index(drop=True)


def places_of(rows: pd.DataFrame, mission: str) -> list[str]:
    """Return the places in which targets of *mission* are judged, in the order of the scorecard."""
    return [str(place) for place in rows.loc[rows["mission"] == mission, "place"].drop_duplicates()]


def _in_force(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["in_force"].astype(bool)]


def _worst_first(rows: pd.DataFrame, mission: Mission) -> pd.DataFrame:
    order = {target.id: number for number, target in enumerate(mission.targets)}
    rank = rows["status"].map({str(status): number for number, status in enumerate(WORST_FIRST)})
    ranked = rows.assign(_rank=rank, _order=rows["target"].map(order))
    return ranked.sort_values(["_rank", "_order", "place"], kind="stable").drop(columns=["_rank", "_order"]).reset_index(drop=True)


# --- what changed -----------------------------------------------------------------------------------------------------------------


def changes(before: pd.DataFrame, now: pd.DataFrame, causes: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Return what changed between two scorecards, the weightiest first.

    Args:
        before: Rows of the version in force of each target and place then.
        now: The same today.
        causes: Columns ``mission, target, place, cause`` of verdicts that differ; another version of the target is cause ``target``,
            what is not named is ``data``.

    Returns:
        `CHANGE_COLUMNS`; one row a target and place. ``…_then`` is empty for what is new, ``…_now`` for what is gone.
    """
    both = before[[*KEY, *SHOWN]].merge(now[[*KEY, *SHOWN]], on=KEY, how="outer", suffixes=("_then", "_now"))
    was, is_ = both["status_then"].fillna("").astype(str), both["status_now"].fillna("").astype(str)
    kinds = [was != is_, _differs(both, "target_version"), _differs(both, "reason"), _differs(both, "latest", "latest_year")]
    names = [str(kind) for kind in (Kind.VERDICT, Kind.TARGET, Kind.REASON, Kind.VALUE)]
    both["kind"] = np.select([kind.to_numpy(dtype=bool) for kind in kinds], names, default="")
    both["turn"] = _turns(was, is_)
    told = both[both["kind"] != ""]
    if causes is not None and len(causes):
        told = told.merge(causes[[*KEY, "cause"]].drop_duplicates(KEY), on=KEY, how="left")
    else:
        told = told.assign(cause=None)
    guess = np.where(told["kind"] == Kind.TARGET, "target", "data")
    told["cause"] = told["cause"].where(told["cause"].notna(), pd.Series(guess, index=told.index))
    turns = {str(turn): order for order, turn in enumerate(Turn)}
    order = {name: number for number, name in enumerate(names)}
    ranked = told.assign(_kind=told["kind"].map(order), _turn=told["turn"].map(turns), _place=told.index)
    return ranked.sort_values(["_kind", "_turn", *KEY], kind="stable")[CHANGE_COLUMNS].reset_index(drop=True)


def _differs(both: pd.DataFrame, *names: str) -> pd.Series[bool]:
    different = pd.Series(data=False, index=both.index)
    for name in names:
        then, now = both[f"{name}_then"], both[f"{name}_now"]
        different |= (then.astype(object) != now.astype(object)) & ~(then.isna() & now.isna())
    return different


def _turns(was: pd.Series[str], now: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return which way each verdict turned; an empty text stands for no row."""
    rank = {str(status): number for number, status in enumerate(LEAST_FAVOURABLE_FIRST)}
    old, new = was.map(rank), now.map(rank)
    conditions = [
        (now == "") & (was != ""),
        (new < old),
        (new > old),
        old.notna() & (now == Status.NOT_ASSESSABLE),
        old.isna() & new.notna(),
        (was == "") & (now == Status.NOT_ASSESSABLE),
    ]
    turns = [str(turn) for turn in (Turn.GONE, Turn.WORSE, Turn.BETTER, Turn.LOST, Turn.GAINED, Turn.NEW)]
    return np.select([condition.to_numpy(dtype=bool) for condition in conditions], turns, default=str(Turn.NONE)).astype(object)


# --- what needs a decision, and what cannot be said -----------------------------------------------------------------------------


def decisions(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """
    Return the targets that need a decision, by a rule without weights.

    First those that move away from the target, then those whose verdict is less favourable than at the last meeting or was lost, then those
    that improve too slowly, the one with the furthest way to go first, then those that cannot be assessed because the owner of the promise
    has not stated a number, a year or a start; of these, those that lack the fewest things first.

    Args:
        rows: The rows reviewed.
        found: `changes` of the same rows.

    Returns:
        `DECISION_COLUMNS`; ``places`` are those in which the reason holds. ``still_needed_percent`` is the gap as a share of the latest
        value (never of the target, which may be zero), the largest of the places; NaN where it is not the reason. ``furthest`` is the place
        with that gap, the first place where the gap is not the reason.
    """
    turned = found[found["turn"].isin([Turn.WORSE, Turn.LOST]) & (found["kind"] == Kind.VERDICT)]
    keyed = rows.merge(turned[KEY].assign(turned=True), on=KEY, how="left")
    missing = unlocks(rows)
    stated = missing[missing["what"].isin([str(what) for what in OF_THE_OWNER])]
    lacking = stated.drop_duplicates(KEY)[[*KEY, "needs"]]
    keyed = keyed.merge(lacking, on=KEY, how="left")
    conditions = [
        keyed["status"] == Status.AWAY,
        keyed["turned"].notna(),
        keyed["status"] == Status.BEHIND,
        keyed["needs"].notna() & (keyed["status"] == Status.NOT_ASSESSABLE),
    ]
    reasons = [str(why) for why in Why]
    keyed["why"] = np.select([condition.to_numpy(dtype=bool) for condition in conditions], reasons, default="")
    needed = 100 * keyed["gap"].clip(lower=0) / keyed["latest"].abs()
    # From nothing, any way is the longest.
    needed = needed.where(keyed["why"] == Why.BEHIND)
    chosen = keyed[keyed["why"] != ""].assign(
        still_needed_percent=needed,
        _why=keyed["why"].map({why: number for number, why in enumerate(reasons)}),
        _needs=keyed["needs"].fillna(0),
    )
    if chosen.empty:
        return pd.DataFrame(columns=DECISION_COLUMNS)
    weightiest = chosen[chosen["_why"] == chosen.groupby(["mission", "target"])["_why"].transform("min")]
    by_gap = weightiest.sort_values("still_needed_percent", ascending=False, kind="stable")
    grouped = weightiest.groupby(["mission", "target"], sort=False).agg(
        why=("why", "first"),
        places=("place", tuple),
        still_needed_percent=("still_needed_percent", "max"),
        _why=("_why", "first"),
        _needs=("_needs", "min"),
    )
    grouped["furthest"] = by_gap.groupby(["mission", "target"])["place"].first()
    ordered = grouped.reset_index().sort_values(["_why", "still_needed_percent", "_needs"], ascending=[True, False, True], kind="stable")
    return ordered[DECISION_COLUMNS].reset_index(drop=True)


def unsaid(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the targets that cannot be assessed in some place: the ``reasons``, the ``places``, and what is ``missing``, as tuples."""
    missing = unlocks(rows)
    if missing.empty:
        return pd.DataFrame(columns=UNSAID_COLUMNS)
    grouped = missing.groupby(["mission", "target"], sort=False)
    return grouped.agg(reasons=("reason", _distinct), places=("place", _distinct), missing=("what", _distinct)).reset_index()[
        UNSAID_COLUMNS
    ]


def _distinct(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values))
