"""
European Cancer Observatory 2008 (IARC): new cases, deaths and age-standardised rates by country, one wide line a country.

Columns: ``iso2`` (``UK`` is the United Kingdom, ``EU27`` the union of that time), ``country, is_eu15, is_eu27``, then for every site and
sex ``ir`` incidence rate, ``in`` new cases, ``mr`` mortality rate, ``mn`` deaths, with the site and ``_m`` or ``_f`` behind:
``ir_colorectal_m``. Rates per 100,000, European standard population of 1976. Sites: all without non-melanoma skin cancer, breast,
colorectal, lung, prostate.

Missing: an empty cell or ``NA`` (status O). Traps: estimates (status E); lines end with a carriage return alone; large numbers of the
union are rounded, ``2.46E+06``; the rates of breast are women's, those of prostate men's, though the columns have no sex; the European
standard of 1976 gives other rates than that of 2013.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import EUROSTAT_COUNTRIES
from etl.readers.wide import long_form

YEAR = 2008
PLACE_COLUMNS = ("iso2", "country", "is_eu15", "is_eu27")
SERIES = {"ir": "incidence_asr_europe_1976", "in": "incidence_number", "mr": "mortality_asr_europe_1976", "mn": "mortality_number"}
SITES = {"": "all", "breast": "C50", "colorectal": "C18-C21", "lung": "C33-C34", "prostate": "C61"}
SEXES = {"": "all", "m": "male", "f": "female"}
OWN_SEX = {"C50": "female", "C61": "male"}
COLUMN = r"(ir|in|mr|mn)(?:_(breast|colorectal|lung|prostate))?(?:_(m|f))?"
PLACES = EUROSTAT_COUNTRIES | {"GR": "GRC", "EU27": "ESTAT-EU27_2007"}
"""Codes of places; ``EU27`` had 27 members from 2007 to 2013, with the United Kingdom and without Croatia: Eurostat's EU27_2007."""
MISSING = ("", "NA")


def read(path: Path) -> pd.DataFrame:
    """Return the estimates in *path* as tidy observations; ``series`` is the measure, such as ``incidence_asr_europe_1976``."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, (*PLACE_COLUMNS, *SERIES))
    figures = [column for column in cells.columns if column not in (*PLACE_COLUMNS, "line")]
    parts = pd.Series(figures).str.extract(f"^{COLUMN}$").fillna("").set_index(pd.Index(figures))
    unknown = parts.index[parts[0].eq("")]
    if len(unknown):
        raise FigureError(f"{path.name}:1", f"column '{unknown[0]}' is unknown", f"a measure, site and sex as in {COLUMN}")
    long = long_form(path, cells, ["iso2"], figures).astype({"column": "str"})
    where = citing.at_line(path, long) + ", " + long["column"]
    site = long["column"].map(parts[1].map(SITES))
    value = numeric.numbers(long["text"], where, MISSING)
    return tidy.tidy(
        series=long["column"].map(parts[0].map(SERIES)),
        place=tidy.translate(long["iso2"], where, PLACES, "country"),
        year=YEAR,
        sex=site.map(OWN_SEX).fillna(long["column"].map(parts[2].map(SEXES))),
        site=site,
        value=value,
        obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "E"}),
        locator=citing.cite_line(path, long, long["column"]),
    )
