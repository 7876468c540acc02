"""
The tidy observations that every reader returns, and our codes for the publishers' own.

A reader keeps the publisher's own code in ``series`` and leaves ``indicator`` and ``edition`` empty. A number that is withheld or cannot
exist is NaN with its status, never 0. Whatever a reader does not know is a :class:`FigureError` that names the file and the line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import FigureError
from etl.readers import unpack
from etl.readers.citing import at_row
from etl.readers.text_columns import distinct_texts, same_text, text_array, text_series

KEY = ("indicator", "place", "year", "year_end", "sex", "age", "site", "group")
"""The columns that name an observation within an edition."""
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
HEADER = (*KEY, *NUMBERS, "obs_status", "conf_status", "edition", "locator")
"""The columns of a table of figures."""
COLUMNS = ("series", *HEADER)
"""The columns of a reader's result."""
NOT_APPLICABLE = "M"
"""SDMX observation status: the value cannot exist."""
NOT_REPORTED = "O"
"""SDMX observation status: missing, without a reason given."""
SUPPRESSED = "Q"
"""SDMX observation status: the publisher withholds the value."""
UNRELIABLE = "U"
"""SDMX observation status: low reliability."""
DEFAULTS = {
    "indicator": "",
    "sex": "all",
    "age": "all",
    "site": "all",
    "group": "all",
    "conf_status": "F",
    "edition": "",
    "obs_status": "A",
}
need_file = unpack.need_file
Ours = TypeVar("Ours", str, int, tuple[int, int], tuple[str, str])
SEXES = {
    "all": "all", "All": "all", "All persons": "all", "All Persons": "all", "Persons": "all", "both": "all", "bothsex": "all", "0": "all",
    "female": "female", "Female": "female", "Females": "female", "females": "female", "k": "female", "2": "female",
    "male": "male", "Male": "male", "Males": "male", "males": "male", "m": "male", "1": "male",
}  # fmt: skip
"""The publishers' words and codes for the sexes; PHS writes ``Male`` but ``Females``, Kolada ``k`` and ``m``, GLOBOCAN 0, 1, 2."""


def need_columns(path: Path, cells: pd.DataFrame, needed: Collection[str], *, only: bool = False) -> None:
    """Raise unless *cells* has every column of *needed* once, and with *only* no other."""
    found = [str(column) for column in cells.columns if column != "line"]
    twice = [column for column in needed if column in found and f"{column}.1" in {*found} - {*needed}]
    missing = [column for column in needed if column not in found]
    if twice:
        raise FigureError(f"{path.name}:1", f"column '{twice[0]}' stands twice", f"each of the columns {', '.join(needed)} once")
    if missing:
        raise FigureError(f"{path.name}:1", f"column '{missing[0]}' is missing", f"the columns {', '.join(needed)}")
    unknown = [column for column in found if column not in needed]
    if only and unknown:
        raise FigureError(f"{path.name}:1", f"column '{unknown[0]}' is unknown", f"the columns {', '.join(needed)} and no other")


def need_rows(path: Path, cells: pd.DataFrame) -> None:
    """Raise unless the table has a row below its header."""
    if cells.empty:
        raise FigureError(path.name, "has no row below the header", "a table with figures")


def recode(
    path: Path,
    cells: pd.DataFrame,
    text: pd.Series,
    ours: Callable[[str], str | None],
    what: str,
    *,
    column: str | pd.Series = "",
    times: int = 1,
) -> pd.Series:
    """
    Return our code for each of the publisher's codes in *text*, asking *ours* once a code.

    Args:
        path: The file.
        cells: The rows of the file, with what numbers them (:data:`COUNTS`).
        text: The publisher's codes, indexed like *cells*.
        ours: Our code of a publisher's code; nothing where it is unknown.
        what: What the codes are, for the message.
        column: The column of the row that the message names, where a line has several rows.
        times: How many figures each row of *cells* has, for the message.

    Raises:
        FigureError: a code is unknown; the message names its first line and the number of rows.
    """
    found, rows = known(path, cells, text, ours, what, column=column, times=times)
    return text_series(pa.array(found, type=pa.large_string()).take(pa.array(rows)), text.index)


def recode_few(path: Path, cells: pd.DataFrame, text: pd.Series, ours: Callable[[str], str | None], what: str) -> pd.Series:
    """Return our code for each of the publisher's codes in *text*, as categories; see `recode`."""
    found, rows = known(path, cells, text, ours, what)
    codes, names = pd.factorize(pd.Series(found, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(codes.take(rows), pd.Index(names, dtype="str"), validate=False), index=text.index)


def recode_years(
    path: Path, cells: pd.DataFrame, text: pd.Series, ours: Callable[[str], tuple[int, int] | None], what: str, *, times: int = 1
) -> tuple[pd.Series, pd.Series]:
    """Return first and last year of each of the publisher's periods in *text*; see `recode`."""
    found, rows = known(path, cells, text, ours, what, times=times)
    years = np.array(found, dtype=np.int64).reshape(-1, 2).take(rows, axis=0)
    return pd.Series(years[:, 0], index=text.index), pd.Series(years[:, 1], index=text.index)


def recode_whole(path: Path, cells: pd.DataFrame, text: pd.Series, ours: Callable[[str], int | None], what: str) -> pd.Series:
    """Return our whole number for each of the publisher's codes in *text*; see `recode`."""
    found, rows = known(path, cells, text, ours, what)
    return pd.Series(np.array(found, dtype=np.int64).take(rows), index=text.index)


def known(
    path: Path,
    cells: pd.DataFrame,
    text: pd.Series,
    ours: Callable[[str], Ours | None],
    what: str,
    *,
    column: str | pd.Series = "",
    times: int = 1,
) -> tuple[list[Ours], np.ndarray]:
    """Return ours of each code that occurs in *text*, and which of them stands in each row; raise where a code is unknown; see `recode`."""
    codes, rows = distinct_texts(text)
    found = [ours(code.strip()) for code in codes]
    if None in found:
        unknown = codes[found.index(None)]
        strange = np.flatnonzero(rows == found.index(None))
        at = column if isinstance(column, str) else str(column.iloc[strange[0]])
        raise FigureError(
            at_row(path, cells, int(strange[0])) + (f", {at}" if at else ""),
            f"{what} {unknown!r} is unknown ({len(strange) * times} rows)",
            "a code that the reader knows, or a line for it in the reader's tables",
        )
    return [code for code in found if code is not None], rows


def statuses(text: pd.Series, marks: Mapping[str, str], default: str = "A") -> pd.Series:
    """Return the observation status of each cell: that of the publisher's mark, else *default*."""
    cells = pc.utf8_trim_whitespace(text_array(text))
    found = pc.index_in(cells, pa.array(list(marks), pa.large_string())).fill_null(len(marks))
    return text_series(pa.array([*marks.values(), default], pa.large_string()).take(found), text.index)


def translate(text: pd.Series, where: pd.Series, known: Mapping[str, str], what: str) -> pd.Series:
    """
    Return our code for each of the publisher's codes in *text*.

    Raises:
        FigureError: a code is not in *known*.
    """
    codes, rows = distinct_texts(text)
    ours = [known.get(code.strip()) for code in codes]
    strange = np.flatnonzero(np.array([code is None for code in ours], dtype=bool).take(rows))
    if strange.size:
        raise FigureError(
            where.iloc[strange[0]],
            f"{what} {text.iloc[strange[0]]!r} is unknown ({len(strange)} rows)",
            f"one of the {len(known)} that the reader knows, or a line for it in the reader's mapping",
        )
    return text_series(pa.array(ours, pa.large_string()).take(pa.array(rows)), text.index)


def tidy(**columns: Any) -> pd.DataFrame:
    """
    Return the tidy observations made of *columns*, in the order of :data:`COLUMNS` and without gaps in the index.

    A column may be a series or one value for all rows; columns left out get their default, numbers NaN, ``year_end`` the year.
    """
    given = {name: column for name, column in columns.items() if isinstance(column, pd.Series)}
    index = next(iter(given.values())).index if given else pd.RangeIndex(0)
    if not all(column.index.equals(index) for column in given.values()):
        frame = pd.DataFrame(given)
        given, index = {name: frame[name] for name in given}, frame.index
    made: dict[str, Any] = {}
    for name in COLUMNS:
        one = columns.get(name, DEFAULTS.get(name, np.nan))
        if name in given:
            made[name] = _plain_array(given[name], is_number=name in NUMBERS)
        elif isinstance(one, str):
            made[name] = same_text(one, index).array
        elif name == "year_end" and name not in columns:
            made[name] = made["year"].copy()
        else:
            made[name] = np.full(len(index), one, dtype=float if name in NUMBERS else None)
    # Without a copy the columns stay apart, as no array is in two of them.
    return pd.DataFrame(made, copy=False)


def _plain_array(column: pd.Series, *, is_number: bool) -> Any:
    """Return the values of a column: numbers in an array of their own, texts not as categories."""
    if is_number or isinstance(column.dtype, np.dtype):
        return column.to_numpy(dtype=float if is_number else None, copy=True)
    return text_series(text_array(column), column.index).array if isinstance(column.dtype, pd.CategoricalDtype) else column.array
