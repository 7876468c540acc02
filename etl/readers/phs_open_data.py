"""
Public Health Scotland, open data: annual cancer incidence by site and sex, wide.

Columns used: ``Country, CancerSiteICD10Code, CancerSite, Sex, SexQF, Year, IncidencesAllAges, CrudeRate, EASR, WASR`` and the 95 % limits
of the three rates, per 100,000. EASR: European Standard Population 2013; WASR: world standard.

Missing: ``NA``; a limit with qualifier ``z`` is not applicable. Traps: the sexes are ``All``, ``Male`` and ``Females``; the standardised
rates of ``All`` are the plain mean of the two sexes' rates, not rates of the pooled ages (status D); 2020 shows the pandemic's dip.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.readers import tidy

RATES = ("CrudeRate", "EASR", "WASR")
LIMITS = {"lower": "Lower95pcConfidenceInterval", "upper": "Upper95pcConfidenceInterval"}
PLACES = {"S92000003": "GBR-SCT"}
ALL_SITES = {"C00-C97, excluding C44": "all"}


def read(path: Path) -> pd.DataFrame:
    """Return the rates in *path* as tidy observations; ``series`` is ``CrudeRate``, ``EASR`` or ``WASR``, the numerator the cases."""
    cells = tidy.read_text(path)
    limits = [rate + limit for rate in RATES for limit in LIMITS.values()]
    tidy.need_columns(path, cells, ("Country", "CancerSiteICD10Code", "Sex", "Year", "IncidencesAllAges", *RATES, *limits))
    where = tidy.at_line(path, cells)
    sex = tidy.translate(cells["Sex"], where, {"All": "all", "Male": "male", "Females": "female"}, "sex")
    code = cells["CancerSiteICD10Code"]
    common = {
        "place": tidy.translate(cells["Country"], where, PLACES, "country"),
        "year": tidy.whole_years(cells["Year"], where),
        "sex": sex,
        "site": code.map(ALL_SITES).fillna(code.str.replace(" ", "", regex=False)),
        "numerator": tidy.numbers(cells["IncidencesAllAges"], where, missing=("NA", "")),
    }
    frames = []
    for rate in RATES:
        value = tidy.numbers(cells[rate], where + ", " + rate, missing=("NA", ""))
        mean_of_sexes = sex.eq("all") & (rate != "CrudeRate")
        frames.append(
            tidy.tidy(
                **common,
                series=rate,
                value=value,
                lower=tidy.numbers(cells[rate + LIMITS["lower"]], where, missing=("NA", "")),
                upper=tidy.numbers(cells[rate + LIMITS["upper"]], where, missing=("NA", "")),
                obs_status=mean_of_sexes.map({True: "D", False: "A"}).mask(value.isna(), tidy.NOT_REPORTED),
                locator=tidy.cite_line(path, cells, rate) + mean_of_sexes.map({True: ", mean of the two sexes' rates", False: ""}),
            )
        )
    return pd.concat(frames, ignore_index=True)
