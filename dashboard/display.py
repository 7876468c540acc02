"""
Numbers, units, intervals, dates, spans and chances as a reader of each language writes them.

Decimals follow the publisher (``resolution``), never more. Missing is a dash, never zero. Everything here is grammar of numbers, with the
marks of ``grammar``; sentences live in the language files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from dashboard.grammar import (
    NO_BREAK_SPACE,
    Language,
    date_words,
    first_letter,
    grammar,
    listing,
    money,
    month_words,
    plural_form,
    sort_key,
)
from data.catalogue.models import Indicator, Unit

__all__ = [
    "Format",
    "Language",
    "about_count",
    "about_in_ten",
    "count",
    "date_words",
    "decimals_of",
    "first_letter",
    "format_of",
    "is_missing",
    "listing",
    "money",
    "month_words",
    "number",
    "percent",
    "period",
    "plural_form",
    "probability_words",
    "size_words",
    "sort_key",
    "span",
    "with_unit",
]

Audience = Literal["public", "evaluator"]

MINUS = "\u2212"
MISSING = "\u2013"

ALL_TENTHS = 10

# Upper ends of the five classes of chance; between one and two in three nothing is claimed.
CHANCE_LIMITS = (0.1, 1 / 3, 2 / 3, 0.9)


def is_missing(value: float | None) -> bool:
    """Return whether there is no number: ``None`` or NaN."""
    return value is None or bool(math.isnan(value))


@lru_cache(maxsize=256)
def decimals_of(resolution: float) -> int:
    """Return how many decimals a figure published in steps of *resolution* has; negative for steps of ten and more."""
    exponent = Decimal(str(resolution)).normalize().as_tuple().exponent
    return -int(exponent)


KEPT = 32_768
"""Written numbers that are kept: a figure stands on the pages of all the places that it is compared with."""


@lru_cache(maxsize=KEPT)
def number(value: float | None, language: Language, resolution: float = 1.0) -> str:
    """Return *value* with the decimals of *resolution* and the separators of *language*; a dash where it is missing."""
    if value is None or math.isnan(value):
        return MISSING
    decimals = decimals_of(resolution)
    rounded = Decimal(str(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    written = grammar(language)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    text = text.replace(",", "\0").replace(".", written.decimal).replace("\0", written.thousands)
    return f"{MINUS}{text}" if rounded < 0 else text


LEAST_MEGABYTES = 999_950
"""Bytes that would round to 1,000.0 kB are told as 1.0 MB."""


def size_words(size: int, language: Language) -> str:
    """Return *size* in bytes as words: ``1.2 kB``, from a million on ``1.2 MB``."""
    scale, unit = (1_000_000, "MB") if size >= LEAST_MEGABYTES else (1_000, "kB")
    return f"{number(size / scale, language, 0.1)}{NO_BREAK_SPACE}{unit}"


def with_unit(text: str, unit: str, language: Language) -> str:
    """Return the written number *text* with *unit* behind it: ``12.4%``, ``12,4 %``, ``15.7 per 100,000``."""
    unit = unit.strip()
    if not unit or text == MISSING:
        return text
    gap = grammar(language).percent_gap if unit == "%" else " "
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

    def as_stated(self, value: float) -> Format:
        """
        Return this format with only the decimals that a target of *value* needs.

        Documents promise 60%, also where the figures are published as 66.71%; a target worked out from a change keeps their decimals.
        """
        decimals = decimals_of(self.resolution)
        if decimals <= 0:
            return self
        written = Decimal(str(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP).normalize()
        needed = max(-int(written.as_tuple().exponent), 0)
        return replace(self, resolution=float(Decimal(1).scaleb(-needed)))

    def difference(self, value: float | None) -> str:
        """Return a difference of two values with its noun."""
        return with_unit(self.number(value), self.change, self.language)

    def interval(self, lower: float | None, upper: float | None) -> str:
        """Return ``14.9 to 16.4``; empty where an end is missing."""
        if is_missing(lower) or is_missing(upper):
            return ""
        return f"{self.number(lower)} {grammar(self.language).to} {self.number(upper)}"

    def interval_value(self, lower: float | None, upper: float | None) -> str:
        """Return ``14.9 to 16.4 per 100,000``, the unit once; empty where an end is missing."""
        if is_missing(lower) or is_missing(upper):
            return ""
        return f"{self.number(lower)} {grammar(self.language).to} {self.value(upper)}"

    def interval_words(self, lower: float | None, upper: float | None, audience: Audience = "public", level: int = 95) -> str:
        """Return the interval with its level: a *range* for the public, a confidence interval for evaluators."""
        ends = self.interval(lower, upper)
        written = grammar(self.language)
        name = written.range_name if audience == "public" else written.interval_name
        return f"{name.format(level=level)} {ends}" if ends else ""


def format_of(indicator: Indicator, unit: Unit, language: Language) -> Format:
    """Return how values of *indicator* are written, from the catalogue's words for its *unit*."""
    return Format(language, unit.value.in_language(language), unit.change.in_language(language), indicator.resolution)


def count(value: float | None, language: Language) -> str:
    """Return a number of people or things; a zero that only rounding made is named as such."""
    half = 0.5
    if value is not None and 0 < value < half:
        return f"{grammar(language).less_than} {number(half, language, 0.1)}"
    return number(value, language)


def about_count(value: float | None, language: Language, digits: int = 3) -> str:
    """Return a number of people rounded to *digits* significant figures, with "about"."""
    if value is None or math.isnan(value) or value == 0:
        return count(value, language)
    step = max(1, math.floor(math.log10(abs(value))) + 1 - digits)
    rounded = round(value, -step) if abs(value) >= 10**digits else round(value)
    return f"{grammar(language).about} {number(rounded, language)}"


def span(first: int, last: int, language: Language) -> str:
    """Return ``2016 to 2021``; one year alone where both are the same."""
    return str(first) if first == last else f"{first} {grammar(language).through} {last}"


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
    return grammar(language).chances[chance]


def about_in_ten(probability: float, language: Language) -> str:
    """Return a probability as "about 3 in 10"; its ends as "less than 1" and "more than 9"."""
    written = grammar(language)
    tenths = int(Decimal(str(probability * 10)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if tenths == 0:
        return written.under_one_in_ten
    return written.over_nine_in_ten if tenths == ALL_TENTHS else written.in_ten.format(n=tenths)
