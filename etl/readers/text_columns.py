"""Columns of text, worked on once a text that occurs or by Arrow: made one by one, texts cost more than the parsing of a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def pieced(pieces: Sequence[tuple[pa.Array, np.ndarray]]) -> pa.Array:
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


def join(*parts: str | pa.Array) -> pa.Array:
    """Return the *parts* written one after another, row by row."""
    given = [part for part in parts if not isinstance(part, str) or part]
    typed = [pa.scalar(part, pa.large_string()) if isinstance(part, str) else part for part in (*given, "")]
    return pc.binary_join_element_wise(*typed)


def text_series(text: pa.Array, index: pd.Index) -> pd.Series:
    """Return an array of Arrow's as text of pandas."""
    return pd.Series(text.to_pandas().array, index=index)


def together(cells: pd.DataFrame, columns: Collection[str]) -> pd.Series:
    """Return the cells of several columns, one below the other in one text a row, as categories; made once a combination that occurs."""
    encoded = [distinct_texts(cells[name]) for name in columns]
    number, first = _combined(encoded)
    parts_of = [part for codes, rows in encoded for part in ("\n", pa.array(codes, pa.large_string()).take(pa.array(rows[first])))]
    texts = pd.Categorical(join(*parts_of[1:]).to_pandas())
    return pd.Series(pd.Categorical.from_codes(texts.codes.take(number), dtype=texts.dtype), index=cells.index)


def occurs_before(cells: pd.DataFrame, columns: Collection[str]) -> pd.Series:
    """Return whether a row above has the same cells in all of *columns*."""
    _, first = combinations(cells, columns)
    before = np.ones(len(cells), dtype=bool)
    before[first] = False
    return pd.Series(before, index=cells.index)


def combinations(cells: pd.DataFrame, columns: Collection[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of each row's combination of cells in *columns*, and the first row of each combination."""
    return _combined([distinct_texts(cells[name]) for name in columns])


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
    codes, rows = distinct_texts(text)
    return text_series(pa.array([made(code) for code in codes], pa.large_string()).take(pa.array(rows)), text.index)


def holds(text: pd.Series, condition: Callable[[str], bool]) -> pd.Series:
    """Return whether *condition* holds for each text, asking once a text that occurs."""
    codes, rows = distinct_texts(text)
    return pd.Series(np.array([condition(code) for code in codes], dtype=bool).take(rows), index=text.index)


def one_of(texts: Sequence[str], number: pd.Series) -> pd.Series:
    """Return that of *texts* which has each row's number, counted from 0."""
    return text_series(pa.array(list(texts), pa.large_string()).take(pa.array(number.to_numpy(dtype=np.int32))), number.index)


def distinct_texts(text: pd.Series) -> tuple[list[str], np.ndarray]:
    """Return the codes that occur in *text*, and which of them stands in each row."""
    if isinstance(text.dtype, pd.CategoricalDtype):
        numbers = text.cat.codes.to_numpy()
        occurs = np.bincount(numbers, minlength=len(text.cat.categories)) > 0
        if occurs.all():
            return text.cat.categories.to_list(), numbers
        return text.cat.categories[occurs].to_list(), (np.cumsum(occurs) - 1).astype(np.int32).take(numbers)
    encoded = text_array(text).fill_null("").dictionary_encode()
    return encoded.dictionary.to_pylist(), np.asarray(encoded.indices)


def coded(text: pd.Series) -> pd.Series:
    """Return *text* as categories, for what is to be asked several questions."""
    if isinstance(text.dtype, pd.CategoricalDtype):
        return text
    codes, rows = distinct_texts(text)
    return pd.Series(pd.Categorical.from_codes(rows, pd.Index(codes, dtype="str"), validate=False), index=text.index)


def either(condition: pd.Series, yes: str, no: str) -> pd.Series:
    """Return *yes* where the condition holds, else *no*."""
    return one_of([no, yes], condition)


def parts(text: pd.Series, pattern: str) -> pd.DataFrame:
    """Return the named groups of *pattern* in each text, missing where it does not match, by Arrow: pandas' own way goes cell by cell."""
    found = pc.extract_regex(text_array(text), pattern)
    return pd.DataFrame({field.name: text_series(pc.struct_field(found, field.name), text.index) for field in found.type})


def join_text(before: pd.Series, after: pd.Series) -> pd.Series:
    """Return the two texts of each row, one after the other."""
    return text_series(join(text_array(before), text_array(after)), before.index)
