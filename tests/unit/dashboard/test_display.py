"""Numbers, units and dates as the token table writes them, in English and German."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import display
from dashboard.display import MINUS, Format

GAP = "\u00a0"
ENGLISH = Format("en", "%", "points", 0.1)
GERMAN = Format("de", "%", "Prozentpunkte", 0.1)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (ENGLISH.value(12.4), "12.4%"),
        (GERMAN.value(12.4), f"12,4{GAP}%"),
        (ENGLISH.difference(2), "2.0 points"),
        (GERMAN.difference(2), "2,0 Prozentpunkte"),
        (display.count(1522, "en"), "1,522"),
        (display.count(1522, "de"), "1.522"),
        (ENGLISH.number(-4), f"{MINUS}4.0"),
        (GERMAN.number(-4), f"{MINUS}4,0"),
        (Format("en", "per 100,000", "", 0.1).value(15.7), "15.7 per 100,000"),
        (Format("de", "je 100.000", "", 0.1).value(15.7), "15,7 je 100.000"),
        (ENGLISH.interval_words(14.9, 16.4), "95% range 14.9 to 16.4"),
        (GERMAN.interval_words(14.9, 16.4), "95-%-Bereich 14,9 bis 16,4"),
        (ENGLISH.interval_words(14.9, 16.4, "evaluator"), "95% CI 14.9 to 16.4"),
        (GERMAN.interval_words(14.9, 16.4, "evaluator"), "95-%-KI 14,9 bis 16,4"),
        (display.span(2016, 2021, "en"), "2016 to 2021"),
        (display.span(2016, 2021, "de"), "2016 bis 2021"),
        (display.period(2016, 2020), "2016–20"),
        (display.date_words(date(2026, 11, 3), "en"), "3 November 2026"),
        (display.date_words(date(2026, 11, 3), "de"), "3. November 2026"),
        (display.money(1e9, "EUR", "en"), "EUR 1 billion"),
        (display.money(1e9, "EUR", "de"), "1 Milliarde Euro"),
        (display.count(0, "en"), "0"),
        (display.count(0.2, "en"), "less than 0.5"),
        (display.count(0.2, "de"), "weniger als 0,5"),
    ],
)
def test_every_row_of_the_token_table_is_written_as_it_says(written: str, expected: str) -> None:
    assert written == expected


def test_decimals_are_those_of_the_publisher_and_never_more() -> None:
    whole, hundredths = Format("en", "%", "", 1.0), Format("en", "%", "", 0.01)

    assert (whole.value(55.8), hundredths.value(55.8)) == ("56%", "55.80%")


def test_a_half_is_rounded_up_as_a_reader_would() -> None:
    """Binary rounding would write 0.1 for 0.15 and 2 for 2.5."""
    assert (display.number(0.15, "en", 0.1), display.number(2.5, "en")) == ("0.2", "3")


def test_missing_is_a_dash_and_never_zero() -> None:
    assert (ENGLISH.value(None), ENGLISH.value(float("nan")), ENGLISH.interval(None, 3.0)) == ("–", "–", "")


def test_a_value_that_rounds_to_zero_carries_no_minus() -> None:
    assert ENGLISH.number(-0.01) == "0.0"


def test_large_steps_round_to_their_step() -> None:
    assert display.number(1_234_567, "en", 100) == "1,234,600"


@pytest.mark.parametrize(
    ("year", "year_end", "financial", "expected"),
    [
        (2021, None, False, "2021"),
        (2021, 2021, False, "2021"),
        (1996, 2000, False, "1996–2000"),
        (1995, 1999, False, "1995–99"),
        (2021, 2021, True, "2021/22"),
        (1999, None, True, "1999/00"),
    ],
)
def test_years_periods_and_financial_years(year: int, year_end: int | None, financial: bool, expected: str) -> None:  # noqa: FBT001
    assert display.period(year, year_end, financial=financial) == expected


def test_one_year_is_no_span() -> None:
    assert display.span(2021, 2021, "de") == "2021"


@pytest.mark.parametrize(
    ("probability", "english", "german"),
    [
        (0.02, "less than 1 in 10", "weniger als 1 von 10"),
        (0.3, "about 3 in 10", "etwa 3 von 10"),
        (0.97, "more than 9 in 10", "mehr als 9 von 10"),
    ],
)
def test_a_probability_is_told_in_tens(probability: float, english: str, german: str) -> None:
    assert (display.about_in_ten(probability, "en"), display.about_in_ten(probability, "de")) == (english, german)


def test_between_one_and_two_in_three_nothing_is_claimed() -> None:
    words = [display.probability_words(probability, "en") for probability in (0.05, 0.3, 0.5, 0.7, 0.95)]

    assert words == ["very unlikely", "unlikely", "about as likely as not", "likely", "very likely"]


def test_people_are_rounded_to_three_figures_with_about() -> None:
    assert (display.about_count(164_832, "en"), display.about_count(1522, "de"), display.about_count(87, "en")) == (
        "about 165,000",
        "etwa 1.520",
        "about 87",
    )


def test_german_millions_are_counted() -> None:
    assert (display.money(150e6, "EUR", "de"), display.money(1.8e9, "USD", "en"), display.money(250_000, "EUR", "de")) == (
        "150 Millionen Euro",
        "USD 1.8 billion",
        "250.000 Euro",
    )


def test_lists_end_with_and() -> None:
    assert (display.listing(["A", "B", "C"], "en"), display.listing(["A", "B"], "de"), display.listing([], "en")) == (
        "A, B and C",
        "A und B",
        "",
    )


@pytest.mark.parametrize(
    ("resolution", "value", "expected"),
    [(0.01, 60.0, "60%"), (0.01, 7.87, "7.87%"), (0.1, 33.3, "33.3%"), (0.1, 36.0, "36%"), (1.0, 90.0, "90%"), (0.1, 122.7, "122.7%")],
)
def test_a_target_has_the_decimals_that_it_needs(resolution: float, value: float, expected: str) -> None:
    """A promise of 60 % does not become 60.00 % because the figures have two decimals."""
    assert Format("en", "%", "points", resolution).as_stated(value).value(value) == expected


def test_a_range_has_its_unit_once() -> None:
    assert Format("de", "je 100.000", "", 0.1).interval_value(14.9, 16.4) == "14,9 bis 16,4 je 100.000"
    assert Format("en", "%", "points", 1.0).interval_value(None, 16.4) == ""
