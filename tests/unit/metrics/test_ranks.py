"""Ranks by size: only as far as intervals that hold together tell places apart."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.ranks import rank_intervals

NONE = float("nan")


def _found(*places: tuple[float, float, float], level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    value, lower, upper = np.array(places, dtype=float).reshape(-1, 3).T
    return rank_intervals(value, lower, upper, level=level)


def _ranks(*places: tuple[float, float, float]) -> list[tuple[int, int]]:
    first, last = _found(*places)
    return list(zip(first.astype(int).tolist(), last.astype(int).tolist(), strict=True))


def test_places_far_apart_have_one_rank_each() -> None:
    assert _ranks((10, 9, 11), (30, 29, 31), (20, 19, 21)) == [(3, 3), (1, 1), (2, 2)]


def test_places_that_overlap_share_their_ranks() -> None:
    """The second and the third cannot be told apart; the first is above both."""
    assert _ranks((50, 49, 51), (20, 17, 23), (22, 19, 25)) == [(1, 1), (2, 3), (2, 3)]


def test_intervals_are_widened_until_they_hold_together() -> None:
    """
    Two intervals: 0.95 ** (1/2) = 0.97468 each, quantile 2.2365, so each half grows by 2.2365 / 1.9600 = 1.1411.

    Halves of 1.00 around 10 and 12.2 lie apart as published (11.00 < 11.20), but not widened (11.141 > 11.059).
    """
    assert _ranks((10, 9, 11), (12.2, 11.2, 13.2)) == [(1, 2), (1, 2)]
    assert _ranks((10, 9, 11), (12.3, 11.3, 13.3)) == [(2, 2), (1, 1)]  # 11.141 < 11.159


def test_a_skew_interval_is_widened_side_by_side() -> None:
    """Lower half 1, upper half 3, each times 1.1411: 8.859 and 13.423, so 13.4 below overlaps and 13.5 does not (its own half is 0)."""
    assert _ranks((10, 9, 13), (13.4, 13.4, 13.4)) == [(1, 2), (1, 2)]
    assert _ranks((10, 9, 13), (13.5, 13.5, 13.5)) == [(2, 2), (1, 1)]


def test_a_place_without_an_interval_has_no_rank_and_narrows_none() -> None:
    first, last = _found((10, 9, 11), (30, 29, 31), (20, NONE, NONE))

    assert np.isnan([first[2], last[2]]).all()
    assert (first[:2].tolist(), last[:2].tolist()) == ([2, 1], [3, 2])


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [(50.0, 49.0, 51.0), (20.0, 17.0, 23.0), (22.0, 19.0, 25.0), (5.0, 4.0, 6.0)]

    assert _ranks(*rows) == _ranks(*rows[::-1])[::-1]


@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_more_certainty_never_narrows_a_range(level: float) -> None:
    rows = [(50.0, 46.0, 54.0), (44.0, 41.0, 47.0), (38.0, 35.0, 41.0), (30.0, 20.0, 40.0)]
    (wide_first, wide_last), (first, last) = _found(*rows, level=0.999), _found(*rows, level=level)

    assert (wide_first <= first).all()
    assert (wide_last >= last).all()


def test_no_rows_have_no_ranks() -> None:
    assert _found()[0].size == 0
