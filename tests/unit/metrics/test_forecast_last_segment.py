"""The last joinpoint segment continued: the textbook's line where there is no joinpoint, the new pace where there is one."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.forecast.last_segment import LastSegment, ahead, fit

MODEL = LastSegment("last_segment")
YEARS = np.arange(2010.0, 2020.0)
LINE = np.array([3.0, 3.4, 4.1, 4.4, 5.2])
"""Five points, which are too few for a joinpoint."""


def test_without_a_joinpoint_it_is_the_line_s_prediction_interval() -> None:
    """
    Mean 4.02, slope 5.4 / 10 = 0.54; squares 2.968 - 0.54 × 5.4 = 0.052 on 3 degrees; two years ahead the distance from the middle is 4.

    Line: 4.02 + 4 × 0.54 = 6.18; error: √(0.052 / 3 × (1 + 1/5 + 16/10)) = √0.048533 = 0.220303.
    """
    forecast = ahead(fit(YEARS[None, :5], LINE[None], MODEL, floor=np.zeros(1)), np.array([2.0]))

    assert forecast.centre[0] == pytest.approx(6.18)
    assert forecast.error[0] == pytest.approx(0.220303, abs=1e-6)
    assert forecast.degrees[0] == 3


def test_after_a_joinpoint_the_new_pace_goes_on() -> None:
    """One up a year until 2015, two down a year since: three years after 2019 the value is 7 - 3 × 2, whatever the first pace was."""
    values = np.where(YEARS <= 2015, YEARS - 2000, 15 - 2 * (YEARS - 2015.0))
    forecast = ahead(fit(YEARS[None], values[None], MODEL, floor=np.zeros(1)), np.array([3.0]))

    assert forecast.centre[0] == pytest.approx(1.0)
    assert forecast.error[0] < 1e-6
    assert forecast.degrees[0] == 10 - 2 * 1 - 2


def test_the_interval_is_that_of_the_continuous_model() -> None:
    """The covariance of (1, t, (t - tau)+) by least squares over the observed years, and a new observation on top."""
    noise = np.array([0.1, -0.2, 0.15, 0.0, -0.1, 0.2, -0.15, 0.05, 0.1, -0.1])
    values = np.where(YEARS <= 2015, YEARS - 2000, 15 - 2 * (YEARS - 2015.0)) + noise
    forecast = ahead(fit(YEARS[None], values[None], MODEL, floor=np.zeros(1)), np.array([4.0]))
    design = np.column_stack([np.ones(10), YEARS - 2015, np.maximum(YEARS - 2015, 0)])
    solved, squares, *_ = np.linalg.lstsq(design, values)
    at = np.array([1.0, 8.0, 8.0])
    variance = squares[0] / 6 * (1 + at @ np.linalg.inv(design.T @ design) @ at)

    assert forecast.centre[0] == pytest.approx(at @ solved)
    assert forecast.error[0] == pytest.approx(np.sqrt(variance))


def test_rows_of_any_length_and_order_are_judged_each_by_itself() -> None:
    """A shorter series has nothing on its left; its neighbours change nothing."""
    both = np.full((2, 10), np.nan)
    both[0], both[1, -5:] = np.sin(YEARS) + 0.1 * YEARS, LINE
    time = np.where(np.isnan(both), np.nan, YEARS)
    together = ahead(fit(time, both, MODEL, floor=np.zeros(2)), np.array([1.0, 2.0]))
    alone = ahead(fit(YEARS[None, :5], LINE[None], MODEL, floor=np.zeros(1)), np.array([2.0]))

    assert (together.centre[1], together.error[1]) == (pytest.approx(alone.centre[0]), pytest.approx(alone.error[0]))


def test_the_error_is_never_below_that_of_rounding_and_grows_with_the_width() -> None:
    floor = np.array([1.0])
    narrow = ahead(fit(YEARS[None, :5], LINE[None], MODEL, floor=floor), np.array([1.0]))
    wide = ahead(fit(YEARS[None, :5], LINE[None], LastSegment("wide", width=2.0), floor=floor), np.array([1.0]))

    assert narrow.error[0] == pytest.approx(np.sqrt(1 + 1 / 5 + 9 / 10))
    assert wide.error[0] == pytest.approx(2 * narrow.error[0])
