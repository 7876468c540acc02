"""
Zentrum für Krebsregisterdaten (Robert Koch-Institut): estimated new cases in Germany by year, diagnosis, age group and sex.

Columns: ``year;diag;AG;weiblich;maennlich;`` with an empty last column, CRLF line ends. The ICD-10 group stands in brackets behind the
diagnosis. Counts of persons.

Missing: ``x`` a combination that cannot exist (status M); ``*`` too few cases for a sensible figure and ``<5`` fewer than five cases
(status Q): withheld, never 0. Traps: the dot is a thousands mark (``1.522`` is 1,522); there is no row of all sites and no C44.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy

COLUMNS = ("year", "diag", "AG", "weiblich", "maennlich")
MARKS = {"x": tidy.NOT_APPLICABLE, "*": tidy.SUPPRESSED, "<5": tidy.SUPPRESSED}


def read(path: Path) -> pd.DataFrame:
    """Return the counts in *path* as tidy observations; ``series`` is the diagnosis as printed."""
    cells = tidy.read_text(path, ";")
    # Every line ends with a separator, which makes a last column without a name.
    cells = cells.drop(columns=[column for column in cells.columns if column == "" and cells[column].eq("").all()])
    tidy.need_columns(path, cells, COLUMNS, only=True)
    long = cells.melt(id_vars=["year", "diag", "AG", "line"], value_vars=["weiblich", "maennlich"], var_name="column", value_name="text")
    where = tidy.at_line(path, long) + ", " + long["column"]
    site = long["diag"].str.extract(r"\((C[0-9C-]+)\)$", expand=False)
    age = long["AG"].str.replace(" ", "", regex=False)
    for name, strange in (("diagnosis", site.isna()), ("age group", ~age.str.fullmatch(r"\d+-\d+|\d+\+"))):
        if strange.any():
            column = "diag" if name == "diagnosis" else "AG"
            remedy = "a diagnosis with its ICD-10 group in brackets" if name == "diagnosis" else "a band such as 0 - 4 or 85+"
            raise FigureError(where[strange].iloc[0], f"{name} {long.loc[strange, column].iloc[0]!r} is not understood", remedy)
    return tidy.tidy(
        series=long["diag"],
        place="DEU",
        year=tidy.whole_years(long["year"], where),
        sex=long["column"].map({"weiblich": "female", "maennlich": "male"}),
        age=age,
        site=site,
        value=tidy.numbers(long["text"], where, missing=tuple(MARKS), pattern=tidy.THOUSANDS_DOT, thousands="."),
        obs_status=tidy.statuses(long["text"], MARKS, default="E"),
        locator=tidy.cite_line(path, long, long["column"]),
    )
