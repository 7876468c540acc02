"""
Office for Health Improvement and Disparities, Fingertips: download of one indicator with its trend.

Columns used: ``Indicator ID, Area Code, Sex, Age, Category, Time period, Value, Lower CI 95.0 limit, Upper CI 95.0 limit, Count,
Denominator, Value note``. Values in the indicator's unit (percent for screening), limits by Wilson's method. A file has one indicator or
several, of England or of all areas of a type.

Missing: an empty value (status O; status Q, confidential, where the note says that it is suppressed for disclosure control, or because the
count is small). A note stands in the locator; ``data quality`` and ``caution`` are status U, ``combined`` with another area D. Traps: a
financial year such as ``2013/14`` is dated by its first calendar year, and the locator gives it as printed; ``2012 - 14`` and
``2012/13 - 14/15`` are three years pooled; quarters and months are no years and refused; 99.8 % limits exist in the last year only; persons
are ``Persons``; an inequality (``Category Type``, ``Category``) is a part of the area and not the area; England has a row in the download
of every type of area; the name of the area's column is ``Area Name`` or ``AreaName``; areas below England have no ISO code and are named by
the characters of the Office for National Statistics or of the NHS; names have line breaks, and rows may lack the last columns.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.dimensions import age_of

LIMITS = ("Lower CI 95.0 limit", "Upper CI 95.0 limit")
COLUMNS = ("Indicator ID", "Area Code", "Sex", "Age", "Category", "Time period", "Value", *LIMITS, "Count", "Denominator", "Value note")
NATIONS = {"E92000001": "GBR-ENG", "K02000001": "GBR", "N92000002": "GBR-NIR", "S92000003": "GBR-SCT", "W92000004": "GBR-WLS"}
INITIALS = {"E": "GBR-ENG", "N": "GBR-NIR", "S": "GBR-SCT", "W": "GBR-WLS"}
AREA = r"n?[ENSW]\d{8}|[A-Z]\d{5}"
"""Nine characters of the Office for National Statistics (with n before parts of the NHS); six of a practice or a network of practices."""
UNUSED = 2
"""Columns that rows may lack at their end: how the value compares with a goal, and the length of the period."""
NOTES = {"data quality": tidy.UNRELIABLE, "caution": tidy.UNRELIABLE, "combined": "D"}
"""Words of a note beside a value -> its status."""
WITHHELD = r"suppress.*(?:disclosure|small)|small sample|too small|^value suppressed$"
NO_SEX = "Not applicable"
"""What Fingertips prints where an indicator is not of persons."""
PERIOD = r"(\d{4})(?:/\d{2})?(?: ?- ?(\d{2,4})(?:/\d{2})?)?"


def read(path: Path) -> pd.DataFrame:
    """Return the indicators in *path* as tidy observations; ``series`` is the indicator's number."""
    cells = delimited.read_text(path, unused=UNUSED)
    tidy.need_columns(path, cells, COLUMNS)
    where = citing.at_line(path, cells)
    printed = cells["Time period"].str.strip()
    periods = printed.str.extract(f"^{PERIOD}$").fillna("")
    strange = periods[0].eq("")
    if strange.any():
        raise FigureError(
            where[strange].iloc[0], f"the period {printed[strange].iloc[0]!r} is unknown", "a year such as 2013 or 2013/14, or 2012 - 14"
        )
    year = numeric.whole_years(periods[0], where)
    last = (periods[0].str.slice(0, 2) + periods[1]).where(periods[1].str.len().eq(2), periods[1]).mask(periods[1].eq(""), periods[0])
    empty = cells["Value"].str.strip().eq("")
    note = cells["Value note"].str.strip()
    withheld = empty & note.str.contains(WITHHELD, case=False)
    status = empty.map({True: tidy.NOT_REPORTED, False: "A"}).mask(withheld, tidy.SUPPRESSED)
    for word, noted in NOTES.items():
        status = status.mask(status.eq("A") & note.str.contains(word, case=False), noted)
    return tidy.tidy(
        series=cells["Indicator ID"],
        place=tidy.translate(cells["Area Code"], where, _places(cells["Area Code"]), "area code"),
        year=year,
        year_end=numeric.whole_years(last, where),
        sex=tidy.translate(cells["Sex"], where, tidy.SEXES | {NO_SEX: "all"}, "sex"),
        age=tidy.translate(cells["Age"], where, _ages(cells["Age"]), "age"),
        group=_groups(cells),
        value=numeric.numbers(cells["Value"], where),
        lower=numeric.numbers(cells[LIMITS[0]], where),
        upper=numeric.numbers(cells[LIMITS[1]], where),
        numerator=numeric.numbers(cells["Count"], where),
        denominator=numeric.numbers(cells["Denominator"], where),
        obs_status=status,
        conf_status=withheld.map({True: "C", False: "F"}),
        locator=citing.cite_line(path, cells) + ", " + printed + (", note: " + note).where(note.ne(""), ""),
    )


def _places(codes: pd.Series) -> dict[str, str]:
    """Return our code of each area: that of a nation, or the nation's with the area's own; practices are England's."""
    known = [code for code in codes.str.strip().unique() if re.fullmatch(AREA, code)]
    bare = {code: code.removeprefix("n") for code in known}
    ons = 9  # characters
    return {code: f"{INITIALS[own[0]] if len(own) == ons else INITIALS['E']}-{own}" for code, own in bare.items()} | NATIONS


def _groups(cells: pd.DataFrame) -> pd.Series:
    """Return ``all``, or the inequality as ``<category type>:<category>``."""
    kind = cells["Category Type"] if "Category Type" in cells else pd.Series("category", index=cells.index)
    slugs = {text: re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") for text in pd.concat([kind, cells["Category"]]).unique()}
    return (kind.map(slugs) + ":" + cells["Category"].map(slugs)).mask(cells["Category"].str.strip().eq(""), "all")


def _ages(text: pd.Series) -> dict[str, str]:
    """Return our band for each age as printed: ``60-74 yrs`` is 60-74, ``15+ yrs`` 15+, ``<75 yrs`` 0-74, ``65 yrs`` 65."""
    return {NO_SEX: "all"} | {printed: age for printed in text.str.strip().unique() if (age := age_of(printed))}
