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


def test_the_probability_is_the_textbook_s() -> None:
    """Prediction of a regression in a new year: m ± t s √(1 + 1/n + (x − x̄)² / Sxx), Student's t with n − 2 degrees of freedom."""
    year, value = np.array(list(WOMEN), dtype=float), np.log(list(WOMEN.values()))
    line = stats.linregress(year, value)
    scatter = np.sqrt(((value - line.intercept - line.slope * year) ** 2).sum() / (len(year) - 2))
    ahead = 2030 - year.mean()
    error = scatter * np.sqrt(1 + 1 / len(year) + ahead**2 / ((year - year.mean()) ** 2).sum())
    expected = stats.t.cdf(-(line.intercept + line.slope * 2030 - np.log(100)) / error, len(year) - 2)
    series = pd.DataFrame({"series": "3.1.a", "year": list(WOMEN), "value": list(WOMEN.values())})
    target = pd.DataFrame([{"series": "3.1.a", "better": "lower", "target_year": 2030, "target_value": 100.0, "scale": "log"}])
    answer = judge_all(series, target, [METHODS["waymark"]]).iloc[0]

    assert answer["statistic"] == pytest.approx(expected)
    assert (answer["status"], answer["points"], answer["first_year"], answer["last_year"]) == ("behind", 10, 2011, 2020)
