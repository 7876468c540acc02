"""
Gamma limits of directly standardised rates as the R packages epitools 0.5-10.1 and asht give them.

`ageadjust.direct` (Fay and Feuer 1997) and `wspoissonTest` (``max`` = Fay and Feuer, ``tcz`` = Tiwari, Clegg and Zou 2006), both run on the
test areas of PHEindicatormethods with the European standard of 2013, last band 90 and over; relative difference at most 1e-8.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.rates import rates

METHODS = {
    "asht_wspoissonTest_tcz": "tiwari",
    "asht_wspoissonTest_max_FayFeuer1997": "gamma",
    "epitools_ageadjust.direct_FayFeuer1997": "gamma",
}

NAMES = {"tiwari": "limits of Tiwari, Clegg and Zou", "gamma": "limits of Fay and Feuer"}


@pytest.mark.parametrize("package", METHODS)
def test_gamma_limits_are_those_of_the_reference_packages(shared: Path, package: str, oracle: Callable[..., None]) -> None:
    folder = shared / "oracles/dsr_gamma_ci"
    table = pd.read_csv(folder / "inputs.csv").rename(columns={"count": "cases", "pop": "population"})
    table = table[table["dataset"] == "phe_test_multiarea"]
    table["age"] = 5 * table.groupby("area").cumcount()
    expected = pd.read_csv(folder / "expected.csv").query("method == @package and dataset == 'phe_test_multiarea'").set_index("area")
    actual = rates(table, standard="esp2013", by=["area"], interval=METHODS[package]).set_index("area").loc[expected.index]

    close = np.isclose(actual[["rate", "lower", "upper"]], expected[["rate", "lower95", "upper95"]], rtol=1e-8, atol=0).all(axis=1)
    oracle("rates", f"{package.partition('_')[0]}: {NAMES[METHODS[package]]} to 1e-8", int(close.sum()), len(close))

    assert len(expected) > 0
    np.testing.assert_allclose(actual[["rate", "lower", "upper"]], expected[["rate", "lower95", "upper95"]], rtol=1e-8)
