"""
CONCORD-2 (Lancet 2015), table 4: five-year age-standardised net survival (percent) by country and period of diagnosis.

A line with the country, then for each period a line of estimates and a line of 95 % intervals, ``(28.3-30.7)``. Eleven cancers in the
order of the paper, in some files with an empty column for flags between them. Adults are 15 to 99 years old; ``ALL`` is acute
lymphoblastic leukaemia of children aged 0 to 14. A second layout is long: ``Country, Period``, the eleven cancers, ``Region``, no limits.

Missing: ``NA`` or an empty cell (status O). Traps: ``German registries`` and the like are regions, not the nation (status D, said in the
locator), as is a place in brackets (``Romania (Cluj)``); ``(childhood)`` has children only; an interval without an upper limit
(``(23.8-``) is cut off in the file and left out; another extraction of the paper has other figures for the United Kingdom in eight cells.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import NAMES

CANCERS = (
    ("Stomach", "C16", "all"), ("Colon", "C18", "all"), ("Rectum", "C19-C20", "all"), ("Liver", "C22", "all"), ("Lung", "C33-C34", "all"),
    ("Breast", "C50", "female"), ("Cervix", "C53", "female"), ("Ovary", "C56", "female"), ("Prostate", "C61", "male"),
    ("Leukaemia", "C91-C95", "all"), ("ALL", "C91.0", "all"),
)  # fmt: skip
"""Cancers in the order of the columns, with site and sex."""

PEOPLES = {
    "Algerian": "DZA", "Argentinian": "ARG", "Australian": "AUS", "Brazilian": "BRA", "Chilean": "CHL", "Chinese": "CHN",
    "Colombian": "COL", "Ecuadorian": "ECU", "French": "FRA", "German": "DEU", "Indian": "IND", "Italian": "ITA", "Japanese": "JPN",
    "Spanish": "ESP", "Swiss": "CHE", "Thai": "THA", "US": "USA",
}  # fmt: skip
MORE_NAMES = {"Cuba": "CUB", "Korea": "KOR", "Lesotho": "LSO", "Libya": "LBY", "Mali": "MLI", "Nigeria": "NGA", "The Gambia": "GMB"}
LONG = ("Country", "Period", *(name for name, _, _ in CANCERS))
PERIOD = r"\d{4}-\d{2}"
ESTIMATE = r"\d+(?:\.\d+)?"
INTERVAL = rf"\(({ESTIMATE})-({ESTIMATE})?\)?"


def read(path: Path) -> pd.DataFrame:
    """Return the survival in *path* as tidy observations; ``series`` is the cancer as the paper's column names it."""
    cells = delimited.read_text(path, header=False)
    if list(cells.iloc[0, : len(LONG)]) == list(LONG):
        return _read_long(path)
    cells = cells.apply(lambda column: column.str.strip() if column.name != "line" else column)
    columns = _columns(path, cells)
    first = cells[0]
    is_period = first.str.fullmatch(PERIOD)
    is_country = first.ne("") & ~is_period
    country = first.where(is_country).ffill()
    if country.isna().any():
        raise FigureError(f"{path.name}:{cells['line'].iloc[0]}", "figures stand above the first country", "a line with the country first")
    below = cells.shift(-1).where(first.shift(-1).eq(""))
    frames = []
    for column, (cancer, site, sex) in zip(columns, CANCERS, strict=True):
        chosen = pd.DataFrame(
            {"line": cells["line"], "country": country, "period": first, "text": cells[column], "interval": below[column]}
        )
        frames.append(_observations(path, chosen[is_period], cancer, site, sex))
    return pd.concat(frames, ignore_index=True)


def _read_long(path: Path) -> pd.DataFrame:
    """Return the long layout: a line a country and period, without limits."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, (*LONG, "Region"), only=True)
    strange = ~cells["Period"].str.strip().str.fullmatch(PERIOD)
    if strange.any():
        raise FigureError(citing.at_line(path, cells)[strange].iloc[0], "has no period", "a period such as 1995-99")
    frames = [
        _observations(
            path,
            pd.DataFrame(
                {
                    "line": cells["line"],
                    "country": cells["Country"].str.strip(),
                    "period": cells["Period"].str.strip(),
                    "text": cells[cancer],
                    "interval": "",
                }
            ),
            cancer,
            site,
            sex,
        )
        for cancer, site, sex in CANCERS
    ]
    return pd.concat(frames, ignore_index=True)


def _columns(path: Path, cells: pd.DataFrame) -> list[int]:
    """Return the positions of the eleven cancers: side by side, or every second column with flags between."""
    width = len(cells.columns) - 1
    if width not in (len(CANCERS) + 1, 2 * len(CANCERS)):
        raise FigureError(f"{path.name}:1", f"has {width} columns", "a period and eleven cancers, with or without flags between them")
    return list(range(1, width, 1 if width == len(CANCERS) + 1 else 2))


def _observations(path: Path, cells: pd.DataFrame, cancer: str, site: str, sex: str) -> pd.DataFrame:
    where = citing.at_line(path, cells) + ", " + cancer
    interval = cells["interval"].fillna("")
    limits = interval.str.extract(f"^{INTERVAL}$")
    strange = interval.ne("") & limits[0].isna()
    if strange.any():
        raise FigureError(where[strange].iloc[0], f"{interval[strange].iloc[0]!r} is no interval", "an interval such as (28.3-30.7)")
    cut_off = limits[0].notna() & limits[1].isna()
    name = cells["country"].str.removesuffix(" registries")
    bracket = name.str.extract(r" \((.+)\)$", expand=False)
    regional = cells["country"].str.endswith(" registries") | (bracket.notna() & bracket.ne("childhood"))
    plain = name.str.replace(r" \(.+\)$", "", regex=True)
    start = cells["period"].str.slice(0, 4)
    value = numeric.numbers(cells["text"], where, missing=("NA", ""), pattern=ESTIMATE)
    note = regional.map({True: " (regional registries, not the nation)", False: ""})
    return tidy.tidy(
        series=cancer,
        place=tidy.translate(plain, where, NAMES | PEOPLES | MORE_NAMES, "country"),
        year=numeric.whole_years(start, where),
        year_end=numeric.whole_years(start.str.slice(0, 2) + cells["period"].str.slice(5), where),
        sex=sex,
        age="0-14" if cancer == "ALL" else "15-99",
        site=site,
        value=value,
        lower=pd.to_numeric(limits[0].mask(cut_off)),
        upper=pd.to_numeric(limits[1]),
        obs_status=regional.map({True: "D", False: "A"}).mask(value.isna(), tidy.NOT_REPORTED),
        locator=citing.cite_line(path, cells, cancer) + ", " + cells["country"] + note,
    )
