"""Verdicts as text: full precision, empty cells, nothing that a spreadsheet would run."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from metrics.verdict_csv import as_csv


def table(*names: str) -> pd.DataFrame:
    """Return a small table of verdicts on series of these names."""
    count = len(names)
    return pd.DataFrame(
        {
            "series": pd.Categorical(names), "statistic": [1 / 3, np.nan, -1e-9][:count], "points": np.arange(count),
            "first_year": pd.array([2010, None, 2012][:count], dtype="Int64"), "reason": pd.Categorical(["", "no_data", ""][:count]),
        }
    )  # fmt: skip


def test_numbers_are_full_and_missing_cells_empty() -> None:
    assert as_csv(table("a", "b")) == "series,statistic,points,first_year,reason\na,0.3333333333333333,0,2010,\nb,,1,,no_data\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_name_that_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    text = as_csv(table(f"{start}1+1", "b"))

    assert text.splitlines()[1].strip('"').startswith(f"'{start}1+1")
    assert "-1e-9" in as_csv(table("a", "b", "c"))  # a negative number stays a number


def test_names_with_commas_quotes_and_line_ends_stay_one_cell() -> None:
    names = ["a,b", 'say "so"', "two\nlines"]
    read = pd.read_csv(io.StringIO(as_csv(table(*names))), keep_default_na=False)

    assert read["series"].tolist() == names


def test_a_lone_carriage_return_becomes_a_blank() -> None:
    assert as_csv(table("a\rb")).splitlines()[1].startswith("a b,")


def test_texts_that_are_no_categories_are_written_alike() -> None:
    plain = table("a", "=b").astype({"series": "str", "reason": "object"})

    assert as_csv(plain) == as_csv(table("a", "=b"))


def test_numbers_as_names_stay_numbers() -> None:
    assert as_csv(pd.DataFrame({"series": [3, 4]})) == "series\n3\n4\n"
