"""
Published studies of preventable cancer: our transcription of abstracts, one row a study, place, sex, site and risk factor.

Columns: ``study_id, country, reference_year, age_range, sex, cancer_site, risk_factor, paf_percent, attributable_cases, total_cases,
measure, source, locator, confidence``. Shares in percent; ``measure`` is ``incidence`` or ``mortality``.
The factor becomes ``group``, ``factor:smoking``; a tissue too, ``factor:smoking+histology:squamous_cell``.

Missing: empty (status O): some abstracts give cases without a share. Traps: factors are not additive; studies differ in ages, factors and
in whether non-melanoma skin cancer is counted, which the locator says; a share of cases is not a share of deaths; 165,000 of 440,000 is
37.5 %, printed 37.4 from unrounded counts.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import own_place

COLUMNS = (
    "study_id", "country", "reference_year", "age_range", "sex", "cancer_site", "risk_factor", "paf_percent", "attributable_cases",
    "total_cases", "measure", "source", "locator", "confidence",
)  # fmt: skip
SITES = {
    "all cancers": "all",
    "all cancers excl. non-melanoma skin": "all",
    "all cancers excl. keratinocyte": "all",
    "lung": "C33-C34",
    "oral cavity and pharynx": "C00-C14",
    "oesophagus, squamous cell": "C15",
}
HISTOLOGIES = {"oesophagus, squamous cell": "squamous_cell"}
"""The sites that are a tissue of an organ -> category of the dimension ``histology``."""
FACTORS = {
    "all evaluated factors": "all", "all known risk factors": "all", "13 modifiable factors": "all",
    "smoking": "smoking", "cigarette smoking": "smoking", "tobacco smoking": "smoking", "tobacco smoke": "smoking",
    "excess weight": "excess_weight", "excess body weight": "excess_weight", "overweight and obesity": "excess_weight",
    "alcohol": "alcohol", "alcohol consumption": "alcohol", "high alcohol consumption": "high_alcohol",
    "UV radiation": "uv", "solar radiation": "uv", "sunbed use": "sunbeds",
    "physical inactivity": "inactivity", "low physical activity": "inactivity",
    "infections": "infections", "infections (HP, HPV, HBV, HCV, HIV, HHV8)": "infections", "HPV infection": "hpv", "HPV": "hpv",
    "Helicobacter pylori": "h_pylori", "hepatitis B and C": "hepatitis", "HIV": "hiv", "HHV8": "hhv8",
    "inadequate diet": "diet", "dietary factors": "diet", "low dietary fibre": "low_fibre", "processed meat": "processed_meat",
    "low fruit and vegetables": "low_fruit_vegetables", "high red meat": "red_meat", "high salt": "salt",
    "occupational exposures": "occupation", "selected environmental factors": "environment", "indoor radon": "radon",
    "particulate matter": "particulate_matter", "second-hand smoke": "second_hand_smoke",
}  # fmt: skip
"""The studies' words for a factor -> its category; ``all`` is the joint share of every factor that a study looked at."""

AGES = {"all": "all", "30+": "30+", "35-84": "35-84", "adults": "all"}
"""Ages as the abstracts give them; "adults" without a number is not a band, so it stands in the locator only."""


def read(path: Path) -> pd.DataFrame:
    """Return the shares in *path* as tidy observations; ``series`` is ``<study>/<measure>``."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    where = citing.at_line(path, cells)
    factor = tidy.translate(cells["risk_factor"], where, FACTORS, "risk factor")
    measure = tidy.translate(cells["measure"], where, {"incidence": "incidence", "mortality": "mortality"}, "measure")
    histology = cells["cancer_site"].str.strip().map(HISTOLOGIES)
    tissue = ("histology:" + histology).fillna("")
    cause = ("factor:" + factor).mask(factor.eq("all"), "")
    group = cause + tissue.where(cause.eq("") | tissue.eq(""), "+" + tissue)
    text = cells["source"] + "; " + cells["locator"] + "; " + cells["cancer_site"] + ", ages: " + cells["age_range"]
    return tidy.tidy(
        series=cells["study_id"] + "/" + measure,
        place=tidy.recode(path, cells, cells["country"], own_place, "country"),
        year=numeric.whole_years(cells["reference_year"], where),
        sex=tidy.translate(cells["sex"], where, tidy.SEXES, "sex"),
        age=tidy.translate(cells["age_range"], where, AGES, "age range"),
        site=tidy.translate(cells["cancer_site"], where, SITES, "cancer site"),
        group=group.mask(group.eq(""), "all"),
        value=numeric.numbers(cells["paf_percent"], where),
        numerator=numeric.numbers(cells["attributable_cases"], where),
        denominator=numeric.numbers(cells["total_cases"], where),
        obs_status=cells["paf_percent"].eq("").map({True: tidy.NOT_REPORTED, False: "E"}),
        locator=text,
    )
