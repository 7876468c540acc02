"""The back-test: what a model may see, how forecasts are scored, and the record that is shipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.paths import ROOT
from metrics.forecast import record
from metrics.forecast.backtest import Origins, is_chosen_on, origins, predict
from metrics.forecast.calibration import (
    bin_of,
    calibration_error,
    coverage,
    probabilities,
    reliability,
    score_forecasts,
    skill,
    width_wanted,
)
from metrics.forecast.candidates import DAMPED, DEFAULT, DRIFT, MODELS, NO_CHANGE
from metrics.forecast.models import WALK, Model

WALKS = Model("walk", (WALK,), drift=False)


def points(values: list[float], *, first: int = 2000, series: int = 0, **columns: object) -> pd.DataFrame:
    year = np.arange(first, first + len(values))
    frame = pd.DataFrame({"series": series, "year": year, "year_end": year, "value": values, "segment": 0, "excluded_by": ""})
    return frame.assign(**columns)


def facts(series: int = 1, **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame({"indicator": "rate", "place": [f"P{number}" for number in range(series)], "family": "mortality"})
    return frame.assign(**({"share": False, "positive": False, "resolution": np.nan, "sign": -1.0} | columns))


def walks(series: int = 150, years: int = 25) -> Origins:
    """Return random walks around 100, for which the walk without drift is the right model."""
    random = np.random.default_rng(11)
    values = 100 + np.cumsum(random.normal(size=(series, years)), axis=1)
    frame = pd.concat([points(list(row), series=number) for number, row in enumerate(values)], ignore_index=True)
    return origins(frame, facts(series))


def test_an_origin_sees_the_past_and_is_held_against_the_future() -> None:
    """Seven values: origins at the fifth and the sixth, with two and one later values."""
    cases = origins(points([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), facts())
    in_unit = cases.value * cases.scale.unit[:, None]

    assert [row[np.isfinite(row)].tolist() for row in cases.years] == [[1.0, 2.0], [1.0]]
    assert [row[np.isfinite(row)].round(9).tolist() for row in in_unit] == [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]]


def test_a_window_ends_at_a_break_and_leaves_out_distorted_years() -> None:
    values = [float(value) for value in range(1, 15)]
    frame = points(values, segment=[0] * 7 + [1] * 7)
    frame.loc[9, "excluded_by"] = "covid"
    cases = origins(frame, facts())
    years = np.where(np.isfinite(cases.time), cases.time, 0)

    assert cases.time.shape[0] == 3  # the first segment's fifth and sixth point, the second one's fifth usable of six
    assert years.max(axis=1).tolist() == [2004, 2005, 2012]
    assert 2009 not in years
    assert np.nanmin(cases.time[2]) == 2007


def test_no_window_is_longer_than_ten_points_and_no_horizon_than_ten_years() -> None:
    cases = origins(points([float(value) for value in range(1, 40)]), facts())

    assert np.isfinite(cases.time).sum(axis=1).max() == 10
    assert np.nanmax(cases.years) == 10


def test_a_value_that_comes_too_late_is_not_forecast() -> None:
    """Values every three years: three of them come within ten years of an origin, the fourth after twelve."""
    frame = points([float(value) for value in range(1, 12)])
    years = 2000 + 3 * np.arange(11)
    cases = origins(frame.assign(year=years, year_end=years), facts())

    assert np.nanmax(cases.years) == 9


def test_one_place_and_family_is_on_one_side() -> None:
    both = pd.concat([points([1.0, 3.0, 2.0, 4.0, 5.0, 4.0, 6.0], series=number) for number in (0, 1)], ignore_index=True)
    cases = origins(both, facts(2, place="SWE"))

    assert len(set(cases.facts["chosen_on"])) == 1
    assert {is_chosen_on(f"P{number}", "mortality") for number in range(20)} == {True, False}


def test_the_right_model_covers_what_it_says() -> None:
    """Random walks forecast as random walks; the shares of 150 series differ from the levels by chance only."""
    ranks = score_forecasts(walks(), WALKS)["rank"].to_numpy()

    assert [coverage(ranks, level) for level in (0.5, 0.8, 0.95)] == pytest.approx([0.5, 0.8, 0.95], abs=0.03)


def test_probabilities_of_the_right_model_come_true() -> None:
    assert calibration_error(probabilities(walks(), WALKS)) < 0.03


def test_the_width_that_is_wanted_of_the_right_model_is_one() -> None:
    cases = walks()

    assert width_wanted(cases, WALKS) == pytest.approx(1.0, abs=0.08)
    assert width_wanted(cases, Model("narrow", (WALK,), drift=False, width=0.5)) == pytest.approx(width_wanted(cases, WALKS))


def test_on_walks_the_default_beats_a_needless_drift_and_covers_a_little_less_than_it_says() -> None:
    """Ten points of a pure walk often look like a line: the least favourable case of the average over both."""
    cases = walks()
    ours, drifting = score_forecasts(cases, replace(DEFAULT, family_widths=())), score_forecasts(cases, DRIFT)

    assert 0.68 < coverage(ours["rank"].to_numpy(), 0.8) < 0.80
    assert skill(ours, drifting) > 0


def test_every_model_forecasts_every_case() -> None:
    cases = origins(points([5.0, 7.0, 6.0, 8.0, 9.0, 7.0, 9.0, 11.0]), facts())
    expected = np.isfinite(cases.years).sum()

    assert [np.isfinite(predict(cases, model)[2].error).sum() for model in (*MODELS, DAMPED)] == [expected] * (len(MODELS) + 1)


def test_reliability_is_counted_by_bins() -> None:
    """Three forecasts of 0.1 to 0.2 with one hit, one of certainty with a hit: errors 1/3 - 0.15 and 0, weights 3 and 1."""
    made = pd.DataFrame({"stated": [0.12, 0.15, 0.18, 1.0], "reached": [True, False, False, True]})
    bins = reliability(made)

    assert bins["forecasts"].to_dict() == {1: 3, 9: 1}
    assert bins["observed"].tolist() == pytest.approx([1 / 3, 1.0])
    assert calibration_error(made) == pytest.approx((3 * (1 / 3 - 0.15) + 0) / 4)
    assert list(bin_of(np.array([0.0, 0.1, 0.99, 1.0]))) == [0, 1, 9, 9]


def test_a_value_at_the_made_up_target_has_reached_it() -> None:
    """The target "unchanged" of a series that stays where it is."""
    cases = origins(points([5.0, 7.0, 6.0, 8.0, 9.0, 9.0]), facts())
    made = probabilities(cases, NO_CHANGE)

    assert made.loc[made["change"] == 0.0, "reached"].tolist() == [True]


def test_a_made_up_target_is_compounded_over_the_years() -> None:
    """100 that falls to 95.5 in two years: minus 2 % a year asks for 96.04 and is reached, minus 3 % asks for 94.09 and is not."""
    cases = origins(points([100.0, 101.0, 99.0, 101.0, 100.0, 98.0, 95.5]), facts(positive=True))
    made = probabilities(cases, NO_CHANGE)
    in_two_years = made[(made["origin"] == 0) & (made["years"] == 2)].set_index("change")["reached"]

    assert in_two_years.loc[[-0.03, -0.02]].tolist() == [False, True]


def test_skill_is_the_share_of_the_score_that_is_saved() -> None:
    """Indicator a: 1 against 2 (half saved) in one forecast; b: 3 against 4 in three: (0.5 + 3 × 0.25) / 4."""
    ours = pd.DataFrame({"indicator": ["a", "b", "b", "b"], "score": [1.0, 3.0, 3.0, 3.0]})
    reference = ours.assign(score=[2.0, 4.0, 4.0, 4.0])

    assert skill(ours, reference) == pytest.approx((0.5 + 3 * 0.25) / 4)


def test_the_record_has_the_same_measures_for_both_halves() -> None:
    random = np.random.default_rng(3)
    values = 100 * np.exp(np.cumsum(random.normal(0, 0.03, size=(12, 20)), axis=1))
    frame = pd.concat([points(list(row), series=number) for number, row in enumerate(values)], ignore_index=True)
    made = record.make_record(frame, facts(12, positive=True), day=date(2026, 11, 23), editions=3)
    measures = made[made["measure"] != "width_wanted"].groupby("half")["measure"].unique().map(set)

    assert list(made.columns) == record.COLUMNS
    assert measures["chosen_on"] == measures["held_out"]
    assert set(made["model"]) == {model.name for model in MODELS}
    assert set(made["date"]) == {"2026-11-23"}


def test_the_shipped_record_meets_the_goal_on_series_not_used_to_choose() -> None:
    """80 % intervals that cover 76 to 84 %, calibration error below 0.05, better than no change and than the last trend."""
    shipped = record.read_record()
    ours = shipped[(shipped["model"] == DEFAULT.name) & (shipped["half"] == "held_out") & (shipped["part"] == "all")]
    value = ours.set_index("measure")["value"]

    assert 0.76 <= value["coverage_80"] <= 0.84
    assert value["calibration_error"] < 0.05
    assert min(value["skill_no_change"], value["skill_last_trend"]) > 0


def test_the_model_in_use_is_the_best_calibrated_on_the_half_chosen_on() -> None:
    """The last segment of a joinpoint model is among the rivals."""
    shipped = record.read_record()
    shipped = shipped[(shipped["half"] == "chosen_on") & (shipped["part"] == "all")]
    measures = shipped.pivot_table(index="model", columns="measure", values="value")

    assert set(measures.index) == {model.name for model in MODELS}
    assert measures["calibration_error"].idxmin() == DEFAULT.name
    assert measures["score"].idxmin() == DEFAULT.name


def test_a_family_s_factor_widens_its_forecasts_only() -> None:
    """Twice the error for one family, the same centre, and the other family as it was."""
    cases = walks(20)
    cases.facts.loc[::2, "family"] = "wide"
    plain = Model("walk", (WALK,))
    origin, _, narrow = predict(cases, plain)
    _, _, wide = predict(cases, replace(plain, family_widths=(("wide", 2.0),)))
    factor = np.where(cases.facts["family"].to_numpy()[origin] == "wide", 2.0, 1.0)

    assert np.array_equal(narrow.centre, wide.centre)
    assert wide.error == pytest.approx(narrow.error * factor)


def test_no_interval_is_narrower_than_its_model_says() -> None:
    assert min(model.width for model in MODELS) >= 1


def test_a_page_can_say_how_often_a_forecast_was_right() -> None:
    table = record.how_often_right()

    assert table["low"].tolist() == pytest.approx([step / 10 for step in range(10)])
    assert (table["right"] <= table["forecasts"]).all()
    assert (table["stated"].between(table["low"], table["high"])).all()


@pytest.mark.parametrize(
    ("place", "family", "first_byte"), [("SWE", "mortality", 0xB6), ("DEU", "vaccination", 0x8B), ("GBR-SCT", "screening", 0x12)]
)
def test_a_series_keeps_its_side_when_new_figures_arrive(place: str, family: str, first_byte: int) -> None:
    """The first byte that `sha256sum` prints for "place/family", even or odd, and nothing else decides."""
    assert is_chosen_on(place, family) == (first_byte % 2 == 0)


def test_the_readme_says_what_the_record_says() -> None:
    held = record.held_out()
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert held is not None
    assert f"80 % intervals held {100 * held.coverage_80:.1f} % of later values" in " ".join(text.split())
