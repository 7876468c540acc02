"""Where a series leads: the fan of a chart and the chance of a target say the same, and the fan keeps to years and bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.projection import probability_of_target, project
from metrics.trend import fit_lines

VALUES = [50.0, 48.5, 47.0, 46.5, 44.0]
"""Of 2010 to 2014."""


@pytest.fixture(scope="module")
def fits() -> pd.DataFrame:
    """Return the lines of two series; the second is twice the first and ends two years later."""
    both = [("a", 1.0, 2010), ("b", 2.0, 2012)]
    frame = pd.concat(
        pd.DataFrame({"series": name, "year": range(first, first + 5), "value": [factor * value for value in VALUES]})
        for name, factor, first in both
    )
    shape = pd.DataFrame({"scale": ["linear", "log"], "resolution": np.nan}, index=["a", "b"])
    return fit_lines(frame.assign(year_end=frame["year"]), shape)


def fan(fits: pd.DataFrame, **spans: tuple[int, int] | tuple[int, int, float, float]) -> pd.DataFrame:
    """Return the projection of series over first and last year, within a range where one is given."""
    rows: dict[str, Any] = {name: [*span, np.nan, np.nan][:4] for name, span in spans.items()}
    return project(fits, pd.DataFrame.from_dict(rows, orient="index", columns=["first_year", "last_year", "range_low", "range_high"]))


def chance(fits: pd.DataFrame, target: float, year: float, sign: float) -> list[float]:
    return probability_of_target(fits, *(pd.Series(number, index=fits.index) for number in (target, year, sign))).tolist()


def test_every_year_of_the_span_has_its_row(fits: pd.DataFrame) -> None:
    """Also where it is a single one; a span that ends before it begins has none, and a series without a line is left out."""
    rows = fan(fits, b=(2016, 2019), a=(2020, 2020), c=(2016, 2019))

    assert rows[["series", "year"]].to_numpy().tolist() == [["b", 2016], ["b", 2017], ["b", 2018], ["b", 2019], ["a", 2020]]
    assert rows.index.tolist() == [0, 1, 2, 3, 4]
    assert list(rows.columns) == ["series", "year", "value", "lower", "upper"]
    assert fan(fits, a=(2020, 2019), b=(2017, 2018))["series"].tolist() == ["b", "b"]
    pd.testing.assert_frame_equal(fan(fits, b=(2017, 2017)), rows[rows["year"] == 2017].reset_index(drop=True))


@pytest.mark.parametrize("year", [2017, 2025])
def test_one_in_forty_lies_beyond_each_side_of_the_fan(fits: pd.DataFrame, year: int) -> None:
    """A 95 % interval leaves 2.5 % on each side; its middle is as likely too high as too low."""
    rows = fan(fits, a=(year, year), b=(year, year)).set_index("series")
    beyond = {
        name: [chance(fits, rows.loc[series, name], year, -1.0)[place] for place, series in enumerate("ab")]
        for name in ("lower", "value", "upper")
    }

    assert beyond["lower"] == pytest.approx([0.025] * 2)
    assert beyond["value"] == pytest.approx([0.5] * 2)
    assert beyond["upper"] == pytest.approx([0.975] * 2)


def test_the_fan_opens_at_the_latest_period(fits: pd.DataFrame) -> None:
    """Until then all three are the latest value."""
    rows = fan(fits, b=(2015, 2017))

    assert rows[["value", "lower", "upper"]].iloc[:2].to_numpy().ravel().tolist() == pytest.approx([88.0] * 6)
    assert rows["lower"].iloc[2] < 88 < rows["upper"].iloc[2]


def test_the_fan_keeps_to_the_bounds_that_there_are(fits: pd.DataFrame) -> None:
    """A bound that is missing holds nothing back."""
    free, low, high, both = (fan(fits, a=(2040, 2040, *span)).iloc[0] for span in [(np.nan, np.nan), (0, np.nan), (np.nan, 45), (0, 45)])

    assert free["lower"] < 0
    assert free["upper"] > 45
    assert low[["lower", "upper"]].tolist() == [0, free["upper"]]
    assert high[["lower", "upper"]].tolist() == [free["lower"], 45]
    assert both[["lower", "upper"]].tolist() == [0, 45]


def test_the_chance_is_that_of_the_wanted_direction(fits: pd.DataFrame) -> None:
    """Both directions make one; without a direction there is no chance, nor in a year that has been measured."""
    falls, rises, neither = (chance(fits, 44.0, 2020, sign) for sign in (-1.0, 1.0, 0.0))

    assert falls[0] > 0.5  # the first series fell by 1.5 a year and stands at 44
    assert falls[1] < 0.5  # the second stands at 88
    assert np.add(falls, rises) == pytest.approx([1.0, 1.0])
    assert np.isnan(neither).all()
    assert np.isnan(chance(fits, 44.0, 2015, -1.0)).tolist() == [False, True]
    assert np.isnan(chance(fits, 44.0, 2014, -1.0)).tolist() == [True, True]
    assert np.isnan(chance(fits, 0.0, 2020, -1.0)).tolist() == [False, True]  # the second is on a log scale
    assert probability_of_target(fits, *(pd.Series(number, index=fits.index) for number in (44.0, 2020.0, -1.0))).index.tolist() == [
        "a",
        "b",
    ]
