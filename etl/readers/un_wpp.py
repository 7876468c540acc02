"""
United Nations, World Population Prospects: population by place, sex and age.

Two layouts: the wide tables of the 2019 revision, ``popM.txt`` and ``popF.txt``, tab-separated: ``country_code, name, age`` and a column
for every fifth year, in thousands; and the long CSV of the revisions since 2022: ``LocID, ISO3_code, Location, Variant, Time, AgeGrp,
PopMale, PopFemale, PopTotal`` among others, in thousands. Result: persons.

Missing: an empty cell or ``NA`` (status O). Traps: thousands; the population of 1 July; only every fifth year in the wide tables, other
years have to be interpolated and are then ours; regions and income groups stand between the countries (``M49-<number>``); 900 is the
world; the wide file's name alone says the sex; a revision changes all its past; there is no European Union.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.codes import ALPHA3, M49
from etl.readers.wide import long_form

SEXES = {"M": "male", "F": "female", "T": "all", "B": "all"}
WORLD = 900
THOUSAND = 1_000
WIDE = ("country_code", "name", "age")
LONG = ("LocID", "ISO3_code", "Location", "Variant", "Time", "AgeGrp", "PopMale", "PopFemale", "PopTotal")
LONG_SEXES = {"PopMale": "male", "PopFemale": "female", "PopTotal": "all"}
MORE_PLACES = {158: "TWN", 531: "CUW", 533: "ABW", 732: "ESH", 850: "VIR"}
"""Countries and territories that the table of countries does not have, by ISO 3166-1 numeric."""
AGE = r"\d+(?:-\d+|\+)?"
MISSING = ("", "NA", "...")


def read(path: Path) -> pd.DataFrame:
    """Return the persons in *path* as tidy observations; ``series`` is ``population``, in the long form with the variant."""
    cells = tidy.read_text(path, "")
    return _long(path, cells) if "LocID" in cells.columns else _wide(path, cells)


def _wide(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    named = re.search(r"pop(M|F|B|T)\b", path.stem)
    if named is None:
        raise FigureError(path.name, "the name gives no sex", "the publisher's own name, popM.txt (men) or popF.txt (women)")
    tidy.need_columns(path, cells, WIDE)
    years = [column for column in cells.columns if column not in (*WIDE, "line")]
    tidy.whole_years(pd.Series(years, dtype="str"), pd.Series(f"{path.name}:1", index=range(len(years))))
    long = long_form(path, cells, ["country_code", "age"], years, "year")
    where = tidy.at_line(path, long) + ", " + long["year"]
    return _population(long, where, "population", sex=SEXES[named[1]], locator=tidy.cite_line(path, long, long["year"]))


def _long(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, LONG)
    long = long_form(path, cells, ["LocID", "Variant", "Time", "AgeGrp"], list(LONG_SEXES))
    long = long.rename(columns={"LocID": "country_code", "Time": "year", "AgeGrp": "age"})
    where = tidy.at_line(path, long) + ", " + long["column"]
    # Estimates and the medium variant are the series proper; the others are what-ifs and must not share its name.
    variant = ("/" + long["Variant"].str.strip().str.lower()).mask(long["Variant"].isin(["Medium", "Estimates", ""]), "")
    sex = long["column"].map(LONG_SEXES)
    return _population(long, where, "population" + variant, sex=sex, locator=tidy.cite_line(path, long, long["column"]))


def _population(long: pd.DataFrame, where: pd.Series, series: str | pd.Series, *, sex: str | pd.Series, locator: pd.Series) -> pd.DataFrame:
    """Return the persons of *long*: ``country_code, year, age`` and ``text`` in thousands, a row a cell."""
    ages = {text: text for text in long["age"].str.strip().unique() if re.fullmatch(AGE, text)} | {"Total": "all"}
    value = tidy.numbers(long["text"], where, MISSING) * THOUSAND
    return tidy.tidy(
        series=series,
        place=tidy.translate(long["country_code"], where, _places(long["country_code"]), "location"),
        year=tidy.whole_years(long["year"], where),
        sex=sex,
        age=tidy.translate(long["age"], where, ages, "age group"),
        value=value.round(3),
        obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "E"}),
        locator=locator,
    )


def _places(codes: pd.Series) -> dict[str, str]:
    """Return our code of each location: ISO alpha-3, WORLD, or ``M49-<number>`` for a region or group."""
    numbers = {code: int(code) for code in codes.str.strip().unique() if code.isdigit()}
    known = {number: place for number, place in M49.items() if place in ALPHA3} | MORE_PLACES | {WORLD: "WORLD"}
    return {code: known.get(number, f"M49-{number}") for code, number in numbers.items()}
