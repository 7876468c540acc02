"""
OECD: the CSV of its services until 2024, OECD.Stat and data.oecd.org.

OECD.Stat: a column of codes and one of labels for each dimension, ``VAR, Variable, UNIT, Measure, COU, Country, YEA, Year``, then ``Value,
Flag Codes, Flags``; other tables have other dimensions, a unit, and ``PowerCode Code`` (the value is multiplied by that power of ten).
data.oecd.org: codes alone, ``LOCATION, INDICATOR, SUBJECT, MEASURE, FREQUENCY, TIME, Value, Flag Codes``.

Missing: an empty Value. Traps: sex and age are hidden in codes of the unit (``FRVGFMTF``) in some tables, so that they stand in the series
alone; a table is not named in the file; months and quarters are refused; of several flags (``B|E``) the break counts.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import delimited, sdmx_csv, tidy
from etl.readers.dimensions import Table

PLACES = ("LOCATION", "COU", "COUNTRY", "REG_ID")
PERIODS = ("TIME", "YEA", "TIME_PERIOD", "YEAR")
NAMES = {"Value": "OBS_VALUE", "Flag Codes": "OBS_STATUS", "PowerCode Code": "UNIT_MULT", "Unit Code": "UNIT_CODE"}
LEFT_OUT = ("Reference Period Code", "Flags")
LIVE = ("LOCATION", "INDICATOR", "TIME")
"""What data.oecd.org's form has."""


def read(path: Path) -> pd.DataFrame:
    """Return the figures in *path*; ``series`` is ``DP_LIVE:INDICATOR=…`` or ``OECD.Stat:…`` with the codes of the other dimensions."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("Value",))
    tidy.need_rows(path, cells)
    before = [str(name) for name in cells.columns[: list(cells.columns).index("Value")]]
    live = {*LIVE} <= {*before}
    codes = before if live else before[::2]
    if not live and (len(before) % 2 or not any(name in PLACES for name in codes)):
        raise FigureError(f"{path.name}:1", "codes and labels do not take turns", "COU, Country, YEA, Year and the like, then Value")
    place, period = (next((name for name in codes if name in known), "") for known in (PLACES, PERIODS))
    tidy.need_columns(path, cells, [name for name, found in (("LOCATION", place), ("TIME", period)) if not found])
    kept = [*codes, "Value", *(name for name in ("Flag Codes",) if name in cells), "line"]
    named = cells[kept].drop(columns=[name for name in LEFT_OUT if name in kept])
    named = named.rename(columns={**NAMES, place: "REF_AREA", period: "TIME_PERIOD"})
    if "OBS_STATUS" in named:
        named["OBS_STATUS"] = named["OBS_STATUS"].map(_flag)
    dimensions = [name for name in named.columns if name not in ("OBS_VALUE", "OBS_STATUS", "UNIT_MULT", "TIME_PERIOD", "line")]
    return sdmx_csv.observations(path, named, Table("OECD", "DP_LIVE" if live else "OECD.Stat"), dimensions)


def _flag(text: str) -> str:
    """Return the one flag that counts of those in a cell: a break before all others."""
    flags = re.split(r"[|; ]+", text.strip())
    return "B" if "B" in flags else flags[0]
