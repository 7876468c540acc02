"""Ticks, label places and line breaks: what keeps drawings readable."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.axes import nice_step, value_axis, year_axis
from dashboard.charts.labels import Box, Room, spread
from dashboard.charts.textwidth import text_width, wrap
from dashboard.display import Format

PERCENT = Format("en", "%", "points", 0.1)
numbers = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False).map(lambda value: round(value, 2))


@pytest.mark.parametrize(("width", "count", "expected"), [(100, 5, 20), (9, 5, 2), (0.5, 5, 0.1), (24, 8, 5)])
def test_steps_are_one_two_or_five_times_a_power_of_ten(width: float, count: int, expected: float) -> None:
    assert nice_step(width, count) == pytest.approx(expected)


def test_values_close_together_get_an_axis_of_their_own() -> None:
    """66.4 to 92.8 spans less than half of the largest: the axis may start at 60."""
    assert value_axis([66.4, 92.8], PERCENT, limit=100).labels == ("60", "70", "80", "90", "100%")


def test_values_far_apart_start_at_zero() -> None:
    assert value_axis([27, 90], PERCENT, limit=100).low == 0


@given(st.lists(numbers, min_size=1, max_size=20))
def test_every_value_lies_on_its_axis(values: list[float]) -> None:
    axis = value_axis(values, PERCENT)

    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert len(axis.ticks) == len(axis.labels)


@given(st.integers(1900, 2030), st.integers(0, 120))
def test_both_ends_of_the_years_are_labelled(first: int, length: int) -> None:
    axis = year_axis(first, first + length)

    assert (axis.labels[0], axis.labels[-1]) == (str(first), str(first + length))


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_labels_at_line_ends_never_overlap(wanted: list[float]) -> None:
    heights = [20.0] * len(wanted)
    tops = sorted(spread(wanted, heights, 0.0, 400.0))

    assert all(later - earlier >= 20.0 - 1e-6 for earlier, later in pairwise(tops))
    assert tops[0] >= 0.0


def test_labels_that_do_not_touch_stay_where_they_belong() -> None:
    assert spread([10.0, 100.0], [20.0, 20.0], 0.0, 300.0) == [10.0, 100.0]


def test_labels_in_each_others_way_move_apart_around_their_middle() -> None:
    assert spread([100.0, 100.0], [20.0, 20.0], 0.0, 300.0) == [90.0, 110.0]


def test_a_label_avoids_words_first_and_lines_second() -> None:
    room = Room(Box(0, 0, 100, 100), boxes=[Box(0, 0, 50, 20)])
    room.add_line([(0, 50), (100, 50)])

    assert room.take_best([Box(10, 5, 40, 15), Box(10, 45, 40, 55), Box(10, 70, 40, 80)]) == Box(10, 70, 40, 80)


def test_the_width_of_words_is_known() -> None:
    """Ten digits of half the type size at 12 px: 10 x 0.5 x 12 = 60; the semibold digit is 0.51."""
    assert (text_width("0123456789", 12), text_width("0123456789", 12, bold=True)) == (pytest.approx(60.0), pytest.approx(61.2))


@given(st.text(alphabet="abcdefghij klmnop", min_size=1, max_size=80))
def test_wrapped_lines_fit_and_lose_no_letter(words: str) -> None:
    lines = wrap(words, 13, 80)

    assert max(text_width(line, 13) for line in lines) <= 80
    assert "".join(lines).replace("-", "").replace(" ", "") == words.replace(" ", "")


def test_long_german_words_are_broken_and_not_clipped() -> None:
    lines = wrap("Gebärmutterhalskrebsfrüherkennungsuntersuchung", 13, 128)

    assert max(text_width(line, 13) for line in lines) <= 128
