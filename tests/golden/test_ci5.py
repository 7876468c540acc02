"""
World-standard rates recomputed from counts equal those IARC printed.

Cancer Incidence in Five Continents vol. XII (IARC 2023): age-specific counts (`csu_CI5XII_data_subset.csv`) and IARC's own rates of the
same populations, sites and sexes (`ci5_volumes_I-XII_asr_subset.csv`). The two files name some sites differently and cut others
differently; a cell is comparable where both say the same number of cases.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.rates import rates

VOLUME = 12
UNKNOWN_AGE = 19
SAME_SITES = {
    "Lung": "Lung (incl. trachea and bronchus)",
    "Nose sinuses etc.": "Nose, sinuses etc.",
    "Brain and central nervous system": "Brain, nervous system",
    "Female breast": "Breast",
    "Uterus, NOS": "Uterus unspecified",
    "Other male genital": "Other male genital organs",
}
"""Names in the table of rates, and in the table of counts."""


@pytest.fixture(scope="module")
def recomputed(shared: Path) -> pd.DataFrame:
    counts = pd.read_csv(shared / "data/raw/iarc-ci5/csu_CI5XII_data_subset.csv").rename(columns={"py": "population"})
    lower = (5 * (counts["age"] - 1)).astype(str)
    counts["age"] = lower.mask(counts["age"] == UNKNOWN_AGE, "unknown")
    return rates(counts, standard="segi", by=["id_code", "cancer_label", "sex"])


@pytest.fixture(scope="module")
def published(shared: Path) -> pd.DataFrame:
    table = pd.read_csv(shared / "data/raw/iarc-ci5/ci5_volumes_I-XII_asr_subset.csv")
    return table[table["CI5_volume"] == VOLUME].drop(columns="py")


@pytest.mark.parametrize(
    ("sites", "cells"),
    [(["Lung"], 1778), (list(SAME_SITES), 2148)],
    ids=["the sites named alike, and lung", "all sites that the two tables share"],
)
def test_world_standard_rates_from_counts_equal_those_of_iarc(
    recomputed: pd.DataFrame, published: pd.DataFrame, sites: list[str], cells: int, oracle: Callable[..., None]
) -> None:
    """Unknown ages shared out: without that 98 % of the cells agree, with it all of them."""
    renamed = published["cancer_label"].replace({name: SAME_SITES[name] for name in sites})
    both = published.assign(cancer_label=renamed).merge(recomputed, on=["id_code", "cancer_label", "sex"], suffixes=("", "_here"))
    comparable = both[both["cases"] == both["cases_here"]]
    equal = np.isclose(comparable["rate"], comparable["asr"], rtol=0, atol=0.005 + 1e-9)

    which = "sites named alike, and lung" if len(sites) == 1 else "all shared sites"
    oracle("rates", f"IARC, Cancer Incidence in Five Continents XII: {which}, 2 decimals", int(equal.sum()), len(comparable))

    assert (len(comparable), int(equal.sum())) == (cells, cells)
