"""
Which verdicts differ between two warehouses, and why: time, the target, the rule, or the data.

Pure. The old catalogue and data are judged on the old day; then, one after the other, the day, the missions, the rest of the catalogue and
the data are replaced by the new ones. The step at which a verdict changes is its cause; a verdict that changes at several has several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from data.catalogue.catalogue import Catalogue
from metrics import scorecard
from metrics.scorecard import Prepared
from metrics.user_tables import Column, read_user_table

KEY = ["mission", "target", "place"]
COLUMNS = [*KEY, "change", "old", "new", "cause"]


@dataclass(frozen=True)
class Known:
    """
    What a warehouse held on a day: its catalogue, and the observations in force with all columns.

    ``judged`` is its scorecard where somebody has made it already: the rows of these missions and places, in its order.
    """

    catalogue: Catalogue
    observations: pd.DataFrame
    day: date
    judged: pd.DataFrame | None = None

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """Return the verdicts on the day, of every version of every target."""
        return scorecard.judge(self.catalogue, self.observations, self.day).scorecard if self.judged is None else self.judged

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """Return the same without the columns that comparing does not need; see `metrics.scorecard.statuses`."""
        made = self.judged is not None or "scorecard" in vars(self)
        return self.scorecard if made else self.statuses_on(self.day)

    def statuses_on(self, day: date) -> pd.DataFrame:
        """Return what the same figures and targets say on another *day*."""
        return scorecard.statuses_on(self._prepared, day)

    @cached_property
    def _prepared(self) -> Prepared:
        return scorecard.prepare(self.catalogue, self.observations)


def verdict_changes(old: Known, new: Known, was: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Return the targets and places whose verdict differs, sorted by mission, target and place.

    Args:
        old: What was known.
        new: What is known.
        was: The scorecard as it was published for *old*, with the columns of the contract. With it a verdict that differs because the
            programme judges otherwise today is seen too; without it *old* is judged by today's programme.

    Returns:
        Columns ``mission, target, place, change, old, new, cause``. ``change`` is ``new``, ``gone`` or ``revised``; ``old`` and ``new``
        are the status, with its reason after a colon. ``cause`` is one or more of ``time, target, rule, data``, joined by ``+``.
    """
    start, end = _verdicts(_in_force(old.statuses) if was is None else was), _verdicts(_in_force(new.statuses))
    ends = _in_columns([("start", start), ("data", end)])
    if (ends["start"] == ends["data"]).all():
        # Most comparisons end here; what lies between is judged step by step, and that takes long.
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    words = _in_columns([("start", start), *_steps(old, new, programme=was is not None), ("data", end)])
    first, last = words.iloc[:, 0], words.iloc[:, -1]
    words = words[first != last]
    turns = words.ne(words.shift(axis=1)).iloc[:, 1:]
    causes = turns.columns.to_series().str.partition("/")[0]
    cause = [("+".join(dict.fromkeys(causes[row]))) for row in turns.to_numpy(dtype=bool)]
    first, last = words.iloc[:, 0], words.iloc[:, -1]
    change = pd.Series("revised", index=words.index).mask(first == "", "new").mask(last == "", "gone")
    return words.index.to_frame(index=False).assign(
        change=change.to_numpy(), old=first.to_numpy(), new=last.to_numpy(), cause=pd.Series(cause, dtype=object)
    )[COLUMNS]


def read_scorecard(path: Path) -> pd.DataFrame:
    """
    Return the targets' names and verdicts of a published scorecard (CSV); `MetricError` if *path* is none.

    Of several versions of a target the one in force is taken, where the file says which.
    """
    text = Column("text", required=True)
    columns = {
        **dict.fromkeys((*KEY, "status", "reason"), text),
        "target_version": Column("number", required=True),
        "in_force": Column("text"),
    }
    rows = read_user_table(path, columns).frame
    return rows[rows["in_force"].str.lower() != "false"]


def _in_columns(steps: Iterable[tuple[str, pd.Series]]) -> pd.DataFrame:
    """Return the verdicts of each target and place, one column a step; empty where the step does not know it."""
    return pd.concat([verdicts.rename(name) for name, verdicts in steps], axis=1).fillna("").sort_index()


def _steps(old: Known, new: Known, *, programme: bool) -> Iterator[tuple[str, pd.Series]]:
    """Return the verdicts after each step between both ends, named by its cause; the *programme* itself may be the first."""
    began = old.statuses
    if programme:
        yield "rule/programme", _verdicts(_in_force(began))
    # The versions of the old day, judged on the new one: a version that comes into force between the days is a change of the target.
    same = scorecard.is_same_on(old.catalogue, old.day, new.day)
    later = began if same else old.statuses_on(new.day)
    yield "time", _verdicts(later.merge(_in_force(began)[[*KEY, "target_version"]]))
    promised = later
    if new.catalogue is not old.catalogue:
        # A new mission may speak of indicators and places that the old catalogue has not.
        widened = old.catalogue.model_copy(
            update={
                "missions": new.catalogue.missions,
                "indicators": {**new.catalogue.indicators, **old.catalogue.indicators},
                "places": {**new.catalogue.places, **old.catalogue.places},
            }
        )
        promised = _judged(widened, old.observations, new.day)
    yield "target", _verdicts(_in_force(promised))
    if new.catalogue is not old.catalogue:
        yield "rule", _verdicts(_in_force(_judged(new.catalogue, old.observations, new.day)))


def _judged(catalogue: Catalogue, observations: pd.DataFrame, day: date) -> pd.DataFrame:
    return scorecard.statuses(catalogue, observations, day)


def _in_force(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["in_force"].astype(bool)]


def _verdicts(rows: pd.DataFrame) -> pd.Series:
    """Return the verdict of each target and place in words; of several versions the last."""
    last = rows.sort_values("target_version", kind="stable").drop_duplicates(KEY, keep="last").set_index(KEY)
    reason = last["reason"].fillna("").astype(str)
    status = last["status"].astype(str)
    return status.where(reason == "", status + ": " + reason)
