"""
Cancer Incidence in Five Continents (IARC): cases and person-years by registry, site, sex and age; and IARC's own rates, volumes I-XII.

Three layouts, told apart by their columns, and the volumes' own summary databases (`ci5_summary`):

- age-specific, one period: ``id_code, id_label, country_code`` (United Nations' number), ``ethnic_code`` (99 all), ``cancer_code``
  (1-63), ``cancer_label, sex`` (1 male, 2 female), ``age, cases, py, period``. Age 1 is 0-4, 2 is 5-9, … 17 is 80-84, 18 is 85 and
  older, 19 unknown;
- age-specific, yearly, one site: ``sex, year, age, cases, py, registry_label, registry, ethnic``. Age 0 is 0-4, … 85 is 85 and older, 99
  unknown. The site is in no column: the file's name has to give it (``…_C22.csv``), or it is a file that `YEARLY_SITES` knows;
- rates: ``cancer_code, id_code, CI5_volume, sex, cases, py, asr`` (world standard, per 100,000), ``country_code, registry_code,
  ethnic_code, id_label, period, year_start, year_end, cancer_label, icd10``. Its cancer codes are another list: ``icd10`` counts.

Missing: an empty cell or ``NA`` (status O). Traps: cases of unknown age have no person-years (denominator missing); one number covers a
period of up to five years, which differs by registry; some countries have no national row but regional registries; a group of people
within a registry shares its place and differs in ``group``; "all sites" (62) contains "all sites but skin" (63), our ``all``; a registry
whose table ends earlier, at 75 or 80, has the older people in its last band that has person-years, which is then open (``75+``), and no
person-years in the bands above, which cannot have a figure (status M); the volume of the rates is a vintage and stands in the locator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import ci5_summary, citing, delimited, numeric, text_columns, tidy, unpack
from etl.readers.codes import COUNTRIES_BY_NAME, M49, US_STATES, name_key, place_letters
from etl.readers.un_wpp import MORE_PLACES

PERIODS = ("id_code", "id_label", "country_code", "ethnic_code", "cancer_code", "cancer_label", "sex", "age", "cases", "py", "period")
YEARS = ("sex", "year", "age", "cases", "py", "registry_label", "registry", "ethnic")
RATES = (
    "cancer_code", "id_code", "CI5_volume", "sex", "cases", "py", "asr", "country_code", "registry_code", "ethnic_code", "id_label",
    "period", "year_start", "year_end", "cancer_label", "icd10",
)  # fmt: skip
SITES = (
    "C00", "C01-C02", "C03-C06", "C07-C08", "C09", "C10", "C11", "C12-C13", "C14", "C15", "C16", "C17", "C18", "C19-C20", "C21", "C22",
    "C23-C24", "C25", "C30-C31", "C32", "C33-C34", "C37-C38", "C40-C41", "C43", "C44", "C45", "C46", "C47+C49", "C50", "C51", "C52", "C53",
    "C54", "C55", "C56", "C57", "C58", "C60", "C61", "C62", "C63", "C64", "C65", "C66", "C67", "C68", "C69", "C70-C72", "C73", "C74",
    "C75", "C81", "C82-C86+C96", "C88", "C90", "C91", "C92-C94", "C95", "D45+D47", "D46", "C26+C39+C48+C76-C80", "C00-C96",
    "C00-C96 excluding C44",
)  # fmt: skip
"""Cancer codes 1 to 63 of volumes X to XII.

IARC prints words for 59 to 61 (myeloproliferative, myelodysplastic, other and unspecified), whose ICD-10 groups are from memory."""
ALL_SITES = {"C00-C96": "C00-C96", "C00-C96 excluding C44": "all", "ALL": "C00-C96", "ALLbC44": "all"}
"""All sites with and without non-melanoma skin cancer; ours, ``all``, is the second, as in every other source."""
YEARLY_SITES = {"csu_registry_data_2": "C22"}
"""Yearly files whose site is known from their description, not from their name."""
PEOPLE = ("country_code", "ethnic_code", "id_label")
REPEATED = tuple(({*PERIODS, *YEARS, *RATES}) - {"cases", "py", "asr"})
MISSING = ("", "NA")
UNKNOWN_AGE = "unknown"
ALL_PEOPLE = "99"
BANDS = {str(number): 5 * (number - 1) for number in range(1, 19)} | {"19": -1}
"""Age codes of a period's cases -> lower bound of the band; -1 is unknown."""
YEARLY_BANDS = {str(start): start for start in range(0, 90, 5)} | {"99": -1}
LAST_BAND = 85
SEXES = {"1": "male", "2": "female"}
REGIONS = {
    "GBR": {"England": "ENG", "Scotland": "SCT", "Wales": "WLS", "Northern Ireland": "NIR"},
    "DEU": {
        "Baden-Württemberg": "BW", "Bavaria": "BY", "Brandenburg": "BB", "Bremen": "HB", "Hamburg": "HH", "Lower Saxony": "NI",
        "Mecklenburg-Western Pomerania": "MV", "North Rhine-Westphalia": "NW", "Rhineland-Palatinate": "RP", "Saarland": "SL",
        "Free State Of Saxony": "SN", "Schleswig-Holstein": "SH",
    },
    "AUS": {
        "New South Wales": "NSW", "Northern Territory": "NT", "Queensland": "QLD", "South Australia": "SA", "Tasmania": "TAS",
        "Victoria": "VIC", "Western Australia": "WA",
    },
    "USA": US_STATES,
}  # fmt: skip
"""Regions that have a code in ISO 3166-2; other registries are named by us after their label in plain letters, ``ITA-TRENTO``."""


def read(path: Path) -> pd.DataFrame:
    """Return the figures in *path* as tidy observations; ``series`` is ``cases`` by age, or ``incidence_asr_world`` and ``cases``."""
    if ci5_summary.is_summary(path):
        whole = ci5_summary.read(path)
        found = _by_period(path, whole.drop(columns="column"))
        return found.assign(locator=citing.numbered_text(f"{ci5_summary.named(path)}, line ", whole["line"], ", column ", whole["column"]))
    cells = delimited.read_text(path, repeated=REPEATED)
    if "asr" in cells.columns:
        return _rates(path, cells)
    return _yearly(path, cells) if "registry_label" in cells.columns else _by_period(path, cells)


def _by_period(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, PERIODS, only=True)
    codes = {str(number): ALL_SITES.get(site, site) for number, site in enumerate(SITES, start=1)}
    start, end = tidy.recode_years(path, cells, cells["period"], _period, "period")
    site = tidy.recode(path, cells, cells["cancer_code"], codes.get, "cancer code")
    return _cases(path, cells, columns=PEOPLE, start=start, end=end, site=site, bands=BANDS)


def _yearly(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, YEARS, only=True)
    stem = unpack.data_stem(path)
    named = re.search(r"(?:^|_)(C\d\d(?:-C\d\d)?)(?=[_.]|$)", stem)
    site = named[1] if named else YEARLY_SITES.get(stem)
    if site is None:
        raise FigureError(path.name, "neither the file nor its name says which cancer it is", "the ICD-10 code in the name: …_C22.csv")
    year = numeric.column_years(path, cells, cells["year"], "year")
    # A registry's number is its country's, followed by two digits of its own.
    country = tidy.recode(path, cells, cells["registry"], lambda number: number[:-2], "registry")
    cells = cells.assign(country_code=country)
    return _cases(path, cells, columns=("country_code", "ethnic", "registry_label"), start=year, end=year, site=site, bands=YEARLY_BANDS)


def _cases(
    path: Path,
    cells: pd.DataFrame,
    *,
    columns: Sequence[str],
    start: pd.Series,
    end: pd.Series,
    site: str | pd.Series,
    bands: Mapping[str, int],
) -> pd.DataFrame:
    """Return cases by age with their person-years; *columns* are country, ethnic code and label, *bands* the lower bounds of the ages."""
    people = text_columns.together(cells, columns)
    cases = numeric.column_numbers(path, cells, cells["cases"], MISSING, "cases")
    py = numeric.column_numbers(path, cells, cells["py"], MISSING, "py")
    bound = tidy.recode_whole(path, cells, cells["age"], bands.get, "age")
    year = "period" if "period" in cells else "year"
    people_of_year = text_columns.together(cells, (*columns, year, "sex")).cat.codes
    last = bound.where(py.gt(0) & bound.ge(0)).groupby(people_of_year).transform("max").fillna(LAST_BAND).astype(int)
    beyond = bound.gt(last) & py.eq(0) & cases.fillna(0).eq(0)
    value = cases.mask(beyond)
    status = text_columns.either(value.isna(), tidy.NOT_REPORTED, "A")
    if beyond.any():
        status = status.mask(beyond, tidy.NOT_APPLICABLE)
    return tidy.tidy(
        series="cases",
        place=tidy.recode(path, cells, people, _place, "registry"),
        year=start,
        year_end=end,
        sex=tidy.recode(path, cells, cells["sex"], SEXES.get, "sex"),
        age=_ages(bound, last),
        site=site,
        group=tidy.recode(path, cells, people, _group, "ethnic code"),
        value=value,
        numerator=value,
        denominator=py.where(py.gt(0)),
        obs_status=status,
        locator=citing.cite_line(path, cells),
    )


def _ages(bound: pd.Series, last: pd.Series) -> pd.Series:
    """Return the bands that begin at *bound*, of which *last* and 85 are open."""
    starts = range(0, LAST_BAND + 1, 5)
    names = [*(f"{start}-{start + 4}" for start in starts), *(f"{start}+" for start in starts), UNKNOWN_AGE]
    is_open = bound.eq(last) | bound.eq(LAST_BAND)
    return text_columns.one_of(names, (bound // 5 + is_open * len(starts)).where(bound.ge(0), 2 * len(starts)))


def _rates(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    tidy.need_columns(path, cells, RATES, only=True)
    people = text_columns.together(cells, PEOPLE)
    cases = numeric.column_numbers(path, cells, cells["cases"], MISSING, "cases")
    common = {
        "place": tidy.recode(path, cells, people, _place, "registry"),
        "year": numeric.column_years(path, cells, cells["year_start"], "year_start"),
        "year_end": numeric.column_years(path, cells, cells["year_end"], "year_end"),
        "sex": tidy.recode(path, cells, cells["sex"], SEXES.get, "sex"),
        "site": tidy.recode(path, cells, cells["icd10"], _site, "ICD-10 group"),
        "group": tidy.recode(path, cells, people, _group, "ethnic code"),
        "numerator": cases,
        "denominator": numeric.column_numbers(path, cells, cells["py"], MISSING, "py"),
    }
    volume = cells["CI5_volume"]
    frames = []
    for column, series in (("asr", "incidence_asr_world"), ("cases", "cases")):
        value = numeric.column_numbers(path, cells, cells[column], MISSING, column)
        status = text_columns.either(value.isna(), tidy.NOT_REPORTED, "A")
        locator = citing.cite_line(path, cells, text_columns.each_text(volume, f"{column}, volume {{}}".format))
        frames.append(tidy.tidy(**common, series=series, value=value, obs_status=status, locator=locator))
    return pd.concat(frames, ignore_index=True)


def _period(text: str) -> tuple[int, int] | None:
    """Return first and last year of a period such as ``2013-2017``."""
    years = re.fullmatch(r"(\d{4})-(\d{4})", text)
    return (int(years[1]), int(years[2])) if years else None


def _site(icd10: str) -> str | None:
    """Return an ICD-10 group as we write it: ``C19-21`` is C19-C21, ``C51-52, C56-57`` is C51-C52+C56-C57."""
    if icd10 in ALL_SITES:
        return ALL_SITES[icd10]
    if not re.fullmatch(r"C\d\d(?:-C?\d\d)?(?:(?:, ?|\+)C?\d\d(?:-C?\d\d)?)*", icd10):
        return None
    parts = re.split(r", ?|\+", icd10.replace("C", ""))
    return "+".join("-".join("C" + code for code in part.split("-")) for part in parts)


def _parts(people: str) -> tuple[str, str, str]:
    """Return country, ethnic code and label, which stand on lines of their own; empty where one is missing."""
    number, _, rest = people.partition("\n")
    code, _, label = rest.partition("\n")
    return number.strip(), code.strip(), label.strip()


def _place(people: str) -> str | None:
    """Return our code of a registry: the country's if the label is its name, else the country's with the region's behind it."""
    number, _, label = _parts(people)
    country = (M49 | MORE_PLACES).get(int(number)) if number.strip().isdecimal() else None
    name = re.sub(r"\s+", " ", label.partition(":")[0] if label.partition(":")[2][:1] == " " else label).strip()
    if country is None or not name:
        return None
    first, comma, rest = name.partition(", ")
    if country_of(name) == country:
        return country
    if comma and country_of(rest) == country:  # USA, Puerto Rico
        return country
    region = rest if comma and country_of(first) == country else name
    codes = REGIONS.get(country, {})
    first, comma, rest = region.partition(", ")
    parts = [codes.get(first, first), rest] if comma else [codes.get(region, region)]
    return "-".join([country, *map(place_letters, parts)])


def country_of(name: str) -> str | None:
    """Return the country of that name, with or without "The" before it."""
    if name == "USA":
        return name
    return COUNTRIES_BY_NAME.get(name_key(name)) or COUNTRIES_BY_NAME.get(name_key(name.removeprefix("The ")))


def _group(people: str) -> str | None:
    """Return ``all`` for everybody, else ``ethnicity:`` with the group's name, or its number where the label has none."""
    _, code, label = _parts(people)
    if code == ALL_PEOPLE:
        return "all"
    name = re.sub(r"[^a-z]+", "_", label.partition(": ")[2].lower()).strip("_")
    return "ethnicity:" + (name or code) if code.isdigit() else None
