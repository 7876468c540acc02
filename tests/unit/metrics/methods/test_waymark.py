"""Our own method: what its line says at the bounds, the pace with its interval, and curves too smooth to be called moving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.intervals import t_quantile
from metrics.methods.base import STATUSES
from metrics.methods.waymark import METHOD, Movement, Rules, _with_chance, judge_fits, movement, too_smooth
from metrics.trend import fit_lines

Verdict = Callable[..., pd.Series]

MODELLED, NOT_MODELLED = np.array([True]), np.array([False])


def line(slope: float, *, level: float = 200.0, log: bool = False, weighted: bool = False) -> dict[str, np.ndarray]:
    return {"slope": np.array([slope]), "level": np.array([level]), "log": np.array([log]), "weighted": np.array([weighted])}


def test_half_a_percent_a_year_of_the_level_is_the_bound() -> None:
    """0.96 of 200 is 0.48 %, 1.04 is 0.52 %; up or down."""
    moves = [not too_smooth(line(slope), MODELLED).item() for slope in (0.96, 1.04, -0.96, -1.04)]

    assert moves == [False, True, False, True]
    # 1 of 200 is 0.5 % itself, which counts as a move; 0.998 is 0.499 %.
    assert [too_smooth(line(slope), MODELLED).item() for slope in (1.0, 0.998)] == [False, True]


def test_on_a_log_scale_the_slope_is_the_change_itself() -> None:
    """A factor of 1.0048 a year is 0.48 %, one of 1.00502 is 0.502 %, whatever the level; one of 0.99502 is -0.498 %."""
    factors = (1.0048, 1.00502, 0.99502, 0.99498)

    assert [too_smooth(line(np.log(factor), log=True), MODELLED).item() for factor in factors] == [True, False, True, False]


def test_only_a_model_without_limits_is_too_smooth() -> None:
    assert not too_smooth(line(0.1), NOT_MODELLED).item()
    assert not too_smooth(line(0.1, weighted=True), MODELLED).item()


def test_a_series_that_is_not_modelled_is_judged_beside_one_that_is() -> None:
    lines = {name: np.repeat(cells, 3) for name, cells in line(0.1).items()} | {"weighted": np.array([False, False, True])}

    assert too_smooth(lines, np.array([True, False, True])).tolist() == [True, False, False]


def names(codes: np.ndarray) -> list[str]:
    return [str(STATUSES[place]) for place in codes]


def test_a_slope_at_its_bound_counts_as_moving() -> None:
    """Slopes in standard errors, 3 degrees of freedom: the bound is 2.353, the 95th percentile of t in every printed table."""
    bound = float(t_quantile(0.95, np.array([3.0]))[0])
    slopes = np.array([bound, bound - 1e-9, bound - 1e-9, bound])
    lines = {"slope": slopes, "slope_variance": np.ones(4), "degrees": np.full(4, 3.0), "level": np.full(4, 10.0)}
    lines |= {"log": np.zeros(4, dtype=bool), "weighted": np.zeros(4, dtype=bool)}
    moves = movement(lines, np.array([1.0, 1.0, -1.0, -1.0]), modelled=np.zeros(4, dtype=bool))

    assert bound == pytest.approx(2.353, abs=5e-4)
    assert names(moves.status) == ["behind", "no_clear_change", "no_clear_change", "away"]
    assert moves.t.tolist() == [bound, bound - 1e-9, 1e-9 - bound, -bound]


def test_a_chance_of_one_half_is_on_course_and_makes_no_trend_of_noise() -> None:
    code = {str(status): place for place, status in enumerate(STATUSES)}
    trend = np.array([code["behind"], code["behind"], code["behind"], code["no_clear_change"], code["away"]], dtype=np.int8)
    moves = Movement(trend, np.zeros(5), np.zeros(5))

    assert names(_with_chance(moves, np.array([0.5, 0.499, np.nan, 0.9, 0.9]))) == [
        "on_course", "behind", "behind", "no_clear_change", "away",
    ]  # fmt: skip


# --- the scorecard's columns ----------------------------------------------------------------------------------------------------

VALUES = [3.0, 5.0, 4.0, 8.0, 10.0]
"""Slope 1.7 a year and its variance 0.17 with 3 degrees of freedom; worked out in test_trend.py."""

REACH = 2.353363 * 0.17**0.5
"""Half of the 90 % interval of the slope: 0.9703."""


def judged(values: list[float] = VALUES, *, length: int = 1, fitted: dict[str, Any] | None = None, **goal: Any) -> pd.Series:
    """Return the verdict on values of 2010 and later, *length* years each; *fitted* replaces columns of the fit."""
    years = np.arange(2010, 2010 + len(values))
    frame = pd.DataFrame({"series": "a", "year": years, "year_end": years + length - 1, "value": values})
    fits = fit_lines(frame, pd.DataFrame({"scale": "linear", "resolution": np.nan}, index=["a"])).assign(**(fitted or {}))
    usual = {"sign": 1.0, "target_value": 12.0, "target_year": 2016, "last_year": 2013 + length, "modelled": False}
    return judge_fits(fits, pd.DataFrame([usual | goal], index=["a"])).loc["a"]


def test_the_pace_has_its_interval() -> None:
    """1.7 ± 0.9703 a year; t = 1.7 / √0.17 = 4.123, against 2.353."""
    row = judged()

    assert row[["pace", "pace_lower", "pace_upper"]].tolist() == pytest.approx([1.7, 1.7 - REACH, 1.7 + REACH], abs=1e-5)
    assert (row["t"], row["critical"]) == (pytest.approx(1.7 / 0.17**0.5), pytest.approx(2.353363, abs=1e-5))


def test_on_a_log_scale_the_pace_is_told_in_percent() -> None:
    """The same numbers as logarithms: a factor of e^1.7 = 5.474 a year is +447.4 %."""
    row = judged(fitted={"log": True})

    assert row["pace"] == pytest.approx(447.395, abs=1e-3)
    assert row["pace_lower"] == pytest.approx(100 * (np.exp(1.7 - REACH) - 1), rel=1e-4)
    assert row["pace_upper"] == pytest.approx(100 * (np.exp(1.7 + REACH) - 1), rel=1e-4)


def test_a_slope_beyond_what_a_number_holds_is_still_a_number() -> None:
    assert np.isfinite(judged(fitted={"log": True, "slope": 800.0})["pace"])


def test_the_probability_ends_with_the_year_that_was_measured() -> None:
    """The last period, 2014 to 2017, has its middle in 2015: 2016 and 2017 lie after it and are measured already, 2018 is not."""
    chances = [judged(length=4, target_year=year)["probability"] for year in (2016, 2017, 2018)]

    assert np.isnan(chances).tolist() == [True, True, False]


def test_a_level_that_noise_would_reach_is_no_change() -> None:
    """Values around 50 are above 10 whatever comes; that is no course."""
    row = judged([50.0, 53.0, 49.0, 52.0, 50.0], target_value=10.0)

    assert (row["status"], row["probability"] > 0.9) == ("no_clear_change", True)


# --- a range that holds start and target ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "limits", "goal", "expected"),
    [
        ([10.0, 12.0, 9.0, 11.0, 10.0, 11.0], (1.0, 12.0), {}, ("not_assessable", "too_uncertain")),
        ([10.0, 12.0, 9.0, 11.0, 10.0, 11.0], (3.0, 12.0), {}, ("no_clear_change", "")),  # the target of 2 lies outside
        ([10.0, 12.0, 9.0, 11.0, 10.0, 11.0], (1.0, 12.0), {"baseline_value": 13.0}, ("no_clear_change", "")),  # so does a start of 13
        ([10.0, 9.1, 8.0, 7.1, 6.0, 5.1], (1.0, 12.0), {}, ("behind", "")),  # a clear fall is clear all the same
        ([10.0, 9.1, 8.0, 7.1, 6.0, 1.9], (1.0, 12.0), {}, ("met", "")),
        ([10.0, 12.0, 9.0, 11.0], (1.0, 12.0), {}, ("not_assessable", "too_few_points")),
    ],
)
def test_a_range_that_holds_start_and_target_takes_away_a_standstill_only(
    verdict: Verdict, values: list[float], limits: tuple[float, float], goal: dict[str, float], expected: tuple[str, str]
) -> None:
    """The start is the 10 of 2015, the target 2 in 2024; the range is that of the latest value."""
    unknown = [np.nan] * (len(values) - 1)
    columns = {"lower": [*unknown, limits[0]], "upper": [*unknown, limits[1]]}
    row = verdict(METHOD, values, columns=columns, **{"target_value": 2.0, "target_year": 2024, "baseline_year": 2015} | goal)

    assert (row["status"], row["reason"]) == expected


def test_a_stated_error_stands_for_limits(verdict: Verdict) -> None:
    """11 ± 1.96 × 4.7 is 1.8 to 20.2 and holds 10 and 2; with 4.5 it begins at 2.2."""
    reasons = [
        verdict(
            METHOD, [10.0, 12.0, 9.0, 11.0, 10.0, 11.0], columns={"se": [np.nan] * 5 + [error]}, target_value=2.0, target_year=2024,
            baseline_year=2015,
        )["reason"]
        for error in (4.7, 4.5)
    ]  # fmt: skip

    assert reasons == ["too_uncertain", ""]


# --- the numbers beside the verdict ---------------------------------------------------------------------------------------------

FALLING = [10.0, 9.0, 8.5, 7.0, 6.5, 5.0]
"""
Years -2.5 … 2.5, their squares 17.5; products -25 - 13.5 - 4.25 + 3.5 + 9.75 + 12.5 = -17, so the slope is -34 / 35. Squares around the
mean 369.5 - 46² / 6 = 16.8333, less 17² / 17.5 leaves 0.31905; over 4 degrees of freedom and 17.5 the variance of the slope is 0.0045578.
"""

T = 34 / 35 / 0.0045578**0.5
"""14.389 where a fall is wanted; the bound of the 90 % interval with 4 degrees of freedom is 2.132."""

NOISE = [10.0, 12.0, 9.0, 11.0, 10.0, 11.0]
"""Products 0.5, slope 1 / 35; squares 5.5, left over 5.48571, variance of the slope 0.0783673: t is 0.1021 upwards."""


@pytest.mark.parametrize(
    ("values", "goal", "status", "numbers"),
    [
        (FALLING[::-1], {}, "away", (-T, -2.1318)),
        (FALLING, {"target_year": 2020}, "behind", (T, 2.1318)),  # the target year is over
        (NOISE, {}, "no_clear_change", (-1 / 35 / 0.0783673**0.5, 2.1318)),
        ([*FALLING[:5], 2.0], {}, "met", (2.0, 2.0)),
    ],
)
def test_the_numbers_beside_a_verdict_are_those_that_decided(
    verdict: Verdict, values: list[float], goal: dict[str, float], status: str, numbers: tuple[float, float]
) -> None:
    row = verdict(METHOD, values, **{"target_value": 2.0, "target_year": 2024} | goal)

    assert row["status"] == status
    assert row[["statistic", "threshold"]].tolist() == pytest.approx(numbers, abs=1e-3)


def test_beside_a_chance_stand_one_half_and_the_change_still_needed(verdict: Verdict) -> None:
    """From 5 in 2020 to 2 in 2024: 0.75 less each year. What is met, or over, needs none."""
    open_, met, over = (
        verdict(METHOD, values, target_value=2.0, target_year=year)
        for values, year in ((FALLING, 2024), ([*FALLING[:5], 2.0], 2024), (FALLING, 2020))
    )

    assert (open_["threshold"], open_["required"]) == (0.5, -0.75)
    assert 0 < open_["statistic"] < 1
    assert np.isnan([met["required"], over["required"]]).all()


def test_no_chance_is_told_of_a_year_that_the_last_period_holds(verdict: Verdict) -> None:
    """2020 to 2021 has its middle before the end of 2021, and yet 2021 is measured; 2022 is not."""
    ends = {"year_end": [float(year) for year in range(2016, 2022)]}
    measured, ahead = (verdict(METHOD, FALLING, columns=ends, target_value=2.0, target_year=year) for year in (2021, 2022))

    assert (measured["threshold"] > 2, ahead["threshold"]) == (True, 0.5)


@pytest.mark.parametrize(("year", "needed"), [(2021, -3.0), (2022, -1.5), (2020, np.nan), (2019, np.nan)])
def test_what_is_still_needed_is_shared_by_the_years_that_are_left(verdict: Verdict, year: int, needed: float) -> None:
    """From 5 in 2020 to 2: all 3 in one year, half of it in each of two; a year that has been measured has none left."""
    row = verdict(METHOD, FALLING, target_value=2.0, target_year=year)

    assert row["required"] == pytest.approx(needed, nan_ok=True)


def test_a_target_that_is_met_is_met_however_vague_the_value(verdict: Verdict) -> None:
    """No clear change, and a range that holds start and target; the value itself is past the target."""
    columns = {"lower": [np.nan] * 5 + [1.0], "upper": [np.nan] * 5 + [12.0]}
    goal = {"target_value": 10.5, "target_year": 2024, "baseline_value": 11.0}
    met, open_ = (verdict(METHOD, [*NOISE[:5], last], columns=columns, **goal) for last in (10.0, 11.0))

    assert (met["status"], met["reason"]) == ("met", "")
    assert (open_["status"], open_["reason"]) == ("not_assessable", "too_uncertain")


# --- the window -----------------------------------------------------------------------------------------------------------------


def of_periods(verdict: Verdict, periods: list[tuple[int, int]], values: list[float]) -> dict[str, Any]:
    """Return the numbers of the verdict on *values* of *periods* (first and last year): points, years and what decided."""
    columns = {"year_end": [float(last) for _, last in periods]}
    years = {first: value for (first, _), value in zip(periods, values, strict=True)}
    row = verdict(METHOD, years, columns=columns, target_value=2.0, target_year=2030)
    return {name: row[name] for name in ("points", "first_year", "last_year", "statistic", "threshold")}


LONG = [(1998, 2001), (2005, 2006), (2009, 2009), (2012, 2012), (2013, 2016), (2018, 2018), (2020, 2021)]
"""The middle of the newest is 2020.5; that of 2005 to 2006 lies 15 years before it, that of the first 21."""

OLD_AND_FALLING = [90.0, 10.0, 9.0, 8.5, 7.0, 6.5, 5.0]


def test_a_point_that_lies_more_than_fifteen_years_back_has_no_say(verdict: Verdict) -> None:
    """Counted from the middles of the periods; a point of just fifteen years is still one of the six."""
    row = of_periods(verdict, LONG, OLD_AND_FALLING)

    assert (row["points"], row["first_year"], row["last_year"]) == (6, 2005, 2020)
    assert row == of_periods(verdict, LONG[1:], OLD_AND_FALLING[1:])
    # A first period that begins and ends a year earlier lies sixteen years back.
    assert of_periods(verdict, [(2004, 2005), *LONG[2:]], OLD_AND_FALLING[1:]) == of_periods(verdict, LONG[2:], OLD_AND_FALLING[2:])


def test_an_old_point_of_single_years_has_no_say_either(verdict: Verdict) -> None:
    years = [(year, year) for year in (2003, 2006, 2010, 2014, 2017, 2021)]
    row = of_periods(verdict, [(1990, 1990), *years], OLD_AND_FALLING)

    assert (row["points"], row["first_year"]) == (5, 2006)  # 2003 is 18 years back, 2006 is 15
    assert row == of_periods(verdict, years[1:], OLD_AND_FALLING[2:])


def test_only_the_ten_newest_points_have_a_say(verdict: Verdict) -> None:
    falling = [20.0, 18.5, 17.0, 16.5, 15.0, 13.0, 12.5, 11.0, 10.5, 9.0]
    years = [(year, year) for year in range(2010, 2022)]
    row = of_periods(verdict, years, [0.0, 90.0, *falling])

    assert (row["points"], row["first_year"]) == (10, 2012)
    assert row == of_periods(verdict, years[2:], falling)


def test_a_target_of_zero_has_no_place_on_a_log_scale(verdict: Verdict) -> None:
    """The assessment is then linear; a target of one half has a place."""
    zero, half = (
        [verdict(METHOD, FALLING, scale=scale, target_value=goal, target_year=2024)["statistic"] for scale in ("log", "linear")]
        for goal in (0.0, 0.5)
    )

    assert zero[0] == zero[1] > 0
    assert half[0] != half[1]


def test_the_scorecard_may_ask_for_other_rules_and_has_goals_of_more_series() -> None:
    """At 99 % the bound of t with 3 degrees of freedom is 5.841 (printed tables), and 4.123 is no clear change."""
    frame = pd.DataFrame({"series": "a", "year": range(2010, 2015), "year_end": range(2010, 2015), "value": VALUES})
    fits = fit_lines(frame, pd.DataFrame({"scale": "linear", "resolution": np.nan}, index=["a"]))
    usual = {"sign": 1.0, "target_value": 12.0, "target_year": 2016, "last_year": 2014, "modelled": False}
    goals = pd.DataFrame([usual | {"sign": -1.0, "target_value": 1.0}, usual], index=["b", "a"])
    rows = judge_fits(fits, goals, Rules(slope_level=0.99))

    assert rows.index.tolist() == ["a"]
    assert (rows["status"].item(), rows["critical"].item()) == ("no_clear_change", pytest.approx(5.841, abs=5e-4))
    assert judge_fits(fits, goals)["status"].item() == judged()["status"] == "behind"


def test_the_forecast_knows_the_published_errors_whichever_way_they_are_published(verdict: Verdict) -> None:
    """An error of 1 and an interval of 1.96 to both sides are the same knowledge; without it, the scatter of 0.3 is all there is."""
    limits = {"lower": [value - 1.96 for value in FALLING], "upper": [value + 1.96 for value in FALLING]}
    chance, same, without = (
        verdict(METHOD, FALLING, columns=columns, target_value=2.0, target_year=2023)["statistic"]
        for columns in ({"se": [1.0] * 6}, limits, None)
    )

    assert chance == pytest.approx(same)
    assert abs(chance - without) > 0.001


@pytest.mark.parametrize("published", ["se", "limits", "both"])
def test_the_line_believes_published_errors_that_are_wider_than_the_scatter(verdict: Verdict, published: str) -> None:
    """Errors of 4 each: t = 34 / 35 / (4 / √17.5) = 1.016, where the scatter alone gave 14.4."""
    limits = {"lower": [value - 1.96 * 4 for value in FALLING], "upper": [value + 1.96 * 4 for value in FALLING]}
    columns = {"se": {"se": [4.0] * 6}, "limits": limits, "both": limits | {"se": [0.1] * 6}}[published]
    row = verdict(METHOD, FALLING, columns=columns, target_value=-3.0, target_year=2023)

    assert (row["status"], row["statistic"]) == ("no_clear_change", pytest.approx(34 / 35 / (4 / 17.5**0.5)))
