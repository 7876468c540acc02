"""
Where a target stands against its path, and which way it moves: two questions that a status answers together, told apart.

Works on rows of the scorecard; nothing is judged anew.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from data.catalogue.promises import Mission
from metrics.changes import KEY
from metrics.status import Status

NEAR_SHARE = 0.1
"""Of the whole way from start to target: how far from the path still counts as near, where the value has no published range. Ours."""


class Level(StrEnum):
    """The latest value against the path of its year, or against the target where there is no path."""

    AHEAD = "ahead"
    NEAR = "near"
    BEHIND = "behind"


class Direction(StrEnum):
    """Which way the recent trend goes, as the target wants it."""

    IMPROVING = "improving"
    NO_CLEAR_CHANGE = "no_clear_change"
    WORSENING = "worsening"


def positions(rows: pd.DataFrame, mission: Mission) -> pd.DataFrame:
    """
    Return where the *rows* of the scorecard of *mission* stand and move, in their order.

    Near is a path that lies inside the published range of the latest value or, where none is published, within a tenth of the whole way
    from start to target (of the target itself, where no start is known). The direction is that of the status; a target already met moves
    as the interval of its trend says. A value that is no newer than the start of its path lies on it by definition: unless the target is
    met, nothing is said of it.

    Returns:
        ``mission, target, place, level, direction``; both empty where a row cannot be placed: it has no verdict, no value
        after the start, or no trend.
    """
    better = {
        (target.id, version.version): 1.0 if version.reading.direction == "increase" else -1.0
        for target in mission.targets
        for version in target.versions
    }
    names = zip(rows["target"], rows["target_version"], strict=True)
    sign = pd.Series([better[str(target), int(version)] for target, version in names], index=rows.index, dtype=float)
    level, direction = _levels(rows, sign), _directions(rows, sign)
    placed = (level != "") & (direction != "") & (rows["status"] != Status.NOT_ASSESSABLE).to_numpy()
    found = rows[KEY].assign(level=np.where(placed, level, ""), direction=np.where(placed, direction, ""))
    return found.reset_index(drop=True)


def _levels(rows: pd.DataFrame, sign: pd.Series[float]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    number = {name: rows[name].astype(float) for name in ("latest", "lower", "upper", "path_value", "target_value", "baseline")}
    line = number["path_value"].fillna(number["target_value"])
    ahead_by = sign * (number["latest"] - line)
    way = (number["target_value"] - number["baseline"]).abs()
    way = way.where(way > 0, number["target_value"].abs())
    has_range = number["lower"].notna() & number["upper"].notna()
    within = (number["lower"] <= line) & (line <= number["upper"])
    near = within.where(has_range, ahead_by.abs() <= NEAR_SHARE * way)
    at_start = number["path_value"].notna() & (rows["latest_year"].astype(float) <= rows["baseline_year"].astype(float))
    unsaid = ahead_by.isna() | (at_start & (rows["status"] != Status.MET))
    conditions = [unsaid, near.astype(bool), ahead_by > 0]
    return np.select([condition.to_numpy(dtype=bool) for condition in conditions], ["", Level.NEAR, Level.AHEAD], default=Level.BEHIND)


def _directions(rows: pd.DataFrame, sign: pd.Series[float]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    slow, fast = sign * rows["pace_lower"].astype(float), sign * rows["pace_upper"].astype(float)
    status, met = rows["status"], rows["status"] == Status.MET
    conditions = [
        status.isin([Status.ON_COURSE, Status.BEHIND]) | (met & (slow > 0) & (fast > 0)),
        (status == Status.AWAY) | (met & (slow < 0) & (fast < 0)),
        (status == Status.NO_CLEAR_CHANGE) | (met & slow.notna()),
    ]
    words = [Direction.IMPROVING, Direction.WORSENING, Direction.NO_CLEAR_CHANGE]
    return np.select([condition.to_numpy(dtype=bool) for condition in conditions], words, default="")
