"""
Waymark's own method: is it clearly improving, and would the recent pace reach the target in time?

A line is fitted to the last comparable points (`metrics.windows`, `metrics.trend`). If the 90 % interval of its slope lies on the wrong
side of zero, the place moves away; if it includes zero, there is no clear change; otherwise the probability of being at or past the
target in the target year decides between on course and behind. It rewards no luck: noise ends in "no clear change", not in a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.intervals import t_quantile
from metrics.methods.base import Method, answer, complete, with_errors
from metrics.methods.base import latest as latest_points
from metrics.projection import probability_of_target, ratio
from metrics.status import Reason, Status, is_met
from metrics.trend import fit_lines
from metrics.windows import DEFAULT_RULES, mark_used

ID = "waymark"
VERSION = "1.0"


@dataclass(frozen=True)
class Rules:
    """
    The thresholds of the method, each with its reason.

    Attributes:
        slope_level: Level of the slope's interval. 90 % leaves 5 % on each side: the error that Healthy People accepts, one-sided.
        likely: Probability from which the target counts as likely to be met. One half: more likely than not, no hidden safety margin.
        close_from: Lower bound of a close call; one third, so that odds of two to one either way are told apart from a toss-up.
        close_to: Upper bound of a close call.
        least_modelled_change: Percent a year below which a modelled series without published limits counts as unchanged. Its points lie
            on the publisher's smooth curve, so scatter says nothing; half a percent is what NCI's Cancer Trends Progress Report calls
            stable (quoted from memory).
    """

    slope_level: float = 0.90
    likely: float = 0.5
    close_from: float = 1 / 3
    close_to: float = 2 / 3
    least_modelled_change: float = 0.5


RULES = Rules()


def judge_fits(fits: pd.DataFrame, goals: pd.DataFrame, rules: Rules = RULES) -> pd.DataFrame:
    """
    Return status, pace and probability of every fitted series.

    Args:
        fits: Result of `metrics.trend.fit_lines`.
        goals: Indexed by series, at least the index of *fits*: ``sign``, ``target_value``, ``target_year``, ``last_year`` (end of the
            latest period), ``modelled``.
        rules: Thresholds.

    Returns:
        Indexed like *fits*: ``status``, ``probability`` (NaN without target or year, or once the target year has been measured), ``pace``,
        ``pace_lower``, ``pace_upper`` (90 % interval; percent a year where ``log``, else units a year), ``t`` (slope over its standard
        error, positive in the desired direction) and ``critical`` (the bound that t is held against).
    """
    rows = goals.reindex(fits.index)
    error = np.sqrt(fits["slope_variance"])
    critical = pd.Series(t_quantile(0.5 + rules.slope_level / 2, fits["degrees"]), index=fits.index)
    slope = fits["slope"]
    t = pd.Series(ratio((rows["sign"] * slope).to_numpy(dtype=float), error.to_numpy(dtype=float)), index=fits.index)
    year = rows["target_year"].where(rows["target_year"] > rows["last_year"])
    probability = probability_of_target(fits, rows["target_value"], year, rows["sign"])
    smooth = too_smooth(fits, rows["modelled"], rules)
    conditions = [smooth, t <= -critical, ~(t >= critical), probability >= rules.likely]
    words = [Status.NO_CLEAR_CHANGE, Status.AWAY, Status.NO_CLEAR_CHANGE, Status.ON_COURSE]
    status = np.select([condition.to_numpy(dtype=bool) for condition in conditions], [str(word) for word in words], str(Status.BEHIND))
    frame = pd.DataFrame({"status": status, "probability": probability, "t": t, "critical": critical}, index=fits.index)
    for name, number in (("pace", slope), ("pace_lower", slope - critical * error), ("pace_upper", slope + critical * error)):
        frame[name] = number.mask(fits["log"], 100 * np.expm1(number.clip(upper=700.0)))
    return frame


def too_smooth(fits: pd.DataFrame, modelled: pd.Series[bool], rules: Rules = RULES) -> pd.Series[bool]:
    """
    Tell which modelled series without published limits move too little to be called moving.

    The change is taken in percent a year; where the fit is linear, of its level in the middle of the window.
    """
    of_level = ratio(fits["slope"].to_numpy(dtype=float), fits["level"].abs().to_numpy(dtype=float))
    percent = pd.Series(100 * np.where(fits["log"], np.expm1(fits["slope"].clip(upper=700.0)), of_level), index=fits.index)
    without_limits = modelled.astype(bool) & ~fits["weighted"].astype(bool)
    return without_limits & (percent.abs() < rules.least_modelled_change)


def assess(series: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """
    Return our verdict on every row of *targets*; see `metrics.methods.base` for both frames.

    ``statistic`` and ``threshold`` are, for on course and behind, the probability of being at or past the target in the target year and
    one half; for away and no clear change, the slope over its standard error (positive in the desired direction) and the bound it did not
    pass; for met, the latest value and the target. ``required`` is the change a year that leads from the latest value to the target, in
    units a year.
    """
    goals = complete(targets)
    points = with_errors(series)
    points = points.assign(segment=0, excluded_by="")
    ends = latest_points(points, goals.index)
    goals["last_year"] = points.groupby("series")["year_end"].max().reindex(goals.index)
    used = points[mark_used(points)]
    counts = used.groupby("series").size().reindex(goals.index).fillna(0).astype(int)
    # A target that is not positive has no place on a log scale: the whole assessment is then linear.
    goals["scale"] = goals["scale"].mask(~(goals["target_value"] > 0), "linear")
    enough = goals.index[counts >= DEFAULT_RULES.fewest_points]
    fits = fit_lines(used[used["series"].isin(enough)], goals[["scale", "resolution"]])
    judged = judge_fits(fits, goals).reindex(goals.index)
    met = is_met(ends["latest"], goals["target_value"], goals["comparator"]) & goals["sign"].notna()
    reason = _reason(goals, ends["points"], counts, met)
    by_probability = judged["status"].isin([Status.ON_COURSE, Status.BEHIND])
    status = judged["status"].mask(reason != "", Status.NOT_ASSESSABLE).mask(met, Status.MET)
    statistic = judged["probability"].where(by_probability, judged["t"]).mask(met, ends["latest"])
    bound = judged["critical"].mask(judged["status"] == Status.AWAY, -judged["critical"])
    threshold = bound.mask(by_probability, RULES.likely).mask(met, goals["target_value"])
    left = (goals["target_year"] - goals["last_year"]).where(lambda years: years > 0)
    window = used.groupby("series").agg(first_year=("year", "min"), last_year=("year", "max")).reindex(goals.index)
    columns = pd.DataFrame(
        {
            "status": status, "verdict": status, "statistic": statistic.where(reason == ""), "threshold": threshold.where(reason == ""),
            "required": ((goals["target_value"] - ends["latest"]) / left).mask(met), "reason": reason, "points": counts,
            "first_year": window["first_year"], "last_year": window["last_year"],
        }
    )  # fmt: skip
    return answer(ID, VERSION, goals, columns)


def _reason(goals: pd.DataFrame, points: pd.Series[int], used: pd.Series[int], met: pd.Series[bool]) -> pd.Series[str]:
    rules: list[tuple[pd.Series[bool], Reason | None]] = [
        (points == 0, Reason.NO_DATA),
        (goals["sign"].isna(), Reason.NOT_APPLICABLE),
        (goals["target_value"].isna(), Reason.NO_TARGET),
        (met, None),
        (goals["target_year"].isna(), Reason.NO_DEADLINE),
        (used < DEFAULT_RULES.fewest_points, Reason.TOO_FEW_POINTS),
    ]
    reasons = ["" if reason is None else str(reason) for _, reason in rules]
    return pd.Series(np.select([condition.to_numpy(dtype=bool) for condition, _ in rules], reasons, default=""), index=goals.index)


METHOD = Method(
    id=ID,
    version=VERSION,
    source="this project: metrics/methods/waymark.py; trend and probability as in metrics/trend.py and metrics/projection.py",
    needs="a target with a year and five comparable points within fifteen years; intervals are used where published",
    special_cases="target met: met, whatever the trend; two points: too few; zero targets: linear; scatter or rounding: no clear change",
    assess=assess,
)
