"""The line and its interval: closed forms against hand arithmetic and the library's own regression."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from metrics.intervals import t_quantile
from metrics.projection import probability_of_target, project
from metrics.trend import fit_lines
from metrics.windows import WindowRules, mark_used, summarise

VALUES = st.lists(st.floats(1, 99), min_size=5, max_size=10)


def points(values: list[float], *, length: int = 1, name: Any = "a", **columns: Any) -> pd.DataFrame:
    """Return one series of yearly values; *length* is the number of years each value covers."""
    years = np.arange(2010, 2010 + len(values))
    frame = pd.DataFrame({"series": name, "year": years, "year_end": years + length - 1, "value": values})
    return frame.assign(**columns)


def shape(scale: str = "linear", resolution: float = np.nan, names: Iterable[Any] = ("a",)) -> pd.DataFrame:
    return pd.DataFrame({"scale": scale, "resolution": resolution}, index=list(names))


def test_the_line_is_that_of_least_squares() -> None:
    """Hand arithmetic: years -2 … 2 around 2012, values 3, 5, 4, 8, 10; slope = (−6 − 5 + 0 + 8 + 20) / 10 = 1.7, level = 6."""
    fit = fit_lines(points([3.0, 5.0, 4.0, 8.0, 10.0]), shape()).loc["a"]

    assert (fit["level"], fit["slope"], fit["degrees"]) == (6.0, pytest.approx(1.7), pytest.approx(3.0))
    # Residuals 0.4, 0.7, −2, 0.3, 0.6: their squares add up to 5.1, over 3 degrees of freedom 1.7; slope variance 1.7 / 10.
    assert fit["slope_variance"] == pytest.approx(0.17)


def test_a_log_scale_gives_the_rate_of_change() -> None:
    """100, 90, 81, … falls by a tenth a year: the slope of the logarithm is ln 0.9."""
    fit = fit_lines(points([100 * 0.9**k for k in range(6)]), shape("log")).loc["a"]

    assert fit["slope"] == pytest.approx(np.log(0.9))
    assert fit["log"]


def test_a_log_scale_with_a_zero_falls_back_to_linear() -> None:
    fit = fit_lines(points([4.0, 3.0, 2.0, 1.0, 0.0]), shape("log")).loc["a"]

    assert (bool(fit["log"]), fit["slope"]) == (False, pytest.approx(-1.0))


def test_published_errors_weigh_the_points() -> None:
    """Two certain and three uncertain points: weights 1 / se², as in the textbook formula."""
    value, se = np.array([3.0, 5.0, 4.0, 8.0, 10.0]), np.array([0.1, 2.0, 2.0, 2.0, 0.1])
    fit = fit_lines(points(value, lower=value - 1.96 * se, upper=value + 1.96 * se), shape()).loc["a"]
    weight, year = 1 / se**2, np.arange(2010, 2015)
    centre = (weight * year).sum() / weight.sum()
    slope = (weight * (year - centre) * value).sum() / (weight * (year - centre) ** 2).sum()

    assert fit["weighted"]
    assert fit["slope"] == pytest.approx(slope)


def test_scatter_widens_published_errors_and_never_narrows_them() -> None:
    """Published errors of 0.01 around points that scatter by 2 are not believed; errors of 10 around a perfect line are."""
    scattered = np.array([3.0, 5.0, 4.0, 8.0, 10.0])
    tight = fit_lines(points(scattered, lower=scattered - 0.0196, upper=scattered + 0.0196), shape()).loc["a"]
    straight = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    wide = fit_lines(points(straight, lower=straight - 19.6, upper=straight + 19.6), shape()).loc["a"]

    assert tight["slope_variance"] == pytest.approx(0.17)  # as if unweighted: 5.1 / 3 / 10
    assert wide["slope_variance"] == pytest.approx(10**2 / 10)


def test_rounding_leaves_uncertainty_in_a_constant() -> None:
    """47, 47, 47, 47, 47 rounded to 1: variance 1/12 a point, slope variance 1/12/10."""
    fit = fit_lines(points([47.0] * 5), shape(resolution=1.0)).loc["a"]

    assert fit["slope_variance"] == pytest.approx(1 / 120)


def test_overlapping_periods_count_for_less() -> None:
    """Four-year averages published every year share three quarters of their data with the next one."""
    values = [3.0, 5.0, 4.0, 8.0, 10.0, 9.0, 12.0, 11.0]
    single, overlapping = (fit_lines(points(values, length=length), shape()).loc["a"] for length in (1, 4))

    assert overlapping["slope"] == pytest.approx(single["slope"])
    assert overlapping["slope_variance"] > 2 * single["slope_variance"]
    assert overlapping["degrees"] < single["degrees"] - 2


def test_the_interval_of_overlapping_averages_holds_what_it_promises() -> None:
    """Yearly noise, averaged over four years: 90 % intervals contain the true slope in about 90 of 100 simulated series."""
    noise = np.random.default_rng(7).normal(0, 1, (1000, 13))
    truth = 50 - 0.5 * np.arange(13) + noise
    averages = np.stack([truth[:, start : start + 4].mean(axis=1) for start in range(10)], axis=1)
    frame = pd.concat([points(row, length=4, name=number) for number, row in enumerate(averages)])
    fits = fit_lines(frame, shape(names=range(1000)))
    reach = t_quantile(0.95, fits["degrees"]) * np.sqrt(fits["slope_variance"])
    covered = ((fits["slope"] + 0.5).abs() <= reach).mean()

    assert 0.87 < covered < 0.97


@settings(max_examples=30, deadline=None)
@given(VALUES)
def test_the_unweighted_line_agrees_with_the_library(values: list[float]) -> None:
    assume(len(set(values)) > 1)
    fit = fit_lines(points(values), shape()).loc["a"]
    expected = stats.linregress(np.arange(2010, 2010 + len(values)), values)

    assert fit["slope"] == pytest.approx(expected.slope, abs=1e-9)
    assert np.sqrt(fit["slope_variance"]) == pytest.approx(expected.stderr, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(VALUES, st.sampled_from([0.001, 10.0, 1000.0]), st.sampled_from(["linear", "log"]))
def test_another_unit_changes_neither_probability_nor_significance(values: list[float], factor: float, scale: str) -> None:
    frame = pd.concat([points(values), points([value * factor for value in values], name="b")])
    rows = pd.DataFrame({"scale": scale, "resolution": [0.1, 0.1 * factor]}, index=["a", "b"])
    fits = fit_lines(frame, rows)
    target = pd.Series([50.0, 50.0 * factor], index=fits.index)
    sign = pd.Series(1.0, index=fits.index)
    chance = probability_of_target(fits, target, pd.Series(2030.0, index=fits.index), sign)
    t = fits["slope"] / np.sqrt(fits["slope_variance"])

    assert chance["a"] == pytest.approx(chance["b"], abs=1e-6)
    assert t["a"] == pytest.approx(t["b"], rel=1e-6, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(VALUES)
def test_the_mirrored_direction_has_the_other_probability(values: list[float]) -> None:
    fits = fit_lines(points(values), shape(resolution=0.1))
    target, year = pd.Series(50.0, index=fits.index), pd.Series(2030.0, index=fits.index)
    up, down = (probability_of_target(fits, target, year, pd.Series(sign, index=fits.index)) for sign in (1.0, -1.0))

    assert up["a"] + down["a"] == pytest.approx(1.0)


def test_projections_stop_at_the_bounds_of_the_indicator() -> None:
    fits = fit_lines(points([90.0, 93.0, 95.0, 98.0, 99.0]), shape())
    span = pd.DataFrame({"first_year": 2014, "last_year": 2020, "range_low": 0.0, "range_high": 100.0}, index=["a"])
    frame = project(fits, span)

    assert list(frame["year"]) == list(range(2014, 2021))
    assert frame[["value", "lower", "upper"]].max().max() == 100.0


def test_the_window_takes_the_last_ten_points_of_the_last_segment() -> None:
    frame = points(list(range(20))).assign(segment=[0] * 8 + [1] * 12, excluded_by="")

    assert list(frame.loc[mark_used(frame), "year"]) == list(range(2020, 2030))
    assert list(frame.loc[mark_used(frame, WindowRules(longest_years=4)), "year"]) == list(range(2025, 2030))


def test_the_window_leaves_out_excluded_years_and_empty_values() -> None:
    frame = points([1.0, np.nan, 3.0, 4.0, 5.0, 6.0]).assign(segment=0, excluded_by=["", "", "", "covid", "", ""])
    frame["used"] = mark_used(frame)
    summary = summarise(frame).loc["a"]

    assert list(frame.loc[frame["used"], "year"]) == [2010, 2012, 2014, 2015]
    assert (summary["points_used"], summary["comparable_points"], bool(summary["years_excluded"])) == (4, 4, True)
