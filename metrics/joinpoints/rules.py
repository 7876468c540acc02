"""The rules by which a joinpoint model is searched, chosen and judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.errors import MetricError
from metrics.joinpoints.candidates import most_joinpoints
from metrics.joinpoints.resampling import PERMUTATIONS, RESAMPLES, SEED
from metrics.joinpoints.selection import CRITERIA

Selection = Literal["wbic", "bic", "bic3", "permutation"]
SELECTIONS: tuple[Selection, ...] = (*CRITERIA, "permutation")
Interval = Literal["parametric", "separate", "quantile"]
INTERVALS: tuple[Interval, ...] = ("parametric", "separate", "quantile")

LEAST_APART = 2
"""Fewest points that may be asked for beside a joinpoint: with fewer a segment has no slope of its own."""


@dataclass(frozen=True)
class Rules:
    """
    How the model is searched, chosen and judged; the defaults are those of NCI's program, version 5, but for the interval.

    Attributes:
        max_joinpoints: Largest number of joinpoints, as far as the points allow it; None for `usual_joinpoints`.
        min_joinpoints: Smallest number of joinpoints, as far as the largest and the points allow it.
        selection: ``wbic`` (weighted BIC), ``bic``, ``bic3`` or ``permutation``, the default up to NCI's version 4.
        interval: ``parametric`` (errors of the continuous model), ``separate`` (NCI's parametric interval) or ``quantile`` (NCI's default
            since version 5; thousands of searches a series).
        level: Confidence of the intervals.
        least_end: Points between a joinpoint and either end of the series, the joinpoint excluded.
        least_between: Points between two joinpoints, both excluded.
        alpha: Chance of too many joinpoints that the permutation test allows.
        permutations: Permutations a test.
        resamples: Series drawn for a quantile interval.
        seed: Start of the random numbers.
    """

    max_joinpoints: int | None = None
    min_joinpoints: int = 0
    selection: Selection = "wbic"
    interval: Interval = "parametric"
    level: float = 0.95
    least_end: int = 2
    least_between: int = 2
    alpha: float = 0.05
    permutations: int = PERMUTATIONS
    resamples: int = RESAMPLES
    seed: int = SEED

    def __post_init__(self) -> None:
        """Refuse what cannot be done."""
        known = {"selection": SELECTIONS, "interval": INTERVALS}
        for name, words in known.items():
            if getattr(self, name) not in words:
                raise MetricError(name, f"'{getattr(self, name)}' is unknown", f"one of {', '.join(words)}")
        for name in ("min_joinpoints", "max_joinpoints"):
            if (count := getattr(self, name)) is not None and count < 0:
                raise MetricError(name, f"{count} is negative", "a number of joinpoints, 0 for a straight line")
        if self.max_joinpoints is not None and self.min_joinpoints > self.max_joinpoints:
            raise MetricError("min_joinpoints", f"{self.min_joinpoints} is more than the largest number", f"at most {self.max_joinpoints}")
        if min(self.least_end, self.least_between) < LEAST_APART:
            raise MetricError("least_end, least_between", "leave a segment without a slope of its own", f"at least {LEAST_APART} points")
        if min(self.permutations, self.resamples) < 1:
            raise MetricError("permutations, resamples", "are too few to draw anything from", "at least 1, such as 4499")
        for name in ("level", "alpha"):
            if not 0 < getattr(self, name) < 1:
                raise MetricError(name, f"{getattr(self, name)} is no share", "a number between 0 and 1, such as 0.95")

    def most(self, points: int) -> int:
        """Return the largest number of joinpoints that a series of *points* points may have."""
        asked = usual_joinpoints(points) if self.max_joinpoints is None else self.max_joinpoints
        return min(asked, most_joinpoints(points, self.least_end, self.least_between))


def usual_joinpoints(points: int) -> int:
    """
    Return NCI's default for the largest number of joinpoints: up to 6 points 0, up to 11 1, up to 16 2, up to 21 3, up to 26 4, else 5.

    Source:
        NCI Joinpoint, version 5; the table is from memory, the published runs agree with it.
    """
    return min(5, max(0, (points - 2) // 5))
