"""
CDC WONDER: what stands below the rows of an export: what the query was of, and what it was restricted to.

``"Name: what was asked"`` after ``---``, up to the next ``---`` (or the messages and caveats). A long line goes on in the next ones:
lists of years, ages and ICD-10 codes do. What no column of the rows says and no line restricts is of everybody.

Traps: a query may be of single months, of years with gaps between them, of ages that do not follow each other, or of several states
together; none of these is a figure of ours, and they are refused. Certificates that *mention* a cause (``MCD``) are not the deaths from it.
``ICD-9 Codes`` (1979 to 1998) are no ICD-10; all cancers are 140-208 there. A standard other than that of the United States of 2000 is
named in the series.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers.codes import US_STATES

SEX_COLUMNS = ("Gender", "Sex")
AGE_COLUMNS = ("Ten-Year Age Groups", "Five-Year Age Groups", "Single-Year Ages", "Age Group", "Age Groups")
STATES = {**{name: f"USA-{letters}" for name, letters in US_STATES.items()}, "Puerto Rico": "PRI"}
"""WONDER's names of the states and territories -> our places."""
PLACES = {"State": "States", "States": "State", "County": "Counties", "Counties": "County"}
"""Names of columns and parameters that say the place, each with what else it is called."""
YEARS = ("Year/Month", "Year")
SETTINGS = (
    "Title", "Dataset", "Query Parameters", "Group By", "Show Totals", "Show Zero Values", "Show Suppressed", "Standard Population",
    "Calculate Rates Per", "Rate Options",
)  # fmt: skip
"""Parameters that restrict nothing."""
CAUSES = (
    "ICD-10 Codes", "ICD-10 113 Cause List", "ICD-10 130 Cause List (Infants)", "ICD Chapter", "ICD Sub-Chapter",
    "15 Leading Causes of Death", "Cause of death",
)  # fmt: skip
"""Parameters and columns of the underlying cause; ``UCD - `` may stand before them, ``MCD - `` before those of all causes mentioned."""
CANCER_SITES = ("Cancer Sites", "Leading Cancer Sites", "Childhood Cancers")
ALL = ("All", "All Values", "The United States", "")
"""What a parameter says that restricts nothing (the last two from memory)."""
ALL_SITES = ("All Invasive Cancer Sites Combined", "All Leading Invasive Cancer Sites")
ALL_CANCERS = {"ICD-10": "C00-C97", "ICD-9": "140-208"}
STANDARD = "2000 U.S. Std"
WRAPPED = 90
"""Characters from which on a line may go on in the next one; WONDER breaks lines at about 128."""
CODE = r"\*?[A-Z]\d\d(?:\.\d+)?(?: ?- ?[A-Z]\d\d(?:\.\d+)?)?"


def parameters(lines: Collection[str]) -> dict[str, str]:
    """Return what each parameter says, of the *lines* after the first ``---``; broken lines are put together."""
    names = {*SETTINGS, *YEARS, *SEX_COLUMNS, *AGE_COLUMNS, *CAUSES, *CANCER_SITES, *PLACES}
    found: dict[str, str] = {}
    name, before = "", 0
    for line in lines:
        if line == "---" or line in ("Messages:", "Footnotes:", "Caveats:"):
            break
        start = re.match(r"(?P<name>[A-Z0-9][^:;]*?)(?:: |:$)", line)
        if start and (start["name"] in names or before < WRAPPED):
            name = start["name"]
            found[name] = line[start.end() :].strip()
        elif name:
            found[name] = f"{found[name]} {line.strip()}".strip()
        before = len(line)
    return found


def restricted(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that leave anything out."""
    return {name: text for name, text in asked.items() if name not in SETTINGS and text not in (*ALL, *ALL_SITES)}


def years(path: Path, asked: Mapping[str, str], *, dated: bool) -> tuple[int | None, int | None]:
    """
    Return first and last year of the figures; nothing where rows are *dated*, or the file names no years.

    Raises:
        FigureError: the query is of months or, where rows are not dated, of a part of a year or of years with gaps between them.
    """
    text = next((asked[name] for name in YEARS if asked.get(name, "All") not in ALL), "")
    known = re.sub(r"\([^)]*\)", "", text)
    of_months = re.search("[A-Za-z]", known) is not None
    if of_months or (not dated and "partial" in text):
        raise FigureError(f"{path.name}, query parameters", f"the figures are of '{text[:60]}'", "a query of whole years")
    if dated:
        return None, None
    if not text:
        text = known = "-".join(next(iter(re.findall(r"\b(\d{4}) ?- ?(\d{4})\b", asked.get("Dataset", ""))), ()))
    found = [int(year) for year in re.findall(r"\d{4}", known)]
    if re.fullmatch(r"\d{4} ?- ?\d{4}", known):
        return found[0], found[1]
    if found and sorted(found) != list(range(min(found), max(found) + 1)):
        what = f"the figures are of '{text[:60]}' together"
        raise FigureError(f"{path.name}, query parameters", what, "years in a row, or a query grouped by Year")
    return (min(found), max(found)) if found else (None, None)


def dimensions(path: Path, asked: Mapping[str, str], columns: Collection[str]) -> dict[str, str]:
    """Return place, sex, age and group that the query is restricted to, where no column says them."""
    where = f"{path.name}, query parameters"
    found: dict[str, str] = {}
    for name, text in restricted(asked).items():
        if (
            name in columns
            or name.removesuffix("s") in columns
            or name in YEARS
            or cause_of(name)
            or name in CANCER_SITES
            or name == "ICD-9 Codes"
        ):
            continue
        if name in PLACES:
            if any({each, PLACES[each]} & {*columns} for each in PLACES):
                continue
            state = STATES.get(re.sub(r" \(\d+\)$", "", text))
            if state is None or name in ("County", "Counties"):
                raise FigureError(where, f"the figures are of '{text[:60]}' together", "one state, or a query grouped by State or County")
            found["place"] = state
        elif name in SEX_COLUMNS:
            if text not in ("Female", "Male"):
                raise FigureError(where, f"the sex '{text}' is unknown", "Female or Male, or a query grouped by it")
            found["sex"] = text.lower()
        elif name in AGE_COLUMNS:
            if not {*AGE_COLUMNS} & {*columns}:
                found["age"] = joined_ages(where, text)
        else:
            group = slug(name) + ":" + slug(re.sub(r" \([\w-]+\)", "", text))
            found["group"] = found["group"] + "+" + group if "group" in found else group
    return found


def site(path: Path, asked: Mapping[str, str]) -> tuple[str, str]:
    """
    Return the site that the query was restricted to, and what else it adds to the name of a series.

    That is the cancer of the registries' database, the causes mentioned on a certificate, or the codes of ICD-9.
    """
    found, behind = "all", ""
    for name, text in restricted(asked).items():
        mentioned, underlying = name.startswith("MCD - "), cause_of(name)
        if name in CANCER_SITES:
            behind += "/" + text
        elif name == "ICD-9 Codes":
            codes = "+".join(re.findall(r"\b\d{3}(?:\.\d)?(?:-\d{3}(?:\.\d)?)?(?= \()", text))
            behind += "" if codes == ALL_CANCERS["ICD-9"] else f"/ICD-9 {codes or text}"
        elif underlying and mentioned:
            behind += "/mentioned " + (site_in(name, text) or text)
        elif underlying:
            found = site_in(name, text)
            if not found:
                what = f"the cause '{text[:60]}' names no codes"
                raise FigureError(f"{path.name}, query parameters", what, "a query by ICD-10 codes, or by a list that names them")
    return found, behind


def cause_of(name: str) -> str:
    """Return the list of causes that the column or parameter *name* is of, whether the underlying ones or those mentioned; else nothing."""
    plain = re.sub(r"^[UM]CD - ", "", name)
    return plain if plain in CAUSES else ""


def site_in(name: str, text: str) -> str:
    """Return the ICD-10 codes that a cause's name gives, ``C18+C19``; all cancers are ``all``, and nothing where it gives none."""
    # Codes stand before their names in lists of codes, and in brackets behind them in lists of causes.
    before, within = rf"{CODE}(?= \()", rf"(?<=[(,]){CODE}(?=[),])"
    codes = re.findall(within, text) if "List" in name or "Leading" in name else re.findall(before, text)
    codes = [code.replace(" ", "") for code in codes]
    return "all" if codes == [ALL_CANCERS["ICD-10"]] else "+".join(codes)


def standard(path: Path, asked: Mapping[str, str], rate: str) -> str:
    """Return what the standard population adds to the name of the series of a *rate*: nothing for that of the United States of 2000."""
    per = asked.get("Calculate Rates Per", "100,000")
    if per != "100,000":
        raise FigureError(f"{path.name}, query parameters", f"rates are per {per}", "a query with rates per 100,000")
    named = asked.get("Standard Population", STANDARD)
    return "" if named.startswith(STANDARD) or "crude" in rate else f" ({named})"


def joined_ages(where: str, text: str) -> str:
    """Return the one band that the ages of a query are together, ``45-54 years; 55-64 years``."""
    printed = pd.Series([re.sub(r" \([^)]*\)$", "", part.strip()) for part in re.split(r"[;,]", text)], dtype="str")
    bands = [ages(printed).get(part, "") for part in printed]
    ends = [re.fullmatch(r"(\d+)(?:-(\d+)|(\+))?", band) for band in bands]
    known = sorted((int(end[1]), 999 if end[3] else int(end[2] or end[1])) for end in ends if end)
    if len(known) < len(bands) or any(low != high + 1 for (_, high), (low, _) in pairwise(known)):
        raise FigureError(where, f"the ages '{text[:60]}' are no band together", "ages that follow each other, or a query grouped by them")
    first, last = known[0][0], known[-1][1]
    return f"{first}+" if last == 999 else f"{first}-{last}" if first < last else str(first)  # noqa: PLR2004 (the open band's end above)


def ages(text: pd.Series) -> dict[str, str]:
    """Return our band for each age as printed: ``< 1 year`` is 0, ``5-14 years`` 5-14, ``Not Stated`` unknown."""
    found = {}
    for printed in text.str.strip().unique():
        band = re.fullmatch(r"(\d+(?:-\d+|\+)?) years?", printed)
        if band:
            found[printed] = band[1]
    return found | {"< 1 year": "0", "Not Stated": "unknown"}


def slug(text: str) -> str:
    """Return *text* in small letters and digits with one underscore for whatever is neither."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
