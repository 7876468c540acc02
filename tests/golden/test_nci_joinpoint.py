"""
What NCI's own program found in British cancer rates: joinpoints, changes, fitted values and stars.

Published: github.com/UK-Generations-Study/UK-cancer-trends, "Joinpoint Output" (commits 5874b5e and 4dfa9a4), run with NCI's desktop
program on 12 August 2024: log-linear, constant variance, weighted BIC, stars from the empirical quantile interval with 10,000 resamples.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.joinpoint import joinpoint
from metrics.joinpoints.model import fit_trends
from metrics.joinpoints.rules import INTERVALS, Interval, Rules

Oracle = Callable[[str, str, int, int], None]

LAST_DIGIT = 0.00006
NEAR_ZERO = 0.15
"""Percentage points from 0 within which a random interval may fall on either side."""


@cache
def published(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rates, as they went into the program, and what it printed, one row a segment."""
    rates = pd.read_csv(folder / "rates.csv").rename(columns={"asr_rolling_exact": "rate"})
    return rates[["series", "year", "rate"]], pd.read_csv(folder / "expected.csv")


@pytest.fixture(scope="module")
def ncis(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return published(shared / "oracles/nci_joinpoint")


def test_number_and_years_of_joinpoints_are_those_of_every_run(ncis: tuple[pd.DataFrame, pd.DataFrame], oracle: Oracle) -> None:
    rates, runs = ncis
    found = joinpoint(rates)
    columns = ["series", "joinpoints", "segment", "start_year", "end_year"]
    expected = runs[["series", "n_joinpoints", "segment", "segment_start", "segment_end"]].set_axis(columns, axis=1)

    merged = expected.merge(found[columns], how="left", indicator=True)
    same = (merged["_merge"] == "both").groupby(merged["series"]).all()
    oracle("joinpoint", "NCI's program on British rates: number and years of joinpoints", int(same.sum()), len(same))

    pd.testing.assert_frame_equal(expected, found[columns], check_dtype=False)


def test_every_annual_percent_change_agrees_to_the_last_printed_digit(ncis: tuple[pd.DataFrame, pd.DataFrame], oracle: Oracle) -> None:
    rates, runs = ncis
    both = joinpoint(rates).merge(runs, on=["series", "segment"])

    close = (both["apc"] - both["apc_percent"]).abs() <= LAST_DIGIT
    oracle("joinpoint", "NCI's program on British rates: annual percent change of each segment, 4 decimals", int(close.sum()), len(runs))

    assert len(both) == len(runs)
    assert close.all()


def test_fitted_values_agree_to_the_last_printed_digit(ncis: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    rates, runs = ncis
    for series, run in runs.groupby("series"):
        one = rates[rates["series"] == series]
        trends = fit_trends(one["year"].to_numpy(dtype=float)[None], one["rate"].to_numpy()[None])
        expected = run[["model_first_year_2dp", "model_last_year_2dp"]].iloc[0].to_numpy()

        assert np.abs(np.array([trends.first_rate[0], trends.last_rate[0]]) - expected).max() <= 0.006


@pytest.mark.parametrize("interval", INTERVALS)
def test_stars_agree_where_no_limit_is_near_zero(ncis: tuple[pd.DataFrame, pd.DataFrame], interval: Interval) -> None:
    """The published stars come from random numbers: an interval that ends within 0.15 points of 0 may fall on either side."""
    rates, runs = ncis
    both = joinpoint(rates, rules=Rules(interval=interval, resamples=2_000)).merge(runs, on=["series", "segment"])
    near = both[["lower", "upper"]].abs().min(axis=1) <= NEAR_ZERO
    agree = (both["significant"] == (both["apc_significant_star"] == 1)) | near

    assert agree.mean() >= 0.95
