"""
The tidy observations that every reader returns, and the checked ways to get text, numbers and places out of a publisher's file.

A reader keeps the publisher's own code in ``series`` and leaves ``indicator`` and ``edition`` empty. A number that is withheld or cannot
exist is NaN with its status, never 0. Whatever a reader does not know is a :class:`FigureError` that names the file and the line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import FigureError
from etl.readers import unpack

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

COUNTS = ("line", "observation", "index", "item")
"""What may number the rows: the line of a text; in other formats the observation, the index of the value, the item of a list."""

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
need_file = unpack.need_file
Ours = TypeVar("Ours", str, int, tuple[int, int], tuple[str, str])
SEXES = {
    "all": "all", "All": "all", "All persons": "all", "All Persons": "all", "Persons": "all", "both": "all", "bothsex": "all", "0": "all",
    "female": "female", "Female": "female", "Females": "female", "females": "female", "k": "female", "2": "female",
    "male": "male", "Male": "male", "Males": "male", "males": "male", "m": "male", "1": "male",
}  # fmt: skip
"""The publishers' words and codes for the sexes; PHS writes ``Male`` but ``Females``, Kolada ``k`` and ``m``, GLOBOCAN 0, 1, 2."""


def need_columns(path: Path, cells: pd.DataFrame, needed: Collection[str], *, only: bool = False) -> None:
    """Raise unless *cells* has every column of *needed*, and with *only* no other."""
    found = [str(column) for column in cells.columns if column != "line"]
    missing = [column for column in needed if column not in found]
    if missing:
        raise FigureError(f"{path.name}:1", f"column '{missing[0]}' is missing", f"the columns {', '.join(needed)}")
    unknown = [column for column in found if column not in needed]
    if only and unknown:
        raise FigureError(f"{path.name}:1", f"column '{unknown[0]}' is unknown", f"the columns {', '.join(needed)} and no other")


def need_rows(path: Path, cells: pd.DataFrame) -> None:
    """Raise unless the table has a row below its header."""
    if cells.empty:
        raise FigureError(path.name, "has no row below the header", "a table with figures")


def at_line(path: Path, cells: pd.DataFrame) -> pd.Series:
    """Return where each row stands, as an error names it: ``file:line``, or ``file, observation 7`` (:data:`COUNTS`)."""
    count = _count(cells)
    return numbered_text(path.name + (":" if count == "line" else f", {count} "), cells[count])


def at_row(path: Path, cells: pd.DataFrame, row: int) -> str:
    """Return where one row stands, see `at_line`."""
    return str(at_line(path, cells.iloc[[row]]).iloc[0])


def cite_line(path: Path, cells: pd.DataFrame, column: str | pd.Series = "", behind: str | pd.Series = "") -> pd.Series:
    """Return where each row stands, as a citation names it: ``file, line 12, column EASR``, and what is said *behind* that."""
    count = "row" if path.suffix == ".xlsx" else _count(cells)
    numbers_of = cells["line" if count == "row" else count]
    named = [", column ", column] if isinstance(column, pd.Series) or column else []
    return numbered_text(f"{path.name}, {count} ", numbers_of, *named, behind)


def _count(cells: pd.DataFrame) -> str:
    """Return which column numbers the rows."""
    return next(count for count in COUNTS if count in cells.columns)


def numbered_text(before: str, lines: pd.Series, *behind: str | pd.Series) -> pd.Series:
    """Return *before*, the number of the line, and what stands *behind*, by Arrow: made one by one they cost more than the cells."""
    numbered = lines.to_numpy() if pd.api.types.is_integer_dtype(lines) else np.zeros(0, dtype=np.int64)
    first, last = (int(numbered.min()), int(numbered.max())) if len(numbered) else (0, len(lines))
    coded = [each for each in behind if isinstance(each, pd.Series)]
    if 2 * (last + 1 - first) <= len(numbered) and all(isinstance(each.dtype, pd.CategoricalDtype) for each in coded):
        # A line has several figures: what they have in common is written once.
        once = _join(before, pc.cast(pa.array(np.arange(first, last + 1)), pa.large_string()))
        pieces = [(once, numbered - first)]
        for each in behind:
            if isinstance(each, pd.Series):
                pieces.append((text_array(each.cat.categories.to_series()), each.cat.codes.to_numpy()))
            else:
                pieces[-1] = (_join(pieces[-1][0], each), pieces[-1][1])
        return text_series(_pieced(pieces), lines.index)
    text = pc.cast(pa.array(numbered), pa.large_string()) if len(numbered) else text_array(lines.astype("str"))
    return text_series(_join(before, text, *(each if isinstance(each, str) else text_array(each) for each in behind)), lines.index)


def _pieced(pieces: Sequence[tuple[pa.Array, np.ndarray]]) -> pa.Array:
    """Return the texts of each row, one after another; of each piece the texts that occur, and which of them stands in each row."""
    numbers = np.empty((len(pieces[0][1]), len(pieces)), dtype=np.int32)
    start = 0
    for place, (texts, codes) in enumerate(pieces):
        numbers[:, place] = codes
        numbers[:, place] += start
        start += len(texts)
    # All pieces of all rows in one array: its bytes are those of the result, of which a row ends where its last piece does.
    written = pa.concat_arrays([texts for texts, _ in pieces]).take(pa.array(numbers.ravel()))
    _, ends, text = written.buffers()
    ends_of_rows = np.frombuffer(ends, dtype=np.int64)[: len(written) + 1 : len(pieces)].copy()
    return pa.LargeStringArray.from_buffers(len(numbers), pa.py_buffer(ends_of_rows), text)


def text_array(text: pd.Series) -> pa.Array:
    """Return text of pandas, categories too, as one array of Arrow's; joined frames have it in pieces."""
    if isinstance(text.dtype, pd.CategoricalDtype):
        categories = text_array(text.cat.categories.to_series())
        numbers = text.cat.codes.to_numpy()
        return categories.take(pa.array(numbers, mask=numbers < 0))
    array = pa.array(text, type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _join(*parts: str | pa.Array) -> pa.Array:
    """Return the *parts* written one after another, row by row."""
    given = [part for part in parts if not isinstance(part, str) or part]
    typed = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in (*given, "")]
    return pc.binary_join_element_wise(*typed)


def text_series(text: pa.Array, index: pd.Index) -> pd.Series:
    """Return an array of Arrow's as text of pandas."""
    return pd.Series(text.to_pandas().array, index=index)


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


def together(cells: pd.DataFrame, columns: Collection[str]) -> pd.Series:
    """Return the cells of several columns, one below the other in one text a row, as categories; made once a combination that occurs."""
    encoded = [_encoded(cells[name]) for name in columns]
    number, first = _combined(encoded)
    parts_of = [part for codes, rows in encoded for part in ("\n", pa.array(codes, pa.large_string()).take(pa.array(rows[first])))]
    texts = pd.Categorical(_join(*parts_of[1:]).to_pandas())
    return pd.Series(pd.Categorical.from_codes(texts.codes.take(number), dtype=texts.dtype), index=cells.index)


def occurs_before(cells: pd.DataFrame, columns: Collection[str]) -> pd.Series:
    """Return whether a row above has the same cells in all of *columns*."""
    _, first = combinations(cells, columns)
    before = np.ones(len(cells), dtype=bool)
    before[first] = False
    return pd.Series(before, index=cells.index)


def combinations(cells: pd.DataFrame, columns: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of each row's combination of cells in *columns*, and the first row of each combination."""
    return _combined([_encoded(cells[name]) for name in columns])


def _combined(encoded: Sequence[tuple[list[str], np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of each row's combination of codes, and the first row of each combination."""
    number, most = np.zeros(len(encoded[0][1]), dtype=np.int64), 1
    for codes, rows in encoded:
        if most * len(codes) > np.iinfo(np.int64).max:
            number, known = pd.factorize(number)
            most = len(known)
        number, most = number * len(codes) + rows, most * len(codes)
    number, _ = pd.factorize(number)
    # factorize counts by first occurrence: a row is the first of its kind where its number is larger than any before.
    highest = np.maximum.accumulate(number) if len(number) else number
    return number, np.flatnonzero(np.diff(highest, prepend=-1))


def same_text(text: str, index: pd.Index) -> pd.Series:
    """Return the same *text* for each row of *index*."""
    encoded = text.encode()
    ends = np.arange(len(index) + 1) * len(encoded) if encoded else np.zeros(len(index) + 1, dtype=np.int64)
    return text_series(pa.LargeStringArray.from_buffers(len(index), pa.py_buffer(ends), pa.py_buffer(encoded * len(index))), index)


def each_text(text: pd.Series, made: Callable[[str], str]) -> pd.Series:
    """Return what is made of each text, asking once a text that occurs."""
    codes, rows = _encoded(text)
    return text_series(pa.array([made(code) for code in codes], pa.large_string()).take(pa.array(rows)), text.index)


def holds(text: pd.Series, condition: Callable[[str], bool]) -> pd.Series:
    """Return whether *condition* holds for each text, asking once a text that occurs."""
    codes, rows = _encoded(text)
    return pd.Series(np.array([condition(code) for code in codes], dtype=bool).take(rows), index=text.index)


def one_of(texts: Sequence[str], number: pd.Series) -> pd.Series:
    """Return that of *texts* which has each row's number, counted from 0."""
    return text_series(pa.array(list(texts), pa.large_string()).take(pa.array(number.to_numpy(dtype=np.int32))), number.index)


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
    codes, rows = _encoded(text)
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


def _encoded(text: pd.Series) -> tuple[list[str], np.ndarray]:
    """Return the codes that occur in *text*, and which of them stands in each row."""
    if isinstance(text.dtype, pd.CategoricalDtype):
        numbers = text.cat.codes.to_numpy()
        occurs = np.bincount(numbers, minlength=len(text.cat.categories)) > 0
        if occurs.all():
            return text.cat.categories.to_list(), numbers
        return text.cat.categories[occurs].to_list(), (np.cumsum(occurs) - 1).astype(np.int32).take(numbers)
    encoded = text_array(text).fill_null("").dictionary_encode()
    return encoded.dictionary.to_pylist(), np.asarray(encoded.indices)


def column_numbers(
    path: Path, cells: pd.DataFrame, text: pd.Series, missing: Collection[str] = ("",), column: str | pd.Series = "", **form: str
) -> pd.Series:
    """Return *text*, cells of *column*, as `numbers` does; where they stand is only worked out when one of them is strange."""
    found = None if isinstance(text.dtype, pd.CategoricalDtype) else plain_numbers(text, missing, **form)
    if found is not None:
        return found
    codes, rows = _encoded(text)
    try:
        each = numbers(pd.Series(codes, dtype="str"), pd.Series("", index=range(len(codes))), missing, **form)
    except FigureError:
        where = at_line(path, cells)
        if isinstance(column, pd.Series):
            where = where + ", " + column.astype("str")
        elif column:
            where = where + ", " + column
        return numbers(text.astype("str"), where, missing, **form)
    return pd.Series(each.to_numpy().take(rows), index=text.index)


def column_years(path: Path, cells: pd.DataFrame, text: pd.Series, column: str | pd.Series = "") -> pd.Series:
    """Return *text*, cells of *column*, as calendar years; anything but four digits is an error."""
    return column_numbers(path, cells, text, (), column, pattern=r"\d{4}").astype(np.int64)


def either(condition: pd.Series, yes: str, no: str) -> pd.Series:
    """Return *yes* where the condition holds, else *no*."""
    return one_of([no, yes], condition)


def parts(text: pd.Series, pattern: str) -> pd.DataFrame:
    """Return the named groups of *pattern* in each text, missing where it does not match, by Arrow: pandas' own way goes cell by cell."""
    found = pc.extract_regex(text_array(text), pattern)
    return pd.DataFrame({field.name: text_series(pc.struct_field(found, field.name), text.index) for field in found.type})


def join_text(before: pd.Series, after: pd.Series) -> pd.Series:
    """Return the two texts of each row, one after the other."""
    return text_series(_join(text_array(before), text_array(after)), before.index)


def numbers(
    text: pd.Series,
    where: pd.Series,
    missing: Collection[str] = ("",),
    *,
    pattern: str = NUMBER,
    thousands: str = "",
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
    plain = plain_numbers(text, missing, pattern=pattern, thousands=thousands)
    if plain is not None:
        return plain
    text = text.str.strip()
    marked = text.isin(list(missing))
    # The digits of other scripts are digits to a pattern, but not to what makes numbers of them.
    strange = ~marked & ~text.str.fullmatch(pattern.replace(r"\d", "[0-9]"))
    if strange.any():
        marks = ", ".join(repr(mark) for mark in missing) or "none"
        raise FigureError(
            where[strange].iloc[0], f"{text[strange].iloc[0]!r} is not a number", f"a number, or a mark of the publisher ({marks})"
        )
    digits = text.str.replace(thousands, "", regex=False) if thousands else text
    found = pd.to_numeric(digits.where(~marked)).astype(float)
    endless = np.isinf(found)
    if endless.any():
        raise FigureError(where[endless].iloc[0], f"{text[endless].iloc[0][:40]!r} is too large", "a number that a program can hold")
    return found


def plain_numbers(text: pd.Series, missing: Collection[str], *, pattern: str = NUMBER, thousands: str = "") -> pd.Series | None:
    """Return *text* as `numbers` does, by Arrow, or nothing where it has to be looked at cell by cell."""
    cells = text_array(text)
    marks = pa.array(list(missing), pa.large_string())
    for trimmed in (False, True):
        plain = pc.utf8_trim_whitespace(cells) if trimmed else cells
        marked = pc.is_in(plain, marks)
        given = pc.if_else(marked, None, plain) if pc.any(marked, min_count=0).as_py() else plain
        if (thousands or pattern is not NUMBER) and not pc.all(pc.match_substring_regex(given, _whole(pattern)), min_count=0).as_py():
            continue
        try:
            found = pc.cast(pc.replace_substring(given, thousands, "") if thousands else given, pa.float64())
        except pa.ArrowInvalid:
            continue
        values = found.to_numpy(zero_copy_only=False)
        # Arrow takes "nan" and "inf" for numbers, which no publisher's file has; the marks alone may be missing.
        is_plain = np.isfinite(values)
        if is_plain.all() if given is plain else (is_plain == ~marked.to_numpy(zero_copy_only=False)).all():
            return pd.Series(values, index=text.index)
    return None


def _whole(pattern: str) -> str:
    """Return the pattern of a whole text; digits of other scripts are digits to some patterns, but not to what makes numbers of them."""
    return r"\A(?:" + pattern.replace(r"\d", "[0-9]") + r")\z"


def statuses(text: pd.Series, marks: Mapping[str, str], default: str = "A") -> pd.Series:
    """Return the observation status of each cell: that of the publisher's mark, else *default*."""
    cells = pc.utf8_trim_whitespace(text_array(text))
    found = pc.index_in(cells, pa.array(list(marks), pa.large_string())).fill_null(len(marks))
    return text_series(pa.array([*marks.values(), default], pa.large_string()).take(found), text.index)


def whole_years(text: pd.Series, where: pd.Series) -> pd.Series:
    """Return *text* as calendar years; anything but four digits is an error."""
    return numbers(text, where, missing=(), pattern=r"\d{4}").astype(int)


def translate(text: pd.Series, where: pd.Series, known: Mapping[str, str], what: str) -> pd.Series:
    """
    Return our code for each of the publisher's codes in *text*.

    Raises:
        FigureError: a code is not in *known*.
    """
    codes, rows = _encoded(text)
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
