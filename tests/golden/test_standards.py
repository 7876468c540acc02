"""The weights of the standard populations against other published tables of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.standards import match_bands, standard_population
from metrics.survival import survival_weights

UNITED_STATES_2000_BROAD = {
    0: 13_818, 1: 55_317, 5: 145_565, 15: 138_646, 25: 135_573, 35: 162_613, 45: 134_834, 55: 87_247, 65: 66_037, 75: 44_842, 85: 15_508,
}  # fmt: skip
"""Per million in the 11 age groups of the National Center for Health Statistics (Health, United States; NBK20750, table I)."""

ICSS_PERCENT = {"icss1": [7, 12, 23, 29, 29], "icss2": [28, 17, 21, 20, 14], "icss3": [60, 10, 10, 10, 10]}
"""Percent in the ages 15-44, 45-54, 55-64, 65-74, 75 and over: Corazziari I et al. (2004), Eur J Cancer 40:2307-2316."""


def test_the_us_standard_adds_up_to_the_broad_groups_within_rounding() -> None:
    bands = match_bands(list(UNITED_STATES_2000_BROAD), standard_population("us2000"), "a table")

    assert np.abs(bands.weights - list(UNITED_STATES_2000_BROAD.values())).max() <= 1


@pytest.mark.parametrize("name", ICSS_PERCENT)
def test_the_survival_standards_add_up_to_the_published_percentages(name: str) -> None:
    weights = survival_weights([15, 45, 55, 65, 75], name)

    assert np.round(100 * weights, 6).tolist() == ICSS_PERCENT[name]


@pytest.mark.parametrize(
    ("name", "column"),
    [("segi", "segi_doll_1966"), ("esp1976", "esp1976"), ("esp2013", "esp2013"), ("who", "who_2000_2025_x100000")],
)
def test_the_weights_are_those_that_three_packages_agree_on(shared: Path, name: str, column: str, oracle: Callable[..., None]) -> None:
    """In the table compared with, the last band is 85 and over for all."""
    published = pd.read_csv(shared / "oracles/standard_populations/standard_populations.csv")
    bands = match_bands(list(range(0, 90, 5)), standard_population(name), "a table")

    same = bands.weights == published[column].to_numpy()
    oracle("rates", f"weights of the standard population {name}, as three packages have them", int(same.sum()), len(same))

    assert bands.weights.tolist() == published[column].tolist()
