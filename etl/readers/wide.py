"""From wide tables, with a column an age, year or sex, to a row a figure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from data.errors import FigureError
from etl.readers import numeric, text_columns


def long_form(path: Path, cells: pd.DataFrame, keys: Sequence[str], columns: Sequence[str], name: str = "column") -> pd.DataFrame:
    """
    Return a row for each row of *cells* and each of *columns*, whose name stands in *name* and whose cell in ``text``.

    The rows of the first column come first, then those of the second; *keys* that are categories stay so, and the names are some.

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
    long = {key: repeated(cells[key], len(columns)) for key in (*keys, "line")}
    long[name] = per_column(columns, len(cells))
    text = pa.concat_arrays([text_columns.text_array(cells[column]) for column in columns])
    long["text"] = text_columns.text_series(text, pd.RangeIndex(len(text)))
    return pd.DataFrame(long)


def numbers_below(path: Path, cells: pd.DataFrame, columns: Sequence[str], missing: Collection[str] = ("",), **form: str) -> pd.Series:
    """Return the cells of *columns* as numbers, one column below the other; see `numeric.numbers`, and `long_form` for the order."""
    found = [numeric.plain_numbers(cells[column], missing, **form) for column in columns]
    plain = [each.to_numpy() for each in found if each is not None]
    if plain and len(plain) == len(found):
        return pd.Series(np.concatenate(plain))
    long = long_form(path, cells, [], columns)
    return numeric.column_numbers(path, long, long["text"], missing, long["column"], **form)


def per_column(texts: Sequence[str], rows: int) -> pd.Series:
    """Return each of *texts*, of which there is one a column, for each of the rows, as categories, as `long_form` has it."""
    codes, known = pd.factorize(pd.Series([str(text) for text in texts], dtype="str"))
    return pd.Series(pd.Categorical.from_codes(np.repeat(codes.astype(np.int32), rows), pd.Index(known, dtype="str"), validate=False))


def repeated(column: pd.Series, times: int) -> pd.Series:
    """Return the whole column as often as said, by copying memory."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.Series(pd.Categorical.from_codes(np.tile(column.cat.codes, times), dtype=column.dtype, validate=False))
    if isinstance(column.dtype, pd.StringDtype):
        text = text_columns.text_array(column)
        return text_columns.text_series(pa.concat_arrays([text[:0], *[text] * times]), pd.RangeIndex(len(text) * times))
    return pd.Series(np.tile(column.to_numpy(), times))
