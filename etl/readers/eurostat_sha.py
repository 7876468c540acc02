"""
Eurostat, System of Health Accounts 2011 by function (``hlth_sha11_hc``): an answer in the manner of JSON-stat, or the same as a long CSV.

JSON: ``value`` (flat index -> number), ``id``, ``size``, ``dims`` (dimension -> code -> position). CSV: ``freq, unit, icha11_hc, geo, time,
value``. Units: ``PC_CHE`` percent of current health expenditure, ``PPS_HAB`` purchasing power standards per inhabitant.

Missing: an index that does not occur; ``:`` in the CSV (status O). Traps: Greece is ``EL``, the union ``EU27_2020``; status flags are not
carried in these files; preventive care (HC.6) of 2020 to 2022 holds testing and vaccination against COVID-19; it is a share of all health
expenditure, not of research budgets.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy, unpack
from etl.readers.codes import agency_place

HEAD = 4096
DIMENSIONS = ("freq", "unit", "icha11_hc", "geo", "time")


def read(path: Path) -> pd.DataFrame:
    """Return the accounts in *path* as tidy observations; ``series`` is ``<function> <unit>``, such as ``HC6 PC_CHE``."""
    is_json = unpack.read_bytes(path)[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    cells = _from_json(path) if is_json else _from_csv(path)
    where = cells["where"]
    places = {code: ours for code in cells["geo"].unique() if (ours := agency_place(code, "ESTAT"))}
    return tidy.tidy(
        series=cells["icha11_hc"] + " " + cells["unit"],
        place=tidy.translate(cells["geo"], where, places, "geo"),
        year=numeric.whole_years(cells["time"], where),
        value=cells["value"],
        obs_status=cells["value"].isna().map({True: tidy.NOT_REPORTED, False: "A"}),
        locator=where + " (" + cells["unit"] + ", " + cells["icha11_hc"] + ", " + cells["geo"] + ", " + cells["time"] + ")",
    )


def _from_csv(path: Path) -> pd.DataFrame:
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, (*DIMENSIONS, "value"), only=True)
    value = numeric.numbers(cells["value"], citing.at_line(path, cells), missing=(":", ""))
    codes = {name: cells[name].str.strip() for name in DIMENSIONS}
    return pd.DataFrame(codes).assign(value=value, where=citing.cite_line(path, cells))


def _from_json(path: Path) -> pd.DataFrame:
    document = unpack.read_json(path)
    missing = [key for key in ("value", "id", "size", "dims") if not isinstance(document, dict) or key not in document]
    if missing or document["id"] != list(DIMENSIONS) or sorted(document["dims"]) != sorted(DIMENSIONS):
        raise FigureError(path.name, f"'{(missing or ['id'])[0]}' is missing or unknown", f"value, size, dims and id = {list(DIMENSIONS)}")
    given = (
        document["value"] if isinstance(document["value"], dict) else {str(index): value for index, value in enumerate(document["value"])}
    )
    strange = [index for index in given if not index.isdigit()]
    if strange:
        raise FigureError(f"{path.name}, value", f"the index {strange[0]!r} is no number", "a flat index such as 336")
    sizes = [len(document["dims"][name]) for name in DIMENSIONS]
    flat = np.array([int(index) for index in given], dtype=int)
    if document["size"] != sizes or (flat.size and flat.max() >= np.prod(sizes)):
        raise FigureError(path.name, f"the size {document['size']} does not fit the dimensions", f"the size {sizes} and indexes below it")
    positions = np.unravel_index(flat, sizes)
    codes = {
        name: np.array(sorted(document["dims"][name], key=document["dims"][name].get))[position]
        for name, position in zip(DIMENSIONS, positions, strict=True)
    }
    where = pd.Series([f"{path.name}, value[{index}]" for index in flat], dtype=str)
    value = numeric.numbers(pd.Series([str(number) for number in given.values()], dtype=str), where, missing=("None",))
    return pd.DataFrame(codes).assign(value=value, where=where)
