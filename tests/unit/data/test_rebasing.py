"""The studies that the yearly preventable share is carried on from."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue.rebasing import load_studies
from data.errors import ProblemsFound

STUDY = """\
id: de-2020
name: {en: Germany, de: Deutschland}
place: DEU
year: 2020
indicator: share
age: all
sources: [paper]
movers:
  - {group: "factor:smoking", indicator: smokers, age: 15+, citation: {document: a paper, confidence: seen_in_stored_source}}
"""


def problems(folder: Path) -> str:
    with pytest.raises(ProblemsFound) as found:
        load_studies(folder)
    return str(found.value)


def test_the_shipped_studies_are_one_a_country() -> None:
    places = [study.place for study in load_studies().values()]

    assert sorted(places) == ["AUS", "DEU", "FRA", "GBR", "USA"]


def test_a_study_is_read_by_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "de-2020.yml").write_text(STUDY, encoding="utf-8")

    assert list(load_studies(tmp_path)) == ["de-2020"]


def test_another_name_of_the_file_is_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "germany.yml").write_text(STUDY, encoding="utf-8")

    assert (
        problems(tmp_path)
        == "studies/germany.yml:1: id: 'de-2020' is not the name of the file; rename the file to de-2020.yml, or write 'id: germany'"
    )


def test_a_factor_moved_twice_is_refused(tmp_path: Path) -> None:
    mover = STUDY.splitlines()[-1]
    (tmp_path / "de-2020.yml").write_text(STUDY + mover + "\n", encoding="utf-8")

    assert "factor:smoking is moved twice; keep one series a factor" in problems(tmp_path)


def test_every_problem_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("id: a\nid: b\n", encoding="utf-8")
    (tmp_path / "de-2020.yml").write_text(STUDY.replace("year: 2020", "year: soon"), encoding="utf-8")

    assert {line.split(":")[0] for line in problems(tmp_path).splitlines()} == {"studies/a.yml", "studies/de-2020.yml"}
