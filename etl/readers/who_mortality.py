"""
WHO Mortality Database: deaths by country, year, cause, sex and age, in the publisher's wide tables, as a long extract, or from its portal.

Wide (``Morticd10``, ``MortIcd9``, …): ``Country, Admin1, SubDiv, Year, List, Cause, Sex, Frmat, IM_Frmat, Deaths1 … Deaths26,
IM_Deaths1 … IM_Deaths4``. ``Country`` is WHO's own number, ``List`` the list of causes (104 is ICD-10 with four characters), sex 1 male,
2 female, 9 unknown. ``Frmat`` says which ages the columns hold: 00 single years to 4, then five-year bands to 95 and older; 01 the same to
85 and older; 02 0, 1-4, five-year bands to 85 and older; 03 single years to 4 and bands to 75 and older; 04, 05 and 06 0, 1-4 and bands to
75, 70 and 65 and older; 09 no ages. ``Deaths1`` is all ages, ``Deaths26`` unknown ages.

Long: ``source_version, geography_code`` (ISO alpha-3), ``year, cancer_code, icd_revision, icd_codes, sex, age_start, age_end,
age_group_label, value`` (deaths), ``population, quality_flag``. The portal's tables are read by `who_mortality_portal`.

Missing: an empty cell (status O; in a column that the age format does not use there is no observation). Traps: years that a list leaves
out are not zero, they must not be filled; the open age differs by format (85 or 95); parts of a country (``Admin1``, ``SubDiv``) share
its number and are named behind it; deaths of unknown sex are a sex of their own (``unknown``); formats 07 and 08 have ten-year bands
whose columns are not documented here, they are refused; the population of the long form may be empty, and that of the United Kingdom in
2018 is too low; WHO's ICD-8 list has one code for all skin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, text_columns, tidy, unpack, who_mortality_portal
from etl.readers.codes import ALPHA3
from etl.readers.wide import numbers_below

LONG = (
    "source_version", "geography_code", "year", "cancer_code", "icd_revision", "icd_codes", "sex", "age_start", "age_end",
    "age_group_label", "value", "population", "quality_flag",
)  # fmt: skip
SITES = {
    "ALL": "C00-C97", "ALL_EX_NMSC": "all", "BLADDER": "C67", "BRAIN_CNS": "C70-C72", "BREAST": "C50", "CERVIX": "C53",
    "COLORECTUM": "C18-C20", "CORPUS_UTERI": "C54", "GALLBLADDER": "C23-C24", "HODGKIN": "C81", "KIDNEY": "C64", "LARYNX": "C32",
    "LEUKAEMIA": "C91-C95", "LIVER": "C22", "LUNG": "C33-C34", "MELANOMA": "C43", "MYELOMA": "C90", "NHL": "C82-C86+C88",
    "OESOPHAGUS": "C15", "OVARY": "C56", "PANCREAS": "C25", "PROSTATE": "C61", "STOMACH": "C16", "TESTIS": "C62", "THYROID": "C73",
}  # fmt: skip
NO_END = 125
"""Last year of life of an open band in the long form."""
SEXES = {"both": "all", "female": "female", "male": "male"}

KEYS = ("Country", "Admin1", "SubDiv", "Year", "List", "Cause", "Sex", "Frmat")
DEATHS = tuple(f"Deaths{number}" for number in range(1, 27))
WIDE_SEXES = {"1": "male", "2": "female", "9": "unknown"}
COUNTRIES = {
    1125: "EGY", 1300: "MUS", 1430: "ZAF", 2010: "ATG", 2020: "ARG", 2025: "ABW", 2030: "BHS", 2040: "BRB", 2045: "BLZ", 2050: "BMU",
    2060: "BOL", 2070: "BRA", 2085: "VGB", 2090: "CAN", 2110: "CYM", 2120: "CHL", 2130: "COL", 2140: "CRI", 2150: "CUB", 2160: "DMA",
    2170: "DOM", 2180: "ECU", 2190: "SLV", 2210: "GUF", 2230: "GRD", 2240: "GLP", 2250: "GTM", 2260: "GUY", 2270: "HTI", 2280: "HND",
    2290: "JAM", 2300: "MTQ", 2310: "MEX", 2320: "MSR", 2340: "NIC", 2350: "PAN", 2360: "PRY", 2370: "PER", 2380: "PRI", 2385: "KNA",
    2400: "LCA", 2420: "VCT", 2430: "SUR", 2440: "TTO", 2445: "TCA", 2450: "USA", 2455: "VIR", 2460: "URY", 2470: "VEN", 3080: "CYP",
    3090: "HKG", 3150: "ISR", 3160: "JPN", 3190: "KWT", 3325: "KOR", 3340: "SAU", 3350: "SGP", 4005: "ALB", 4008: "ARM", 4010: "AUT",
    4018: "BLR", 4020: "BEL", 4025: "BIH", 4030: "BGR", 4038: "HRV", 4045: "CZE", 4050: "DNK", 4055: "EST", 4070: "FIN", 4080: "FRA",
    4084: "GEO", 4085: "DEU", 4140: "GRC", 4150: "HUN", 4160: "ISL", 4170: "IRL", 4180: "ITA", 4182: "KAZ", 4184: "KGZ", 4186: "LVA",
    4188: "LTU", 4190: "LUX", 4200: "MLT", 4210: "NLD", 4220: "NOR", 4230: "POL", 4240: "PRT", 4260: "MDA", 4270: "ROU", 4272: "RUS",
    4274: "SVK", 4276: "SVN", 4280: "ESP", 4290: "SWE", 4300: "CHE", 4303: "UKR", 4308: "GBR", 4310: "GBR-EAW", 4320: "GBR-NIR",
    4330: "GBR-SCT", 5020: "AUS", 5150: "NZL",
}  # fmt: skip
"""WHO's numbers of countries, in part from memory; one that is not here is an error, not a guess."""

SINGLE = {2: "0", 3: "1", 4: "2", 5: "3", 6: "4"}
INFANTS = {2: "0", 3: "1-4"}
FORMATS = {
    "00": (SINGLE, 95), "01": (SINGLE, 85), "02": (INFANTS, 85), "03": (SINGLE, 75), "04": (INFANTS, 75), "05": (INFANTS, 70),
    "06": (INFANTS, 65), "09": ({}, 0),
}  # fmt: skip
"""Age format -> the columns below five years, and the lower bound of the open band (0 where there are no ages)."""
FIRST_BAND = 7
"""Number of the column of ages 5-9; each further column is five years older."""
ICD_10_LISTS = ("103", "104", "10M")
"""Lists whose causes are ICD-10 codes of three or four characters."""


def read(path: Path) -> pd.DataFrame:
    """Return the deaths in *path* as tidy observations; ``series`` is ``deaths``, in the wide form ``deaths/<list>/<cause>``."""
    content = unpack.utf8(path, unpack.read_bytes(path))
    above = who_mortality_portal.header_line(content)
    if above >= 0:
        return who_mortality_portal.read(path, content, above)
    cells = delimited.table_of_text(path, content, "", repeated=(*KEYS, *LONG[:-3], LONG[-1]))
    return _wide(path, cells) if "Frmat" in cells.columns else _long(path, cells)


def _long(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, LONG, only=True)
    value = numeric.column_numbers(path, cells, cells["value"], column="value")
    cited = citing.cite_line(path, cells)
    return tidy.tidy(
        series="deaths",
        place=tidy.recode(path, cells, cells["geography_code"], {place: place for place in (*ALPHA3, "WORLD")}.get, "place"),
        year=numeric.column_years(path, cells, cells["year"], "year"),
        sex=tidy.recode(path, cells, cells["sex"], SEXES.get, "sex"),
        age=tidy.recode(path, cells, text_columns.together(cells, ("age_start", "age_end")), _age, "age"),
        site=tidy.recode(path, cells, cells["cancer_code"], SITES.get, "cancer code"),
        value=value,
        numerator=value,
        denominator=numeric.column_numbers(path, cells, cells["population"], column="population"),
        obs_status=text_columns.either(value.isna(), tidy.NOT_REPORTED, "A"),
        locator=text_columns.join_text(cited, text_columns.each_text(cells["icd_revision"], lambda revision: ", " + revision)),
    )


def _age(ends: str) -> str | None:
    """Return our age of the first and last year of life of a band; nothing where one of them is no number."""
    if not re.fullmatch(r"\s*[0-9]{1,3}\s*\n\s*[0-9]{1,3}\s*", ends):
        return None
    start, end = (int(year) for year in ends.split("\n"))
    if end == NO_END:
        return f"{start}+" if start else "all"
    return f"{start}-{end}"


def _wide(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, (*KEYS, *DEATHS))
    layout = tidy.recode(path, cells, cells["Frmat"], _format, "age format")
    country = tidy.recode(path, cells, cells["Country"], {str(number): place for number, place in COUNTRIES.items()}.get, "country")
    rows = {
        "place": text_columns.join_text(country, text_columns.each_text(text_columns.together(cells, ("Admin1", "SubDiv")), _part)),
        "year": numeric.column_years(path, cells, cells["Year"], "Year"),
        "sex": tidy.recode(path, cells, cells["Sex"], WIDE_SEXES.get, "sex"),
        "series": text_columns.each_text(
            text_columns.together(cells, ("List", "Cause")), lambda cause: "deaths/" + cause.replace("\n", "/", 1)
        ),
        "site": text_columns.each_text(text_columns.together(cells, ("List", "Cause")), _site),
    }
    formats = [name for name in FORMATS if layout.eq(name).any()]
    if not formats:
        raise FigureError(path.name, "has no figures", "the publisher's table whole: a header, and rows with figures below it")
    # A row a line and a column a number of a column of deaths; the columns that a line's format has not are left out below.
    deaths, ages = np.full((len(cells), len(DEATHS) + 1), np.nan), np.full((len(cells), len(DEATHS) + 1), -1, dtype=np.int32)
    for name in formats:
        lines, numbers = np.flatnonzero(layout.eq(name)), list(_bands(name))
        place = np.ix_(lines, np.array(numbers))
        deaths[place] = _deaths(path, cells if len(lines) == len(cells) else cells.take(lines), name, numbers)
        ages[place] = [AGES.index(age) for age in _bands(name).values()]
    row, number = np.nonzero(ages >= 0)
    value = pd.Series(deaths[row, number])
    column = pd.Series(pd.Categorical.from_codes(number, pd.Index(["", *DEATHS], dtype="str"), validate=False))
    return tidy.tidy(
        **{name: each.take(row).reset_index(drop=True) for name, each in rows.items()},
        age=text_columns.one_of(AGES, pd.Series(ages[row, number])),
        value=value,
        obs_status=text_columns.either(value.isna(), tidy.NOT_REPORTED, "A"),
        locator=citing.cite_line(path, cells[["line"]].take(row).reset_index(drop=True), column),
    )


def _deaths(path: Path, chosen: pd.DataFrame, name: str, numbers: Sequence[int]) -> np.ndarray:
    """Return the deaths in the lines of one age format, which uses the columns with these *numbers*; a row a line."""
    unused = [column for number, column in enumerate(DEATHS, 1) if number not in numbers]
    filled = chosen[unused].apply(lambda column: ~column.isin(["", "0"]))
    if filled.any(axis=None):
        line = chosen.loc[filled.any(axis=1), "line"].iloc[0]
        column = filled.columns[filled.any()][0]
        raise FigureError(
            f"{path.name}:{line}, {column}", f"has deaths that age format {name} does not use", "the publisher's table unchanged"
        )
    found = numbers_below(path, chosen, [DEATHS[number - 1] for number in numbers])
    return found.to_numpy().reshape(len(numbers), len(chosen)).T


def _format(code: str) -> str | None:
    return code.zfill(2) if code.zfill(2) in FORMATS else None


def _part(admin_and_division: str) -> str:
    """Return what the code of a part of a country adds to the country's."""
    part = "".join(code.strip() for code in admin_and_division.split("\n", 1))
    return f"-{part}" if part else ""


def _bands(name: str) -> dict[int, str]:
    """Return the age of each column that the age format uses."""
    young, open_from = FORMATS[name]
    five = {FIRST_BAND + (start - 5) // 5: f"{start}-{start + 4}" for start in range(5, open_from, 5)}
    last = {FIRST_BAND + (open_from - 5) // 5: f"{open_from}+"} if open_from else {}
    return {1: "all"} | young | five | last | {26: "unknown"}


AGES = tuple(dict.fromkeys(age for name in FORMATS for age in _bands(name).values()))
"""The ages of all formats."""


def _site(list_and_cause: str) -> str:
    """Return the ICD-10 code of a cause that is one, with a point before the fourth character; other lists' causes have no site."""
    listed, _, cause = list_and_cause.partition("\n")
    code = re.sub(r"^([A-Z][0-9]{2})([0-9])$", r"\1.\2", cause.strip())
    return code if listed in ICD_10_LISTS and re.fullmatch(r"[A-Z][0-9]{2}(?:\.[0-9])?", code) else "all"
