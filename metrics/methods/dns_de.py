"""
The weather symbols of Germany's sustainability indicators.

Source: dns-indikatoren.de/en/status (Federal Statistical Office, "Status of indicators - Methodology"). The mean of the last five yearly
changes (six points) is continued to the target year; what would then be missed is compared with what is missing today. The publisher
calls the symbols neither a political assessment nor a forecast. Targets without a year are to be held every year and follow the second
rule, statements of a direction alone the third. A target that is reached before its year is to be held from then on (the same page; note
on indicator 15.1, which is exempt): we look for that from the baseline year on, where one is stated. In the target year itself there is
still a symbol, after it there is none. The publisher's exception that judges four points is not used here: we ask for six.
"""

from __future__ import annotations

import numpy as np

from metrics.methods.base import NONE, Answer, Codes, Constant, Method, Trait, choose, code, quotient, status_of
from metrics.methods.common import without_noise
from metrics.panel import Array, Flags, Goals, Panel, take
from metrics.status import Reason, Status

ID = "dns_de"
VERSION = "1.1"

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
WORDS = tuple(STATUS)
SUN, SUN_WITH_CLOUD, CLOUD, THUNDERSTORM, NOT_POSSIBLE = range(len(WORDS))


def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return the weather symbol of every series.

    ``statistic`` is the share of today's distance to the target, in percent, that would be missing in the target year (0 if it would be
    reached; the mean yearly change where there is no target year), ``threshold`` the bound it passed, ``required`` the change a year that
    leads from the latest value to the target.
    """
    window = panel.last(POINTS_NEEDED)
    oldest = window.width - window.count
    first_year = take(window.year, oldest)
    sign, goal, latest = goals.sign, goals.target_value, panel.latest
    change = (latest - take(window.value, oldest)) / (panel.last_year - first_year)
    last_step = sign * (latest - take(window.value, np.maximum(oldest, window.width - 2)))
    pace = sign * change
    left = goals.target_year - panel.last_year
    distance = sign * (goal - latest)
    missed = np.maximum(distance - pace * left, 0)
    share = without_noise(100 * quotient(missed, distance))
    reached = distance <= 0
    without_goal = np.isnan(goal)
    held = reached | np.isnan(left) | _was_reached(panel, goals, open_=~reached & (pace > 0) & (left >= 0))
    symbol = _dated(pace, share)
    np.copyto(symbol, _held(pace, reached), where=held)
    np.copyto(symbol, _direction(pace, last_step), where=without_goal)
    reason = choose(
        [panel.count == 0, np.isnan(sign), panel.count < POINTS_NEEDED, (left < 0) & ~reached],
        # Where the target year is over the publisher's evaluation ends.
        [code(Reason.NO_DATA), code(Reason.NOT_APPLICABLE), code(Reason.TOO_FEW_POINTS), code(Reason.NOT_APPLICABLE)],
        NONE,
    )
    possible = reason == NONE
    verdict = np.where(possible, symbol, np.int8(NOT_POSSIBLE))
    still = (verdict == THUNDERSTORM) & (pace == 0)
    status = choose([reached & possible, still], [code(Status.MET), code(Status.NO_CLEAR_CHANGE)])
    status = np.where((reached & possible) | still, status, status_of(WORDS, STATUS, verdict))
    by_year = ~without_goal & ~held & (pace > 0)
    bound = np.where(share < NEARLY_REACHED_PERCENT, NEARLY_REACHED_PERCENT, NARROWLY_MISSED_PERCENT)
    required = np.where((left > 0) & ~reached, (goal - latest) / left, np.nan)
    return Answer(
        verdict=verdict,
        status=status,
        statistic=np.where(possible, np.where(by_year, share, change), np.nan),
        threshold=np.where(possible, np.where(by_year, bound, 0.0), np.nan),
        required=required,
        reason=reason,
        points=panel.count,
        first_year=first_year,
        last_year=panel.last_year,
    )


def _was_reached(panel: Panel, goals: Goals, open_: Flags) -> Flags:
    """Tell which of the *open_* targets were reached by a point since their baseline year, and lost again."""
    reached = np.zeros(len(open_), dtype=np.bool_)
    rows = np.flatnonzero(open_ & np.isfinite(goals.baseline_year))  # only there the answer decides
    sign, goal, since = (cells[rows, None] for cells in (goals.sign, goals.target_value, goals.baseline_year))
    reached[rows] = ((sign * (panel.value[rows] - goal) >= 0) & (panel.year[rows] >= since)).any(axis=1)
    return reached


def _dated(pace: Array, share: Array) -> Codes:
    """Return the symbols of targets with a year that are still to be reached."""
    conditions = [pace <= 0, share < NEARLY_REACHED_PERCENT, share <= NARROWLY_MISSED_PERCENT]
    return choose(conditions, [THUNDERSTORM, SUN, SUN_WITH_CLOUD], CLOUD)


def _held(pace: Array, reached: Flags) -> Codes:
    """Return the symbols of targets that are to be held every year, also because they were reached before theirs."""
    return choose([reached & (pace >= 0), reached, pace > 0], [SUN, SUN_WITH_CLOUD, CLOUD], THUNDERSTORM)


def _direction(pace: Array, last_step: Array) -> Codes:
    """Return the symbols of statements that name a direction but no value."""
    return choose([(pace > 0) & (last_step > 0), pace > 0, last_step > 0], [SUN, SUN_WITH_CLOUD, CLOUD], THUNDERSTORM)


PUBLISHED = "dns-indikatoren.de/en/status"

METHOD = Method(
    id=ID,
    version=VERSION,
    source="Federal Statistical Office (Destatis), status of the German sustainability indicators, dns-indikatoren.de/en/status",
    needs="six points; a target with or without a year, or a direction alone",
    special_cases="met now: sun, or sun with a cloud if it moves away again; met since the baseline and lost: cloud while it improves; "
    "no change: thunderstorm; no uncertainty; works at zero",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("points_needed", POINTS_NEEDED, PUBLISHED, verified=True),
        Constant("nearly_reached_percent", NEARLY_REACHED_PERCENT, PUBLISHED, verified=True),
        Constant("narrowly_missed_percent", NARROWLY_MISSED_PERCENT, PUBLISHED, verified=True),
    ),
    traits=frozenset({Trait.TARGET, Trait.DEADLINE}),
)
