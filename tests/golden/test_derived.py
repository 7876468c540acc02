"""Published rates and shares, derived again from the publishers' own counts by the recipes' arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from etl.derive.arithmetic import KEY, rates, standardised
from etl.readers import ci5, eurostat_sha, phs_open_data


def test_scotlands_easr_follows_from_its_rates_by_age(shared: Path) -> None:
    """Public Health Scotland, Annual Cancer Incidence 1997-2021 (OGL v3): the rates of women and men, by ESP 2013 with 90+ last."""
    tidy = phs_open_data.read(shared / "data/raw/phs-scotland/opendata_inc9721_scotland.csv")
    by_age = tidy[(tidy["series"] == "age_specific_rate") & (tidy["sex"] != "all")]
    ours = standardised(by_age.assign(numerator=by_age["value"], denominator=100_000.0), None, "esp2013", 100_000)
    both = ours.merge(tidy[tidy["series"] == "EASR"], on=list(KEY), suffixes=("", "_published"))

    assert len(both) > 2000
    assert (both["value"] - both["value_published"]).abs().max() < 1e-9


def test_world_standard_rates_of_volume_xii_follow_from_cases_and_person_years(shared: Path) -> None:
    """IARC, Cancer Incidence in Five Continents XII: every cell of which both files of IARC's give the same number of cases."""
    counts = ci5.read(shared / "data/raw/iarc-ci5/csu_CI5XII_data_subset.csv")
    printed = ci5.read(shared / "data/raw/iarc-ci5/ci5_volumes_I-XII_asr_subset.csv")
    printed = printed[printed["locator"].str.endswith("volume 12")]
    rate, cases = (printed[printed["series"] == name] for name in ("incidence_asr_world", "cases"))
    ours = standardised(counts, None, "segi", 100_000)
    both = ours.merge(rate, on=list(KEY), suffixes=("", "_printed")).merge(cases, on=list(KEY), suffixes=("", "_counted"))
    comparable = both[both["numerator"] == both["value_counted"]]
    equal = np.isclose(comparable["value"], comparable["value_printed"], rtol=0, atol=0.005 + 1e-9)

    assert (len(comparable), int(equal.sum())) == (2072, 2072)


def test_the_share_of_prevention_follows_from_its_parts(shared: Path) -> None:
    """Eurostat, hlth_sha11_hc: HC.6 as a percentage of current expenditure, from both in purchasing power standards a head, to 0.006."""
    tidy = eurostat_sha.read(shared / "data/raw/eurostat-hlth-sha11-hc/hc6_long.csv")
    parts = {name: tidy[tidy["series"] == name] for name in ("HC6 PPS_HAB", "TOT_HC PPS_HAB", "HC6 PC_CHE")}
    ours = rates(parts["HC6 PPS_HAB"], parts["TOT_HC PPS_HAB"], per=100)
    both: pd.DataFrame = ours.merge(parts["HC6 PC_CHE"], on=list(KEY), suffixes=("", "_published"))

    assert len(both) == 112
    assert (both["value"] - both["value_published"]).abs().max() < 0.006
