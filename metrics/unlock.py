"""
The value of the missing number: what would let a target be judged that cannot be, and which gaps block the most verdicts.

Works on the scorecard alone. A row may lack several things at once; each of them is named, and ``alone`` tells where one is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from metrics.scorecard import ROW
from metrics.status import Reason, Status
from metrics.targets import NEEDS_BASELINE
from metrics.windows import DEFAULT_RULES


class Missing(StrEnum):
    """What is missing for a verdict; a page words each of them."""

    CONFIRMED_WORDING = "confirmed_wording"
    """The wording of the target, confirmed from its document."""
    NUMBER_IN_TARGET = "number_in_target"
    """A number in the target."""
    DEADLINE = "deadline"
    """A year in the target."""
    BASELINE = "baseline"
    """The value that the promised change starts from."""
    SERIES = "series"
    """Any figures of the indicator in this place."""
    BREAKDOWN = "breakdown"
    """Figures for the sex, age, site or group that the target is about."""
    COMPARABLE_SERIES = "comparable_series"
    """A series that measures what the target speaks of."""
    BRIDGED_BREAK = "bridged_break"
    """Figures on one definition on both sides of a break."""
    RELEASE = "release"
    """The value that the publisher withholds."""
    NEWER_YEAR = "newer_year"
    """One newer year."""
    MORE_YEARS = "more_years"
    """More years for a trend; ``years`` says how many."""
    INTERVAL = "interval"
    """The uncertainty of the values, or a smaller one."""
    PARTS = "parts"
    """Verdicts on all parts of a combined target."""


UNLOCK_COLUMNS = [*ROW, "in_force", "indicator", "reason", "what", "subject", "years", "needs", "alone"]

OF_THE_TARGET = (Missing.CONFIRMED_WORDING, Missing.NUMBER_IN_TARGET, Missing.DEADLINE, Missing.PARTS)
"""What a target itself lacks, the same in every place; everything else is lacking in figures."""

BY_REASON: dict[Reason, Missing] = {
    Reason.UNVERIFIED: Missing.CONFIRMED_WORDING,
    Reason.TARGET_NOT_IN_DESIRED_DIRECTION: Missing.CONFIRMED_WORDING,
    Reason.NO_TARGET: Missing.NUMBER_IN_TARGET,
    Reason.ZERO_OR_SIGN_CHANGE: Missing.NUMBER_IN_TARGET,
    Reason.NO_BASELINE: Missing.BASELINE,
    Reason.NOT_COMPARABLE: Missing.COMPARABLE_SERIES,
    Reason.BREAK_IN_SERIES: Missing.BRIDGED_BREAK,
    Reason.WITHHELD: Missing.RELEASE,
    Reason.EMBARGOED: Missing.RELEASE,
    Reason.BASELINE_ONLY: Missing.NEWER_YEAR,
    Reason.TOO_EARLY: Missing.NEWER_YEAR,
    Reason.OUT_OF_DATE: Missing.NEWER_YEAR,
    Reason.TOO_FEW_POINTS: Missing.MORE_YEARS,
    Reason.WINDOW_TOO_SHORT: Missing.MORE_YEARS,
    Reason.TOO_UNCERTAIN: Missing.INTERVAL,
    Reason.PARTS_OPEN: Missing.PARTS,
}
"""What each reason says itself; no data, no deadline and what lies behind the first reason is read off the row."""

BREAKDOWN = ("sex", "site", "group")
"""Columns of the scorecard that name a breakdown where they hold neither ``all`` nor nothing."""


def unlocks(scorecard: pd.DataFrame) -> pd.DataFrame:
    """
    Return what every row of the scorecard that is not assessable lacks.

    Args:
        scorecard: As `metrics.report.scorecard` returns it.

    Returns:
        One row a row of the scorecard and missing thing, in the scorecard's order: its key (`metrics.scorecard.ROW`), ``in_force``,
        ``indicator``, ``reason``, ``what`` (a `Missing`), ``subject`` (the indicator whose figures lack; the target where the target
        itself lacks something or names no indicator), ``years`` (how many more, where ``what`` is ``more_years``; else missing), ``needs``
        (how many things the row lacks) and ``alone`` (this one thing is enough, as far as the scorecard shows).
    """
    rows = scorecard[scorecard["status"] == Status.NOT_ASSESSABLE]
    wanted = pd.DataFrame({str(what): flags for what, flags in _conditions(rows).items()}, index=rows.index)
    row, column = np.nonzero(wanted.to_numpy(dtype=bool))
    frame = rows.iloc[row][[*ROW, "in_force", "indicator", "reason"]].reset_index(drop=True)
    frame["what"] = np.array(wanted.columns, dtype=object)[column]
    of_target = frame["what"].isin(OF_THE_TARGET) | (frame["indicator"] == "")
    frame["subject"] = frame["target"].where(of_target, frame["indicator"])
    short = (DEFAULT_RULES.fewest_points - rows["points_used"].iloc[row]).clip(lower=1).reset_index(drop=True)
    frame["years"] = short.where(frame["what"] == Missing.MORE_YEARS).astype("Int64")
    frame["needs"] = wanted.sum(axis=1).to_numpy()[row]
    return frame.assign(alone=frame["needs"] == 1)[UNLOCK_COLUMNS]


def _conditions(rows: pd.DataFrame) -> dict[Missing, pd.Series[bool]]:
    """Return which row lacks what: what its reason says, and what would stop it next."""
    said = rows["reason"].map({str(reason): str(what) for reason, what in BY_REASON.items()}).fillna("")
    combined = rows["kind"] == "all_of"
    valued, aim, start = rows["latest"].notna(), rows["target_value"].notna(), rows["baseline"].notna()
    other = rows["comparability"] == "not_comparable"
    # A stated start without any figure needs a newer year, which is a figure too.
    bare = ~valued & ~combined & ~said.isin([Missing.RELEASE, Missing.NEWER_YEAR])
    narrow = ~rows[list(BREAKDOWN)].isin(["all", ""]).all(axis=1)
    change = rows["kind"].isin(NEEDS_BASELINE)
    unmet = ~(rows["gap"] <= 0)
    few = valued & ~other & unmet & (rows["points_used"] < DEFAULT_RULES.fewest_points)
    lacking = {what: said == what for what in Missing}
    lacking[Missing.NUMBER_IN_TARGET] |= (rows["kind"] == "aspiration") | ((rows["reason"] == Reason.NO_DEADLINE) & ~aim)
    # At a strict bound, or past it in a distorted year only, the gap is closed and the target is not met.
    lacking[Missing.DEADLINE] |= rows["target_year"].isna() & ~combined & (unmet | (rows["reason"] == Reason.NO_DEADLINE))
    lacking[Missing.BASELINE] |= change & ~start & (valued | rows["baseline_year"].isna())
    lacking[Missing.COMPARABLE_SERIES] |= other
    lacking[Missing.BREAKDOWN] |= bare & ~other & narrow
    lacking[Missing.SERIES] |= bare & ~other & ~narrow
    lacking[Missing.MORE_YEARS] |= few & ~said.isin([Missing.NEWER_YEAR, Missing.BRIDGED_BREAK, Missing.RELEASE])
    return lacking


def rank_gaps(missing: pd.DataFrame, by: Sequence[str] = ("what", "subject", "place")) -> pd.DataFrame:
    """
    Return the gaps, those that block the most verdicts first.

    Args:
        missing: As `unlocks` returns it; only target versions in force are counted.
        by: What makes one gap; leave out ``place`` to rank gaps over all places. What the target itself lacks has no place.

    Returns:
        The columns of *by*, ``verdicts`` (rows of the scorecard that lack it), ``alone`` (of them, those that lack nothing else),
        ``targets`` and ``missions`` (ids joined by semicolons).
    """
    counted = missing[missing["in_force"]]
    counted = counted.assign(place=counted["place"].mask(counted["what"].isin(OF_THE_TARGET), ""))
    groups = counted.groupby(list(by), sort=True, dropna=False)
    ranked = groups.agg(
        verdicts=("what", "size"),
        alone=("alone", "sum"),
        targets=("target", lambda names: ";".join(sorted(set(names)))),
        missions=("mission", lambda names: ";".join(sorted(set(names)))),
    ).reset_index()
    return ranked.sort_values(["verdicts", "alone", *by], ascending=[False, False] + [True] * len(by), kind="stable").reset_index(drop=True)
