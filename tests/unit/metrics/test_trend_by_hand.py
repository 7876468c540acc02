"""The line of the trend in whole numbers: overlapping periods, published errors and rounding, each worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.trend import LINE_COLUMNS, fit_lines

STEP = 12**0.5
"""A step of rounding whose variance, step² / 12, is 1."""

BENT = [0.0, 1.0, 1.0, 4.0]
"""
At times -1.5 … 1.5: slope (0 - 0.5 + 0.5 + 6) / 5 = 1.2 and level 1.5. What is left lies along (1, -1, -1, 1) / 2, of which there is
(0 - 1 - 1 + 4) / 2 = 1, and along (-1, 3, -3, 1) / √20, of which there is 4 / √20: squares 1 + 16/20 = 1.8.
"""


def fitted(
    values: list[float], periods: list[tuple[int, int]] | None = None, *, scale: str = "linear", resolution: float = np.nan, **columns: Any
) -> pd.Series:
    """Return the line of one series: of single years from 2010, or of *periods* with a first and a last year."""
    spans = periods or [(year, year) for year in range(2010, 2010 + len(values))]
    frame = pd.DataFrame({"series": "a", "value": values}).assign(
        year=[first for first, _ in spans], year_end=[last for _, last in spans], **columns
    )
    return fit_lines(frame, pd.DataFrame({"scale": scale, "resolution": resolution}, index=["a"])).loc["a"]


def around(values: list[float], error: float) -> dict[str, np.ndarray]:
    """Return 95 % limits: 1.96 times the *error* to both sides."""
    return {"lower": np.array(values) - 1.96 * error, "upper": np.array(values) + 1.96 * error}


def two_years(count: int) -> list[tuple[int, int]]:
    """Return periods of two years, each sharing a year with the next: neighbours correlate by 1 / √(2 × 2) = 1/2."""
    return [(first, first + 1) for first in range(2010, 2010 + count)]


# --- periods that share years ---------------------------------------------------------------------------------------------------


def test_three_periods_that_share_years() -> None:
    """
    0, 1, 5: the rest lies along (1, -2, 1) / √6, squares (0 - 2 + 5)² / 6 = 1.5. Expected of it by the correlation: (6 - 2 - 2) / 6 = 1/3,
    so the variance is 4.5. The slope's weights (-1, 0, 1) / 2 do not share years: 4.5 × 1/2. One residual has one degree of freedom.
    """
    row = fitted([0.0, 1.0, 5.0], two_years(3))

    assert row[["slope", "slope_variance", "degrees"]].tolist() == pytest.approx([2.5, 2.25, 1.0])
    assert (row["centre"], row["level"]) == (2011.5, 2.0)


def test_four_periods_that_share_years() -> None:
    """
    Of the two directions of the rest (`BENT`) the correlation leaves (4 - 1) / 4 = 3/4 and (20 - 15) / 20 = 1/4: together 1, variance 1.8.
    The slope's weights (-3, -1, 1, 3) / 10 give (20 + 3 - 1 + 3) / 100 = 1/4: 0.45. Degrees by Satterthwaite 1² / (9/16 + 1/16) = 1.6.
    """
    row = fitted(BENT, two_years(4))

    assert row[["slope", "slope_variance", "degrees"]].tolist() == pytest.approx([1.2, 0.45, 1.6])


def test_periods_that_only_meet_share_nothing() -> None:
    """Two years each, end to end: time runs twice as fast, 1.2 / 2 a year; variance 1.8 / 2 over 5 × 2²."""
    row = fitted(BENT, [(2010, 2011), (2012, 2013), (2014, 2015), (2016, 2017)])

    assert row[["slope", "slope_variance", "degrees"]].tolist() == pytest.approx([0.6, 0.9 / 20, 2.0])


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        # 2012 lies in five years, 2010 to 2014, and 2010 and 2014 are of their own: 1 / √5 with both; (6 - 2 × 4 / √5) / 6.
        ([(2010, 2010), (2010, 2014), (2014, 2014)], (6 - 8 / 5**0.5) / 6),
        # Only the last two share a year, 2013, of three each: 1/3; (6 - 4 / 3) / 6.
        ([(2010, 2010), (2011, 2013), (2013, 2015)], (6 - 4 / 3) / 6),
    ],
)
def test_one_shared_year_is_measured_by_the_length_of_both_periods(periods: list[tuple[int, int]], expected: float) -> None:
    """Middles two years apart; (0, 1, 5) as above: variance 1.5 / *expected*, and the slope's weights (-1, 0, 1) / 4 share nothing."""
    row = fitted([0.0, 1.0, 5.0], periods)

    assert row[["slope", "slope_variance", "degrees"]].tolist() == pytest.approx([1.25, 1.5 / expected / 8, 1.0])


@pytest.mark.parametrize(("error", "slope_variance"), [(0.1, 0.45), (10.0, 100 / 4)])
def test_published_errors_of_shared_years_are_believed_only_where_they_are_wide(error: float, slope_variance: float) -> None:
    """Errors alike leave the line as it is: narrow ones are widened to the scatter's 0.45; wide ones, 10² each, give 100 × 1/4."""
    row = fitted(BENT, two_years(4), **around(BENT, error))

    assert row["weighted"]
    assert row[["slope", "slope_variance", "degrees"]].tolist() == pytest.approx([1.2, slope_variance, 1.6], rel=1e-6)


def test_errors_of_different_size_weigh_periods_that_share_years() -> None:
    """
    Errors 1, 2, 1 and values on a line, so that only the errors count. Weights 1, 1/4, 1: spread 2, the slope's weights (-1, 0, 1) / 2 and
    outer periods share nothing: variance (1 + 1) / 4.
    """
    values = [1.0, 2.0, 3.0]
    row = fitted(values, two_years(3), se=[1.0, 2.0, 1.0])

    assert row[["slope", "slope_variance"]].tolist() == pytest.approx([1.0, 0.5])


def test_rounding_is_uncertain_where_periods_share_years_too() -> None:
    """Four times 47, rounded with a variance of 1: that of the slope is 1/4."""
    assert fitted([47.0] * 4, two_years(4), resolution=STEP)["slope_variance"] == pytest.approx(0.25)


# --- published errors -----------------------------------------------------------------------------------------------------------


def test_a_line_is_only_weighted_where_every_point_has_an_error() -> None:
    """Of the errors 10, 10, none, 10 no use is made: 1.8 / 2 over 5."""
    row = fitted(BENT, se=[10.0, 10.0, np.nan, 10.0])

    assert (bool(row["weighted"]), row["slope_variance"]) == (False, pytest.approx(0.18))


def test_an_error_of_nothing_is_no_error() -> None:
    """It would have an infinite weight; where the values are rounded, the rounding is what is uncertain: 1 over 5."""
    bare, rounded = (fitted([1.0, 2.0, 3.0, 4.0], resolution=step, se=0.0) for step in (np.nan, STEP))

    assert (bool(bare["weighted"]), bool(rounded["weighted"])) == (False, True)
    assert rounded["slope_variance"] == pytest.approx(0.2)


@pytest.mark.parametrize(("error", "step", "variance"), [(1.0, 2 * STEP, 4.0), (3.0, 2 * STEP, 9.0)])
def test_no_published_error_is_smaller_than_the_rounding(error: float, step: float, variance: float) -> None:
    """Each point's own variance is the larger of both; on a straight line it is that of the slope times 5."""
    assert fitted([1.0, 2.0, 3.0, 4.0], resolution=step, se=error)["slope_variance"] == pytest.approx(variance / 5)


@pytest.mark.parametrize("both", [True, False])
def test_an_interval_goes_before_a_stated_error(*, both: bool) -> None:
    """An interval of ± 1.96 × 3 counts as 3, also beside a stated 1, which fills in where an interval is missing: 1² / 5."""
    values = [1.0, 2.0, 3.0, 4.0]
    limits = around(values, 3.0)
    if not both:
        limits = {name: np.full(4, np.nan) for name in limits}

    assert fitted(values, se=1.0, **limits)["slope_variance"] == pytest.approx((9.0 if both else 1.0) / 5, rel=1e-6)


# --- the log scale --------------------------------------------------------------------------------------------------------------

HALVED = [80.0, 40.0, 20.0, 10.0]


def test_on_a_log_scale_a_stated_error_counts_by_its_share_of_the_value() -> None:
    """A tenth of every value: 0.1² / 5."""
    row = fitted(HALVED, scale="log", se=[value / 10 for value in HALVED])

    assert (row["slope"], row["slope_variance"]) == (pytest.approx(-np.log(2)), pytest.approx(0.01 / 5))
    assert row["level"] == pytest.approx(np.log(800**0.5))  # between 40 and 20


def test_on_a_log_scale_rounding_counts_by_its_share_of_the_value() -> None:
    """A variance of 1 at 80, 40, 20 and 10: (1 + 4 + 16 + 64) / 6400 over 4 points, over 5."""
    assert fitted(HALVED, scale="log", resolution=STEP)["slope_variance"] == pytest.approx(85 / 6400 / 4 / 5)


# --- tables of several series ---------------------------------------------------------------------------------------------------


SPANS = {"plain": 1, "shared": 2, "weighed": 1, "shared-and-weighed": 2, "log": 1, "short": 1, "too-short": 2, "longest": 1}
"""Series and the years of each of their periods."""


@pytest.mark.parametrize("names", [list(SPANS), ["plain", "short", "longest"], ["shared", "log", "longest"]])
def test_every_series_has_the_line_that_it_has_alone(names: list[str]) -> None:
    """Weighted or not, sharing years or not, on a log scale or not, longer or shorter; two points have no line, three have."""
    values = {"log": HALVED, "short": BENT[1:], "too-short": BENT[2:], "longest": [*BENT, 2.0]}
    frame = pd.concat(
        pd.DataFrame({"series": name, "value": values.get(name, BENT)}).assign(
            year=lambda rows: 2010 + np.arange(len(rows)),
            year_end=lambda rows, length=SPANS[name]: rows["year"] + length - 1,
            se=[3.0, 4.0, 5.0, 6.0] if name.endswith("weighed") else np.nan,
        )
        for name in names
    )
    scales = pd.DataFrame({"scale": ["log" if name == "log" else "linear" for name in names], "resolution": 0.1}, index=names)
    together = fit_lines(frame, scales)
    columns = ["centre", "level", "slope", "slope_variance", "degrees"]

    assert together.index.tolist() == sorted(set(names) - {"too-short"})
    assert together.index[together["weighted"].astype(bool)].tolist() == sorted(name for name in names if name.endswith("weighed"))
    for name, row in together.iterrows():
        alone = fit_lines(frame[frame["series"] == name], scales)
        assert row[columns].tolist() == pytest.approx(alone.loc[name, columns].tolist())


def test_rows_in_another_order_and_without_a_value_change_nothing() -> None:
    """Neither the line nor what is forecast from it, which begins at the newest point."""
    frame = pd.DataFrame({"series": "a", "year": [2012, 2010, 2014, 2013, 2011], "value": [1.0, 0.0, np.nan, 4.0, 1.0]})
    frame["year_end"] = frame["year"]
    shape = pd.DataFrame({"scale": "linear", "resolution": np.nan}, index=["a"])
    shuffled, ordered = fit_lines(frame, shape), fit_lines(frame.dropna().sort_values("year"), shape)

    assert shuffled.loc["a", "slope"] == pytest.approx(1.2)
    pd.testing.assert_frame_equal(shuffled, ordered)


def test_a_series_that_nobody_describes_is_linear_and_no_share() -> None:
    """Beside one that is described; its forecast is not widened either."""
    frame = pd.concat(
        pd.DataFrame({"series": name, "year": range(2010, 2014), "year_end": range(2010, 2014), "value": HALVED}) for name in "ab"
    )
    told = {"scale": "log", "resolution": 0.1, "share": True, "widening": 2.0}
    plain = {"scale": "linear", "resolution": np.nan, "share": False, "widening": 1.0}
    both, one = (fit_lines(frame, pd.DataFrame(rows, index=["a", "b"][: len(rows)])) for rows in ([told, plain], [told]))

    pd.testing.assert_frame_equal(both, one)
    forecast = [name for name in one if name not in LINE_COLUMNS]
    asked = [told | {"scale": "linear"}]
    asked += [asked[0] | {name: other} for name, other in {"share": False, "widening": 1.0, "resolution": 5.0}.items()]
    told_apart = {str(fit_lines(frame, pd.DataFrame([row], index=["a"])).loc["a", forecast].tolist()) for row in asked}
    assert len(told_apart) == len(asked)
