"""
Danish Cancer Registry: cases and person-years by age and period, for models of age, period and cohort.

Two layouts. Lexis triangles of men's lung cancer: ``A5, P5, C5`` (first year of the five-year band of age, period and birth), ``up`` (1 the
upper triangle of the square, 0 the lower), ``Ax, Px, Cx`` (the triangle's mean point), ``D`` cases, ``Y`` person-years. Testis cancer by
single years: ``A`` age, ``P`` calendar year, ``D``, ``Y``.

Missing: an empty cell or ``NA`` (status O). Traps: whole numbers are written as ``40.0``; the two triangles of a square are two
observations that add up, told apart in ``group``; the last period is cut off where the registry's data end; no column says which cancer
or sex, the file's name does.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack

FILES = {"lungDK": ("C33-C34", "male"), "testisDK": ("C62", "male")}
TRIANGLES = ("A5", "P5", "C5", "up", "Ax", "Px", "Cx", "D", "Y")
SINGLE = ("A", "P", "D", "Y")
MISSING = ("", "NA")
WHOLE = r"\d+(?:\.0+)?"


def read(path: Path) -> pd.DataFrame:
    """Return the cases in *path* as tidy observations, with person-years as denominator; ``series`` is ``cases``."""
    stem = unpack.data_stem(path)
    if stem not in FILES:
        raise FigureError(path.name, "the name gives no cancer and sex", f"a file named {', '.join(FILES)}")
    site, sex = FILES[stem]
    cells = delimited.read_text(path)
    triangles = "up" in cells.columns
    tidy.need_columns(path, cells, TRIANGLES if triangles else SINGLE, only=True)
    where = citing.at_line(path, cells)
    age = _whole(cells["A5" if triangles else "A"], where)
    year = _whole(cells["P5" if triangles else "P"], where)
    cases = numeric.numbers(cells["D"], where + ", D", MISSING)
    up = (
        tidy.translate(cells["up"].str.strip().str.removesuffix(".0"), where, {"1": "upper", "0": "lower"}, "triangle") if triangles else ""
    )
    return tidy.tidy(
        series="cases",
        place="DNK",
        year=year,
        year_end=year + 4 if triangles else year,
        sex=sex,
        age=age.astype(str) + "-" + (age + 4).astype(str) if triangles else age.astype(str),
        site=site,
        group="triangle:" + up if triangles else "all",
        value=cases,
        numerator=cases,
        denominator=numeric.numbers(cells["Y"], where + ", Y", MISSING),
        obs_status=cases.isna().map({True: tidy.NOT_REPORTED, False: "A"}),
        locator=citing.cite_line(path, cells),
    )


def _whole(text: pd.Series, where: pd.Series) -> pd.Series:
    return numeric.numbers(text, where, missing=(), pattern=WHOLE).astype(int)
