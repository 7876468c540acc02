"""
The weather symbols that the German sustainability platform published for indicator 3.1.a.

Published: page 3-1-ab of the platform as stored in the repository DnsTestEnvironment/dns-indicators (commit 0056ee3): premature mortality
of women, target 100 deaths per 100,000 by 2030, symbol "cloud" (Wolke) in each of the years 2017 to 2020. Values: data/indicator_3-1-ab.csv
of DnsUpgradeEnvironment/dns-data (commit 986b7a0), Germany.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import METHODS

WOMEN = {2012: 152.9, 2013: 155.8, 2014: 149.1, 2015: 153.0, 2016: 151.6, 2017: 148.7, 2018: 151.1, 2019: 145.9, 2020: 145.4}


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2020])
def test_the_published_symbol_of_every_year_is_reproduced(year: int, oracle: Callable[..., None]) -> None:
    known = pd.Series({when: value for when, value in WOMEN.items() if when <= year})
    series = pd.DataFrame({"series": "3.1.a", "year": known.index, "value": known.to_numpy()})
    target = pd.DataFrame([{"series": "3.1.a", "better": "lower", "target_year": 2030, "target_value": 100.0}])
    answer = judge_all(series, target, [METHODS["dns_de"]]).iloc[0]

    oracle("dns_de", "weather symbols of indicator 3.1.a, women, by year", int(answer["verdict"] == "cloud"), 1)

    assert answer["verdict"] == "cloud"


def test_the_share_of_2020_follows_the_published_rule() -> None:
    """(145.4 − 153.0) / 5 = −1.52 a year, so 130.2 in 2030: 30.2 of 45.4 would be missing, 66.5 %."""
    series = pd.DataFrame({"series": "3.1.a", "year": list(WOMEN), "value": list(WOMEN.values())})
    target = pd.DataFrame([{"series": "3.1.a", "better": "lower", "target_year": 2030, "target_value": 100.0}])
    answer = judge_all(series, target, [METHODS["dns_de"]]).iloc[0]

    assert answer["statistic"] == pytest.approx(100 * 30.2 / 45.4)
    assert (answer["threshold"], answer["status"]) == (20.0, "behind")
