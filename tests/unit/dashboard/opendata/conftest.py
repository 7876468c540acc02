"""
A small world with values that nobody outside the house may see, each of which stands nowhere else, and the open data made from it.

The small catalogue gets a source whose terms are non-commercial and which a target is judged by, a source under embargo, one with a rule
for small counts, and a row that is not for publication; besides, texts that a spreadsheet would run and a negative number.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dashboard.loading import OpenWarehouse
from dashboard.opendata.release import Release, write_open_data
from etl import build
from tests.code_lists import PERSONS, WITHHELD

SMALL = Path(__file__).resolve().parents[3] / "small"
TODAY = date(2024, 5, 1)
BASE = "https://example.org/waymark"
HEADER = "indicator,place,year,year_end,sex,age,site,group,value,lower,upper,numerator,denominator,obs_status,conf_status,edition,locator"

EMBARGOED, NOT_FREE, FEW, PROTECTS, PUBLISHED = 73456.789, 64123.457, 41234.25, 60291.5, 88123.625
CLOSED = {2015: 59876.543, 2016: 58765.432, 2017: 57654.321, 2018: 56543.219, 2019: 55432.198, 2020: 54321.987, 2021: 53219.876}
"""Values of the source with non-commercial terms, falling by about 1,111 a year."""
SECRET = (EMBARGOED, NOT_FREE, FEW, PROTECTS, *CLOSED.values())

FORMULA = '=HYPERLINK("http://example.org/?"&A1)'
RUNS = (FORMULA, "+1+1", "-2+3", "@SUM(A1)")
"""Locators that a spreadsheet would run."""

NEGATIVE = -12345.5

SOURCE = """\
id: {name}
name: {{en: Made-up {name}, de: Erdachte Quelle {name}}}
publisher: Nobody
address: https://example.org/{name}
licence:
  name: {licence}
  licence_class: {kind}
  confirmed: {confirmed}
  terms: {{en: Made up for the tests., de: Für die Tests erdacht.}}
cite_as: Nobody, {name}, made up for the tests.
{extra}editions:
  - {{id: {name}-1, name: {{en: First, de: Erste}}, published: 2023-01-31{edition}}}
"""
INDICATOR = """\
id: {name}
name: {{en: Made-up {name}, de: Erdachter Wert {name}}}
short_name: {{en: "{name}", de: "{name}"}}
definition: {{en: "Made up; <b>not</b> a real quantity | for the tests.", de: Für die Tests erdacht.}}
unit: {unit}
better: lower
family: incidence
range: [{least}, null]
scale: linear
resolution: 0.001
publication_lag_years: 2
stale_after_years: 5
"""
TARGET = """\
  - id: de-test-closed
    name: {en: A tenth fewer, de: Ein Zehntel weniger}
    family: incidence
    judged_in: [DEU]
    measures:
      - indicator: closed
        comparability: same
        why: {en: It is the quantity of the sentence., de: Es ist die Größe des Satzes.}
        source: closed
    versions:
      - version: 1
        id: de-test-closed-1
        quote:
          text: A tenth fewer by 2030.
          language: en
          citation: {document: Made up for the tests, locator: none, confidence: seen_in_stored_source}
        reading:
          kind: relative_change
          quantity: {en: Persons, de: Personen}
          unit: persons
          direction: decrease
          amount: 10
          year: 2030
          baseline: {year: 2015}
          explanation: {en: Taken as it stands., de: Wörtlich genommen.}
"""


@dataclass(frozen=True)
class World:
    """The catalogue, figures and warehouses of a small world."""

    folder: Path

    def build(self, audience: str, **choices: object) -> Path:
        """Build the warehouse of an *audience*."""
        inputs = {"catalogue": self.folder / "catalogue", "figures": self.folder / "figures", "today": TODAY}
        return build.build(**inputs, folder=self.folder / audience, audience=audience, **choices)  # type: ignore[arg-type]

    def add(self, name: str, rows: list[str], *, kind: str = "open", confirmed: bool = True, edition: str = "", extra: str = "") -> None:
        """Add a source with one edition and its rows, which end before ``edition``."""
        licence = "Non-commercial" if kind == "nc" else "Free for tests"
        text = SOURCE.format(name=name, licence=licence, kind=kind, confirmed=str(confirmed).lower(), edition=edition, extra=extra)
        (self.folder / "catalogue" / "sources" / f"{name}.yml").write_text(text, encoding="utf-8")
        self.write(name, f"{name}-1", rows)

    def write(self, source: str, edition: str, rows: list[str]) -> None:
        """Write the table of a source that has one edition."""
        folder = self.folder / "figures" / source
        folder.mkdir(exist_ok=True)
        content = "\n".join([HEADER, *rows, ""]).encode()
        (folder / f"{edition}.csv").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        listing = f"editions:\n  {edition}:\n    table: {edition}.csv\n    rows: {len(rows)}\n    sha256: {digest}\n"
        (folder / "figures.yml").write_text(listing, encoding="utf-8")

    def indicator(self, name: str, unit: str = "persons", least: float = 0) -> None:
        """Add an indicator."""
        text = INDICATOR.format(name=name, unit=unit, least=least)
        (self.folder / "catalogue" / "indicators" / f"{name}.yml").write_text(text, encoding="utf-8")

    def put(self, file: str, old: str, new: str) -> None:
        """Put *new* for *old* in a file of the catalogue."""
        path = self.folder / "catalogue" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")


def make_world(folder: Path) -> World:
    """Return the small world in *folder*."""
    for name in ("catalogue", "figures"):
        shutil.copytree(SMALL / name, folder / name)
    world = World(folder)
    world.put("codes.yml", "units:\n", PERSONS)
    world.put("codes.yml", "conf_statuses:\n", WITHHELD)
    for name in ("closed", "later", "cases"):
        world.indicator(name)
    world.indicator("balance", least=-100000)
    world.put("missions/de-test.yml", "        sex: all\n", "        sex: all\n        age: 50-69\n        site: C50\n")
    world.put("missions/de-test.yml", "general_knowledge_unverified", "seen_in_stored_source")
    mission = folder / "catalogue" / "missions" / "de-test.yml"
    mission.write_text(mission.read_text(encoding="utf-8") + TARGET, encoding="utf-8")
    closed = [f"closed,DEU,{year},{year},all,all,all,all,{value},,,,,A,F,closed-1,row {year}" for year, value in CLOSED.items()]
    world.add("closed", closed, kind="nc")
    world.add("later", [f"later,DEU,2021,2021,all,all,all,all,{EMBARGOED},,,,,A,F,later-1,row 1"], edition=", embargo_until: 2024-06-01")
    counts = [("female", FEW), ("male", PROTECTS), ("all", FEW + PROTECTS)]
    clinic = [f"cases,DEU,2021,2021,{sex},all,all,all,{value},,,{value},,A,F,clinic-1,{sex} row" for sex, value in counts]
    world.add("clinic", clinic, extra="small_counts: {fewer_than: 50000}\n")
    quoted = [text.replace('"', '""') for text in RUNS]
    odd = [f'balance,SWE,{2018 + n},{2018 + n},all,all,all,all,{NEGATIVE},,,,,A,F,odd-1,"{text}"' for n, text in enumerate(quoted)]
    world.add("odd", [*odd, f"balance,SWE-AB,2018,2018,all,all,all,all,{NOT_FREE},,,,,A,N,odd-1,row"], kind="cite", confirmed=False)
    return world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the small world; it is not to be changed."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def public(world: World) -> Iterator[OpenWarehouse]:
    """Return the warehouse for the public."""
    opened = OpenWarehouse(world.build("public"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def internal(world: World) -> Iterator[OpenWarehouse]:
    """Return the warehouse for the house."""
    opened = OpenWarehouse(world.build("internal"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def given_away(public: OpenWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the open data of the first release."""
    folder = tmp_path_factory.mktemp("open-data")
    write_open_data(public, folder, base_url=BASE, release=Release("2024-05-01", TODAY))
    return folder
