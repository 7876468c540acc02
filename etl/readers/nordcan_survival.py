"""
NORDCAN: age-standardised relative survival (percent) by five-year period of diagnosis, one file a site.

Cells read ``53.0[51.1-55.0]*``: estimate, 95 % interval, and a star whose meaning the export does not give (kept in the locator). The
file's name names the site and the years survived (``breast_5y.csv``); cells are separated by ``;`` in some files and ``,`` in others.

Missing: an empty cell (status O). Traps: the first header cell names another site in some files; the four countries occur twice where
both sexes have the disease, first men, then women; relative survival and its upper limit may exceed 100.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.nordcan_asr import own_sex, site_of

COUNTRIES = {"Denmark": "DNK", "Finland": "FIN", "Norway": "NOR", "Sweden": "SWE", "den": "DNK", "fin": "FIN", "nor": "NOR", "swe": "SWE"}
CELL = r"^(\d+\.\d+) ?\[(\d+\.\d+)-(\d+\.\d+)\](\*?)$"


def read(path: Path) -> pd.DataFrame:
    """Return the survival in *path* as tidy observations; ``series`` is ``relative_survival_5y`` or ``relative_survival_1y``."""
    years = re.search(r"_(\d+)y$", path.stem)
    if years is None:
        raise FigureError(path.name, "the name does not give the years survived", "a name such as breast_5y.csv")
    site = site_of(path, r"_\d+y$")
    cells = tidy.read_text(path, _separator(path))
    heads = _heads(path, cells, site)
    period = cells.columns[0]
    long = cells.melt(id_vars=[period, "line"], var_name="head", value_name="text").merge(heads, on="head")
    where = tidy.at_line(path, long) + ", column " + long["position"].astype(str)
    text = long["text"].str.strip()
    parts = text.str.extract(CELL)
    strange = parts[0].isna() & text.ne("")
    if strange.any():
        raise FigureError(where[strange].iloc[0], f"{text[strange].iloc[0]!r} is no estimate", "a cell such as 53.0[51.1-55.0]")
    spans = long[period].str.strip().str.extract(r"^(\d{4})-(\d{4})$").fillna("")
    note = parts[3].map({"*": ", marked * by the publisher"}).fillna("")
    return tidy.tidy(
        series=f"relative_survival_{years[1]}y",
        place=long["place"],
        year=tidy.whole_years(spans[0], where),
        year_end=tidy.whole_years(spans[1], where),
        sex=long["sex"],
        site=site,
        value=pd.to_numeric(parts[0]),
        lower=pd.to_numeric(parts[1]),
        upper=pd.to_numeric(parts[2]),
        obs_status=tidy.statuses(text, {"": tidy.NOT_REPORTED}),
        locator=tidy.cite_line(path, long, long["position"].astype(str)) + note,
    )


def _separator(path: Path) -> str:
    tidy.need_file(path)
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return ";" if ";" in file.readline() else ","


def _heads(path: Path, cells: pd.DataFrame, site: str) -> pd.DataFrame:
    """Return place and sex of each column: four countries once, or twice with men first."""
    heads = pd.DataFrame({"head": [column for column in cells.columns[1:] if column != "line"]})
    count = len(heads)
    if count not in (4, 8):
        raise FigureError(f"{path.name}:1", f"has {count} columns of figures", "four countries, or eight columns: men, then women")
    # A repeated name got '.1' when it was read; kidney_1y.csv writes 'den_mal' and 'den_fem' instead.
    name = heads["head"].str.replace(r"\.1$|_mal$|_fem$", "", regex=True)
    where = pd.Series(f"{path.name}:1", index=heads.index)
    heads["place"] = tidy.translate(name, where, COUNTRIES, "country")
    heads["position"] = heads.index + 2
    heads["sex"] = own_sex(site) if count == 4 else ["male"] * 4 + ["female"] * 4  # noqa: PLR2004
    says = heads["head"].str.extract(r"_(mal|fem)$", expand=False).map({"mal": "male", "fem": "female"})
    if (says.notna() & says.ne(heads["sex"])).any():
        raise FigureError(f"{path.name}:1", "the women's columns stand first", "four columns of men, then four of women")
    if count == 4 and own_sex(site) == "all":  # noqa: PLR2004
        raise FigureError(f"{path.name}:1", "one column a country for a site of both sexes", "eight columns: men, then women")
    return heads
