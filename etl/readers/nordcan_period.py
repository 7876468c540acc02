"""
NORDCAN 9.2: cases and age-standardised incidence (world standard, per 100,000) by country, sex, site and period, long.

Columns: ``country_code`` (United Nations' number), ``sex`` (1 men, 2 women), ``volume`` (1 the earliest period, 10 the latest), ``cancer``
(NORDCAN's number), ``rank, cases, py`` (person-years of the whole period), ``asr, per1, per2`` (first and last year), ``cancer_label,
country_label``.

Missing: an empty cell or ``NA`` (status O). Traps: one figure covers five years; the earliest period differs by country; a site that a
sex cannot have is not listed; ``rank`` orders the sites within a country and is not kept.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import M49
from etl.readers.nordcan_sites import ENTITIES

COLUMNS = (
    "country_code", "sex", "volume", "cancer", "rank", "cases", "py", "asr", "per1", "per2", "cancer_label", "country_label",
)  # fmt: skip
MISSING = ("", "NA")


def read(path: Path) -> pd.DataFrame:
    """Return the rates and cases in *path* as tidy observations; ``series`` is ``incidence_asr_world`` or ``cases``."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    where = citing.at_line(path, cells)
    cases = numeric.numbers(cells["cases"], where + ", cases", MISSING)
    common = {
        "place": tidy.translate(cells["country_code"], where, {str(code): place for code, place in M49.items()}, "country code"),
        "year": numeric.whole_years(cells["per1"], where),
        "year_end": numeric.whole_years(cells["per2"], where),
        "sex": tidy.translate(cells["sex"], where, {"1": "male", "2": "female"}, "sex"),
        "site": tidy.translate(cells["cancer"], where, {str(code): site for code, site in ENTITIES.items()}, "cancer"),
        "numerator": cases,
        "denominator": numeric.numbers(cells["py"], where + ", py", MISSING),
    }
    missing = dict.fromkeys(MISSING, tidy.NOT_REPORTED)
    rates = tidy.tidy(
        **common,
        series="incidence_asr_world",
        value=numeric.numbers(cells["asr"], where + ", asr", MISSING),
        obs_status=tidy.statuses(cells["asr"], missing),
        locator=citing.cite_line(path, cells, "asr"),
    )
    counts = tidy.tidy(
        **common,
        series="cases",
        value=cases,
        obs_status=tidy.statuses(cells["cases"], missing),
        locator=citing.cite_line(path, cells, "cases"),
    )
    return pd.concat([rates, counts], ignore_index=True)
