"""Which points a trend may use, and what a window leaves out: every bound on both of its sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.windows import WindowRules, mark_used, summarise


def points(years: list[int], values: list[float] | None = None, **columns: Any) -> pd.DataFrame:
    """Return one value a year, all different, of one series without break or excluded year."""
    numbers = values or [float(number) for number in range(len(years))]
    frame = pd.DataFrame({"series": "s", "year": years, "year_end": years, "value": numbers, "segment": 0, "excluded_by": ""})
    return frame.assign(**columns)


def used_years(frame: pd.DataFrame, rules: WindowRules | None = None) -> list[int]:
    return frame.loc[mark_used(frame, rules or WindowRules()), "year"].tolist()


def summary(frame: pd.DataFrame) -> pd.Series[Any]:
    return summarise(frame.assign(used=mark_used(frame))).loc["s"]


def test_ten_points_are_used_of_eleven() -> None:
    assert used_years(points(list(range(2010, 2021)))) == list(range(2011, 2021))


def test_fifteen_years_before_the_newest_are_inside_and_sixteen_are_not() -> None:
    """2020 - 2005 = 15; 2020 - 2004 = 16."""
    assert used_years(points([2004, 2005, 2012, 2020])) == [2005, 2012, 2020]


def test_a_period_lies_at_its_middle() -> None:
    """2004 to 2006 lies at 2005, fifteen years before 2020; 2003 to 2006 lies at 2004.5."""
    assert used_years(points([2004, 2020], year_end=[2006, 2020])) == [2004, 2020]
    assert used_years(points([2003, 2020], year_end=[2006, 2020])) == [2020]


def test_only_the_last_segment_without_empty_and_excluded_values_is_used() -> None:
    frame = points([2010, 2011, 2012, 2013, 2014], [1.0, 2.0, np.nan, 4.0, 5.0], segment=[0, 1, 1, 1, 1])
    frame.loc[3, "excluded_by"] = "pandemic"

    assert used_years(frame) == [2011, 2014]


def test_an_excluded_newest_year_does_not_move_the_window() -> None:
    """Of 2005 and 2020 the usable newest is 2020: 2021, excluded, is not what the fifteen years are counted from."""
    assert used_years(points([2005, 2020, 2021], excluded_by=["", "", "pandemic"])) == [2005, 2020]


def test_each_series_has_its_own_window() -> None:
    both = pd.concat([points([2000, 2001]), points([2020, 2021]).assign(series="t", segment=1)], ignore_index=True)

    assert mark_used(both).all()


def test_a_window_says_what_it_holds() -> None:
    """2010 lies before the break; of 2011 to 2015 one year has no value and one is excluded: three points are used, four comparable."""
    frame = points([2010, 2011, 2012, 2013, 2014, 2015], [1.0, 2.0, np.nan, 4.0, 5.0, 6.0], segment=[0, 1, 1, 1, 1, 1])
    frame.loc[3, "excluded_by"] = "pandemic"
    found = summary(frame)

    assert found[["points_used", "first_used_year", "last_used_year", "comparable_points"]].tolist() == [3, 2011, 2015, 4]
    assert found[["years_excluded", "break_before", "overlapping", "unchanged"]].tolist() == [True, True, False, False]


@pytest.mark.parametrize(("excluded", "told"), [(2012, True), (2009, False)])
def test_an_excluded_year_counts_only_inside_the_window(excluded: int, told: bool) -> None:  # noqa: FBT001 - expected answer
    """Eleven years from 2009 with one excluded: the ten used begin in 2010 where it is 2009, in 2009 where it is 2012."""
    frame = points(list(range(2009, 2020)))
    frame.loc[frame["year"] == excluded, "excluded_by"] = "pandemic"

    assert bool(summary(frame)["years_excluded"]) is told


def test_an_excluded_period_that_begins_with_the_window_lies_inside() -> None:
    frame = points([2010, 2010, 2011], year_end=[2010, 2012, 2011], excluded_by=["", "pandemic", ""])

    assert summary(frame)["years_excluded"]


def test_an_excluded_year_without_a_value_left_nothing_out() -> None:
    assert not summary(points([2010, 2011, 2012], [1.0, np.nan, 3.0], excluded_by=["", "pandemic", ""]))["years_excluded"]


def test_an_earlier_segment_of_excluded_values_cuts_nothing_off() -> None:
    assert not summary(points([2010, 2011], segment=[0, 1], excluded_by=["pandemic", ""]))["break_before"]


@pytest.mark.parametrize(("ends", "told"), [([2011, 2013], True), ([2010, 2012], False)])
def test_periods_that_share_a_year_overlap(ends: list[int], told: bool) -> None:  # noqa: FBT001 - expected answer
    """The second begins in 2011: in the last year of 2010 to 2011, and after that of 2010."""
    assert bool(summary(points([2010, 2011], year_end=ends))["overlapping"]) is told


@pytest.mark.parametrize(
    ("values", "told"), [([4.0, 5.0, 5.0, 5.0], True), ([5.0, 5.0, 5.0, 4.0], False), ([5.0, 4.0, 5.0, 5.0], False), ([5.0, 5.0], False)]
)
def test_three_equal_newest_values_are_worth_a_word(values: list[float], told: bool) -> None:  # noqa: FBT001 - expected answer
    assert bool(summary(points(list(range(2010, 2010 + len(values))), values))["unchanged"]) is told


def test_rows_may_come_in_any_order() -> None:
    """Of twelve years the ten newest; the newest three values are the same, and the last period begins in the year before it."""
    frame = points(list(range(2009, 2021)), [*map(float, range(9)), 9.0, 9.0, 9.0])
    frame.loc[frame["year"] == 2019, "year_end"] = 2020
    mixed = frame.iloc[[11, 3, 0, 8, 5, 10, 1, 7, 2, 9, 4, 6]]

    assert sorted(used_years(mixed)) == list(range(2011, 2021))
    assert summary(mixed).to_dict() == summary(frame).to_dict()
    assert summary(mixed)[["overlapping", "unchanged"]].tolist() == [True, True]


def test_a_series_of_empty_values_has_no_window() -> None:
    both = pd.concat([points([2010, 2011]), points([2010, 2011], [np.nan, np.nan]).assign(series="t")], ignore_index=True)
    found = summarise(both.assign(used=mark_used(both))).loc["t"]

    assert found[["points_used", "comparable_points"]].tolist() == [0, 0]
    assert found[["first_used_year", "last_used_year"]].isna().all()
    assert not found[["years_excluded", "break_before", "overlapping", "unchanged"]].any()


def test_five_points_carry_a_trend() -> None:
    """As OHID's recent trend asks for."""
    assert WindowRules().fewest_points == 5
