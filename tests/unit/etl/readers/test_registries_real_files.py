"""The publishers' own files, where they lie beside the clone: read whole, keys unique, and equal to what the publisher computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import FigureError
from etl.readers import READERS, ci5, nordcan_age, nordcan_survival, phs_open_data, tidy, un_wpp

KEY = ["series", "place", "year", "year_end", "sex", "age", "site", "group"]
FILES = {
    "iarc-globocan2022/*dataset*.csv": "globocan",
    "iarc-globocan2022/globocan_*.csv": "globocan",
    "iarc-ci5/c*[ad]*[ta]_2.csv": "ci5",
    "iarc-ci5/csu_CI5XII*.csv": "ci5",
    "iarc-ci5/ci5_volumes*.csv": "ci5",
    "iarc-eco2008/*.csv": "iarc_eco",
    "iarc-premature/*.csv": "iarc_premature",
    "nordcan/export-2020/*inc_mor*.csv": "nordcan_asr",
    "nordcan/export-2020/*_[15]y.csv": "nordcan_survival",
    "nordcan/export-2020/fem_can_surv.csv": "nordcan_survival",
    "nordcan/age-specific-regions/[cp]*_[12].csv": "nordcan_age",
    "nordcan/nordcan_92*.csv": "nordcan_period",
    "who-mortality-db/*.csv": "who_mortality",
    "rki-zfkd/K*.csv": "zfkd",
    "rki-zfkd/Inc*": "zfkd",
    "phs-scotland/*.csv": "phs_open_data",
    "phs-bowel-screening/*": "phs_bowel",
    "nrs-scotland/*.xlsx": "nrs_workbook",
    "cdc-wonder/*.txt": "cdc_wonder",
    "aihw/*.csv": "aihw_acim",
    "concord2/*.csv": "concord_tables",
    "ohid-fingertips-screening/*.csv": "fingertips",
    "kolada-sweden/ddf--datapoints*.csv": "kolada_ddf",
    "dk-apc/*.csv": "dk_apc",
    "un-wpp2019/pop*.txt": "un_wpp",
}


@pytest.mark.parametrize("pattern", FILES)
def test_every_file_is_read_with_unique_keys_and_a_reason_where_a_value_is_missing(shared: Path, pattern: str) -> None:
    files = sorted((shared / "data" / "raw").glob(pattern))

    assert files
    for file in files:
        rows = READERS[FILES[pattern]][0](file)
        missing = rows["value"].isna()

        assert tuple(rows.columns) == tidy.COLUMNS, file.name
        assert not rows.duplicated(KEY).any(), file.name
        assert rows.loc[missing, "obs_status"].isin(["M", "O", "Q", "U"]).all(), file.name
        assert not rows["locator"].eq("").any(), file.name


SEGI = dict(
    zip(
        [f"{start}-{start + 4}" for start in range(0, 85, 5)] + ["85+"],
        [12, 10, 9, 9, 8, 8, 6, 6, 6, 6, 5, 4, 4, 3, 2, 1, 0.5, 0.5],
        strict=True,
    )
)
"""World standard population, percent: Segi M (1960), modified by Doll R (1966), Cancer Incidence in Five Continents."""


def test_rates_recomputed_from_ci5_cases_equal_iarcs_own(shared: Path) -> None:
    """IARC's volume XII: all cells of population, site and sex that both files have agree to the two decimals it prints."""
    folder = shared / "data" / "raw" / "iarc-ci5"
    cases = ci5.read(folder / "csu_CI5XII_data_subset.csv")
    printed = ci5.read(folder / "ci5_volumes_I-XII_asr_subset.csv")
    cell = ["place", "year", "year_end", "sex", "site"]
    people = cases[cases["group"].eq("all")]
    known = people[people["age"].ne("unknown")]
    weighted = (known["value"] / known["denominator"] * known["age"].map(SEGI) * 1000).groupby([known[name] for name in cell]).sum()
    redistributed = people.groupby(cell)["value"].sum() / known.groupby(cell)["value"].sum()
    rates = (weighted * redistributed).fillna(0.0).rename("recomputed").reset_index()
    last = printed[printed["series"].eq("incidence_asr_world") & printed["locator"].str.endswith("volume 12") & printed["group"].eq("all")]
    both = last.merge(rates, on=cell)
    agree = (both["value"] - both["recomputed"]).abs().lt(0.0051)

    assert len(both) > 1_778
    assert agree.all(), both[~agree].head().to_string()


def test_scottish_rates_recomputed_from_ages_equal_the_published(shared: Path) -> None:
    """
    For each sex the EASR is the sum of the age rates times the European standard population of 2013.

    Source of the weights: Eurostat (2013), Revision of the European Standard Population, table on page 121.
    """
    weights = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]
    bands = [f"{start}-{start + 4}" for start in range(0, 90, 5)] + ["90+"]
    rows = phs_open_data.read(shared / "data" / "raw" / "phs-scotland" / "opendata_inc9721_scotland.csv")
    cell = ["site", "sex", "year", "locator"]
    rows = rows[rows["sex"].ne("all")].assign(locator=rows["locator"].str.extract(r"(line \d+)", expand=False))
    ages = rows[rows["series"].eq("age_specific_rate")]
    standard = dict(zip(bands, weights, strict=True))
    recomputed = (ages["value"] * ages["age"].map(standard) / 100_000).groupby([ages[name] for name in cell]).sum(min_count=len(bands))
    published = rows[rows["series"].eq("EASR")].set_index(cell)["value"]
    both = pd.concat([recomputed.rename("ours"), published.rename("theirs")], axis=1).dropna()

    assert len(both) > 2_000
    assert np.abs(both["ours"] - both["theirs"]).max() < 1e-9


def test_two_nordcan_exports_of_one_site_agree(shared: Path) -> None:
    folder = shared / "data" / "raw" / "nordcan" / "export-2020"
    report = nordcan_survival.read(folder / "fem_can_surv.csv")
    own = nordcan_survival.read(folder / "breast_5y.csv")
    both = own.merge(report[report["series"].eq("relative_survival_5y") & report["site"].eq("C50")], on=["place", "year"])

    assert len(both) == 40
    assert both["value_x"].eq(both["value_y"]).all()


def test_parts_of_the_world_add_up_to_it(shared: Path) -> None:
    """Africa, Asia, Europe, Latin America, Northern America and Oceania are 903, 935, 908, 904, 905 and 909."""
    rows = un_wpp.read(shared / "data" / "raw" / "un-wpp2019" / "popM.txt")
    parts = rows[rows["place"].isin([f"M49-{number}" for number in (903, 935, 908, 904, 905, 909)])]
    world = rows[rows["place"].eq("WORLD")].set_index(["year", "age"])["value"]

    assert np.abs(parts.groupby(["year", "age"])["value"].sum() - world).max() < 10


def test_a_file_that_is_no_export_is_refused_though_it_lies_among_them(shared: Path) -> None:
    folder = shared / "data" / "raw" / "nordcan" / "age-specific-regions"

    with pytest.raises(FigureError):
        nordcan_age.read(folder / "nordcan_urban.csv")
