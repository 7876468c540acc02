"""From wide tables, with a column an age, year or sex, to a row a figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from data.errors import FigureError


def long_form(path: Path, cells: pd.DataFrame, keys: Sequence[str], columns: Sequence[str], name: str = "column") -> pd.DataFrame:
    """
    Return a row for each row of *cells* and each of *columns*, whose name stands in *name* and whose cell in ``text``.

    Args:
        path: The file, for the message.
        cells: The table, as text.
        keys: Columns that are repeated; ``line`` is always.
        columns: Columns of figures.
        name: What the columns are, such as ``year``.

    Raises:
        FigureError: the table has no rows, or no column of figures.
    """
    if cells.empty or not columns:
        raise FigureError(path.name, "has no figures", "the publisher's table whole: a header, and rows with figures below it")
    long = cells.melt(id_vars=[*keys, "line"], value_vars=list(columns), var_name=name, value_name="text")
    return long.astype({name: "str", "text": "str"})
