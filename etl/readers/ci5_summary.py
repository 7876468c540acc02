"""
Cancer Incidence in Five Continents (IARC): the summary database of a volume, as the publisher offers it (ZIP, or its files in one folder).

- ``cases.csv``: ``REGISTRY, SEX`` (1 male, 2 female), ``CANCER`` (1-63), ``TOTAL``, then cases by age, ``N0_4`` … ``N80_84, N85, N_unk``;
- ``pop.csv``: ``REGISTRY, SEX, AGE_GROUPS`` (how many bands there are), person-years by age, ``P0_4`` … ``P85, P_unk``;
- ``registry.txt``: a line a registry: its number, a star where the editors ask for care, its name and years, ``*Peru, Lima (2010-2012)``.

A registry's number is a digit of the continent, the three of its country (United Nations), three of its own and two of the people (99
all). Missing: nothing; a band that the person-years do not know is none (see `ci5`). Traps: ages have to add up to ``TOTAL``; the
detailed database has other cancers and no header, and is not read.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import delimited, numeric, tidy, unpack
from etl.readers.wide import long_form

CASES, PEOPLE, REGISTRIES = "cases.csv", "pop.csv", "registry.txt"
ENDS = (*(f"{start}_{start + 4}" for start in range(0, 85, 5)), "85", "_unk")
"""What the names of the ages' columns end in, in the order of the bands' numbers."""
KEYS = ("REGISTRY", "SEX", "CANCER")
NUMBER = r"\d(?P<country>\d{3})\d{3}(?P<people>\d\d)"
LINE = re.compile(rf"\s*(?P<number>{NUMBER})\s+(?:\*\s*)?(?P<label>\S.*?)\s*\(?(?P<period>\d{{4}}-\d{{4}})\)?\s*")


def is_summary(path: Path) -> bool:
    """Return whether *path* is a volume's ZIP, or its cases beside its person-years."""
    return {CASES, PEOPLE} <= _names(path) or (path.name.lower() == CASES and (path.parent / PEOPLE).is_file())


def named(path: Path, name: str = CASES) -> str:
    """Return what to call one file of the volume at *path*: its own name, after that of the ZIP that holds it."""
    return f"{path.name}, {name}" if zipfile.is_zipfile(path) else name


def read(path: Path) -> pd.DataFrame:
    """
    Return a row a registry, cancer, sex and age with the columns that `ci5` has of a period, and ``column`` that names the age's.

    Raises:
        FigureError: a file of the volume is missing, a registry has no name or person-years, or ages do not add up to the total.
    """
    cases, people = (_table(path, name) for name in (CASES, PEOPLE))
    tidy.need_columns(path, cases, (*KEYS, "TOTAL", *(f"N{end}" for end in ENDS)))
    tidy.need_columns(path, people, ("REGISTRY", "SEX", *(f"P{end}" for end in ENDS)))
    _need_totals(path, cases)
    names = _registries(path)
    long = long_form(path, cases, KEYS, [f"N{end}" for end in ENDS]).astype({"column": "str"}).rename(columns={"text": "cases"})
    at_risk = long_form(path, people, ("REGISTRY", "SEX"), [f"P{end}" for end in ENDS]).astype({"column": "str"})
    at_risk = at_risk.assign(column="N" + at_risk["column"].str.slice(1)).drop(columns="line").rename(columns={"text": "py"})
    for column, known, what in (
        ("REGISTRY", names["REGISTRY"], f"has no line in {REGISTRIES}"),
        ("REGISTRY", people["REGISTRY"], "has no person-years"),
    ):
        strange = ~cases[column].isin(known)
        if strange.any():
            where = f"{named(path)}:{cases.loc[strange, 'line'].iloc[0]}"
            raise FigureError(where, f"registry {cases.loc[strange, column].iloc[0]} {what}", "the volume's files together, as published")
    joined = long.merge(at_risk, on=["REGISTRY", "SEX", "column"], how="left").merge(names, on="REGISTRY", how="left")
    number = {f"N{end}": str(band) for band, end in enumerate(ENDS, start=1)}
    return joined.assign(age=joined["column"].map(number), py=joined["py"].fillna(""), cancer_label="").rename(
        columns={"REGISTRY": "id_code", "SEX": "sex", "CANCER": "cancer_code"}
    )


def _content(path: Path, name: str) -> bytes:
    """Return the bytes of one file of the volume."""
    if zipfile.is_zipfile(path):
        if name in _names(path):
            return unpack.read_bytes(path, rf"^(?!(?:.*/)?(?i:{re.escape(name)})$)")
        raise FigureError(path.name, f"holds no {name}", "the volume's ZIP as published")
    found = next((file for file in sorted(path.parent.iterdir()) if file.name.lower() == name), None)
    if found is None:
        raise FigureError(path.name, f"has no {name} beside it", f"the volume's {CASES}, {PEOPLE} and {REGISTRIES} in one folder")
    return unpack.read_bytes(found)


def _names(archive: Path) -> set[str]:
    return {name.rpartition("/")[2].lower() for name in unpack.members(archive)}


def _table(path: Path, name: str) -> pd.DataFrame:
    content = unpack.utf8(path, _content(path, name))
    return delimited.table_of_text(path.with_name(named(path, name)), content)


def _need_totals(path: Path, cases: pd.DataFrame) -> None:
    """Raise where the ages do not add up to the total."""
    total = numeric.column_numbers(path, cases, cases["TOTAL"], (), "TOTAL")
    ages = sum(numeric.column_numbers(path, cases, cases[f"N{end}"], (), f"N{end}") for end in ENDS)
    wrong = total.ne(ages)
    if wrong.any():
        row = cases.loc[wrong].iloc[0]
        raise FigureError(
            f"{path.name}, {CASES}:{row['line']}", f"the ages do not add up to {row['TOTAL']}", "the publisher's file unchanged"
        )


def _registries(path: Path) -> pd.DataFrame:
    """Return number, country, people, name and period of each registry."""
    found = []
    for number, line in enumerate(unpack.utf8(path, _content(path, REGISTRIES)).decode().splitlines(), start=1):
        match = LINE.fullmatch(line)
        if match:
            found.append((match["number"], match["country"], match["people"], match["label"], match["period"]))
        elif line.strip():
            raise FigureError(f"{named(path, REGISTRIES)}:{number}", "is no registry", "a number, a name and the years in brackets")
    return pd.DataFrame(found, columns=["REGISTRY", "country_code", "ethnic_code", "id_label", "period"], dtype="str")
