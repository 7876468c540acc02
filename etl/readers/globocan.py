"""
GLOBOCAN (IARC, Global Cancer Observatory, Cancer Today): the exports "by cancer" and "by population".

By cancer: ``Cancer code, ICD Code, Country, Label, Sex, Number, ASR (World), Crude rate, Cumulative risk``, where ``Country`` is the
United Nations' number. By population: ``Alpha-3 code, Cancer code, Population code (ISO/UN), Country, Label, Sex, Number, 95% UI low,
95% UI high, Number, …``, where ``Country`` is the number without leading zeros and ``Label`` the name. Rates per 100,000, world standard.
The file's name says whether it is incidence (``-inc-``) or mortality (``-mort-``) and the year (``-2022-``). Sex: 0 both, 1 male, 2 female.

Missing: none. Traps: estimates, not counts (status E); the name ``Number`` occurs twice; the limits belong to the number, not to the
rate; groups by development have ``N.A.`` and codes 981-984; the last line is an unlabelled total (the world); the "both sexes" rate of a
cancer of one sex is that sex's rate; code 41 contains 8, 9 and 10; a file may be named ``inc`` and hold mortality; successive editions are
separate estimates, not a series in time.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.codes import m49_place

BY_CANCER = ("Cancer code", "ICD Code", "Country", "Label", "Sex", "Number", "ASR (World)", "Crude rate", "Cumulative risk")
BY_POPULATION = (
    "Alpha-3 code", "Cancer code", "Population code (ISO/UN)", "Country", "Label", "Sex", "Number", "95% UI low", "95% UI high", "Number.1",
    "ASR (World)", "Crude rate", "Cumulative risk",
)  # fmt: skip
SITES = {
    1: "C00-C06", 2: "C07-C08", 3: "C09-C10", 4: "C11", 5: "C12-C13", 6: "C15", 7: "C16", 8: "C18", 9: "C19-C20", 10: "C21", 11: "C22",
    12: "C23", 13: "C25", 14: "C32", 15: "C33-C34", 16: "C43", 17: "C44", 18: "C45", 19: "C46", 20: "C50", 21: "C51", 22: "C52", 23: "C53",
    24: "C54", 25: "C56", 26: "C60", 27: "C61", 28: "C62", 29: "C64", 30: "C67", 31: "C70-C72", 32: "C73", 33: "C81", 34: "C82-C86+C88",
    35: "C90", 36: "C91-C95", 40: "all", 41: "C18-C21",
}  # fmt: skip
"""The Observatory's cancer codes; 40 is all sites without non-melanoma skin cancer (C44)."""

OWN_SEX = {"C50": "female", "C51": "female", "C52": "female", "C53": "female", "C54": "female", "C56": "female"} | dict.fromkeys(
    ("C60", "C61", "C62"), "male"
)
MEASURES = {"inc": "incidence", "mort": "mortality"}


def read(path: Path) -> pd.DataFrame:
    """Return the estimates in *path* as tidy observations; ``series`` is the measure with ``_asr_world`` or ``_number``."""
    named = re.search(r"-(inc|mort)-.*-(\d{4})-", path.name)
    if named is None:
        raise FigureError(path.name, "the name gives no measure and year", "the export's own name, such as dataset-inc-…-in-2022-….csv")
    cells = tidy.read_text(path)
    by_cancer = "ICD Code" in cells.columns
    tidy.need_columns(path, cells, BY_CANCER if by_cancer else BY_POPULATION, only=True)
    cells = cells if by_cancer else _with_total(path, cells)
    where = tidy.at_line(path, cells)
    site = tidy.translate(cells["Cancer code"], where, {str(code): site for code, site in SITES.items()}, "cancer code")
    sex = tidy.translate(cells["Sex"], where, tidy.SEXES, "sex")
    common = {
        "place": tidy.numbers(cells["Country"], where, missing=(), pattern=r"\d+").astype(int).map(m49_place),
        "year": int(named[2]),
        "sex": site.map(OWN_SEX).fillna(sex),
        "site": site,
        "obs_status": "E",
    }
    number = tidy.numbers(cells["Number"], where, missing=())
    rates = tidy.tidy(
        **common,
        series=f"{MEASURES[named[1]]}_asr_world",
        value=tidy.numbers(cells["ASR (World)"], where, missing=()),
        numerator=number,
        locator=tidy.cite_line(path, cells, "ASR (World)"),
    )
    limits = {} if by_cancer else {end: tidy.numbers(cells[f"95% UI {name}"], where) for end, name in (("lower", "low"), ("upper", "high"))}
    counts = tidy.tidy(
        **common, series=f"{MEASURES[named[1]]}_number", value=number, locator=tidy.cite_line(path, cells, "Number"), **limits
    )
    return pd.concat([rates, counts], ignore_index=True)


def _with_total(path: Path, cells: pd.DataFrame) -> pd.DataFrame:
    """Return *cells* with the codes of the unlabelled last line filled in: the world, both sexes, the file's one cancer."""
    twice = cells["Number"].ne(cells["Number.1"])
    if twice.any():
        raise FigureError(tidy.at_line(path, cells)[twice].iloc[0], "the two columns 'Number' differ", "the same number in both")
    total = cells["Label"].eq("Total") & cells["Country"].eq("")
    cancers = cells.loc[~total, "Cancer code"].unique()
    if total.any() and len(cancers) != 1:
        raise FigureError(f"{path.name}:{cells.loc[total, 'line'].iloc[0]}", "a total of several cancers", "an export of one cancer")
    filled = {"Country": "1", "Sex": "0", "Cancer code": cancers[0] if len(cancers) else ""}
    return cells.assign(**{column: cells[column].mask(total, code) for column, code in filled.items()})
