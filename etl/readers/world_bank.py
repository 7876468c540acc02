"""
World Bank: an indicator of its data portal, as CSV or as the ZIP that it comes in; and what DataBank exports.

Portal: four lines before the header (``Data Source``, blank, ``Last Updated Date``, blank; other files have none), then ``Country Name,
Country Code, Indicator Name, Indicator Code``, a column a year, and an empty column at the end. The ZIP has descriptions beside it
(``Metadata_Country_…``, ``Metadata_Indicator_…``), which are left out.

DataBank: of country, series and time, two are columns with their codes (``Country Code``, ``Series Code``, ``Time Code``), and the members
of the third are columns too, with the code in brackets (``1990 [YR1990]``, ``Sweden [SWE]``, ``Life expectancy [SP.DYN.LE00.IN]``); ``..``
for missing, and a footer.

Missing: an empty cell or ``..`` (status O). Traps: fifty of the codes are groups of countries (``WB-HIC``); ``WLD`` is the world, ``EUU``
the European Union of the edition's day; five countries had other codes before 2015 (``ROM``); many figures are other publishers', whose
terms apply too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import agency_place

BESIDE = r"(^|/)Metadata_|Metadata\.csv$|Definition and Source\.csv$"
PREAMBLE = re.compile(rb'^"?Data Source')
BLANK_LINES = 4
YEAR = re.compile(r"(\d{4})")
MEMBER = re.compile(r".*\[([^\[\]]+)\]")
FOOTER = re.compile(r"Data from database:|Last Updated:")
SERIES, PLACE, TIME = "Series Code", "Country Code", "Time Code"
OLD_CODES = {"ADO": "AND", "IMY": "IMN", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}
"""Codes of editions before 2015 -> those of today."""


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is the indicator's code."""
    content = unpack.utf8(path, unpack.read_bytes(path, BESIDE))
    before = BLANK_LINES if PREAMBLE.match(content) else 0
    body = content.split(b"\n", before)[-1]
    cells = delimited.table_of_text(path, body, footer=True, first_line=before + 1).rename(columns={"Indicator Code": SERIES})
    keys = [name for name in (SERIES, PLACE, TIME) if name in cells]
    across = next((name for name in (TIME, SERIES, PLACE) if name not in cells), "")
    if len(keys) != 2:  # noqa: PLR2004 (the third of them is spread over the columns)
        tidy.need_columns(path, cells, (PLACE, SERIES))
        raise FigureError(f"{path.name}:{before + 1}", "has country, series and time as columns", "one of them spread over the columns")
    footer = cells[keys[0]].eq("") & cells.iloc[:, 0].str.match(FOOTER)
    cells = cells[~footer].reset_index(drop=True)
    tidy.need_rows(path, cells)
    if TIME in cells:
        cells[TIME] = cells[TIME].str.removeprefix("YR")
    members = _members(cells.columns, YEAR if across == TIME else None)
    if not members:
        raise FigureError(f"{path.name}:{before + 1}", *NO_MEMBERS[across])
    long = cells.melt(id_vars=[*keys, "line"], value_vars=list(members), var_name="column", value_name="text")
    long[across] = long["column"].map(members)
    where = long["column"] if across != TIME else long[TIME]
    text = long["text"].str.strip()
    return tidy.tidy(
        series=long[SERIES],
        place=tidy.recode(path, long, long[PLACE], _place, "country code", column=where),
        year=numeric.column_years(path, long, long[TIME], where),
        value=numeric.column_numbers(path, long, text, ("", ".."), where),
        obs_status=tidy.statuses(text, {"": tidy.NOT_REPORTED, "..": tidy.NOT_REPORTED}),
        locator=citing.cite_line(path, long, where),
    )


NO_MEMBERS = {
    TIME: ("has no column of a year", "years such as 1990, or 1990 [YR1990]"),
    SERIES: ("has no column of a series", "series with their codes, such as Life expectancy [SP.DYN.LE00.IN]"),
    PLACE: ("has no column of a country", "countries with their codes, such as Sweden [SWE]"),
}
"""What is wrong, and what would be right, where no column is a member of a dimension."""


def _members(columns: pd.Index, plain: re.Pattern[str] | None) -> dict[str, str]:
    """Return the columns that are members of a dimension, each with its code in brackets, or *plain*."""
    found = {str(name): match[1].removeprefix("YR") for name in columns if (match := MEMBER.fullmatch(str(name)))}
    return found | ({str(name): match[1] for name in columns if (match := plain.fullmatch(str(name)))} if plain else {})


def _place(code: str) -> str | None:
    return agency_place(OLD_CODES.get(code, code), "WB")
