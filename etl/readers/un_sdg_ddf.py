"""
United Nations Statistics Division: one series of the Global SDG Indicators Database in DDF form.

Columns: ``age, geo_area, nature, sex, units, year``, for premature mortality ``name_of_non_communicable_disease``, and the series itself,
which the file's name gives too (``ddf--datapoints--sh_prv_smok--by--…``). ``geo_area`` is the United Nations' number without leading zeros;
1 is the world. Ages: ``15`` is 15 and older, ``30_70`` from the 30th to the 70th birthday.

Missing: none are printed. Traps: ``nature`` says whose figure it is: c the country's, ca the country's, adjusted; e estimated, m modelled,
g for global monitoring (statuses A, then E); many areas are regions, not countries (``M49-<number>``); tobacco takes in smokeless tobacco.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.codes import m49_place

AGES = {"15": "15+", "30_70": "30-69"}
NATURES = {"c": "A", "ca": "E", "e": "E", "g": "E", "m": "E", "n": tidy.NOT_APPLICABLE, "notspec": "E"}
CAUSE = "name_of_non_communicable_disease"
NEEDED = ("age", "geo_area", "nature", "sex", "units", "year")


def read(path: Path) -> pd.DataFrame:
    """Return the series in *path* as tidy observations; ``series`` is its code, for one cause of several ``code/cause``."""
    named = re.match(r"ddf--datapoints--(\w+?)--by--", path.name)
    if named is None:
        raise FigureError(path.name, "the name gives no series", "the collection's own name, ddf--datapoints--<series>--by--….csv")
    series = named[1]
    cells = tidy.read_text(path)
    causes = [CAUSE] if CAUSE in cells.columns else []
    tidy.need_columns(path, cells, (*NEEDED, *causes, series), only=True)
    where = tidy.at_line(path, cells)
    cause = cells[CAUSE] if causes else pd.Series("notspec", index=cells.index)
    area = tidy.numbers(cells["geo_area"], where, missing=(), pattern=r"\d+").astype(int)
    places = {number: m49_place(number) for number in area.unique()}
    return tidy.tidy(
        series=series + ("/" + cause).mask(cause.eq("notspec"), ""),
        place=area.map(places),
        year=tidy.whole_years(cells["year"], where),
        sex=tidy.translate(cells["sex"], where, tidy.SEXES, "sex"),
        age=tidy.translate(cells["age"], where, AGES, "age"),
        value=tidy.numbers(cells[series], where, missing=()),
        obs_status=tidy.translate(cells["nature"], where, NATURES, "nature"),
        # The full name repeats the names of all columns.
        locator=f"ddf--datapoints--{series}--…csv, line " + cells["line"].astype(str) + ", nature " + cells["nature"],
    )
