"""
Eurostat: export of the former Data Explorer (``<table>_1_Data.csv``), with labels instead of codes.

Columns: ``TIME, SEX, AGE, GEO, UNIT, …, Value, Flag and Footnotes`` (the last may be absent); every other column is a dimension. The
table's code is the file's name.

Missing: ``:`` (status O, unless the flag says why). Flags as in `dimensions`, several in one cell (``dp``). Traps: places are long names
(``Germany (until 1990 former territory of the FRG)``), and groups have their years in them; thousands may be parted by commas or blanks;
the series holds labels, so it is another name than that of the same series in other formats.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from etl.readers import citing, delimited, dimensions, numeric, tidy
from etl.readers.codes import COUNTRIES_BY_NAME, name_key
from etl.readers.eurostat_tsv import table_code

FLAGS = "Flag and Footnotes"
GROUPED = r":|[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNION = re.compile(r"(European Union|EU|Euro area|EA)\D*(?P<members>\d+) countries.*")
AGES = (
    (re.compile(r"Less than (\d+) years?"), "Y_LT{}"),
    (re.compile(r"(\d+) years or over"), "Y_GE{}"),
    (re.compile(r"From (\d+) to (\d+) years"), "Y{}-{}"),
    (re.compile(r"(\d+) years?"), "Y{}"),
)


def read(path: Path) -> pd.DataFrame:
    """Return the export in *path* as tidy observations; ``series`` is the table's code and the labels without a column of ours."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("TIME", "GEO", "Value"))
    tidy.need_rows(path, cells)
    where = citing.at_line(path, cells)
    flags = cells[FLAGS].str.strip() if FLAGS in cells else pd.Series("", index=cells.index, dtype=str)
    text = cells["Value"].str.replace(r"(?<=\d)[ \u00a0](?=\d{3})", ",", regex=True)
    number = numeric.numbers(text, where + ", Value", (":", ""), pattern=GROUPED, thousands=",")
    value, status, confidential = dimensions.eurostat_status(path, cells, flags, number)
    names = [str(column) for column in cells.columns if column not in {"Value", FLAGS, "line"} and not str(column).endswith("_LABEL")]
    coded = cells.assign(GEO=tidy.recode(path, cells, cells["GEO"], place_named, "place"))
    if "AGE" in coded:
        coded["AGE"] = tidy.recode(path, cells, cells["AGE"], _age_code, "age")
    return dimensions.observations(
        path,
        coded,
        dimensions.Table("ESTAT", table_code(path)),
        names,
        value=value,
        obs_status=status,
        conf_status=confidential,
        locator=dimensions.cite_flags(path, cells, flags),
    )


def place_named(label: str) -> str | None:
    """Return Eurostat's or ISO's code of the place that is labelled so; nothing where the label is unknown."""
    union = UNION.fullmatch(label)
    if union is not None:
        letters = "EU" if union[1].startswith(("European", "EU")) else "EA"
        return {"EU27": "EU27_2020" if "from 2020" in label else "EU27_2007"}.get(letters + union["members"], letters + union["members"])
    return COUNTRIES_BY_NAME.get(name_key(label)) or COUNTRIES_BY_NAME.get(name_key(label.partition(" (")[0]))


def _age_code(label: str) -> str:
    """Return the label of an age in the form of a code, unchanged where it is another."""
    for shape, code in AGES:
        found = shape.fullmatch(label)
        if found is not None:
            return code.format(*found.groups())
    return label
