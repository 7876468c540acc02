"""The average annual change: over segments by hand arithmetic, over one line as the library's regression has it."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data.errors import MetricError
from metrics.annual_change import aapc, eapc, percent_a_year
from metrics.joinpoints.model import Trends


def two_segments() -> Trends:
    """Return one series: 2000 to 2010 with the slope 0.03 ± 0.004, 2010 to 2020 with -0.02 ± 0.003; 17 degrees of freedom."""
    slope, error = np.array([[0.03, -0.02]]), np.array([[0.004, 0.003]])
    half = stats.t.ppf(0.975, 17) * error
    return Trends(
        joinpoints=np.array([1]), bounds=np.array([[2000.0, 2010.0, 2020.0]]), slope=slope, error=error, lower=slope - half,
        upper=slope + half, degrees=np.array([17]), first_rate=np.array([1.0]), last_rate=np.array([1.1]),
    )  # fmt: skip


def over(first: float, last: float) -> list[float]:
    return [float(value[0]) for value in aapc(two_segments(), np.array([first]), np.array([last]))]


def test_slopes_weigh_by_their_years_inside_the_range() -> None:
    """2008 to 2018: 2 years of 0.03 and 8 of -0.02 make -0.010; its error is sqrt((2 x 0.004)² + (8 x 0.003)²) / 10."""
    slope, error = (2 * 0.03 - 8 * 0.02) / 10, np.hypot(2 * 0.004, 8 * 0.003) / 10
    expected = [100 * np.expm1(slope + z * error) for z in (0, -1.959964, 1.959964)]

    assert over(2008, 2018) == pytest.approx(expected)


def test_a_range_inside_one_segment_has_that_segments_own_interval() -> None:
    half = stats.t.ppf(0.975, 17) * 0.003
    expected = [100 * np.expm1(value) for value in (-0.02, -0.02 - half, -0.02 + half)]

    assert over(2010, 2020) == pytest.approx(expected)
    assert over(2016, 2020) == pytest.approx(expected)


def test_one_year_of_a_second_segment_makes_it_an_average() -> None:
    """2005 to 2011: 5 years of 0.03 and 1 of -0.02, with the interval of the normal distribution."""
    slope, error = 0.13 / 6, np.hypot(5 * 0.004, 0.003) / 6

    assert over(2005, 2011) == pytest.approx([100 * np.expm1(slope + z * error) for z in (0, -1.959964, 1.959964)])


def test_every_series_has_its_own_range_and_segments() -> None:
    """The second has one segment from 2005 to 2010 with 1 degree of freedom (12.7062 in printed tables); the third has none."""
    whole = two_segments()
    second = {
        "joinpoints": [0],
        "bounds": [[2005.0, 2010.0, np.nan]],
        "slope": [[0.01, np.nan]],
        "error": [[0.002, np.nan]],
        "degrees": [1],
    }
    third = second | {"degrees": [0]}
    fourth = third | {"bounds": [[np.nan] * 3]}
    both = Trends(
        **{
            field.name: np.concatenate(
                [
                    getattr(whole, field.name),
                    *(np.array(one.get(field.name, getattr(whole, field.name))) for one in (second, third, fourth)),
                ]
            )
            for field in fields(Trends)
        }
    )
    change, lower, upper = aapc(both, np.array([2000.0, 2005.0, 2005.0, 2005.0]), np.array([2020.0, 2010.0, 2010.0, 2010.0]))

    assert [change[0], lower[0], upper[0]] == over(2000, 2020)
    assert [change[1], lower[1], upper[1]] == pytest.approx([100 * np.expm1(0.01 + t * 0.002) for t in (0, -12.7062, 12.7062)], rel=1e-5)
    assert change[2] == pytest.approx(100 * np.expm1(0.01))
    assert np.isnan([lower[2], upper[2], change[3]]).all()
    assert np.isnan([value[1] for value in aapc(both, np.full(4, 2005.0), np.full(4, 2015.0))]).all()  # beyond the end of its own series


@pytest.mark.parametrize(("first", "last"), [(1999, 2010), (2015, 2021), (2015, 2015), (2016, 2015), (np.nan, 2015)])
def test_a_range_outside_the_series_or_without_years_has_no_change(first: float, last: float) -> None:
    assert np.isnan(over(first, last)).all()


def test_the_eapc_is_the_regression_of_the_library_with_a_normal_interval() -> None:
    year, rate = np.arange(2000, 2010), np.array([5.1, 5.0, 5.4, 5.2, 5.9, 5.6, 5.8, 6.1, 6.0, 6.4])
    line = stats.linregress(year, np.log(rate))
    expected = [100 * np.expm1(line.slope + z * line.stderr) for z in (0, -1.959964, 1.959964)]
    table = eapc(pd.DataFrame({"series": "a", "year": year, "rate": rate}))

    assert table[["eapc", "lower", "upper"]].iloc[0].tolist() == pytest.approx(expected)


def test_the_eapc_leaves_out_years_without_cases() -> None:
    frame = pd.DataFrame({"series": "a", "year": range(2000, 2006), "rate": [4.0, 0.0, 4.5, 4.4, 4.9, 5.2]})

    pd.testing.assert_frame_equal(eapc(frame), eapc(frame.drop(index=1)))


def test_the_eapc_of_many_series_is_that_of_each() -> None:
    random = np.random.default_rng(2)
    frame = pd.DataFrame({"series": np.repeat(["b", "a"], 8), "year": np.tile(np.arange(8) + 2000, 2), "rate": random.uniform(1, 2, 16)})
    each = pd.concat([eapc(part) for _, part in frame.groupby("series", sort=False)], ignore_index=True)

    pd.testing.assert_frame_equal(
        eapc(frame.sample(frac=1, random_state=1)).sort_values("series", ascending=False, ignore_index=True), each
    )


def test_two_rates_have_no_eapc_and_three_have() -> None:
    """A rate that doubles every year rises by 100 %; the last series has no year with cases."""
    rates = {"a": [1.0, 2.0], "b": [1.0, 2.0, 4.0], "c": [0.0, 0.0]}
    rows = [(name, 2000 + step, rate) for name, series in rates.items() for step, rate in enumerate(series)]
    table = eapc(pd.DataFrame(rows, columns=["series", "year", "rate"]))

    assert table["points"].tolist() == [2, 3, 0]
    assert table[["eapc", "lower", "upper"]].isna().all(axis=1).tolist() == [True, False, True]
    assert table.loc[1, ["eapc", "lower", "upper"]].tolist() == pytest.approx([100.0] * 3)


@pytest.mark.parametrize("column", ["series", "year", "rate"])
def test_the_eapc_needs_all_three_columns(column: str) -> None:
    frame = pd.DataFrame({"series": "a", "year": [2000, 2001, 2002], "rate": [1.0, 2.0, 3.0]})
    with pytest.raises(MetricError, match=f"has no column {column}"):
        eapc(frame.drop(columns=column))


@pytest.mark.parametrize(
    ("column", "value", "message"), [("rate", -1.0, "is negative"), ("year", 2000, "stands twice"), ("year", None, "is empty")]
)
def test_the_eapc_refuses_what_cannot_be_meant(column: str, value: float | None, message: str) -> None:
    frame = pd.DataFrame({"series": "a", "year": [2000, 2001, 2002], "rate": [1.0, 2.0, 3.0]})
    frame.loc[1, column] = value
    with pytest.raises(MetricError, match=message):
        eapc(frame)


def test_a_slope_of_ln_2_doubles_in_a_year() -> None:
    assert percent_a_year(np.array([np.log(2)]))[0] == pytest.approx(100.0)
