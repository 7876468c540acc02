"""A gap in people: the count that a committee can picture, and only where somebody was counted."""

from __future__ import annotations

import math

import pytest

from metrics.people import people_missing


def test_points_missing_become_people_of_those_who_were_invited() -> None:
    """60 - 55 = 5 points of 80,000 invited: 4,000; with 54 to 56 measured, 4,800 to 3,200."""
    missing = people_missing(55.0, 60.0, 80_000, "percent", lower=54.0, upper=56.0)

    assert missing is not None
    assert (missing.people, missing.lower, missing.upper) == pytest.approx((4000.0, 3200.0, 4800.0))


def test_a_rate_that_has_to_fall_counts_people_too() -> None:
    """7 - 4 = 3 per 100,000 of 42 million women: 1,260."""
    missing = people_missing(7.0, 4.0, 42_000_000, "per_100k")

    assert missing is not None
    assert missing.people == pytest.approx(1260.0)
    assert math.isnan(missing.lower)


def test_an_end_past_the_target_counts_nobody() -> None:
    missing = people_missing(59.0, 60.0, 1000, "percent", lower=57.0, upper=61.0)

    assert missing is not None
    assert (missing.lower, missing.upper) == pytest.approx((0.0, 30.0))


@pytest.mark.parametrize(("denominator", "unit"), [(math.nan, "percent"), (0.0, "percent"), (1000.0, "litres")])
def test_nobody_counted_gives_no_people(denominator: float, unit: str) -> None:
    assert people_missing(1.0, 2.0, denominator, unit) is None


def test_half_a_range_is_no_range() -> None:
    """Only the lower end is known: 60 - 55 = 5 % of 1,000 is 50, without limits."""
    missing = people_missing(55.0, 60.0, 1000, "percent", lower=54.0)

    assert missing is not None
    assert missing.people == pytest.approx(50.0)
    assert math.isnan(missing.lower)
    assert math.isnan(missing.upper)


def test_one_person_counted_is_somebody() -> None:
    missing = people_missing(0.0, 100.0, 1.0, "percent")

    assert missing is not None
    assert missing.people == pytest.approx(1.0)
