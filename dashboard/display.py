"""
Numbers, units, intervals, dates, spans and chances as a reader of each language writes them.

Decimals follow the publisher (``resolution``), never more. Missing is a dash, never zero. Everything here is grammar of numbers; sentences
live in the language files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from data.catalogue.models import Indicator, Unit

Language = Literal["en", "de"]
Audience = Literal["public", "evaluator"]

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
MISSING = "\u2013"


@dataclass(frozen=True)
class Grammar:
    """How one language writes numbers, dates and lists."""

    decimal: str
    thousands: str
    percent_gap: str
    to: str
    conjunction: str
    about: str
    range_name: str
    interval_name: str
    date_pattern: str
    months: tuple[str, ...]
    in_ten: str
    under_one_in_ten: str
    over_nine_in_ten: str
    less_than: str
    chances: tuple[str, str, str, str, str]


GRAMMARS: dict[Language, Grammar] = {
    "en": Grammar(
        decimal=".",
        thousands=",",
        percent_gap="",
        to="to",
        conjunction="and",
        about="about",
        range_name="{level}% range",
        interval_name="{level}% CI",
        date_pattern="{day} {month} {year}",
        months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
        in_ten="about {n} in 10",
        under_one_in_ten="less than 1 in 10",
        over_nine_in_ten="more than 9 in 10",
        less_than="less than",
        chances=("very unlikely", "unlikely", "about as likely as not", "likely", "very likely"),
    ),
    "de": Grammar(
        decimal=",",
        thousands=".",
        percent_gap=NO_BREAK_SPACE,
        to="bis",
        conjunction="und",
        about="etwa",
        range_name="{level}-%-Bereich",
        interval_name="{level}-%-KI",
        date_pattern="{day}. {month} {year}",
        months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
        in_ten="etwa {n} von 10",
        under_one_in_ten="weniger als 1 von 10",
        over_nine_in_ten="mehr als 9 von 10",
        less_than="weniger als",
        chances=(
            "sehr unwahrscheinlich",
            "unwahrscheinlich",
            "etwa gleich wahrscheinlich wie nicht",
            "wahrscheinlich",
            "sehr wahrscheinlich",
        ),
    ),
}

ALL_TENTHS = 10

# Upper ends of the five classes of chance; between one and two in three nothing is claimed.
CHANCE_LIMITS = (0.1, 1 / 3, 2 / 3, 0.9)


def is_missing(value: float | None) -> bool:
    """Return whether there is no number: ``None`` or NaN."""
    return value is None or bool(math.isnan(value))


def decimals_of(resolution: float) -> int:
    """Return how many decimals a figure published in steps of *resolution* has; negative for steps of ten and more."""
    exponent = Decimal(str(resolution)).normalize().as_tuple().exponent
    return -int(exponent)


def number(value: float | None, language: Language, resolution: float = 1.0) -> str:
    """Return *value* with the decimals of *resolution* and the separators of *language*; a dash where it is missing."""
    if value is None or math.isnan(value):
        return MISSING
    decimals = decimals_of(resolution)
    rounded = Decimal(str(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    grammar = GRAMMARS[language]
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    text = text.replace(",", "\0").replace(".", grammar.decimal).replace("\0", grammar.thousands)
    return f"{MINUS}{text}" if rounded < 0 else text


def with_unit(text: str, unit: str, language: Language) -> str:
    """Return the written number *text* with *unit* behind it: ``12.4%``, ``12,4 %``, ``15.7 per 100,000``."""
    unit = unit.strip()
    if not unit or text == MISSING:
        return text
    gap = GRAMMARS[language].percent_gap if unit == "%" else " "
    return f"{text}{gap}{unit}"


def percent(value: float | None, language: Language, resolution: float = 1.0) -> str:
    """Return *value* (0-100) as a percentage."""
    return with_unit(number(value, language, resolution), "%", language)


@dataclass(frozen=True)
class Format:
    """
    How the values of one indicator are written in one language.

    ``unit`` follows a value (``%``, ``per 100,000``), ``change`` a difference (``points``); ``resolution`` is the publisher's step.
    """

    language: Language
    unit: str
    change: str
    resolution: float

    def number(self, value: float | None) -> str:
        """Return *value* without its unit."""
        return number(value, self.language, self.resolution)

    def value(self, value: float | None) -> str:
        """Return *value* with its unit."""
        return with_unit(self.number(value), self.unit, self.language)

    def difference(self, value: float | None) -> str:
        """Return a difference of two values with its noun."""
        return with_unit(self.number(value), self.change, self.language)

    def interval(self, lower: float | None, upper: float | None) -> str:
        """Return ``14.9 to 16.4``; empty where an end is missing."""
        if is_missing(lower) or is_missing(upper):
            return ""
        return f"{self.number(lower)} {GRAMMARS[self.language].to} {self.number(upper)}"

    def interval_words(self, lower: float | None, upper: float | None, audience: Audience = "public", level: int = 95) -> str:
        """Return the interval with its level: a *range* for the public, a confidence interval for evaluators."""
        ends = self.interval(lower, upper)
        grammar = GRAMMARS[self.language]
        name = grammar.range_name if audience == "public" else grammar.interval_name
        return f"{name.format(level=level)} {ends}" if ends else ""


def format_of(indicator: Indicator, unit: Unit, language: Language) -> Format:
    """Return how values of *indicator* are written, from the catalogue's words for its *unit*."""
    return Format(language, unit.value.in_language(language), unit.change.in_language(language), indicator.resolution)


def count(value: float | None, language: Language) -> str:
    """Return a number of people or things; a zero that only rounding made is named as such."""
    half = 0.5
    if value is not None and 0 < value < half:
        return f"{GRAMMARS[language].less_than} {number(half, language, 0.1)}"
    return number(value, language)


def about_count(value: float | None, language: Language, digits: int = 3) -> str:
    """Return a number of people rounded to *digits* significant figures, with "about"."""
    if value is None or math.isnan(value) or value == 0:
        return count(value, language)
    step = max(1, math.floor(math.log10(abs(value))) + 1 - digits)
    rounded = round(value, -step) if abs(value) >= 10**digits else round(value)
    return f"{GRAMMARS[language].about} {number(rounded, language)}"


def date_words(day: date, language: Language) -> str:
    """Return ``3 November 2026`` or ``3. November 2026``."""
    grammar = GRAMMARS[language]
    return grammar.date_pattern.format(day=day.day, month=grammar.months[day.month - 1], year=day.year)


def span(first: int, last: int, language: Language) -> str:
    """Return ``2016 to 2021``; one year alone where both are the same."""
    return str(first) if first == last else f"{first} {GRAMMARS[language].to} {last}"


def period(year: int, year_end: int | None = None, *, financial: bool = False) -> str:
    """Return a year, a period (``2016–20``, ``1996–2000``) or, with *financial*, the year that starts in *year* (``2021/22``)."""
    if financial:
        return f"{year}/{(year + 1) % 100:02d}"
    if year_end is None or year_end == year:
        return str(year)
    same_century = year // 100 == year_end // 100
    return f"{year}–{year_end % 100:02d}" if same_century else f"{year}–{year_end}"


def probability_words(probability: float, language: Language) -> str:
    """Return a probability as one of five classes in words."""
    chance = sum(probability > limit for limit in CHANCE_LIMITS)
    return GRAMMARS[language].chances[chance]


def about_in_ten(probability: float, language: Language) -> str:
    """Return a probability as "about 3 in 10"; its ends as "less than 1" and "more than 9"."""
    grammar = GRAMMARS[language]
    tenths = int(Decimal(str(probability * 10)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if tenths == 0:
        return grammar.under_one_in_ten
    return grammar.over_nine_in_ten if tenths == ALL_TENTHS else grammar.in_ten.format(n=tenths)


def listing(items: Sequence[str], language: Language) -> str:
    """Return ``A, B and C``."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {GRAMMARS[language].conjunction} {items[-1]}"


CURRENCIES_DE = {"EUR": "Euro", "USD": "US-Dollar", "GBP": "Pfund", "AUD": "australische Dollar", "SEK": "schwedische Kronen"}
LARGE_NUMBERS = ((1e9, "billion", "Milliarde", "Milliarden"), (1e6, "million", "Million", "Millionen"))


def money(amount: float, currency: str, language: Language) -> str:
    """Return ``EUR 1 billion`` or ``1 Milliarde Euro``; amounts below a million in figures."""
    name, figure = "", number(amount, language)
    for size, english, singular, plural in LARGE_NUMBERS:
        if amount >= size:
            scaled = amount / size
            figure = number(scaled, language, 1 if scaled == round(scaled) else 0.1)
            name = english if language == "en" else singular if scaled == 1 else plural
            break
    if language == "en":
        return " ".join(part for part in (currency, figure, name) if part)
    return " ".join(part for part in (figure, name, CURRENCIES_DE.get(currency, currency)) if part)
