"""Every kind of bad input gets its own message: where it stands, what it is, what would be right."""

from __future__ import annotations

from typing import Any

import pytest

HEADER = "indicator,place,year,year_end,sex,age,site,group,value,lower,upper,numerator,denominator,obs_status,conf_status,edition,locator"
ONE = "survey/survey-1.csv"
RATE = "rate,DEU,2020,2020,all,all,all,all,150,,,,,A,F,survey-1"
FIRST = "uptake,DEU,2020,2020,all,50-69,C50,all,60,58,62,600,1000,A,F,survey-1"


def test_the_small_figures_have_no_problem(small: Any) -> None:
    assert small.messages() == []


BAD_ROWS = [
    pytest.param(
        RATE,
        RATE.replace("rate,", "rates,"),
        "2: indicator 'rates' is unknown, in 1 row; did you mean rate? If not, add catalogue/indicators/rates.yml",
        id="indicator",
    ),
    pytest.param(
        RATE,
        RATE.replace("DEU", "DEX"),
        "2: place 'DEX' is unknown, in 1 row; did you mean DEU? If not, add it to catalogue/places.csv or groups.yml",
        id="place",
    ),
    pytest.param(FIRST, FIRST.replace("all,50", "women,50"), "3: sex 'women' is unknown, in 1 row; use one of all, female, male", id="sex"),
    pytest.param(
        FIRST,
        FIRST.replace("C50", "C51"),
        "3: site 'C51' is unknown, in 1 row; did you mean C50? If not, add it to the sites in catalogue/codes.yml",
        id="site",
    ),
    pytest.param(
        FIRST, FIRST.replace("C50", ""), "3: site is empty, in 1 row; add it to the sites in catalogue/codes.yml", id="empty site"
    ),
    pytest.param(
        FIRST, FIRST.replace("50-69", "69-50"), "3: age '69-50' is unknown, in 1 row; write all, 15+ or 60-74 (completed years)", id="age"
    ),
    pytest.param(
        FIRST,
        FIRST.replace("C50,all", "C50,low"),
        "3: group 'low' is unknown, in 1 row; write all or <dimension>:<category>, such as education:low",
        id="group",
    ),
    pytest.param(
        RATE, RATE.replace(",A,F", ",X,F"), "2: obs_status 'X' is unknown, in 1 row; use one of A, B, M, O", id="observation status"
    ),
    pytest.param(
        RATE, RATE.replace(",A,F", ",A,X"), "2: conf_status 'X' is unknown, in 1 row; use one of F, C, N", id="confidentiality status"
    ),
    pytest.param(
        RATE,
        RATE.replace("survey-1", "survey-2"),
        "2: edition 'survey-2' in 1 row, but the table is listed as 'survey-1'; "
        "write survey-1, or move the rows to a table of their own edition",
        id="edition",
    ),
    pytest.param(RATE, RATE.replace("150", '"150,5"'), "2: value '150,5' is not a number; write 150.5", id="decimal comma"),
    pytest.param(
        RATE,
        RATE.replace("150", "n/a"),
        "2: value 'n/a' is not a number; write a plain number such as 12.5; leave the cell empty if there is none",
        id="no number",
    ),
    pytest.param(
        RATE,
        RATE.replace("150", "inf"),
        "2: value 'inf' is not a number; write a plain number such as 12.5; leave the cell empty if there is none",
        id="infinity",
    ),
    pytest.param(
        RATE,
        RATE.replace("2020,2020", "2020,"),
        "2: year_end is empty; write a year with four digits; a single year ends in itself",
        id="no last year",
    ),
    pytest.param(
        RATE,
        RATE.replace("2020,2020", "20,2020"),
        "2: year '20' is not a year; write a year with four digits; a single year ends in itself",
        id="no year",
    ),
    pytest.param(
        RATE,
        RATE.replace("2020,2020", "2025,2025"),
        "2: the year 2025 is not plausible; a year lies between 1900 and 2024",
        id="a year to come",
    ),
    pytest.param(
        RATE,
        RATE.replace("2020,2020", "2020,2019"),
        "2: the period ends in 2019, before it begins in 2020; swap the two years",
        id="years swapped",
    ),
    pytest.param(
        RATE,
        RATE.replace("150", "-1"),
        "2: value -1 is outside the range of 'rate'; it has to be at least 0 (per_100k); check the unit and the decimal sign",
        id="below the range",
    ),
    pytest.param(
        FIRST,
        FIRST.replace("60,58,62,600,1000", "60,58,102,600,1000"),
        "3: upper 102 is outside the range of 'uptake'; it has to be between 0 and 100 (percent); check the unit and the decimal sign",
        id="limit above the range",
    ),
    pytest.param(
        FIRST,
        FIRST.replace("60,58,62", "60,61,62"),
        "3: lower 61, value 60, upper 62 are not in order; lower <= value <= upper",
        id="limits",
    ),
    pytest.param(
        FIRST,
        FIRST.replace("60,58,62", "60,,59"),
        "3: lower (empty), value 60, upper 59 are not in order; lower <= value <= upper",
        id="one limit",
    ),
    pytest.param(
        FIRST,
        FIRST.replace("60,58,62,600,1000", ",,,1001,1000").replace(",A,F", ",O,F"),
        "3: numerator 1001 and denominator 1000 make no share; 0 <= numerator <= denominator",
        id="share",
    ),
    pytest.param(
        FIRST,
        FIRST.replace("600,1000", "603,1000"),
        # 603 / 1000 = 60.3 %; half a step is 0.05 and half a person 0.05 (1 + 0.603), so at most 0.13 may be missing.
        "3: value 60, but 100 x 603 / 1000 is 60.3; check the three numbers against the publisher's",
        id="percent",
    ),
    pytest.param(
        RATE,
        RATE.replace("150", ""),
        "2: the value is empty, but obs_status is 'A' and conf_status 'F'; "
        "give the value, or the status that says why there is none (obs_status M, O, L, Q; conf_status C, N …)",
        id="missing value",
    ),
    pytest.param(
        RATE,
        RATE.replace(",A,F", ",O,F"),
        "2: there is a value (150), but obs_status 'O' says that it is missing; mend one of them",
        id="unexpected value",
    ),
    pytest.param(
        '"Table 9, row 1"',
        " ",
        "2: the locator is empty; name the file or document and the row, cell, page or table of the figure",
        id="citation",
    ),
    pytest.param(
        "2021,2021",
        "2020,2020",
        "4: the key uptake, DEU, 2020, 2020, all, 50-69, C50, all stands twice; first at figures/survey/survey-1.csv:3; "
        "keep one row for each indicator, place, period, sex, age, site and group",
        id="key",
    ),
    pytest.param(
        RATE,
        f"{RATE},more",
        "2: the row has 18 cells; a row has 17 cells; put a cell with a comma or a quote into quotes",
        id="too many cells",
    ),
    pytest.param(
        '"Table 1, row 1"', '"Table 1,\nrow 1"', "3: a cell holds a line break; write each row on one line", id="line break in a cell"
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD_ROWS)
def test_a_bad_row_is_reported_with_file_line_and_remedy(small: Any, old: str, new: str, message: str) -> None:
    """A person mends the row from the message alone."""
    small.replace(ONE, old, new)

    assert small.messages() == [f"figures/{ONE}:{message}"]


def test_counts_rounded_to_thousands_may_miss_by_their_rounding(small: Any) -> None:
    """
    165,000 of 440,000 is 37.5 %, but up to 440,500 and down to 164,500 it could be 37.3 %.

    Such a share (37.4 %) is published by the German Cancer Research Centre.
    """
    small.replace(ONE, "60,58,62,600,1000", "37.4,,,165000,440000")
    small.replace("survey/survey-2.csv", "60.5,58.5,62.5,605,1000", "37.4,,,165000,440000")

    assert small.messages() == []


def test_all_problems_are_listed_not_only_the_first(small: Any) -> None:
    """Three faults in two tables are three messages."""
    small.replace(ONE, RATE, RATE.replace("DEU", "GER").replace("150", "-1"))
    small.replace("registry/registry-1.csv", "140.5", "x")

    assert sorted(message.split(";")[0] for message in small.messages()) == [
        "figures/registry/registry-1.csv:2: value 'x' is not a number",
        "figures/survey/survey-1.csv:2: place 'GER' is unknown, in 1 row",
        "figures/survey/survey-1.csv:2: value -1 is outside the range of 'rate'",
    ]


def test_the_other_tables_are_checked_although_one_has_a_broken_row(small: Any) -> None:
    """Lines of the others stay right."""
    small.replace("registry/registry-1.csv", RATE.replace("survey-1", "registry-1").split(",")[0] + ",SWE,2020", "rate,SWE")
    small.replace("survey/survey-2.csv", "education:low", "low")

    assert [message.split(";")[0] for message in small.messages()] == [
        "figures/registry/registry-1.csv:3: the row has 16 cells",
        "figures/survey/survey-2.csv:5: group 'low' is unknown, in 1 row",
    ]


def test_an_unknown_code_is_reported_once_a_table_with_its_number_of_rows(small: Any) -> None:
    """Thousands of rows with one unmapped code are one message."""
    content = (small.figures / ONE).read_text(encoding="utf-8").replace("DEU", "Germany")
    small.write(ONE, content.encode())

    assert small.messages() == [
        "figures/survey/survey-1.csv:2: place 'Germany' is unknown, in 3 rows; add it to catalogue/places.csv or groups.yml"
    ]


BAD_FILES = [
    pytest.param(
        lambda text: text.replace("place,year", "country,year"),
        f"1: the header is not right: without place; with the unknown country; it has to be {HEADER}",
        id="header",
    ),
    pytest.param(
        lambda text: text.replace("indicator,place", "place,indicator"),
        f"1: the header is not right: another order; it has to be {HEADER}",
        id="order of columns",
    ),
    pytest.param(lambda text: "\ufeff" + text, "1: the file begins with a byte order mark; ", id="byte order mark"),
    pytest.param(lambda text: text.replace("row 1", "row\r 1", 1), "2: a line ends with a carriage return; ", id="carriage return"),
    pytest.param(lambda text: text + "\n", "5: there is a blank line; ", id="blank line"),
    pytest.param(lambda text: text.rstrip("\n"), "4: the last line does not end; ", id="last line"),
    pytest.param(lambda text: text.replace("Table 9", "Tafel \udce4"), "2: the text is not UTF-8; ", id="not UTF-8"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD_FILES)
def test_a_file_of_the_wrong_form_is_reported_and_not_read(small: Any, spoil: Any, message: str) -> None:
    """Its rows are not looked at: their messages would only repeat this one."""
    text = (small.figures / ONE).read_text(encoding="utf-8")
    small.write(ONE, spoil(text).encode(errors="surrogateescape"))

    assert len(small.messages()) == 1
    assert small.messages()[0].startswith(f"figures/{ONE}:{message}")


def test_a_table_edited_by_hand_is_refused(small: Any) -> None:
    """A figure that no reader made has no source."""
    file = small.figures / ONE
    file.write_text(file.read_text(encoding="utf-8").replace("150", "149"), encoding="utf-8")

    assert small.messages() == [
        (
            "figures/survey/survey-1.csv: the table was edited by hand: its SHA-256 is not the one in figures.yml; "
            "change the publisher's file or the reader, and make it again with `python -m etl figures RAW survey`"
        )
    ]


def test_a_listed_number_of_rows_that_is_wrong_is_reported(small: Any) -> None:
    listing = small.figures / "survey" / "figures.yml"
    listing.write_text(listing.read_text(encoding="utf-8").replace("rows: 3", "rows: 4"), encoding="utf-8")

    assert small.messages() == ["figures/survey/figures.yml:2: rows: 4, but the table has 3; make it again with `python -m etl figures`"]


def test_a_table_that_is_not_listed_is_reported(small: Any) -> None:
    (small.figures / "survey" / "extra.csv").write_text(f"{HEADER}\n", encoding="utf-8")

    assert small.messages() == [
        (
            "figures/survey/extra.csv: is not listed in figures/survey/figures.yml; "
            "make it with `python -m etl figures RAW survey`, or delete it"
        )
    ]


def test_a_listed_table_that_is_not_there_is_reported(small: Any) -> None:
    (small.figures / "survey" / "survey-2.csv").unlink()

    assert small.messages() == [
        (
            "figures/survey/figures.yml:9: the table 'survey-2.csv' is listed, but there is no such file; "
            "make it again with `python -m etl figures RAW survey`"
        )
    ]


def test_a_source_that_the_catalogue_does_not_know_is_reported(small: Any) -> None:
    (small.figures / "registry").rename(small.figures / "registri")

    assert small.messages() == [
        (
            "figures/registri/registry-1.csv: the source 'registri' is unknown; "
            "did you mean registry? If not, add catalogue/sources/registri.yml"
        )
    ]


def test_an_edition_that_the_catalogue_does_not_know_is_reported(small: Any) -> None:
    source = small.catalogue / "sources" / "registry.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("registry-1,", "registry-9,"), encoding="utf-8")

    assert small.messages() == [
        (
            "figures/registry/registry-1.csv: the edition 'registry-1' of 'registry' is unknown; did you mean registry-9? "
            "If not, add the edition to catalogue/sources/registry.yml; known: registry-9"
        )
    ]


def test_a_key_in_two_tables_of_one_edition_is_found(small: Any) -> None:
    """The same edition listed with two tables could bring a figure twice."""
    other = small.figures / "survey" / "survey-1b.csv"
    other.write_bytes((small.figures / ONE).read_bytes())
    listing = small.figures / "survey" / "figures.yml"
    stanza = (
        listing.read_text(encoding="utf-8").split("  survey-2:")[0].partition("  survey-1:")[2].replace("survey-1.csv", "survey-1b.csv")
    )
    listing.write_text(f"{listing.read_text(encoding='utf-8')}  survey-1b:{stanza}", encoding="utf-8")
    source = small.catalogue / "sources" / "survey.yml"
    edition = "  - {id: survey-1b, name: {en: Copy, de: Kopie}, published: 2022-07-01}\n"
    source.write_text(source.read_text(encoding="utf-8") + edition, encoding="utf-8")

    found = [message for message in small.messages() if "stands twice" in message]

    assert len(found) == 3
    assert found[0].startswith("figures/survey/survey-1b.csv:2: the key rate, DEU, 2020, 2020, all, all, all, all stands twice; first at ")


def test_a_key_in_two_editions_that_do_not_restate_each_other_is_found(small: Any) -> None:
    """Both editions would be in force, and one year would have two points."""
    source = small.catalogue / "sources" / "survey.yml"
    source.write_text(source.read_text(encoding="utf-8").replace(", restates: survey-1", ""), encoding="utf-8")

    assert small.messages() == [
        (
            "figures/survey/survey-2.csv:2: the key stands in edition 'survey-1' too, as do those of 2 rows of 'survey-2'; "
            "write 'restates: survey-1' for survey-2 in catalogue/sources/survey.yml, or leave the figures out of one of the two"
        )
    ]
