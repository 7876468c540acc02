"""
WHO/UNICEF estimates of HPV vaccination coverage: the workbook of one yearly revision, or its sheet as CSV.

Columns: ``iso-code, country, year, vaccine-code, vaccine-description, target, doses, coverage``. Coverage is in whole percent. Codes:
``15HPV1_F``, ``15HPVC_F`` coverage by age 15, first and last dose; ``PRHPV1_F``, ``PRHPVC_F`` coverage of the programme's target
group. The age stands in the code only: it is one birthday, or differs from programme to programme.

Missing: only rows with a value are printed; a blank ``target`` or ``doses`` is not reported, never 0. A coverage of 0 is a figure: it
occurs in years of introduction. Traps: coverage is an estimate and need not equal doses / target; names differ from ISO short names, so
places are joined on the code; two revisions of one country and year are not two observations.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import citing, numeric, tidy
from etl.readers.codes import ALPHA3
from etl.readers.workbook import read_csv_or_sheet

COLUMNS = ("iso-code", "country", "year", "vaccine-code", "vaccine-description", "target", "doses", "coverage")


def read(path: Path) -> pd.DataFrame:
    """Return the estimates in *path* as tidy observations; ``series`` is the vaccine code."""
    cells = read_csv_or_sheet(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    where = citing.at_line(path, cells)
    return tidy.tidy(
        series=cells["vaccine-code"],
        place=tidy.translate(cells["iso-code"], where, {code: code for code in ALPHA3}, "country code"),
        year=numeric.whole_years(cells["year"], where),
        sex=sex_of(cells["vaccine-code"]),
        value=numeric.numbers(cells["coverage"], where),
        numerator=numeric.numbers(cells["doses"], where),
        denominator=numeric.numbers(cells["target"], where),
        obs_status=tidy.statuses(cells["coverage"], {"": tidy.NOT_REPORTED}, default="E"),
        locator=citing.cite_line(path, cells, "coverage"),
    )


def sex_of(codes: pd.Series) -> pd.Series:
    """Return the sex that a vaccine code ends with: ``_F`` female, ``_M`` male, else all."""
    return codes.str.extract(r"_([FM])$", expand=False).map({"F": "female", "M": "male"}).fillna("all")
