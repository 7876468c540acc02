"""The formats of official files that can be read, one reader a format; each is registered here by one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from etl.readers import (
    cdc_wonder,
    concord_tables,
    eurostat_sha,
    fingertips,
    globocan,
    kolada_ddf,
    nordcan_asr,
    nordcan_survival,
    nrs_workbook,
    owid_grapher,
    phs_bowel,
    phs_open_data,
    published_paf,
    published_research_share,
    published_test_uptake,
    un_sdg_ddf,
    who_hpv_wuenic,
    who_immunization_export,
    zfkd,
)

Reader = Callable[[Path], pd.DataFrame]

READERS: dict[str, tuple[Reader, str]] = {
    "cdc_wonder": (cdc_wonder.read, "CDC WONDER: deaths and death rates by state and year (tab-separated text)"),
    "concord_tables": (concord_tables.read, "CONCORD-2, table 4: five-year net survival by country and period (CSV)"),
    "eurostat_sha": (eurostat_sha.read, "Eurostat hlth_sha11_hc: health expenditure by function (JSON or long CSV)"),
    "fingertips": (fingertips.read, "OHID Fingertips: trend of one indicator with counts and limits (CSV)"),
    "globocan": (globocan.read, "GLOBOCAN, Cancer Today: exports by cancer and by population (CSV)"),
    "kolada_ddf": (kolada_ddf.read, "Kolada: one Swedish key figure by place, year and sex (DDF CSV)"),
    "nordcan_asr": (nordcan_asr.read, "NORDCAN: annual age-standardised rates of one site (wide CSV)"),
    "nordcan_survival": (nordcan_survival.read, "NORDCAN: relative survival of one site by period (CSV, ; or ,)"),
    "nrs_workbook": (nrs_workbook.read, "National Records of Scotland: age-standardised death rates (workbook)"),
    "owid_grapher": (owid_grapher.read, "Our World in Data: one dataset, a row a country and year (CSV)"),
    "phs_bowel": (phs_bowel.read, "Public Health Scotland: bowel screening uptake (workbook or CSV extract)"),
    "phs_open_data": (phs_open_data.read, "Public Health Scotland: annual cancer incidence (wide CSV)"),
    "published_paf": (published_paf.read, "Published preventable shares of cancer, transcribed (CSV)"),
    "published_research_share": (published_research_share.read, "Published prevention shares of research money, transcribed (CSV)"),
    "published_test_uptake": (published_test_uptake.read, "Published figures of test uptake, transcribed (CSV)"),
    "un_sdg_ddf": (un_sdg_ddf.read, "UN SDG database: one series by country, year and sex (DDF CSV)"),
    "who_hpv_wuenic": (who_hpv_wuenic.read, "WHO/UNICEF estimates of HPV vaccination coverage, one revision (workbook or CSV)"),
    "who_immunization_export": (who_immunization_export.read, "WHO immunization data portal: coverage export (workbook or CSV)"),
    "zfkd": (zfkd.read, "ZfKD/RKI: estimated new cancer cases in Germany by age and sex (; CSV, thousands dot)"),
}
"""Name of a format -> its reader and one line about it."""
