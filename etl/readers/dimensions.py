"""
Tidy observations from a cube: rows that say in coded dimensions what their number is, as SDMX, JSON-stat and Eurostat's tables do.

Dimensions with a column of their own become it: place, period, sex, age, and one social group. Every other dimension stays, with the
publisher's code, in ``series``: ``HLTH_CD_ASDR2:icd10=C50;unit=RT`` (the publisher's code of the table, then its dimensions in the order of
the alphabet, so that the same series has the same name in each of its formats). A cause of death or a site stays there too, and fills
``site`` where it is an ICD-10 code of a neoplasm.

A code of a place, sex or age, a period or a flag that is not known is a :class:`FigureError` with its line; nothing is left out or guessed.

Statuses: SDMX's code lists CL_OBS_STATUS and CL_CONF_STATUS, and Eurostat's flags, of which a cell may have several: one is kept as the
status (the one that forbids most), all of them in the locator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import citing, text_columns, tidy
from etl.readers.codes import agency_place
from etl.readers.wide import repeated

PLACE = ("REF_AREA", "GEO", "GEO_PICT", "LOCATION", "REFERENCE_AREA", "COUNTRY", "COU", "GEOGRAPHICAREA", "REGION")
PERIOD = ("TIME_PERIOD", "TIME", "YEAR")
SEX = ("SEX", "GENDER")
AGE = ("AGE", "AGE_GROUP", "AGEGROUP", "AGE_GRP")
FREQUENCY = ("FREQ", "FREQUENCY")
CAUSE = ("ICD10", "ICD_10", "SITE", "CAUSE", "CANCER_SITE", "ICD10_CODE")
SOCIAL = {
    "ISCED11": "education", "ISCED97": "education", "EDUCATION_LEV": "education", "ATTAINMENT_LEV": "education", "MOTHER_EDU": "education",
    "QUANT_INC": "income", "QUANTILE": "income", "QUINTILE": "income", "WEALTH_QUINTILE": "wealth", "DEG_URB": "urbanisation",
    "DEGURB": "urbanisation", "RESIDENCE": "residence", "URBANISATION": "urbanisation", "C_BIRTH": "country_of_birth",
    "CITIZEN": "citizenship",
}  # fmt: skip
"""A publisher's dimension -> our word for the social dimension."""

TOTALS = frozenset({"TOTAL", "TOT", "T", "_T", "_Z", "ALL", "NAP"})
"""Codes for all persons together, or for a dimension that does not apply."""
SEX_CODES = {
    **dict.fromkeys((*TOTALS, "BTSX", "SEX_BTSX", "BOTHSEX", "BOTH SEXES", "Total", "Both sexes", "B", "MF", "PER", "PERSONS"), "all"),
    **dict.fromkeys(("F", "FMLE", "SEX_FMLE", "FEMALE", "Females", "Female", "W"), "female"),
    **dict.fromkeys(("M", "MLE", "SEX_MLE", "MALE", "Males", "Male"), "male"),
}
AGENCY_SEXES = {"ABS": {"1": "male", "2": "female", "3": "all"}}
"""The Australian Bureau of Statistics numbers the sexes, and 3 is persons."""

EUROSTAT_FLAGS = {
    "c": "Q", "z": tidy.NOT_APPLICABLE, "b": "B", "u": tidy.UNRELIABLE, "d": "D", "f": "F", "e": "E", "s": "E", "i": "E", "p": "P",
    "n": "N", "r": "A",
}  # fmt: skip
"""
Eurostat's flags, the one that forbids most first -> SDMX status.

b break, c confidential, d definition differs, e estimated, f forecast, i and s estimated by Eurostat, n not significant, p provisional,
r revised (no status of SDMX), u low reliability, z not applicable.
"""
SDMX_STATUSES = {code: code for code in "ABDEFGIKLMNOPQSUVW"} | {
    "H": tidy.NOT_REPORTED,
    "_Z": tidy.NOT_APPLICABLE,
    "Z": tidy.NOT_APPLICABLE,
}
CONF_STATUSES = {code: code for code in "FACDNS"} | {"": "F", "_Z": "F", "PUBLIC": "F"}
MISSING = ("L", tidy.NOT_APPLICABLE, tidy.NOT_REPORTED, tidy.SUPPRESSED)

DATASET = re.compile(r"(?:(?P<agency>[A-Za-z][\w.\-]*):)?(?P<code>[\w@\-]+)(?:\((?P<version>[\w.+\-]+)\))?")
NUMBERED_YEARS = re.compile(r"(?P<first>[12]\d{3})(?:[-_/](?P<last>[12]\d{3})|-A1|-01-01(?:T00:00:00)?/P(?P<length>\d{1,2})Y)?")
AGES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"Y?_?G[ET]_?0*(?P<low>\d{1,3})|Y?0*(?P<more>\d{1,3})(?:\+|Y?_?MAX|-MAX|[-_]?PLUS|T_?MAX)|Y?0*(?P<open>\d{1,3})T999"),
        "open",
    ),
    (re.compile(r"Y?0*(?P<low>\d{1,3})(?:-|T|_TO_|_)0*(?P<high>\d{1,3})Y?"), "band"),
    (re.compile(r"Y?_?L(?P<kind>[TE])_?0*(?P<high>\d{1,3})|<(?P<below>\d{1,3})Y?|UNDER_?(?P<under>\d{1,3})"), "below"),
    (re.compile(r"M_?0*(?P<low>\d{1,3})(?:T|-)0*(?P<high>\d{1,3})"), "months"),
    (re.compile(r"D_?0*(?P<low>\d{1,3})(?:T|-)0*(?P<high>\d{1,3})"), "days"),
    (re.compile(r"Y0*(?P<low>\d{1,3})"), "single"),
)
IN_WORDS = re.compile(r"^(?P<ages>[<>\d+-]+?)(?:YEARS|YEAR|YRS|YR)(?:OLDS?|OFAGE)?(?P<open>(?:AND|OR|&)(?:OVER|OLDER|ABOVE|MORE))?$")
"""Ages in words, without blanks: ``30-69YEARS``, ``85YEARSANDOVER``."""


@dataclass(frozen=True)
class Table:
    """What names a table: its publisher's agency and its code."""

    agency: str
    code: str


def table_named(name: str) -> Table | None:
    """Return the agency and code in *name*, such as ``ESTAT:HLTH_CD_ASDR2(1.0)`` or ``OECD.ELS.HD:DSD_HEALTH_STAT@DF_LIFE(1.0)``."""
    named = DATASET.fullmatch(name.partition(": ")[0].strip())
    return Table((named["agency"] or "").partition(".")[0], named["code"]) if named else None


def observations(
    path: Path,
    cells: pd.DataFrame,
    table: Table,
    dimensions: Sequence[str],
    periods: tuple[str, Sequence[str]] | None = None,
    **columns: Any,
) -> pd.DataFrame:
    """
    Return the rows of a cube as tidy observations.

    Args:
        path: The file.
        cells: A column of codes a dimension, and what numbers the rows.
        table: The table they are from.
        dimensions: The columns of *cells* that are dimensions.
        periods: The dimension of periods and its codes, where a row of *cells* has a figure of each of them. *columns* then have those of
            the first period in all rows, then those of the second.
        columns: Columns of the result, at least ``value``, ``obs_status`` and ``locator``.

    Raises:
        FigureError: there is no place or period, or a code is unknown.
    """
    wide = [] if periods is None else [periods[0]]
    times = 1 if periods is None else len(periods[1])
    roles = {str(name).upper(): str(name) for name in (*dimensions, *wide)}
    place, period = _need(path, roles, PLACE, "place"), _need(path, roles, PERIOD, "period")
    sex, age = (next((roles[name] for name in names if name in roles), None) for names in (SEX, AGE))
    _need_annual(path, cells, [roles[name] for name in FREQUENCY if name in roles])
    social = [name for upper, name in roles.items() if upper in SOCIAL]
    cause = next((roles[name] for name in CAUSE if name in roles), None)
    taken = {place, period, sex, age, *social, *(roles[name] for name in FREQUENCY if name in roles)}
    first, last = _years(path, cells, period, periods)
    given: dict[str, Any] = {
        "series": series_names(cells, table.code, sorted({*dimensions, *wide} - taken)),
        "place": tidy.recode(path, cells, cells[place], lambda code: agency_place(code, table.agency), "place", times=times),
    }
    if sex is not None:
        sexes = SEX_CODES | AGENCY_SEXES.get(table.agency, {})
        given["sex"] = tidy.recode(path, cells, cells[sex], sexes.get, "sex", times=times)
    if age is not None:
        given["age"] = tidy.recode(path, cells, cells[age], age_of, "age", times=times)
    if cause is not None:
        given["site"] = tidy.recode(path, cells, cells[cause], site_of, "site", times=times)
    if social:
        given["group"] = _groups(path, cells, social, times)
    if periods is not None:
        given = {name: repeated(each, times) if isinstance(each, pd.Series) else each for name, each in given.items()}
    return tidy.tidy(**(given | {"year": first, "year_end": last} | columns))


def _years(path: Path, cells: pd.DataFrame, period: str, periods: tuple[str, Sequence[str]] | None) -> tuple[pd.Series, pd.Series]:
    """Return first and last year of each figure; see `observations`."""
    if periods is None:
        return tidy.recode_years(path, cells, cells[period], years_of, "period")
    named = pd.Series(list(periods[1]), dtype="str")
    ends = tidy.recode_years(path, cells.iloc[[0] * len(named)], named, years_of, "period", times=len(cells))
    first, last = (pd.Series(np.repeat(end.to_numpy(), len(cells))) for end in ends)
    return first, last


def _need(path: Path, roles: dict[str, str], names: Sequence[str], what: str) -> str:
    """Return which of the dimensions is *what*."""
    found = next((roles[name] for name in names if name in roles), None)
    if found is None:
        raise FigureError(f"{path.name}:1", f"no dimension is the {what}: {', '.join(roles.values())}", f"one named {', '.join(names)}")
    return found


def _need_annual(path: Path, cells: pd.DataFrame, frequencies: Sequence[str]) -> None:
    """Raise unless every row is of years."""
    for name in frequencies:
        annual = cells[name].str.fullmatch(r"A\d*|_Z|ANNUAL|Annual|")
        if not annual.all():
            row = int(np.flatnonzero(~annual.to_numpy(dtype=bool))[0])
            raise FigureError(citing.at_row(path, cells, row), f"the frequency is {cells[name].iloc[row]!r}", "annual figures only (A)")


def series_names(cells: pd.DataFrame, code: str, dimensions: Sequence[str]) -> pd.Series | str:
    """
    Return the name of each row's series: ``code:dimension=CODE;…``, the dimensions as ordered by the caller.

    The name is made once for each combination that occurs and then taken, because rows are many and series few.
    """
    if not dimensions or cells.empty:
        return code
    number, first = text_columns.combinations(cells, dimensions)
    names = [f"{name}=" + cells[name].iloc[first].astype("str").str.strip().reset_index(drop=True) for name in dimensions]
    joined = f"{code}:" + names[0]
    for part in names[1:]:
        joined = joined + ";" + part
    return pd.Series(joined.array.take(number), index=cells.index)


def years_of(period: str) -> tuple[int, int] | None:
    """
    Return first and last of the calendar years that *period* is; nothing where it is not made of whole years.

    A year (``2019``, ``2019-A1``), a range (``2017-2019``, ``2017_2019``), or a beginning and a length (``2017-01-01/P3Y``).
    """
    found = NUMBERED_YEARS.fullmatch(period)
    if found is None:
        return None
    first = int(found["first"])
    last = int(found["last"] or first + int(found["length"] or 1) - 1)
    return (first, last) if first <= last else None


def age_of(code: str) -> str | None:
    """
    Return our age of a publisher's: ``all``, ``15-19``, ``85+``, ``42`` for a single year, ``6-23 months``, ``0-27 days``, ``unknown``;
    else nothing.

    ``Y_LT65`` and ``<65Y`` are 0-64, ``Y_GE65`` 65+, ``Y_GT65`` 66+, ``Y15-19`` and ``Y15T19`` 15-19, ``M0T11``, ``MONTHS0-11`` and
    ``Y_LT1`` 0; so are the words of some publishers, ``30-69 years`` and ``85 years and over``.
    """
    upper = re.sub(r"^(?:AGEGROUP_)?(MONTH|DAY)S?(?=_?\d)", lambda unit: unit[1][0], code.upper())
    upper = re.sub(r"^(AGEGROUP_)?(YEARS?|AGE(?=[LG\d]))_?", "Y", upper).replace(" ", "")
    upper = re.sub(r"^(\d+-\d+)(?:(M)|(D))(?:ONTHS?|AYS?)?$", lambda unit: (unit[2] or unit[3]) + unit[1], upper)
    upper = IN_WORDS.sub(lambda said: ("" if re.search(r"\D", said["ages"]) else "Y") + said["ages"] + ("+" if said["open"] else ""), upper)
    if upper in TOTALS | {"ALLAGE", "ALLAGES", "YALL"}:
        return "all"
    if upper in {"UNK", "_U", "UNKNOWN", "Y_UNK"}:
        return "unknown"
    for shape, kind in AGES:
        found = shape.fullmatch(upper if kind != "below" else upper.replace("YUNDER", "UNDER"))
        if found is not None:
            return _age(kind, found)
    return None


def _age(kind: str, found: re.Match[str]) -> str | None:
    """Return our age of a match of one of :data:`AGES`."""
    named = {name: part for name, part in found.groupdict().items() if part is not None}
    if kind == "open":
        low = int(next(iter(named.values())))
        return f"{low + 1}+" if "GT" in found[0] else f"{low}+"
    if kind == "single":
        return str(int(named["low"]))
    below = {"low": "0", "high": str(int(named.get("high") or named.get("below") or named.get("under") or 0) - (named.get("kind") != "E"))}
    low, high = (int((below if kind == "below" else named)[end]) for end in ("low", "high"))
    if kind == "days":
        return f"{low}-{high} days" if low <= high else None
    if kind == "months":
        if low % 12 or (high + 1) % 12:
            return f"{low}-{high} months" if low <= high else None
        low, high = low // 12, (high + 1) // 12 - 1
    if low > high:
        return None
    return f"{low}-{high}" if low < high else str(low)


def site_of(code: str) -> str:
    """
    Return the ICD-10 codes of neoplasms that *code* is, ``C18-C21``, of a list ``C88+C90+C96``; ``all`` where it is another cause.

    Two codes are a range, three and more a list, as Eurostat writes them (``C33_C34``, ``C88_C90_C96``).
    """
    if re.fullmatch(r"C\d\d(?:_C\d\d){2,}", code):
        return code.replace("_", "+")
    if re.fullmatch(r"C\d\d\.\d", code):
        return code
    found = re.fullmatch(r"(?P<first>[CD]\d\d)(?:\s*[-_]\s*(?P<last>[CD]?\d\d))?", code)
    if code in {"C", "C00-D48"}:
        return {"C": "C00-C97"}.get(code, code)
    if found is None or (found["first"][0] == "D" and int(found["first"][1:]) > LAST_NEOPLASM):
        return "all"
    last = found["last"]
    return found["first"] + (f"-{last if last[0].isalpha() else found['first'][0] + last}" if last else "")


LAST_NEOPLASM = 48
"""ICD-10, chapter II: neoplasms are C00 to D48."""


def _groups(path: Path, cells: pd.DataFrame, social: Sequence[str], times: int) -> pd.Series:
    """Return ``dimension:category`` of each row, ``all`` where every social dimension is a total; two at once are joined by ``;``."""
    group = pd.Series("", index=cells.index, dtype=str)
    for name in social:
        ours = partial(_category, SOCIAL[name.upper()])
        part = tidy.recode(path, cells, cells[name], ours, name, times=times)
        group = group.where(part.eq(""), group.where(group.eq(""), group + ";") + part)
    return group.where(group.ne(""), "all")


def _category(word: str, code: str) -> str:
    """Return ``word:code``, nothing for the total."""
    return "" if code.upper() in TOTALS else f"{word}:{code.lower()}"


def eurostat_status(path: Path, cells: pd.DataFrame, flags: pd.Series, value: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """
    Return value, observation status and confidentiality that Eurostat's *flags* say.

    A number with ``z`` (not applicable) is no number: it is printed as 0. ``c`` without a number is withheld.
    """
    found, rows = tidy.known(path, cells, flags, _eurostat_flag, "flag")
    impossible = np.array([status == tidy.NOT_APPLICABLE for status, _ in found], dtype=bool).take(rows)
    value = value.mask(impossible) if impossible.any() else value
    # Two statuses a flag: that of a number, and that of a cell without one.
    of_number = ["A" if status == tidy.SUPPRESSED else status for status, _ in found]
    of_none = [status if status in MISSING else tidy.NOT_REPORTED for status, _ in found]
    status = text_columns.one_of([*of_number, *of_none], pd.Series(rows + value.isna().to_numpy() * len(found), index=value.index))
    return value, status, text_columns.one_of([confidential for _, confidential in found], pd.Series(rows, index=value.index))


def cite_flags(path: Path, cells: pd.DataFrame, flags: pd.Series, column: str | pd.Series = "") -> pd.Series:
    """Return where each row stands, and all the flags that its cell has."""
    told = tidy.recode_few(path, cells, flags, lambda letters: f", flags {letters}" if letters else "", "flag")
    return citing.cite_line(path, cells, column, told)


def _with_reason(status: pd.Series, value: pd.Series) -> pd.Series:
    """Return the status; a row without a number whose status gives no reason for it is ``O``."""
    empty = value.isna()
    return status.mask(empty & ~status.isin(list(MISSING)), tidy.NOT_REPORTED) if empty.any() else status


def _eurostat_flag(flags: str) -> tuple[str, str] | None:
    """
    Return the status of the flag in *flags* that forbids most, and the confidentiality; nothing where one is unknown.

    A letter behind ``@`` is the confidentiality (from memory of Eurostat's tables since 2024): ``u@C`` is unreliable and withheld.
    """
    letters = re.sub(r"@C", "c", re.sub(r"[ ,]|@F", "", flags)).lower()
    if any(letter not in EUROSTAT_FLAGS for letter in letters):
        return None
    return next((status for flag, status in EUROSTAT_FLAGS.items() if flag in letters), "A"), "C" if "c" in letters else "F"


def sdmx_status(path: Path, cells: pd.DataFrame, statuses: pd.Series, value: pd.Series) -> pd.Series:
    """Return the observation status; a row without a number that gives no reason is ``O``."""
    status = tidy.recode(path, cells, statuses, lambda code: SDMX_STATUSES.get(code) if code else "A", "observation status")
    return _with_reason(status, value)
