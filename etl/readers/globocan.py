"""
GLOBOCAN (IARC, Global Cancer Observatory, Cancer Today): the exports "by cancer" and "by population", alone or bound together.

By cancer: ``Cancer code, ICD Code, Country, Label, Sex, Number, ASR (World), Crude rate, Cumulative risk``, where ``Country`` is the
United Nations' number. By population: ``Alpha-3 code, Cancer code, Population code (ISO/UN), Country, Label, Sex, Number, 95% UI low,
95% UI high, Number, …``, where ``Country`` is the number without leading zeros and ``Label`` the name. Rates per 100,000, world standard;
cumulative risk in percent, ages 0 to 74. Sex: 0 both, 1 male, 2 female. The file's name says whether it is incidence (``-inc-``) or
mortality (``-mort-``) and the year (``-2022-``). Exports by population that were bound together lack the limits and the second
``Number`` and may have a column ``indicator`` with the measure. An export of some ages names them (``-age-0-49-``), and all its figures,
the cumulative risk too, are of these ages.

Missing: an empty cell or ``-`` (status O). Traps: estimates, not counts (status E); the name ``Number`` occurs twice; the limits belong to
the number, not to the rate; groups by development have ``N.A.`` and codes 981-984; the numbers of China (160) and the world (900) are the
Observatory's own, so the letters go before the number; the last line of an export by population is an unlabelled total (the world), which
in bound files stands after each cancer's countries; a bound file may hold one export twice, which is read once; the "both sexes" rate of a
cancer of one sex is that sex's rate; code 41 contains 8, 9 and 10; a file may be named ``inc`` and hold mortality; successive editions are
separate estimates, not a series in time. Where neither the file's nor its folder's name gives a year, 2022 is assumed, the edition that
first had these columns, and the locator says so.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, text_columns, tidy, unpack
from etl.readers.codes import ALPHA3, m49_place

FIGURES = ("ASR (World)", "Crude rate", "Cumulative risk")
BY_CANCER = ("Cancer code", "ICD Code", "Country", "Label", "Sex", "Number", *FIGURES)
BY_POPULATION = ("Alpha-3 code", "Cancer code", "Population code (ISO/UN)", "Country", "Label", "Sex", "Number", *FIGURES)
LIMITS = ("95% UI low", "95% UI high")
AGAIN = "Number.1"
SITES = {
    1: "C00-C06", 2: "C07-C08", 3: "C09-C10", 4: "C11", 5: "C12-C13", 6: "C15", 7: "C16", 8: "C18", 9: "C19-C20", 10: "C21", 11: "C22",
    12: "C23", 13: "C25", 14: "C32", 15: "C33-C34", 16: "C43", 17: "C44", 18: "C45", 19: "C46", 20: "C50", 21: "C51", 22: "C52", 23: "C53",
    24: "C54", 25: "C56", 26: "C60", 27: "C61", 28: "C62", 29: "C64", 30: "C67", 31: "C70-C72", 32: "C73", 33: "C81", 34: "C82-C86+C88",
    35: "C90", 36: "C91-C95", 40: "all", 41: "C18-C21",
}  # fmt: skip
"""The Observatory's cancer codes; 40 is all sites without non-melanoma skin cancer (C44)."""

INDICATOR = "indicator"
FIRST_EDITION = 2022

OWN_SEX = {"C50": "female", "C51": "female", "C52": "female", "C53": "female", "C54": "female", "C56": "female"} | dict.fromkeys(
    ("C60", "C61", "C62"), "male"
)
OWN_NUMBERS = {"160": "CHN", "900": "WORLD"}
"""The Observatory's own numbers of places, which are not those of the United Nations' countries and regions."""
MEASURES = {"inc": "incidence", "mort": "mortality"}
RATES = {"ASR (World)": "asr_world", "Crude rate": "crude_rate", "Cumulative risk": "cumulative_risk"}
MISSING = ("", "-")
SEXES = {"0": "all", "1": "male", "2": "female"}
REPEATED = ("Alpha-3 code", "Cancer code", "ICD Code", "Population code (ISO/UN)", "Country", "Label", "Sex", INDICATOR)


def read(path: Path) -> pd.DataFrame:
    """
    Return the estimates in *path* as tidy observations.

    ``series`` is the measure with ``_asr_world``, ``_crude_rate``, ``_cumulative_risk`` (percent, ages 0-74) or ``_number``.
    """
    cells = delimited.read_text(path, repeated=REPEATED)
    cells = _laid_out(path, cells)
    measure = _measure(path, cells)
    year, assumed = _year(path)
    ages = _ages(path)
    number = numeric.column_numbers(path, cells, cells["Number"], MISSING, "Number")
    tidy.recode(path, cells, cells["Sex"], SEXES.get, "sex")
    common = {
        "place": tidy.recode(path, cells, _countries(cells), _place, "country"),
        "year": year,
        "site": tidy.recode(path, cells, cells["Cancer code"], _site, "cancer code"),
        "sex": tidy.recode(path, cells, text_columns.together(cells, ("Cancer code", "Sex")), _sex, "sex of a cancer"),
    }
    frames = []
    for column, name in RATES.items():
        value = numeric.column_numbers(path, cells, cells[column], MISSING, column)
        frames.append(
            tidy.tidy(
                **common,
                series=measure + "_" + name,
                age="0-74" if name == "cumulative_risk" and ages == "all" else ages,
                value=value,
                numerator=number if name != "cumulative_risk" else float("nan"),
                obs_status=text_columns.either(value.isna(), tidy.NOT_REPORTED, "E"),
                locator=citing.cite_line(path, cells, column + assumed),
            )
        )
    ends = zip(("lower", "upper"), LIMITS, strict=True) if LIMITS[0] in cells else ()
    limits = {end: numeric.column_numbers(path, cells, cells[name], MISSING, name) for end, name in ends}
    counts = tidy.tidy(
        **common,
        series=measure + "_number",
        age=ages,
        value=number,
        obs_status=text_columns.either(number.isna(), tidy.NOT_REPORTED, "E"),
        locator=citing.cite_line(path, cells, "Number" + assumed),
        **limits,
    )
    return pd.concat([frames[0], counts, *frames[1:]], ignore_index=True)


def _laid_out(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    """Return *cells* after checking that they have one of the layouts, with the codes of unlabelled totals filled in."""
    # Some exports write the hyphens of names so that no line breaks at them.
    cells = cells.rename(columns=lambda name: re.sub("[\u2010-\u2013]", "-", str(name)))
    by_cancer, limited, doubled, measured = (name in cells.columns for name in ("ICD Code", LIMITS[0], AGAIN, INDICATOR))
    beside = (*(LIMITS if limited else ()), *([AGAIN] if doubled else []), *([INDICATOR] if measured and not by_cancer else []))
    tidy.need_columns(path, cells, (*(BY_CANCER if by_cancer else BY_POPULATION), *beside), only=True)
    if doubled:
        differ = cells["Number"].ne(cells[AGAIN])
        if differ.any():
            raise FigureError(citing.at_line(path, cells)[differ].iloc[0], "the two columns 'Number' differ", "the same number in both")
    if by_cancer:
        return cells
    whole = _with_totals(path, cells)
    return whole if doubled else _without_repeats(path, whole)


def _with_totals(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    """Return *cells* with the codes of each unlabelled total: the world, with the one cancer and sex of the lines above it."""
    total = cells["Label"].str.strip().eq("Total") & cells["Country"].str.strip().eq("")
    if not total.any():
        return cells
    block = total.shift(fill_value=False).cumsum().to_numpy()
    filled = {"Country": ["1"] * int(total.sum())}
    for column, what in (("Cancer code", "cancers"), ("Sex", "sexes")):
        codes = cells[column].astype("category").cat
        numbers, is_above = codes.codes.to_numpy(dtype=np.int64), ~total.to_numpy()
        first, last = np.full(block[-1] + 1, len(codes.categories)), np.full(block[-1] + 1, -1)
        np.minimum.at(first, block[is_above], numbers[is_above])
        np.maximum.at(last, block[is_above], numbers[is_above])
        several = (first != last)[block[total]]
        if several.any():
            line = cells.loc[total, "line"].iloc[np.flatnonzero(several)[0]]
            raise FigureError(f"{path.name}:{line}", f"a total of several {what}, or of no line", "an export of one cancer and sex")
        filled[column] = codes.categories[first[block[total]]].to_list()
    text = {}
    for column, ours in filled.items():
        printed = cells[column].astype("str").to_numpy(dtype=object, copy=True)
        printed[total.to_numpy()] = ours
        text[column] = pd.Series(printed, index=cells.index, dtype="str")
    return cells.assign(**text)


def _without_repeats(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    """Return *cells* with lines that stand twice read once; the same key with other figures is an error."""
    key = ["Cancer code", "Country", "Sex", *([INDICATOR] if INDICATOR in cells.columns else [])]
    if not text_columns.occurs_before(cells, key).any():
        return cells
    once = cells[~text_columns.occurs_before(cells, [column for column in cells.columns if column != "line"])]
    twice = text_columns.occurs_before(once, key)
    if twice.any():
        raise FigureError(
            citing.at_line(path, once)[twice].iloc[0], "stands in the file before, with other figures", "each country once a cancer and sex"
        )
    return once


def _measure(path: Path, cells: pd.DataFrame) -> str | pd.Series:
    """Return what is estimated, by the column ``indicator`` or by the file's name."""
    if INDICATOR in cells.columns:
        return tidy.recode(path, cells, cells[INDICATOR], {name: name for name in MEASURES.values()}.get, "indicator")
    named = re.search(r"(?:^|[-_])(incidence|mortality|inc|mort)(?:[-_.]|$)", unpack.data_stem(path))
    if named is None:
        raise FigureError(path.name, "the name gives no measure", "the export's own name, such as dataset-inc-…-in-2022-….csv")
    return MEASURES.get(named[1], named[1])


def _year(path: Path) -> tuple[int, str]:
    """Return the year of the estimates, and what a locator has to say about it."""
    named = re.search(r"(?:^|\D)(20\d{2})(?:\D|$)", unpack.data_stem(path)) or re.search(
        r"globocan\D?(20\d{2})(?:\D|$)", path.parent.name.lower()
    )
    if named:
        return int(named[1]), ""
    return FIRST_EDITION, f", year {FIRST_EDITION} assumed, the file's name gives none"


def _ages(path: Path) -> str:
    """Return the ages that the file's name gives, ``-age-0-49-`` or ``-age-85+-``; all where it gives none."""
    named = re.search(r"-ages?[-_]?(\d+)(?:[-_](\d+\+?)|\+)(?=[-_]|$)", unpack.data_stem(path))
    if named is None:
        return "all"
    first, last = named[1], named[2] or "+"
    return "all" if (first, last) == ("0", "85+") else f"{first}+" if last.endswith("+") else f"{first}-{last}"


def _countries(cells: pd.DataFrame) -> pd.Series:
    """Return the codes of each row's area: the number, after the letters where the table has them."""
    return text_columns.together(cells, ("Alpha-3 code", "Country")) if "Alpha-3 code" in cells.columns else cells["Country"]


def _place(codes: str) -> str | None:
    """Return our code of an area: its letters where they are a country's, else that of its number; nothing where it is none."""
    letters, _, number = (part.strip() for part in codes.rpartition("\n"))
    if letters in ALPHA3 or number in OWN_NUMBERS:
        return letters if letters in ALPHA3 else OWN_NUMBERS[number]
    return m49_place(int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None


def _site(code: str) -> str | None:
    """Return the ICD-10 group of the Observatory's code of a cancer."""
    # Programs that met a total's empty code have turned the column's codes into 40.0.
    plain = code.removesuffix(".0")
    return SITES.get(int(plain)) if re.fullmatch(r"[1-9][0-9]?", plain) else None


def _sex(cancer_and_sex: str) -> str | None:
    """Return the sex of a line by its codes of cancer and sex: that of a cancer of one sex is its own."""
    cancer, _, sex = cancer_and_sex.partition("\n")
    ours = SEXES.get(sex.strip())
    return OWN_SEX.get(_site(cancer.strip()) or "", ours) if ours else None
