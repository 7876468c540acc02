"""A gap in people: how many more, or fewer, it would take among those who were counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

PER = {"percent": 100.0, "per_100k": 100_000.0}
"""Persons that one unit of a share or rate is counted on."""


@dataclass(frozen=True)
class PeopleMissing:
    """People missing to the target; ``lower`` and ``upper`` come from the interval of the value and are NaN where it has none."""

    people: float
    lower: float = math.nan
    upper: float = math.nan


def people_missing(
    value: float, target: float, denominator: float, unit: str, *, lower: float = math.nan, upper: float = math.nan
) -> PeopleMissing | None:
    """
    Return how many of the *denominator* people lie between *value* and *target*.

    Args:
        value: The latest value, in *unit*.
        target: The level to reach, in *unit*.
        denominator: Persons that *value* was counted on, above 0.
        unit: ``percent`` or ``per_100k``; another unit counts no persons.
        lower: Lower end of the value's interval; NaN where it has none.
        upper: Upper end of the value's interval; NaN where it has none.

    Returns:
        People, at least 0, not rounded. ``None`` where the unit counts no persons, or where nobody was counted. An end of the interval
        that lies past the target counts nobody.

    Source:
        Arithmetic: people = |target - value| / per x denominator.
    """
    per = PER.get(unit)
    if per is None or not denominator > 0:
        return None
    side = math.copysign(1.0, target - value)

    def missing(level: float) -> float:
        return math.nan if math.isnan(level) else max(side * (target - level), 0.0) / per * denominator

    ends = (missing(lower), missing(upper))
    known = not any(math.isnan(end) for end in ends)
    return PeopleMissing(missing(value), min(ends) if known else math.nan, max(ends) if known else math.nan)
