"""The publishers' own files: every row is read, and counts and single figures are those that the source lists state."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.readers import eurostat_explorer, owid_grapher, who_gho_athena, who_gho_csv
from etl.readers.tidy import KEY

GHO_ROWS = {
    "M_Est_tob_curr": (582, 205), "NCDMORT3070": (3255, 0), "NCD_BMI_30A": (26116, 504), "NCD_CCS_breastcancerscreening": (388, 388),
    "NCD_CCS_cervicalcancerpgmcvg": (388, 388), "NCD_CCS_cervicalcancerscreening": (388, 388), "NCD_CCS_hpv": (388, 388),
    "SA_0000001688": (237, 0), "SDGTOBACCO": (480, 0),
}  # fmt: skip
"""Indicator -> rows, rows without a number."""


@pytest.mark.parametrize(("indicator", "rows"), GHO_ROWS.items())
def test_every_row_of_the_observatorys_archive_is_read_once(shared: Path, indicator: str, rows: tuple[int, int]) -> None:
    table = who_gho_csv.read(shared / "data/raw/who-gho-2018" / f"{indicator}.csv")

    assert (len(table), int(table["value"].isna().sum())) == rows
    assert not table.duplicated([*KEY, "series"]).any()
    assert (table["value"].between(table["lower"], table["upper"]) | table["lower"].isna()).all()


def test_the_athena_answer_has_172_countries_two_years_and_three_sexes(shared: Path) -> None:
    table = who_gho_athena.read(shared / "data/raw/who-gho/gho_athena_ncd_cancer_asr_mortality_2000_2012.json")
    iceland = table[table["place"].eq("ISL") & table["year"].eq(2012) & table["sex"].eq("male")]

    assert (len(table), table["place"].nunique(), table["value"].notna().all()) == (172 * 2 * 3, 172, True)
    assert iceland["value"].tolist() == [127.4]


def test_the_explorers_export_keeps_its_flags(shared: Path) -> None:
    table = eurostat_explorer.read(shared / "data/raw/eurostat/hlth_cd_asdr2_1_Data.csv")

    assert (len(table), int(table["value"].isna().sum())) == (2835, 153)
    assert table["obs_status"].value_counts().to_dict() == {"A": 2001, "P": 573, "O": 153, "D": 96 + 12}
    assert table["locator"].str.endswith("flags dp").sum() == 12


def test_owids_tables_are_read_whole(shared: Path) -> None:
    name = "Lung_cancer_mortality_rates_per_100_000_2022"
    table = owid_grapher.read(shared / "data/raw/owid" / name / f"{name}.csv")

    assert (len(table), table["place"].nunique()) == (4572 * 6, 112)
