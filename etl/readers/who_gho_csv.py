"""
WHO, Global Health Observatory: an indicator as CSV, in the form of the former Athena interface or of one of the portals (`who_portals`).

Athena: ``GHO, PUBLISHSTATE, YEAR, REGION, COUNTRY`` (ISO 3166-1 alpha-3), further dimensions such as ``SEX, AGEGROUP,
WORLDBANKINCOMEGROUP, UNREGION``, then ``Display Value, Numeric, Low, High, Comments``; its verbose form writes ``SEX (CODE)`` beside
``SEX (DISPLAY)``, its form in words ``Indicator, PUBLISH STATES, Year, WHO region, Country`` with names for codes. The members of the OData
interface may be columns too. Tables that are printed crosswise: `who_gho_table`.

Missing: Numeric empty; the answer in words (``No data``, ``Yes``, ``10 to 50``) then stands in the locator (status O). A number that is
printed as a limit (``<100``) is no figure: it is kept as the limit. Traps: a row without
a country is a region's, an income group's or the world's; the region beside a country is neither a dimension nor
checked, but a row's only region must be known; ``SDF`` is the Sudan before
2011, printed twice, once in each of two regions, with different figures (``WHO-SDF_EMR``, ``WHO-SDF_AFR``); the world of the income groups
(``WHO-WB_WORLD_INCOME``) and that of WHO's regions (``WORLD``) differ; editions differ in figures of the same year.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import delimited, tidy, who_gho, who_gho_table, who_portals
from etl.readers.who_gho_athena import PLACES, place_named

ATHENA = ("GHO", "YEAR", "Numeric")
AFTER = ("PUBLISHSTATE", "Display Value", "Numeric", "Low", "High", "Comments", "StdErr", "StdDev")
IN_WORDS = {
    "Indicator": "GHO", "PUBLISH STATES": "PUBLISHSTATE", "Year": "YEAR", "WHO region": "REGION", "Country": "COUNTRY", "Sex": "SEX",
    "Age Group": "AGEGROUP", "World Bank income group": "WORLDBANKINCOMEGROUP", "UN Region": "UNREGION",
}  # fmt: skip
"""Athena's columns in words -> its codes of the dimensions."""
SUDAN = "SDF"
SUDAN_REGIONS = ("AFR", "EMR")


def read(path: Path) -> pd.DataFrame:
    """Return the indicator in *path* as tidy observations; ``series`` is its code and its other dimensions."""
    cells = delimited.read_text(path)
    tidy.need_rows(path, cells)
    if who_gho_table.is_table(cells.columns):
        return who_gho_table.read(path)
    if {*who_gho.NEEDED} <= {*cells.columns}:
        return who_gho.observations(path, cells.assign(PERIOD=who_gho.periods(cells)), who_gho.with_dimensions(cells))
    if who_portals.is_portal(cells.columns):
        named, parts = who_portals.as_odata(path, cells)
        return who_gho.observations(path, named.assign(PERIOD=who_gho.periods(named)), parts)
    coded = {str(name): str(name).removesuffix(" (CODE)") for name in cells.columns if str(name).endswith(" (CODE)")}
    if coded:
        spoken = [name for name in cells.columns if str(name).endswith((" (DISPLAY)", " (URL)"))]
        cells = cells.drop(columns=spoken).rename(columns=coded)
    in_words = {"Indicator", "Year"} <= {*cells.columns}
    cells = cells.rename(columns=IN_WORDS) if in_words else cells
    tidy.need_columns(path, cells, ATHENA)
    places = [name for name in PLACES if name in cells]
    place = pd.Series("", index=cells.index, dtype=str)
    for name in places:
        place = place.where(place.ne(""), cells[name])
    if "REGION" in cells:
        place = place.where(place.ne(SUDAN) | ~cells["REGION"].isin(SUDAN_REGIONS), SUDAN + "_" + cells["REGION"])
    if in_words:
        place = tidy.recode(path, cells, place, place_named, "place")
    other = [name for name in cells.columns if name not in {*ATHENA, *AFTER, *places, "line"}]
    named = cells.rename(columns={"GHO": "IndicatorCode", "YEAR": "PERIOD", "Numeric": "NumericValue", "Display Value": "Value"})
    return who_gho.observations(path, named.assign(SpatialDim=place), cells[other])
