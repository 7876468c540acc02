"""
The recent trend of the US State Cancer Profiles: the average annual percent change of the last five years, from a joinpoint model.

Sources: statecancerprofiles.cancer.gov, "Joinpoint Trends - Differences" (the recent trend is the AAPC of the most recent five years of
data, computed from the whole joinpoint line) and "Interpretation of Death Rates Data" (rising, stable, falling). Model and interval:
`metrics.joinpoints`, `metrics.annual_change`; where the last segment holds all five years, it is that segment's own APC.

It answers whether a rate rises or falls now. It looks at no target and no deadline, so a good direction is never enough to call a place on
course: it is some progress, `behind`, the middle of our scale.
"""

from __future__ import annotations

import numpy as np

from metrics.annual_change import aapc
from metrics.joinpoints.model import fit_trends
from metrics.joinpoints.rules import Rules
from metrics.methods.base import Answer, Constant, Method, Trait, choose, code, is_met
from metrics.panel import Array, Flags, Goals, Panel, is_empty, take
from metrics.status import Reason, Status

ID = "aapc"
VERSION = "1.0"

RECENT_POINTS = 5
"""Years of data that make the recent trend."""
LEVEL = 0.95
"""Confidence of the interval that decides."""

WORDS = ("rising", "falling", "stable", "not_calculated")
RISING, FALLING, STABLE, NOT_CALCULATED = range(len(WORDS))


def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return the recent trend of every series; ``statistic`` is the AAPC in percent a year, ``threshold`` 0, which its 95 % interval excludes
    for a rising or a falling trend; nothing is required. The window is the range of the AAPC, the model uses all points.

    Where no direction is good a trend keeps its word, but there is no status of ours for it: the reason is `not_applicable`.
    """
    positive = np.asarray((~panel.valid | ((panel.value > 0) & (panel.value < np.inf))).all(axis=1), dtype=np.bool_)
    # Two periods of different length can have the same middle; there is no slope between them.
    one_time = np.asarray((np.diff(panel.time, axis=1) <= 0).any(axis=1), dtype=np.bool_)
    calculated = (panel.count >= RECENT_POINTS) & positive & ~one_time
    change, lower, upper = _recent_change(panel.rows(np.flatnonzero(calculated)), calculated)
    direction = np.where(lower > 0, 1.0, np.where(upper < 0, -1.0, 0.0))
    no_judgement = np.isnan(goals.sign) & (direction != 0)
    refused = [panel.count == 0, panel.count < RECENT_POINTS, ~positive, one_time | no_judgement]
    reasons = [Reason.NO_DATA, Reason.TOO_FEW_POINTS, Reason.ZERO_OR_SIGN_CHANGE, Reason.NOT_APPLICABLE]
    states = [~calculated, no_judgement, is_met(panel.latest, goals), direction == 0, goals.sign * direction > 0]
    statuses = [Status.NOT_ASSESSABLE, Status.NOT_ASSESSABLE, Status.MET, Status.NO_CLEAR_CHANGE, Status.BEHIND]
    return Answer(
        verdict=choose([~calculated, direction > 0, direction < 0], [NOT_CALCULATED, RISING, FALLING], STABLE),
        status=choose(states, [code(status) for status in statuses], code(Status.AWAY)),
        statistic=change,
        threshold=np.where(calculated, 0.0, np.nan),
        required=np.full(len(change), np.nan),
        reason=choose(refused, [code(reason) for reason in reasons]),
        points=np.minimum(panel.count, RECENT_POINTS),
        first_year=panel.last(RECENT_POINTS).first_year,
        last_year=panel.last_year,
    )


def _recent_change(panel: Panel, calculated: Flags) -> tuple[Array, Array, Array]:
    """Return the AAPC of the newest points and its limits, NaN where *calculated* is false; *panel* has the series where it is true."""
    changes = np.full((3, len(calculated)), np.nan)
    if len(panel.value):
        error = None if is_empty(panel.se) else panel.se
        trends = fit_trends(panel.time, panel.value, error, Rules(level=LEVEL))
        newest = panel.time[:, -1]
        first = take(panel.time, np.full(len(newest), panel.width - RECENT_POINTS))
        changes[:, calculated] = aapc(trends, first, newest, level=LEVEL)
    return changes[0], changes[1], changes[2]


PROFILES = "statecancerprofiles.cancer.gov"
METHOD = Method(
    id=ID,
    version=VERSION,
    source=f"{PROFILES}, Joinpoint Trends - Differences, and Interpretation of Death Rates Data; NCI Joinpoint version 5",
    needs="five points, all above 0; weighted by standard errors where every point has one; neither target nor direction",
    special_cases="a value of 0 or below, fewer than five points, two of one time: not calculated; target met: the trend only",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("points of the recent trend", RECENT_POINTS, f"{PROFILES}, Joinpoint Trends - Differences", verified=True),
        Constant("confidence of the interval", LEVEL, f"{PROFILES}, Interpretation of Death Rates Data", verified=True),
        Constant(
            "parameters a joinpoint costs in the t interval", 2.0, "NCI Joinpoint help, Notation; its use is from memory", verified=False
        ),
    ),
    traits=frozenset({Trait.SIGNIFICANCE, Trait.EVERY_POINT, Trait.COMPOUND}),
)
