"""
An export of WHO's immunization data portal: the workbook, or its first sheet as CSV.

Columns: ``GROUP, CODE, NAME, YEAR, ANTIGEN, ANTIGEN_DESCRIPTION, COVERAGE_CATEGORY, COVERAGE_CATEGORY_DESCRIPTION, TARGET_NUMBER, DOSES,
COVERAGE``. Coverage is in percent. Rows of group ``GLOBAL`` are the world, those of ``WHO_REGIONS`` and the like have a code of the agency.

Missing: a blank coverage means no programme or no estimate (status O), never 0; a 0 is a figure. Traps: the last line is a footer
(``Exported: …``); doses / target number is an administrative ratio and need not equal the estimate; one-dose schedules since 2022 change
what ``last dose`` means; each export restates earlier years.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import citing, numeric, tidy
from etl.readers.codes import ALPHA3, place_letters
from etl.readers.who_hpv_wuenic import sex_of
from etl.readers.workbook import read_csv_or_sheet

ESTIMATES = ("HPV", "WUENIC", "")
"""Categories of WHO and UNICEF's own estimates; beside them stand countries' figures, ``ADMIN`` and ``OFFICIAL``."""
REGIONS = {"WHO_REGIONS": "WHO", "UNICEF_REGIONS": "UNICEF", "WB_SHORT": "WB", "WB_LONG": "WB", "GAVI": "WHO-GAVI"}
"""Groups of places -> whose they are (names from memory); each has a code of its agency's with the code in the file behind it."""
COUNTRIES = "COUNTRIES"
COLUMNS = (
    "GROUP", "CODE", "NAME", "YEAR", "ANTIGEN", "ANTIGEN_DESCRIPTION", "COVERAGE_CATEGORY", "COVERAGE_CATEGORY_DESCRIPTION",
    "TARGET_NUMBER", "DOSES", "COVERAGE",
)  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """
    Return the export in *path* as tidy observations.

    ``series`` is the antigen's code, with the category behind it (``PRHPV1_F/ADMIN``) where the figure is a country's own.
    """
    cells = read_csv_or_sheet(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    footer = cells["GROUP"].str.startswith("Exported:") & cells["CODE"].eq("")
    cells = cells[~footer]
    where = citing.at_line(path, cells)
    group, code = cells["GROUP"].str.strip(), cells["CODE"].str.strip()
    places = code.where(group.eq(COUNTRIES), group + " " + code)
    category = cells["COVERAGE_CATEGORY"].str.strip()
    estimated = category.isin(list(ESTIMATES))
    reported = cells["COVERAGE"].str.strip().ne("")
    return tidy.tidy(
        series=cells["ANTIGEN"] + ("/" + category).mask(estimated, ""),
        place=tidy.recode(path, cells, places, _place, "place code"),
        year=numeric.whole_years(cells["YEAR"], where),
        sex=sex_of(cells["ANTIGEN"]),
        value=numeric.numbers(cells["COVERAGE"], where),
        numerator=numeric.numbers(cells["DOSES"], where),
        denominator=numeric.numbers(cells["TARGET_NUMBER"], where),
        obs_status=tidy.statuses(cells["COVERAGE"], {"": tidy.NOT_REPORTED}, default="E").mask(reported & ~estimated, "A"),
        locator=citing.cite_line(path, cells, "COVERAGE"),
    )


def _place(printed: str) -> str | None:
    """Return our code of a place: a country's letters, or a group of places and the code of one in it."""
    group, _, code = printed.partition(" ")
    if printed in ALPHA3:
        return printed
    if group == "GLOBAL":
        return "WORLD"
    letters = place_letters(code)
    return f"{REGIONS[group]}-{letters}" if group in REGIONS and letters else None
