"""What a reader should know beside a verdict: the cautions of every row of the scorecard."""

from __future__ import annotations

from datetime import date

import pandas as pd

from metrics.methods.waymark import RULES
from metrics.status import STALE_BEYOND_LAG_YEARS, Caution, Status

TREND = (Status.ON_COURSE, Status.BEHIND, Status.NO_CLEAR_CHANGE, Status.AWAY)


def cautions(rows: pd.DataFrame, as_of: date) -> pd.Series[str]:
    """
    Return the cautions of every row, joined by semicolons in the order of the closed list.

    Args:
        rows: The scorecard's rows with everything that was derived for them.
        as_of: The day of judgement.
    """
    judged = rows["status"] != Status.NOT_ASSESSABLE
    trend = rows["status"].isin(TREND)
    met = rows["status"] == Status.MET
    on_course, behind = rows["status"] == Status.ON_COURSE, rows["status"] == Status.BEHIND
    valued = rows["latest"].notna()
    other_side = rows["upper"].where(rows["sign"] < 0, rows["lower"])
    close = rows["probability"].between(RULES.close_from, RULES.close_to)
    fast_enough = (rows["sign"] * (rows["pace"] - rows["required_pace"])).ge(0) & rows["required_pace"].notna()
    too_slow = (rows["sign"] * (rows["pace"] - rows["required_pace"])).lt(0)
    applies: dict[Caution, pd.Series[bool]] = {
        Caution.STAND_IN: valued & (rows["comparability"] == "proxy"),
        Caution.NO_INTERVAL: valued & (rows["lower"].isna() | rows["upper"].isna()),
        Caution.MET_NOT_CERTAIN: met & (rows["sign"] * (other_side - rows["target_value"]) < 0),
        Caution.MODELLED: valued & rows["modelled"],
        Caution.YEARS_EXCLUDED: judged & _true(rows["years_excluded"]),
        Caution.BREAK_BEFORE_WINDOW: trend & _true(rows["break_before"]),
        Caution.DEADLINE_PASSED: judged & (rows["target_year"] < as_of.year),
        Caution.CLOSE_CALL: (on_course | behind) & close,
        Caution.BASELINE_OURS: valued & rows["baseline_ours"] & rows["baseline"].notna(),
        Caution.OLD_VALUE: valued & (rows["newest_age"] > rows["lag"] + STALE_BEYOND_LAG_YEARS),
        Caution.OVERLAPPING_WINDOWS: trend & _true(rows["overlapping"]),
        Caution.UNCHANGED_VALUES: judged & _true(rows["unchanged"]),
        Caution.PACE_AND_CHANCE_DIFFER: (behind & fast_enough) | (on_course & too_slow),
    }
    joined = pd.Series("", index=rows.index)
    for caution, where in applies.items():  # over the closed list, not over rows
        joined = joined + where.map({True: f"{caution};", False: ""})
    return joined.str.rstrip(";")


def _true(flags: pd.Series[bool]) -> pd.Series[bool]:
    return flags.astype("boolean").fillna(value=False).astype(bool)
