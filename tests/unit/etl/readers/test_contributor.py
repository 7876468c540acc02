"""The contributor template: what is understood, and that every problem of a file is told at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError, ProblemsFound
from etl.readers import contributor

Write = Callable[..., Path]

TEMPLATES = Path(contributor.__file__).resolve().parents[1] / "templates"
ABOUT = ("# publisher: Somebody", "# edition: 2024-06", "# licence: CC BY 4.0", "# contact: a@example.org")
HEADER = "series,place,year,value,sex,age,lower,upper,status"


def problems(path: Path) -> list[str]:
    """Return what is wrong with *path*, without the remedies."""
    with pytest.raises(ProblemsFound) as raised:
        contributor.read(path)
    return [f"{problem.where}: {problem.what}" for problem in raised.value.problems]


def test_the_two_templates_are_valid_and_say_the_same() -> None:
    text, book = (contributor.read(TEMPLATES / f"contributor.{ending}") for ending in ("csv", "xlsx"))

    assert text["series"].str.startswith("EXAMPLE").all()
    assert text.drop(columns="locator").equals(book.drop(columns="locator"))
    assert book["locator"].iloc[1] == "contributor.xlsx, observations, row 3"


def test_empty_cells_have_their_usual_meaning(write: Write) -> None:
    row = contributor.read(write("c.csv", *ABOUT, "series,place,year,value", "x,SWE,2020,1.5")).iloc[0]

    assert row[["year_end", "sex", "age", "site", "group", "obs_status", "conf_status", "edition", "locator"]].tolist() == [
        2020, "all", "all", "all", "all", "A", "F", "2024-06", "c.csv, line 6",
    ]  # fmt: skip


def test_a_withheld_value_is_empty_and_confidential(write: Write) -> None:
    row = contributor.read(write("c.csv", *ABOUT, HEADER, "x,SWE,2020,,all,all,,,withheld")).iloc[0]

    assert np.isnan(row["value"])
    assert row[["obs_status", "conf_status"]].tolist() == ["Q", "C"]


def test_decimal_commas_are_understood_where_cells_are_separated_by_semicolons(write: Write) -> None:
    spreadsheet = [line + ";;;" for line in ABOUT]
    row = contributor.read(write("c.csv", *spreadsheet, "series;place;year;value", "x;SWE;2020;12,5", mark=True, end="\r\n")).iloc[0]

    assert row["value"] == 12.5


def test_all_problems_are_told_at_once_with_row_column_and_value(write: Write) -> None:
    path = write(
        "c.csv", "# publisher: Somebody", "# edition: 1", "# licence: none", HEADER,
        'x,SWE,2020,"12,5",women,74-50,,,', "x,Sweden,20,3,all,all,4,2,", "x,SWE,2021,0,all,all,,,withheld", ",SWE,2021,,all,all,,,",
        "y,SWE,2022,1,all,all,,,", "y,SWE,2022,2,all,all,,,perhaps",
    )  # fmt: skip

    assert problems(path) == [
        "c.csv:1: does not say the contact",
        "c.csv:5: column 'age': '74-50' ends before it begins",
        "c.csv:5: column 'sex': 'women' is not understood",
        "c.csv:5: column 'value': '12,5' is not a number",
        "c.csv:6: column 'lower': '4' is above the value",
        "c.csv:6: column 'place': 'Sweden' is no place that is known",
        "c.csv:6: column 'upper': '2' is below the value",
        "c.csv:6: column 'year': '20' is not understood",
        "c.csv:7: column 'value': '0' stands beside a status that says there is none",
        "c.csv:8: column 'series': '' does not say what is counted",
        "c.csv:8: column 'value': '' is empty",
        "c.csv:10: column 'series': 'y' has another row for the same place, years, sex, age, site and group",
        "c.csv:10: column 'status': 'perhaps' is not understood",
    ]


def test_problems_of_a_workbook_name_sheet_and_row(write_book: Write) -> None:
    about = {"A1": "publisher", "B1": "x", "A2": "edition", "B2": "1", "A3": "licence", "B3": "none", "A4": "contact", "B4": "a"}
    cells = {"A1": "series", "B1": "place", "C1": "year", "D1": "value", "A2": "x", "B2": "SWE", "C2": 2020, "D2": "about 5"}

    assert problems(write_book("c.xlsx", {"observations": cells, "about": about})) == [
        "c.xlsx, observations:2: column 'value': 'about 5' is not a number"
    ]


def test_columns_that_are_not_the_templates_are_all_named(write: Write) -> None:
    with pytest.raises(FigureError, match=r"column 'year' is missing; column 'value' is missing; column 'yr' is unknown"):
        contributor.read(write("c.csv", *ABOUT, "series,place,yr", "x,SWE,2020"))


def test_a_column_that_stands_twice_is_named_with_the_header_s_line(write: Write) -> None:
    with pytest.raises(FigureError, match=r"c\.csv:5: column 'value' stands twice; the columns series"):
        contributor.read(write("c.csv", *ABOUT, "series,place,year,value,value", "x,SWE,2020,1,2"))


def test_a_point_may_be_a_mark_of_thousands_where_a_comma_may_be_decimal(write: Write) -> None:
    """A spreadsheet of a country with decimal commas writes 1234 as 1.234; read as it stands, that is a thousandth of it."""
    path = write("c.csv", *ABOUT, "series;place;year;value", "x;SWE;2020;1.234", "x;SWE;2021;987", "x;SWE;2022;1.234.567")

    assert problems(path) == [
        "c.csv:6: column 'value': '1.234' may be thousands or a decimal number",
        "c.csv:8: column 'value': '1.234.567' is not a number",
    ]


@pytest.mark.parametrize("other", ["12.5", "0.125"])
def test_a_point_is_decimal_where_another_number_shows_it(write: Write, other: str) -> None:
    path = write("c.csv", *ABOUT, "series;place;year;value", "x;SWE;2020;1.234", f"x;SWE;2021;{other}")

    assert contributor.read(path)["value"].tolist() == [1.234, float(other)]


def test_a_template_without_rows_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match="has no observations"):
        contributor.read(write("c.csv", *ABOUT, HEADER))


def test_a_long_workbook_reads_as_its_csv_does(write: Write, write_book: Write) -> None:
    """Cells that occur often are looked at once; blanks around some, empty ones and a value left out must not differ by it."""
    header = ["series", "place", "year", "year_end", "value", "sex", "age", "status", "note"]
    rows = [
        [
            f"x {number % 2}", ("SWE", "SWE ", "GBR-SCT")[number % 3], 1990 + number // 6, "" if number % 2 else 2020, number + 0.5,
            "female" if number % 2 else "", f"{number // 3}-99", "estimated" if number % 5 else "", "a note" if number % 7 else "",
        ]
        for number in range(120)
    ]  # fmt: skip
    rows[7][4], rows[7][7] = "", "withheld"
    rows.insert(50, [""] * len(header))
    said = [["publisher", " Somebody "], ["Edition", "2024-06"], ["licence", "CC BY 4.0"], ["contact", "a"]]
    book = contributor.read(write_book("c.xlsx", {"observations": [header, *rows], "about": said}))
    text = contributor.read(write("c.csv", *ABOUT, ",".join(header), *(",".join(map(str, row)) for row in rows)))

    assert book.drop(columns="locator").equals(text.drop(columns="locator"))
    assert book.loc[7, ["place", "obs_status", "conf_status", "locator"]].tolist() == [
        "SWE", "Q", "C", "c.xlsx, observations, row 9",
    ]  # fmt: skip


def test_problems_of_a_long_workbook_are_told_with_their_cells(write_book: Write) -> None:
    rows = [["x", "SWE", 1990 + number, 2000.5 if number == 3 else 1989 if number == 5 else 2020, number] for number in range(30)]
    rows[9][1], rows[11][4] = "Sweden", "many"
    said = [[name, "x"] for name in contributor.ABOUT]
    path = write_book("c.xlsx", {"about": said, "observations": [["series", "place", "year", "year_end", "value"], *rows]})

    assert sorted(problems(path)) == [
        "c.xlsx, observations:11: column 'place': 'Sweden' is no place that is known",
        "c.xlsx, observations:13: column 'value': 'many' is not a number",
        "c.xlsx, observations:5: column 'year_end': '2000.5' is not understood",
        "c.xlsx, observations:7: column 'year_end': '1989' is before the first year",
    ]
