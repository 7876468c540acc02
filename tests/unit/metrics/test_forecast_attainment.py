"""When a target is reached, and by when."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics.forecast.attainment import expected_year, probability_by
from metrics.forecast.models import Model
from metrics.forecast.series import Forecasts, forecast, from_columns, to_columns
from metrics.projection import probability_of_target, project

STALLED = [51.0, 56.0, 55.0, 62.0, 61.0, 66.0, 69.0, 71.0, 71.0, 71.0]
"""Made-up coverage of a vaccination: a smooth rise that has stopped."""


def forecasts(values: list[float], *, share: bool = False, first: int = 2011, length: int = 1) -> Forecasts:
    year = np.arange(first, first + len(values), dtype=float)[None]
    flags = np.array([share])
    return forecast(year, year + length - 1, np.array([values]), share=flags, positive=~flags, resolution=np.array([1.0]))


def attained(values: list[float], target: float, sign: float, **options: bool) -> pd.Series:
    return expected_year(forecasts(values, **options), np.array([target]), np.array([sign])).iloc[0]


def chance_by(values: list[float], target: float, year: float, sign: float = 1.0) -> float:
    return float(probability_by(forecasts(values), *(np.array([number]) for number in (target, year, sign)))[0])


def chance_in(values: list[float], target: float, year: float, sign: float = 1.0) -> float:
    fits = pd.DataFrame(to_columns(forecasts(values)))
    return float(probability_of_target(fits, *(pd.Series([number]) for number in (target, year, sign)))[0])


FALLING = [100 * 0.95**step for step in range(10)]


def test_the_year_of_attainment_lies_on_the_line() -> None:
    """5 % a year from 63.02 in 2020: 40 is passed after ln(40 / 63.02) / ln(0.95) = 8.9 years, in 2029."""
    row = attained(FALLING, 40.0, -1.0)

    assert (row["year"], row["on_current_trend"]) == (2029.0, True)
    assert row["not_before"] <= row["year"] <= row["at_the_latest"]


def test_the_year_comes_after_a_period_of_several_years() -> None:
    """Averages of four years, the last of 2020 to 2023: 60 lies behind them already, and 2024 is the first year that is not measured."""
    known, target, sign = forecasts(FALLING, length=4), np.array([62.0]), np.array([-1.0])

    assert expected_year(known, target, sign)["year"].tolist() == [2022.0]  # counted from the middle of the period
    assert expected_year(known, target, sign, np.array([2023.0]))["year"].tolist() == [2024.0]


def test_a_target_on_the_other_side_is_never_reached_on_the_current_trend() -> None:
    row = attained(FALLING, 200.0, 1.0)

    assert (row["year"], row["on_current_trend"]) == (np.inf, False)


def test_without_a_target_there_is_no_year() -> None:
    row = attained(FALLING, np.nan, -1.0)

    assert np.isnan(row["year"])
    assert not row["on_current_trend"]


def test_a_year_may_have_no_upper_bound() -> None:
    """Ups and downs around a slow rise: the target may come, or never."""
    row = attained([50.0, 54.0, 49.0, 55.0, 50.0, 56.0, 51.0, 55.0, 52.0, 56.0], 75.0, 1.0)

    assert row["at_the_latest"] == np.inf


def test_in_the_next_year_by_and_in_are_the_same() -> None:
    """The error of 2,000 paths is 1.1 points; the closed form replaces a mixture by one distribution."""
    assert chance_by(STALLED, 72.0, 2021.0) == pytest.approx(chance_in(STALLED, 72.0, 2021.0), abs=0.05)


def test_by_is_at_least_in_and_grows_with_the_years() -> None:
    by = [chance_by(STALLED, 80.0, year) for year in (2022.0, 2026.0, 2030.0)]

    assert by == sorted(by)
    assert by[-1] >= chance_in(STALLED, 80.0, 2030.0) - 0.03


def test_the_same_figures_give_the_same_probability() -> None:
    assert chance_by(STALLED, 80.0, 2030.0) == chance_by(STALLED, 80.0, 2030.0)


def test_a_year_that_is_past_has_no_probability() -> None:
    assert np.isnan([chance_by(STALLED, 80.0, 2020.0), chance_in(STALLED, 80.0, 2020.0)]).all()


def test_paths_have_mean_and_spread_of_the_forecast() -> None:
    """The median path is reached by half of the paths of a walk: the chance of being below the forecast's 80 % quantile is 80 %."""
    held = forecasts(STALLED)
    quantile = held.in_unit(held.at(np.array([2021.0])).quantile(0.8))
    simulated = probability_by(held, quantile, np.array([2021.0]), np.array([-1.0]), draws=20_000)

    assert simulated[0] == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    "model",
    [Model("correlated", (0.7,)), Model("changing", (0.0,), drift_variances=(1.0,), pace_change=20.0)],
    ids=lambda model: model.name,
)
def test_paths_of_any_model_agree_with_its_forecast(model: Model) -> None:
    """The interval of the first year of the paths is that of the closed form: 30 % lie below its 30 % quantile."""
    year = np.arange(2011.0, 2021.0)[None]
    flags = np.array([False])
    values = np.array([[50.0, 54.0, 49.0, 55.0, 50.0, 56.0, 51.0, 55.0, 52.0, 58.0]])
    held = forecast(year, year, values, share=flags, positive=flags, resolution=np.array([1.0]), model=model)
    quantile = held.in_unit(held.at(np.array([2021.0])).quantile(0.3))
    simulated = probability_by(held, quantile, np.array([2021.0]), np.array([-1.0]), draws=20_000)

    assert simulated[0] == pytest.approx(0.3, abs=0.02)


def test_overlapping_periods_have_paths_too() -> None:
    held = forecasts([50.0, 51.0, 53.0, 54.0, 56.0, 57.0], length=4)

    assert 0 < probability_by(held, np.array([60.0]), np.array([2025.0]), np.array([1.0]))[0] < 1


def test_a_rise_that_has_stopped_is_no_near_certainty() -> None:
    """The line through these ten points gives more than 95 % for 85 in 2027; coverage that has not moved for three years does not."""
    year = np.arange(2011.0, 2021.0)
    slope, height = np.polyfit(year, STALLED, 1)
    fits = pd.DataFrame(to_columns(forecasts(STALLED, share=True)))
    chance = probability_of_target(fits, pd.Series([85.0]), pd.Series([2027.0]), pd.Series([1.0]))[0]

    assert height + slope * 2027 > 85
    assert chance < 0.6


def test_the_fan_opens_at_the_latest_value_and_stays_inside_a_share() -> None:
    fits = pd.DataFrame(to_columns(forecasts([90.0, 93.0, 95.0, 98.0, 99.0], share=True)))
    fan = project(fits, pd.DataFrame({"first_year": 2015, "last_year": 2040, "range_low": 0.0, "range_high": 100.0}, index=[0]))

    assert fan.loc[0, ["value", "lower", "upper"]].tolist() == pytest.approx([99.0] * 3)
    assert fan["upper"].max() <= 100.0
    assert (fan["lower"] <= fan["value"]).all()


def test_a_series_of_two_points_has_no_forecast() -> None:
    both = forecast(
        np.array([[2010.0, 2011.0, np.nan], [2010.0, 2011.0, 2012.0]]), np.array([[2010.0, 2011.0, np.nan], [2010.0, 2011.0, 2012.0]]),
        np.array([[1.0, 2.0, np.nan], [1.0, 2.0, 4.0]]), share=np.zeros(2, dtype=bool), positive=np.ones(2, dtype=bool),
        resolution=np.full(2, 0.1),
    )  # fmt: skip
    centre = both.at(np.full(2, 2015.0)).centre

    assert list(np.isnan(centre)) == [True, False]


def test_a_published_error_keeps_a_straight_series_uncertain() -> None:
    """Five values on a line, each with a standard error of 5: the next one is not known to a tenth."""
    year, value = np.arange(2010.0, 2015.0)[None], np.array([[50.0, 51.0, 52.0, 53.0, 54.0]])
    rest = {"share": np.array([False]), "positive": np.array([False]), "resolution": np.array([0.1])}
    plain, sampled = (forecast(year, year, value, error=error, **rest) for error in (None, np.full((1, 5), 5.0)))
    errors = [held.at(np.array([2016.0])).error[0] * held.scale.unit[0] for held in (plain, sampled)]

    assert errors[0] < 1
    assert errors[1] > 5


def test_series_without_any_point_have_no_forecast() -> None:
    nothing = np.empty((2, 0))
    none = forecast(nothing, nothing, nothing, share=np.zeros(2, bool), positive=np.zeros(2, bool), resolution=np.full(2, np.nan))

    assert np.isnan(none.at(np.full(2, 2030.0)).centre).all()


def test_columns_hold_the_whole_forecast() -> None:
    held = forecasts(STALLED, share=True)
    again = from_columns(pd.DataFrame(to_columns(held)))
    time = np.array([2030.0])

    assert again.at(time).quantile(0.9) == pytest.approx(held.at(time).quantile(0.9))
