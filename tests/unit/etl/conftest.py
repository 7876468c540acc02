"""The small catalogue and its tables of figures, copied so that a test may spoil them or add small counts, an embargo or a recipe."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.errors import Problem
from data.warehouse import queries, store
from etl import build
from tests.code_lists import PERSONS, WITHHELD

SMALL = Path(__file__).resolve().parents[2] / "small"
TODAY = date(2024, 5, 1)

CASES = """\
id: cases
name: {en: Made-up cases, de: Erdachte Fälle}
short_name: {en: Cases, de: Fälle}
definition: {en: Persons., de: Personen.}
unit: persons
better: lower
family: incidence
range: [0, null]
scale: linear
resolution: 1
publication_lag_years: 2
stale_after_years: 5
"""
OURS = "waymark"
LIST = "editions:\n  clinic-1:\n    table: clinic-1.csv\n    rows: 0\n    sha256: 0\n"
HEADER = "indicator,place,year,year_end,sex,age,site,group,value,lower,upper,numerator,denominator,obs_status,conf_status,edition,locator"
WOMEN, MEN, ALL = 41.25, 60291.5, 60332.75
"""Counts of 2021, with fractions that stand in no other number of a warehouse; the women are below the threshold of 50."""
CRUDE = """\
id: crude
version: 2
kind: rate
indicator: rate
decided: 2023-01-31
explanation: {en: Made for the tests, de: Für die Tests gemacht}
numerator: {indicator: uptake, source: survey}
per: 100
"""
LATER = date(2024, 6, 1)


@dataclass
class SmallInputs:
    """A copy of the small catalogue and figures, and a folder for the warehouse."""

    catalogue: Path
    figures: Path
    folder: Path

    def build(self, **choices: object) -> Path:
        """Build the warehouse as of the tests' day."""
        return build.build(catalogue=self.catalogue, figures=self.figures, folder=self.folder, **({"today": TODAY} | choices))  # type: ignore[arg-type]

    def check(self) -> list[Problem]:
        """Return the problems."""
        return build.check(catalogue=self.catalogue, figures=self.figures, today=TODAY)

    def messages(self) -> list[str]:
        """Return the problems in words."""
        return [str(problem) for problem in self.check()]

    def replace(self, table: str, old: str, new: str) -> None:
        """Put *new* for *old*, which is there once, and list the table anew, as the command that makes the tables would."""
        file = self.figures / table
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {table}"
        self.write(table, text.replace(old, new).encode())

    def write(self, table: str, content: bytes) -> None:
        """Write the table and list its sum and number of rows."""
        file = self.figures / table
        file.write_bytes(content)
        listing = file.parent / "figures.yml"
        stanza = rf"(table: {re.escape(file.name)}\n    rows: )\d+(\n    sha256: )[0-9a-f]+"
        rows, digest = content.count(b"\n") - 1, hashlib.sha256(content).hexdigest()
        listing.write_text(re.sub(stanza, rf"\g<1>{rows}\g<2>{digest}", listing.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> SmallInputs:
    """Return a copy of the small inputs that the test may change."""
    for name in ("catalogue", "figures"):
        shutil.copytree(SMALL / name, tmp_path / name)
    return SmallInputs(tmp_path / "catalogue", tmp_path / "figures", tmp_path / "warehouse")


def put(file: Path, old: str, new: str) -> None:
    """Put *new* for *old*, which is there once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def with_source(small: SmallInputs, name: str, extra: str, editions: str = "editions: []\n") -> None:
    """Add a source to the small catalogue."""
    text = (small.catalogue / "sources" / "registry.yml").read_text(encoding="utf-8").partition("editions:")[0]
    (small.catalogue / "sources" / f"{name}.yml").write_text(text.replace("id: registry", f"id: {name}") + editions + extra, "utf-8")


def observations(file: Path, **choices: Any) -> Any:
    """Return observations of the warehouse *file*, by default of every edition."""
    engine = store.connect(file)
    with engine.connect() as connection:
        rows = queries.read_observations(connection, **({"in_force": False} | choices))
    engine.dispose()
    return rows


def table(file: Path, chosen: sa.Table) -> Any:
    """Return a table of the warehouse *file*."""
    engine = store.connect(file)
    with engine.connect() as connection:
        rows = store.read_frame(connection, chosen.select())
    engine.dispose()
    return rows


@pytest.fixture
def clinic(small: SmallInputs) -> SmallInputs:
    """Add a source with a rule for small counts: cases of one year by sex."""
    (small.catalogue / "indicators" / "cases.yml").write_text(CASES, encoding="utf-8")
    put(small.catalogue / "codes.yml", "units:\n", PERSONS)
    put(small.catalogue / "codes.yml", "conf_statuses:\n", WITHHELD)
    edition = "editions:\n  - {id: clinic-1, name: {en: Clinic, de: Klinik}, published: 2023-01-31}\n"
    with_source(small, "clinic", "small_counts: {fewer_than: 50}\n", edition)
    (small.figures / "clinic").mkdir()
    (small.figures / "clinic" / "figures.yml").write_text(LIST, encoding="utf-8")
    counts = [("female", WOMEN), ("male", MEN), ("all", ALL)]
    lines = [f"cases,DEU,2021,2021,{sex},all,all,all,{n},{n - 1},{n + 1},{n},,A,F,clinic-1,{sex} row" for sex, n in counts]
    small.write("clinic/clinic-1.csv", "\n".join([HEADER, *lines, ""]).encode())
    return small


@pytest.fixture
def derived(small: SmallInputs) -> SmallInputs:
    """Add a recipe: the persons tested among those invited, from the counts of the survey that is in force."""
    (small.catalogue / "derived").mkdir()
    (small.catalogue / "derived" / "crude.yml").write_text(CRUDE, encoding="utf-8")
    with_source(small, OURS, "")
    return small


@pytest.fixture
def held_back(small: SmallInputs) -> SmallInputs:
    """Put the second survey, which restates the first, under an embargo until 1 June 2024; the tests' day is 1 May."""
    put(small.catalogue / "sources" / "survey.yml", "restates: survey-1", f"restates: survey-1, embargo_until: {LATER}")
    return small
