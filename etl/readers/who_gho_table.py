"""
WHO, Global Health Observatory: the tables of its former data pages, printed crosswise with labels in English (CSV).

The last line of the header names what the rows are of (``Country``, ``Year``, ``Sex``, ``Age Group``, ``Indicator``, ``WHO region``) and
begins the columns; what the columns are of stands in lines above it, whose first cells are empty, or behind ``; `` in the same cell. A
year, a sex, an age and a place are known by what they say; what else stands there is the indicator.

Cells read ``6.3 [3.7-9.1]``, ``1 228``, ``<0.1``. Missing: an empty cell is no figure of the table and left out, as every combination of
rows and columns has one; words such as ``No data`` stand in the locator (status O). Traps: a table without a name of the indicator is
named after its file; several years in one cell (``2013-2014``) are one period; labels hold HTML (``&gt;``) and blanks before them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import delimited, dimensions, tidy, unpack, who_gho
from etl.readers.who_gho_athena import PRINTED, place_named

ROWS = {
    "country": "PLACE", "who region": "PLACE", "region": "PLACE", "world bank income group": "PLACE", "year": "YEAR", "sex": "SEX",
    "age group": "AGEGROUP", "indicator": "GHO",
}  # fmt: skip
"""What the rows may be of, in small letters -> the dimension; others keep their name."""
DEEPEST = 6
"""Lines that a header may have."""


def is_table(columns: pd.Index) -> bool:
    """Return whether a file whose first line has these *columns* is such a table."""
    first = str(columns[0]).strip().lower()
    return first in ("", *ROWS) and "Numeric" not in columns and len(columns) > 1


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is the indicator's name and its other dimensions."""
    cells = delimited.read_text(path, header=False)
    columns = range(cells.shape[1] - 1)
    depth = next((row for row in range(min(DEEPEST, len(cells))) if cells[0].iloc[row].strip()), len(cells))
    if depth + 1 >= len(cells):
        raise FigureError(path.name, "has no rows below a header", "a table whose rows begin with a country or a year")
    header = cells.iloc[: depth + 1]
    names = {column: header[column].iloc[depth].strip() for column in columns}
    keys = [column for column in columns if not any(header[column].iloc[:depth].str.strip()) and names[column].lower() in ROWS]
    if not keys:
        raise FigureError(f"{path.name}:{header['line'].iloc[depth]}", f"'{names[0]}' is not what rows are of", f"one of {', '.join(ROWS)}")
    body = cells.iloc[depth + 1 :]
    said: dict[str, pd.Series] = {}
    # A country comes before the region that is printed beside it.
    for column in sorted(keys, key=lambda column: names[column].lower() != "country"):
        kind, texts = ROWS[names[column].lower()], body[column].map(_label)
        said[kind] = said[kind].where(said[kind].ne(""), texts) if kind in said else texts
    frames = []
    for column in columns:
        if column not in keys:
            labels = [part for text in header[column] for part in _label(text).split("; ") if part]
            frames.append(_column(body, column, said, labels))
    long = pd.concat(frames, ignore_index=True)
    return _observations(path, long[long["Value"].ne("")].reset_index(drop=True))


def _label(text: str) -> str:
    """Return a label without HTML and without blanks around it or doubled within."""
    return re.sub(r"\s+", " ", html.unescape(html.unescape(text))).strip()


def _column(body: pd.DataFrame, column: int, said: dict[str, pd.Series], labels: Sequence[str]) -> pd.DataFrame:
    """Return the figures of one column, with what its *labels* and the cells before it say, a column a dimension."""
    found = pd.DataFrame({"line": body["line"], "Value": body[column].str.strip(), "COLUMN": str(column + 1)})
    for name, texts in said.items():
        found[name] = texts
    rest = []
    for label in labels:
        kind = _kind(label)
        if kind and kind not in said:
            found[kind] = label
        else:
            rest.append(label)
    if rest and "GHO" not in said:
        found["GHO"] = ", ".join(dict.fromkeys(rest))
    elif rest:
        found["LABEL"] = ", ".join(dict.fromkeys(rest))
    return found


def _kind(label: str) -> str:
    """Return the dimension that a *label* is of, as far as it says so."""
    if re.fullmatch(r"\d{4}(?: ?- ?\d{4})?", label):
        return "YEAR"
    if label in dimensions.SEX_CODES:
        return "SEX"
    if dimensions.age_of(label):
        return "AGEGROUP"
    return "PLACE" if place_named(label) else ""


def _observations(path: Path, long: pd.DataFrame) -> pd.DataFrame:
    """Return the figures as tidy observations."""
    missing = [name for name in ("PLACE", "YEAR") if name not in long]
    if missing or long.empty:
        what = f"nothing says the {'country' if missing == ['PLACE'] else 'year'} of its figures" if missing else "has no figures"
        raise FigureError(path.name, what, "the page's table with countries and years")
    long = long.where(long.notna(), "")
    printed = long["Value"].str.replace(r"^[<>]\s*", "", regex=True).str.extract(PRINTED).fillna("")
    plain = {ours: printed[theirs].str.replace(" ", "") for ours, theirs in (("NumericValue", "number"), ("Low", "low"), ("High", "high"))}
    cells = long.assign(
        **plain,
        IndicatorCode=long["GHO"] if "GHO" in long else unpack.data_stem(path),
        SpatialDim=tidy.recode(path, long, long["PLACE"], place_named, "place"),
        PERIOD=long["YEAR"].str.replace(" ", ""),
    )
    own = ["line", "Value", "COLUMN", "PLACE", "YEAR", "GHO"]
    return who_gho.observations(path, cells, long.drop(columns=own, errors="ignore"))
