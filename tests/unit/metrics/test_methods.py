"""The methods' special cases: what each says when a target is met, a value is zero, points are few, directions turn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all
from metrics.methods import METHODS
from metrics.methods.base import RESULT_COLUMNS
from metrics.methods.waymark import RULES


def verdict(
    method: str, values: list[float], better: str = "lower", *, first: float = 2015, errors: list[float] | None = None, **target: Any
) -> pd.Series:
    """Return the answer of *method* on yearly *values* that start in *first*."""
    years = range(first, first + len(values))
    series = pd.DataFrame({"series": "a", "year": list(years), "value": values})
    if errors is not None:
        series["se"] = errors
    goals = pd.DataFrame([{"series": "a", "better": better, "baseline_year": first, "target_year": 2030} | target])
    return judge_all(series, goals, [METHODS[method]]).iloc[0]


CLOSED_FORM = [name for name, method in METHODS.items() if not method.sampling]

SHARES = st.integers(100, 900).map(lambda tenths: tenths / 10)
"""Percentages as they are published, with one decimal: a difference in the last bit of a float is not a change."""


@pytest.mark.parametrize("method", METHODS)
def test_every_method_answers_in_the_contract_s_columns(method: str) -> None:
    answer = verdict(method, [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], target_value=2.0)

    assert list(answer.index) == RESULT_COLUMNS
    assert (answer["method"], answer["version"]) == (method, METHODS[method].version)


@pytest.mark.parametrize("method", METHODS)
def test_a_target_that_is_reached_is_met_for_every_method(method: str) -> None:
    assert verdict(method, [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], errors=[0.1] * 6, target_value=5.0)["status"] == "met"


@pytest.mark.parametrize("method", METHODS)
def test_a_series_without_a_value_has_no_data(method: str) -> None:
    answer = verdict(method, [np.nan] * 6, target_value=5.0)

    assert (answer["status"], answer["reason"], answer["points"]) == ("not_assessable", "no_data", 0)


@pytest.mark.parametrize("method", METHODS)
def test_no_method_divides_by_a_zero_target(method: str) -> None:
    """A ratio of growth rates to zero is undefined: those two methods say so."""
    answer = verdict(method, [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], errors=[0.1] * 6, target_value=0.0)
    if method in {"eurostat", "unsd"}:
        assert (answer["status"], answer["reason"]) == ("not_assessable", "zero_or_sign_change")
    else:
        assert answer["status"] in {"on_course", "behind"}
        assert np.isfinite(answer["statistic"])


@pytest.mark.parametrize("method", METHODS)
def test_a_quantity_without_a_good_direction_is_not_judged(method: str) -> None:
    answer = verdict(method, [10.0, 9.0, 8.0, 7.0, 6.0, 5.0], better="neither", target_value=2.0)

    assert (answer["status"], answer["reason"]) == ("not_assessable", "not_applicable")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(SHARES, min_size=6, max_size=10), SHARES)
def test_the_mirror_image_gets_the_mirrored_verdict(values: list[float], target: Any) -> None:
    """Shares x and 100 − x, one to rise and one to fall, are the same story for methods that work on differences."""
    for method in ("waymark", "dns_de"):
        rising = verdict(method, values, better="higher", target_value=target, resolution=0.1)
        falling = verdict(method, [100 - value for value in values], better="lower", target_value=100 - target, resolution=0.1)

        assert (rising["status"], rising["verdict"]) == (falling["status"], falling["verdict"])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(SHARES, min_size=6, max_size=10), SHARES, st.sampled_from([0.001, 1000.0]))
def test_another_unit_gets_the_same_verdict(values: list[float], target: Any, factor: float) -> None:
    for method in CLOSED_FORM:
        original = verdict(method, values, target_value=target, resolution=0.1)
        scaled = verdict(method, [value * factor for value in values], target_value=target * factor, resolution=0.1 * factor)

        assert original["verdict"] == scaled["verdict"]


# --- waymark ---------------------------------------------------------------------------------------------------------------------------


def test_waymark_needs_five_points() -> None:
    assert verdict("waymark", [10.0, 9.0, 8.0, 7.0], target_value=2.0)["reason"] == "too_few_points"


def test_waymark_shows_probability_and_threshold() -> None:
    """Falling by one a year from 10 in 2015 is −5 in 2030; the target of 2 is passed with certainty."""
    answer = verdict("waymark", [10.0, 9.1, 8.0, 7.1, 6.0, 5.1], target_value=2.0)

    assert (answer["status"], answer["threshold"]) == ("on_course", RULES.likely)
    assert answer["statistic"] > 0.99
    assert answer["required"] == pytest.approx((2.0 - 5.1) / 10)


def test_waymark_shows_the_slope_that_did_not_pass_its_bound() -> None:
    answer = verdict("waymark", [10.0, 12.0, 9.0, 11.0, 10.0, 11.0], target_value=2.0)

    assert answer["status"] == "no_clear_change"
    assert answer["statistic"] < answer["threshold"]


def test_waymark_shows_the_slope_where_the_target_year_is_over() -> None:
    """Falling by one a year, due in 2019, still above the target in 2020: it improves, and it is behind; there is no chance to state."""
    answer = verdict("waymark", [10.0, 9.1, 8.0, 7.1, 6.0, 5.1], target_value=2.0, target_year=2019)

    assert answer["status"] == "behind"
    assert answer["statistic"] > answer["threshold"] > 2  # t with 4 degrees of freedom: 2.13 at 95 %


def test_waymark_says_nothing_about_numbers_whose_squares_no_float_holds() -> None:
    answer = verdict("waymark", [value * 1e200 for value in (10.0, 9.1, 8.0, 7.1, 6.0, 5.1)], target_value=1.0)

    assert (answer["status"], answer["reason"]) == ("not_assessable", "not_applicable")


def test_waymark_leaves_out_what_is_older_than_fifteen_years() -> None:
    """The window reaches from 2020 back to 2005; the year 2004 is outside, whatever stands beside it in the table."""
    years = [2004, 2005, 2010, 2015, 2018, 2020]
    series = pd.DataFrame({"series": "a", "year": years, "value": [9.0, 8.0, 7.0, 6.0, 5.0, 4.0]})
    goals = pd.DataFrame([{"series": "a", "better": "lower", "target_year": 2030, "target_value": 1.0}])
    answer = judge_all(series, goals, [METHODS["waymark"]]).iloc[0]

    assert (answer["points"], answer["first_year"]) == (5, 2005)


# --- hp2030 ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latest", "word", "statistic"),
    [
        (49.0, "improving", 10.0),  # 100 × (49 − 50) / (40 − 50) = 10 % of the targeted change
        (49.5, "little_or_no_detectable_change", 5.0),
        (50.0, "little_or_no_detectable_change", 0.0),
        (54.0, "little_or_no_detectable_change", -8.0),  # 4 / 50 = 8 % of the baseline
        (55.0, "getting_worse", -10.0),
    ],
)
def test_hp2030_goes_by_ten_percent_without_standard_errors(latest: float, word: str, statistic: float) -> None:
    answer = verdict("hp2030", [50.0, latest], target_value=40.0)

    assert answer["verdict"] == word
    assert answer["statistic"] == pytest.approx(statistic)


@pytest.mark.parametrize(
    ("values", "target", "word"),
    [
        ([10.0, 9.9], 9.0, "improving"),  # 0.1 of 1 is 10 %, in binary 9.999999999999964
        ([3.0, 3.3], 2.0, "getting_worse"),  # 0.3 of 3 is 10 %, in binary 9.999999999999995
    ],
)
def test_hp2030_s_ten_percent_are_those_of_decimal_numbers(values: list[float], target: Any, word: str) -> None:
    assert verdict("hp2030", values, target_value=target)["verdict"] == word


@pytest.mark.parametrize(
    ("latest", "word"),
    [
        (47.6, "improving"),  # z = 2.4 / √(1 + 1) = 1.70
        (47.7, "little_or_no_detectable_change"),  # z = 1.63
        (52.3, "little_or_no_detectable_change"),
        (52.4, "getting_worse"),
    ],
)
def test_hp2030_tests_at_one_sided_five_percent_with_standard_errors(latest: float, word: str) -> None:
    answer = verdict("hp2030", [50.0, latest], errors=[1.0, 1.0], target_value=40.0)

    assert (answer["verdict"], abs(answer["threshold"])) == (word, 1.645)


def test_hp2030_counts_a_target_met_at_baseline_as_met_without_a_percentage() -> None:
    answer = verdict("hp2030", [39.0, 39.5], target_value=40.0)

    assert (answer["verdict"], answer["status"]) == ("target_met_or_exceeded", "met")
    assert np.isnan(answer["statistic"])


def test_hp2030_knows_baseline_only_and_informational() -> None:
    assert verdict("hp2030", [50.0], target_value=40.0)["verdict"] == "baseline_only"
    assert verdict("hp2030", [50.0, 45.0])["verdict"] == "informational"
    assert verdict("hp2030", [50.0, 45.0], target_value=40.0, baseline_year=np.nan)["reason"] == "no_baseline"


def test_hp2030_has_no_percentage_of_a_baseline_of_zero() -> None:
    assert verdict("hp2030", [0.0, 1.0], target_value=-1.0)["reason"] == "zero_or_sign_change"


# --- open_sdg --------------------------------------------------------------------------------------------------------------------------


def test_open_sdg_starts_in_2015_or_the_next_available_year() -> None:
    early = verdict("open_sdg", [20.0, 18.0, 10.0, 9.0], first=2013, target_value=5.0, baseline_year=np.nan)
    late = verdict("open_sdg", [10.0, 9.0], first=2017, target_value=5.0, baseline_year=np.nan)

    assert (early["first_year"], late["first_year"]) == (2015, 2017)


def test_open_sdg_divides_growth_by_required_growth() -> None:
    """10 to 8 in five years against 10 to 5 in fifteen: (0.8^(1/5) − 1) / |0.5^(1/15) − 1| = 0.0436 / 0.0452."""
    answer = verdict("open_sdg", [10.0, 9.6, 9.2, 8.8, 8.4, 8.0], target_value=5.0)

    assert answer["statistic"] == pytest.approx((1 - 0.8**0.2) / (1 - 0.5 ** (1 / 15)))
    assert (answer["verdict"], answer["threshold"], answer["required"]) == (
        "substantial_progress",
        0.95,
        pytest.approx(0.5 ** (1 / 15) - 1),
    )


@pytest.mark.parametrize(
    ("latest", "word"),
    [(98.4, "substantial_progress"), (99.0, "moderate_progress"), (99.6, "limited_progress"), (100.1, "deterioration")],
)
def test_open_sdg_judges_growth_alone_without_a_target(latest: float, word: str) -> None:
    """From 100 in one year, lower is better: 1.6, 1.0, 0.4 and −0.1 % against thresholds of 1.5, 0.5 and 0 %."""
    answer = verdict("open_sdg", [100.0, latest])

    assert answer["verdict"] == word
    assert answer["statistic"] == pytest.approx((100 - latest) / 100)


def test_open_sdg_lowers_its_thresholds_near_a_limit() -> None:
    """Base 90 of 100: c = 1 − 0.9^4.44 = 0.3736, so 0.6 % a year passes 1.5 % × 0.3736 = 0.56 %."""
    answer = verdict("open_sdg", [90.0, 90.54], better="higher", limit=100.0)

    assert (answer["verdict"], answer["threshold"]) == ("substantial_progress", pytest.approx(0.015 * (1 - 0.9**4.44)))


def test_open_sdg_replaces_a_base_of_zero_and_refuses_a_change_of_sign() -> None:
    assert verdict("open_sdg", [0.0, 1.0], better="higher", target_value=10.0)["verdict"] == "substantial_progress"
    assert verdict("open_sdg", [-1.0, 1.0], better="higher", target_value=10.0)["reason"] == "zero_or_sign_change"


def test_open_sdg_says_achieved_without_a_number_where_base_is_target_and_nothing_moved() -> None:
    answer = verdict("open_sdg", [2.5, 2.5], target_value=2.5)

    assert (answer["verdict"], answer["status"]) == ("target_achieved", "met")
    assert np.isnan(answer["statistic"])


def test_open_sdg_needs_two_years() -> None:
    assert verdict("open_sdg", [10.0], target_value=5.0)["reason"] == "too_few_points"


def test_open_sdg_s_limited_progress_of_nothing_is_no_clear_change_for_us() -> None:
    answer = verdict("open_sdg", [10.0, 10.0], target_value=5.0)

    assert (answer["verdict"], answer["status"]) == ("limited_progress", "no_clear_change")


# --- dns_de ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "symbol", "share"),
    [
        # 90 to 80 in five years is −2 a year; ten more years lead to 60.
        (60.0, "sun", 0.0),
        (59.5, "sun", 100 * 0.5 / 20.5),
        (58.0, "sun_with_cloud", 100 * 2 / 22),
        (55.0, "sun_with_cloud", 20.0),
        (54.0, "cloud", 100 * 6 / 26),
    ],
)
def test_dns_de_compares_what_would_be_missed_with_what_is_missing(target: Any, symbol: str, share: float) -> None:
    answer = verdict("dns_de", [90.0, 88.0, 86.0, 84.0, 82.0, 80.0], target_value=target)

    assert (answer["verdict"], answer["statistic"]) == (symbol, pytest.approx(share))


def test_dns_de_s_twenty_percent_are_those_of_decimal_numbers() -> None:
    """From 0.90 by 0.02 a year to 0.80; ten more years lead to 0.60, of 0.25 to 0.55 are 0.05 missing: 20 %, not 20.000000000000018."""
    assert verdict("dns_de", [0.9, 0.88, 0.86, 0.84, 0.82, 0.8], target_value=0.55)["verdict"] == "sun_with_cloud"


def test_dns_de_sees_a_thunderstorm_where_nothing_moves_or_the_direction_is_wrong() -> None:
    still = verdict("dns_de", [80.0] * 6, target_value=60.0)
    wrong = verdict("dns_de", [80.0, 81.0, 82.0, 83.0, 84.0, 85.0], target_value=60.0)

    assert [(answer["verdict"], answer["status"]) for answer in (still, wrong)] == [
        ("thunderstorm", "no_clear_change"),
        ("thunderstorm", "away"),
    ]


def test_dns_de_needs_six_points() -> None:
    assert verdict("dns_de", [90.0, 88.0, 86.0, 84.0, 82.0], target_value=60.0)["reason"] == "too_few_points"


def test_dns_de_holds_targets_without_a_year_every_year() -> None:
    reached_but_falling_back = verdict("dns_de", [50.0, 51.0, 52.0, 53.0, 54.0, 55.0], target_value=60.0, target_year=np.nan)

    assert (reached_but_falling_back["verdict"], reached_but_falling_back["status"]) == ("sun_with_cloud", "met")


def test_dns_de_judges_a_direction_alone_by_mean_and_last_change() -> None:
    answer = verdict("dns_de", [90.0, 88.0, 86.0, 84.0, 82.0, 83.0])

    assert answer["verdict"] == "sun_with_cloud"
