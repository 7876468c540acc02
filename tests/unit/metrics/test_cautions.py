"""What a reader should know beside a verdict: every caution on both sides of its bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from metrics.cautions import cautions
from metrics.status import Caution

QUIET: dict[str, Any] = {
    "status": "on_course", "sign": 1.0, "latest": 60.0, "lower": 58.0, "upper": 62.0, "target_value": 70.0, "target_year": 2030.0,
    "comparability": "same", "modelled": False, "probability": 0.9, "pace": 2.0, "required_pace": 1.0, "years_excluded": False,
    "break_before": False, "baseline_ours": False, "baseline": 50.0, "newest_age": 1, "lag": 1, "overlapping": False, "unchanged": False,
}  # fmt: skip
"""A row that needs no word."""
OPEN: dict[str, Any] = {"status": "not_assessable", "probability": None, "pace": None, "required_pace": None}
BEHIND: dict[str, Any] = {"status": "behind", "probability": 0.1, "pace": 0.5}
MET: dict[str, Any] = {"status": "met", "target_value": 55.0, "required_pace": None}
AWAY: dict[str, Any] = {"status": "away", "probability": 0.01, "pace": -1.0}


def said(*, as_of: date = date(2024, 7, 1), **changes: Any) -> list[str]:
    """Return the cautions of one row that differs from `QUIET` by *changes*."""
    row = pd.DataFrame([QUIET | changes])
    numbers = ["latest", "lower", "upper", "target_value", "target_year", "probability", "pace", "required_pace", "baseline"]
    (words,) = cautions(row.astype(dict.fromkeys(numbers, float)), as_of)
    return [word for word in words.split(";") if word]


@pytest.mark.parametrize("verdict", [{}, BEHIND, MET, AWAY, OPEN])
def test_a_quiet_row_needs_no_word_whatever_its_verdict(verdict: dict[str, Any]) -> None:
    assert said(**verdict) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"comparability": "proxy"}, "stand_in"),
        ({"lower": None}, "no_interval"),
        ({"upper": None}, "no_interval"),
        ({"modelled": True}, "modelled"),
        ({"baseline_ours": True}, "baseline_ours"),
        ({"newest_age": 4}, "old_value"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_value_is_said_without_a_verdict_too_and_never_without_a_value(changes: dict[str, Any], word: str) -> None:
    """Old is more than the usual delay of one year and two more."""
    assert said(**changes) == [word]
    assert said(**OPEN, **changes) == [word]
    assert said(**OPEN, **changes | {"latest": None}) == []


def test_a_value_as_old_as_the_delay_and_two_years_is_not_old() -> None:
    assert said(newest_age=3) == []


def test_a_start_of_our_own_reading_is_told_only_where_one_was_found() -> None:
    assert said(baseline_ours=True, baseline=None) == []


@pytest.mark.parametrize(
    ("flag", "word", "told_of"),
    [
        ("years_excluded", "years_excluded", ({}, BEHIND, MET, AWAY)),
        ("unchanged", "unchanged_values", ({}, BEHIND, MET, AWAY)),
        ("break_before", "break_before_window", ({}, BEHIND, AWAY, {"status": "no_clear_change"})),
        ("overlapping", "overlapping_windows", ({}, BEHIND, AWAY, {"status": "no_clear_change"})),
    ],
)
def test_what_is_said_of_a_window_needs_a_verdict_that_rests_on_it(flag: str, word: str, told_of: tuple[dict[str, Any], ...]) -> None:
    """Excluded and repeated years matter to every verdict, breaks and overlaps to trends alone."""
    told: list[dict[str, Any]] = [verdict for verdict in ({}, BEHIND, MET, AWAY, {"status": "no_clear_change"}, OPEN) if verdict in told_of]
    silent = [verdict for verdict in (MET, OPEN) if verdict not in told_of]

    assert [said(**verdict, **{flag: True}) for verdict in told] == [[word]] * len(told_of)
    assert [said(**verdict, **{flag: True}) for verdict in silent] == [[]] * len(silent)
    assert said(**{flag: None}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lower": 54.9}, ["met_not_certain"]),
        ({"lower": 55.0}, []),
        ({"sign": -1.0, "target_value": 65.0, "upper": 65.1}, ["met_not_certain"]),
        ({"sign": -1.0, "target_value": 65.0, "upper": 65.0, "lower": 10.0}, []),
        ({"lower": None, "upper": 90.0}, ["no_interval"]),
    ],
)
def test_met_is_uncertain_where_the_range_reaches_past_the_target(changes: dict[str, Any], expected: list[str]) -> None:
    """At least 55 reached by 60 and at most 65 reached by 60; a range that ends at the target holds no value that misses it."""
    assert said(**MET | changes) == expected
    assert said(**OPEN | changes) == [word for word in expected if word == "no_interval"]


def test_a_deadline_is_over_from_the_first_day_of_the_next_year() -> None:
    assert said(as_of=date(2030, 12, 31), target_year=2030, newest_age=1) == []
    assert said(as_of=date(2031, 1, 1), target_year=2030, newest_age=1) == ["deadline_passed"]
    assert said(as_of=date(2031, 1, 1), target_year=2030, **OPEN) == []
    assert said(target_year=None) == []


@pytest.mark.parametrize(("probability", "close"), [(0.33, False), (1 / 3, True), (0.5, True), (2 / 3, True), (0.67, False)])
def test_odds_of_two_to_one_and_less_are_a_close_call(probability: float, close: bool) -> None:  # noqa: FBT001 - a case of the table
    """A call is made between on course and behind; the other verdicts do not rest on the chance."""
    slow = {"pace": 0.5, "status": "behind"}

    assert said(**slow, probability=probability) == ["close_call"] * close
    assert said(probability=probability) == ["close_call"] * close
    for verdict in (MET, AWAY, {"status": "no_clear_change"}):
        assert said(**verdict | {"probability": probability}) == []


@pytest.mark.parametrize(
    ("status", "sign", "pace", "required", "differ"),
    [
        ("behind", 1.0, 1.0, 1.0, True),  # a pace that just does, and a chance below one half
        ("behind", 1.0, 0.9, 1.0, False),
        ("behind", -1.0, -2.0, -1.0, True),
        ("behind", -1.0, -0.5, -1.0, False),
        ("behind", 1.0, 2.0, None, False),  # no pace is needed any more: the year is over
        ("on_course", 1.0, 0.9, 1.0, True),
        ("on_course", 1.0, 1.0, 1.0, False),
        ("on_course", -1.0, -0.5, -1.0, True),
        ("on_course", 1.0, 2.0, None, False),
        ("no_clear_change", 1.0, 2.0, 1.0, False),
        ("away", 1.0, 0.9, 1.0, False),
    ],
)  # fmt: skip
def test_a_mean_pace_that_says_otherwise_than_the_chance_is_told(
    status: str,
    sign: float,
    pace: float,
    required: float | None,
    differ: bool,  # noqa: FBT001 - a case of the table
) -> None:
    found = said(status=status, sign=sign, pace=pace, required_pace=required)

    assert found == ["pace_and_chance_differ"] * differ


def test_several_words_stand_in_the_order_of_the_closed_list() -> None:
    found = said(comparability="proxy", lower=None, modelled=True, probability=0.5, newest_age=9, unchanged=True, years_excluded=True)

    assert found == sorted(found, key=[str(caution) for caution in Caution].index)
    assert len(found) == 7
