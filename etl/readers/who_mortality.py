"""
WHO Mortality Database: deaths by country, year, cause, sex and age, in the publisher's wide tables or as a long extract.

Wide (``Morticd10``, ``MortIcd9``, …): ``Country, Admin1, SubDiv, Year, List, Cause, Sex, Frmat, IM_Frmat, Deaths1 … Deaths26,
IM_Deaths1 … IM_Deaths4``. ``Country`` is WHO's own number, ``List`` the list of causes (104 is ICD-10 with four characters), sex 1 male,
2 female, 9 unknown. ``Frmat`` says which ages the columns hold: 00 single years to 4, then five-year bands to 95 and older; 01 the same to
85 and older; 02 0, 1-4, five-year bands to 85 and older; 03 single years to 4 and bands to 75 and older; 04, 05 and 06 0, 1-4 and bands to
75, 70 and 65 and older; 09 no ages. ``Deaths1`` is all ages, ``Deaths26`` unknown ages.

Long: ``source_version, geography_code`` (ISO alpha-3), ``year, cancer_code, icd_revision, icd_codes, sex, age_start, age_end,
age_group_label, value`` (deaths), ``population, quality_flag``.

Missing: an empty cell (status O; in a column that the age format does not use there is no observation). Traps: years that a list leaves
out are not zero, they must not be filled; the open age differs by format (85 or 95); parts of a country (``Admin1``, ``SubDiv``) share
its number and are named behind it; deaths of unknown sex are a sex of their own (``unknown``); formats 07 and 08 have ten-year bands
whose columns are not documented here, they are refused; the population of the long form may be empty, and that of the United Kingdom in
2018 is too low; WHO's ICD-8 list has one code for all skin.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.codes import ALPHA3
from etl.readers.wide import long_form

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
    cells = tidy.read_text(path)
    return _wide(path, cells) if "Frmat" in cells.columns else _long(path, cells)


def _long(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, LONG, only=True)
    where = tidy.at_line(path, cells)
    start = tidy.numbers(cells["age_start"], where, missing=(), pattern=r"\d+").astype(int)
    end = tidy.numbers(cells["age_end"], where, missing=(), pattern=r"\d+").astype(int)
    age = (start.astype(str) + "-" + end.astype(str)).mask(end.eq(NO_END), start.astype(str) + "+")
    value = tidy.numbers(cells["value"], where)
    return tidy.tidy(
        series="deaths",
        place=tidy.translate(cells["geography_code"], where, {place: place for place in (*ALPHA3, "WORLD")}, "place"),
        year=tidy.whole_years(cells["year"], where),
        sex=tidy.translate(cells["sex"], where, SEXES, "sex"),
        age=age.mask(start.eq(0) & end.eq(NO_END), "all"),
        site=tidy.translate(cells["cancer_code"], where, SITES, "cancer code"),
        value=value,
        numerator=value,
        denominator=tidy.numbers(cells["population"], where),
        obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "A"}),
        locator=tidy.cite_line(path, cells) + ", " + cells["icd_revision"],
    )


def _wide(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, (*KEYS, *DEATHS))
    where = tidy.at_line(path, cells)
    layout = cells["Frmat"].str.strip().str.zfill(2)
    tidy.translate(layout, where, {name: name for name in FORMATS}, "age format")
    country = tidy.translate(cells["Country"], where, {str(number): place for number, place in COUNTRIES.items()}, "country")
    part = ("-" + cells["Admin1"].str.strip() + cells["SubDiv"].str.strip()).where(cells["Admin1"].ne("") | cells["SubDiv"].ne(""), "")
    rows = pd.DataFrame(
        {
            "line": cells["line"],
            "place": country + part,
            "year": tidy.whole_years(cells["Year"], where),
            "sex": tidy.translate(cells["Sex"], where, WIDE_SEXES, "sex"),
            "series": "deaths/" + cells["List"] + "/" + cells["Cause"],
            "site": _sites(cells),
            "layout": layout,
        }
    )
    frames = [_ages(path, cells, rows, name) for name in FORMATS if layout.eq(name).any()]
    long = pd.concat(frames, ignore_index=True).sort_values(["line", "order"], kind="stable")
    return tidy.tidy(**{name: long[name] for name in ("series", "place", "year", "sex", "age", "site", "value", "obs_status", "locator")})


def _ages(path: Path, cells: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the deaths of the rows of one age format, a row an age."""
    chosen = cells[rows["layout"].eq(name)]
    bands = _bands(name)
    unused = [f"Deaths{number}" for number in range(1, 27) if number not in bands]
    filled = chosen[unused].apply(lambda column: ~column.isin(["", "0"]))
    if filled.any(axis=None):
        line = chosen.loc[filled.any(axis=1), "line"].iloc[0]
        column = filled.columns[filled.any()][0]
        raise FigureError(
            f"{path.name}:{line}, {column}", f"has deaths that age format {name} does not use", "the publisher's table unchanged"
        )
    columns = {f"Deaths{number}": age for number, age in bands.items()}
    long = long_form(path, chosen, [], list(columns))
    long = long.merge(rows.drop(columns="layout"), on="line")
    value = tidy.numbers(long["text"], tidy.at_line(path, long) + ", " + long["column"])
    return long.assign(
        age=long["column"].map(columns),
        order=long["column"].str.slice(6).astype(int),
        value=value,
        obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "A"}),
        locator=tidy.cite_line(path, long, long["column"]),
    )


def _bands(name: str) -> dict[int, str]:
    """Return the age of each column that the age format uses."""
    young, open_from = FORMATS[name]
    five = {FIRST_BAND + (start - 5) // 5: f"{start}-{start + 4}" for start in range(5, open_from, 5)}
    last = {FIRST_BAND + (open_from - 5) // 5: f"{open_from}+"} if open_from else {}
    return {1: "all"} | young | five | last | {26: "unknown"}


def _sites(cells: pd.DataFrame) -> pd.Series:
    """Return the ICD-10 code of causes that are one, with a point before the fourth character; other lists' causes have no site."""
    code = cells["Cause"].str.strip().str.replace(r"^([A-Z]\d\d)(\d)$", r"\1.\2", regex=True)
    is_code = cells["List"].isin(ICD_10_LISTS) & code.str.fullmatch(r"[A-Z]\d\d(?:\.\d)?")
    return code.where(is_code, "all")
