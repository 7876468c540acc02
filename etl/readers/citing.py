"""Where a row of a file stands, as an error and as a citation name it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.readers.text_columns import join, pieced, text_array, text_series

COUNTS = ("line", "observation", "index", "item")
"""What may number the rows: the line of a text; in other formats the observation, the index of the value, the item of a list."""


def at_line(path: Path, cells: pd.DataFrame) -> pd.Series:
    """Return where each row stands, as an error names it: ``file:line``, or ``file, observation 7`` (:data:`COUNTS`)."""
    count = _count(cells)
    return numbered_text(path.name + (":" if count == "line" else f", {count} "), cells[count])


def at_row(path: Path, cells: pd.DataFrame, row: int) -> str:
    """Return where one row stands, see `at_line`."""
    return str(at_line(path, cells.iloc[[row]]).iloc[0])


def cite_line(path: Path, cells: pd.DataFrame, column: str | pd.Series = "", behind: str | pd.Series = "") -> pd.Series:
    """Return where each row stands, as a citation names it: ``file, line 12, column EASR``, and what is said *behind* that."""
    count = "row" if path.suffix == ".xlsx" else _count(cells)
    numbers_of = cells["line" if count == "row" else count]
    named = [", column ", column] if isinstance(column, pd.Series) or column else []
    return numbered_text(f"{path.name}, {count} ", numbers_of, *named, behind)


def _count(cells: pd.DataFrame) -> str:
    """Return which column numbers the rows."""
    return next(count for count in COUNTS if count in cells.columns)


def numbered_text(before: str, lines: pd.Series, *behind: str | pd.Series) -> pd.Series:
    """Return *before*, the number of the line, and what stands *behind*, by Arrow: made one by one they cost more than the cells."""
    numbered = lines.to_numpy() if pd.api.types.is_integer_dtype(lines) else np.zeros(0, dtype=np.int64)
    first, last = (int(numbered.min()), int(numbered.max())) if len(numbered) else (0, len(lines))
    coded = [each for each in behind if isinstance(each, pd.Series)]
    if 2 * (last + 1 - first) <= len(numbered) and all(isinstance(each.dtype, pd.CategoricalDtype) for each in coded):
        # A line has several figures: what they have in common is written once.
        once = join(before, pc.cast(pa.array(np.arange(first, last + 1)), pa.large_string()))
        pieces = [(once, numbered - first)]
        for each in behind:
            if isinstance(each, pd.Series):
                pieces.append((text_array(each.cat.categories.to_series()), each.cat.codes.to_numpy()))
            else:
                pieces[-1] = (join(pieces[-1][0], each), pieces[-1][1])
        return text_series(pieced(pieces), lines.index)
    text = pc.cast(pa.array(numbered), pa.large_string()) if len(numbered) else text_array(lines.astype("str"))
    return text_series(join(before, text, *(each if isinstance(each, str) else text_array(each) for each in behind)), lines.index)
