"""
Public Health Scotland, open data: annual cancer incidence or mortality by site and sex, wide.

Columns used: ``Country``, ``HB`` (health board; ``HBR2014`` in editions of 2019) or ``Region`` (cancer network), ``CancerSiteICD10Code``
(some with ``ICD-10`` before it), ``CancerSite, Sex, SexQF, Year`` (``2015-2019`` in tables of five years together), cases by five-year age
(``IncidencesAgeUnder5, IncidencesAge5To9``, … ``IncidencesAge90AndOver``) and ``IncidencesAllAges``, the rates by the same ages
(``IncidenceRateAge…``), ``CrudeRate, EASR, WASR`` and the 95 % limits of the three, per 100,000; in the table of mortality ``DeathsAge…``,
``DeathsAllAges`` and ``MortalityRateAge…``. EASR: European Standard Population 2013; WASR: world standard. Files of health boards may lack
the ages, and have ``StandardisedIncidenceRatio`` with its limits, ``SIRLower…`` and ``SIRUpper…``; in Scotland's own table it is 100
throughout, has no limits and is left out.

Missing: ``NA`` and an empty or blank cell (status O); a limit with qualifier ``z`` is not applicable. Traps: the rates have the same names
in both tables, so that those of mortality are named ``mortality_EASR`` here; the sexes are ``All``, ``Male`` and ``Female``, or
``Females``; the standardised rates of ``All`` are the plain mean of the two sexes' rates, not rates of the pooled ages (status D); 2020
shows the pandemic's dip.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, text_columns, tidy
from etl.readers.codes import place_letters
from etl.readers.dimensions import years_of
from etl.readers.wide import long_form, per_column

RATES = ("CrudeRate", "EASR", "WASR")
LIMITS = {"lower": "Lower95pcConfidenceInterval", "upper": "Upper95pcConfidenceInterval"}
PLACES = {"S92000003": "GBR-SCT"} | {
    f"S080000{number}": f"GBR-SCT-{name}"
    for number, name in (
        (15, "AYRSHIRE-AND-ARRAN"), (16, "BORDERS"), (17, "DUMFRIES-AND-GALLOWAY"), (18, "FIFE"), (19, "FORTH-VALLEY"), (20, "GRAMPIAN"),
        (21, "GREATER-GLASGOW-AND-CLYDE"), (22, "HIGHLAND"), (23, "LANARKSHIRE"), (24, "LOTHIAN"), (25, "ORKNEY"), (26, "SHETLAND"),
        (27, "TAYSIDE"), (28, "WESTERN-ISLES"), (29, "FIFE"), (30, "TAYSIDE"), (31, "GREATER-GLASGOW-AND-CLYDE"), (32, "LANARKSHIRE"),
    )
}  # fmt: skip
"""Scotland, and the health boards with their codes of 2014, 2018 and 2019 (from memory), named as in the screening reports."""
NETWORK = re.compile(r"(?:North|South East|West) of Scotland")
AREA = re.compile(r"HBR?(?:\d{4})?|Region")
MISSING = ("NA", "")
CODE = r"(?:[A-Z]\d\d(?:\.\d)?(?:[-+][A-Z]?\d\d(?:\.\d)?)?|M-\d{4}(?:-\d{4})?)"
"""An ICD-10 code, a range or two of them, or morphologies (``M-8090-8098``)."""
ALL_SITES = {"C00-C97, excluding C44": "all"}


@dataclass(frozen=True)
class Kind:
    """What the two kinds of table call their columns, and how their series are named here."""

    counts: str
    """Beginning of the columns of counts, with the age or ``AllAges`` behind it."""
    age_rates: str
    counted: str
    rates_by_age: str
    before: str
    """What is put before the name of a rate."""
    ratio: str
    ratio_limits: str
    """Beginning of the columns of the ratio's limits."""


KINDS = (
    Kind("Incidences", "IncidenceRateAge", "cases", "age_specific_rate", "", "StandardisedIncidenceRatio", "SIR"),
    Kind("Deaths", "MortalityRateAge", "deaths", "age_specific_mortality_rate", "mortality_", "StandardisedMortalityRatio", "SMR"),
)
SEXES = tidy.SEXES | {"All": "all", "Male": "male", "Females": "female"}


def read(path: Path) -> pd.DataFrame:
    """
    Return the figures in *path* as tidy observations.

    ``series`` is ``CrudeRate``, ``EASR`` or ``WASR``, the numerator the cases; ``cases`` by age and of all ages; ``age_specific_rate``;
    ``StandardisedIncidenceRatio``. Of mortality it is ``mortality_CrudeRate`` and so on, ``deaths`` and ``age_specific_mortality_rate``.
    """
    cells = delimited.read_text(path, repeated=("Country", "HB", "CancerSiteICD10Code", "CancerSite", "Sex", "SexQF", "Year"))
    place = next((column for column in cells.columns if AREA.fullmatch(column)), "Country")
    limits = [rate + limit for rate in RATES for limit in LIMITS.values()]
    kind = next((kind for kind in KINDS if kind.counts + "AllAges" in cells.columns), KINDS[0])
    all_ages = kind.counts + "AllAges"
    tidy.need_columns(path, cells, (place, "CancerSiteICD10Code", "Sex", "Year", all_ages, *RATES, *limits))
    sex = tidy.recode(path, cells, cells["Sex"], SEXES.get, "sex")
    first, last = tidy.recode_years(path, cells, cells["Year"], years_of, "year")
    common = {
        "place": tidy.recode(path, cells, cells[place], _place, "area"),
        "year": first,
        "year_end": last,
        "sex": sex,
        "site": tidy.recode(path, cells, cells["CancerSiteICD10Code"], _site, "site"),
    }
    cases = numeric.column_numbers(path, cells, cells[all_ages], MISSING, all_ages)
    frames = []
    for rate in RATES:
        value = numeric.column_numbers(path, cells, cells[rate], MISSING, rate)
        limits_of = {end: rate + limit for end, limit in LIMITS.items()}
        mean_of_sexes = sex.eq("all") & (rate != "CrudeRate")
        noted = text_columns.either(mean_of_sexes, f"{rate}, mean of the two sexes' rates", rate)
        frames.append(
            tidy.tidy(
                **common,
                series=kind.before + rate,
                numerator=cases,
                value=value,
                obs_status=text_columns.either(mean_of_sexes, "D", "A").mask(value.isna(), tidy.NOT_REPORTED),
                locator=citing.cite_line(path, cells, noted),
                **{end: numeric.column_numbers(path, cells, cells[column], MISSING, column) for end, column in limits_of.items()},
            )
        )
    columns = {"value": kind.ratio} | {end: kind.ratio_limits + limit for end, limit in LIMITS.items()}
    if set(columns.values()) <= set(cells.columns):
        numbers = {name: numeric.column_numbers(path, cells, cells[column], MISSING, column) for name, column in columns.items()}
        status = text_columns.either(numbers["value"].isna(), tidy.NOT_REPORTED, "A")
        cited = citing.cite_line(path, cells, kind.ratio)
        frames.append(tidy.tidy(**common, **numbers, series=kind.ratio, numerator=cases, obs_status=status, locator=cited))
    status = text_columns.either(cases.isna(), tidy.NOT_REPORTED, "A")
    frames.append(tidy.tidy(**common, series=kind.counted, value=cases, obs_status=status, locator=citing.cite_line(path, cells, all_ages)))
    for prefix, series in ((kind.counts + "Age", kind.counted), (kind.age_rates, kind.rates_by_age)):
        columns = {column: _age(path, column, prefix) for column in cells.columns if column.startswith(prefix)}
        if columns:
            frames.append(_by_age(path, cells, common, columns, series))
    return pd.concat(frames, ignore_index=True)


def _by_age(path: Path, cells: pd.DataFrame, common: Mapping[str, pd.Series], columns: Mapping[str, str], series: str) -> pd.DataFrame:
    """Return the figures of *columns* (name -> age), a row a line and age."""
    long = long_form(path, cells[["line", *columns]].assign(**common), list(common), list(columns))
    value = numeric.column_numbers(path, long, long["text"], MISSING, long["column"])
    return tidy.tidy(
        **{name: long[name] for name in common},
        series=series,
        age=per_column(list(columns.values()), len(cells)),
        value=value,
        obs_status=text_columns.either(value.isna(), tidy.NOT_REPORTED, "A"),
        locator=citing.cite_line(path, long, long["column"]),
    )


def _place(area: str) -> str | None:
    """Return our code of a health board, a cancer network or Scotland."""
    return PLACES.get(area) or (f"GBR-SCT-{place_letters(area)}" if NETWORK.fullmatch(area) else None)


def _site(code: str) -> str | None:
    """Return the ICD-10 codes as printed, without blanks and the classification's name; nothing where they are none."""
    plain = code.removeprefix("ICD-10 ").replace(" ", "")
    return ALL_SITES.get(code) or (plain if re.fullmatch(rf"{CODE}(?:,{CODE})*", plain) else None)


def _age(path: Path, column: str, prefix: str) -> str:
    """Return our band of a column: ``…Under5`` is 0-4, ``…5To9`` 5-9, ``…90AndOver`` 90+."""
    found = re.fullmatch(r"Under(\d+)|(\d+)To(\d+)|(\d+)AndOver", column.removeprefix(prefix))
    if found is None:
        raise FigureError(
            f"{path.name}:1", f"column '{column}' is unknown", f"ages such as {prefix}Under5, {prefix}5To9, {prefix}90AndOver"
        )
    under, start, end, over = found.groups()
    return f"0-{int(under) - 1}" if under else f"{over}+" if over else f"{start}-{end}"
