"""Translations of the catalogue: merged by path; missing, older and homeless ones are named and never in the way of a build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data import paths
from data.catalogue.loader import check_catalogue
from data.catalogue.texts import fingerprint
from data.errors import Severity

ENTRY = "missions/se-gms"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the catalogue with one mission and without translations."""
    shutil.copytree(
        paths.CATALOGUE, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("translations", "missions", "initiatives", "*.py")
    )
    (tmp_path / "missions").mkdir()
    shutil.copy(paths.CATALOGUE / "missions" / "se-gms.yml", tmp_path / "missions")
    (tmp_path / "translations").mkdir()
    return tmp_path


def _write(folder: Path, text: str, name: str = "sv.yml") -> None:
    (folder / "translations" / name).write_text(text, encoding="utf-8")


def _line(original: str, translation: str = "Genomik i vården", path: str = "name") -> str:
    return f'{ENTRY}:\n  {path}: {{of: "{fingerprint(original)}", text: "{translation}"}}\n'


def test_a_translation_reaches_the_text_at_its_path(folder: Path) -> None:
    _write(folder, _line("Genomic Medicine Sweden"))
    catalogue, _ = check_catalogue(folder)

    assert catalogue is not None
    name = catalogue.missions["se-gms"].name
    assert (name.in_language("sv"), name.in_language("nl"), name.older) == ("Genomik i vården", "Genomic Medicine Sweden", ())


def test_a_changed_original_marks_its_translation_and_warns(folder: Path) -> None:
    _write(folder, _line("An earlier name"))
    catalogue, problems = check_catalogue(folder)

    assert catalogue is not None
    assert catalogue.missions["se-gms"].name.older == ("sv",)
    what = "the translation is older than the original"
    told = [str(problem) for problem in problems if problem.what == what]
    remedy = f"translate it again and write 'of: {fingerprint('Genomic Medicine Sweden')}'"
    assert told == [f"warning: translations/sv.yml: {ENTRY}: name: {what}; {remedy}"]


def test_a_missing_translation_is_a_warning_and_the_catalogue_is_there(folder: Path) -> None:
    _write(folder, _line("Genomic Medicine Sweden"))
    catalogue, problems = check_catalogue(folder)

    assert catalogue is not None
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert any(f"{ENTRY}: promise" in problem.where and problem.what == "the translation is missing" for problem in problems)


def test_a_translation_of_no_text_is_named_with_its_line(folder: Path) -> None:
    _write(folder, _line("Genomic Medicine Sweden", path="nmae"))
    _, problems = check_catalogue(folder)

    assert "translations/sv.yml:2" in [problem.where for problem in problems if "no text 'nmae' is known" in problem.what]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("fr.yml", "{}", "this file is not read"),
        ("sv.yml", f"{ENTRY}:\n  name: {{text: x}}\n", "'of' is missing"),
        ("sv.yml", f"{ENTRY}:\n  name: Genomik\n", "is 'Genomik', not an entry with keys"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error(folder: Path, name: str, text: str, what: str) -> None:
    _write(folder, text, name)
    catalogue, problems = check_catalogue(folder)

    assert catalogue is None
    assert any(what in problem.what for problem in problems if problem.severity == Severity.ERROR)


def test_a_country_needs_no_line_and_a_line_overrides_cldr(folder: Path) -> None:
    _write(folder, f'places/DEU:\n  name: {{of: "{fingerprint("Germany")}", text: "Förbundsrepubliken Tyskland"}}\n')
    catalogue, _ = check_catalogue(folder)

    assert catalogue is not None
    assert [catalogue.places[code].name.sv for code in ("DEU", "FRA")] == ["Förbundsrepubliken Tyskland", "Frankrike"]
