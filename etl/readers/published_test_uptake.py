"""
Published figures of test uptake: our transcription of news texts, agency pages and abstracts, one row a figure.

Columns: ``country, indicator, cancer, population, year, value_percent, basis, source, locator, confidence``. Percent.

Missing: none. Traps: only countries that a text happened to name, the top and the bottom of a range: no panel; a year may be a range
(``2018-2020``); one figure may stand rounded in one text and exact in another; populations and definitions differ from row to row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import own_place

COLUMNS = ("country", "indicator", "cancer", "population", "year", "value_percent", "basis", "source", "locator", "confidence")
INDICATORS = {
    "screened by mammography within 2 years": ("mammography_2_years", "all"),
    "breast cancer screening by current guidelines": ("breast_guideline", "all"),
    "colorectal cancer screening by guidelines": ("colorectal_guideline", "all"),
    "EGFR tested before first-line therapy": ("biomarker_tested", "biomarker:egfr"),
    "ALK tested": ("biomarker_tested", "biomarker:alk"),
    "ROS1 tested": ("biomarker_tested", "biomarker:ros1"),
    "BRAF tested": ("biomarker_tested", "biomarker:braf"),
    "PD-L1 tested": ("biomarker_tested", "biomarker:pd_l1"),
    "all five biomarkers tested": ("biomarker_tested", "biomarker:all_five"),
    "at least one biomarker tested": ("biomarker_tested", "biomarker:at_least_one"),
    "next-generation sequencing": ("biomarker_tested", "biomarker:ngs"),
    "any biomarker test within 90 days of metastatic diagnosis": ("any_biomarker_90_days", "all"),
    "tested for the biomarkers of FDA-approved targeted therapies": ("targeted_biomarkers", "all"),
}
"""The texts' words for a figure -> series and group."""

POPULATIONS = {
    "women 50-69": ("female", "50-69"),
    "females 50-74, age adjusted": ("female", "50-74"),
    "adults, HP2020 definition": ("all", "all"),
    "metastatic NSCLC, community network, first-line therapy": ("all", "all"),
    "metastatic NSCLC, all histologies": ("all", "all"),
    "eligible advanced NSCLC": ("all", "all"),
}
"""Population as the text gives it -> sex and age."""


def read(path: Path) -> pd.DataFrame:
    """Return the figures in *path* as tidy observations; ``series`` names the quantity."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    where = citing.at_line(path, cells)
    years = cells["year"].str.extract(r"^(\d{4})(?:-(\d{4}))?$")
    if years[0].isna().any():
        raise FigureError(where[years[0].isna()].iloc[0], f"the year {cells.loc[years[0].isna(), 'year'].iloc[0]!r}", "2018 or 2018-2020")
    words, people = cells["indicator"], cells["population"]
    return tidy.tidy(
        series=tidy.translate(words, where, {name: series for name, (series, _) in INDICATORS.items()}, "indicator"),
        place=tidy.recode(path, cells, cells["country"], own_place, "country"),
        year=years[0].astype(int),
        year_end=years[1].fillna(years[0]).astype(int),
        sex=tidy.translate(people, where, {name: sex for name, (sex, _) in POPULATIONS.items()}, "population"),
        age=tidy.translate(people, where, {name: age for name, (_, age) in POPULATIONS.items()}, "population"),
        group=tidy.translate(words, where, {name: group for name, (_, group) in INDICATORS.items()}, "indicator"),
        value=numeric.numbers(cells["value_percent"], where, missing=()),
        locator=cells["source"] + "; " + cells["locator"] + "; " + people + "; " + cells["basis"],
    )
