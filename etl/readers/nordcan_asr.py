"""
NORDCAN: annual age-standardised rates (World, per 100,000), one file a site, wide.

Columns: ``Label``, then one a calendar year. Labels read ``Sweden, incidence, males``; sites of one sex have no third part. The file's
name names the site (``colon_inc_mor.csv``, ``inc_mor_melanoma.csv``).

Missing: ``-`` is a year before the registry or the death register began, an empty cell a year that was left out (both status O). Traps:
where a site of both sexes has no third part, the first row of a country and measure is men, the second women; NORDCAN itself warns that
Swedish lung cancer incidence is not comparable with the other countries'.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.nordcan_places import country_of
from etl.readers.nordcan_sites import own_sex, site_of
from etl.readers.wide import long_form


def read(path: Path) -> pd.DataFrame:
    """Return the rates in *path* as tidy observations; ``series`` is ``incidence`` or ``mortality``."""
    site = site_of(path, "inc_mor")
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("Label",))
    years = [column for column in cells.columns if column not in ("Label", "line")]
    numeric.whole_years(pd.Series(years), pd.Series(f"{path.name}:1", index=range(len(years))))
    long = _labels(path, cells, site).merge(long_form(path, cells, [], years, "year").astype({"year": "str"}), on="line")
    where = citing.at_line(path, long) + ", " + long["year"]
    return tidy.tidy(
        series=long["series"],
        place=tidy.recode(path, long, long["country"], country_of, "country", column=long["year"]),
        year=long["year"].astype(int),
        sex=long["sex"],
        site=site,
        value=numeric.numbers(long["text"], where, missing=("-", "")),
        obs_status=tidy.statuses(long["text"], {"-": tidy.NOT_REPORTED, "": tidy.NOT_REPORTED}),
        locator=citing.cite_line(path, long, long["year"]),
    )


def _labels(path: Path, cells: pd.DataFrame, site: str) -> pd.DataFrame:
    """Return country, series and sex of each line, made of its label."""
    where = citing.at_line(path, cells)
    parts = cells["Label"].str.extract(r"^(.*?), (.*?)(?:, (.*))?$").fillna("").astype(str)
    series = tidy.translate(parts[1], where, {"incidence": "incidence", "mortality": "mortality"}, "measure")
    repeats = parts.groupby([0, 1])[2].transform("size").gt(1) & parts[2].eq("")
    order = parts.groupby([0, 1]).cumcount()
    if (repeats & order.gt(1)).any():
        raise FigureError(where[repeats & order.gt(1)].iloc[0], "a third row of one label", "at most two: men, then women")
    sexes = tidy.SEXES | {"": own_sex(site)}
    sex = tidy.translate(parts[2], where, sexes, "sex").mask(repeats, order.map({0: "male", 1: "female"}))
    return pd.DataFrame({"line": cells["line"], "country": parts[0], "series": series, "sex": sex})
