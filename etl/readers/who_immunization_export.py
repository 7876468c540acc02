"""
An export of WHO's immunization data portal: the workbook, or its first sheet as CSV.

Columns: ``GROUP, CODE, NAME, YEAR, ANTIGEN, ANTIGEN_DESCRIPTION, COVERAGE_CATEGORY, COVERAGE_CATEGORY_DESCRIPTION, TARGET_NUMBER, DOSES,
COVERAGE``. Coverage is in percent. Rows of group ``GLOBAL`` are the world.

Missing: a blank coverage means no programme or no estimate (status O), never 0; a 0 is a figure. Traps: the last line is a footer
(``Exported: …``); doses / target number is an administrative ratio and need not equal the estimate; one-dose schedules since 2022 change
what ``last dose`` means; each export restates earlier years.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import citing, numeric, tidy
from etl.readers.codes import ALPHA3
from etl.readers.who_hpv_wuenic import sex_of
from etl.readers.workbook import read_csv_or_sheet

COLUMNS = (
    "GROUP", "CODE", "NAME", "YEAR", "ANTIGEN", "ANTIGEN_DESCRIPTION", "COVERAGE_CATEGORY", "COVERAGE_CATEGORY_DESCRIPTION",
    "TARGET_NUMBER", "DOSES", "COVERAGE",
)  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Return the export in *path* as tidy observations; ``series`` is the antigen code."""
    cells = read_csv_or_sheet(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    footer = cells["GROUP"].str.startswith("Exported:") & cells["CODE"].eq("")
    cells = cells[~footer]
    where = citing.at_line(path, cells)
    tidy.translate(cells["GROUP"], where, {"COUNTRIES": "", "GLOBAL": ""}, "group of places")
    return tidy.tidy(
        series=cells["ANTIGEN"],
        place=tidy.translate(cells["CODE"], where, {code: code for code in ALPHA3} | {"GLOBAL": "WORLD"}, "place code"),
        year=numeric.whole_years(cells["YEAR"], where),
        sex=sex_of(cells["ANTIGEN"]),
        value=numeric.numbers(cells["COVERAGE"], where),
        numerator=numeric.numbers(cells["DOSES"], where),
        denominator=numeric.numbers(cells["TARGET_NUMBER"], where),
        obs_status=tidy.statuses(cells["COVERAGE"], {"": tidy.NOT_REPORTED}, default="E"),
        locator=citing.cite_line(path, cells, "COVERAGE"),
    )
