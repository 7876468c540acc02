"""
NORDCAN: the answer of its data service, an object whose ``dataset`` is a list of records.

A record has ``country`` (United Nations' number), ``label`` (its name), ``type`` (0 incidence, 1 mortality), ``sex`` (0 both, 1 men, 2
women), ``cancer`` (NORDCAN's number), ``year``, ``total`` (cases or deaths), ``total_pop`` (population), ``crude_rate`` and the
age-standardised rates ``asr`` (world), ``asr_e`` (Europe 1976), ``asr_e2013`` (Europe 2013) and ``asr_n`` (Nordic 2000), per 100,000.

Missing: ``null`` (status O). Traps: the ages that were asked for (``ages_group``) are not in the answer, so that rates of ages 0 to 74
look like rates of all ages; an answer may be an object with ``error`` and no data; fields are added from version to version, and those
that hold a rate which is not listed here are an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError
from etl.readers import numeric, tidy, unpack
from etl.readers.codes import M49
from etl.readers.nordcan_sites import ENTITIES

KEYS = ("country", "type", "sex", "cancer", "year")
RATES = {
    "asr": "asr_world", "asr_e": "asr_europe_1976", "asr_e2013": "asr_europe_2013", "asr_n": "asr_nordic_2000", "crude_rate": "crude_rate",
}  # fmt: skip
TYPES = {"0": "incidence", "1": "mortality"}


def read(path: Path) -> pd.DataFrame:
    """Return the records in *path* as tidy observations; ``series`` is ``incidence_asr_world``, ``mortality_number`` and the like."""
    table = _table(path)
    where = path.name + ", dataset[" + pd.Series(table.index.astype(str), index=table.index) + "]"
    series = tidy.translate(table["type"], where, TYPES, "type")
    common = {
        "place": tidy.translate(table["country"], where, {str(code): place for code, place in M49.items()}, "country"),
        "year": numeric.whole_years(table["year"], where),
        "sex": tidy.translate(table["sex"], where, {"0": "all", "1": "male", "2": "female"}, "sex"),
        "site": tidy.translate(table["cancer"], where, {str(code): site for code, site in ENTITIES.items()}, "cancer"),
    }
    number = _number(table, "total", where)
    population = _number(table, "total_pop", where)
    frames = [_frame(common, series + "_number", number, where + ".total", denominator=population)]
    frames += [
        _frame(common, series + "_" + name, _number(table, field, where), where + "." + field, numerator=number, denominator=population)
        for field, name in RATES.items()
        if field in table
    ]
    return pd.concat(frames, ignore_index=True)


def _table(path: Path) -> pd.DataFrame:
    """Return the records as text, a row each."""
    answer = unpack.read_json(path)
    told = answer.get("error") if isinstance(answer, Mapping) else None
    if told:
        raise FigureError(path.name, f"is the service's error message: {str(told)[:200]}", "an answer with data; ask again")
    records: Any = answer.get("dataset") if isinstance(answer, Mapping) else None
    if not isinstance(records, list) or not records or not all(isinstance(record, Mapping) for record in records):
        raise FigureError(path.name, "has no records", "an object whose 'dataset' is a list of objects")
    table = pd.DataFrame.from_records(records).astype(object)
    absent = [key for key in KEYS if key not in table]
    if absent:
        raise FigureError(f"{path.name}, dataset[0]", f"field '{absent[0]}' is missing", f"the fields {', '.join(KEYS)}")
    strange = [field for field in table if str(field).startswith("asr") and field not in RATES]
    if strange:
        raise FigureError(f"{path.name}, dataset[0]", f"the rate '{strange[0]}' is unknown", f"the rates {', '.join(RATES)}")
    return table.where(table.notna(), "").map(str)


def _number(table: pd.DataFrame, field: str, where: pd.Series) -> pd.Series:
    text = table[field] if field in table else pd.Series("", index=table.index)
    return numeric.numbers(text, where + "." + field)


def _frame(common: Mapping[str, pd.Series], series: pd.Series, value: pd.Series, locator: pd.Series, **more: pd.Series) -> pd.DataFrame:
    status = value.isna().map({True: tidy.NOT_REPORTED, False: "A"})
    return tidy.tidy(**common, series=series, value=value, obs_status=status, locator=locator, **more)
