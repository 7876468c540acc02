"""The textbook's prediction on a published series: what the forecasts start from before autocorrelation is respected."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from metrics.forecast.candidates import TEXTBOOK_LINE
from metrics.forecast.series import forecast

# Germany, premature mortality of women per 100,000: data/indicator_3-1-ab.csv of DnsUpgradeEnvironment/dns-data (commit 986b7a0).
WOMEN = {
    2011: 157.1, 2012: 152.9, 2013: 155.8, 2014: 149.1, 2015: 153.0, 2016: 151.6, 2017: 148.7, 2018: 151.1, 2019: 145.9, 2020: 145.4,
}  # fmt: skip


def test_a_line_with_independent_errors_is_the_textbook_s() -> None:
    """Prediction of a regression in a new year: m ± t s √(1 + 1/n + (x − x̄)² / Sxx), Student's t with n − 2 degrees of freedom."""
    year, value = np.array(list(WOMEN), dtype=float), np.log(list(WOMEN.values()))
    line = stats.linregress(year, value)
    scatter = np.sqrt(((value - line.intercept - line.slope * year) ** 2).sum() / (len(year) - 2))
    error = scatter * np.sqrt(1 + 1 / len(year) + (2030 - year.mean()) ** 2 / ((year - year.mean()) ** 2).sum())
    expected = stats.t.cdf((np.log(100) - line.intercept - line.slope * 2030) / error, len(year) - 2)
    no, yes = np.array([False]), np.array([True])
    made = forecast(year[None], year[None], np.exp(value)[None], share=no, positive=yes, resolution=np.array([np.nan]), model=TEXTBOOK_LINE)
    below = made.at(np.array([2030.0])).below(made.on_scale(np.array([100.0])))

    assert below[0] == pytest.approx(expected)
