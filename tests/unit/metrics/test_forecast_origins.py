"""What the back-test takes from the points of a series, step by step: periods, errors, order, windows; and how it scores by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from metrics.forecast.backtest import Origins, origins, predict
from metrics.forecast.calibration import CHANGES, coverage, probabilities, score_forecasts, width_wanted
from metrics.forecast.candidates import DAMPED, DRIFT, LAST_SEGMENT, MODELS, NO_CHANGE, TEXTBOOK_LINE
from metrics.forecast.models import WALK, Model
from metrics.forecast.record import read_record
from metrics.forecast.scales import NAMES

WALKS = Model("walk", (WALK,), drift=False)
STEPS = [10.0, 12.0, 11.0, 13.0, 12.0, 14.0, 13.0]


def points(values: list[float], *, first: int = 2000, series: int = 0, **columns: object) -> pd.DataFrame:
    year = np.arange(first, first + len(values))
    frame = pd.DataFrame({"series": series, "year": year, "year_end": year, "value": values, "segment": 0, "excluded_by": ""})
    return frame.assign(**columns)


def facts(places: str = "A", **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame({"indicator": "rate", "place": list(places), "family": "mortality"})
    return frame.assign(**({"share": False, "positive": False, "resolution": np.nan, "sign": -1.0} | columns))


def windows(cases: Origins) -> list[list[float]]:
    return [row[np.isfinite(row)].tolist() for row in cases.time]


def test_a_year_without_a_value_is_no_point() -> None:
    frame = points(STEPS)
    frame.loc[2, "value"] = np.nan

    assert windows(origins(frame, facts())) == windows(origins(frame.drop(index=2), facts())) == [[2000, 2001, 2003, 2004, 2005]]


def test_a_period_stands_in_its_middle_and_is_as_long_as_its_years() -> None:
    """Five periods of three years and one of one: 2000 to 2002 is 2001, three years; the longest of a window counts."""
    first = 2000 + 3 * np.arange(6)
    periods = points(STEPS[:6]).assign(year=first, year_end=first + 2)
    periods.loc[4, ["year", "year_end"]] = 2013
    cases = origins(periods, facts())

    assert windows(cases) == [[2001, 2004, 2007, 2010, 2013]]
    assert (cases.years[np.isfinite(cases.years)].tolist(), cases.length.tolist()) == ([3.0], [3.0])
    assert origins(points(STEPS[:6]), facts()).length.tolist() == [1.0]


def test_two_values_of_one_time_are_one_point() -> None:
    """2002 and 2001 to 2003: the first that is given counts."""
    both = pd.concat([points(STEPS), points([99.0], first=2001).assign(year_end=2003)], ignore_index=True)
    one, other = origins(points(STEPS), facts()), origins(both, facts())

    np.testing.assert_array_equal(one.value, other.value)
    np.testing.assert_array_equal(one.years, other.years)


def test_an_error_is_no_smaller_than_that_of_the_latest_value() -> None:
    """
    Limits 3.92 apart mean a standard error of 1: of 12, the fifth value, 1/144 on the log scale, of 14, the sixth, 1/196.

    Where only the step of rounding is known, 0.6, it is 0.36 / 12 of a unit; where nothing is, it is 0.
    """
    stated = points(STEPS, lower=np.array(STEPS) - 1.96, upper=np.array(STEPS) + 1.96)
    log = facts(positive=True)

    assert origins(stated, log).floor.tolist() == pytest.approx([1 / 144, 1 / 196])
    assert origins(points(STEPS), log.assign(resolution=0.6)).floor.tolist() == pytest.approx([0.03 / 144, 0.03 / 196])
    assert origins(points(STEPS), log).floor.tolist() == [0.0, 0.0]


def test_every_origin_has_the_facts_of_its_series_whatever_the_order_of_rows() -> None:
    """A rises from 10 on, B from 1,000; in B a break begins a second segment."""
    rising = [points([10.0 + year for year in range(6)], series=0), points([1000.0 + year for year in range(12)], series=1)]
    rising[1]["segment"] = [0] * 6 + [1] * 6
    for frame in (pd.concat(rising), pd.concat(rising).iloc[::-1], pd.concat(rising[::-1])):
        cases = origins(frame.reset_index(drop=True), facts("AB"))
        latest = cases.value[:, -1] * cases.scale.unit

        assert sorted(zip(cases.facts["place"], latest.round(6).tolist(), strict=True)) == [("A", 14.0), ("B", 1004.0), ("B", 1010.0)]
        assert cases.facts["run"].nunique() == 3


def test_a_window_holds_a_value_of_just_fifteen_years_ago() -> None:
    """Every third year from 2000 to 2018: in 2015 that of 2000 still counts, six points."""
    first = 2000 + 3 * np.arange(7)
    cases = origins(points(STEPS).assign(year=first, year_end=first), facts())

    assert windows(cases) == [[2000, 2003, 2006, 2009, 2012], [2000, 2003, 2006, 2009, 2012, 2015]]


def test_a_value_at_a_limit_lies_inside() -> None:
    """The middle half goes from a rank of 0.25 to one of 0.75."""
    assert coverage(np.array([0.25, 0.75, 0.2, 0.8]), 0.5) == 0.5


def halves() -> Origins:
    """Return the origins of 24 random walks; those of some places are on the half chosen on, those of the others are not."""
    values = 100 + np.cumsum(np.random.default_rng(5).normal(size=(24, 12)), axis=1)
    places = "ABCDEFGHIJKLMNOPQRSTUVWX"
    return origins(pd.concat([points(list(row), series=k) for k, row in enumerate(values)], ignore_index=True), facts(places))


def test_the_width_that_is_wanted_is_that_of_the_half_chosen_on() -> None:
    """What the other half's values are, and a value without any error, have no say; 80 % of the values, unless another share is asked."""
    cases = halves()
    chosen = cases.facts["chosen_on"].to_numpy(dtype=bool)
    others = replace(cases, later=np.where(chosen[:, None], cases.later, 10 * cases.later))
    exact = replace(cases, value=np.where(np.arange(len(chosen))[:, None] == np.flatnonzero(chosen)[0], 1.0, cases.value))
    origin, column, ahead = predict(cases, WALKS)
    ratio = np.abs(cases.later[origin, column] - ahead.centre) / (ahead.quantile(0.9) - ahead.centre)
    exact_origin = origin != np.flatnonzero(chosen)[0]

    assert 0 < chosen.sum() < len(chosen)
    assert width_wanted(cases, WALKS) == pytest.approx(float(np.quantile(ratio[chosen[origin]], 0.8)))
    assert width_wanted(others, WALKS) == width_wanted(cases, WALKS)
    assert width_wanted(exact, WALKS) == pytest.approx(float(np.quantile(ratio[chosen[origin] & exact_origin], 0.8)))
    assert width_wanted(cases, WALKS, 0.5) != pytest.approx(width_wanted(cases, WALKS), rel=0.01)


def test_nine_targets_are_made_up_for_every_forecast() -> None:
    """The latest value changed by 0, 1, 2, 3 and 5 percent a year up and down."""
    made = probabilities(origins(points(STEPS[:6]), facts()), NO_CHANGE)

    assert made["change"].tolist() == [-0.05, -0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03, 0.05] == list(CHANGES)


@pytest.mark.parametrize(("sign", "reached"), [(-1.0, [False] * 5 + [True] * 4), (1.0, [True] * 6 + [False] * 3)])
def test_targets_are_reached_in_the_direction_that_is_better(sign: float, reached: list[bool]) -> None:
    """
    From 100 to 101 within a year: with falling better, targets from 101 on are reached, with rising better those up to 101.

    Without change the forecast lies evenly around 100: the target of 100 has a chance of one half, a harder one less.
    """
    values = [100.0, 101.0, 99.0, 101.0, 100.0, 101.0]
    made = probabilities(origins(points(values), facts(sign=sign, positive=True)), NO_CHANGE)
    stated = made["stated"].to_numpy()

    assert made["reached"].tolist() == reached
    assert stated[4] == pytest.approx(0.5)
    assert (np.diff(sign * stated) < 0).all()
    assert ((stated > 0) & (stated < 1)).all()


def test_nothing_is_better_for_an_indicator_without_a_direction() -> None:
    cases = origins(pd.concat([points(STEPS[:6], series=k) for k in (0, 1)]), facts("AB", sign=[0.0, -1.0]))

    assert probabilities(cases, NO_CHANGE)["place"].tolist() == ["B"] * 9


@pytest.mark.parametrize(
    ("values", "share", "changes"),
    [
        ([95.0, 96.0, 97.0, 96.0, 98.0, 97.0], True, [-0.05, -0.03, -0.02, -0.01, 0.0, 0.01, 0.02]),  # 98 × 1.02 = 99.96
        ([95.0, 96.0, 97.0, 96.0, 98.0, 97.0], False, list(CHANGES)),
        ([0.3, 0.5, 0.4, 0.5, 0.6, 0.5], True, list(CHANGES)),
        ([0.3, 0.5, 0.4, 0.5, 0.6, 0.5], False, list(CHANGES)),
        ([-3.0, -5.0, -4.0, -5.0, -6.0, -5.0], False, []),  # a percentage of less than nothing says nothing
        ([1.0, 2.0, 1.0, 1.0, 0.0, 1.0], False, []),
    ],
)
def test_targets_that_cannot_be_are_left_out(values: list[float], share: bool, changes: list[float]) -> None:  # noqa: FBT001
    """No share of 100 % or more, and no target at or below zero."""
    made = probabilities(origins(points(values), facts(share=share)), NO_CHANGE)

    assert made["change"].tolist() == changes


def test_a_forecast_is_counted_in_whole_years_on_its_scale() -> None:
    scored = score_forecasts(origins(points(STEPS), facts(positive=True)), NO_CHANGE)

    assert scored["years"].tolist() == [1, 2, 1]
    assert scored["years"].dtype.kind == "i"
    assert scored["scale"].tolist() == [NAMES[1]] * 3


def centres(model: object, values: list[float]) -> list[float]:
    """Return what *model* expects one and two years after the fifth value, in the unit of the values."""
    cases = origins(points(values), facts())
    origin, _, ahead = predict(cases, model)  # type: ignore[arg-type] # any candidate
    return (ahead.centre * cases.scale.unit[origin])[origin == 0].tolist()


def test_candidates_expect_what_their_names_say() -> None:
    """After 10, 12, 14, 16, 19: no change stays at 19; drift adds 9 / 4 a year; the line through them, mean 14.2, slope 2.2, says 20.8."""
    values = [10.0, 12.0, 14.0, 16.0, 19.0, 0.0, 0.0]

    assert centres(NO_CHANGE, values) == pytest.approx([19.0, 19.0])
    assert centres(DRIFT, values) == pytest.approx([21.25, 23.5])
    assert centres(TEXTBOOK_LINE, values) == pytest.approx([20.8, 23.0])


def test_widths_are_those_that_the_shipped_record_asks_for() -> None:
    """Where 80 % of the values on the half chosen on lie in the 80 % interval, and never below 1; the textbook's line is left as it is."""
    record = read_record()
    wanted = record[record["measure"] == "width_wanted"].set_index("model")["value"]

    assert set(wanted.index) == {model.name for model in MODELS}
    for model in MODELS:
        expected = 1.0 if model is TEXTBOOK_LINE else max(1.0, wanted[model.name])

        assert model.width == pytest.approx(expected, abs=0.0051)  # two decimals


def test_the_damped_trend_and_the_last_segment_are_scored_like_the_others() -> None:
    cases = origins(points(STEPS), facts(positive=True))
    for model in (DAMPED, LAST_SEGMENT):
        scored = score_forecasts(cases, model)

        assert ((scored["rank"] > 0) & (scored["rank"] < 1)).all()
        assert (scored["score"] > 0).all()
