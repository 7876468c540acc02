"""
The formats of official files that can be read, one reader a format; each is registered here by one line.

A format has the name of its module in this folder. A module is imported when its format is first read, so that the list comes at once.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import FigureError

if TYPE_CHECKING:
    import pandas as pd

Reader = Callable[[Path], "pd.DataFrame"]

FORMATS: dict[str, str] = {
    "aihw_acim": "AIHW, Australian Cancer Incidence and Mortality: counts by age, sex and cancer (wide CSV)",
    "cdc_wonder": "CDC WONDER: deaths or new cancers, with rates, by state, year, sex, age, cause (text with tabs or commas)",
    "ci5": "IARC, Cancer Incidence in Five Continents: cases and person-years by age, and IARC's own rates (CSV; a volume's ZIP)",
    "concord_tables": "CONCORD-2, table 4: five-year net survival by country and period (CSV)",
    "contributor": "The contributor template of this project (CSV or workbook); lists every problem of a file at once",
    "dk_apc": "Danish Cancer Registry: cases and person-years by age and period (CSV)",
    "eurostat_explorer": "Eurostat: export of the former Data Explorer, with labels (CSV)",
    "eurostat_sha": "Eurostat hlth_sha11_hc: health expenditure by function (JSON or long CSV)",
    "eurostat_tsv": "Eurostat: a table with flags, a column a year (TSV, packed or not)",
    "fingertips": "OHID Fingertips: indicators by area and period, with counts and limits (CSV)",
    "globocan": "GLOBOCAN, Cancer Today: exports by cancer and by population, alone or bound together (CSV)",
    "iarc_eco": "IARC, European Cancer Observatory 2008: cases, deaths and rates by country (wide CSV)",
    "iarc_premature": "IARC/WHO: probability of dying between 30 and 70 by cause (CSV)",
    "json_stat": "JSON-stat 1.2 and 2.0: a cube of one table, as Eurostat and many others answer",
    "kolada_ddf": "Kolada: one Swedish key figure by place, year and sex (DDF CSV)",
    "kolada_json": "Kolada: one page of its data service's answer (JSON)",
    "nkr_json": "NKR, Netherlands Cancer Registry: its service's answers with their questions, as fetched (JSON)",
    "nordcan_age": "NORDCAN: cases or population of one sex by region and age (wide CSV)",
    "nordcan_asr": "NORDCAN: annual age-standardised rates of one site (wide CSV)",
    "nordcan_json": "NORDCAN: its data service's answer, rates and counts by year (JSON)",
    "nordcan_period": "NORDCAN 9.2: cases and rates by country, site and period (long CSV)",
    "nordcan_survival": "NORDCAN: relative survival by period, one site or a report of several (CSV, ; or ,)",
    "nrs_workbook": "National Records of Scotland: age-standardised death rates (workbook)",
    "oecd_stat": "OECD: the CSV of OECD.Stat and data.oecd.org, its services until 2024",
    "owid_grapher": "Our World in Data: one dataset, a row a country and year (CSV)",
    "phs_bowel": "Public Health Scotland: bowel screening uptake (workbook or CSV extract)",
    "phs_open_data": "Public Health Scotland: annual cancer incidence or mortality, rates and counts by age (wide CSV)",
    "published_paf": "Published preventable shares of cancer, transcribed (CSV)",
    "published_research_share": "Published prevention shares of research money, transcribed (CSV)",
    "published_test_uptake": "Published figures of test uptake, transcribed (CSV)",
    "sdmx_csv": "SDMX-CSV 1.0 and 2.0: Eurostat, OECD, UNICEF, ABS",
    "sdmx_ml": "SDMX-ML 2.1, generic and structure-specific: Eurostat, OECD, UNICEF, ABS (XML)",
    "un_sdg_csv": "UN SDG database: download of one or more series (CSV)",
    "un_sdg_ddf": "UN SDG database: one series by country, year and sex (DDF CSV)",
    "un_wpp": "UN World Population Prospects: population by age and sex, 2019 wide tables or the later CSV",
    "who_gho": "WHO GHO: one indicator by the OData interface (JSON)",
    "who_gho_athena": "WHO GHO: facts by the former Athena interface (JSON)",
    "who_gho_csv": "WHO GHO: indicators in the forms of Athena, OData, the portals and the old data pages (CSV)",
    "who_hpv_dashboard": "WHO HPV vaccination dashboard: coverage of the last year by country (CSV)",
    "who_hpv_wuenic": "WHO/UNICEF estimates of HPV vaccination coverage, one revision (workbook or CSV)",
    "who_immunization_export": "WHO immunization data portal: coverage export (workbook or CSV)",
    "who_mortality": "WHO Mortality Database: deaths by age, the publisher's wide tables, its portal's or a long extract (CSV)",
    "world_bank": "World Bank: indicators of its portal, and DataBank's exports in any layout (CSV, or the ZIP they come in)",
    "zfkd": "ZfKD/RKI: estimated new cancer cases in Germany by age and sex (; CSV with thousands dot, .xls)",
}
"""Name of a format -> one line about it."""


def _reader(name: str) -> Reader:
    def read(path: Path) -> pd.DataFrame:
        found: pd.DataFrame = import_module(f"etl.readers.{name}").read(path)
        if found.empty:
            raise FigureError(path.name, "holds no figure", f"a file with rows of {FORMATS[name]}")
        nameless = found["series"].eq("")
        if nameless.any():
            where = found.loc[nameless, "locator"].iloc[0]
            raise FigureError(where, "has no code that says what is counted", "the publisher's code of the series in each row")
        return found

    return read


READERS: dict[str, tuple[Reader, str]] = {name: (_reader(name), words) for name, words in FORMATS.items()}
"""Name of a format -> its reader and one line about it."""
