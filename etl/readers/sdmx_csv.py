"""
SDMX-CSV 1.0 and 2.0, as Eurostat, OECD, UNICEF and the Australian Bureau of Statistics (ABS) answer.

Columns of 1.0: ``DATAFLOW``, at Eurostat ``LAST UPDATE``, then the dimensions, ``TIME_PERIOD, OBS_VALUE``, then attributes. 2.0 begins with
``STRUCTURE, STRUCTURE_ID`` and may have ``STRUCTURE_NAME`` and ``ACTION``. What stands before OBS_VALUE is a dimension. Labels may stand in
the same cell (header ``SEX: Sex``, cells ``F: Female``; UNICEF and ABS) or in a column of their own after each code (OECD, Eurostat).
Attributes used: ``OBS_STATUS`` (SDMX codes) or ``OBS_FLAG`` (Eurostat's letters), ``CONF_STATUS`` or ``OBS_CONF``, ``UNIT_MULT`` (the value
is multiplied by that power of ten), ``LOWER_BOUND`` and ``UPPER_BOUND``, and UNICEF's ``AGE``.

Missing: an empty OBS_VALUE, ``NaN`` or ``:``; ``<5`` or ``>95`` (UNICEF) is a limit, no figure: the value stays empty, the limit is kept.
Traps: a file of several tables, of deletions (``ACTION`` D) or of months and quarters is
refused; OECD's UNIT_MULT differs between rows; UNICEF dates a survey by its month, which is refused too.

Parsed by Arrow as text: pysdmx (1.21) lets pandas guess types, so that the code ``01`` becomes 1 and ``1.10`` becomes 1.1, and takes many
times as long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, dimensions, numeric, tidy

STRUCTURE = ("DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "LAST UPDATE", "SERIES_KEY", "OBS_KEY")
MARKS = ("", "NaN", ":")
MULTIPLIER = ("UNIT_MULT", "UNIT_MULTIPLIER")
CONFIDENTIALITY = ("CONF_STATUS", "OBS_CONF")
LABEL = re.compile(r".*[ (].*|[A-Z]+[a-z].*")
"""A label has blanks or is a word; the codes of a file are all in capitals or all in small letters."""


def read(path: Path) -> pd.DataFrame:
    """Return the observations in *path*; ``series`` is the table's code and the dimensions without a column of ours."""
    cells = delimited.read_text(path, plain=("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND"))
    # 2.0 names the sign between several values of a cell: ``STRUCTURE[;]``, ``ATTRIBUTE[]``.
    cells = cells.rename(columns=lambda name: re.sub(r"\[.?\](?=$|:)", "", str(name)))
    labelled = [str(name) for name in cells.columns if ":" in str(name)]
    cells = cells.rename(columns={name: name.partition(":")[0].strip() for name in labelled})
    twice = cells.columns[cells.columns.duplicated()]
    if "OBS_VALUE" not in cells.columns or not {"DATAFLOW", "STRUCTURE_ID"} & set(cells.columns) or len(twice):
        what = f"column '{twice[0]}' occurs twice" if len(twice) else "is no SDMX-CSV"
        raise FigureError(f"{path.name}:1", what, "DATAFLOW (1.0) or STRUCTURE and STRUCTURE_ID (2.0), dimensions, and OBS_VALUE")
    tidy.need_rows(path, cells)
    cells = _without_labels(path, cells, {name.partition(":")[0].strip() for name in labelled})
    table = _table(path, cells)
    names = [str(name) for name in cells.columns if name not in {*STRUCTURE, "line"}]
    before = names[: names.index("OBS_VALUE")]
    return observations(path, cells, table, before + ([] if _first(before, dimensions.AGE) else _first(names, dimensions.AGE)))


def observations(path: Path, cells: pd.DataFrame, table: dimensions.Table, names: Sequence[str]) -> pd.DataFrame:
    """
    Return the rows of an SDMX message as tidy observations; the attributes are read by their names in the cross-domain concepts.

    Args:
        path: The file.
        cells: Dimensions, OBS_VALUE and attributes as text, and what numbers the rows.
        table: The table they are from.
        names: The columns that are dimensions; TIME_PERIOD is added.
    """
    figures = numeric.figures(path, cells, cells["OBS_VALUE"], MARKS)
    value = figures.value
    bounds = {
        ours: numeric.column_numbers(path, cells, cells[theirs], MARKS)
        for ours, theirs in (("lower", "LOWER_BOUND"), ("upper", "UPPER_BOUND"))
        if theirs in cells
    }
    if figures.has_limits:
        limits = {"lower": figures.lower, "upper": figures.upper}
        bounds = {ours: bounds[ours].fillna(limit) if ours in bounds else limit for ours, limit in limits.items()}
    for name in _first(list(cells.columns), MULTIPLIER):
        power = numeric.column_numbers(path, cells, cells[name], MARKS, pattern=r"-?\d{1,2}").fillna(0)
        value = value * 10.0**power
        bounds = {ours: bound * 10.0**power for ours, bound in bounds.items()}
    columns: dict[str, Any] = {"value": value, **bounds}
    if "OBS_FLAG" in cells and "OBS_STATUS" not in cells:
        flags = cells["OBS_FLAG"]
        columns["value"], columns["obs_status"], columns["conf_status"] = dimensions.eurostat_status(path, cells, flags, value)
        columns["locator"] = dimensions.cite_flags(path, cells, flags)
    else:
        given = cells["OBS_STATUS"] if "OBS_STATUS" in cells else pd.Series("", index=cells.index, dtype=str)
        columns["locator"] = citing.cite_line(path, cells)
        columns["obs_status"] = dimensions.sdmx_status(path, cells, given, value)
    if figures.has_limits:
        columns["locator"] = columns["locator"] + figures.printed
    for name in _first(list(cells.columns), CONFIDENTIALITY):
        if cells[name].ne("").any():
            columns["conf_status"] = tidy.recode(path, cells, cells[name], dimensions.CONF_STATUSES.get, "confidentiality")
    period = [name for name in cells.columns if str(name).upper() in dimensions.PERIOD and name not in names]
    return dimensions.observations(path, cells, table, [*names, *period], **columns)


def _first(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return the one of *names* that comes first in *wanted*, or nothing."""
    return [name for name in wanted if name in names][:1]


def _without_labels(path: Path, cells: pd.DataFrame, labelled: set[str]) -> pd.DataFrame:
    """Return *cells* with codes only: labels cut from cells (``F: Female``), and left out where they have columns of their own."""
    for name in labelled:
        cells[name] = cells[name].str.replace(r"(?s): .*", "", regex=True)
    names = [str(name) for name in cells.columns if name not in {*STRUCTURE, "line"}]
    after = names[names.index("OBS_VALUE") + 1 :][:1]
    if not after or not LABEL.fullmatch(after[0]):
        return cells
    codes, labels = names[::2], names[1::2]
    if len(codes) != len(labels) or "OBS_VALUE" not in codes or any(LABEL.fullmatch(name) for name in codes):
        raise FigureError(f"{path.name}:1", "codes and labels do not take turns", "a label's column after each code's, or codes alone")
    return cells.drop(columns=labels)


def _table(path: Path, cells: pd.DataFrame) -> dimensions.Table:
    """Return the one table that the rows are from."""
    if "ACTION" in cells and cells["ACTION"].isin(["D"]).any():
        raise FigureError(f"{path.name}:{cells.loc[cells['ACTION'].eq('D'), 'line'].iloc[0]}", "is a deletion", "observations")
    named = cells["STRUCTURE_ID" if "STRUCTURE_ID" in cells else "DATAFLOW"]
    tables = named.unique()
    table = dimensions.table_named(str(tables[0])) if len(tables) == 1 else None
    if table is None:
        what = f"holds {len(tables)} tables" if len(tables) != 1 else f"the table is {str(tables[0])[:60]!r}"
        raise FigureError(f"{path.name}:2", what, "one table, named as in ESTAT:HLTH_CD_ASDR2(1.0)")
    return table
