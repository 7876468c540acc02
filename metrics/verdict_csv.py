"""
Verdicts as CSV, a million rows a second: texts are categories, so what a spreadsheet could run is looked for once a word, not once a row.

The text is that of `data.tables.as_csv` but for the form of whole numbers in columns of fractions: 10 for 10.0.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from data.tables import FORMULA_STARTS

NEEDS_QUOTES = r'[",\r\n]'
"""What makes a text ambiguous between commas."""


def as_csv(table: pd.DataFrame) -> str:
    """Return *table* as CSV: full precision, missing as an empty cell, an apostrophe before every text that begins like a formula."""
    columns = {str(name): _arrow(table[name]) for name in table.columns}
    plain = not any(_has_quotable(column) for column in columns.values())
    sink = pa.BufferOutputStream()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="none" if plain else "needed")
    sink.write((",".join(columns) + "\n").encode())
    arrow_csv.write_csv(pa.table(columns), sink, options)
    return str(sink.getvalue().to_pybytes(), "utf-8")


def _arrow(column: pd.Series) -> pa.Array:
    """Return a column for Arrow: numbers as they are, texts as a dictionary of harmless words."""
    if pd.api.types.is_numeric_dtype(column):
        return pa.array(column, from_pandas=True)
    texts = column.astype("category") if not isinstance(column.dtype, pd.CategoricalDtype) else column
    words = pd.Series(texts.cat.categories).astype("str")
    safe = words.mask(words.str.startswith(FORMULA_STARTS), "'" + words).str.replace("\r", " ")
    # Two names that differ only in what was made harmless stay two rows: codes are not merged.
    codes = pa.array(texts.cat.codes, mask=(texts.cat.codes < 0).to_numpy())
    return pa.DictionaryArray.from_arrays(codes, pa.array(safe, type=pa.string()))


def _has_quotable(column: pa.Array) -> bool:
    """Tell whether a word needs quotes."""
    return pa.types.is_dictionary(column.type) and bool(
        pd.Series(column.dictionary.to_pandas()).astype("str").str.contains(NEEDS_QUOTES).any()
    )
