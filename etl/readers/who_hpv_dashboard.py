"""
WHO, HPV vaccination dashboard: each country's programme and its coverage of the last year (CSV).

Columns used: ``ISO_3_CODE, HPV1_COVERAGELASTYEAR, HPVC_COVERAGELASTYEAR``, coverage of the programme's girls with the first and the last
dose, as a FRACTION, which is turned into percent. The other columns describe the programme (schedule, year of introduction, doses, sex) and
are no observations. They are WHO and UNICEF's estimates, of the series ``PRHPV1_F`` and ``PRHPVC_F`` of their other tables.

Missing: a blank means no programme or no estimate (status O), never 0. Traps: the file says neither its day nor which year the last one is:
the day stands in its name, ``who-hpv-dashboard-2025-01-23.csv``, and the year follows from it, which the locator says; boys are vaccinated
too in some programmes, but the coverage is that of girls.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import ALPHA3

SERIES = {"HPV1_COVERAGELASTYEAR": "PRHPV1_F", "HPVC_COVERAGELASTYEAR": "PRHPVC_F"}
ESTIMATES_IN = 7
"""Month in which WHO and UNICEF publish the estimates of the year before (mid-July; from memory)."""
DIGITS = 10
"""Decimal places that are kept, so that 0.29 is 29 percent and not a little less."""


def read(path: Path) -> pd.DataFrame:
    """Return the coverage in *path* in percent as tidy observations; ``series`` is the code of WHO's other tables."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("ISO_3_CODE", *SERIES))
    tidy.need_rows(path, cells)
    year = _last_year(path)
    place = tidy.recode(path, cells, cells["ISO_3_CODE"], {code: code for code in ALPHA3}.get, "country code")
    return pd.concat([_coverage(path, cells, column, place, year) for column in SERIES], ignore_index=True)


def _coverage(path: Path, cells: pd.DataFrame, column: str, place: pd.Series, year: int) -> pd.DataFrame:
    """Return the coverage of one dose."""
    share = numeric.column_numbers(path, cells, cells[column], column=column)
    strange = ~share.between(0, 1) & share.notna()
    if strange.any():
        where = citing.at_line(path, cells)[strange].iloc[0]
        raise FigureError(f"{where}, {column}", f"{share[strange].iloc[0]:g} is no fraction", "a number from 0 to 1")
    return tidy.tidy(
        series=SERIES[column],
        place=place,
        year=year,
        sex="female",
        value=(share * 100).round(DIGITS),
        obs_status=tidy.statuses(cells[column], {"": tidy.NOT_REPORTED}, default="E"),
        locator=citing.cite_line(path, cells, f"{column}, year {year} by the day in the file's name"),
    )


def _last_year(path: Path) -> int:
    """Return the year whose estimates were the last ones on the day that the file's name gives."""
    day = re.search(r"(?<!\d)(20\d{2})-(\d{2})-\d{2}(?!\d)", unpack.data_stem(path))
    if day is None:
        what = "the name gives no day, so that its last year is unknown"
        raise FigureError(path.name, what, "a name such as who-hpv-dashboard-2025-01-23.csv")
    return int(day[1]) - (1 if int(day[2]) > ESTIMATES_IN else 2)
