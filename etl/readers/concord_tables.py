"""
CONCORD-2 (Lancet 2015), table 4: five-year age-standardised net survival (percent) by country and period of diagnosis.

A line with the country, then for each period a line of estimates and a line of 95 % intervals, ``(28.3-30.7)``. Eleven cancers in the
order of the paper, in some files with an empty column for flags between them. Adults are 15 to 99 years old; ``ALL`` is acute
lymphoblastic leukaemia of children aged 0 to 14. A second layout is long: ``Country, Period``, the eleven cancers, ``Region``, no limits.

Missing: ``NA`` or an empty cell (status O). Traps: ``German registries`` and the like are regions, not the nation (status D, said in the
locator), as is a place in brackets (``Romania (Cluj)``); ``(childhood)`` has children only; an interval may be broken in two, the upper
limit alone on one more line (``(23.8-``, then ``100.0)``); one of which a limit is missing is left out, and the locator says so; flags
stand in the locator; another extraction of the paper has other figures for the United Kingdom in eight cells.
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
PERIOD = r"\d{4}\s*[-–]\s*\d{2}"
ESTIMATE = r"\d+(?:\.\d+)?"
INTERVAL = rf"\(?({ESTIMATE})?\s*[-–]\s*({ESTIMATE})?\)?"
MISSING = ("NA", "", "..", "·", "–", "-")
FILLED = (*MISSING, ".")
"""What the layout leaves in cells that hold nothing: a full stop stands behind one country's name."""


def read(path: Path) -> pd.DataFrame:
    """Return the survival in *path* as tidy observations; ``series`` is the cancer as the paper's column names it."""
    cells = delimited.read_text(path, header=False)
    if {"Country", "Period"} <= {str(cell).strip() for cell in cells.iloc[0, :-1]}:
        return _read_long(path)
    cells = cells.apply(lambda column: column.str.strip() if column.name != "line" else column)
    first = cells[0]
    is_period = first.str.fullmatch(PERIOD)
    columns, flags = _columns(path, cells, is_period)
    country = first.where(first.ne("") & ~is_period).ffill()
    _need_known_lines(path, cells, is_period, country)
    # An interval that is broken in two, "(83.7-" and "100.0)", stands on two lines below its estimate.
    estimate = is_period.cumsum().where(is_period | first.eq(""))
    frames = []
    for column, flag, (cancer, site, sex) in zip(columns, flags, CANCERS, strict=True):
        below = cells[column].where(first.eq(""), "").groupby(estimate).agg("".join)
        chosen = pd.DataFrame(
            {
                "line": cells["line"],
                "country": country,
                "period": first.str.replace(r"\s*–\s*", "-", regex=True),
                "text": cells[column],
                "interval": estimate.map(below),
                "flag": cells[flag] if flag is not None else "",
            }
        )
        frames.append(_observations(path, chosen[is_period], cancer, site, sex))
    return pd.concat(frames, ignore_index=True)


def _need_known_lines(path: Path, cells: pd.DataFrame, is_period: pd.Series, country: pd.Series) -> None:
    """Raise where a line is neither a country, nor the estimates of a period, nor intervals below estimates."""
    first = cells[0]
    others = cells.drop(columns=[0, "line"])
    has_figures = ~others.isin(list(FILLED)).all(axis=1)
    is_country, after_country = first.ne("") & ~is_period, (first.ne("") & ~is_period).where(first.ne("")).ffill().eq(True)
    for strange, what, right in (
        (country.isna(), "figures stand above the first country", "a line with the country first"),
        (is_country & has_figures, f"{first[is_country & has_figures].head(1).sum()!r} is no period", "a period such as 1995-99"),
        (first.eq("") & after_country & has_figures, "intervals stand below no estimates", "a line of estimates above their intervals"),
    ):
        if strange.any():
            raise FigureError(citing.at_line(path, cells)[strange].iloc[0], what, right)
    if not is_period.any():
        raise FigureError(path.name, "has no period", "the paper's table: a country, then periods such as 1995-99")


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
                    "flag": "",
                }
            ),
            cancer,
            site,
            sex,
        )
        for cancer, site, sex in CANCERS
    ]
    return pd.concat(frames, ignore_index=True)


def _columns(path: Path, cells: pd.DataFrame, is_period: pd.Series) -> tuple[list[int], list[int | None]]:
    """Return the positions of the eleven cancers, and of the flags behind each where every second column is for them."""
    width = len(cells.columns) - 1
    empty = [column for column in range(1, width) if cells[column].eq("").all()]
    # Separators at the ends of all lines make a last column with nothing in it.
    width -= width in (len(CANCERS) + 2, 2 * len(CANCERS) + 1) and width - 1 in empty
    if width == len(CANCERS) + 1:
        return list(range(1, width)), [None] * len(CANCERS)
    if width != 2 * len(CANCERS):
        raise FigureError(f"{path.name}:1", f"has {width} columns", "a period and eleven cancers, with or without flags between them")
    columns = list(range(1, width, 2))
    flags = [column + 1 if column + 1 < width else None for column in columns]
    for flag in (flag for flag in flags if flag is not None):
        strange = is_period & cells[flag].str.contains(r"\d|^NA$", regex=True)
        if strange.any():
            where = citing.at_line(path, cells)[strange].iloc[0]
            raise FigureError(where, f"column {flag + 1} of flags has {cells.loc[strange, flag].iloc[0]!r}", "flags between the cancers")
    return columns, flags


def _observations(path: Path, cells: pd.DataFrame, cancer: str, site: str, sex: str) -> pd.DataFrame:
    where = citing.at_line(path, cells) + ", " + cancer
    interval = cells["interval"].fillna("")
    limits = interval.str.extract(f"^{INTERVAL}$")
    strange = interval.ne("") & limits.isna().all(axis=1)
    if strange.any():
        raise FigureError(where[strange].iloc[0], f"{interval[strange].iloc[0]!r} is no interval", "an interval such as (28.3-30.7)")
    limits = limits.mask(limits.isna().any(axis=1))
    cut_off = interval.ne("") & limits[0].isna()
    country = cells["country"].str.replace(r"[*†‡§¶]+$", "", regex=True).str.strip()
    name = country.str.removesuffix(" registries")
    bracket = name.str.extract(r" \((.+)\)$", expand=False)
    regional = country.str.endswith(" registries") | (bracket.notna() & bracket.ne("childhood"))
    plain = name.str.replace(r" \(.+\)$", "", regex=True)
    start = cells["period"].str.slice(0, 4)
    value = numeric.numbers(cells["text"], where, MISSING, pattern=ESTIMATE)
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
        lower=pd.to_numeric(limits[0]),
        upper=pd.to_numeric(limits[1]),
        obs_status=regional.map({True: "D", False: "A"}).mask(value.isna(), tidy.NOT_REPORTED),
        locator=citing.cite_line(path, cells, cancer) + ", " + cells["country"] + note + _said(cells["flag"], cut_off),
    )


def _said(flag: pd.Series, cut_off: pd.Series) -> pd.Series:
    """Return what a locator adds: the flag as printed, and that the interval is cut off."""
    marked = (", marked " + flag).where(~flag.isin(list(FILLED)), "")
    return marked + cut_off.map({True: ", interval cut off in the file", False: ""})
