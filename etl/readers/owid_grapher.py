"""
Our World in Data: table of one dataset or chart, one row a country and year, one column a measure.

Columns: ``Entity, Year``, in a chart's table also ``Code`` (ISO 3166-1 alpha-3, or ``OWID_…``), in small letters if asked for so; then
measures. A measure that ends with ``_both_sexes``, ``_female`` or ``_male`` is of that sex. Units, sources and licence stand in the
dataset's ``datapackage.json`` or the chart's ``…metadata.json``, which carry no figure and are not read; a chart's ZIP holds both.

Missing: an empty cell (status O). Traps: without ``Code`` places are names; a group of countries has a code of OWID's or none, and becomes
``OWID-<NAME>``; the figures are another publisher's, whose terms apply too; in some datasets the year is the last one of a period, which
only the dataset's README says; a table by ``Day`` is refused.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd

from etl.readers import tidy
from etl.readers.codes import COUNTRIES_BY_NAME, NAMES, agency_place, name_key

SEXES = {"_both_sexes": "all", "_female": "female", "_male": "male"}
PLACE_AND_YEAR = ("Entity", "Code", "Year")
GROUPS = {"World": "WORLD", "European Union (27)": "EU27"}
"""Names of groups of countries that have a code of ours."""


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is the column's name without the sex."""
    cells = tidy.read_text(path, beside=r"(?i)readme|metadata")
    names = {name.lower(): name for name in PLACE_AND_YEAR}
    cells = cells.rename(columns={str(name): names[str(name).lower()] for name in cells.columns if str(name).lower() in names})
    tidy.need_columns(path, cells, ("Entity", "Year"))
    tidy.need_rows(path, cells)
    cells["place"] = _places(path, cells)
    measures = [column for column in cells.columns if column not in {*PLACE_AND_YEAR, "place", "line", "owid_region"}]
    long = cells.melt(id_vars=["place", "Year", "line"], value_vars=measures, var_name="column", value_name="text")
    ending = long["column"].str.extract("(" + "|".join(SEXES) + ")$", expand=False)
    return tidy.tidy(
        series=long["column"].str.replace("(" + "|".join(SEXES) + ")$", "", regex=True),
        place=long["place"],
        year=tidy.whole_years(long["Year"], tidy.at_line(path, long)),
        sex=ending.map(SEXES).fillna("all"),
        value=tidy.column_numbers(path, long, long["text"], column=long["column"]),
        obs_status=tidy.statuses(long["text"], {"": tidy.NOT_REPORTED}),
        locator=tidy.cite_line(path, long, long["column"]),
    )


def _places(path: Path, cells: pd.DataFrame) -> pd.Series:
    """Return our code of each row's place, by its code where the table has one."""
    if "Code" not in cells:
        return tidy.recode(path, cells, cells["Entity"], lambda name: NAMES.get(name) or COUNTRIES_BY_NAME.get(name_key(name)), "entity")
    coded = cells["Code"].where(cells["Code"].ne(""), "name: " + cells["Entity"])
    return tidy.recode(path, cells, coded, _place, "place")


def _place(code: str) -> str | None:
    """Return our code of OWID's; an entity without one is a group of countries, named by its name."""
    if not code.startswith("name: "):
        return agency_place(code, "OWID")
    name = code.removeprefix("name: ")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return GROUPS.get(name) or COUNTRIES_BY_NAME.get(name_key(name)) or "OWID-" + re.sub(r"\W+", "_", plain).strip("_").upper()
