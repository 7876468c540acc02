"""Our own method on a published series, with every number of the verdict computed a second time by a textbook's formulas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from metrics.blocks import judge_all
from metrics.methods import METHODS

# Germany, premature mortality of women per 100,000: data/indicator_3-1-ab.csv of DnsUpgradeEnvironment/dns-data (commit 986b7a0).
WOMEN = {
    2011: 157.1, 2012: 152.9, 2013: 155.8, 2014: 149.1, 2015: 153.0, 2016: 151.6, 2017: 148.7, 2018: 151.1, 2019: 145.9, 2020: 145.4,
}  # fmt: skip


def test_the_probability_is_that_of_dense_matrices() -> None:
    """
    The forecast computed a second time without any closed form: changes between years are jointly normal with a covariance matrix written
    down in full, for errors that are independent or add up and a drift that is weak, middling or strong a priori.
    """
    year, value = np.array([*WOMEN, 2030.0]), np.log(list(WOMEN.values()))
    time, change = year - year[0], np.diff(value)
    step = np.diff(np.eye(len(year)), axis=0)
    found = []
    for errors in (np.eye(len(year)), np.minimum.outer(time, time)):
        for drift in (0.01, 1.0, 10.0):
            covariance = errors + drift * np.outer(time, time)
            whole = step @ covariance @ step.T
            known, shared = whole[:-1, :-1], whole[-1, :-1]
            squares = change @ np.linalg.solve(known, change)
            mean = value[-1] + shared @ np.linalg.solve(known, change)
            variance = squares / len(change) * (whole[-1, -1] - shared @ np.linalg.solve(known, shared))
            found.append((np.linalg.det(known) ** -0.5 * squares ** (-len(change) / 2), mean, variance))
    likelihood, mean, variance = (np.array(column) for column in zip(*found, strict=True))
    weight = likelihood / likelihood.sum()
    centre = weight @ mean
    error = np.sqrt(weight @ (variance + (mean - centre) ** 2))
    expected = stats.t.cdf((np.log(100) - centre) / error, len(change))
    series = pd.DataFrame({"series": "3.1.a", "year": list(WOMEN), "value": list(WOMEN.values())})
    target = pd.DataFrame([{"series": "3.1.a", "better": "lower", "target_year": 2030, "target_value": 100.0, "scale": "log"}])
    answer = judge_all(series, target, [METHODS["waymark"]]).iloc[0]

    assert answer["statistic"] == pytest.approx(expected)
    assert (answer["status"], answer["points"], answer["first_year"], answer["last_year"]) == ("behind", 10, 2011, 2020)
