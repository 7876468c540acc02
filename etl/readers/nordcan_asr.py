"""
NORDCAN: annual age-standardised rates (World, per 100,000), one file a site, wide.

Columns: ``Label``, then one a calendar year. Labels read ``Sweden, incidence, males``; sites of one sex have no third part. The file's
name names the site (``colon_inc_mor.csv``, ``inc_mor_melanoma.csv``).

Missing: ``-`` is a year before the registry or the death register began, an empty cell a year that was left out (both status O). Traps:
where a site of both sexes has no third part, the first row of a country and measure is men, the second women; NORDCAN itself warns that
Swedish lung cancer incidence is not comparable with the other countries'.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.codes import NAMES

SITES = {
    "bladder": "C67", "breast": "C50", "cervix": "C53", "colon": "C18", "corpus": "C54", "corut": "C54", "fem_gen": "C51+C52+C57",
    "kidney": "C64", "melanoma": "C43", "ovary": "C56", "penis": "C60", "prostate": "C61", "rectum": "C19-C20",
    "small_intestine": "C17", "testes": "C62", "vulva": "C51",
}  # fmt: skip
"""First part of the file name -> ICD-10 group. NORDCAN's bladder takes in C65-C68 and non-invasive tumours, its ovary the tubes."""

FEMALE = ("C50", "C51", "C51+C52+C57", "C53", "C54", "C56")
MALE = ("C60", "C61", "C62")


def site_of(path: Path, rest: str) -> str:
    """
    Return the site that the file's name gives; the header is wrong in some of the exports.

    Raises:
        FigureError: the name without *rest* (a regular expression) is no site that is known.
    """
    name = re.sub(rest, "", path.stem).strip("_")
    if name not in SITES:
        raise FigureError(path.name, f"the name gives no known site ('{name}')", f"a name that begins with one of {', '.join(SITES)}")
    return SITES[name]


def own_sex(site: str) -> str:
    """Return the one sex that a site has, else ``all``."""
    return "female" if site in FEMALE else "male" if site in MALE else "all"


def read(path: Path) -> pd.DataFrame:
    """Return the rates in *path* as tidy observations; ``series`` is ``incidence`` or ``mortality``."""
    site = site_of(path, "inc_mor")
    cells = tidy.read_text(path)
    tidy.need_columns(path, cells, ("Label",))
    years = [column for column in cells.columns if column not in ("Label", "line")]
    tidy.whole_years(pd.Series(years), pd.Series(f"{path.name}:1", index=range(len(years))))
    long = _labels(path, cells, site).merge(cells.melt(id_vars="line", value_vars=years, var_name="year", value_name="text"), on="line")
    where = tidy.at_line(path, long) + ", " + long["year"]
    return tidy.tidy(
        series=long["series"],
        place=tidy.translate(long["country"], where, NAMES, "country"),
        year=long["year"].astype(int),
        sex=long["sex"],
        site=site,
        value=tidy.numbers(long["text"], where, missing=("-", "")),
        obs_status=tidy.statuses(long["text"], {"-": tidy.NOT_REPORTED, "": tidy.NOT_REPORTED}),
        locator=tidy.cite_line(path, long, long["year"]),
    )


def _labels(path: Path, cells: pd.DataFrame, site: str) -> pd.DataFrame:
    """Return country, series and sex of each line, made of its label."""
    where = tidy.at_line(path, cells)
    parts = cells["Label"].str.extract(r"^(.*?), (.*?)(?:, (.*))?$").fillna("").astype(str)
    series = tidy.translate(parts[1], where, {"incidence": "incidence", "mortality": "mortality"}, "measure")
    repeats = parts.groupby([0, 1])[2].transform("size").gt(1) & parts[2].eq("")
    order = parts.groupby([0, 1]).cumcount()
    if (repeats & order.gt(1)).any():
        raise FigureError(where[repeats & order.gt(1)].iloc[0], "a third row of one label", "at most two: men, then women")
    sexes = tidy.SEXES | {"": own_sex(site)}
    sex = tidy.translate(parts[2], where, sexes, "sex").mask(repeats, order.map({0: "male", 1: "female"}))
    return pd.DataFrame({"line": cells["line"], "country": parts[0], "series": series, "sex": sex})
