"""
The tidy observations that every reader returns, and the checked ways to get text, numbers and places out of a publisher's file.

A reader keeps the publisher's own code in ``series`` and leaves ``indicator`` and ``edition`` empty. A number that is withheld or cannot
exist is NaN with its status, never 0. Whatever a reader does not know is a :class:`FigureError` that names the file and the line.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError

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
NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
THOUSANDS_DOT = r"\d{1,3}(?:\.\d{3})*|\d+"
SEXES = {
    "all": "all", "All": "all", "All persons": "all", "All Persons": "all", "Persons": "all", "both": "all", "bothsex": "all", "0": "all",
    "female": "female", "Female": "female", "Females": "female", "females": "female", "k": "female", "2": "female",
    "male": "male", "Male": "male", "Males": "male", "males": "male", "m": "male", "1": "male",
}  # fmt: skip
"""The publishers' words and codes for the sexes; PHS writes ``Male`` but ``Females``, Kolada ``k`` and ``m``, GLOBOCAN 0, 1, 2."""


def need_file(path: Path) -> None:
    """Raise unless *path* is a file."""
    if not path.is_file():
        raise FigureError(str(path), "there is no such file", "the path of a file that the publisher offers for download")


def read_text(path: Path, separator: str = ",", *, header: bool = True, footer: bool = False) -> pd.DataFrame:
    """
    Return the cells of a delimited UTF-8 file as text, with the line of each row in ``line``; blank lines are left out.

    A byte order mark and any line ending are accepted. A column name that occurs twice gets ``.1`` at its second place; without *header*
    the columns are numbered. With *footer* a line may have fewer cells than the first.

    Raises:
        FigureError: there is no such file, it is no text, it is empty, or a line has more or fewer cells than the first.
    """
    need_file(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=separator)
            rows = [(reader.line_num, cells) for cells in reader if any(cells)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FigureError(path.name, f"is not text in UTF-8 ({error})", "the publisher's file, not changed by another program") from error
    if not rows:
        raise FigureError(path.name, "is empty", f"rows separated by {separator!r}")
    width = len(rows[0][1])
    for line, cells in rows:
        if len(cells) > width or (len(cells) < width and not footer):
            raise FigureError(
                f"{path.name}:{line}", f"has {len(cells)} cells", f"{width} cells as in line {rows[0][0]}, empty ones included"
            )
    names = _unique(rows[0][1]) if header else list(range(width))
    body = rows[1:] if header else rows
    table = pd.DataFrame([cells + [""] * (width - len(cells)) for _, cells in body], columns=names, dtype=str)
    table["line"] = [line for line, _ in body]
    return table


def _unique(names: list[str]) -> list[str]:
    """Return *names* with ``.1``, ``.2``, … at the later places of a name that occurs more than once."""
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        unique.append(f"{name}.{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return unique


def need_columns(path: Path, cells: pd.DataFrame, needed: Collection[str], *, only: bool = False) -> None:
    """Raise unless *cells* has every column of *needed*, and with *only* no other."""
    found = [str(column) for column in cells.columns if column != "line"]
    missing = [column for column in needed if column not in found]
    if missing:
        raise FigureError(f"{path.name}:1", f"column '{missing[0]}' is missing", f"the columns {', '.join(needed)}")
    unknown = [column for column in found if column not in needed]
    if only and unknown:
        raise FigureError(f"{path.name}:1", f"column '{unknown[0]}' is unknown", f"the columns {', '.join(needed)} and no other")


def at_line(path: Path, cells: pd.DataFrame) -> pd.Series:
    """Return where each row stands, as an error names it: ``file:line``."""
    return path.name + ":" + cells["line"].astype(str)


def cite_line(path: Path, cells: pd.DataFrame, column: str | pd.Series = "") -> pd.Series:
    """Return where each row stands, as a citation names it: ``file, line 12, column EASR``."""
    citation = path.name + (", row " if path.suffix == ".xlsx" else ", line ") + cells["line"].astype(str)
    return citation if isinstance(column, str) and not column else citation + ", column " + column


def numbers(
    text: pd.Series, where: pd.Series, missing: Collection[str] = ("",), *, pattern: str = NUMBER, thousands: str = ""
) -> pd.Series:
    """
    Return *text* as numbers, NaN where it is one of the publisher's marks in *missing*.

    Args:
        text: Cells as text.
        where: Where each cell stands, indexed like *text*.
        missing: The publisher's marks for a number that is not given.
        pattern: What a number looks like.
        thousands: The mark between thousands, which is taken out.

    Raises:
        FigureError: a cell is neither a number nor a mark.
    """
    text = text.str.strip()
    marked = text.isin(list(missing))
    strange = ~marked & ~text.str.fullmatch(pattern)
    if strange.any():
        marks = ", ".join(repr(mark) for mark in missing) or "none"
        raise FigureError(
            where[strange].iloc[0], f"{text[strange].iloc[0]!r} is not a number", f"a number, or a mark of the publisher ({marks})"
        )
    plain = text.str.replace(thousands, "", regex=False) if thousands else text
    return pd.to_numeric(plain.where(~marked)).astype(float)


def statuses(text: pd.Series, marks: Mapping[str, str], default: str = "A") -> pd.Series:
    """Return the observation status of each cell: that of the publisher's mark, else *default*."""
    return text.str.strip().map(marks).fillna(default)


def whole_years(text: pd.Series, where: pd.Series) -> pd.Series:
    """Return *text* as calendar years; anything but four digits is an error."""
    return numbers(text, where, missing=(), pattern=r"\d{4}").astype(int)


def translate(text: pd.Series, where: pd.Series, known: Mapping[str, str], what: str) -> pd.Series:
    """
    Return our code for each of the publisher's codes in *text*.

    Raises:
        FigureError: a code is not in *known*.
    """
    codes = text.str.strip().map(dict(known))
    if codes.isna().any():
        unknown = text[codes.isna()]
        raise FigureError(
            where[codes.isna()].iloc[0],
            f"{what} {unknown.iloc[0]!r} is unknown ({len(unknown)} rows)",
            f"one of the {len(known)} that the reader knows, or a line for it in the reader's mapping",
        )
    return codes


def tidy(**columns: Any) -> pd.DataFrame:
    """
    Return the tidy observations made of *columns*, in the order of :data:`COLUMNS` and without gaps in the index.

    A column may be a series or one value for all rows; columns left out get their default, numbers NaN, ``year_end`` the year.
    """
    frame = pd.DataFrame({name: column for name, column in columns.items() if isinstance(column, pd.Series)})
    frame = frame.assign(**{name: column for name, column in columns.items() if not isinstance(column, pd.Series)})
    for name in COLUMNS:
        if name not in frame:
            frame[name] = frame["year"] if name == "year_end" else DEFAULTS.get(name, float("nan"))
    frame[list(NUMBERS)] = frame[list(NUMBERS)].astype(float)
    return frame[list(COLUMNS)].reset_index(drop=True)
