"""Points as matrices: the newest on the right, and what can be asked of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import ordered_points, panel_of
from metrics.panel import Panel, at_or_after, at_or_before, at_year, empty, is_empty, take

NAN = np.nan


def panel(rows: list[tuple[str, float, float]], **columns: list[float]) -> Panel:
    """Return the panel of points given as series, year, value and, by name, further columns."""
    points = ordered_points(pd.DataFrame(rows, columns=["series", "year", "value"]).assign(**columns))
    return panel_of(points, 0, len(points.names))


TWO = [("a", 2010, 1.0), ("a", 2012, 2.0), ("a", 2013, 3.0), ("b", 2015, 9.0)]


def test_the_newest_point_stands_in_the_last_column() -> None:
    two = panel(TWO)

    np.testing.assert_array_equal(two.value, [[1, 2, 3], [NAN, NAN, 9]])
    assert two.count.tolist() == [3, 1]
    assert (two.latest.tolist(), two.first_year.tolist(), two.last_year.tolist()) == ([3, 9], [2010, 2015], [2013, 2015])


def test_a_point_without_a_value_is_no_point() -> None:
    two = panel([("a", 2010, 1.0), ("a", 2011, NAN), ("b", 2010, NAN)])

    np.testing.assert_array_equal(two.value, [[1], [NAN]])
    assert two.count.tolist() == [1, 0]


def test_points_are_found_by_their_year() -> None:
    two = panel(TWO)
    wanted = np.array([2011.0, 2015.0])

    assert at_year(two, wanted).tolist() == [-1, 2]
    assert at_or_after(two, wanted).tolist() == [1, 2]
    assert at_or_before(two, wanted).tolist() == [0, 2]
    np.testing.assert_array_equal(take(two.value, at_year(two, wanted)), [NAN, 9])


def test_a_year_that_is_not_stated_finds_nothing() -> None:
    nowhere = np.full(2, NAN)

    assert [find(panel(TWO), nowhere).tolist() for find in (at_year, at_or_after, at_or_before)] == [[-1, -1]] * 3


def test_a_standard_error_comes_from_the_interval_where_none_is_stated() -> None:
    """(3.92 − 0) / 3.92 = 1; the second point states its own."""
    one = panel([("a", 2010, 2.0), ("a", 2011, 2.0)], lower=[0.0, 0.0], upper=[3.92, 3.92], se=[NAN, 0.5])

    np.testing.assert_allclose(one.se, [[1, 0.5]])
    np.testing.assert_allclose(panel([("a", 2010, 2.0)], lower=[0.0], upper=[3.92]).latest_se, [1.0])


def test_what_a_table_does_not_have_takes_no_memory() -> None:
    assert is_empty(panel(TWO).lower)
    assert is_empty(empty(3, 0))
    assert not is_empty(panel(TWO).value)


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "expected"),
    [(25.0, 1, 4, True), (0.25, 1, 4, True), (33.3, 1, 3, True), (250.0, 1, 4, False), (200.0, 8, 4, False), (1.0, NAN, 4, False)],
)
def test_a_proportion_is_a_count_over_a_count_as_it_is_or_in_percent(
    value: float, numerator: float, denominator: float, *, expected: bool
) -> None:
    one = panel([("a", 2010, value)], numerator=[numerator], denominator=[denominator])

    assert one.proportion.tolist() == [expected]


def test_periods_that_share_a_year_overlap() -> None:
    periods = [("a", 2010, 1.0), ("a", 2012, 1.0), ("b", 2010, 1.0), ("b", 2013, 1.0)]

    assert panel(periods, year_end=[2012, 2014, 2012, 2015]).overlapping.tolist() == [True, False]
    assert panel(periods).overlapping.tolist() == [False, False]


def test_the_newest_columns_and_some_rows_can_be_cut_out() -> None:
    two = panel(TWO)

    np.testing.assert_array_equal(two.last(2).value, [[2, 3], [NAN, 9]])
    np.testing.assert_array_equal(two.rows(np.array([False, True])).latest, [9])
    assert two.last(5) is two


def test_no_points_at_all_make_an_empty_panel() -> None:
    none = panel([("a", 2010, NAN)])

    assert (none.width, none.count.tolist()) == (0, [0])
    assert np.isnan([none.latest[0], none.first_year[0], none.latest_se[0]]).all()


@pytest.mark.parametrize(
    ("numerator", "denominator", "shares"), [(0.0, 50.0, [True]), (50.0, 50.0, [True]), (51.0, 50.0, [False]), (0.0, 0.0, [False])]
)
def test_nobody_and_everybody_are_shares_of_a_count(numerator: float, denominator: float, shares: list[bool]) -> None:
    """0 of 50 is 0 %, 50 of 50 is 100 %; more than everybody, or of nobody, is no share."""
    value = 100 * numerator / denominator if denominator else 0.0
    one = panel([("a", 2020, value)], numerator=[numerator], denominator=[denominator])

    assert one.proportion.tolist() == shares


def test_a_period_lies_at_its_middle() -> None:
    """2010 to 2012 lies at 2011; a single year at itself."""
    assert panel([("a", 2010, 1.0)], year_end=[2012]).time.tolist() == [[2011.0]]
    assert panel([("a", 2010, 1.0)]).time.tolist() == [[2010.0]]


def test_every_point_must_be_a_share_and_no_count_is_negative() -> None:
    """10 of 50 is 20 %; 15 of 50 is 30 %, not 40; -1 of 50 counts nobody."""
    two = [("a", 2010, 20.0), ("a", 2011, 40.0)]

    assert panel(two, numerator=[10.0, 20.0], denominator=[50.0, 50.0]).proportion.tolist() == [True]
    assert panel(two, numerator=[10.0, 15.0], denominator=[50.0, 50.0]).proportion.tolist() == [False]
    assert panel([("a", 2010, -2.0)], numerator=[-1.0], denominator=[50.0]).proportion.tolist() == [False]
