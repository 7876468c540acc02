"""
NORDCAN: age-standardised relative survival (percent) by five-year period of diagnosis, one file a site.

Cells read ``53.0[51.1-55.0]*``: estimate, 95 % interval, and a star whose meaning the export does not give (kept in the locator). The
file's name names the site and the years survived (``breast_5y.csv``); cells are separated by ``;`` in some files and ``,`` in others. A
report of several sites has the years survived in its first line, the countries in its second, and a line with the site above each block.

Missing: an empty cell (status O). Traps: the first header cell names another site in some files; the countries occur twice where both
sexes have the disease, first men, then women; relative survival and its upper limit may exceed 100.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.nordcan_places import country_of
from etl.readers.nordcan_sites import export_name, own_sex, site_named, site_of
from etl.readers.wide import long_form

CELL = r"^([0-9]+\.[0-9]+) ?\[([0-9]+\.[0-9]+)-([0-9]+\.[0-9]+)\](\*?)$"


def read(path: Path) -> pd.DataFrame:
    """Return the survival in *path* as tidy observations; ``series`` is ``relative_survival_5y`` or ``relative_survival_1y``."""
    years = re.search(r"_(\d+)y$", export_name(path))
    if years is None:
        return _read_report(path)
    site = site_of(path, r"_\d+y$")
    cells = delimited.read_text(path)
    heads = _heads(path, cells, site)
    period = cells.columns[0]
    long = long_form(path, cells, [period], list(heads["head"]), "head").astype({"head": "str"}).merge(heads, on="head")
    return _observations(path, long.rename(columns={period: "period"}), f"relative_survival_{years[1]}y", site)


def _observations(path: Path, long: pd.DataFrame, series: str | pd.Series, site: str | pd.Series) -> pd.DataFrame:
    """Return the observations of *long*: ``period, text, place, sex, line, position``, a row a cell."""
    where = citing.at_line(path, long) + ", column " + long["position"].astype(str)
    text = long["text"].str.strip()
    parts = text.str.extract(CELL)
    strange = parts[0].isna() & text.ne("")
    if strange.any():
        raise FigureError(where[strange].iloc[0], f"{text[strange].iloc[0]!r} is no estimate", "a cell such as 53.0[51.1-55.0]")
    spans = long["period"].str.strip().str.extract(r"^(\d{4})-(\d{4})$").fillna("")
    note = parts[3].map({"*": ", marked * by the publisher"}).fillna("")
    return tidy.tidy(
        series=series,
        place=long["place"],
        year=numeric.whole_years(spans[0], where),
        year_end=numeric.whole_years(spans[1], where),
        sex=long["sex"],
        site=site,
        value=pd.to_numeric(parts[0]),
        lower=pd.to_numeric(parts[1]),
        upper=pd.to_numeric(parts[2]),
        obs_status=tidy.statuses(text, {"": tidy.NOT_REPORTED}),
        locator=citing.cite_line(path, long, long["position"].astype(str)) + note,
    )


def _read_report(path: Path) -> pd.DataFrame:
    """Return a report of several sites, with columns of different years survived side by side."""
    cells = delimited.read_text(path, header=False)
    columns = [column for column in cells.columns[1:] if column != "line"]
    # The years survived stand above the first of their columns; the first of them above the names of the sites.
    first, second = (pd.Series([cells[column].iloc[row] for column in columns], index=columns) for row in (0, min(1, len(cells) - 1)))
    title = pd.Series([cells[0].iloc[0], *first.iloc[1:]], index=columns) if columns else first
    title = title.astype("str").str.extract(r"^(\d+)-years? survival$", expand=False).ffill()
    if title.isna().any() or len(cells) < 3:  # noqa: PLR2004 (titles, countries, one period)
        raise FigureError(path.name, "the name does not give the years survived", "a name such as breast_5y.csv")
    where = pd.Series(f"{path.name}:{cells['line'].iloc[1]}", index=columns)
    places = _places(second, where)
    body = cells[1:].rename(columns={0: "period"})
    is_site = ~body["period"].str.fullmatch(r"\s*\d{4}-\d{4}\s*")
    name = body["period"].where(is_site).ffill()
    figures = body[columns]
    repeated = is_site & figures.apply(lambda column: column.ne("")).any(axis=1) & figures.ne(second, axis="columns").any(axis=1)
    if repeated.any():
        raise FigureError(
            citing.at_line(path, body)[repeated].iloc[0], "is neither a period, a site nor the countries", "a period 1971-1975"
        )
    sites = {text.strip(): site for text in name.dropna().unique() if (site := site_named(text))}
    body["site"] = tidy.translate(name, citing.at_line(path, body), sites, "site")
    long = long_form(path, body[~is_site], ["period", "site"], columns).astype({"column": "str"})
    column = long["column"].astype(int)
    long = long.assign(place=column.map(places), position=column + 1, sex=long["site"].map(own_sex))
    return _observations(path, long, "relative_survival_" + column.map(title) + "y", long["site"])


def _places(names: pd.Series, where: pd.Series) -> pd.Series:
    """Return our code of each country's name."""
    return tidy.translate(names, where, {name.strip(): place for name in names if (place := country_of(name))}, "country")


def _heads(path: Path, cells: pd.DataFrame, site: str) -> pd.DataFrame:
    """Return place and sex of each column: each country once, or each twice with the men of all before the women."""
    heads = pd.DataFrame({"head": [column for column in cells.columns[1:] if column != "line"]}, dtype="str")
    # A repeated name got '.1' when it was read; kidney_1y.csv writes 'den_mal' and 'den_fem' instead.
    name = heads["head"].str.replace(r"\.1$|_mal$|_fem$", "", regex=True)
    where = pd.Series(f"{path.name}:1", index=heads.index)
    heads["place"] = _places(name, where)
    heads["position"] = heads.index + 2
    once = not heads["place"].duplicated().any()
    half = len(heads) // 2
    if heads.empty or not (once or heads["place"].tolist() == heads["place"].iloc[:half].tolist() * 2):
        raise FigureError(
            f"{path.name}:1", "countries occur neither once nor twice", "each country once, or all men's columns, then all women's"
        )
    heads["sex"] = own_sex(site) if once else ["male"] * half + ["female"] * half
    says = heads["head"].str.extract(r"_(mal|fem)$", expand=False).map({"mal": "male", "fem": "female"})
    if (says.notna() & says.ne(heads["sex"])).any():
        raise FigureError(f"{path.name}:1", "the women's columns stand first", "the columns of men, then those of women")
    if once and own_sex(site) == "all":
        raise FigureError(f"{path.name}:1", "one column a country for a site of both sexes", "two columns a country: men, then women")
    return heads
