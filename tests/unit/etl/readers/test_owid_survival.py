"""What Our World in Data says about cancer beside its tables: cancers, periods and peoples stand in names and in a README."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.readers.owid_grapher import read

Write = Callable[..., Path]

TABLE = """Entity,Year,Colon and rectum,Ovary
"Black, females",2004,51.5,30
"All races, total",2004,60.5,
"""


def test_the_year_is_the_end_of_the_period_that_the_readme_names(tmp_path: Path) -> None:
    """A year that stands for five must not pass for one."""
    (tmp_path / "README.md").write_text("Made for this test. 2004: 2000-2004")
    (tmp_path / "survival.csv").write_text(TABLE)

    assert set(read(tmp_path / "survival.csv")[["year", "year_end"]].itertuples(index=False, name=None)) == {(2000, 2004)}


def test_without_a_period_for_every_year_a_year_is_a_year(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Made for this test, in 1990-1995.")
    (tmp_path / "survival.csv").write_text(TABLE)

    assert set(read(tmp_path / "survival.csv")[["year", "year_end"]].itertuples(index=False, name=None)) == {(2004, 2004)}


def test_the_column_names_the_cancer_and_the_entity_the_people(tmp_path: Path) -> None:
    (tmp_path / "survival.csv").write_text(TABLE)
    rows = read(tmp_path / "survival.csv")[["place", "sex", "site", "group"]]

    assert set(rows.itertuples(index=False, name=None)) == {
        ("USA", "female", "C18-C20", "race:black"),
        ("USA", "all", "C18-C20", "all"),
        ("USA", "female", "C56", "race:black"),
        ("USA", "female", "C56", "all"),
    }


def test_a_file_about_one_cancer_gives_its_columns_that_cancer(tmp_path: Path) -> None:
    file = tmp_path / "Lung_cancer_deaths.csv"
    file.write_text("Entity,Year,death_rate_male\nGermany,2010,41.5\n")
    rows = read(file)[["place", "year", "year_end", "sex", "site", "value"]]

    assert list(rows.itertuples(index=False, name=None)) == [("DEU", 2010, 2010, "male", "C33-C34", 41.5)]


@pytest.mark.parametrize(
    ("column", "sex", "series"),
    [
        ("rate_both_sexes", "all", "rate"), ("rate_female", "female", "rate"), ("Lung - Female", "female", "Lung"),
        ("Lung (male)", "male", "Lung"), ("smokers_males", "male", "smokers"), ("Smoking, women", "female", "Smoking"),
        ("Deaths - Sex: Male - Age: All", "male", "Deaths - Sex: Male - Age: All"),
        ("Ratio of women to men", "all", "Ratio of women to men"),
        ("Female", "female", "Female"), ("Menopause", "all", "Menopause"), ("Specimen", "all", "Specimen"),
    ],
)  # fmt: skip
def test_the_sex_stands_in_the_name_of_the_column(write: Write, column: str, sex: str, series: str) -> None:
    rows = read(write("o.csv", f'Entity,Year,"{column}"', "Sweden,1990,1"))

    assert rows.loc[0, ["sex", "series"]].tolist() == [sex, series]


def test_the_sexes_of_one_measure_have_keys_of_their_own(write: Write) -> None:
    rows = read(write("o.csv", "Entity,Year,Lung - Both sexes,Lung - Female,Lung - Male", "Sweden,1990,1,2,3"))

    assert rows[["series", "sex", "site", "value"]].to_numpy().tolist() == [
        ["Lung", "all", "C33-C34", 1.0], ["Lung", "female", "C33-C34", 2.0], ["Lung", "male", "C33-C34", 3.0],
    ]  # fmt: skip
