"""Numbers, dates, lists and order in the four languages: expected values are CLDR's, written out."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import display
from dashboard.display import Format, Language
from dashboard.grammar import first_letter, money, month_words, plural_form, sort_key

GAP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("1,234.5", "12.4%", "3 November 2026", "A, B and C")),
        ("de", ("1.234,5", f"12,4{GAP}%", "3. November 2026", "A, B und C")),
        ("sv", (f"1{GAP}234,5", f"12,4{GAP}%", "3 november 2026", "A, B och C")),
        ("nl", ("1.234,5", "12,4%", "3 november 2026", "A, B en C")),
    ],
)
def test_numbers_percentages_dates_and_lists_follow_cldr(language: Language, expected: tuple[str, ...]) -> None:
    written = (
        display.number(1234.5, language, 0.1),
        display.percent(12.4, language, 0.1),
        display.date_words(date(2026, 11, 3), language),
        display.listing(["A", "B", "C"], language),
    )

    assert written == expected


@pytest.mark.parametrize(("language", "expected"), [("en", "March 2024"), ("de", "März 2024"), ("sv", "mars 2024"), ("nl", "maart 2024")])
def test_a_month_stands_with_its_year(language: Language, expected: str) -> None:
    assert month_words(2024, 3, language) == expected


@pytest.mark.parametrize("language", ["en", "de", "sv", "nl"])
def test_only_one_is_singular(language: Language) -> None:
    """CLDR's rule for all four: zero takes the plural."""
    assert [plural_form(number, language) for number in (0, 1, 2, 21)] == ["other", "one", "other", "other"]


def test_large_sums_have_the_names_of_their_language() -> None:
    assert [money(1.8e9, "USD", language) for language in ("en", "de", "sv", "nl")] == [
        "USD 1.8 billion",
        "1,8 Milliarden US-Dollar",
        "1,8 miljarder amerikanska dollar",
        "1,8 miljard Amerikaanse dollar",
    ]


def test_a_minus_is_the_same_sign_everywhere() -> None:
    """CLDR has a hyphen for three of the four; a hyphen breaks lines and is read as a dash."""
    assert {Format(language, "", "", 1.0).number(-4) for language in ("en", "de", "sv", "nl")} == {"\u22124"}


def test_dutch_years_that_both_count_are_said_to() -> None:
    """Dutch *2016 tot 2021* leaves open whether 2021 is in it."""
    assert display.span(2016, 2021, "nl") == "2016 tot en met 2021"
    assert Format("nl", "%", "", 0.1).interval(14.9, 16.4) == "14,9 tot 16,4"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        # CLDR sv: å, ä, ö stand after z; ü goes with y.
        ("sv", ["Albanien", "Island", "Yemen", "Zambia", "Åland", "Ålesund", "Ängelholm", "Österrike"]),
        # DIN 5007-1: ä as a, ö as o, ß as ss.
        ("de", ["Afghanistan", "Ägypten", "Albanien", "Oman", "Österreich", "Ostfriesland"]),
        # Woordenlijst and CLDR nl: ij as i and j.
        ("nl", ["Ierland", "IJsland", "India", "Italië"]),
        ("en", ["Åland", "Albania", "Côte d’Ivoire", "Cuba"]),
    ],
)
def test_names_are_sorted_as_readers_of_the_language_seek_them(language: Language, names: list[str]) -> None:
    mixed = names[::-1]

    assert sorted(mixed, key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize(
    ("language", "name", "letter"),
    [
        ("sv", "Österrike", "Ö"),
        ("sv", "Ærø", "Ä"),
        ("sv", "Åland", "Å"),
        ("de", "Österreich", "O"),
        ("en", "Åland", "A"),
        ("nl", "’s-Hertogenbosch", "S"),
    ],
)
def test_a_name_stands_under_the_letter_that_readers_look_under(language: Language, name: str, letter: str) -> None:
    """Å, Ä and Ö are letters of the Swedish alphabet; elsewhere they are A and O with a mark."""
    assert first_letter(name, language) == letter
