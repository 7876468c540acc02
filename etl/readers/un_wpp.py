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
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, text_columns, tidy, unpack
from etl.readers.codes import ALPHA3, M49
from etl.readers.wide import long_form, per_column

SEXES = {"M": "male", "F": "female", "T": "all", "B": "all"}
WORLD = 900
THOUSAND = 1_000
WIDE = ("country_code", "name", "age")
LONG = ("LocID", "ISO3_code", "Location", "Variant", "Time", "AgeGrp", "PopMale", "PopFemale", "PopTotal")
LONG_SEXES = {"PopMale": "male", "PopFemale": "female", "PopTotal": "all"}
MORE_PLACES = {158: "TWN", 531: "CUW", 533: "ABW", 732: "ESH", 850: "VIR"}
"""Countries and territories that the table of countries does not have, by ISO 3166-1 numeric."""
AGE = r"[0-9]+(?:-[0-9]+|\+)?"
NUMBER = r"[0-9]{1,9}"
PROPER = ("Medium", "Estimates", "")
MISSING = ("", "NA", "...")


def read(path: Path) -> pd.DataFrame:
    """Return the persons in *path* as tidy observations; ``series`` is ``population``, in the long form with the variant."""
    cells = delimited.read_text(path, repeated=("country_code", "name", "age", *LONG[:-3]))
    return _long(path, cells) if "LocID" in cells.columns else _wide(path, cells)


def _wide(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    named = re.search(r"pop(M|F|B|T)\b", unpack.data_stem(path))
    if named is None:
        raise FigureError(path.name, "the name gives no sex", "the publisher's own name, popM.txt (men) or popF.txt (women)")
    tidy.need_columns(path, cells, WIDE)
    years = [column for column in cells.columns if column not in (*WIDE, "line")]
    numeric.whole_years(pd.Series(years, dtype="str"), pd.Series(f"{path.name}:1", index=range(len(years))))
    long = long_form(path, cells, ["country_code", "age"], years, "year")
    return _population(path, long, long["year"], "population", sex=SEXES[named[1]])


def _long(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, LONG)
    long = long_form(path, cells, ["LocID", "Variant", "Time", "AgeGrp"], list(LONG_SEXES))
    long = long.rename(columns={"LocID": "country_code", "Time": "year", "AgeGrp": "age"})
    # Estimates and the medium variant are the series proper; the others are what-ifs and must not share its name.
    series = tidy.recode(path, long, long["Variant"], lambda name: "population" + ("" if name in PROPER else "/" + name.lower()), "variant")
    return _population(path, long, long["column"], series, sex=per_column(list(LONG_SEXES.values()), len(cells)))


def _population(path: Path, long: pd.DataFrame, column: pd.Series, series: str | pd.Series, *, sex: str | pd.Series) -> pd.DataFrame:
    """Return the persons of *long*: ``country_code, year, age`` and ``text`` in thousands, a row a cell of *column*."""
    value = numeric.column_numbers(path, long, long["text"], MISSING, column) * THOUSAND
    known = {number: place for number, place in M49.items() if place in ALPHA3} | MORE_PLACES | {WORLD: "WORLD"}
    return tidy.tidy(
        series=series,
        place=tidy.recode(path, long, long["country_code"], lambda code: _place(known, code), "location", column=column),
        year=numeric.column_years(path, long, long["year"], column),
        sex=sex,
        age=tidy.recode(path, long, long["age"], _age, "age group", column=column),
        value=value.round(3),
        obs_status=text_columns.either(value.isna(), tidy.NOT_REPORTED, "E"),
        locator=citing.cite_line(path, long, column),
    )


def _place(known: Mapping[int, str], code: str) -> str | None:
    """Return our code of a location: ISO alpha-3, WORLD, or ``M49-<number>`` for a region or group; nothing where it is no number."""
    return known.get(int(code), f"M49-{int(code)}") if re.fullmatch(NUMBER, code) else None


def _age(text: str) -> str | None:
    """Return our age of a band as printed; nothing where it is none."""
    return "all" if text == "Total" else text if re.fullmatch(AGE, text) else None
