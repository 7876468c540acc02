"""
World-standard rates of registries as IARC's R package Rcan 1.3.92 publishes them with its tests.

`inst/testdata`, from `csu_registry_data_1`: the world standard of Segi and Doll, two decimals. South Australia has cases but no population
at 85 and over, which Rcan adds to its last band with people. Rcan was run there without naming the code of unknown age, so those cases are
left out, not shared out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from metrics.rates import rates

UNKNOWN_AGE = 19


@pytest.fixture(scope="module")
def registries(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = shared / "oracles/rcan_asr_eapc"
    table = pd.read_csv(folder / "registry_data_1.csv").rename(columns={"py": "population"})
    table["age"] = (5 * (table["age"] - 1)).astype(str).mask(table["age"] == UNKNOWN_AGE, "unknown")
    return table, pd.read_csv(folder / "expected_asr.csv").set_index("registry")


def test_world_standard_rates_of_registries(registries: tuple[pd.DataFrame, pd.DataFrame], oracle: Callable[..., None]) -> None:
    table, expected = registries
    known = table[table["age"] != "unknown"]
    actual = rates(known, standard="segi", by=["registry"]).set_index("registry").loc[expected.index]

    same = actual["rate"].round(2) == expected["asr"]
    oracle("rates", "IARC's package Rcan: world-standard rates of registries, 2 decimals", int(same.sum()), len(same))

    assert same.all()
    assert (actual[["cases", "population"]].to_numpy() == expected[["cases", "py"]].to_numpy()).all()


def test_cases_of_unknown_age_raise_every_rate_in_proportion(registries: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Cali has 40 cases of known and 1 of unknown age."""
    table, _ = registries
    cali = table[table["registry_label"] == "Colombia, Cali"]
    with_unknown = rates(cali, standard="segi", by=["registry"]).loc[0]
    without = rates(cali[cali["age"] != "unknown"], standard="segi", by=["registry"]).loc[0]

    assert with_unknown["cases"] == 41
    assert with_unknown["rate"] == pytest.approx(without["rate"] * 41 / 40, rel=1e-12)
