"""
CDC WONDER: export of a query on underlying causes of death; tab-separated text, one row a combination of what it was grouped by.

Columns: ``Notes``; what the query was grouped by, each with a column of codes behind it: ``State`` or ``County``, ``Year`` (status P
where it says provisional), ``Gender`` (``Sex``), age groups, ``Cause of death``, and others such as ``Race``, which go into ``group``;
then ``Deaths, Population, Crude Rate`` and, where asked for, ``Age Adjusted Rate`` and its 95 % limits. Rates per 100,000; the standard
is the United States population of 2000. Below the data, after ``---``, stand the query and its caveats; the query's ICD-10 codes give the
site, and the years where none was grouped by; what else the query was restricted to and not grouped by (``Gender: Female``, ``States:
Ohio (39)``) is of all rows.

Missing: ``Suppressed`` fewer than ten deaths (status Q, confidential); ``Unreliable`` a rate from fewer than twenty deaths (status U);
``Missing``, ``Not Available`` and ``Not Applicable`` (status O). Traps: rows with ``Total`` under Notes are sums of other rows and left
out; a query by state and year has no row of the nation in one year; C00-D48 are all neoplasms, in situ and benign ones too, and are a site
of that name; C00-C97, all cancers, are all sites; deaths of unknown age are in counts and crude rates only; populations of 2001-2009 were
revised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import US_STATES

LIMITS = {
    rate: tuple(f"{rate} {end} 95% Confidence Interval" for end in ("Lower", "Upper")) for rate in ("Age Adjusted Rate", "Crude Rate")
}
RATES = {"Age Adjusted Rate": "age_adjusted_rate", "Crude Rate": "crude_rate"}
NEEDED = ("Notes", "Deaths", "Population")
SEX_COLUMNS = ("Gender", "Sex")
AGE_COLUMNS = ("Ten-Year Age Groups", "Five-Year Age Groups", "Single-Year Ages", "Age Group")
CAUSE_COLUMNS = ("Cause of death", "ICD-10 113 Cause List", "ICD Chapter", "ICD Sub-Chapter", "ICD-10 130 Cause List (Infants)")
GROUP_COLUMNS = (
    "Race", "Hispanic Origin", "Single Race 6", "Single Race 15", "Single/Multi Race 6", "2006 Urbanization", "2013 Urbanization",
    "Weekday", "Autopsy", "Place of Death", "Census Region", "Census Division", "HHS Region",
)  # fmt: skip
OTHER = re.compile(r".* Code|% of Total Deaths|.* Standard Error|.* Confidence Interval")
"""Columns that repeat others as codes, or that no observation is made of."""
ALL_CANCERS = ["C00-C97"]
ALL = ("All", "All Values", "The United States", "")
"""What a parameter says that restricts nothing (the last two from memory)."""
PARAMETER = re.compile(r"^(?P<name>[A-Z][\w/ -]*(?:\(\w+\))?): (?P<asked>.*)$", re.MULTILINE)
STATE_PARAMETERS = ("States", "State")
COUNTY_PARAMETERS = ("Counties", "County")
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

    ``series`` is ``age_adjusted_rate`` or ``crude_rate``, with deaths as numerator, or ``deaths`` in a query without
    rates; ``crude_rate/<cause>`` and the like where it was grouped by cause.
    """
    whole = delimited.read_text(path, footer=True)
    # The database of later years names whose state it is: the dead person's.
    whole = whole.rename(columns=lambda name: re.sub(r"^Residence (?=(State|County)\b)", "", str(name)))
    tidy.need_columns(path, whole, NEEDED)
    end = whole["Notes"].eq("---").cummax()
    query = whole.loc[end, "Notes"]
    cells = whole[~end & whole["Notes"].ne("Total")]
    where = citing.at_line(path, cells)
    noted = cells["Notes"].ne("")
    if noted.any():
        raise FigureError(
            where[noted].iloc[0], f"the note {cells.loc[noted, 'Notes'].iloc[0]!r} is unknown", "empty, Total, or --- at the end"
        )
    _need_known(path, cells)
    common = _dimensions(path, cells, where, query)
    cause = common.pop("cause")
    deaths = numeric.numbers(cells["Deaths"], where + ", Deaths", missing=tuple(MARKS))
    common |= {"denominator": numeric.numbers(cells["Population"], where + ", Population", missing=tuple(MARKS))}
    frames = []
    for column, series in RATES.items():
        if column in cells:
            ends = {name: limit for name, limit in zip(("lower", "upper"), LIMITS[column], strict=True) if limit in cells}
            limits = {name: numeric.numbers(cells[limit], where, missing=tuple(MARKS)) for name, limit in ends.items()}
            frames.append(tidy.tidy(**common, **limits, **_figure(path, cells, column), series=series + cause, numerator=deaths))
    if not frames:
        frames.append(tidy.tidy(**common, **_figure(path, cells, "Deaths"), series="deaths" + cause, numerator=deaths))
    return pd.concat(frames, ignore_index=True)


def _need_known(path: Path, cells: pd.DataFrame) -> None:
    places = ("State", "County", "Year")
    known = {*NEEDED, *RATES, *places, *SEX_COLUMNS, *AGE_COLUMNS, *CAUSE_COLUMNS, *GROUP_COLUMNS, "line"}
    unknown = [column for column in cells.columns if column not in known and not OTHER.fullmatch(column)]
    if unknown:
        raise FigureError(
            f"{path.name}:1", f"column '{unknown[0]}' is unknown", f"a query grouped by {', '.join(sorted(known - {'line'}))}"
        )


def _dimensions(path: Path, cells: pd.DataFrame, where: pd.Series, query: pd.Series) -> dict[str, Any]:
    """Return place, year, sex, age, site and group of each row, and what its cause adds to the name of a series."""
    first, last, site = _asked(query)
    found: dict[str, Any] = {"place": "USA", "year": first, "year_end": last, "site": site, "cause": ""}
    found |= _restricted(path, query, cells)
    if "County" in cells:
        tidy.need_columns(path, cells, ("County", "County Code"))
        state = cells["County"].str.extract(r", ([A-Z]{2})$", expand=False).fillna("?")
        found["place"] = "USA-" + tidy.translate(state, where, {code: code for code in US_STATES.values()}, "state of the county")
        found["place"] += "-" + cells["County Code"]
    elif "State" in cells:
        found["place"] = "USA-" + tidy.translate(cells["State"], where, US_STATES, "state")
    if "Year" in cells:
        found["year"] = found["year_end"] = numeric.whole_years(cells["Year"].str.replace(r" \(provisional.*\)$", "", regex=True), where)
    if found["year"] is None:
        raise FigureError(path.name, "has no years", "a query grouped by year, or the lines below the data that name its years")
    grouped = _people(cells, where)
    if "group" in found and "group" in grouped:
        grouped["group"] = found["group"] + "+" + grouped["group"]
    return found | grouped | _causes(cells)


def _restricted(path: Path, query: pd.Series, cells: pd.DataFrame) -> dict[str, str]:
    """Return place, sex, age and group that the lines below the data restrict the query to, where the rows do not say them."""
    asked = {found["name"]: found["asked"].strip() for found in PARAMETER.finditer("\n".join(query)) if found["asked"].strip() not in ALL}
    found: dict[str, str] = {}
    where = f"{path.name}, query parameters"
    for name, text in asked.items():
        if name in cells.columns or (name in (*STATE_PARAMETERS, *COUNTY_PARAMETERS) and {"State", "County"} & {*cells.columns}):
            continue
        if name in (*STATE_PARAMETERS, *COUNTY_PARAMETERS):
            state = US_STATES.get(re.sub(r" \(\d+\)$", "", text))
            if state is None or name in COUNTY_PARAMETERS:
                raise FigureError(where, f"the figures are of {text[:60]!r} together", "one state, or a query grouped by State or County")
            found["place"] = f"USA-{state}"
        elif name in SEX_COLUMNS:
            if text not in ("Female", "Male"):
                raise FigureError(where, f"the sex {text!r} is unknown", "Female or Male, or a query grouped by it")
            found["sex"] = text.lower()
        elif name in AGE_COLUMNS:
            found["age"] = _joined_ages(where, text)
        elif name in GROUP_COLUMNS:
            group = _slug(name) + ":" + _slug(re.sub(r" \([\w-]+\)", "", text))
            found["group"] = found["group"] + "+" + group if "group" in found else group
    return found


def _joined_ages(where: str, text: str) -> str:
    """Return the one band that the ages of a query are together, ``45-54 years; 55-64 years``."""
    printed = pd.Series([re.sub(r" \([^)]*\)$", "", part.strip()) for part in re.split(r"[;,]", text)], dtype="str")
    bands = [_ages(printed).get(part, "") for part in printed]
    ends = [re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", band) for band in bands]
    known = sorted((int(end[1]), 999 if end[3] else int(end[2] or end[1])) for end in ends if end)
    if len(known) < len(bands) or any(low != high + 1 for (_, high), (low, _) in pairwise(known)):
        raise FigureError(where, f"the ages {text[:60]!r} are no band together", "ages that follow each other, or a query grouped by them")
    first, last = known[0][0], known[-1][1]
    return f"{first}+" if last == 999 else f"{first}-{last}" if first < last else str(first)  # noqa: PLR2004 (the open band's end above)


def _people(cells: pd.DataFrame, where: pd.Series) -> dict[str, pd.Series]:
    """Return sex, age and group of each row, as far as the query was grouped by them."""
    found = {}
    for column in cells.columns.intersection(list(SEX_COLUMNS)):
        found["sex"] = tidy.translate(cells[column], where, {"Female": "female", "Male": "male"}, "sex")
    for column in cells.columns.intersection(list(AGE_COLUMNS)):
        found["age"] = tidy.translate(cells[column], where, _ages(cells[column]), "age group")
    for column in GROUP_COLUMNS:
        if column in cells:
            name = _slug(column) + ":" + cells[column].map(_slug)
            found["group"] = found["group"] + "+" + name if "group" in found else name
    return found


def _causes(cells: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what the cause adds to the name of a series, and the site where its code is ICD-10."""
    found = {}
    for column in cells.columns.intersection(list(CAUSE_COLUMNS)):
        codes = cells.get(column + " Code", pd.Series("", index=cells.index))
        found["cause"] = "/" + cells[column]
        found["site"] = codes.where(codes.str.fullmatch(r"[A-Z]\d\d(?:\.\d)?(?:-[A-Z]\d\d)?"), "all")
    return found


def _asked(query: pd.Series) -> tuple[int | None, int | None, str]:
    """Return first and last year and the site that the lines below the data name."""
    lines = "\n".join(query)
    stated = re.search(r"^Year/Month: (\d{4})(?:.*?(\d{4}))?\s*$", lines, re.MULTILINE) or re.search(
        r"^Dataset: .*?(\d{4})(?:-(\d{4}))?", lines, re.MULTILINE
    )
    years = (int(stated[1]), int(stated[2] or stated[1])) if stated else (None, None)
    asked = re.search(r"^(?!MCD).*ICD-10 Codes: (.*)$", lines, re.MULTILINE)
    codes = re.findall(r"[A-Z]\d\d(?:\.\d)?(?:-[A-Z]\d\d(?:\.\d)?)?(?= \()", asked[1]) if asked else []
    listed = re.search(rf"^(?:{'|'.join(map(re.escape, CAUSE_COLUMNS))}): (.*)$", lines, re.MULTILINE)
    if not codes and listed:
        # The lists of causes name their codes in brackets.
        codes = re.findall(r"(?<=[(,])[A-Z]\d\d(?:\.\d)?(?:-[A-Z]\d\d(?:\.\d)?)?(?=[),])", listed[1])
    return *years, "all" if not codes or codes == ALL_CANCERS else "+".join(codes)


def _ages(text: pd.Series) -> Mapping[str, str]:
    """Return our band for each age as printed: ``< 1 year`` is 0, ``5-14 years`` 5-14, ``Not Stated`` unknown."""
    found = {}
    for printed in text.unique():
        years = re.fullmatch(r"(\d+(?:-\d+|\+)?) years?", printed)
        if years:
            found[printed] = years[1]
    return found | {"< 1 year": "0", "Not Stated": "unknown"}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _figure(path: Path, cells: pd.DataFrame, column: str) -> dict[str, pd.Series]:
    """Return value, status, confidentiality and citation of one column of figures."""
    # WONDER writes the reason behind the number too: "7.1 (Unreliable)".
    text = cells[column].str.replace(r"^[\d.]+ \((Unreliable)\)$", r"\1", regex=True)
    status = tidy.statuses(text, MARKS)
    if "Year" in cells:
        status = status.mask(status.eq("A") & cells["Year"].str.contains("provisional"), "P")
    return {
        "value": numeric.numbers(text, citing.at_line(path, cells) + ", " + column, missing=tuple(MARKS)),
        "obs_status": status,
        "conf_status": status.eq(tidy.SUPPRESSED).map({True: "C", False: "F"}),
        "locator": citing.cite_line(path, cells, column),
    }
