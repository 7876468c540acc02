"""
WHO Mortality Database, as its portal offers it: deaths and death rates of one cause by country, year, sex and age (CSV).

Above the table may stand some lines about it (``Country Code: SWE``). Columns: ``Region Code, Region Name, Country Code, Country Name`` (or
``Indicator Code, Indicator Name`` in the table of one country), then ``Year, Sex`` (All, Male, Female, Unknown), ``Age group code``
(``Age_all, Age00, Age01_04, … Age85_over, Age_unknown``), ``Age Group, Number``, the cause's share of all deaths in percent, the
age-standardised rate and the rate, per 100,000; WHO's world standard. The cause stands in the file's name where it is in no column:
``WHOMortalityDatabase_Deaths_sex_age_a_country_area_year-Breast cancer_11th June 2023 14_19.csv``.

Missing: an empty cell (status O). Traps: rows may end with a comma that the header has not; the standardised rate is given for all ages
only; a browser's second copy has a number behind its name; years that a country did not report are left out.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import ALPHA3

AGE_CODE, NUMBER = "Age group code", "Number"
NEEDED = ("Year", "Sex", AGE_CODE, NUMBER)
MEASURES = {
    NUMBER: "deaths",
    "Percentage of cause-specific deaths out of total deaths": "share_of_deaths",
    "Age-standardized death rate per 100 000 standard population": "age_standardised_rate",
    "Death rate per 100 000 population": "crude_rate",
}
ALL_AGES_ONLY = "Age-standardized death rate per 100 000 standard population"
LINES_BEFORE = 30
"""How far down the header is looked for."""
HEADER = re.compile(rb'^"?(Region Code|Indicator Code|Country Code|Year)"?,.*Age group code', re.IGNORECASE)
NAMED = re.compile(r"^WHOMortalityDatabase_(?:Map_|.*?-)(?P<cause>.+?)(?:_\d{1,2}(?:st|nd|rd|th) .*)?$")
SEXES = {"All": "all", "Male": "male", "Female": "female", "Unknown": "unknown"}
AGES = {"age_all": "all", "age_unknown": "unknown", "age00": "0"}
SITES = {
    "malignant neoplasms": "C00-C97", "mouth and oropharynx cancers": "C00-C14", "oesophagus cancer": "C15", "stomach cancer": "C16",
    "colon and rectum cancers": "C18-C21", "liver cancer": "C22", "pancreas cancer": "C25", "trachea, bronchus, lung cancers": "C33-C34",
    "melanoma and other skin cancers": "C43-C44", "mesothelioma": "C45", "breast cancer": "C50", "cervix uteri cancer": "C53",
    "corpus uteri cancer": "C54-C55", "ovary cancer": "C56", "prostate cancer": "C61", "testicular cancer": "C62",
    "bladder cancer": "C67", "brain and nervous system cancers": "C70-C72", "thyroid cancer": "C73", "leukaemia": "C91-C95",
}  # fmt: skip
"""Causes that are a group of ICD-10 -> that group (WHO's Global Health Estimates, from memory); other causes keep their name alone."""


def header_line(content: bytes) -> int:
    """Return how many lines stand above the header of a table of the portal; -1 where *content* is none."""
    for number, line in enumerate(content[: unpack.HEAD].splitlines()[:LINES_BEFORE]):
        if HEADER.match(line.strip()):
            return number
    return -1


def read(path: Path, content: bytes, before: int) -> pd.DataFrame:
    """
    Return the table in *content*, whose header stands below *before* lines, as tidy observations.

    ``series`` is ``deaths/<cause>``, ``crude_rate/<cause>``, ``age_standardised_rate/<cause>`` or ``share_of_deaths/<cause>`` (percent).
    """
    lines = content.split(b"\n")
    said, header = b"\n".join(lines[:before]).decode(), lines[before].rstrip(b"\r")
    # Its rows may end with a comma more than the header has.
    more = _width(lines[before + 1]) - _width(header) if len(lines) > before + 1 else 0
    body = b"\n".join([header + (b"," if more == 1 else b""), *lines[before + 1 :]])
    cells = delimited.table_of_text(path, body, ",", first_line=before + 1)
    tidy.need_columns(path, cells, NEEDED)
    tidy.need_rows(path, cells)
    cause = _causes(path, cells)
    common: dict[str, Any] = {
        "place": _places(path, cells, said),
        "year": numeric.column_years(path, cells, cells["Year"], "Year"),
        "sex": tidy.recode(path, cells, cells["Sex"], SEXES.get, "sex"),
        "age": tidy.recode(path, cells, cells[AGE_CODE], _age, "age group"),
        "site": cause.map({name: SITES.get(name.lower(), "all") for name in cause.unique()}),
    }
    deaths = numeric.column_numbers(path, cells, cells[NUMBER], column=NUMBER)
    frames = []
    for column, name in MEASURES.items():
        if column not in cells:
            continue
        value = numeric.column_numbers(path, cells, cells[column], column=column)
        frame = tidy.tidy(
            **common,
            series=name + "/" + cause,
            value=value,
            numerator=deaths if name.endswith("rate") else float("nan"),
            obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "A"}),
            locator=citing.cite_line(path, cells, column),
        )
        frames.append(frame[frame["age"].eq("all") | frame["value"].notna()] if column == ALL_AGES_ONLY else frame)
    return pd.concat(frames, ignore_index=True)


def _width(line: bytes) -> int:
    """Return how many cells a line has; none where it is no line of a table."""
    try:
        return len(next(csv.reader([line.decode("utf-8").rstrip("\r")]), []))
    except csv.Error:
        return 0


def _causes(path: Path, cells: pd.DataFrame) -> pd.Series:
    """Return the cause of each row, by its column or by the file's name."""
    if "Indicator Name" in cells:
        return cells["Indicator Name"].str.strip()
    named = NAMED.match(unpack.data_stem(path))
    if named is None:
        example = "the portal's own name, such as WHOMortalityDatabase_Deaths_sex_age_a_country_area_year-Breast cancer.csv"
        raise FigureError(path.name, "neither a column nor the name gives the cause", example)
    return pd.Series(named["cause"].strip(), index=cells.index, dtype="str")


def _places(path: Path, cells: pd.DataFrame, said: str) -> pd.Series:
    """Return the country of each row, by its column or by the lines above the table."""
    if "Country Code" in cells:
        return tidy.recode(path, cells, cells["Country Code"], {code: code for code in ALPHA3}.get, "country code")
    stated = re.search(r"Country Code\W+([A-Z]{3})\b", said, re.IGNORECASE)
    if stated is None or stated[1] not in ALPHA3:
        raise FigureError(f"{path.name}:1", "neither a column nor a line above the table gives the country", "Country Code: SWE")
    return pd.Series(stated[1], index=cells.index, dtype="str")


def _age(code: str) -> str | None:
    """Return our age of ``Age01_04``, ``Age85_over``; nothing where it is none."""
    found = re.fullmatch(r"age(\d{2})_(\d{2}|over)", code.lower())
    if found is None:
        return AGES.get(code.lower())
    return f"{int(found[1])}+" if found[2] == "over" else f"{int(found[1])}-{int(found[2])}"
