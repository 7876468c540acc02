"""
The recent trend and the comparison of OHID's Fingertips.

Sources: OHID, Fingertips technical guidance, trend markers; github.com/dhsc-govuk/FingertipsNext, trend-analysis,
``TrendMarkerCalculator.cs`` and ``TrendRequest.cs``. The newest five points are fitted by weighted least squares on their published 95 %
intervals; the trend counts at 99.8 % and only if its direction survives leaving out each point. Shares that come without an interval but
with their counts get the chi-squared test for trend (Cochran-Armitage) and the same check, which Fingertips used before.

It answers whether there is a trend and whether it is a good one. It does not look at a target, so "getting better" is never enough to call
a place on course.
"""

from __future__ import annotations

import numpy as np

from metrics.methods.base import Answer, Codes, Constant, Method, Trait, choose, code, is_met
from metrics.panel import Array, Flags, Goals, Panel, is_empty
from metrics.status import Reason, Status

ID = "fingertips"
VERSION = "1.2"

POINTS_NEEDED = 5
"""Points of a recent trend (``PointsToUse``)."""
CRITICAL_CHI2 = 9.54953570608324
"""99.8 % quantile of chi-squared with one degree of freedom (``ChiSquareConfidence``)."""

WORDS = (
    "increasing_and_getting_better", "increasing_and_getting_worse", "decreasing_and_getting_better", "decreasing_and_getting_worse",
    "increasing", "decreasing", "no_significant_change", "cannot_be_calculated",
)  # fmt: skip
"""Without a good direction the trend has no judgement: increasing, decreasing."""

COMPARISONS = ("better", "similar", "worse", "higher", "lower", "not_compared")
"""Words of a comparison; higher and lower where no direction is good."""
BETTER, SIMILAR, WORSE, HIGHER, LOWER, NOT_COMPARED = range(len(COMPARISONS))


@np.errstate(all="ignore")  # odd series give NaN and a reason, not a warning
def judge(panel: Panel, goals: Goals) -> Answer:
    """
    Return the recent trend of every series; ``statistic`` is chi-squared, ``threshold`` its 99.8 % bound; nothing is required.

    Where no direction is good a trend keeps its word, but there is no status of ours for it: the reason is `not_applicable`.
    """
    recent = panel.last(POINTS_NEEDED)
    chi2, direction = recent_trend(recent)
    direction = np.where(chi2 > CRITICAL_CHI2, direction, 0.0)
    refused = [panel.count == 0, _too_few(panel), np.isnan(chi2), np.isnan(goals.sign) & (direction != 0)]
    reasons = [Reason.NO_DATA, Reason.TOO_FEW_POINTS, Reason.NOT_APPLICABLE, Reason.NOT_APPLICABLE]
    calculated = ~(refused[0] | refused[1] | refused[2])
    good = goals.sign * direction
    states = [~calculated, refused[3], is_met(panel.latest, goals), direction == 0, good > 0]
    statuses = [Status.NOT_ASSESSABLE, Status.NOT_ASSESSABLE, Status.MET, Status.NO_CLEAR_CHANGE, Status.BEHIND]
    return Answer(
        verdict=np.where(calculated, _word(direction, good), len(WORDS) - 1).astype(np.int8),
        status=choose(states, [code(status) for status in statuses], code(Status.AWAY)),
        statistic=np.where(calculated, chi2, np.nan),
        threshold=np.where(calculated, CRITICAL_CHI2, np.nan),
        required=np.full(len(chi2), np.nan),
        reason=choose(refused, [code(reason) for reason in reasons]),
        points=np.minimum(panel.count, POINTS_NEEDED),
        first_year=recent.first_year,
        last_year=panel.last_year,
    )


def _word(direction: Array, good: Array) -> Codes:
    """Return the place in `WORDS` of a trend with this *direction*; *good* is above 0 where it gets better, NaN where none is good."""
    rising = direction > 0
    rules = [
        (direction == 0, "no_significant_change"),
        (np.isnan(good) & rising, "increasing"),
        (np.isnan(good), "decreasing"),
        (rising & (good > 0), "increasing_and_getting_better"),
        (rising, "increasing_and_getting_worse"),
        (good > 0, "decreasing_and_getting_better"),
    ]
    return choose([held for held, _ in rules], [WORDS.index(word) for _, word in rules], WORDS.index("decreasing_and_getting_worse"))


def recent_trend(recent: Panel) -> tuple[Array, Array]:
    """
    Return chi-squared of the trend over five points and its direction: +1, -1, or 0 where one point decides about it.

    NaN where it cannot be calculated: fewer points, a row without a value among the newest, periods that share years, a point without an
    interval (unless the counts of a share are known), everybody counted in a point.

    Args:
        recent: The newest five points.
    """
    chi2, direction = np.full(len(recent.value), np.nan), np.zeros(len(recent.value))
    if recent.width < POINTS_NEEDED:
        return chi2, direction
    se = recent.se
    by_interval = np.asarray((se > 0).all(axis=1), dtype=np.bool_)
    if by_interval.any():
        chi2, direction = interval_trend(recent.value, np.where(by_interval[:, None], se, np.nan))
    if recent.proportion.any():
        by_count = recent.proportion & ~by_interval
        of_counts, turned = proportion_trend(recent.numerator, recent.denominator)
        chi2, direction = np.where(by_count, of_counts, chi2), np.where(by_count, turned, direction)
    refused = recent.overlapping | _too_few(recent)
    if not is_empty(recent.numerator):
        refused |= (recent.numerator == recent.denominator).any(axis=1)
    return np.where(refused, np.nan, chi2), direction


def _too_few(recent: Panel) -> Flags:
    """Tell where fewer than five points follow the last row without a value: one that is withheld ends the run, as in the source."""
    return np.asarray((recent.count < POINTS_NEEDED) | (recent.unbroken[:, 0] < POINTS_NEEDED), dtype=np.bool_)


def interval_trend(value: Array, se: Array) -> tuple[Array, Array]:
    """
    Return chi-squared of the weighted slope, and its direction: +1 or -1, 0 where the sign changes if one of the points is left out.

    Args:
        value: Shape (series, points), the oldest first.
        se: Standard errors, same shape, above 0.
    """
    order = np.arange(1.0, value.shape[1] + 1)
    weight = 1 / se**2
    parts = [weight, weight * order * value, weight * order, weight * value, weight * order**2]
    sums = [part.sum(axis=1) for part in parts]
    slope, variance = _slope(*sums)
    without = _slope(*(total[:, None] - part for total, part in zip(sums, parts, strict=True)))[0]
    return slope**2 / variance, _held_direction(slope, without)


def _held_direction(slope: Array, without: Array) -> Array:
    """Return the sign of *slope*, 0 where it is another *without* one of the points; 0 itself counts as rising, as in the source."""
    falling = np.count_nonzero(without < 0, axis=1) + (slope < 0)
    return np.where((falling == 0) | (falling == without.shape[1] + 1), np.sign(slope), 0.0)


def _slope(s1: Array, s2: Array, s3: Array, s4: Array, s5: Array) -> tuple[Array, Array]:
    """Return slope and variance from the sums of w, w t y, w t, w y, w t²."""
    determinant = s1 * s5 - s3**2
    return (s1 * s2 - s3 * s4) / determinant, s1 / determinant


def proportion_trend(numerator: Array, denominator: Array) -> tuple[Array, Array]:
    """
    Return chi-squared for trend of shares (Cochran-Armitage), and the direction of the slope of their logits: +1 or -1.

    The direction is 0 where it changes if one of the points is left out, and where nobody was counted in any year. Where a single year
    counts nobody its logit is undefined, and the test's own direction is taken.

    Args:
        numerator: Shape (series, points), the oldest first.
        denominator: Same shape.

    Source:
        Public Health England, ``TrendMarkerCalculator.cs`` of PholioVisualisation, ``IsSignificantForProportions`` and
        ``NoOutliersCheckForProportion``.
    """
    order = np.arange(1.0, numerator.shape[1] + 1)
    parts = [denominator, numerator, numerator * order, denominator * order, denominator * order**2]
    sums = [part.sum(axis=1) for part in parts]
    total, cases, _, nt, nt2 = sums
    lean = _lean(*sums[:4])
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = total * lean**2 / (cases * (total - cases) * (total * nt2 - nt**2))
        logits = np.log(numerator / (denominator - numerator))
        one = np.ones_like(logits)
        of_logits = [one, logits, logits * order, one * order]
        whole = [part.sum(axis=1) for part in of_logits]
        slope = _lean(*whole)
        without = _lean(*(whole_part[:, None] - part for whole_part, part in zip(whole, of_logits, strict=True)))
    defined = np.isfinite(slope)
    lean_without = _lean(*(whole_part[:, None] - part for whole_part, part in zip(sums[:4], parts[:4], strict=True)))
    direction = _held_direction(np.where(defined, slope, lean), np.where(defined[:, None], without, lean_without))
    return np.where(cases == 0, 0.0, chi2), direction


def _lean(one: Array, y: Array, ty: Array, t: Array) -> Array:
    """Return the numerator of a slope, which has its sign, from the sums of w, w y, w t y, w t."""
    return one * ty - y * t


def compare(lower: Array, upper: Array, benchmark: Array | float, sign: Array | float) -> Codes:
    """
    Return how areas compare with a benchmark or a goal, as places in `COMPARISONS`.

    Args:
        lower: Lower limit of the area's interval (95 %; at 99.8 % for the outer two of five colours).
        upper: Upper limit; without limits there is no comparison.
        benchmark: The value compared with.
        sign: +1 where higher is better, -1 where lower is, NaN where neither.
    """
    above, below = lower > benchmark, upper < benchmark
    unknown = np.isnan(lower) | np.isnan(upper) | np.isnan(benchmark)
    signs = np.broadcast_to(np.asarray(sign, dtype=np.float64), unknown.shape)
    good = signs * (above.astype(np.float64) - below)
    conditions = [unknown, ~above & ~below, np.isnan(signs) & above, np.isnan(signs), good > 0]
    return choose(conditions, [NOT_COMPARED, SIMILAR, HIGHER, LOWER, BETTER], WORSE)


def against_limits(value: Array, red: Array | float, green: Array | float) -> Codes:
    """
    Return how areas stand to a goal of two limits, as places in `COMPARISONS`: better from *green* on, worse short of *red*, else similar.

    Higher is better where *green* lies above *red*, lower where it lies below. No interval is used.
    """
    sign = np.where(np.asarray(green) >= np.asarray(red), 1.0, -1.0)
    conditions = [np.isnan(value), sign * value >= sign * np.asarray(green), sign * value < sign * np.asarray(red)]
    return choose(conditions, [NOT_COMPARED, BETTER, WORSE], SIMILAR)


CALCULATOR = "github.com/dhsc-govuk/FingertipsNext, TrendMarkerCalculator.cs"
METHOD = Method(
    id=ID,
    version=VERSION,
    source="OHID, Fingertips technical guidance, trend markers; " + CALCULATOR,
    needs="five points of periods that do not overlap, each with an interval (or, for shares, its counts); neither target nor direction",
    special_cases="fewer than five points since the last withheld one, overlapping periods, everybody counted in one: "
    "cannot be calculated; target met: the trend only",
    words=WORDS,
    judge=judge,
    constants=(
        Constant("points of a recent trend", POINTS_NEEDED, CALCULATOR, verified=True),
        Constant("99.8 % quantile of chi-squared, one degree of freedom", CRITICAL_CHI2, CALCULATOR, verified=True),
    ),
    traits=frozenset({Trait.SIGNIFICANCE, Trait.EVERY_POINT}),
)
