"""
Our World in Data: table of one dataset or chart, one row a country and year, one column a measure.

Columns: ``Entity, Year``, in a chart's table also ``Code`` (ISO 3166-1 alpha-3, or ``OWID_…``), in small letters if asked for so; then
measures. A measure whose name speaks of one sex is of that sex: ``rate_female``, ``Lung - Male``, ``Sex: Female - Age: All``. Units,
sources and licence stand in the dataset's ``datapackage.json`` or the chart's ``…metadata.json``, which carry no figure and are not read; a
chart's ZIP holds both.

Missing: an empty cell (status O). Traps: without ``Code`` places are names; a group of countries has a code of OWID's or none, and becomes
``OWID-<NAME>``; the figures are another publisher's, whose terms apply too; in some datasets the year is the last one of a period, which
only the dataset's README says: it is read where it lies beside the table and names a period for every year; in one dataset the entities are
groups of the United States' people (``White, females``); the cancer stands in the name of the column, or else of the file; a table by
``Day`` is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import COUNTRIES_BY_NAME, NAMES, agency_place, name_key

SEX_WORD = re.compile(r"(?<![A-Za-z])(?:(both[ _]sexes)|(females?|women|girls)|(males?|men|boys))(?![A-Za-z])", re.IGNORECASE)
SEX_ENDING = re.compile(rf"[\s_,:(\[–-]*(?:sex: ?)?{SEX_WORD.pattern}[)\]]?\s*$", re.IGNORECASE)
PLACE_AND_YEAR = ("Entity", "Code", "Year")
BESIDE = r"(?i)readme|metadata|datapackage"
LONGEST_PERIOD = 15
"""Years that one figure may be of; a longer range in the text is that of the table."""
US_PEOPLE = re.compile(r"(All races|Black|White), (females|males|total)")
"""Entities of the survival rates that OWID took from the US National Cancer Institute."""
US_SEXES = {"females": "female", "males": "male", "total": "all"}
PERIOD = re.compile(r"\b(\d{4})\s*[-–]\s*(\d{4})\b")
CANCERS = {
    r"all cancers|all sites|cancers?, (total|all)": "all",
    r"colorect|(colon|bowel)\W+(and |& )?rect|bowel": "C18-C20", r"rect(um|al)\b": "C19-C20", r"colon\b": "C18",
    r"\b(cervi|corpus)\w*\b.*( and |&|\+).*\b(cervi|corpus)": "C53-C55", r"\bcorpus|endometri": "C54", r"\bcervi(x|cal)\b": "C53",
    r"\buter(us|ine)\b": "C53-C55",
    r"brain|nervous system": "C70-C72", r"gall ?bladder|biliary": "C23-C24", r"bladder": "C67", r"breast": "C50",
    r"o?esophag": "C15", r"non\W*hodgkin": "C82-C86+C96", r"hodgkin": "C81", r"leuka?emia": "C91-C95", r"laryn(x|geal)": "C32",
    r"nasopharyn": "C11", r"liver": "C22", r"\blungs?\b|bronchus": "C33-C34", r"mesothelioma": "C45", r"myeloma": "C90",
    r"ovar(y|ian|ies)\b": "C56", r"pancrea": "C25", r"prostat": "C61", r"non\W*melanoma": "C44", r"melanoma|skin cancer": "C43",
    r"stomach|gastric": "C16", r"\btest(is|es|icular)\b": "C62", r"thyroid": "C73", r"kidney|renal\b": "C64",
}  # fmt: skip
"""What the name of a column or file says -> ICD-10 group; the first that fits counts. OWID's "skin cancer" of survival is melanoma (from
memory); the trachea (C33) goes with the lung at WHO; "uterus" without a part is cervix and corpus together, as the American Cancer
Society counts it."""
OWN_SEX = dict.fromkeys(("C53", "C53-C55", "C54", "C56"), "female") | dict.fromkeys(("C61", "C62"), "male")
GROUPS = {"World": "WORLD", "European Union (27)": "EU27"}
"""Names of groups of countries that have a code of ours."""


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is the column's name without a sex at its end."""
    cells = delimited.read_text(path, beside=BESIDE)
    names = {name.lower(): name for name in PLACE_AND_YEAR}
    cells = cells.rename(columns={str(name): names[str(name).lower()] for name in cells.columns if str(name).lower() in names})
    again = cells.columns[cells.columns.duplicated()]
    if len(again):
        raise FigureError(f"{path.name}:1", f"column '{again[0]}' stands twice", "one column each of Entity, Code and Year")
    tidy.need_columns(path, cells, ("Entity", "Year"))
    tidy.need_rows(path, cells)
    people = cells["Entity"].str.extract(US_PEOPLE)
    cells["place"] = _places(path, cells.assign(Entity=cells["Entity"].mask(people[0].notna(), "United States")))
    cells["people_sex"] = people[1].map(US_SEXES)
    cells["group"] = ("race:" + people[0].str.lower()).mask(people[0].isin(["All races"])).fillna("all")
    last = numeric.whole_years(cells["Year"], citing.at_line(path, cells))
    cells["first"], cells["last"] = last.map(_first_years(path, last)), last
    kept = ["place", "people_sex", "group", "first", "last", "line"]
    measures = [str(column) for column in cells.columns if column not in {*PLACE_AND_YEAR, *kept, "owid_region"}]
    long = cells.melt(id_vars=kept, value_vars=measures, var_name="column", value_name="text")
    site = long["column"].map({name: _site(name) or _site(unpack.data_stem(path, BESIDE)) or "all" for name in measures})
    return tidy.tidy(
        series=long["column"].map(_names(measures)),
        place=long["place"],
        year=long["first"],
        year_end=long["last"],
        sex=site.map(OWN_SEX).fillna(long["people_sex"]).fillna(long["column"].map({name: _sex(str(name)) for name in measures})),
        site=site,
        group=long["group"],
        value=numeric.column_numbers(path, long, long["text"], column=long["column"]),
        obs_status=tidy.statuses(long["text"], {"": tidy.NOT_REPORTED}),
        locator=citing.cite_line(path, long, long["column"]),
    )


def _first_years(path: Path, years: pd.Series) -> dict[int, int]:
    """Return the first year of the period that each year stands for, as the README beside the table says; itself where it says nothing."""
    beside = path.with_name("README.md")
    told = beside.read_text(encoding="utf-8", errors="replace") if beside.is_file() else ""
    periods = {int(last): int(first) for first, last in PERIOD.findall(told) if 0 <= int(last) - int(first) < LONGEST_PERIOD}
    wanted = {int(year) for year in years.unique()}
    # A range of years in the text may be about something else; it counts only if the text gives one to every year of the table.
    return {year: periods[year] if wanted <= set(periods) else year for year in wanted}


def _sexes(name: str) -> set[str]:
    """Return the sexes that the *name* of a column speaks of."""
    return {"all" if both else "female" if female else "male" for both, female, _ in SEX_WORD.findall(name)}


def _sex(name: str) -> str:
    """Return the one sex that the *name* of a column speaks of; ``all`` where it names none, or several."""
    sexes = _sexes(name)
    return sexes.pop() if len(sexes) == 1 else "all"


def _names(measures: list[str]) -> dict[str, str]:
    """Return the series of each column: its name without its sex, or whole where two columns of a sex would have the same."""
    short = {name: _series(name) for name in measures}
    keys = Counter((series, _sex(name)) for name, series in short.items())
    return {name: series if keys[series, _sex(name)] == 1 else name for name, series in short.items()}


def _series(name: str) -> str:
    """Return the *name* of a column without its sex, where that stands at the end."""
    return (SEX_ENDING.sub("", name) or name) if len(_sexes(name)) == 1 else name


def _site(name: str) -> str | None:
    """Return the cancer that the *name* of a column or file speaks of."""
    words = name.lower().replace("_", " ")
    return next((site for said, site in CANCERS.items() if re.search(said, words)), None)


def _places(path: Path, cells: pd.DataFrame) -> pd.Series:
    """Return our code of each row's place, by its code where the table has one."""
    if "Code" not in cells:
        return tidy.recode(path, cells, cells["Entity"], lambda name: NAMES.get(name) or COUNTRIES_BY_NAME.get(name_key(name)), "entity")
    coded = cells["Code"].where(cells["Code"].ne(""), "name: " + cells["Entity"])
    return tidy.recode(path, cells, coded, _place, "place")


def _place(code: str) -> str | None:
    """Return our code of OWID's; an entity without one is a group of countries, named by its name."""
    if not code.startswith("name: "):
        return agency_place(code, "OWID")
    name = code.removeprefix("name: ")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return GROUPS.get(name) or COUNTRIES_BY_NAME.get(name_key(name)) or "OWID-" + re.sub(r"\W+", "_", plain).strip("_").upper()
