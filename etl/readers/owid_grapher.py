"""
Our World in Data: table of one dataset, one row a country and year, one column a measure.

Columns: ``Entity, Year``, then measures; a measure that ends with ``_both_sexes``, ``_female`` or ``_male`` is of that sex. Units stand in
the dataset's ``datapackage.json``.

Missing: an empty cell (status O). Traps: places are names, not codes; the figures are another publisher's, whose terms apply too; in some
datasets the year is the last one of a period, which only the dataset's README says.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import tidy
from etl.readers.codes import NAMES

SEXES = {"_both_sexes": "all", "_female": "female", "_male": "male"}


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is the column's name without the sex."""
    cells = tidy.read_text(path)
    tidy.need_columns(path, cells, ("Entity", "Year"))
    measures = [column for column in cells.columns if column not in ("Entity", "Year", "line")]
    long = cells.melt(id_vars=["Entity", "Year", "line"], value_vars=measures, var_name="column", value_name="text")
    where = tidy.at_line(path, long) + ", " + long["column"]
    ending = long["column"].str.extract("(" + "|".join(SEXES) + ")$", expand=False)
    return tidy.tidy(
        series=long["column"].str.replace("(" + "|".join(SEXES) + ")$", "", regex=True),
        place=tidy.translate(long["Entity"], where, NAMES, "entity"),
        year=tidy.whole_years(long["Year"], where),
        sex=ending.map(SEXES).fillna("all"),
        value=tidy.numbers(long["text"], where),
        obs_status=tidy.statuses(long["text"], {"": tidy.NOT_REPORTED}),
        locator=tidy.cite_line(path, long, long["column"]),
    )
