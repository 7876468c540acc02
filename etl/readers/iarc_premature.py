"""
IARC, from WHO's Global Health Estimates: probability of dying between 30 and 70 by country, year and cause.

Columns: ``country_code`` (United Nations' number), ``country_label``, ``risk`` (percent, unconditional), ``cause_num`` (0 major
non-communicable diseases, 1 malignant neoplasms, 2 cardiovascular diseases), ``cause, year, pop2015, rank``.

Missing: an empty cell or ``NA`` (status O). Traps: modelled (status E); SDG 3.4.1 pools four groups of diseases and is not cancer alone;
``pop2015`` and ``rank`` describe a chart and are not kept; a country may have a number that is no country's (160 for China), so that the
name decides there; the years of one country may stand in two blocks.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import COUNTRIES_BY_NAME, M49, name_key

COLUMNS = ("country_code", "country_label", "risk", "cause_num", "cause", "year", "pop2015", "rank")
CAUSES = {"0": ("major_ncd", "all"), "1": ("cancer", "C00-C97"), "2": ("cardiovascular", "all")}
"""Cause -> end of the series' name, and site."""
MISSING = ("", "NA")


def read(path: Path) -> pd.DataFrame:
    """Return the risks in *path* as tidy observations; ``series`` is ``risk_30_69_cancer``, ``…_major_ncd`` or ``…_cardiovascular``."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    where = citing.at_line(path, cells)
    named = cells[["country_code", "country_label"]].drop_duplicates()
    places = {
        code + "/" + name: M49.get(int(code) if code.isdigit() else -1) or COUNTRIES_BY_NAME.get(name_key(name))
        for code, name in zip(named["country_code"], named["country_label"], strict=True)
    }
    value = numeric.numbers(cells["risk"], where, MISSING)
    cause = cells["cause_num"]
    return tidy.tidy(
        series="risk_30_69_" + tidy.translate(cause, where, {code: names[0] for code, names in CAUSES.items()}, "cause"),
        place=tidy.translate(
            cells["country_code"] + "/" + cells["country_label"], where, {name: place for name, place in places.items() if place}, "country"
        ),
        year=numeric.whole_years(cells["year"], where),
        age="30-69",
        site=cause.map({code: names[1] for code, names in CAUSES.items()}),
        value=value,
        obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "E"}),
        locator=citing.cite_line(path, cells),
    )
