"""
The weather symbols of Germany's sustainability indicators.

Source: dns-indikatoren.de/en/status (Federal Statistical Office, "Status of indicators - Methodology"). The mean of the last five yearly
changes (six points) is continued to the target year; what would then be missed is compared with what is missing today. The publisher
calls the symbols neither a political assessment nor a forecast. Targets without a year are to be held every year and follow the second
rule, statements of a direction alone the third. The publisher's exception that judges four points is not used here: we ask for six.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.intervals import Array
from metrics.methods.base import Method, answer, complete, latest, with_errors
from metrics.projection import ratio
from metrics.status import Reason, Status

ID = "dns_de"
VERSION = "1.0"

POINTS_NEEDED = 6
"""Six data points give five yearly changes (dns-indikatoren.de/en/status)."""
NEARLY_REACHED_PERCENT = 5.0
"""Missing less than this share of the remaining distance is still sunny (dns-indikatoren.de/en/status)."""
NARROWLY_MISSED_PERCENT = 20.0
"""Missing up to this share is sun with a cloud, more is a cloud (dns-indikatoren.de/en/status)."""

STATUS = {
    "sun": Status.ON_COURSE,
    "sun_with_cloud": Status.BEHIND,
    "cloud": Status.BEHIND,
    "thunderstorm": Status.AWAY,
    "not_possible": Status.NOT_ASSESSABLE,
}
"""Our reading. The publisher counts sun with a cloud as on track; but the target would be missed, and our words say what would happen.
A thunderstorm over a value that does not move at all is `no_clear_change`; whatever has reached its target is `met`."""


def assess(series: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """
    Return the weather symbol of every row of *targets*; see `metrics.methods.base` for both frames.

    ``statistic`` is the share of today's distance to the target, in percent, that would be missing in the target year (0 if it would be
    reached; the mean yearly change where there is no target year), ``threshold`` the bound it passed, ``required`` the change a year that
    leads from the latest value to the target.
    """
    goals = complete(targets)
    points = with_errors(series)
    ends = latest(points, goals.index)
    window = points.groupby("series", sort=False).tail(POINTS_NEEDED)
    first = window.drop_duplicates("series").set_index("series").reindex(goals.index)
    before = points.groupby("series", sort=False).tail(2).drop_duplicates("series").set_index("series").reindex(goals.index)
    sign, goal = goals["sign"], goals["target_value"]
    change = (ends["latest"] - first["value"]) / (ends["last_year"] - first["year"])
    pace, last_step = sign * change, sign * (ends["latest"] - before["value"])
    left = goals["target_year"] - ends["last_year"]
    distance = sign * (goal - ends["latest"])
    missed = (distance - pace * left).clip(lower=0)
    share = pd.Series(100 * ratio(missed.to_numpy(dtype=float), distance.to_numpy(dtype=float)), index=goals.index)
    reached = distance <= 0
    dated = _dated(pace, share, missed, reached)
    symbols = np.where(goal.isna(), _direction(pace, last_step), np.where(left.isna(), _held(pace, reached), dated))
    reason = _reason(goals, ends, left, reached)
    verdict = pd.Series(np.where(reason == "", symbols, "not_possible"), index=goals.index)
    still = (verdict == "thunderstorm") & (pace == 0)
    conditions = [(reached & (reason == "")).to_numpy(dtype=bool), still.to_numpy(dtype=bool)]
    status = np.select(conditions, [str(Status.MET), str(Status.NO_CLEAR_CHANGE)], default=verdict.map(STATUS).to_numpy(dtype=str))
    by_year = goal.notna() & left.notna()
    bounds = np.select([share < NEARLY_REACHED_PERCENT], [NEARLY_REACHED_PERCENT], default=NARROWLY_MISSED_PERCENT)
    threshold = pd.Series(np.where(by_year & (pace > 0), bounds, 0.0), index=goals.index)
    columns = ends[["points", "last_year"]].assign(
        status=status, verdict=verdict, statistic=share.where(by_year & (pace > 0) & ~reached, change).where(reason == ""),
        threshold=threshold.where(reason == ""), required=((goal - ends["latest"]) / left.where(left > 0)).mask(reached), reason=reason,
        first_year=first["year"],
    )  # fmt: skip
    return answer(ID, VERSION, goals, columns)


def _dated(pace: pd.Series[float], share: pd.Series[float], missed: pd.Series[float], reached: pd.Series[bool]) -> Array:
    """Return the symbols of targets with a year; for those already reached, whether they would still be reached then."""
    conditions = [reached & (missed == 0), reached, pace <= 0, share < NEARLY_REACHED_PERCENT, share <= NARROWLY_MISSED_PERCENT]
    return np.select(conditions, ["sun", "sun_with_cloud", "thunderstorm", "sun", "sun_with_cloud"], default="cloud")


def _held(pace: pd.Series[float], reached: pd.Series[bool]) -> Array:
    """Return the symbols of targets that are to be held every year."""
    return np.select([reached & (pace >= 0), reached, pace > 0], ["sun", "sun_with_cloud", "cloud"], default="thunderstorm")


def _direction(pace: pd.Series[float], last_step: pd.Series[float]) -> Array:
    """Return the symbols of statements that name a direction but no value."""
    return np.select([(pace > 0) & (last_step > 0), pace > 0, last_step > 0], ["sun", "sun_with_cloud", "cloud"], default="thunderstorm")


def _reason(goals: pd.DataFrame, ends: pd.DataFrame, left: pd.Series[float], reached: pd.Series[bool]) -> pd.Series[str]:
    conditions = [
        ends["points"] == 0,
        goals["sign"].isna(),
        ends["points"] < POINTS_NEEDED,
        (left <= 0) & ~reached,  # nothing is left to be continued: the target year is over
    ]
    reasons = [Reason.NO_DATA, Reason.NOT_APPLICABLE, Reason.TOO_FEW_POINTS, Reason.NOT_APPLICABLE]
    return pd.Series(np.select(conditions, [str(reason) for reason in reasons], default=""), index=goals.index)


METHOD = Method(
    id=ID,
    version=VERSION,
    source="Federal Statistical Office (Destatis), status of the German sustainability indicators, dns-indikatoren.de/en/status",
    needs="six points; a target with or without a year, or a direction alone",
    special_cases="met now: sun, or sun with a cloud if it would be lost again; no change: thunderstorm; no uncertainty; works at zero",
    assess=assess,
)
