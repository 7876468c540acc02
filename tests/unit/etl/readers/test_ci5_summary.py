"""A volume of Cancer Incidence in Five Continents as IARC offers it: cases, person-years and registries in three files of one ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import FigureError
from etl.readers import ci5, ci5_summary

Write = Callable[..., Path]

AGES = 19
SWEDEN, MALAYS, PUERTO_RICO = "475200199", "370200127", "263000099"
CASES = "REGISTRY,SEX,CANCER,TOTAL," + ",".join(f"N{end}" for end in ci5_summary.ENDS)
PEOPLE = "REGISTRY,SEX,AGE_GROUPS," + ",".join(f"P{end}" for end in ci5_summary.ENDS)
NAMES = f"{SWEDEN}\tSweden (2008-2012)", f"{MALAYS}\t   *Singapore: Malay (2008-2011)", f"{PUERTO_RICO}\tUSA, Puerto Rico (2008-2012)"


def _line(registry: str, *keys: int, ages: dict[int, int]) -> str:
    return ",".join(map(str, (registry, *keys, *(ages.get(age, 0) for age in range(AGES)))))


def _cases(registry: str, sex: int, cancer: int, ages: dict[int, int], *, more: int = 0) -> str:
    return _line(registry, sex, cancer, sum(ages.values()) + more, ages=ages)


def _people(registry: str, sex: int) -> str:
    return _line(registry, sex, 18, ages={age: 1000 + age for age in range(AGES - 1)})


def _files(*cases: str, names: tuple[str, ...] = NAMES) -> dict[str, str]:
    people = [_people(registry, sex) for registry in (SWEDEN, MALAYS, PUERTO_RICO) for sex in (1, 2)]
    tables = {"cases.csv": (CASES, *cases), "pop.csv": (PEOPLE, *people), "registry.txt": names}
    return {name: "\r\n".join((*lines, "")) for name, lines in tables.items()}


def _zip(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "CI5-X.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"CI5-X/{name}", text)
    return path


def test_volume_has_cases_person_years_places_and_people(tmp_path: Path) -> None:
    files = _files(_cases(SWEDEN, 2, 29, {0: 1, 17: 7, 18: 3}), _cases(MALAYS, 1, 1, {5: 4}), _cases(PUERTO_RICO, 1, 1, {5: 2}))
    rows = ci5.read(_zip(tmp_path, files))
    first = rows.loc[rows["place"].eq("SWE")].set_index("age")

    assert len(rows) == 3 * AGES
    assert first.loc["85+", ["year", "year_end", "sex", "site", "value", "denominator"]].tolist() == [2008, 2012, "female", "C50", 7, 1017]
    assert first.loc["85+", "locator"] == "CI5-X.zip, cases.csv, line 2, column N85"
    assert first.loc[["0-4", "5-9", "unknown"], "value"].tolist() == [1, 0, 3]
    # Nobody lives at an unknown age.
    assert first["denominator"].isna().tolist() == [False] * (AGES - 1) + [True]
    others = rows.loc[rows["value"].gt(0) & rows["place"].ne("SWE"), ["place", "group", "year_end", "age", "value"]]
    assert others.to_numpy().tolist() == [["SGP", "ethnicity:malay", 2011, "25-29", 4.0], ["PRI", "all", 2012, "25-29", 2.0]]


def test_files_of_a_volume_in_one_folder_are_the_volume(tmp_path: Path) -> None:
    files = _files(_cases(SWEDEN, 2, 29, {0: 1, 17: 7}))
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    loose = ci5.read(tmp_path / "cases.csv")
    zipped = ci5.read(_zip(tmp_path, files))

    assert loose.drop(columns="locator").equals(zipped.drop(columns="locator"))
    assert loose["locator"].iloc[0] == "cases.csv, line 2, column N0_4"


@pytest.mark.parametrize(
    ("case", "names", "what"),
    [
        (_cases(SWEDEN, 2, 29, {3: 5}, more=1), NAMES, r"CI5-X\.zip, cases\.csv:2: the ages do not add up to 6"),
        (_cases(SWEDEN, 2, 29, {3: 5}), NAMES[1:], r"cases\.csv:2: registry 475200199 has no line in registry\.txt"),
        (_cases("475200299", 2, 29, {3: 5}), (*NAMES, "475200299\tSweden (2008-2012)"), r"registry 475200299 has no person-years"),
        (_cases(SWEDEN, 2, 29, {3: 5}), (*NAMES, "Sweden, again"), r"registry\.txt:4: is no registry"),
        (_cases(SWEDEN, 2, 64, {3: 5}), NAMES, r"cancer code '64' is unknown"),
    ],
)
def test_what_does_not_fit_together_is_told_with_file_and_line(tmp_path: Path, case: str, names: tuple[str, ...], what: str) -> None:
    with pytest.raises(FigureError, match=what):
        ci5.read(_zip(tmp_path, _files(case, names=names)))


def test_volume_needs_its_list_of_registries(tmp_path: Path) -> None:
    files = _files(_cases(SWEDEN, 2, 29, {3: 5}))
    del files["registry.txt"]
    with pytest.raises(FigureError, match=r"CI5-X\.zip: holds no registry\.txt"):
        ci5.read(_zip(tmp_path, files))
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(FigureError, match=r"cases\.csv: has no registry\.txt beside it"):
        ci5.read(tmp_path / "cases.csv")


@pytest.mark.parametrize("end", [40, 400, -30])
def test_zip_that_is_cut_is_told(tmp_path: Path, end: int) -> None:
    path = _zip(tmp_path, _files(_cases(SWEDEN, 2, 29, {3: 5})))
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(FigureError):
        ci5.read(path)
