"""
World Bank: an indicator of its data portal, as CSV or as the ZIP that it comes in.

Four lines before the header (``Data Source``, blank, ``Last Updated Date``, blank; other files have none), then ``Country Name, Country
Code, Indicator Name, Indicator Code``, a column a year, and an empty column at the end. The ZIP has descriptions beside it
(``Metadata_Country_…``, ``Metadata_Indicator_…``), which are left out. DataBank's export has ``Series Name, Series Code``, years written
``1990 [YR1990]``, ``..`` for missing, and a footer.

Missing: an empty cell or ``..`` (status O). Traps: fifty of the codes are groups of countries (``WB-HIC``); ``WLD`` is the world, ``EUU``
the European Union of the edition's day; many figures are other publishers', whose terms apply too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import agency_place

BESIDE = r"(^|/)Metadata_|Metadata\.csv$"
PREAMBLE = re.compile(rb'^"?Data Source')
BLANK_LINES = 4
YEAR = re.compile(r"(\d{4})(?: \[YR(\d{4})\])?")
FOOTER = re.compile(r"Data from database:|Last Updated:")
INDICATOR = {"Indicator Code": "Indicator Code", "Series Code": "Indicator Code"}


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is the indicator's code."""
    content = unpack.utf8(path, unpack.read_bytes(path, BESIDE))
    before = BLANK_LINES if PREAMBLE.match(content) else 0
    body = content.split(b"\n", before)[-1]
    cells = delimited.table_of_text(path, body, footer=True, first_line=before + 1).rename(columns=INDICATOR)
    tidy.need_columns(path, cells, ("Country Code", "Indicator Code"))
    footer = cells["Country Code"].eq("") & cells.iloc[:, 0].str.match(FOOTER)
    cells = cells[~footer].reset_index(drop=True)
    tidy.need_rows(path, cells)
    years = {str(name): found[1] for name in cells.columns if (found := YEAR.fullmatch(str(name)))}
    if not years:
        raise FigureError(f"{path.name}:{before + 1}", "has no column of a year", "years such as 1990, or 1990 [YR1990]")
    long = cells.melt(id_vars=["Country Code", "Indicator Code", "line"], value_vars=list(years), var_name="column", value_name="text")
    year = long["column"].map(years)
    text = long["text"].str.strip()
    return tidy.tidy(
        series=long["Indicator Code"],
        place=tidy.recode(path, long, long["Country Code"], lambda code: agency_place(code, "WB"), "country code"),
        year=year.astype(int),
        value=numeric.column_numbers(path, long, text, ("", ".."), year),
        obs_status=tidy.statuses(text, {"": tidy.NOT_REPORTED, "..": tidy.NOT_REPORTED}),
        locator=citing.cite_line(path, long, year),
    )
