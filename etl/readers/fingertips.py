"""
Office for Health Improvement and Disparities, Fingertips: download of one indicator with its trend.

Columns used: ``Indicator ID, Area Code, Sex, Age, Category, Time period, Value, Lower CI 95.0 limit, Upper CI 95.0 limit, Count,
Denominator, Value note``. Values in the indicator's unit (percent for screening), limits by Wilson's method.

Missing: an empty value (status O; status Q where the note says that it is suppressed). Traps: a financial year such as ``2013/14`` is dated
by its first calendar year, and the locator gives it as printed; 99.8 % limits exist in the last year only; persons are ``Persons``.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy

LIMITS = ("Lower CI 95.0 limit", "Upper CI 95.0 limit")
COLUMNS = ("Indicator ID", "Area Code", "Sex", "Age", "Category", "Time period", "Value", *LIMITS, "Count", "Denominator", "Value note")
PLACES = {"E92000001": "GBR-ENG"}


def read(path: Path) -> pd.DataFrame:
    """Return the indicator in *path* as tidy observations; ``series`` is its number."""
    cells = tidy.read_text(path)
    tidy.need_columns(path, cells, COLUMNS)
    where = tidy.at_line(path, cells)
    divided = cells["Category"].ne("")
    if divided.any():
        raise FigureError(where[divided].iloc[0], f"is the category {cells.loc[divided, 'Category'].iloc[0]!r}", "rows of whole areas only")
    period = cells["Time period"].str.strip()
    strange = ~period.str.fullmatch(r"\d{4}(/\d{2})?")
    if strange.any():
        raise FigureError(where[strange].iloc[0], f"the period {period[strange].iloc[0]!r} is unknown", "a year such as 2013 or 2013/14")
    withheld = cells["Value note"].str.contains("suppress", case=False)
    empty = cells["Value"].str.strip().eq("")
    return tidy.tidy(
        series=cells["Indicator ID"],
        place=tidy.translate(cells["Area Code"], where, PLACES, "area code"),
        year=tidy.whole_years(period.str.slice(0, 4), where),
        sex=tidy.translate(cells["Sex"], where, tidy.SEXES, "sex"),
        age=tidy.translate(cells["Age"], where, _ages(cells["Age"]), "age"),
        value=tidy.numbers(cells["Value"], where),
        lower=tidy.numbers(cells[LIMITS[0]], where),
        upper=tidy.numbers(cells[LIMITS[1]], where),
        numerator=tidy.numbers(cells["Count"], where),
        denominator=tidy.numbers(cells["Denominator"], where),
        obs_status=empty.map({True: tidy.NOT_REPORTED, False: "A"}).mask(empty & withheld, tidy.SUPPRESSED),
        locator=tidy.cite_line(path, cells) + ", " + period,
    )


def _ages(text: pd.Series) -> dict[str, str]:
    """Return our band for each age as printed: ``60-74 yrs`` is 60-74, ``All ages`` all, ``15+ yrs`` 15+."""
    printed = text.drop_duplicates()
    bands = printed.str.extract(r"^(\d+(?:-\d+|\+)) yrs$", expand=False).mask(printed.eq("All ages"), "all")
    return dict(zip(printed[bands.notna()], bands.dropna(), strict=True))
