"""
WHO, Global Health Observatory: answer of the former Athena interface (JSON with a list ``fact``).

Simple form: ``{"dim": {"GHO": …, "YEAR": …, "COUNTRY": …, "SEX": …}, "Value": "127.4"}``, with labels. Full form: ``{"dim": [{"category":
"SEX", "code": "MLE"}, …], "value": {"display": …, "numeric": …, "low": …, "high": …}}``, with codes. The simple form names places and sexes
in English; the indicator is its label.

Missing: a value that is no number, such as ``No data``, stands in the locator (status O). Traps: the members come in any order; a value may
have its interval in brackets (``12.3 [10.1-14.8]``); some files have country names without blanks (``BurkinaFaso``); the region beside a
country is not a dimension.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import tidy, unpack, who_gho
from etl.readers.codes import COUNTRIES_BY_NAME, agency_place, name_key

REGIONS = {
    "africa": "AFR", "americas": "AMR", "easternmediterranean": "EMR", "europe": "EUR", "southeastasia": "SEAR", "westernpacific": "WPR",
    "global": "GLOBAL", "lowincome": "WB_LI", "lowermiddleincome": "WB_LMI", "uppermiddleincome": "WB_UMI", "highincome": "WB_HI",
}  # fmt: skip
"""Letters of a region's English name -> WHO's code."""
PLACES = (
    "COUNTRY", "UNREGION", "WORLDBANKINCOMEGROUP", "UNSDGREGION", "SDGREGION", "MGDREGION", "WHOINCOMEREGION", "REGION", "GLOBAL",
)  # fmt: skip
"""Which column names the place: the first that is not empty. WHO prints its own region beside each country and some groups."""
PRINTED = r"^\s*(?P<number>[+-]?\d[\d ]*(?:\.\d+)?)\s*(?:\[\s*(?P<low>[\d. ]+?)\s*[-–]\s*(?P<high>[\d. ]+?)\s*\])?\s*$"


def read(path: Path) -> pd.DataFrame:
    """Return the facts in *path* as tidy observations; ``series`` is the indicator and its other dimensions."""
    document = unpack.read_json(path)
    facts = document.get("fact") if isinstance(document, dict) else None
    if not isinstance(facts, list) or not facts or not all(isinstance(fact, dict) and "dim" in fact for fact in facts):
        raise FigureError(path.name, "has no list 'fact' with dimensions", "the answer of the Athena interface")
    parts = pd.DataFrame([_dimensions(path, number, fact["dim"]) for number, fact in enumerate(facts, start=1)])
    parts = parts.where(parts.notna(), "").astype(str)
    missing = [name for name in ("GHO", "YEAR") if name not in parts]
    places = [name for name in PLACES if name in parts]
    if missing or not places:
        raise FigureError(f"{path.name}, item 1", f"'{(missing or ['COUNTRY'])[0]}' is missing", "GHO, YEAR and COUNTRY")
    cells = _values(facts).assign(IndicatorCode=parts["GHO"], PERIOD=parts["YEAR"], item=np.arange(1, len(facts) + 1))
    place = pd.Series("", index=parts.index, dtype=str)
    for name in places:
        place = place.where(place.ne(""), parts[name])
    cells["SpatialDim"] = tidy.recode(path, cells, place, place_named, "place")
    return who_gho.observations(path, cells, parts.drop(columns=["GHO", "YEAR", "PUBLISHSTATE", *places], errors="ignore"))


def _dimensions(path: Path, number: int, dim: Any) -> dict[str, str]:
    """Return the dimensions of one fact: category -> code or label."""
    if isinstance(dim, dict):
        return {str(name): str(code) for name, code in dim.items()}
    if isinstance(dim, list) and all(isinstance(part, dict) and {"category", "code"} <= part.keys() for part in dim):
        return {str(part["category"]): str(part["code"]) for part in dim}
    raise FigureError(
        f"{path.name}, item {number}", "its dimensions are neither an object nor a list of category and code", "Athena's facts"
    )


def _values(facts: list[dict[str, Any]]) -> pd.DataFrame:
    """Return ``Value, NumericValue, Low, High`` of each fact as text."""
    full = pd.DataFrame([fact.get("value") if isinstance(fact.get("value"), dict) else {} for fact in facts])
    simple = pd.Series([fact.get("Value", "") for fact in facts], dtype=object)
    display = full["display"] if "display" in full else pd.Series(None, index=simple.index, dtype=object)
    printed = who_gho.as_text(_given(display.where(display.notna(), simple)))
    found = printed.str.extract(PRINTED).fillna("")
    given = {
        ours: who_gho.as_text(_given(full[theirs]))
        for ours, theirs in (("number", "numeric"), ("low", "low"), ("high", "high"))
        if theirs in full
    }
    for name, texts in given.items():
        found[name] = texts.where(texts.ne(""), found[name])
    number, low, high = (found[name].str.replace(" ", "", regex=False) for name in ("number", "low", "high"))
    return pd.DataFrame({"Value": printed, "NumericValue": number, "Low": low, "High": high})


def _given(column: pd.Series) -> list[Any]:
    """Return the values of a column, ``None`` where a fact has it not."""
    return column.astype(object).where(column.notna(), None).to_list()


def place_named(name: str) -> str | None:
    """Return WHO's or ISO's code of a place that is named by code or in English."""
    key = name_key(name)
    return name if name.isdecimal() or agency_place(name, "WHO") else COUNTRIES_BY_NAME.get(key) or REGIONS.get(key)
