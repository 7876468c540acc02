"""Large tables as text: the bytes that pandas writes, at another speed."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from data import tables
from data.csv_text import csv_text

WORDS = st.text(alphabet="=+-@\t\r\n\",a ä'", max_size=6)


def by_pandas(table: pd.DataFrame) -> str:
    return tables.harmless(table).to_csv(index=False, lineterminator="\n")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(arrays.arrays(np.uint64, st.integers(1, 30)))
def test_every_fraction_is_written_as_pandas_writes_it(bits: np.ndarray) -> None:
    """Any 64 bits: tiny, huge, infinite, missing, negative zero."""
    table = pd.DataFrame({"a": bits.view(np.float64), "b": bits.view(np.float64)[::-1]})

    assert csv_text(table) == by_pandas(table)


@pytest.mark.parametrize("number", [0.0, -0.0, 10.0, 0.1 + 0.2, 1e-4, 9.9e-5, -1e-9, 1e10, 1e15, 1e16, 123456789012345.6, 5e-324, np.inf])
def test_a_fraction_reads_back_as_the_same_number(number: float) -> None:
    text = csv_text(pd.DataFrame({"a": [number], "b": ["x"]}))

    assert text == f"a,b\n{number!r},x\n"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.none() | WORDS, min_size=1, max_size=8))
def test_every_text_is_written_as_pandas_writes_it(words: list[str | None]) -> None:
    """As texts and as categories: quoted where a cell needs it, harmless, empty where it is missing."""
    words = ["", *words]  # a column of nothing but missing cells is no text to pandas
    table = pd.DataFrame({"a,b": pd.Series(words, dtype="str"), "c": pd.Categorical(words)})

    assert csv_text(table) == by_pandas(table)


def test_whole_numbers_truths_and_missing_numbers_are_written_as_pandas_writes_them() -> None:
    table = pd.DataFrame({"n": [3, -4], "year": pd.array([2010, None], dtype="Int64"), "is": [True, False], "x": [np.nan, 2.0]})

    assert csv_text(table) == "n,year,is,x\n3,2010,True,\n-4,,False,2.0\n"


def test_a_table_of_many_parts_is_the_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows in parts of three: every row once and in order, in the text and in the file."""
    table = pd.DataFrame({"a": np.arange(10) / 3, "b": pd.Categorical([f"word {row % 4}" for row in range(10)]), "ä": list("abcdefghiß")})
    monkeypatch.setattr("data.csv_text.ROWS_AT_ONCE", 3)
    tables.write_table(table, out=tmp_path / "table.csv")

    assert csv_text(table) == by_pandas(table)
    assert (tmp_path / "table.csv").read_text(encoding="utf-8") == by_pandas(table)


def test_few_numbers_that_come_again_and_again_are_written_as_pandas_writes_them() -> None:
    """Each is written once and looked up; zero and minus zero are equal and yet two texts."""
    numbers = np.tile([0.0, -0.0, np.nan, 2.0, 1e-9, -np.inf, 0.1 + 0.2], 500)
    table = pd.DataFrame({"a": numbers, "b": numbers[::-1]})

    assert csv_text(table) == by_pandas(table)


def test_neighbours_of_few_words_are_written_as_pandas_writes_them() -> None:
    """Three columns of words, which are looked up together, each with missing cells, and a fourth of too many words for that."""
    row = np.arange(600)
    words = [["=a", 'b "c"', None], ["", "d,e", None, "f"], [None, "g"]]
    columns = {f"c{place}": pd.Categorical(np.array(some, dtype=object)[row // 7 % len(some)]) for place, some in enumerate(words)}
    table = pd.DataFrame({**columns, "many": pd.Categorical([f"w{number % 90}" for number in row]), "n": row})

    assert csv_text(table) == by_pandas(table)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_word_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    text = csv_text(pd.DataFrame({"a": pd.Categorical([f"{start}1+1"]), "b": [-1.5]}))

    assert text == f"a,b\n'{start}1+1,-1.5\n"


def test_texts_that_were_read_in_parts_are_written_whole() -> None:
    """A large file is read in chunks, and a text column of it is made of as many."""
    parts = pd.concat([pd.Series(["a", "=b"], dtype="str"), pd.Series(["c"], dtype="str")], ignore_index=True)
    categories = pd.Categorical.from_codes([2, 0, 1], categories=pd.Index(parts), validate=False)
    table = pd.DataFrame({"text": parts, "category": categories})

    assert csv_text(table) == "text,category\na,c\n'=b,a\nc,'=b\n"


def test_two_names_that_become_the_same_stay_two_rows() -> None:
    table = pd.DataFrame({"a": pd.Categorical(["x\ry", "x y"]), "b": [1, 2]})

    assert csv_text(table) == "a,b\nx y,1\nx y,2\n"


def test_names_with_commas_quotes_and_line_ends_stay_one_cell() -> None:
    names = ["a,b", 'say "so"', "two\nlines"]
    read = pd.read_csv(io.StringIO(tables.as_csv(pd.DataFrame({"name": names, "n": 1}))))

    assert read["name"].tolist() == names


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1.0, 2.0]}),
        pd.DataFrame({"a": [1], "b": [pd.Timestamp("2026-01-01")]}),
        pd.DataFrame({"a": pd.Series(["x", 1], dtype=object), "b": 1}),
        pd.DataFrame({"a": pd.Categorical([1, 2]), "b": 1}),
        pd.DataFrame({"a": [], "b": []}),
    ],
    ids=["one column", "days", "mixed", "numbers as categories", "no row"],
)
def test_what_only_pandas_can_write_is_left_to_it(table: pd.DataFrame) -> None:
    assert csv_text(table) is None
    assert tables.as_csv(table) == by_pandas(table)
