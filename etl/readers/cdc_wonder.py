"""
CDC WONDER: export of a query; text with tabs or commas, one row a combination of what it was grouped by.

Three databases: deaths by underlying cause (from 2018 on by single race, and provisional), the compressed mortality files, and the cancer
registries' new cases (``Count``). Columns: ``Notes``; what the query was grouped by, each with a column of codes behind it: ``State`` or
``County``, ``Year`` (status P where it says provisional), ``Gender`` (``Sex``), age groups, causes or cancers, and others such as ``Race``,
which go into ``group``; then ``Deaths`` or ``Count`` and, where asked for, ``Population, Crude Rate``, ``Age Adjusted Rate`` and 95 %
limits. Rates per 100,000. Below the rows, after ``---``, stand the query and its caveats: see `cdc_wonder_query`.

Missing: ``Suppressed`` fewer than ten deaths, or sixteen cases (status Q, confidential); ``Unreliable`` a rate from fewer than twenty
(status U); ``Missing``, ``Not Available`` and ``Not Applicable`` (status O). A year that is ``partial``, as some months are not in yet, has
no value either: the locator has what is printed. Traps: rows with ``Total`` under Notes are sums of other rows and left out; a query by
state and year has no row of the nation in one year; C00-D48 are all neoplasms, in situ and benign ones too, and are a site of that name;
C00-C97, all cancers, are all sites; the registries' cancers are groups of ICD-O-3, so their names stand in the series; deaths of unknown
age are in counts and crude rates only; populations of 2001-2009 were revised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError
from etl.readers import cdc_wonder_query as query
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import US_STATES

RATES = {"Age Adjusted Rate": "age_adjusted_rate", "Age-Adjusted Rate": "age_adjusted_rate", "Crude Rate": "crude_rate"}
LIMITS = {rate: tuple(f"{rate} {end} 95% Confidence Interval" for end in ("Lower", "Upper")) for rate in RATES}
COUNTED = {"Deaths": ("deaths", ""), "Count": ("new_cases", "incidence_")}
"""Column of counts -> its series, and what stands before the names of the rates made of it."""
GROUP_COLUMNS = (
    "Race", "Hispanic Origin", "Ethnicity", "Single Race 6", "Single Race 15", "Single/Multi Race 6", "2006 Urbanization",
    "2013 Urbanization", "Weekday", "Autopsy", "Place of Death", "Census Region", "Census Division", "HHS Region", "Region", "Division",
)  # fmt: skip
OTHER = re.compile(r".* Code|% of Total .*|.* Standard Error|.* Confidence Interval")
"""Columns that repeat others as codes, or that no observation is made of."""
MARKS = {
    "Suppressed": tidy.SUPPRESSED,
    "Unreliable": tidy.UNRELIABLE,
    "Missing": tidy.NOT_REPORTED,
    "Not Applicable": tidy.NOT_REPORTED,
    "Not Available": tidy.NOT_REPORTED,
    "": tidy.NOT_REPORTED,
}


def read(path: Path) -> pd.DataFrame:
    """
    Return the query's answer in *path* as tidy observations.

    ``series`` is ``age_adjusted_rate`` or ``crude_rate``, with deaths as numerator, or ``deaths`` in a query without rates;
    ``incidence_age_adjusted_rate``, ``incidence_crude_rate`` and ``new_cases`` of the cancer registries; ``crude_rate/<cause>`` and the
    like where it was grouped by cause or cancer.
    """
    whole = delimited.read_text(path, footer=True)
    # The database of later years names whose state it is (the dead person's).
    whole = whole.rename(columns=lambda name: re.sub(r"^Residence (?=(State|County)\b)", "", str(name)))
    counted = "Count" if "Count" in whole and "Deaths" not in whole else "Deaths"
    tidy.need_columns(path, whole, ("Notes", counted))
    end = whole["Notes"].eq("---").cummax()
    asked = query.parameters(whole.loc[end, "Notes"].tolist()[1:])
    cells = whole[~end & whole["Notes"].ne("Total")]
    where = citing.at_line(path, cells)
    noted = cells["Notes"].ne("")
    if noted.any():
        raise FigureError(
            where[noted].iloc[0], f"the note {cells.loc[noted, 'Notes'].iloc[0]!r} is unknown", "empty, Total, or --- at the end"
        )
    _need_known(path, cells, counted)
    cells, partial = _without_partial_years(cells, [counted, "Population", *RATES, *(limit for ends in LIMITS.values() for limit in ends)])
    common = _dimensions(path, cells, where, asked)
    cause = common.pop("cause")
    number = numeric.numbers(cells[counted], where + f", {counted}", missing=tuple(MARKS))
    if "Population" in cells:
        common |= {"denominator": numeric.numbers(cells["Population"], where + ", Population", missing=tuple(MARKS))}
    name, before = COUNTED[counted]
    frames = []
    for column, rate in RATES.items():
        # No rate can be made of months, weekdays and the like: then the counts are the figures.
        if column in cells and not cells[column].eq("Not Applicable").all():
            ends = {each: limit for each, limit in zip(("lower", "upper"), LIMITS[column], strict=True) if limit in cells}
            limits = {each: numeric.numbers(cells[limit], where, missing=tuple(MARKS)) for each, limit in ends.items()}
            series = before + rate + query.standard(path, asked, rate) + cause
            frames.append(tidy.tidy(**common, **limits, **_figure(path, cells, column, partial), series=series, numerator=number))
    if not frames:
        frames.append(tidy.tidy(**common, **_figure(path, cells, counted, partial), series=name + cause, numerator=number))
    return pd.concat(frames, ignore_index=True)


def _need_known(path: Path, cells: pd.DataFrame, counted: str) -> None:
    known = {"Notes", counted, "Population", *RATES, *query.PLACES, "Year", *query.SEX_COLUMNS, *query.AGE_COLUMNS, *query.CANCER_SITES}
    known |= {*GROUP_COLUMNS, "line"}
    unknown = [
        column for column in cells.columns if column not in known and not OTHER.fullmatch(column) and not query.cause_of(str(column))
    ]
    if unknown:
        asked = ", ".join(sorted(known - {"line", "Notes", counted, "Population", *RATES}))
        raise FigureError(f"{path.name}:1", f"column '{unknown[0]}' is unknown", f"a query grouped by {asked}, or a list of causes")


def _dimensions(path: Path, cells: pd.DataFrame, where: pd.Series, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return place, year, sex, age, site and group of each row, and what its cause adds to the name of a series."""
    first, last = query.years(path, asked, dated="Year" in cells)
    site, cause = query.site(path, asked)
    found: dict[str, Any] = {"place": "USA", "year": first, "year_end": last, "site": site}
    found |= query.dimensions(path, asked, cells.columns)
    if "County" in cells:
        tidy.need_columns(path, cells, ("County", "County Code"))
        state = cells["County"].str.extract(r", ([A-Z]{2})$", expand=False).fillna("?")
        found["place"] = "USA-" + tidy.translate(state, where, {code: code for code in US_STATES.values()}, "state of the county")
        found["place"] += "-" + cells["County Code"]
    for column in cells.columns.intersection(["State", "States"] if "County" not in cells else []):
        found["place"] = tidy.translate(cells[column], where, query.STATES, "state")
    if "Year" in cells:
        found["year"] = found["year_end"] = numeric.whole_years(cells["Year"].str.replace(r" \(provisional.*\)$", "", regex=True), where)
    if found["year"] is None:
        raise FigureError(path.name, "has no years", "a query grouped by year, or the lines below the data that name its years")
    grouped = _people(cells, where)
    if "group" in found and "group" in grouped:
        grouped["group"] = found["group"] + "+" + grouped["group"]
    return found | grouped | _causes(cells, cause)


def _people(cells: pd.DataFrame, where: pd.Series) -> dict[str, pd.Series]:
    """Return sex, age and group of each row, as far as the query was grouped by them."""
    found = {}
    for column in cells.columns.intersection(list(query.SEX_COLUMNS)):
        found["sex"] = tidy.translate(cells[column], where, {"Female": "female", "Male": "male"}, "sex")
    for column in cells.columns.intersection(list(query.AGE_COLUMNS)):
        found["age"] = tidy.translate(cells[column], where, query.ages(cells[column]), "age group")
    for column in GROUP_COLUMNS:
        if column in cells:
            name = query.slug(column) + ":" + cells[column].map(query.slug)
            found["group"] = found["group"] + "+" + name if "group" in found else name
    return found


def _causes(cells: pd.DataFrame, behind: str) -> dict[str, Any]:
    """Return what the cause adds to the name of a series, and the site where its code or its name gives codes of ICD-10."""
    found: dict[str, Any] = {"cause": behind}
    for column in cells.columns:
        if column in query.CANCER_SITES:
            found["cause"] = found["cause"] + "/" + cells[column]
        elif query.cause_of(str(column)) and str(column).startswith("MCD"):
            found["cause"] = found["cause"] + "/mentioned " + cells[column]
        elif query.cause_of(str(column)):
            found["cause"] = found["cause"] + "/" + cells[column]
            codes = cells.get(f"{column} Code", pd.Series("", index=cells.index))
            named = cells[column].map(lambda text: query.site_in("List", text) or "all")
            found["site"] = codes.where(codes.str.fullmatch(r"[A-Z]\d\d(?:\.\d)?(?:-[A-Z]\d\d)?"), named)
    return found


def _without_partial_years(cells: pd.DataFrame, figures: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows without the *figures* of years that are not whole, and what is printed there."""
    partial = cells["Year"].str.contains("partial") if "Year" in cells else pd.Series(data=False, index=cells.index)
    printed = cells[[column for column in figures if column in cells]].where(partial, "")
    return cells.assign(**{str(column): cells[column].mask(partial, "") for column in printed}), printed


def _figure(path: Path, cells: pd.DataFrame, column: str, partial: pd.DataFrame) -> dict[str, pd.Series]:
    """Return value, status, confidentiality and citation of one column of figures; *partial* has those of years that are not whole."""
    # WONDER writes the reason behind the number too: "7.1 (Unreliable)".
    text = cells[column].str.replace(r"^[\d.]+ \((Unreliable)\)$", r"\1", regex=True)
    status = tidy.statuses(text, MARKS)
    if "Year" in cells:
        status = status.mask(status.eq("A") & cells["Year"].str.contains("provisional"), "P")
    printed = partial[column].map(lambda figure: figure and f", of a part of the year, printed: {figure}")
    return {
        "value": numeric.numbers(text, citing.at_line(path, cells) + ", " + column, missing=tuple(MARKS)),
        "obs_status": status,
        "conf_status": status.eq(tidy.SUPPRESSED).map({True: "C", False: "F"}),
        "locator": citing.cite_line(path, cells, column, printed),
    }
