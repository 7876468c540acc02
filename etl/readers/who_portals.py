"""
WHO's portals: the tables that they offer for download, brought to the columns of the OData interface, which `who_gho` reads.

- The observatory's, of 2019 to 2022: ``IndicatorCode, SpatialDimValueCode, Period, Dim1 type, Dim1ValueCode, …, FactValueNumericPrefix,
  FactValueNumeric, …, Value, Language``.
- The observatory's, of today: ``IndicatorCode, SpatialDimensionValueCode, TimeDim, DisaggregatingDimension1,
  DisaggregatingDimension1ValueCode, …, Value, NumericValue, Low, High``.
- data.who.int: ``IND_CODE, DIM_TIME, DIM_TIME_TYPE, DIM_GEO_CODE_M49, DIM_GEO_CODE_TYPE``, further dimensions ``DIM_SEX, DIM_AGE``, then
  one measure with its limits, such as ``RATE_PER_100_N, RATE_PER_100_NL, RATE_PER_100_NU``.

Traps: the names of dimensions are words of the page's language, so that sexes and ages are told by their codes; a file in several languages
has every figure more than once and is refused; groups of countries have numbers of WHO's own at data.who.int.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy

OLD = ("IndicatorCode", "SpatialDimValueCode", "Period", "FactValueNumeric")
NEW = ("IndicatorCode", "SpatialDimensionValueCode", "TimeDim", "NumericValue")
DATA_WHO_INT = ("IND_CODE", "DIM_TIME", "DIM_GEO_CODE_M49", "DIM_GEO_CODE_TYPE")
OLD_NAMES = {
    "SpatialDimValueCode": "SpatialDim", "Period": "TimeDim", "FactValueNumeric": "NumericValue", "FactValueNumericLow": "Low",
    "FactValueNumericHigh": "High", "FactValueNumericPrefix": "Prefix", "FactValueNumericLowPrefix": "LowPrefix",
    "FactValueNumericHighPrefix": "HighPrefix", "DataSourceDimValueCode": "DataSourceDim",
}  # fmt: skip
NEW_NAMES = {
    "SpatialDimensionValueCode": "SpatialDim", "DataSourceDimension": "DataSourceDimType", "DataSourceDimensionValueCode": "DataSourceDim",
}  # fmt: skip
SEXES = frozenset({"BTSX", "MLE", "FMLE"})
DIMENSION = re.compile(r"(?:Dim|DisaggregatingDimension)(?P<number>[123])ValueCode")
WORDS = {"SEX": "SEX", "AGEGROUP": "AGEGROUP", "AGE": "AGEGROUP"}
"""A dimension's English name, in capitals and without blanks -> its code in the OData interface."""
MEASURE = re.compile(r"(?P<name>[A-Z][A-Z0-9_]*)_N")
COUNTRY, WORLD = "COUNTRY", "GLOBAL"


def is_portal(columns: pd.Index) -> bool:
    """Return whether a table with these *columns* is one of a portal's."""
    return "IndicatorCode" in columns or "IND_CODE" in columns


def as_odata(path: Path, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return the rows of a portal's table with the columns of the OData interface, and their dimensions, a column of codes each.

    Raises:
        FigureError: a column is missing, the rows are in several languages, or there is not one measure.
    """
    if "IND_CODE" in cells:
        return _data_who_int(path, cells)
    new = "SpatialDimensionValueCode" in cells.columns
    tidy.need_columns(path, cells, NEW if new else OLD)
    _need_one_language(path, cells)
    parts: dict[str, pd.Series] = {}
    for name in cells.columns:
        found = DIMENSION.fullmatch(str(name))
        if found is None:
            continue
        number = found["number"]
        said_by = f"DisaggregatingDimension{number}" if new else f"Dim{number} type"
        tidy.need_columns(path, cells, (said_by, str(name)))
        kinds = cells[said_by]
        for kind in kinds[kinds.ne("")].unique():
            codes = cells[name].where(kinds.eq(kind), "")
            code = _code_of(str(kind), codes)
            parts[code] = codes.str.replace(rf"^{code}_", "", regex=True)
    return cells.rename(columns=NEW_NAMES if new else OLD_NAMES), pd.DataFrame(parts, index=cells.index, dtype=str)


def _code_of(kind: str, codes: pd.Series) -> str:
    """Return the code of a dimension, which says it before its codes (``SEX_FMLE``), in English, or by what the codes are."""
    given = {code for code in codes.unique() if code}
    before = {re.match(r"(SEX|AGEGROUP)_", code) for code in given}
    first = next(iter(before), None)
    if first is not None and all(found is not None and found[1] == first[1] for found in before):
        return first[1]
    word = WORDS.get(kind.upper().replace(" ", ""))
    return word or ("SEX" if given <= SEXES else "AGEGROUP" if all(code.startswith("YEARS") for code in given) else kind)


def _need_one_language(path: Path, cells: pd.DataFrame) -> None:
    others = cells["Language"].ne(cells["Language"].iloc[0]) if "Language" in cells else pd.Series(False, index=cells.index)
    if others.any():
        other = cells.loc[others].iloc[0]
        what = f"is in the language {other['Language']!r}, rows above in {cells['Language'].iloc[0]!r}"
        raise FigureError(f"{path.name}:{other['line']}", what, "a table in one language, so that no figure stands twice")


def _data_who_int(path: Path, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of a table of data.who.int; see `as_odata`."""
    tidy.need_columns(path, cells, DATA_WHO_INT)
    measures = [str(name) for name in cells.columns if MEASURE.fullmatch(str(name)) and cells[name].ne("").any()]
    if len(measures) != 1:
        found = ", ".join(measures) or "none"
        raise FigureError(f"{path.name}:1", f"has {len(measures)} measures with figures ({found})", "one, such as RATE_PER_100_N")
    if "DIM_TIME_TYPE" in cells:
        tidy.recode(path, cells, cells["DIM_TIME_TYPE"], {"YEAR": "YEAR"}.get, "kind of period")
    kind, number = cells["DIM_GEO_CODE_TYPE"], cells["DIM_GEO_CODE_M49"].str.zfill(3)
    place = number.where(kind.eq(COUNTRY), kind + "_" + number).mask(kind.eq(WORLD), WORLD)
    given = {"IndicatorCode": cells["IND_CODE"], "SpatialDim": place, "TimeDim": cells["DIM_TIME"], "NumericValue": cells[measures[0]]}
    ends = {ours: cells[measures[0] + theirs] for ours, theirs in (("Low", "L"), ("High", "U")) if measures[0] + theirs in cells}
    taken = {"DIM_TIME", "DIM_TIME_TYPE", "DIM_GEO_CODE_M49", "DIM_GEO_CODE_TYPE", "DIM_PUBLISH_STATE_CODE"}
    names = [str(name) for name in cells.columns if str(name).startswith("DIM_") and name not in taken]
    short = {"DIM_SEX": "SEX", "DIM_AGE": "AGEGROUP"}
    parts = pd.DataFrame({short.get(name, name.removeprefix("DIM_")): cells[name] for name in names}, index=cells.index, dtype=str)
    return pd.DataFrame(given | ends).assign(line=cells["line"]), parts
