"""Slope index, gap and gap over time; OHID's published case stands in tests/golden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.errors import MetricError
from metrics.inequality import gap, gap_trend, slope_index, standard_error_on

FEW_DRAWS = 20_000
EQUAL = np.full(5, 100.0)


def index(values: Any, population: Any = EQUAL, se: float = 0.5, **options: Any) -> Any:
    return slope_index(np.asarray(values, dtype=float), population, np.full(5, se), draws=FEW_DRAWS, **options)


def test_values_on_a_line_have_its_ends() -> None:
    """Ranks 0.1, 0.3, …, 0.9; values 10 + 20 × rank: 10 at the lower end, 30 at the upper."""
    result = index([12, 16, 20, 24, 28])

    assert (result.intercept[0], result.sii[0], result.rii[0]) == (pytest.approx(10), pytest.approx(20), pytest.approx(3))


def test_the_limits_are_those_of_a_regression_with_known_errors() -> None:
    """Σ (rank - 0.5)² of five equal groups is 0.4: the slope has the standard error 0.5 / √0.4."""
    result = index([12, 16, 20, 24, 28])
    reach = 1.959964 * 0.5 / np.sqrt(0.4)

    assert (result.sii_lower[0], result.sii_upper[0]) == (pytest.approx(20 - reach, abs=0.05), pytest.approx(20 + reach, abs=0.05))


def test_values_without_error_have_no_interval_to_speak_of() -> None:
    result = index([12, 16, 20, 24, 28], se=0.0)

    assert (result.sii_lower[0], result.sii_upper[0]) == (pytest.approx(20), pytest.approx(20))


def test_a_larger_group_takes_more_of_the_ranking() -> None:
    """Populations 60, 10, 10, 10, 10: ranks 0.3, 0.65, 0.75, 0.85, 0.95; a line on these ranks keeps its slope."""
    ranks = np.array([0.3, 0.65, 0.75, 0.85, 0.95])

    assert index(5 - 2 * ranks, np.array([60.0, 10, 10, 10, 10])).sii[0] == pytest.approx(-2)


def test_rates_on_a_log_line_are_fitted_exactly_when_transformed() -> None:
    """Values 100 × 4^rank: 100 at the lower end, 400 at the upper."""
    result = index(100 * 4 ** np.array([0.1, 0.3, 0.5, 0.7, 0.9]), se=0.05, scale="log", transform=True)

    assert (result.intercept[0], result.sii[0], result.rii[0]) == (pytest.approx(100), pytest.approx(300), pytest.approx(4))
    assert result.sii_lower[0] < 300 < result.sii_upper[0]


def test_transformed_proportions_keep_their_ends_between_0_and_1() -> None:
    result = index([0.5, 0.9, 0.97, 0.99, 0.999], se=0.1, scale="logit", transform=True)

    assert 0 < result.intercept[0] < result.intercept[0] + result.sii[0] < 1


def test_the_scale_of_the_draws_changes_the_limits_only() -> None:
    """Without transformation the line is that of the values themselves."""
    linear, log = index([12, 16, 20, 24, 28]), index([12, 16, 20, 24, 28], se=0.05, scale="log")

    assert log.sii[0] == pytest.approx(linear.sii[0])
    assert log.sii_upper[0] != pytest.approx(linear.sii_upper[0], rel=0.01)


def test_a_negative_multiplier_turns_both_indices_round() -> None:
    plain, turned = index([12, 16, 20, 24, 28]), index([12, 16, 20, 24, 28], multiplier=-100)

    assert (turned.sii[0], turned.rii[0]) == (pytest.approx(-2000), pytest.approx(1 / 3))
    assert (turned.sii_lower[0], turned.rii_upper[0]) == (pytest.approx(-100 * plain.sii_upper[0]), pytest.approx(1 / plain.rii_lower[0]))


def test_a_multiplier_between_minus_one_and_zero_turns_both_round_too() -> None:
    """Per two, where higher is worse: the slope of 20 is -10, and 30 by 10 is a third."""
    half = index([12, 16, 20, 24, 28], multiplier=-0.5)

    assert (half.sii[0], half.rii[0]) == (pytest.approx(-10), pytest.approx(1 / 3))


def test_a_positive_multiplier_below_one_turns_nothing_round() -> None:
    """Per two instead of one: the slope of 20 is 10, and 30 by 10 stays 3."""
    plain, half = index([12, 16, 20, 24, 28]), index([12, 16, 20, 24, 28], multiplier=0.5)

    assert (half.sii[0], half.rii[0]) == (pytest.approx(10), pytest.approx(3))
    assert (half.sii_lower[0], half.rii_lower[0]) == (pytest.approx(plain.sii_lower[0] / 2), plain.rii_lower[0])


def test_populations_may_be_shares() -> None:
    assert index([12, 16, 20, 24, 28], np.full(5, 0.2)).sii[0] == pytest.approx(20)


def test_the_same_seed_gives_the_same_limits_whatever_other_areas_there_are() -> None:
    one, other = np.array([12.0, 16, 20, 24, 28]), np.array([3.0, 4, 5, 9, 10])
    both = slope_index(np.stack([one, other]), np.stack([EQUAL] * 2), np.full((2, 5), 0.5), draws=FEW_DRAWS)

    assert (both.sii_lower[0], both.sii_lower[1]) == (index(one).sii_lower[0], index(other).sii_lower[0])


def test_a_standard_error_follows_from_limits_on_their_scale() -> None:
    assert standard_error_on("linear", np.array([1.0]), np.array([4.92]))[0] == pytest.approx(1)
    assert standard_error_on("log", np.exp([1.0]), np.exp([4.92]))[0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"values": [0, 1, 2, 3, 4], "scale": "log"}, "does not lie on the log scale"),
        ({"values": [1, 2, 3, 4, np.nan]}, "does not lie on the linear scale"),
        ({"values": [1, 2, 3, 4, 5], "se": np.array([0.1, 0.1, -0.1, 0.1, 0.1])}, "does not lie on the linear scale"),
        ({"values": [1, 2, 3, 4, 5], "se": np.array([0.1, 0.1, np.nan, 0.1, 0.1])}, "does not lie on the linear scale"),
        ({"values": [1, 2, 3, 4, 5], "population": np.array([0.0, 1, 1, 1, 1])}, "a group has no population"),
        ({"values": [1, 2, 3, 4, 5], "scale": "square"}, "scale 'square' is unknown; known: linear, log, logit"),
    ],
)
def test_values_without_an_index_are_refused(options: dict[str, Any], what: str) -> None:
    with pytest.raises(MetricError, match=what):
        index(**options)


def test_absolute_and_relative_gap_come_together() -> None:
    """30 ± 3 and 20 ± 4 (standard errors): difference 10 with standard error 5; ratio 1.5 with √(0.1² + 0.2²) on the log scale."""
    result = gap(np.array([30.0]), np.array([3.0]), np.array([20.0]), np.array([4.0]))
    z = 1.959963984540054
    factor = np.exp(z * np.sqrt(0.05))

    assert (result.difference[0], result.difference_lower[0], result.difference_upper[0]) == (10, 10 - z * 5, 10 + z * 5)
    assert (result.ratio[0], result.ratio_lower[0], result.ratio_upper[0]) == (
        1.5,
        pytest.approx(1.5 / factor),
        pytest.approx(1.5 * factor),
    )


def test_shares_below_one_have_a_ratio() -> None:
    assert gap(np.array([0.3]), np.array([0.01]), np.array([0.2]), np.array([0.01])).ratio[0] == pytest.approx(1.5)


def test_a_ratio_to_nothing_is_missing() -> None:
    assert np.isnan(gap(np.array([1.0]), np.array([0.1]), np.array([0.0]), np.array([0.1])).ratio).all()


NOISE = np.array([0.1, -0.2, 0.1, 0.2, -0.1, -0.1])


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (10 - np.arange(6) + NOISE, "narrowing"),
        (-10 + np.arange(6) + NOISE, "narrowing"),
        (10 + np.arange(6) + NOISE, "widening"),
        (-10 - np.arange(6) + NOISE, "widening"),
        (2 - np.arange(6) + NOISE, "reversed"),
        (10 + 10 * NOISE, "no_clear_change"),
        ((10 - np.arange(6) + NOISE) / 1000, "narrowing"),  # in another unit
        ((2 - np.arange(6) + NOISE) / 1000, "reversed"),
        (10 - 10 * NOISE, "no_clear_change"),  # rising, as the next one falls
        (np.full(6, 5.0), "no_clear_change"),  # without any scatter the interval of a slope of 0 is 0 itself
        (np.arange(5.0, -1.0, -1.0), "narrowing"),  # a gap that closes has not turned round
        (np.array([10.0, np.nan, np.nan, np.nan, np.nan, 2.0]), "not_assessable"),
    ],
)
def test_the_verdict_on_a_gap_over_time(values: np.ndarray, verdict: str) -> None:
    gaps = pd.DataFrame({"series": "a", "year": np.arange(2015, 2021), "value": values})

    assert gap_trend(gaps)["verdict"].tolist() == [verdict]


def test_the_slope_of_a_gap_is_that_of_least_squares() -> None:
    gaps = pd.DataFrame({"series": "a", "year": [2018, 2019, 2020, 2021, 2022], "value": [3.0, 5, 4, 8, 10]})
    row = gap_trend(gaps).loc[0]

    # Years -2 … 2: (-6 - 5 + 8 + 20) / 10 = 1.7; residual variance 5.1 / 3 = 1.7, so the slope has the variance 0.17; t(3) = 3.182446.
    assert (row["slope"], row["points"]) == (pytest.approx(1.7), 5)
    reach = 3.182446 * np.sqrt(0.17)
    assert (row["lower"], row["upper"]) == (pytest.approx(1.7 - reach, abs=1e-6), pytest.approx(1.7 + reach, abs=1e-6))
    assert (row["first"], row["last"]) == (pytest.approx(6 - 3.4), pytest.approx(6 + 3.4))


@pytest.mark.parametrize("order", ["bza", "abz", "zab", "bxa"])
def test_a_gap_keeps_its_verdict_whichever_stands_beside_it(order: str) -> None:
    """One that was never measured (x, z) is no reason to take another's first and last year."""
    cells = {"b": 10 - np.arange(6) + NOISE, "a": 10 + np.arange(6) + NOISE}
    gaps = pd.concat(pd.DataFrame({"series": name, "year": range(2015, 2021), "value": cells.get(name, np.nan)}) for name in order)
    rows = gap_trend(gaps).set_index("series")["verdict"]

    assert rows.index.tolist() == list(order)
    assert rows[["a", "b"]].tolist() == ["widening", "narrowing"]


def test_every_gap_has_its_own_row_in_the_order_given() -> None:
    """A gap that was never measured is not assessable with no points; the second falls by one a year, the third grows."""
    frames = {"z": [np.nan] * 5, "b": [10.0, 9.1, 8.0, 7.1, 6.0], "a": [1.0, 2.1, 3.0, 4.1]}
    gaps = pd.concat(
        pd.DataFrame({"series": name, "year": range(2015, 2015 + len(cells)), "value": cells}) for name, cells in frames.items()
    )
    rows = gap_trend(gaps)

    assert rows[["series", "points", "verdict"]].to_numpy().tolist() == [
        ["z", 0, "not_assessable"],
        ["b", 5, "narrowing"],
        ["a", 4, "widening"],
    ]
    assert rows.loc[1, ["first", "last"]].tolist() == pytest.approx([8.04 + 2, 8.04 - 2], abs=0.03)
    assert rows.loc[2, ["first", "last"]].tolist() == pytest.approx([2.55 - 1.53, 2.55 + 1.53])
