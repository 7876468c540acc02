"""What every reader relies on: text, numbers and codes out of a file, or an error that says where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import FigureError
from etl.readers import READERS, delimited, numeric, tidy
from etl.readers.codes import ISO3, M49, SWEDISH_REGIONS, US_STATES, m49_place


def test_a_byte_order_mark_and_crlf_are_no_part_of_the_cells(write: Callable[..., Path]) -> None:
    cells = delimited.read_text(write("a.csv", "place,n", "DEU,1", end="\r\n", mark=True))

    assert cells.to_dict("list") == {"place": ["DEU"], "n": ["1"], "line": [2]}


def test_a_blank_line_is_left_out_and_the_lines_keep_their_numbers(write: Callable[..., Path]) -> None:
    assert delimited.read_text(write("a.csv", "a,b", "1,2", "", "3,4"))["line"].tolist() == [2, 4]


def test_a_line_with_fewer_cells_is_an_error_that_names_it(write: Callable[..., Path]) -> None:
    """A file that was cut off would otherwise read as "not reported"."""
    with pytest.raises(FigureError, match=r"a\.csv:3: has 1 cells; 2 cells as in line 1"):
        delimited.read_text(write("a.csv", "a,b", "1,2", "3"))


@pytest.mark.parametrize("line", ["1,2,3", "1,2,"])
def test_cells_beyond_the_header_are_an_error_and_not_dropped(write: Callable[..., Path], line: str) -> None:
    with pytest.raises(FigureError, match=r"a\.csv:2: has 3 cells"):
        delimited.read_text(write("a.csv", "a,b", line))


def test_an_empty_file_a_folder_and_binary_data_are_errors(write: Callable[..., Path], tmp_path: Path) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"a,b\n\xff\xfe,1\n")

    for path, what in ((write("empty.csv"), "is empty"), (tmp_path, "no such file"), (binary, "not text in UTF-8")):
        with pytest.raises(FigureError, match=what):
            delimited.read_text(path)


def test_a_number_that_is_none_names_file_and_line() -> None:
    where = pd.Series(["f.csv:7", "f.csv:8"])

    with pytest.raises(FigureError, match=r"f\.csv:8: '1,5' is not a number"):
        numeric.numbers(pd.Series(["1.5", "1,5"]), where)


def test_marks_of_the_publisher_are_missing_and_never_zero() -> None:
    where = pd.Series(["f.csv:1"] * 4)
    found = numeric.numbers(pd.Series(["0", "-", "<5", "2e1"]), where, missing=("-", "<5"))

    assert found.tolist()[0::3] == [0.0, 20.0]
    assert np.isnan(found[1:3]).all()


@pytest.mark.parametrize(("text", "number"), [("1.522", 1522.0), ("12.345.678", 12345678.0), ("999", 999.0), ("0", 0.0)])
def test_a_thousands_dot_is_taken_out(text: str, number: float) -> None:
    found = numeric.numbers(pd.Series([text]), pd.Series(["f:1"]), pattern=numeric.THOUSANDS_DOT, thousands=".")

    assert found.tolist() == [number]


@pytest.mark.parametrize("text", ["1.52", "1522.5", "12.3456"])
def test_a_dot_that_parts_no_thousands_is_an_error(text: str) -> None:
    """If the publisher's numbers ever had decimals, reading them as thousands would be a hundredfold wrong."""
    with pytest.raises(FigureError, match="is not a number"):
        numeric.numbers(pd.Series([text]), pd.Series(["f:1"]), pattern=numeric.THOUSANDS_DOT, thousands=".")


def test_an_unknown_code_says_how_many_rows_have_it() -> None:
    with pytest.raises(FigureError, match=r"f:2: country 'Atlantis' is unknown \(2 rows\)"):
        tidy.translate(pd.Series(["Sweden", "Atlantis", "Atlantis"]), pd.Series(["f:1", "f:2", "f:3"]), {"Sweden": "SWE"}, "country")


def test_defaults_fill_what_a_file_does_not_say() -> None:
    row = tidy.tidy(series="x", place=pd.Series(["SWE"]), year=2020, value=1, locator="f, line 1").iloc[0]

    assert tuple(row.index) == tidy.COLUMNS
    assert (row["year_end"], row["sex"], row["obs_status"], row["conf_status"], row["indicator"]) == (2020, "all", "A", "F", "")


def test_place_codes_are_unambiguous() -> None:
    assert len(set(M49.values())) == len(M49)
    assert (len(US_STATES), len(set(US_STATES.values()))) == (51, 51)
    assert (len(SWEDISH_REGIONS), len(set(SWEDISH_REGIONS.values()))) == (21, 21)
    assert (m49_place(276), m49_place(1), m49_place(150), "WORLD" in ISO3) == ("DEU", "WORLD", "M49-150", False)


def test_every_reader_says_what_is_wrong_with_a_file_that_is_not_its_own(write: Callable[..., Path]) -> None:
    """No format may answer a wrong file with a traceback of another library."""
    stranger = write("stranger.csv", "apples,pears", "1,2")

    for read, line in READERS.values():
        assert "\n" not in line
        with pytest.raises(FigureError):
            read(stranger)
        with pytest.raises(FigureError):
            read(stranger.with_name("nowhere.csv"))
