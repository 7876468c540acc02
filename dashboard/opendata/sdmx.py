"""
The figures as SDMX-CSV 2.0 (SDMX 3.0, section 5: ``STRUCTURE, STRUCTURE_ID, ACTION``, dimensions, measure, attributes).

Sexes are the codes of SDMX's cross-domain list (``_T``, ``F``, ``M``), a total is ``_T`` everywhere, a period of several years is SDMX's
time range (``2010-01-01/P5Y``). All other codes are ours, as ``flags.csv`` and the interface have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.opendata.columns import Column

if TYPE_CHECKING:
    import pandas as pd

STRUCTURE_ID = "WAYMARK:OBSERVATIONS(1.0.0)"
TOTAL = "_T"
SEXES = {"all": TOTAL, "female": "F", "male": "M"}
RENAMED = {
    "indicator": "INDICATOR",
    "place": "REF_AREA",
    "sex": "SEX",
    "age": "AGE",
    "site": "SITE",
    "group": "GROUP",
    "source": "SOURCE",
    "period": "TIME_PERIOD",
    "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE",
    "lower": "LOWER",
    "upper": "UPPER",
    "numerator": "NUMERATOR",
    "denominator": "DENOMINATOR",
    "obs_status": "OBS_STATUS",
    "conf_status": "CONF_STATUS",
    "edition": "EDITION",
    "locator": "LOCATOR",
}
"""Our columns and the components of the data structure, in the order of the file."""

HEAD = {"STRUCTURE": "datastructure", "STRUCTURE_ID": STRUCTURE_ID, "ACTION": "I"}
_NUMBERS = ("OBS_VALUE", "LOWER", "UPPER", "NUMERATOR", "DENOMINATOR")
COLUMNS = tuple(Column(name, "number" if name in _NUMBERS else "text") for name in (*HEAD, *RENAMED.values()))
"""The columns of the file."""


def time_period(first: pd.Series, last: pd.Series) -> pd.Series[str]:
    """Return the SDMX time period of the years *first* to *last*: a year, or a time range."""
    single = first.astype(str)
    return single.where(first == last, single + "-01-01/P" + (last - first + 1).astype(str) + "Y").astype("str")


def sdmx_rows(figures: pd.DataFrame) -> pd.DataFrame:
    """Return *figures* (the columns of ``data.csv``) as the rows of SDMX-CSV; the columns are ``COLUMNS``."""
    rows = figures.assign(period=time_period(figures["year"], figures["year_end"]), sex=figures["sex"].replace(SEXES))
    for column in ("age", "site", "group"):
        rows[column] = rows[column].replace("all", TOTAL)
    rows = rows[list(RENAMED)].rename(columns=RENAMED).assign(**HEAD)
    return rows[[*HEAD, *RENAMED.values()]]
