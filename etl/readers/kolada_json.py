"""
Kolada (RKA): the answer of its data service for Swedish key figures, versions 2 and 3.

An object with ``values``: a list of ``kpi`` (the key figure), ``municipality`` (``0000`` Sweden, ``0001`` to ``0025`` regions, or the
four digits of a municipality), ``period`` (the year) and ``values``, a list with one entry a sex: ``gender`` (``T`` all, ``K`` women,
``M`` men), ``value``, ``status`` and ``count``; one that is ``isdeleted`` was taken back and is left out.

Missing: ``null`` with a ``status`` that says why (``Missing`` status O, ``Private`` withheld, status Q). Traps: regions have the numbers
0001 to 0025 here and two digits elsewhere; the answer has no definition, so that key figures with moving windows look yearly (the locator
says so); long answers come in pages, of which ``next_page`` or ``next_url`` names the next: a file is one page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import numeric, tidy, unpack
from etl.readers.codes import SWEDISH_REGIONS

SEXES = {"T": "all", "K": "female", "M": "male"}
STATUSES = {"": "A", "Missing": tidy.NOT_REPORTED, "Private": tidy.SUPPRESSED}
REGION_PREFIX = "00"
COUNTRY = "0000"
FIELDS = ("kpi", "municipality", "period", "values")
NOTE = ", one year of the definition's window"


def read(path: Path) -> pd.DataFrame:
    """Return the page in *path* as tidy observations; ``series`` is the key figure's code."""
    table = _table(path)
    where = path.name + ", values[" + table["entry"].astype(str) + "]"
    text = table["value"]
    status = tidy.translate(table["status"], where, STATUSES, "status")
    value = numeric.numbers(text, where, missing=("",))
    return tidy.tidy(
        series=table["kpi"],
        place=tidy.translate(table["municipality"], where, _places(table["municipality"]), "municipality"),
        year=numeric.whole_years(table["period"], where),
        sex=tidy.translate(table["gender"], where, SEXES, "gender"),
        value=value,
        obs_status=status.mask(value.isna() & status.eq("A"), tidy.NOT_REPORTED),
        conf_status=status.eq(tidy.SUPPRESSED).map({True: "C", False: "F"}),
        locator=where + NOTE,
    )


def _table(path: Path) -> pd.DataFrame:
    """Return one row an entry and sex, as text."""
    answer = unpack.read_json(path)
    entries = answer.get("values") if isinstance(answer, Mapping) else None
    if not isinstance(entries, list) or not entries:
        raise FigureError(path.name, "has no values", "an object whose 'values' is a list of key figures by place and year")
    rows = []
    for number, entry in enumerate(entries):
        absent = [field for field in FIELDS if not isinstance(entry, Mapping) or field not in entry]
        if absent or not isinstance(entry["values"], list) or not all(isinstance(cell, Mapping) for cell in entry["values"]):
            raise FigureError(f"{path.name}, values[{number}]", "is no key figure by place and year", f"the fields {', '.join(FIELDS)}")
        kept = [cell for cell in entry["values"] if not cell.get("isdeleted")]
        rows += [(number, entry["kpi"], entry["municipality"], entry["period"], cell) for cell in kept]
    table = pd.DataFrame(rows, columns=["entry", "kpi", "municipality", "period", "cell"])
    for field in ("gender", "value", "status"):
        table[field] = ["" if cell.get(field) is None else str(cell.get(field)) for cell in table["cell"]]
    return table.drop(columns="cell").astype({"kpi": "str", "municipality": "str", "period": "str"})


def _places(codes: pd.Series) -> dict[str, str]:
    """Return our code of each place: SWE, SWE-<letters> of a region, SWE-<letters>-<number> of a municipality."""
    found = {}
    for code in codes.unique():
        region = SWEDISH_REGIONS.get(code[2:] if code.startswith(REGION_PREFIX) else code[:2])
        if code == COUNTRY:
            found[code] = "SWE"
        elif region and len(code) == len(COUNTRY) and code.isdigit():
            found[code] = f"SWE-{region}" if code.startswith(REGION_PREFIX) else f"SWE-{region}-{code}"
    return found
