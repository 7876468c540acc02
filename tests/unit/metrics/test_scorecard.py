"""The scorecard's rules, one by one, on series small enough to follow by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics.methods import METHODS
from metrics.scorecard import CONTRACT_COLUMNS, EXPECTED, EXTRA_COLUMNS, Judged, judge, statuses

Build = Callable[..., Catalogue]
Observe = Callable[..., pd.DataFrame]

AS_OF = date(2024, 7, 1)
YEARS = list(range(2014, 2024))
RISING = [50.0, 51.1, 51.9, 53.0, 54.1, 55.0, 55.9, 57.1, 58.0, 59.0]  # about one point a year
LEVEL = {"kind": "level", "direction": "increase", "comparator": ">=", "value": 64.0, "year": 2030}


def one(judged: Judged, target: Any = "target") -> pd.Series:
    """Return the row of *target* in its first version."""
    rows = judged.scorecard
    return rows[(rows["target"] == target) & (rows["target_version"] == 1)].iloc[0]


def test_the_columns_are_those_of_the_contract_in_its_order(catalogue: Build, observed: Observe) -> None:
    judged = judge(catalogue({"target": LEVEL}), observed(YEARS, RISING), AS_OF)

    assert list(judged.scorecard.columns) == CONTRACT_COLUMNS + EXTRA_COLUMNS


def test_the_statuses_alone_are_those_of_the_whole_judgement(catalogue: Build, observed: Observe) -> None:
    known = catalogue({"target": LEVEL, "far": LEVEL | {"value": 90.0}}), observed(YEARS, RISING), AS_OF
    alone, whole = statuses(*known), judge(*known).scorecard

    assert set(whole.columns) - set(alone.columns) == {"agreement", "methods_usable", "methods_modal", "cautions", *EXPECTED}
    pd.testing.assert_frame_equal(alone, whole[alone.columns])


def test_a_pace_that_arrives_in_time_is_on_course(catalogue: Build, observed: Observe) -> None:
    """One point a year from 59 in 2023 is 66 in 2030; 64 is asked."""
    row = one(judge(catalogue({"target": LEVEL}), observed(YEARS, RISING), AS_OF))

    assert (row["status"], row["reason"], row["latest_year"], row["latest"]) == ("on_course", "", 2023, 59.0)
    assert row["gap"] == 5.0  # 64 - 59
    assert row["required_pace"] == pytest.approx(5 / 7)
    assert row["pace"] == pytest.approx(1.0, abs=0.02)
    assert row["pace_unit"] == "per_year"
    assert row["probability"] > 0.99
    assert (row["points_used"], row["first_used_year"], row["last_used_year"]) == (10, 2014, 2023)


def test_the_same_pace_is_too_slow_for_a_farther_target(catalogue: Build, observed: Observe) -> None:
    row = one(judge(catalogue({"target": LEVEL | {"value": 90.0}}), observed(YEARS, RISING), AS_OF))

    assert (row["status"], row["probability"] < 0.01) == ("behind", True)


def test_a_fall_where_a_rise_was_promised_is_away(catalogue: Build, observed: Observe) -> None:
    row = one(judge(catalogue({"target": LEVEL}), observed(YEARS, RISING[::-1]), AS_OF))

    assert row["status"] == "away"


def test_noise_is_no_clear_change(catalogue: Build, observed: Observe) -> None:
    noise = [50.0, 52.0, 49.0, 51.0, 50.0, 52.0, 49.0, 51.0, 50.0, 51.0]

    assert one(judge(catalogue({"target": LEVEL}), observed(YEARS, noise), AS_OF))["status"] == "no_clear_change"


@pytest.mark.parametrize(("reach", "status", "reason"), [(11.0, "no_clear_change", ""), (12.0, "not_assessable", "too_uncertain")])
def test_a_range_that_holds_start_and_target_is_too_uncertain(
    catalogue: Build, observed: Observe, reach: float, status: str, reason: str
) -> None:
    """No trend, the latest value 51, the start 40 and the target 63: a range of 51 ± 12 holds both, one of 51 ± 11 does not."""
    values = observed(YEARS, [50.0, 52.0, 49.0, 51.0, 50.0, 52.0, 49.0, 51.0, 50.0, 51.0])
    values["lower"], values["upper"] = values["value"] - reach, values["value"] + reach
    target = LEVEL | {"value": 63.0, "baseline": {"year": 2010, "value": 40.0}}
    judged = judge(catalogue({"target": target}), values, AS_OF)
    row, ours = one(judged), judged.methods.set_index("method").loc["waymark"]

    assert (row["status"], row["reason"]) == (status, reason)
    assert (ours["status"], ours["reason"]) == (status, reason)


def test_a_rounded_constant_is_no_certainty(catalogue: Build, observed: Observe) -> None:
    """47, 47, 47 has no scatter; the rounding still leaves some, and no slope comes out of it."""
    row = one(judge(catalogue({"target": LEVEL}, resolution=1.0), observed(YEARS, [47.0] * 10), AS_OF))

    assert row["status"] == "no_clear_change"
    assert row["pace_lower"] < 0 < row["pace_upper"]


def test_met_is_settled_before_any_trend(catalogue: Build, observed: Observe) -> None:
    """A place past its target that slides back a little is met, not away."""
    row = one(judge(catalogue({"target": LEVEL | {"value": 40.0}}), observed(YEARS, RISING[::-1]), AS_OF))

    assert (row["status"], row["gap"]) == ("met", -10.0)
    assert pd.isna(row["required_pace"])


@pytest.mark.parametrize(("comparator", "status"), [(">=", "met"), (">", "on_course")])
def test_equality_meets_a_weak_target_only(catalogue: Build, observed: Observe, comparator: str, status: str) -> None:
    target = LEVEL | {"value": 59.0, "comparator": comparator}

    assert one(judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF))["status"] == status


def test_met_with_a_range_across_the_target_is_not_certain(catalogue: Build, observed: Observe) -> None:
    values = observed(YEARS, RISING)
    values["lower"], values["upper"] = values["value"] - 2, values["value"] + 2
    row = one(judge(catalogue({"target": LEVEL | {"value": 58.0}}), values, AS_OF))

    assert (row["status"], row["cautions"]) == ("met", "met_not_certain")


def test_an_unverified_wording_is_never_judged(catalogue: Build, observed: Observe) -> None:
    quote = {"text": "hearsay", "language": "en", "citation": {"document": "d", "confidence": "general_knowledge_unverified"}}
    row = one(judge(catalogue({"target": LEVEL | {"version": {"quote": quote}}}), observed(YEARS, RISING), AS_OF))

    assert (row["status"], row["reason"], row["latest"]) == ("not_assessable", "unverified", 59.0)


def test_an_aspiration_has_no_target(catalogue: Build, observed: Observe) -> None:
    row = one(judge(catalogue({"target": {"kind": "aspiration", "direction": "increase"}}), observed(YEARS, RISING), AS_OF))

    assert (row["status"], row["reason"]) == ("not_assessable", "no_target")


def test_another_quantity_is_shown_but_never_compared(catalogue: Build, observed: Observe) -> None:
    """Germany's 40 → 36 %: the 37.4 % of 2018 is another quantity; it is named, and no distance is computed from it."""
    target = {
        "kind": "level", "direction": "decrease", "comparator": "<=", "value": 36.0, "year": 2029,
        "baseline": {"value": 40.0, "year": 2019}, "measures": [{"indicator": "uptake", "comparability": "not_comparable"}],
    }  # fmt: skip
    judged = judge(catalogue({"target": target}), observed([2018], [37.4]), AS_OF)
    row = one(judged)

    assert (row["status"], row["reason"]) == ("not_assessable", "not_comparable")
    assert (row["latest_year"], row["latest"], row["baseline"], row["target_value"]) == (2018, 37.4, 40.0, 36.0)
    assert row[["gap", "pace", "required_pace", "probability", "path_value", "agreement"]].isna().all()
    assert judged.methods.empty
    assert list(judged.paths["value"])[:2] == [40.0, 39.6]  # what was promised can still be drawn: 0.4 points a year


@pytest.mark.parametrize(
    ("values", "baseline", "reason"),
    [([], None, "no_data"), ([], {"value": 40.0}, "baseline_only"), ([None] * 10, None, "withheld"), (RISING[:3], None, "too_few_points")],
)
def test_what_is_not_there_has_its_reason(
    catalogue: Build,
    observed: Observe,
    values: list[float],
    baseline: dict[str, float] | None,
    reason: str,
) -> None:
    target = LEVEL | ({"baseline": baseline} if baseline else {})
    row = one(judge(catalogue({"target": target}), observed(YEARS[: len(values)], values), date(2018, 7, 1)))

    assert (row["status"], row["reason"]) == ("not_assessable", reason)


def test_an_old_value_carries_no_verdict(catalogue: Build, observed: Observe) -> None:
    """The indicator goes stale after five years: 2023 may be judged in 2028, no longer in 2029."""
    verdicts = [one(judge(catalogue({"target": LEVEL}), observed(YEARS, RISING), date(year, 7, 1))) for year in (2028, 2029)]

    assert [(row["status"], row["reason"]) for row in verdicts] == [("on_course", ""), ("not_assessable", "out_of_date")]
    assert "old_value" in verdicts[0]["cautions"]


def test_without_a_year_only_reaching_the_level_counts(catalogue: Build, observed: Observe) -> None:
    target = LEVEL | {"year": None}

    assert one(judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF))["reason"] == "no_deadline"
    assert one(judge(catalogue({"target": target | {"value": 55.0}}), observed(YEARS, RISING), AS_OF))["status"] == "met"


def test_a_missed_deadline_is_behind_and_says_so(catalogue: Build, observed: Observe) -> None:
    row = one(judge(catalogue({"target": LEVEL | {"year": 2022}}), observed(YEARS, RISING), AS_OF))

    assert (row["status"], "deadline_passed" in row["cautions"]) == ("behind", True)
    assert pd.isna(row["probability"])


def test_a_promise_that_starts_after_the_last_figure_is_too_early(catalogue: Build, observed: Observe) -> None:
    target = LEVEL | {"baseline": {"year": 2024, "value": 60.0}}

    assert one(judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF))["reason"] == "too_early"


def test_a_value_of_before_the_promise_began_does_not_keep_it(catalogue: Build, observed: Observe) -> None:
    """A rise of a tenth from 50 in 2024 asks for 55; the 59 of 2023 came before it, whatever happened in between."""
    target = {"kind": "relative_change", "direction": "increase", "amount": 10.0, "year": 2030, "baseline": {"year": 2024, "value": 50.0}}
    row = one(judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF))

    assert (row["latest"], row["target_value"]) == (59.0, pytest.approx(55.0))
    assert (row["status"], row["reason"]) == ("not_assessable", "too_early")


def test_a_relative_change_counts_from_the_observation_of_its_year(catalogue: Build, observed: Observe) -> None:
    """2019 is missing, so 2018 counts: 54.1 × 1.2 = 64.92."""
    target = {"kind": "relative_change", "direction": "increase", "amount": 20.0, "year": 2030, "baseline": {"year": 2019}}
    values = observed(YEARS, RISING)
    row = one(judge(catalogue({"target": target}), values[values["year"] != 2019], AS_OF))

    assert (row["baseline_year"], row["baseline"], row["baseline_source"]) == (2018, 54.1, "series")
    assert row["target_value"] == pytest.approx(64.92)


def test_a_change_without_a_base_is_no_number(catalogue: Build, observed: Observe) -> None:
    note = {"en": "none stated", "de": "keine genannt"}
    target = {"kind": "relative_change", "direction": "increase", "amount": 20.0, "year": 2030, "baseline": {"note": note}}

    assert one(judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF))["reason"] == "no_baseline"


def test_zero_is_a_target_like_any_other(catalogue: Build, observed: Observe) -> None:
    """Vision Zero: 18 a year falling by one a year is 11 in 2030, not 0; the pace is in units a year, because zero has no logarithm."""
    target = {
        "kind": "level", "direction": "decrease", "comparator": "<=", "value": 0.0, "year": 2030, "path": "log_linear",
        "baseline": {"year": 2014}, "measures": [{"indicator": "deaths", "comparability": "same"}],
    }  # fmt: skip
    falling = [27.0, 26.1, 25.0, 23.9, 23.0, 22.1, 21.0, 20.0, 19.0, 18.0]
    judged = judge(catalogue({"target": target}), observed(YEARS, falling, indicator="deaths"), AS_OF)
    row = one(judged)

    assert (row["status"], row["pace_unit"]) == ("behind", "per_year")
    assert row["required_pace"] == pytest.approx(-18 / 7)
    assert row["path_value"] == pytest.approx(27 - 27 * 9 / 16)  # a straight line from 27 in 2014 to 0 in 2030
    assert set(judged.paths["path"]) == {"linear"}
    assert judged.projections["lower"].min() >= 0


def test_a_publisher_s_smooth_curve_is_no_evidence_of_a_tiny_change(catalogue: Build, observed: Observe) -> None:
    """0.02 a year down from 50 is 0.04 % a year: without scatter it would be significant, but a model has no scatter."""
    smooth = [50 - 0.02 * year for year in range(10)]
    rows = [
        one(judge(catalogue({"target": LEVEL}, modelled=flag, resolution=0.001), observed(YEARS, smooth), AS_OF)) for flag in (False, True)
    ]

    assert [row["status"] for row in rows] == ["away", "no_clear_change"]
    assert "modelled" in rows[1]["cautions"]


def test_excluded_years_leave_the_trend_but_stay_in_the_series(catalogue: Build, observed: Observe) -> None:
    """The pandemic's dip must not turn a rise into noise."""
    dip = RISING.copy()
    dip[6] = 20.0  # 2020
    event = {"id": "covid", "effect": "exclude", "first_year": 2020, "last_year": 2020, "indicators": ["uptake"]}
    with_event = judge(catalogue({"target": LEVEL}, [event]), observed(YEARS, dip), AS_OF)
    row = one(with_event)

    assert (row["status"], row["points_used"], row["cautions"]) == ("on_course", 9, "no_interval;years_excluded")
    assert list(with_event.series.loc[~with_event.series["used"], "year"]) == [2020]
    assert set(with_event.series.loc[with_event.series["year"] == 2020, "excluded_by"]) == {"covid"}
    assert one(judge(catalogue({"target": LEVEL}), observed(YEARS, dip), AS_OF))["status"] == "no_clear_change"


def test_a_distorted_year_cannot_reach_a_target(catalogue: Build, observed: Observe) -> None:
    """The dip of 2023 lies past the target, but it is the pandemic's: the latest value that counts is that of 2022."""
    event = {"id": "covid", "effect": "exclude", "first_year": 2023, "last_year": 2023, "indicators": ["uptake"]}
    falling = LEVEL | {"direction": "decrease", "comparator": "<=", "value": 30.0}
    values = observed(YEARS, [*RISING[:0:-1], 20.0])
    undisturbed = one(judge(catalogue({"target": falling}), values, AS_OF))
    row = one(judge(catalogue({"target": falling}, [event]), values, AS_OF))

    assert (undisturbed["status"], undisturbed["latest_year"]) == ("met", 2023)
    assert (row["status"], row["latest_year"], row["latest"]) == ("behind", 2022, RISING[1])
    assert "years_excluded" in row["cautions"]


def test_where_only_another_quantity_is_known_a_place_without_it_says_so(catalogue: Build, observed: Observe) -> None:
    """For the Union as a whole no participation is held; that it would not count anyway is the finding."""
    target = LEVEL | {"measures": [{"indicator": "other-uptake", "comparability": "not_comparable"}]}

    assert one(judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF))["reason"] == "not_comparable"


def test_three_equal_values_in_a_row_are_worth_a_word(catalogue: Build, observed: Observe) -> None:
    carried = [*RISING[:7], 56.0, 56.0, 56.0]
    moved = [*RISING[:7], 55.9, 56.0, 56.0]

    assert "unchanged_values" in one(judge(catalogue({"target": LEVEL}), observed(YEARS, carried), AS_OF))["cautions"]
    assert "unchanged_values" not in one(judge(catalogue({"target": LEVEL}), observed(YEARS, moved), AS_OF))["cautions"]


def test_a_pace_that_would_do_beside_a_chance_that_would_not_is_explained(catalogue: Build, observed: Observe) -> None:
    """Two points a year, then three years of standstill: the mean pace (1.65) reaches 65 in seven years, the forecast does not."""
    halted = [40.0, 42.0, 44.0, 46.0, 48.0, 50.0, 52.0, 54.0, 54.0, 54.0]
    row = one(judge(catalogue({"target": LEVEL | {"value": 65.0}}), observed(YEARS, halted), AS_OF))
    steady = one(judge(catalogue({"target": LEVEL | {"value": 65.0}}), observed(YEARS, RISING), AS_OF))

    assert (row["status"], row["pace"] > row["required_pace"]) == ("behind", True)
    assert "pace_and_chance_differ" in row["cautions"]
    assert "pace_and_chance_differ" not in steady["cautions"]


def test_only_the_segment_after_the_last_break_is_used(catalogue: Build, observed: Observe) -> None:
    event = {"id": "new-method", "effect": "break", "first_year": 2018, "last_year": 2018, "indicators": ["uptake"], "places": ["SWE"]}
    judged = judge(catalogue({"target": LEVEL}, [event]), observed(YEARS, RISING), AS_OF)
    row = one(judged)

    assert (row["first_used_year"], row["points_used"]) == (2018, 6)
    assert "break_before_window" in row["cautions"]
    assert list(judged.series["segment"]) == [0] * 4 + [1] * 6


def test_a_break_that_leaves_too_little_is_the_reason(catalogue: Build, observed: Observe) -> None:
    values = observed(YEARS, RISING)
    values.loc[values["year"] == 2021, "obs_status"] = "B"

    assert one(judge(catalogue({"target": LEVEL}), values, AS_OF))["reason"] == "break_in_series"


def test_a_stand_in_is_judged_with_a_caution_and_only_if_nothing_better_is_held(catalogue: Build, observed: Observe) -> None:
    measures = [{"indicator": "other-uptake", "comparability": "proxy"}, {"indicator": "uptake", "comparability": "same"}]
    target = LEVEL | {"measures": measures}
    same = one(
        judge(catalogue({"target": target}), pd.concat([observed(YEARS, RISING), observed(YEARS, RISING, indicator="other-uptake")]), AS_OF)
    )
    proxy = one(judge(catalogue({"target": target}), observed(YEARS, RISING, indicator="other-uptake"), AS_OF))

    assert (same["indicator"], same["comparability"], "stand_in" in same["cautions"]) == ("uptake", "same", False)
    assert (proxy["indicator"], proxy["comparability"], "stand_in" in proxy["cautions"]) == ("other-uptake", "proxy", True)


def test_a_group_is_judged_member_by_member_followed_countries_always(catalogue: Build, observed: Observe) -> None:
    """France is no followed country and has a figure, Germany is one and has none."""
    values = pd.concat([observed(YEARS, RISING), observed(YEARS, RISING, place="FRA")])
    rows = judge(catalogue({"target": LEVEL | {"judged_in": ["members:EU"]}}), values, AS_OF).scorecard

    assert dict(zip(rows["place"], rows["reason"], strict=True)) == {"DEU": "no_data", "FRA": "", "SWE": ""}


@pytest.mark.parametrize(("second", "expected"), [(40.0, ("on_course", "")), (90.0, ("behind", ""))])
def test_a_combined_target_is_as_good_as_its_least_part(catalogue: Build, observed: Observe, second: float, expected: Any) -> None:
    targets = {
        "first": LEVEL,
        "second": LEVEL | {"value": second},
        "both": {"kind": "all_of", "direction": "increase", "parts": ["first", "second"], "measures": []},
    }
    row = one(judge(catalogue(targets), observed(YEARS, RISING), AS_OF), "both")

    assert (row["status"], row["reason"]) == expected


def test_a_combined_target_with_an_open_part_cannot_be_judged(catalogue: Build, observed: Observe) -> None:
    targets = {
        "first": LEVEL,
        "second": LEVEL | {"measures": []},
        "both": {"kind": "all_of", "direction": "increase", "parts": ["first", "second"], "measures": []},
    }

    assert one(judge(catalogue(targets), observed(YEARS, RISING), AS_OF), "both")["reason"] == "parts_open"


def test_two_editions_are_not_two_observations(catalogue: Build, observed: Observe) -> None:
    """Of two editions of one source the newer values speak; they are never mixed."""
    older = observed(YEARS[:-1], [value - 5 for value in RISING[:-1]], edition="2023")
    judged = judge(catalogue({"target": LEVEL}), pd.concat([older, observed(YEARS, RISING)]), AS_OF)

    assert (len(judged.scorecard), one(judged)["edition"], len(judged.series)) == (1, "2024", 10)


def test_projections_of_shares_stay_inside_their_bounds(catalogue: Build, observed: Observe) -> None:
    high = [80.0, 83.0, 84.0, 87.0, 88.0, 91.0, 92.0, 95.0, 96.0, 99.0]
    judged = judge(catalogue({"target": LEVEL | {"value": 99.5}}), observed(YEARS, high), AS_OF)

    assert 99 < judged.projections["upper"].max() <= 100.0
    assert (judged.projections["year"].min(), judged.projections["year"].max()) == (2023, 2030)


def test_methods_are_counted_never_averaged(catalogue: Build, observed: Observe) -> None:
    judged = judge(catalogue({"target": LEVEL | {"baseline": {"year": 2014}}}), observed(YEARS, RISING), AS_OF)
    row, verdicts = one(judged), judged.methods

    told = dict(zip(verdicts["method"], verdicts["status"], strict=True))
    usable = [status for status in told.values() if status != "not_assessable"]

    assert list(told) == sorted(METHODS)
    assert {name: told[name] for name in ("dns_de", "hp2030", "open_sdg", "waymark")} == {
        "dns_de": "on_course", "hp2030": "behind", "open_sdg": "on_course", "waymark": "on_course",
    }  # fmt: skip
    assert (row["methods_usable"], row["methods_modal"]) == (len(usable), "on_course")
    assert row["agreement"] == usable.count("on_course") / len(usable)


def test_the_lines_of_a_row_are_those_that_name_it(catalogue: Build, observed: Observe) -> None:
    """A page tells one verdict by them; a line of another target would be told as its own."""
    targets = {"near": LEVEL | {"baseline": {"year": 2014}}, "far": LEVEL | {"value": 90.0}}
    judged = judge(catalogue(targets), observed(YEARS, RISING), AS_OF)
    near, far = one(judged, "near"), one(judged, "far")

    for lines, of_row in ((judged.series, judged.series_of), (judged.paths, judged.path_of), (judged.projections, judged.projection_of)):
        pd.testing.assert_frame_equal(of_row(near), lines[lines["target"] == "near"])
    assert list(judged.methods_of(far)["method"]) == sorted(METHODS)
    assert set(judged.dissent_of(far)["target"]) == {"far"}
    assert judged.methods_of({**far, "place": "XXX"}).empty


def test_no_observations_at_all_give_every_row_its_reason(catalogue: Build, observed: Observe) -> None:
    judged = judge(catalogue({"target": LEVEL}), observed([], []), AS_OF)

    assert list(judged.scorecard["reason"]) == ["no_data"]
    assert judged.series.empty
    assert judged.projections.empty
