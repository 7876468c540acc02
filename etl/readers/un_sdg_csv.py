"""
United Nations Statistics Division: download of the Global SDG Indicators Database as CSV.

Columns: ``Goal, Target, Indicator, SeriesCode, SeriesDescription, GeoAreaCode, GeoAreaName, TimePeriod, Value, Time_Detail, TimeCoverage,
UpperBound, LowerBound, BasePeriod, Source, GeoInfoUrl, FootNote``, then dimensions and attributes in brackets: ``[Age], [Sex], [Location],
[Nature], [Units], [Reporting Type]`` …; without brackets, whatever is not listed here is one too. Places are the United Nations' numbers;
1 is the world, regions become ``M49-<number>``.

Missing: an empty Value, ``NaN`` or ``N`` (status O); ``<2.5`` or ``>95`` is a bound, no figure: the value stays empty, the bound is kept.
Traps: ``[Nature]`` says whose figure it is (C and CA the country's, E estimated, M modelled, G for global monitoring: statuses A, then E; N
not relevant); ``30-70`` is from the 30th to the 70th birthday; one file may hold several series; the year is the first of a period.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from etl.readers import citing, delimited, dimensions, numeric, tidy
from etl.readers.codes import m49_place

NEEDED = ("SeriesCode", "GeoAreaCode", "TimePeriod", "Value")
NATURES = {"": "A", "C": "A", "CA": "E", "E": "E", "G": "E", "M": "E", "N": tidy.NOT_APPLICABLE, "NA": "A", "_X": "A"}
DESCRIBING = (
    "Goal", "Target", "Indicator", "SeriesDescription", "GeoAreaName", "Time_Detail", "TimeCoverage", "UpperBound", "LowerBound",
    "BasePeriod", "Source", "GeoInfoUrl", "FootNote",
)  # fmt: skip
"""Columns, beside those that are needed, that are no dimension."""
ATTRIBUTES = ("[Nature]", "[Reporting Type]", "[Observation Status]")
TAKEN = ("[Sex]", "[Age]")
MARKS = ("", "NaN", "N")
AGES = {"30-70": "30-69"}
"""The probability of dying between two birthdays ends a year before the second."""


def read(path: Path) -> pd.DataFrame:
    """Return the download in *path* as tidy observations; ``series`` is the code and the dimensions without a column of ours."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, NEEDED)
    plain = [str(name) for name in cells.columns if name not in {*NEEDED, *DESCRIBING, "line"} and not str(name).startswith("[")]
    cells = cells.rename(columns={name: f"[{name}]" for name in plain})
    tidy.need_rows(path, cells)
    where = citing.at_line(path, cells)
    figures = numeric.figures(path, cells, cells["Value"], MARKS, "Value")
    lower, upper = (_bound(cells, name, where) for name in ("LowerBound", "UpperBound"))
    columns: dict[str, Any] = {}
    if "[Sex]" in cells:
        columns["sex"] = tidy.recode(path, cells, cells["[Sex]"], lambda code: dimensions.SEX_CODES.get(code or "_T"), "sex")
    if "[Age]" in cells:
        columns["age"] = tidy.recode(path, cells, cells["[Age]"], lambda code: AGES.get(code) or dimensions.age_of(code or "_T"), "age")
    nature = cells["[Nature]"] if "[Nature]" in cells else pd.Series("", index=cells.index, dtype=str)
    status = tidy.recode(path, cells, nature, NATURES.get, "nature")
    other = [str(name) for name in cells.columns if str(name).startswith("[") and name not in {*TAKEN, *ATTRIBUTES}]
    return tidy.tidy(
        series=_series(cells, other),
        place=tidy.recode(path, cells, cells["GeoAreaCode"], _place, "area"),
        year=numeric.whole_years(cells["TimePeriod"].str.removesuffix(".0"), where),
        value=figures.value,
        lower=lower.fillna(figures.lower),
        upper=upper.fillna(figures.upper),
        obs_status=status.mask(figures.value.isna() & status.ne(tidy.NOT_APPLICABLE), tidy.NOT_REPORTED),
        locator=citing.cite_line(path, cells) + figures.printed + (", nature " + nature).where(nature.ne(""), ""),
        **columns,
    )


def _place(code: str) -> str | None:
    """Return our code of a number of the United Nations, with or without zeros before it."""
    return m49_place(int(code)) if re.fullmatch(r"\d{1,4}", code) else None


def _bound(cells: pd.DataFrame, name: str, where: pd.Series) -> pd.Series:
    """Return a bound, missing where the file has none."""
    return numeric.numbers(cells[name], where + f", {name}", MARKS) if name in cells else pd.Series(float("nan"), index=cells.index)


def _series(cells: pd.DataFrame, names: list[str]) -> pd.Series:
    """Return the code of each row's series and its dimensions; a dimension that is empty in a row is left out of its name."""
    tail = pd.Series("", index=cells.index, dtype=str)
    for name in sorted(names):
        part = (name.strip("[]") + "=" + cells[name].str.strip()).where(cells[name].str.strip().ne(""), "")
        tail = tail + part.where(tail.eq("") | part.eq(""), ";" + part)
    return cells["SeriesCode"] + (":" + tail).where(tail.ne(""), "")
