"""The recent trend of the State Cancer Profiles: its words, our status, and what it does not answer."""

from __future__ import annotations

import numpy as np
import pytest

from metrics.methods import aapc
from metrics.methods.base import REASONS, STATUSES, Answer
from metrics.panel import Array, Goals, Panel, empty

NAN = float("nan")


def panel(*series: list[float], se: float | None = None) -> Panel:
    """Return yearly values up to 2020, aligned to the right."""
    width = max(len(values) for values in series)
    value = np.full((len(series), width), np.nan)
    for row, values in enumerate(series):
        value[row, width - len(values) :] = values
    year = np.where(np.isnan(value), np.nan, 2020.0 - width + 1 + np.arange(width))
    none = empty(*value.shape)
    stated: Array = none if se is None else np.where(np.isnan(value), np.nan, se)
    return Panel(year, year, value, none, none, stated, none, none, empty(len(value), 1))


def goals(rows: int, *, sign: float = -1.0, target: float = NAN) -> Goals:
    nothing, no = np.full(rows, np.nan), np.zeros(rows, dtype=np.bool_)
    return Goals(np.full(rows, sign), nothing, nothing, nothing, np.full(rows, target), nothing, nothing, no, no, no, no, np.ones(rows))


def words(answer: Answer) -> list[tuple[str, str, str]]:
    codes = zip(answer.verdict, answer.status, answer.reason, strict=True)
    return [(aapc.WORDS[verdict], str(STATUSES[status]), REASONS[reason]) for verdict, status, reason in codes]


def path(pace: float, years: int = 12) -> list[float]:
    """Return a rate that changes by *pace* a year, a little up and down."""
    return [50 * (1 + pace) ** year * (1 + 0.002 * (-1) ** year) for year in range(years)]


FALLING, RISING, FLAT = path(-0.03), path(0.03), path(0.0)


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        (-1.0, [("falling", "behind", ""), ("rising", "away", ""), ("stable", "no_clear_change", "")]),
        (1.0, [("falling", "away", ""), ("rising", "behind", ""), ("stable", "no_clear_change", "")]),
        (
            NAN,
            [
                ("falling", "not_assessable", "not_applicable"),
                ("rising", "not_assessable", "not_applicable"),
                ("stable", "no_clear_change", ""),
            ],
        ),
    ],
)
def test_the_word_is_the_trends_and_the_status_depends_on_what_is_good(sign: float, expected: list[tuple[str, str, str]]) -> None:
    assert words(aapc.judge(panel(FALLING, RISING, FLAT), goals(3, sign=sign))) == expected


def test_the_trend_is_that_of_the_last_five_years() -> None:
    """Twelve years of rise and nine of fall: -4 % a year, in the window 2016 to 2020."""
    bent = path(0.03) + [path(0.03)[-1] * 0.96**year for year in range(1, 10)]
    answer = aapc.judge(panel(bent), goals(1))

    assert words(answer) == [("falling", "behind", "")]
    assert answer.statistic[0] == pytest.approx(-4.0, abs=0.1)
    assert (answer.points[0], answer.first_year[0], answer.last_year[0], answer.threshold[0]) == (5, 2016, 2020, 0.0)


def test_a_reached_target_is_met_whatever_the_trend() -> None:
    assert words(aapc.judge(panel(RISING), goals(1, target=90.0))) == [("rising", "met", "")]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "no_data"),
        ([5.0], "too_few_points"),
        ([5.0, 4.0, 3.0, 2.0], "too_few_points"),
        ([5.0, 4.0, 3.0, 2.0, 0.0, 1.0], "zero_or_sign_change"),
        ([5.0, 4.0, -3.0, 2.0, 1.0], "zero_or_sign_change"),
    ],
)
def test_odd_series_get_a_reason_and_no_word(values: list[float], reason: str) -> None:
    answer = aapc.judge(panel(values, FALLING), goals(2))

    assert words(answer) == [("not_calculated", "not_assessable", reason), ("falling", "behind", "")]
    assert np.isnan(answer.statistic[0])


def test_two_periods_with_the_same_middle_have_no_trend() -> None:
    """2018 to 2020 and 2019 alone are both dated 2019."""
    one = panel(FALLING)
    year, year_end = one.year.copy(), one.year.copy()
    year[0, -2:], year_end[0, -2:] = [2018, 2019], [2020, 2019]
    answer = aapc.judge(Panel(year, year_end, one.value, *[empty(*one.value.shape)] * 6), goals(1))

    assert words(answer) == [("not_calculated", "not_assessable", "not_applicable")]


@pytest.mark.parametrize("values", [[51.5, 49.0, 52.5, 55.7, 52.5, 54.1], [48.5, 51.0, 47.5, 44.7, 47.5, 46.1]])
def test_a_change_whose_interval_holds_zero_at_95_percent_is_stable(values: list[float]) -> None:
    """1.5 % a year up or down; the interval of 76 % would leave zero out."""
    answer = aapc.judge(panel(values), goals(1))

    assert words(answer) == [("stable", "no_clear_change", "")]
    assert abs(answer.statistic[0]) == pytest.approx(1.5, abs=0.05)


def test_five_points_are_enough_and_rates_below_one_are_rates() -> None:
    small = [rate / 100 for rate in FALLING]

    assert words(aapc.judge(panel(FALLING[:5], small), goals(2))) == [("falling", "behind", "")] * 2


def test_a_constant_series_is_stable() -> None:
    assert words(aapc.judge(panel([5.0] * 8), goals(1))) == [("stable", "no_clear_change", "")]


def test_standard_errors_weigh_the_points() -> None:
    """Equal errors of a rate that doubles give its later years more weight: another number, the same word."""
    growing = path(0.06)
    plain, weighted = aapc.judge(panel(growing), goals(1)), aapc.judge(panel(growing, se=1.0), goals(1))

    assert words(plain) == words(weighted)
    assert plain.statistic[0] != weighted.statistic[0]


def test_no_series_is_no_answer() -> None:
    assert len(aapc.judge(Panel(*(np.zeros((0, 0)) for _ in range(9))), goals(0)).verdict) == 0
