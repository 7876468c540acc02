"""Users' tables, as files and as frames: what is clear is taken, what is wrong is named where it stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import MetricError
from metrics.user_tables import Column, read_frame, read_user_table

COLUMNS = {"series": Column("text", required=True), "year": Column("year", required=True), "value": Column(), "se": Column()}


def written(folder: Path, text: str) -> Path:
    """Return a file with this text."""
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_sound_file_is_read_with_types_and_its_missing_columns() -> None:
    frame = read_frame(pd.DataFrame({"series": [" a "], "year": [2010], "value": ["1.5"]}), "table", COLUMNS).frame

    assert frame.to_dict("records") == [{"series": "a", "year": 2010, "value": 1.5}]


def test_a_file_and_a_frame_of_the_same_cells_read_alike(tmp_path: Path) -> None:
    rows = {"series": ["a", "b"], "year": [2010, 2011], "value": [1.5, np.nan]}
    file = written(tmp_path, "year,series,value\n2010,a,1.5\n2011, b ,\n")
    of_file, of_frame = read_user_table(file, COLUMNS).frame, read_frame(pd.DataFrame(rows), "table", COLUMNS).frame

    pd.testing.assert_frame_equal(of_file[["series", "year", "value"]], of_frame, check_dtype=False)
    assert of_file["se"].isna().all()


def test_columns_that_a_file_lacks_are_left_out_where_they_are_not_wanted(tmp_path: Path) -> None:
    """The command ``assess`` has millions of rows, and filling what is not there took as long as reading what is."""
    frame = read_user_table(written(tmp_path, "year,note,series\n2010,x,a\n"), COLUMNS, absent=False).frame

    assert frame.to_dict("records") == [{"series": "a", "year": 2010}]


@pytest.mark.parametrize("cell", ["x", "1,5", "nan", "inf", "1e999", "--1"])
def test_a_cell_that_is_no_number_is_named(tmp_path: Path, cell: str) -> None:
    file = written(tmp_path, f'series,year,value\na,2010,1\nb,2011,"{cell}"\n')
    with pytest.raises(MetricError, match=r"table.csv:3: column value: .* is no number"):
        read_user_table(file, COLUMNS)
    with pytest.raises(MetricError, match=r"table: row 1: column value: .* is no number"):
        read_frame(pd.DataFrame({"series": ["a", "b"], "year": [2010, 2011], "value": ["1", cell]}), "table", COLUMNS)


@pytest.mark.parametrize("year", ["2010.5", "999", "3001", "-2010"])
def test_a_cell_that_is_no_year_is_named(tmp_path: Path, year: str) -> None:
    with pytest.raises(MetricError, match=r"table.csv:2: column year: .* is no year"):
        read_user_table(written(tmp_path, f"series,year\na,{year}\n"), COLUMNS)
    with pytest.raises(MetricError, match=r"table: row x: column year: .* is no year"):
        read_frame(pd.DataFrame({"series": ["a"], "year": [year]}, index=["x"]), "table", COLUMNS)


def test_the_other_wrong_cells_are_counted(tmp_path: Path) -> None:
    table = read_user_table(written(tmp_path, "series,year,se\na,2010,-1\nb,2010,-2\nc,2010,1\n"), COLUMNS)
    with pytest.raises(MetricError, match=r"table.csv:2: column se: '-1' is negative \(and in 1 more line\)"):
        table.reject("se", table.frame["se"] < 0, "is negative", "give the standard error")


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, "", "  "])
def test_a_missing_cell_of_a_frame_is_missing_however_it_is_written(missing: object) -> None:
    frame = pd.DataFrame({"series": ["a", "b"], "year": [2010, 2011], "value": pd.Series([missing, "2"], dtype=object)})

    assert read_frame(frame, "table", COLUMNS).frame["value"].tolist()[1] == 2.0
    assert np.isnan(read_frame(frame, "table", COLUMNS).frame["value"].iloc[0])


def test_nullable_numbers_of_pandas_are_taken() -> None:
    frame = pd.DataFrame({"series": ["a"], "year": pd.array([2010], dtype="Int64"), "value": pd.array([None], dtype="Float64")})
    read = read_frame(frame, "table", COLUMNS).frame

    assert (read["year"].tolist(), read["value"].isna().tolist()) == ([2010], [True])


def test_a_frame_without_a_required_column_or_with_one_twice_is_refused() -> None:
    with pytest.raises(MetricError, match=r"table: has no column year"):
        read_frame(pd.DataFrame({"series": ["a"]}), "table", COLUMNS)
    with pytest.raises(MetricError, match=r"table: has the column year twice"):
        read_frame(pd.DataFrame([["a", 2010, 2011]], columns=["series", "year", "year"]), "table", COLUMNS)


@pytest.mark.parametrize(("separator", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_german_spreadsheet_s_csv_is_named_for_what_it_is(tmp_path: Path, separator: str, name: str) -> None:
    """Its numbers have commas, so to guess the separator would be to guess the numbers."""
    file = written(tmp_path, "series,year,value\na,2010,1.5\n".replace(",", separator).replace(".", ","))
    with pytest.raises(MetricError, match=f"table.csv:1: separates its cells by {name}; save it with commas"):
        read_user_table(file, COLUMNS)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("series,year,value\na,2010,1\n".encode("utf-16"), "is UTF-16 text"),
        ("series,year,value\nä,2010,1\n".encode("latin-1"), "is not UTF-8 text"),
        (b"PK\x03\x04\xff", "is a workbook or an archive, no text"),
    ],
)
def test_a_file_that_is_no_utf_8_text_is_named_for_what_it_is(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with pytest.raises(MetricError, match=f"table.csv: {what}; save it as CSV in UTF-8"):
        read_user_table(file, COLUMNS)


def test_a_name_in_other_letters_is_shown_beside_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(MetricError, match=r"table.csv:1: has no column series, year, but Series, YEAR; name the columns .*: series, year"):
        read_user_table(written(tmp_path, "Series,YEAR,value\na,2010,1\n"), COLUMNS)


def test_a_text_in_place_of_a_year_is_answered_with_a_year(tmp_path: Path) -> None:
    file = written(tmp_path, "series,year,value\na,2018-2020,1\n")
    with pytest.raises(MetricError, match="column year: '2018-2020' is no number; write a calendar year such as 2015"):
        read_user_table(file, COLUMNS)


@pytest.mark.parametrize("blank", [",,", " , ,", ""])
def test_a_row_of_nothing_but_commas_is_none_and_moves_no_line(tmp_path: Path, blank: str) -> None:
    """Spreadsheets write such rows below a table and for rows that were emptied; an error must still name the line that it means."""
    table = read_user_table(written(tmp_path, f"series,year,value\na,2010,1\n{blank}\nb,2011,2\n{blank}\n"), COLUMNS)
    with pytest.raises(MetricError, match=r"table.csv:4: column value: '2' is wrong; write 1"):
        table.reject("value", table.frame["value"] == 2, "is wrong", "write 1")

    assert table.frame["series"].to_list() == ["a", "b"]


def test_a_row_with_a_remark_alone_is_a_row(tmp_path: Path) -> None:
    table = read_user_table(written(tmp_path, "series,year,note\na,2010,\n,,checked\n"), COLUMNS)

    assert table.frame["series"].to_list() == ["a", ""]


@pytest.mark.parametrize("kind", ["file", "whole numbers", "fractions"])
@pytest.mark.parametrize(("year", "accepted"), [(1000, True), (3000, True), (999, False), (3001, False)])
def test_a_year_has_four_digits_up_to_3000(tmp_path: Path, kind: str, year: int, *, accepted: bool) -> None:
    """However the table comes: as text, as whole numbers, or as floats, of which one may be missing."""
    frame = pd.DataFrame({"year": [2000, year] if kind == "whole numbers" else [2000.0, year, np.nan]})
    file = tmp_path / "years.csv"
    file.write_text(f"year\n2000\n{year}\n", encoding="utf-8")
    columns = {"year": Column("year", required=True)}

    def read() -> list[float]:
        table = read_user_table(file, columns) if kind == "file" else read_frame(frame, "years", columns)
        years: list[float] = table.frame["year"].dropna().tolist()
        return years

    if accepted:
        assert read() == [2000, year]
    else:
        with pytest.raises(MetricError, match=f"column year: '{year}"):
            read()


def test_half_a_year_is_no_year() -> None:
    with pytest.raises(MetricError, match=r"column year: '2000\.5'"):
        read_frame(pd.DataFrame({"year": [2000.0, 2000.5]}), "years", {"year": Column("year", required=True)})


def test_further_columns_come_as_text_where_they_are_asked_for(tmp_path: Path) -> None:
    """Also where a table needs a closer look, as one with a row of nothing but commas does; names are stripped as cells are."""
    for below in ("", ",,,\n"):
        file = written(tmp_path, f" note ,series,year, code\n first ,a,2010,01\n{below}")
        table = read_user_table(file, COLUMNS, others=True)

        assert table.frame.to_dict("list") == {
            "series": ["a"], "year": [2010], "value": [pytest.approx(np.nan, nan_ok=True)], "se": [pytest.approx(np.nan, nan_ok=True)],
            "note": ["first"], "code": ["01"],
        }  # fmt: skip
        assert list(read_user_table(file, COLUMNS).frame.columns) == list(COLUMNS)


def test_a_text_column_that_is_not_there_is_empty_text(tmp_path: Path) -> None:
    table = read_user_table(written(tmp_path, "year\n2010\n"), {"year": Column("year", required=True), "note": Column("text")})

    assert table.frame["note"].tolist() == [""]


@pytest.mark.parametrize(("cells", "names"), [(["b", "a", "b"], ["b", "a"]), (["b ", "a", "b"], None)])
def test_texts_of_few_words_may_come_as_categories(tmp_path: Path, cells: list[str], names: list[str] | None) -> None:
    """In the order in which they first appear; where blanks would make two of one word, as texts."""
    file = written(tmp_path, "series,year\n" + "".join(f"{cell},{2010 + step}\n" for step, cell in enumerate(cells)))
    found = read_user_table(file, COLUMNS, as_categories=True).frame["series"]

    assert found.tolist() == ["b", "a", "b"]
    assert (list(found.cat.categories) if isinstance(found.dtype, pd.CategoricalDtype) else None) == names
    assert not isinstance(read_user_table(file, COLUMNS).frame["series"].dtype, pd.CategoricalDtype)


def test_a_column_may_stand_once_and_one_without_a_name_often(tmp_path: Path) -> None:
    with pytest.raises(MetricError, match=r"table\.csv:1: has the column value twice; name the columns"):
        read_user_table(written(tmp_path, "series,year,value,value\na,2010,1,2\n"), COLUMNS)

    assert read_user_table(written(tmp_path, "series,year,,value,\na,2010,,1.5,\n"), COLUMNS).frame["value"].tolist() == [1.5]


@pytest.mark.parametrize("cells", ["a,2010,1.5", "a"])
def test_a_line_with_too_many_or_too_few_cells_is_named(tmp_path: Path, cells: str) -> None:
    with pytest.raises(MetricError, match=r"table\.csv:3: does not have 2 cells like the first line"):
        read_user_table(written(tmp_path, f"series,year\nb,2010\n{cells}\n"), COLUMNS)


def test_a_file_that_is_not_there_or_empty_is_told(tmp_path: Path) -> None:
    with pytest.raises(MetricError, match="does not exist; name a CSV file that does"):
        read_user_table(tmp_path / "nothing.csv", COLUMNS)
    with pytest.raises(MetricError, match="is empty; start it with a line of column names: series, year, value, se"):
        read_user_table(written(tmp_path, "\n,,\n"), COLUMNS)
    with pytest.raises(MetricError, match="cannot be read as CSV"):
        read_user_table(written(tmp_path, 'series,"ye"ar\na,2010\n'), COLUMNS)
