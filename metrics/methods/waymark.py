"""
Waymark's own method: is it clearly improving, and would the recent pace reach the target in time?

A line is fitted to the last comparable points (`metrics.windows`, `metrics.trend`); the probability is that of
the forecast from the same points (`metrics.forecast`). If the 90 % interval of its slope lies on the wrong
side of zero, the place moves away; if it includes zero, there is no clear change; otherwise the probability of being at or past the
target in the target year decides between on course and behind. It rewards no luck: noise ends in "no clear change", not in a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.intervals import WIDTH_OF_95_PERCENT, Array, t_quantile
from metrics.methods.base import NONE, STATUSES, Answer, Codes, Constant, Method, Trait, choose, code, is_met, quotient
from metrics.panel import Flags, Goals, Panel, Whole, at_year, is_empty, newest, points_in, take
from metrics.projection import at_or_past, probability_of_target
from metrics.status import Reason, Status, is_too_uncertain
from metrics.trend import Window, continued, fit_line
from metrics.windows import DEFAULT_RULES, WindowRules

ID = "waymark"
VERSION = "1.2"


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
    sign, goal, due, last_year = (rows[name].astype(float) for name in ("sign", "target_value", "target_year", "last_year"))
    trend = movement(fits, sign.to_numpy(), modelled=rows["modelled"].to_numpy(dtype=bool), rules=rules)
    chance = probability_of_target(fits, goal, due.where(due > last_year), sign)
    words = np.array([str(status) for status in STATUSES])[_with_chance(trend, chance.to_numpy(), rules)]
    frame = pd.DataFrame({"status": words, "probability": chance, "t": trend.t, "critical": trend.critical}, index=fits.index)
    slope, reach = fits["slope"], trend.critical * np.sqrt(fits["slope_variance"])
    for name, number in (("pace", slope), ("pace_lower", slope - reach), ("pace_upper", slope + reach)):
        frame[name] = number.mask(fits["log"], 100 * np.expm1(number.clip(upper=700.0)))
    return frame


@dataclass(frozen=True)
class Movement:
    """
    What the line says before the target is looked at, one number a series.

    Attributes:
        status: Code of away, of no clear change, or of behind where it clearly improves: a probability can make that on course.
        t: Slope over its standard error, positive in the desired direction.
        critical: The bound that t is held against.
    """

    status: Codes
    t: Array
    critical: Array


def movement(lines: Mapping[str, Array] | pd.DataFrame, sign: Array, *, modelled: Flags, rules: Rules = RULES) -> Movement:
    """Return how every line of *lines* (`metrics.trend.LINE_COLUMNS`) moves; *sign* and *modelled* as for `judge_fits`, as arrays."""
    slope, variance, degrees = (np.asarray(lines[name], dtype=np.float64) for name in ("slope", "slope_variance", "degrees"))
    critical = _critical(degrees, rules)
    t = quotient(sign * slope, np.sqrt(variance))
    conditions = [too_smooth(lines, modelled, rules), t <= -critical, ~(t >= critical)]
    words = [Status.NO_CLEAR_CHANGE, Status.AWAY, Status.NO_CLEAR_CHANGE]
    return Movement(choose(conditions, [code(word) for word in words], code(Status.BEHIND)), t, critical)


def _with_chance(trend: Movement, probability: Array, rules: Rules = RULES) -> Codes:
    """Return the status once the probability of being at or past the target is known; NaN is no chance."""
    likely = (trend.status == code(Status.BEHIND)) & (probability >= rules.likely)
    return np.where(likely, code(Status.ON_COURSE), trend.status)


def _critical(degrees: Array, rules: Rules) -> Array:
    """Return Student's t quantile of the slope's interval; looked up once for each number of degrees, of which there are few."""
    few, place = np.unique(degrees, return_inverse=True)
    return t_quantile(0.5 + rules.slope_level / 2, few)[place]


def too_smooth(lines: Mapping[str, Array] | pd.DataFrame, modelled: Flags | pd.Series[bool], rules: Rules = RULES) -> Flags:
    """
    Tell which modelled series without published limits move too little to be called moving.

    The change is taken in percent a year; where the fit is linear, of its level in the middle of the window.
    """
    without_limits: Flags = np.asarray(modelled, dtype=np.bool_) & ~np.asarray(lines["weighted"], dtype=np.bool_)
    if not without_limits.any():
        return without_limits
    slope, level = np.asarray(lines["slope"], dtype=np.float64), np.asarray(lines["level"], dtype=np.float64)
    on_log = np.asarray(lines["log"], dtype=np.bool_)
    percent = 100 * np.where(on_log, np.expm1(np.minimum(slope, 700.0)), quotient(slope, np.abs(level)))
    return np.asarray(without_limits & (np.abs(percent) < rules.least_modelled_change), dtype=np.bool_)


def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return our verdict on every series.

    ``statistic`` and ``threshold`` are, for on course and behind, the probability of being at or past the target in the target year and
    one half; for away and no clear change, the slope over its standard error (positive in the desired direction) and the bound it did not
    pass, and so where there is no such probability: the target year is over, or the target lies where the values cannot be. For met, the
    latest value and the target. ``required`` is the change a year that leads from the latest value to the target, in units a year.
    """
    window = _window(panel, goals)
    count = points_in(~np.isnan(window.value))
    last_end, latest = newest(panel.year_end), panel.latest
    met = is_met(latest, goals)
    reason = _reason(goals, panel, count, met)
    line = fit_line(window)
    trend = movement(line, goals.sign, modelled=goals.modelled)
    # Sums of squares of values beyond 1e150 overflow: what cannot be computed is no standstill.
    overflown = (reason == NONE) & ~met & ~np.isfinite(line["slope_variance"])
    reason = np.where(overflown, code(Reason.NOT_APPLICABLE), reason)
    unclear = (reason == NONE) & ~met & (trend.status == code(Status.NO_CLEAR_CHANGE))
    reason = np.where(unclear & _is_vague(panel, goals), code(Reason.TOO_UNCERTAIN), reason)
    # The forecast costs more than all else here, so it is made only where it decides.
    open_ = np.flatnonzero((reason == NONE) & ~met & (trend.status == code(Status.BEHIND)) & (goals.target_year > last_end))
    probability = np.full(len(latest), np.nan)
    probability[open_] = _chance(window.rows(open_), line["log"][open_], goals.rows(open_))
    by_trend = np.where(reason == NONE, _with_chance(trend, probability), code(Status.NOT_ASSESSABLE))
    status = np.where(met, code(Status.MET), by_trend).astype(np.int8)
    by_chance = np.isfinite(probability)
    statistic = np.where(met, latest, np.where(by_chance, probability, trend.t))
    bound = np.where(status == code(Status.AWAY), -trend.critical, trend.critical)
    threshold = np.where(met, goals.target_value, np.where(by_chance, RULES.likely, bound))
    left = goals.target_year - last_end
    required = np.where((left > 0) & ~met, (goals.target_value - latest) / left, np.nan)
    return Answer(
        verdict=status,
        status=status,
        statistic=np.where(reason == NONE, statistic, np.nan),
        threshold=np.where(reason == NONE, threshold, np.nan),
        required=required,
        reason=reason,
        points=count,
        first_year=take(window.year, window.year.shape[1] - count),
        last_year=newest(window.year),
    )


def _is_vague(panel: Panel, goals: Goals) -> Flags:
    """Tell where the published range of the latest value holds both the start and the target."""
    if is_empty(panel.lower) and is_empty(panel.stated_se):
        return np.zeros(len(panel.value), dtype=np.bool_)
    reach = WIDTH_OF_95_PERCENT / 2 * newest(panel.stated_se)
    lower, upper = newest(panel.lower), newest(panel.upper)
    lower = np.where(np.isnan(lower), panel.latest - reach, lower)
    upper = np.where(np.isnan(upper), panel.latest + reach, upper)
    observed = take(panel.value, at_year(panel, goals.baseline_year))
    start = np.where(np.isnan(goals.baseline_value), observed, goals.baseline_value)
    return is_too_uncertain(lower, upper, start, goals.target_value)


def _chance(window: Window, log: Flags, goals: Goals) -> Array:
    """Return the probability of being at or past the target in its year, which lies ahead."""
    ahead = continued(window, log)
    return at_or_past(ahead, goals.target_value, goals.target_year, goals.sign)


def _window(panel: Panel, goals: Goals, rules: WindowRules = DEFAULT_RULES) -> Window:
    """Return the newest points within the bounds of *rules*, as `metrics.windows.mark_used` chooses them."""
    recent = panel.last(rules.most_points)
    year, year_end, value, time = recent.year, recent.year_end, recent.value, recent.time
    oldest = take(time, recent.width - recent.count)
    long = np.flatnonzero(newest(time) - oldest > rules.longest_years)
    if len(long):
        old = newest(time)[long, None] - time[long] > rules.longest_years
        year, value = _without(year, long, old), _without(value, long, old)
        year_end = year if recent.year_end is recent.year else _without(year_end, long, old)
    # A target that is not positive has no place on a log scale: the whole assessment is then linear.
    log = goals.log & (goals.target_value > 0)
    return Window(year, year_end, value, recent.lower, recent.upper, recent.stated_se, log, goals.resolution, goals.share, goals.widening)


def _without(cells: Array, rows: Whole, old: Flags) -> Array:
    """Return *cells* with NaN where those of *rows* are *old*."""
    kept = cells.copy()
    kept[rows] = np.where(old, np.nan, kept[rows])
    return kept


def _reason(goals: Goals, panel: Panel, used: Array, met: Flags) -> Codes:
    conditions = [
        panel.count == 0,
        np.isnan(goals.sign),
        np.isnan(goals.target_value),
        met,
        np.isnan(goals.target_year),
        used < DEFAULT_RULES.fewest_points,
    ]
    reasons = [Reason.NO_DATA, Reason.NOT_APPLICABLE, Reason.NO_TARGET, "", Reason.NO_DEADLINE, Reason.TOO_FEW_POINTS]
    return choose(conditions, [code(reason) for reason in reasons], NONE)


METHOD = Method(
    id=ID,
    version=VERSION,
    source="this project: metrics/methods/waymark.py; trend as in metrics/trend.py, probability by the forecast of metrics/forecast",
    needs="a target with a year and five comparable points within fifteen years; intervals are used where published",
    special_cases="target met: met, whatever the trend; two points: too few; zero targets: linear; scatter or rounding: no clear change; "
    "no clear change and a latest range that holds start and target: too uncertain",
    words=tuple(str(status) for status in STATUSES),
    judge=judge,
    constants=(
        Constant("slope_level", RULES.slope_level, "ours: 5 % on each side, the error that Healthy People accepts", verified=True),
        Constant("likely", RULES.likely, "ours: more likely than not", verified=True),
        Constant(
            "least_modelled_change_percent",
            RULES.least_modelled_change,
            "NCI's Cancer Trends Progress Report calls this stable; quoted from memory",
            verified=False,
        ),
    ),
    traits=frozenset({Trait.SIGNIFICANCE, Trait.TARGET, Trait.DEADLINE, Trait.EVERY_POINT}),
)
