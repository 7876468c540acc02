"""
Zentrum für Krebsregisterdaten (Robert Koch-Institut): estimated new cases in Germany by diagnosis and sex, three layouts of one portal.

- By year and age: ``year;diag;AG;weiblich;maennlich;`` with an empty last column, CRLF line ends;
- one age group and period, in English: ``Cancer site;female;male``; ages and years stand in the file's name,
  ``Incidence_0-24_2014-2016.csv``;
- the portal's workbook (.xls): sheet ``Data`` with ``female`` and ``male`` in row 6, and sheet ``Selected parameters`` with ages and years.

The ICD-10 group stands in brackets behind the diagnosis. Counts of persons.

Missing: ``x`` a combination that cannot exist (status M); ``*`` too few cases for a sensible figure and ``<5`` fewer than five cases
(status Q, confidential): withheld, never 0. Traps: the dot is a thousands mark (``1.522`` is 1,522); there is no row of all sites and no
C44; a period of three years is one count of all three; the workbook's other measures (rates, deaths) are refused, for their numbers have
decimals.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, text_columns, tidy, unpack
from etl.readers.wide import long_form
from etl.readers.workbook import is_workbook, read_sheets

COLUMNS = ("year", "diag", "AG", "weiblich", "maennlich")
PERIOD_COLUMNS = ("Cancer site", "female", "male")
SEXES = {"weiblich": "female", "maennlich": "male", "female": "female", "male": "male"}
MARKS = {"x": tidy.NOT_APPLICABLE, "*": tidy.SUPPRESSED, "<5": tidy.SUPPRESSED}
ALL_SITES = {"C00-C97 ohne C44": "all", "C00-C97 without C44": "all"}
ICD_10 = r"\(([CD]\d[\d.CD, -]*|" + "|".join(ALL_SITES) + r")\)\s*$"
AMOUNT = {"pattern": numeric.THOUSANDS_DOT, "thousands": "."}
COUNTS = ("Number of cases", "Fallzahlen")
"""How the workbook says that its figures are counts."""


def read(path: Path) -> pd.DataFrame:
    """Return the counts in *path* as tidy observations; ``series`` is the diagnosis as printed."""
    if is_workbook(path):
        return _read_workbook(path)
    cells = delimited.read_text(path, repeated=("year", "diag", "AG", "Cancer site"))
    if PERIOD_COLUMNS[0] in cells.columns:
        return _read_period(path, cells)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    long = long_form(path, cells, ["year", "diag", "AG"], ["weiblich", "maennlich"])
    year = numeric.column_years(path, long, long["year"], long["column"])
    return _table(path, long, year=year, year_end=year, age=tidy.recode(path, long, long["AG"], _age, "age group", column=long["column"]))


def _read_period(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of one age group and period, which the file's name gives."""
    tidy.need_columns(path, cells, PERIOD_COLUMNS, only=True)
    named = re.search(r"_(\d+)-(\d+\+?)_(\d{4})(?:-(\d{4}))?$", unpack.data_stem(path))
    if named is None:
        raise FigureError(path.name, "the name does not give ages and years", "a name such as Incidence_0-24_2014-2016.csv")
    long = long_form(path, cells, ["Cancer site"], ["female", "male"])
    long = long.rename(columns={"Cancer site": "diag"})
    return _table(path, long, year=int(named[3]), year_end=int(named[4] or named[3]), age=_band(named[1], named[2]))


def _table(path: Path, long: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Return the observations of a table of text: ``line, diag, column`` (the sex's) and ``text``, a row a cell."""
    column = long["column"]
    return _observations(
        long,
        sex=tidy.recode(path, long, column, SEXES.get, "sex"),
        site=tidy.recode(path, long, long["diag"], _site, "diagnosis", column=column),
        value=numeric.column_numbers(path, long, long["text"], tuple(MARKS), column, **AMOUNT),
        locator=citing.cite_line(path, long, column),
        **columns,
    )


def _read_workbook(path: Path) -> pd.DataFrame:
    """Return the counts in the portal's workbook, whose second sheet names ages and years."""
    sheets = read_sheets(path, ["Data", "Selected parameters"])
    said = sheets["Selected parameters"]["text"]
    ages = said.str.extract(r"^(?:Age groups|Altersgruppen): (\d+) - (\d+\+?)$").dropna()
    years = said.str.extract(r"^(?:Years|Jahre): (\d{4})(?: - (\d{4}))?$").dropna(subset=[0])
    if ages.empty or years.empty or not said.str.contains("|".join(COUNTS)).any():
        raise FigureError(
            f"{path.name}, Selected parameters",
            "does not say ages, years and numbers of cases",
            "the portal's workbook of numbers of cases",
        )
    cells = sheets["Data"]
    heads = cells[cells["text"].isin(list(SEXES))]
    if heads.empty:
        raise FigureError(f"{path.name}, Data", "has no columns of sexes", "a row with 'female' and 'male'")
    body = cells.merge(heads[["column", "text"]].rename(columns={"text": "head"}), on="column")
    names = cells.loc[cells["column"].eq(1), ["row", "text"]].rename(columns={"text": "diag"})
    long = body[body["row"].gt(heads["row"].max())].merge(names, on="row").rename(columns={"head": "column_name"})
    long = long.drop(columns="column").rename(columns={"column_name": "column"})
    where = path.name + ", " + long["cell"]
    diagnoses = {text: site for text in long["diag"].str.strip().unique() if (site := _site(text))}
    first, last = str(years[0].iloc[0]), years[1].iloc[0]
    return _observations(
        long,
        sex=long["column"].map(SEXES),
        site=tidy.translate(long["diag"], where, diagnoses, "diagnosis"),
        value=numeric.numbers(long["text"], where, tuple(MARKS), **AMOUNT),
        year=int(first),
        year_end=int(first if pd.isna(last) else last),
        age=_band(str(ages[0].iloc[0]), str(ages[1].iloc[0])),
        locator=where,
    )


def _band(start: str, end: str) -> str:
    """Return our band: 0 to 85+ are all ages."""
    return "all" if (start, end) == ("0", "85+") else f"{start}+" if end.endswith("+") else f"{start}-{end}"


def _age(text: str) -> str | None:
    """Return our band of an age group as printed, ``0 - 4`` or ``85+``; nothing where it is none."""
    plain = text.replace(" ", "")
    return plain if re.fullmatch(r"[0-9]+-[0-9]+|[0-9]+\+", plain) else None


def _site(diagnosis: str) -> str | None:
    """Return the ICD-10 group that stands in brackets behind a diagnosis; nothing where none does."""
    found = re.search(ICD_10, diagnosis)
    return ALL_SITES.get(found[1], found[1].replace(" ", "")) if found else None


def _observations(long: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Return the observations of *long*: ``diag`` and ``text``, a row a cell."""
    status = tidy.statuses(long["text"], MARKS, default="E")
    return tidy.tidy(
        series=long["diag"],
        place="DEU",
        obs_status=status,
        conf_status=text_columns.either(status.eq(tidy.SUPPRESSED), "C", "F"),
        **columns,
    )
