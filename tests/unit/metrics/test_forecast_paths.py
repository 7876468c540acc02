"""Simulated paths have the distribution of the forecast in every year and go together from year to year as its errors do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from metrics.forecast.attainment import _paths, expected_year, probability_by
from metrics.forecast.models import WALK, Model, fit, spread
from metrics.forecast.series import Forecasts, forecast
from metrics.intervals import Array

UP_AND_DOWN = [50.0, 54.0, 49.0, 55.0, 50.0, 56.0, 51.0, 55.0, 52.0, 58.0]
DRAWS = 20_000
MODELS = [
    Model("independent", (0.0,)),
    Model("correlated", (0.7,)),
    Model("walk", (WALK,)),
    Model("changing", (0.5,), drift_variances=(1.0,), pace_change=0.3),
    Model("wide", (0.7,), width=2.0),
]
"""Of a single member each, so that the closed form is exact: Student's t."""


def held(model: Model, values: Sequence[Sequence[float]] = (UP_AND_DOWN,), *, length: int = 1) -> Forecasts:
    """Return the forecasts of series of 2011 to 2020, in periods of *length* years that end later."""
    year = np.arange(2011.0, 2011.0 + len(values[0]))[None].repeat(len(values), axis=0)
    flags = np.zeros(len(values), dtype=bool)
    rest = {"share": flags, "positive": flags, "resolution": np.ones(len(values))}
    return forecast(year, year + length - 1, np.array(values), model=model, **rest)


def paths(forecasts: Forecasts, years: int) -> list[tuple[Array, Array]]:
    last = np.full(len(forecasts.time), float(years))
    return list(_paths(forecasts, last, DRAWS, np.random.default_rng(1)))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("length", [1, 2])
def test_in_every_year_the_paths_lie_as_the_forecast_says(model: Model, length: int) -> None:
    """A fifth below its 20 % quantile and a fifth above its 80 %; the error of a share of 20,000 paths is 0.3 points."""
    forecasts = held(model, [UP_AND_DOWN, UP_AND_DOWN[::-1]], length=length)
    found = paths(forecasts, 5)

    assert [years.tolist() for years, _ in found] == [[step + (0.5 if length == 2 else 1.0)] * 2 for step in range(5)]
    for years, values in found:
        ahead = forecasts.at(forecasts.time + years)
        for level in (0.2, 0.8):
            below = (values <= ahead.quantile(level)[:, None]).mean(axis=1)
            assert below == pytest.approx(level, abs=0.015)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_two_years_of_a_path_go_together_as_the_errors_do(model: Model) -> None:
    """
    The values of years 1 and 3 share the doubt about the line and about the coming pace, and the error of year 1 fades by r² until year 3.

    With g = 1 - r^h: g₁ g₃ V + (3 g₁ + g₃) C + 3 S of the line, 3 P of the pace and r² E₁ of the error; over the roots of the same for one
    year each.
    """
    forecasts = held(model)
    fitted, r = forecasts.fitted, model.correlations[0]
    level, both, slope = (part[0, 0] for part in (fitted.level_variance, fitted.covariance, fitted.slope_variance))

    def shared(one: int, other: int) -> float:
        gone, later = 1 - r**one, 1 - r**other
        line = gone * later * level + (gone * other + later * one) * both + one * other * slope
        error = float(spread(np.array([r]), np.array([float(min(one, other))]))[0]) * r ** abs(other - one)
        return float(line + one * other * model.pace_change + error)

    values = [cells[0] for _, cells in paths(forecasts, 3)]
    expected = shared(1, 3) / np.sqrt(shared(1, 1) * shared(3, 3))

    assert np.corrcoef(values[0], values[2])[0, 1] == pytest.approx(expected, abs=0.03)


def test_each_series_has_its_own_target_year_and_direction() -> None:
    """Alone or together; the third has no target, the fourth no direction, and the year of the fifth has been measured."""
    forecasts = held(MODELS[1], [UP_AND_DOWN] * 5)
    target, year = np.array([57.0, 50.0, np.nan, 57.0, 57.0]), np.array([2021.0, 2024.0, 2024.0, 2024.0, 2020.0])
    sign = np.array([1.0, -1.0, 1.0, np.nan, 1.0])
    found = probability_by(forecasts, target, year, sign)
    alone = [float(probability_by(held(MODELS[1]), target[[k]], year[[k]], sign[[k]], draws=DRAWS)[0]) for k in (0, 1)]

    assert found[:2] == pytest.approx(alone, abs=0.04)
    assert np.isnan(found).tolist() == [False, False, True, True, True]
    in_the_year = 1 - forecasts.at(np.full(5, 2021.0)).below(forecasts.on_scale(target))[0]
    assert found[0] == pytest.approx(in_the_year, abs=0.04)  # no later year counts, though the others' do


def test_the_years_of_attainment_are_the_first_with_a_tenth_a_half_and_nine_tenths() -> None:
    """Of a series that falls by about two a year; beside one that rises, and one without direction."""
    falling = [100.0, 97.0, 96.5, 93.0, 92.5, 90.0, 87.0, 86.5, 84.0, 82.0]
    forecasts = held(MODELS[1], [falling, falling[::-1], falling])
    target, sign = np.array([74.0, 74.0, 74.0]), np.array([-1.0, -1.0, 0.0])
    rows = expected_year(forecasts, target, sign)
    goal = forecasts.on_scale(target)

    def chance(year: float) -> float:
        return float(forecasts.at(np.full(3, year)).below(goal)[0])

    for name, level in (("not_before", 0.1), ("year", 0.5), ("at_the_latest", 0.9)):
        year = float(rows.loc[0, name])
        assert chance(year) >= level
        assert not chance(year - 1) >= level  # NaN where that year has been measured
    assert rows.loc[0, "not_before"] < rows.loc[0, "year"] < rows.loc[0, "at_the_latest"]
    assert rows["on_current_trend"].tolist() == [True, False, False]
    assert (rows.loc[1, "year"], rows.loc[1, "at_the_latest"]) == (np.inf, np.inf)
    assert rows.loc[2, ["year", "not_before", "at_the_latest"]].isna().all()
    pd.testing.assert_frame_equal(rows.iloc[[0]], expected_year(held(MODELS[1], [falling]), target[:1], sign[:1]))


# --- tables of several series ---------------------------------------------------------------------------------------------------

NO = np.nan
TABLE = np.array([[50.0, 54.0, 49.0, 55.0, 50.0], [NO, 30.0, 31.0, 29.0, 33.0], [20.0, 22.0, 21.0, NO, NO], [NO, NO, NO, 5.0, 6.0]])
"""The newest value stands last, or in the middle; the fourth series is too short."""

ERRORS = np.array([[NO, NO, NO, NO, 9.0], [NO, NO, NO, NO, NO], [1.0, 2.0, 7.0, NO, NO], [NO, NO, NO, 1.0, 1.0]])
WIDER = np.array([1.0, 2.0, 1.5, 1.0])


def of_table(rows: list[int], *, length: int) -> Forecasts:
    """Return the forecasts of *rows* of the table from 2011 on, without columns that none of them has."""
    held = np.isfinite(TABLE[rows]).any(axis=0)
    values = TABLE[rows][:, held]
    year = np.where(np.isfinite(values), np.arange(2011.0, 2016.0)[held], NO)
    flags = np.zeros(len(rows), dtype=bool)
    rest = {"share": flags, "positive": flags, "resolution": np.ones(len(rows)), "widening": WIDER[rows], "error": ERRORS[rows][:, held]}
    return forecast(year, year if length == 1 else year + length - 1, values, model=MODELS[1], **rest)


@pytest.mark.parametrize("length", [1, 2])
def test_every_series_of_a_table_has_the_forecast_that_it_has_alone(length: int) -> None:
    """Two-year periods that are told every year have their middle half a year on, and overlap by two."""
    together = of_table([0, 1, 2, 3], length=length)
    ahead = together.at(np.full(4, 2020.0))

    assert together.time.tolist() == pytest.approx(
        [2015 + (length - 1) / 2, 2015 + (length - 1) / 2, 2013 + (length - 1) / 2, NO], nan_ok=True
    )
    assert together.fitted.overlap[:3].tolist() == [length] * 3
    assert np.isnan(ahead.centre).tolist() == [False, False, False, True]
    for row in range(3):
        alone = of_table([row], length=length).at(np.array([2020.0]))
        assert (ahead.centre[row], ahead.error[row], ahead.degrees[row]) == pytest.approx(
            (alone.centre[0], alone.error[0], alone.degrees[0])
        )


def test_the_error_of_the_newest_value_and_the_width_of_its_family_count() -> None:
    """An error of 9 for the newest of five values around 50 is more than their scatter; a family twice as wide has twice the error."""
    first, second = of_table([0], length=1), of_table([1], length=1)
    plain = {"share": np.array([False]), "positive": np.array([False]), "resolution": np.ones(1), "model": MODELS[1]}
    without = forecast(np.arange(2011.0, 2016.0)[None], np.arange(2011.0, 2016.0)[None], TABLE[[0]], **plain)
    narrow = forecast(np.arange(2012.0, 2016.0)[None], np.arange(2012.0, 2016.0)[None], TABLE[[1], 1:], **plain)
    year = np.array([2017.0])

    assert first.at(year).error[0] > 1.5 * without.at(year).error[0]
    assert second.at(year).error[0] == pytest.approx(2 * narrow.at(year).error[0])


def test_chosen_series_keep_their_forecast_and_the_newest_year_has_none() -> None:
    whole = of_table([0, 1, 2], length=1)
    chosen = whole.rows(np.array([2, 0, 2]))

    assert chosen.at(np.full(3, 2016.0)).centre.tolist() == whole.at(np.full(3, 2016.0)).centre[[2, 0, 2]].tolist()
    assert np.isnan(whole.at(np.full(3, 2015.0)).centre).tolist() == [True, True, False]


# --- periods that share years ---------------------------------------------------------------------------------------------------


def test_only_periods_that_are_longer_than_the_years_between_them_overlap() -> None:
    """Four years told every year, every fourth year, every third, and single years; aligned to the right or to the left."""
    length = np.array([4.0, 4.0, 4.0, 1.0])
    time = np.array([np.arange(6.0), 4 * np.arange(6.0), 3 * np.arange(6.0), np.arange(6.0)])
    values = np.array([[1.0, 2.0, 2.0, 4.0, 3.0, 5.0]] * 4)
    time[1, :2] = values[1, :2] = time[2, 4:] = values[2, 4:] = np.nan
    fitted = fit(time, values, MODELS[0], length=length, floor=np.full(4, 0.1))

    assert fitted.overlap.tolist() == [4.0, 1.0, 4.0, 1.0]


@pytest.mark.parametrize(("length", "shared"), [(1, 1.0), (2, 1.5), (4, 2.75)])
def test_shared_years_leave_fewer_degrees_of_freedom(length: int, shared: float) -> None:
    """
    Twelve points less level and slope are ten, over the sum of the squared correlations of a period with all others: those k years apart
    share 1 - k / L. For two years 1 + 2 × 1/4, for four 1 + 2 × (9 + 4 + 1) / 16.
    """
    values = np.array([[1.0, 2.0, 2.0, 4.0, 3.0, 5.0, 5.0, 6.0, 8.0, 7.0, 9.0, 9.0]])
    fitted = fit(np.arange(12.0)[None], values, MODELS[0], length=np.array([float(length)]), floor=np.array([0.1]))

    assert fitted.degrees[0] == pytest.approx(10 / shared)


def test_a_family_that_is_not_named_is_as_wide_as_the_model() -> None:
    families = pd.Series(["screening", "other", None])

    assert Model("m", (0.0,), family_widths=(("screening", 1.5),)).widening(families).tolist() == [1.5, 1.0, 1.0]
