"""
JSON-stat 1.2 and 2.0: a cube of one table (Eurostat's and many national statistical offices' answer).

2.0: ``class: dataset``, ``id`` (dimensions in order), ``size``, ``dimension`` (each with ``category.index``: codes by position, or code ->
position; a category of one may have a ``label`` alone), ``value`` (a list of all cells, or flat index -> number), ``status`` (a list, an
object, or one for all). 1.2: the same with ``dimension.id`` and ``dimension.size``, in an object whose one key names the table. The table's
code is ``extension.id``, else the key of 1.2, else the file's name. ``role`` says which dimension is the place and which the period.

Missing: ``null``; a cell that is in neither ``value`` nor ``status`` is not given and makes no row. Flags are Eurostat's. Traps: a cell
with a flag but without a number is a row; the cube can be far larger than what is given, so it is never laid out.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import citing, dimensions, numeric, unpack
from etl.readers.eurostat_tsv import table_code

ROLES = {"geo": "GEO", "time": "TIME_PERIOD"}


def read(path: Path) -> pd.DataFrame:
    """Return the cube in *path* as tidy observations; ``series`` is its code and the dimensions without a column of ours."""
    document = unpack.read_json(path)
    name, cube = _cube(path, document)
    described = _member(path, cube, "dimension", dict)
    names, size = (_member(path, cube if part in cube else described, part, list) for part in ("id", "size"))
    codes = [_codes(path, str(name), described.get(name)) for name in names]
    if not names or [len(known) for known in codes] != size:
        _wrong(path, f"the size {size} does not fit the dimensions", f"the size {[len(known) for known in codes]}")
    if math.prod(size) > MOST_CELLS:
        _wrong(path, f"the size {size} is beyond 64 bits", "a cube whose cells can be numbered")
    cells, given, flags = _given(path, cube, math.prod(size))
    places = np.unravel_index(cells["index"].to_numpy(), size) if len(cells) else [np.array([], dtype=int)] * len(size)
    for dimension, known, at in zip(names, codes, places, strict=True):
        cells[dimension] = pd.Series(known, dtype=str).array.take(at)
    cells = cells.rename(columns=_standard_names(path, cube, described, names))
    number = _numbers(path, cells, given)
    table = _table(path, cube, name)
    value, status, confidential = dimensions.eurostat_status(path, cells, flags, number)
    kept = [column for column in cells.columns if column != "index"]
    return dimensions.observations(
        path,
        cells,
        table,
        kept,
        value=value,
        obs_status=status,
        conf_status=confidential,
        locator=dimensions.cite_flags(path, cells, flags),
    )


def _wrong(path: Path, what: str, right: str) -> NoReturn:
    raise FigureError(path.name, what, right)


def _cube(path: Path, document: Any) -> tuple[str, dict[str, Any]]:
    """Return the table's name, if it has one, and its cube."""
    if isinstance(document, dict) and "dimension" in document and "value" in document:
        return "", document
    if isinstance(document, dict) and len(document) == 1:
        name, cube = next(iter(document.items()))
        if isinstance(cube, dict) and "dimension" in cube and "value" in cube:
            return ("" if name == "dataset" else name), cube
    _wrong(path, "is no cube of JSON-stat", "an object with dimension, id, size and value")


def _member(path: Path, cube: dict[str, Any], name: str, kind: type) -> Any:
    found = cube.get(name)
    if not isinstance(found, kind):
        _wrong(path, f"'{name}' is missing or of another kind", "dimension (an object), id and size (lists)")
    return found


def _codes(path: Path, name: str, described: Any) -> list[str]:
    """Return the codes of a dimension in their order."""
    category = described.get("category") if isinstance(described, dict) else None
    index = category.get("index", category.get("label")) if isinstance(category, dict) else None
    if isinstance(index, list):
        codes = [str(code) for code in index]
    elif isinstance(index, dict) and "index" not in (category or {}):
        codes = list(index)[:2]
    elif isinstance(index, dict) and sorted(map(str, index.values())) == sorted(map(str, range(len(index)))):
        codes = sorted(index, key=lambda code: int(index[code]))
    else:
        codes = []
    if not codes or len(set(codes)) != len(codes):
        _wrong(path, f"the categories of '{name}' have no order", "category.index, each code with its place from 0")
    return codes


def _given(path: Path, cube: dict[str, Any], cells: int) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return the flat indexes that are given, what is given for each, and its flags."""
    values = _indexed(path, "value", cube.get("value"), cells)
    flags = cube.get("status")
    uniform = flags if isinstance(flags, str) else ""
    marked = _indexed(path, "status", flags, cells) if flags and not uniform else pd.Series(dtype=object)
    every = values.index.union(marked.index)
    flags_text = marked.reindex(every).fillna("").astype(str).str.strip() if len(marked) else pd.Series(uniform, index=every, dtype=str)
    rows = pd.DataFrame({"index": every.to_numpy(dtype=np.int64)})
    return rows, values.reindex(every).reset_index(drop=True), flags_text.str.replace(":", "").str.strip().reset_index(drop=True)


def _numbers(path: Path, cells: pd.DataFrame, given: pd.Series) -> pd.Series:
    """Return what is *given*, numbers or null (some offices write numbers as texts), as numbers."""
    kinds = set(map(type, given))
    if kinds <= {float, type(None)}:
        found = given.astype(float)
        if not np.isinf(found).any():
            return found
    if kinds & {bool, list, dict}:
        row = int(np.flatnonzero(given.map(lambda cell: isinstance(cell, bool | list | dict)))[0])
        raise FigureError(citing.at_row(path, cells, row), "is no number", "a number or null")
    return numeric.column_numbers(path, cells, given.where(given.notna(), "").astype(str))


def _indexed(path: Path, name: str, given: Any, cells: int) -> pd.Series:
    """Return what is given by flat index; a list gives every cell, of which an empty status is no flag."""
    if isinstance(given, list) and len(given) == cells:
        listed = pd.Series(given, dtype=object)
        return listed if name == "value" else listed[listed.notna() & listed.ne("")]
    if isinstance(given, dict) and all(key.isdecimal() and len(key) < MOST_DIGITS for key in given):
        index = np.array(list(given), dtype=np.int64) if given else np.array([], dtype=np.int64)
        if not index.size or (index.max() < cells and len(np.unique(index)) == index.size):
            return pd.Series(list(given.values()), index=index, dtype=object)
    _wrong(path, f"'{name}' does not fit the size", f"a list of {cells} or an object with flat indexes below it")


MOST_CELLS = 2**62
"""Cells of a cube that can be numbered; it is not laid out."""
MOST_DIGITS = 19
"""A flat index has fewer digits, so that it fits into 64 bits."""


def _standard_names(path: Path, cube: dict[str, Any], described: dict[str, Any], names: list[str]) -> dict[str, str]:
    """Return the names of the dimensions that have a role, where their own name does not tell it."""
    role = cube.get("role", described.get("role", {}))
    known = {*dimensions.PLACE, *dimensions.PERIOD}
    renamed = {}
    for kind, ours in ROLES.items():
        listed = role.get(kind, []) if isinstance(role, dict) else []
        if not isinstance(listed, list) or any(name not in names for name in listed):
            _wrong(path, f"the role '{kind}' names no dimension", f"some of {', '.join(map(str, names))}")
        if len(listed) == 1 and listed[0].upper() not in known:
            renamed[listed[0]] = ours
    return renamed


def _table(path: Path, cube: dict[str, Any], name: str) -> dimensions.Table:
    """Return the agency and code of the table."""
    extension = cube.get("extension")
    told = extension if isinstance(extension, dict) else {}
    source = str(cube.get("source", ""))
    agency = str(told.get("agencyId") or ("ESTAT" if source in {"ESTAT", "Eurostat"} else "")).partition(".")[0]
    return dimensions.Table(agency, str(told.get("id") or name or table_code(path)))
