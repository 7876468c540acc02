"""
Kolada (RKA), Swedish key figures in DDF form: one key figure by place and year, with or without sex.

Columns: ``geo, year, <key figure>``, with sex also ``gender`` (``k`` women, ``m`` men). ``geo`` is ``0`` for Sweden, two digits for a
region, four for a municipality. Beside the file, ``concepts-subset.csv`` (``ddf--concepts.csv`` in the full collection) gives the
definitions.

Missing: an empty cell (status O). Traps: leading zeros in ``geo``; a value of year T covers T-3 to T where the definition says so, so that
successive years overlap; for the five regions of the CDUST survey the definition gives the single year T and ages 18-84 (status D); without
a definition (beside the file, or known here for five key figures) the year is the printed one, which may be the last of several, and the
locator says so; ``n60910`` is standardised to a Swedish population.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import SWEDISH_REGIONS

DEFINITIONS = ("concepts-subset.csv", "ddf--concepts.csv")
DEFINED = {"n60910": "T-3"} | dict.fromkeys(("u01402", "u01404", "u01411", "u01429"), "CDUST T-3")
"""What the definitions of these key figures say of their years, for files that lie without them (Kolada, definitions of March 2025)."""
CDUST = ("03", "04", "17", "18", "19")
"""Uppsala, Södermanland, Värmland, Örebro and Västmanland, which the definitions name."""


def read(path: Path) -> pd.DataFrame:
    """Return the key figure in *path* as tidy observations; ``series`` is its code."""
    named = re.fullmatch(r"ddf--datapoints--(\w+?)--by--((?:geo|gender|year)(?:--(?:geo|gender|year))*)", unpack.data_stem(path))
    if named is None:
        raise FigureError(
            path.name, "the name gives no key figure", "the collection's own name, ddf--datapoints--<code>--by--geo--year.csv"
        )
    series, by_sex = named[1], "gender" in named[2]
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("geo", *(["gender"] if by_sex else []), "year", series), only=True)
    where = citing.at_line(path, cells)
    year = numeric.whole_years(cells["year"], where)
    value = numeric.numbers(cells[series], where)
    definition = _definition(path, series) or DEFINED.get(series, "")
    single = cells["geo"].str.strip().str.slice(0, 2).isin(CDUST) if "CDUST" in definition else pd.Series(False, index=cells.index)
    first = year.where(single, year - 3) if "T-3" in definition else year
    window = first.astype(str) + "-" + year.astype(str) if definition else year.astype(str) + " as printed, no definition beside the file"
    return tidy.tidy(
        series=series,
        place=tidy.translate(cells["geo"], where, _places(cells["geo"].str.strip()), "geo"),
        year=first,
        year_end=year,
        sex=tidy.translate(cells["gender"], where, {"k": "female", "m": "male"}, "gender") if by_sex else "all",
        value=value,
        obs_status=single.map({True: "D", False: "A"}).mask(value.isna(), tidy.NOT_REPORTED),
        locator=citing.cite_line(path, cells) + ", covers " + window.where(~single, year.astype(str) + ", ages 18-84 (CDUST survey)"),
    )


def _places(geo: pd.Series) -> dict[str, str]:
    """Return our code of each place: SWE, SWE-<letters> of a region, SWE-<letters>-<number> of a municipality."""
    found = geo.drop_duplicates()
    region = found.str.slice(0, 2).map(SWEDISH_REGIONS)
    code = ("SWE-" + region).where(found.str.len().eq(2), "SWE-" + region + "-" + found)
    code = code.where(found.str.fullmatch(r"\d{2}|\d{4}")).mask(found.eq("0"), "SWE").dropna()
    return dict(zip(found[code.index], code, strict=True))


def _definition(path: Path, series: str) -> str:
    """Return the definition of *series* from the file beside *path*; empty if there is none."""
    for name in DEFINITIONS:
        beside = path.parent / name
        if beside.exists():
            concepts = delimited.read_text(beside)
            tidy.need_columns(beside, concepts, ("concept", "description"))
            return " ".join(concepts.loc[concepts["concept"].eq(series), "description"])
    return ""
