"""Columns made once a text that occurs, and wide tables made long: the same as cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.errors import FigureError
from etl.readers import citing, delimited, nrs_workbook, numeric, text_columns, tidy
from etl.readers.wide import long_form, per_column

Write = Callable[..., Path]
CELLS = pd.DataFrame({"line": [2, 3, 4], "a": ["x", "y", "x"], "b": ["1", "1", "1"]})


def test_cells_together_are_one_text_a_row_and_their_combinations_are_counted_once() -> None:
    both = text_columns.together(CELLS, ("a", "b"))

    assert both.astype(str).tolist() == ["x\n1", "y\n1", "x\n1"]
    assert len(both.cat.categories) == 2
    assert text_columns.occurs_before(CELLS, ("a", "b")).tolist() == [False, False, True]
    different = pd.DataFrame({"a": ["x", "x", "y"], "b": ["1", "2", "1"]})
    assert not text_columns.occurs_before(different, ("a", "b")).any()
    assert text_columns.together(CELLS[:0], ("a", "b")).empty


def test_categories_and_text_give_the_same_codes_and_numbers() -> None:
    for column in (CELLS["b"], CELLS["b"].astype("category")):
        assert tidy.recode(Path("f"), CELLS, column, {"1": "one"}.get, "b").tolist() == ["one"] * 3
        assert numeric.column_numbers(Path("f"), CELLS, column).tolist() == [1.0] * 3
        assert numeric.column_years(Path("f"), CELLS, "200" + column.astype("str")).tolist() == [2001] * 3


def test_a_code_that_is_unknown_names_line_and_column() -> None:
    with pytest.raises(FigureError, match=r"f:3, col: letter 'y' is unknown \(1 rows\)"):
        tidy.recode(Path("f"), CELLS, CELLS["a"], {"x": "X"}.get, "letter", column="col")
    with pytest.raises(FigureError, match=r"f:3: letter 'y' is unknown \(5 rows\)"):
        tidy.recode(Path("f"), CELLS, CELLS["a"], {"x": "X"}.get, "letter", times=5)


@pytest.mark.parametrize("kind", ["str", "category"])
def test_lines_that_stand_once_or_often_are_cited_alike(kind: str) -> None:
    """A wide table's line has several figures, and what their citations have in common is made once."""
    long = long_form(Path("f"), CELLS, [], ["a", "b"])
    flags = pd.Series(["", ", é", "", "", ", b", ""]).astype(kind)
    cited = citing.cite_line(Path("f"), long, long["column"].astype(kind), flags)

    assert cited.tolist() == [
        "f, line 2, column a", "f, line 3, column a, é", "f, line 4, column a",
        "f, line 2, column b", "f, line 3, column b, b", "f, line 4, column b",
    ]  # fmt: skip
    assert cited[:3].tolist() == citing.cite_line(Path("f"), CELLS, "a", flags[:3]).tolist()
    assert citing.cite_line(Path("f"), CELLS[:0], "a").empty


def test_a_text_for_all_rows_and_codes_as_categories() -> None:
    assert [text_columns.same_text(text, CELLS.index).tolist() for text in ("", "é")] == [[""] * 3, ["é"] * 3]
    assert tidy.recode_few(Path("f"), CELLS, CELLS["a"], {"x": "one", "y": "one"}.get, "letter").tolist() == ["one"] * 3


@pytest.mark.parametrize("marks", [("", "-"), ("7",)])
def test_a_mark_that_is_a_number_is_still_a_mark(marks: tuple[str, ...]) -> None:
    found = numeric.plain_numbers(pd.Series(["1", "7"]), marks)

    assert found is not None
    assert found.isna().tolist() == [False, "7" in marks]


def test_a_mark_between_thousands_is_taken_out_only_where_it_can_stand() -> None:
    form = {"pattern": numeric.THOUSANDS_DOT, "thousands": "."}
    where = pd.Series(["here", "there"])

    assert numeric.numbers(pd.Series(["1.522", " 7 "]), where, **form).tolist() == [1522, 7]
    with pytest.raises(FigureError, match=r"there: '1\.52' is not a number"):
        numeric.numbers(pd.Series(["1.522", "1.52"]), where, **form)
    with pytest.raises(FigureError, match="here: '1,5' is not a number"):
        numeric.numbers(pd.Series(["1,5", "2"]), where, thousands=",")


def test_a_wide_table_made_long_goes_column_by_column() -> None:
    long = long_form(Path("f"), CELLS.assign(a=CELLS["a"].astype("category")), ["a"], ["b", "b2"][:1] * 2)

    assert long[["a", "line", "column", "text"]].astype(str).to_numpy().tolist() == [
        [name, line, "b", "1"] for name, line in [("x", "2"), ("y", "3"), ("x", "4")] * 2
    ]
    assert per_column(["p", "q"], 2).tolist() == ["p", "p", "q", "q"]


def test_observations_do_not_share_their_columns() -> None:
    value = pd.Series([1.0, 2.0])
    rows = tidy.tidy(series="s", place="SWE", year=pd.Series([2000, 2001]), value=value, numerator=value)
    rows.loc[0, ["value", "year"]] = [5.0, 1999]

    assert rows["numerator"].tolist() == value.tolist() == [1.0, 2.0]
    assert rows["year_end"].tolist() == [2000, 2001]


def test_names_that_occur_again_get_numbers_that_are_free(write: Write) -> None:
    cells = delimited.read_text(write("a.csv", "a,a.1,a,a", "1,2,3,4"))

    assert cells.columns.tolist() == ["a", "a.1", "a.2", "a.3", "line"]


def test_rows_that_are_no_lines_are_read_in_pieces(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "ROWS_AT_ONCE", 2)
    cells = delimited.read_text(write("a.csv", "a,b", '"x', 'y",1', "2,3", "4,5", "6,7"))

    assert cells.to_dict("list") == {"a": ["x\ny", "2", "4", "6"], "b": ["1", "3", "5", "7"], "line": [3, 4, 5, 6]}
    with pytest.raises(FigureError, match=r"a\.csv:6: has 1 cells; 2 cells as in line 1"):
        delimited.read_text(write("a.csv", "a,b", '"x', 'y",1', "2,3", "4,5", "6"))


def test_more_columns_than_a_sheet_has_are_no_table(write: Write) -> None:
    with pytest.raises(FigureError, match=r"a\.csv:1: has 16,385 cells; a table of at most 16,384 columns"):
        delimited.read_text(write("a.csv", "," * 16_383 + "a,b", "1"))


def test_a_year_that_stands_twice_in_a_block_is_an_error_that_names_its_cell(tmp_path: Path) -> None:
    seed = Path(__file__).parents[3] / "fuzz" / "seeds" / "nrs_workbook" / "1" / "nrs.xlsx"
    book = openpyxl.load_workbook(seed)
    page = book.worksheets[0]
    years = [cell for cell in page["A"] if cell.value == 1994]
    for row in page.iter_rows(min_row=years[0].row, max_row=years[0].row):
        for cell in row:
            page.cell(years[0].row + 1, cell.column).value = cell.value
    book.save(tmp_path / "nrs.xlsx")
    with pytest.raises(FigureError, match=rf"Table 1!B{years[0].row + 1}: has no cause above it, or stands twice"):
        nrs_workbook.read(tmp_path / "nrs.xlsx")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2.161.943", "a number with a point before decimals and nothing between thousands"), ("55,5", "a number with a point before"),
        ("1 234", "a number with a point before"), ("sixty", "a number or an empty cell or the publisher's mark '..'"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_with_its_column_and_what_would_be_right(text: str, remedy: str) -> None:
    """A table saved again by a spreadsheet has commas and dots where the publisher has none."""
    column = pd.Series([text], name="Count")
    with pytest.raises(FigureError) as caught:
        numeric.numbers(column, pd.Series(["x.csv:2"]), ("", ".."))

    assert str(caught.value).startswith(f"x.csv:2, Count: {text!r} is not a number; {remedy}")


def test_a_needed_column_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    """Which of the two holds the figures is not ours to guess."""
    cells = pd.DataFrame({"Value": ["1"], "Value.1": ["2"]})
    with pytest.raises(FigureError, match=r"x\.csv:1: column 'Value' stands twice; each of the columns Value once"):
        tidy.need_columns(tmp_path / "x.csv", cells, ["Value"])

    tidy.need_columns(tmp_path / "x.csv", cells, ["Value", "Value.1"])
