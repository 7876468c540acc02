"""
SDMX-ML 2.1, generic and structure-specific (and 3.0 structure-specific), parsed by pysdmx: Eurostat, OECD, UNICEF, ABS.

A message does not say which of its names are dimensions (its structure does, which is another file). Here a name is a dimension unless it
is one of the known attributes (:data:`ATTRIBUTES`), is empty somewhere, or has values that are no codes, such as texts with blanks.

Missing: no OBS_VALUE, ``NaN``. Flags, multipliers, bounds and traps as in `sdmx_csv`. A row is cited by its number in the message.
Traps: entities in a document are refused, as they can grow without bound; a message of the structure or of an error has no data.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers.expat import ExpatError

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import dimensions, sdmx_csv, unpack

ATTRIBUTES = (
    "OBS_VALUE", "OBS_STATUS", "OBS_FLAG", "CONF_STATUS", "OBS_CONF", "UNIT_MULT", "UNIT_MULTIPLIER", "DECIMALS", "TIME_FORMAT", "TITLE",
    "TITLE_COMPL", "OBS_COM", "OBS_COMMENT", "COMMENT_OBS", "COMMENT_TS", "COMMENT_DSET", "PRE_BREAK_VALUE", "OBS_PRE_BREAK", "LAST_UPDATE",
    "LOWER_BOUND", "UPPER_BOUND", "DATA_SOURCE", "SOURCE_LINK", "OBS_FOOTNOTE", "SERIES_FOOTNOTE", "COLLECTION", "BASE_PER", "PRICE_BASE",
    "REF_YEAR_PRICE", "EMBARGO_DATE", "COVERAGE_TIME", "TIME_PERIOD_METHOD", "REF_PERIOD", "CUSTODIAN", "WGTD_SAMPL_SIZE", "ACTION",
)  # fmt: skip
CODE = r"[A-Za-z0-9_@$.+\-]+"
"""What a code may be made of (SDMX, technical notes: identifiers)."""


def read(path: Path) -> pd.DataFrame:
    """Return the observations in *path*; ``series`` is the table's code and the dimensions without a column of ours."""
    text = unpack.utf8(path, unpack.read_bytes(path, limit=unpack.MOST_JSON)).decode()
    named, cells = _message(path, text)
    table = dimensions.table_named(named)
    if table is None or "OBS_VALUE" not in cells.columns:
        raise FigureError(path.name, "has no observations of a named table", "a data message of SDMX-ML 2.1")
    cells["observation"] = np.arange(1, len(cells) + 1)
    names = [str(name) for name in cells.columns if name != "observation" and str(name).upper() not in ATTRIBUTES and _is_code(cells[name])]
    return sdmx_csv.observations(path, cells, table, names)


def _is_code(values: pd.Series) -> bool:
    """Return whether every row has a value and all are codes."""
    return bool(pd.Series(values.unique(), dtype=str).str.fullmatch(CODE).all())


def _message(path: Path, text: str) -> tuple[str, pd.DataFrame]:
    """Return the name of the table and the cells of the only data set in *text*."""
    from pysdmx.errors import PysdmxError  # noqa: PLC0415 (takes longer to import than all the other formats together)
    from pysdmx.io import read_sdmx  # noqa: PLC0415 (as above)
    from pysdmx.io.pd import PandasDataset  # noqa: PLC0415 (as above)

    text = text.lstrip()
    if not text.startswith("<"):
        raise FigureError(path.name, "is no XML", "a data message of SDMX-ML 2.1")
    if not text.startswith("<?xml"):
        text = '<?xml version="1.0" encoding="UTF-8"?>\n' + text
    if "<!DOCTYPE" in text[: unpack.HEAD] or "<!ENTITY" in text:
        raise FigureError(path.name, "declares entities of its own", "a data message of SDMX-ML 2.1, which has none")
    try:
        message = read_sdmx(text, validate=False)
    # Where the message is not as the schema says, the library stumbles over what is missing in one of these ways.
    except (PysdmxError, ExpatError, ValueError, LookupError, TypeError, AttributeError, RecursionError, StopIteration) as error:
        reason = " ".join(str(error).split())[:200]
        raise FigureError(path.name, f"cannot be read as SDMX-ML ({reason})", "a data message of SDMX-ML 2.1, whole") from error
    found = [data for data in message.data or [] if isinstance(data, PandasDataset)]
    if len(found) != 1 or found[0].data is None or found[0].data.empty:
        raise FigureError(path.name, f"holds {len(found)} data sets", "one data set with observations")
    return found[0].short_urn.partition("=")[2], found[0].data.fillna("").astype(str)
