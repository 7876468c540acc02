"""
How each language writes numbers, dates and lists: the marks from Unicode's CLDR (by Babel), the words from us.

CLDR decides decimal mark, mark between thousands, gap before the percent sign, dates, lists, plural forms and the names of large numbers.
English is British English, because a reader here meets days before months. What CLDR does not know (a range, a chance in tens) stands
in ``WORDS_OF``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_decimal, get_currency_name

Language = Literal["en", "de", "sv", "nl"]

NO_BREAK_SPACE = "\u00a0"
LOCALES: dict[Language, Locale] = {
    "en": Locale("en", "GB"),
    "de": Locale("de"),
    "sv": Locale("sv"),
    "nl": Locale("nl"),
}
OWN_NAMES: dict[Language, str] = {"en": "English", "de": "Deutsch", "sv": "Svenska", "nl": "Nederlands"}
"""What each language calls itself, written as a link of its own (CLDR writes some in small letters, for use in a sentence)."""


@dataclass(frozen=True)
class Grammar:
    """
    The marks and the small words around numbers in one language.

    ``to`` joins the ends of a range, ``through`` the first and the last of years that both belong to it.
    """

    decimal: str
    thousands: str
    percent_gap: str
    to: str
    through: str
    about: str
    range_name: str
    interval_name: str
    in_ten: str
    under_one_in_ten: str
    over_nine_in_ten: str
    less_than: str
    chances: tuple[str, str, str, str, str]


WORDS_OF: dict[Language, dict[str, str]] = {
    "en": {
        "to": "to",
        "through": "to",
        "about": "about",
        "range_name": "{level}% range",
        "interval_name": "{level}% CI",
        "in_ten": "about {n} in 10",
        "under_one_in_ten": "less than 1 in 10",
        "over_nine_in_ten": "more than 9 in 10",
        "less_than": "less than",
    },
    "de": {
        "to": "bis",
        "through": "bis",
        "about": "etwa",
        "range_name": "{level}-%-Bereich",
        "interval_name": "{level}-%-KI",
        "in_ten": "etwa {n} von 10",
        "under_one_in_ten": "weniger als 1 von 10",
        "over_nine_in_ten": "mehr als 9 von 10",
        "less_than": "weniger als",
    },
    "sv": {
        "to": "till",
        "through": "till",
        "about": "ungefär",
        "range_name": "{level}\u00a0%-intervall",
        "interval_name": "{level}\u00a0% KI",
        "in_ten": "ungefär {n} av 10",
        "under_one_in_ten": "mindre än 1 av 10",
        "over_nine_in_ten": "mer än 9 av 10",
        "less_than": "mindre än",
    },
    "nl": {
        "to": "tot",
        "through": "tot en met",
        "about": "ongeveer",
        "range_name": "{level}%-marge",
        "interval_name": "{level}%-BI",
        "in_ten": "ongeveer {n} op de 10",
        "under_one_in_ten": "minder dan 1 op de 10",
        "over_nine_in_ten": "meer dan 9 op de 10",
        "less_than": "minder dan",
    },
}
CHANCES: dict[Language, tuple[str, str, str, str, str]] = {
    "en": ("very unlikely", "unlikely", "about as likely as not", "likely", "very likely"),
    "de": ("sehr unwahrscheinlich", "unwahrscheinlich", "etwa gleich wahrscheinlich wie nicht", "wahrscheinlich", "sehr wahrscheinlich"),
    "sv": ("mycket osannolikt", "osannolikt", "ungefär lika sannolikt som inte", "sannolikt", "mycket sannolikt"),
    "nl": ("zeer onwaarschijnlijk", "onwaarschijnlijk", "ongeveer even waarschijnlijk als niet", "waarschijnlijk", "zeer waarschijnlijk"),
}


@cache
def grammar(language: Language) -> Grammar:
    """Return the marks and small words of *language*."""
    symbols = LOCALES[language].number_symbols["latn"]
    pattern = LOCALES[language].percent_formats[None].pattern
    gap = NO_BREAK_SPACE if NO_BREAK_SPACE in pattern else ""
    marks = {"decimal": symbols["decimal"], "thousands": symbols["group"], "percent_gap": gap}
    return Grammar(**marks, **WORDS_OF[language], chances=CHANCES[language])


@lru_cache(maxsize=4096)
def date_words(day: date, language: Language) -> str:
    """Return ``3 November 2026`` or ``3. November 2026``."""
    return format_date(day, "long", locale=LOCALES[language])


@lru_cache(maxsize=1024)
def month_words(year: int, month: int, language: Language) -> str:
    """Return ``November 2026``."""
    return format_date(date(year, month, 1), "LLLL y", locale=LOCALES[language])


# The words for one year, as our texts write them before it, and those for a period. English and Dutch say "in" before both.
YEARS_OF: dict[Language, dict[str, str]] = {
    "en": {"the year": "the years"},
    "de": {"im Jahr": "in den Jahren", "dem Jahr": "den Jahren"},
    "sv": {"året": "åren", "år": "åren"},
    "nl": {"het jaar": "de jaren"},
}
PERIOD_SIGN = "–"


@cache
def _year_before_period(language: Language) -> re.Pattern[str]:
    one = "|".join(YEARS_OF[language])
    return re.compile(rf"\b({one}) (?=\d{{4}}{PERIOD_SIGN}\d)")


def agreed(text: str, language: Language) -> str:
    """
    Return *text* with the word for a year in the plural before a period: ``in den Jahren 2005–09``.

    Which values cover several years is known only once a sentence is filled, so no text can hold the right form itself.
    """
    if PERIOD_SIGN not in text:
        return text
    return _year_before_period(language).sub(lambda found: f"{YEARS_OF[language][found[1]]} ", text)


def listing(items: Sequence[str], language: Language) -> str:
    """Return ``A, B and C``."""
    return format_list(list(items), locale=LOCALES[language]) if items else ""


def plural_form(number: int, language: Language) -> str:
    """Return CLDR's plural form of *number*: ``one`` or ``other`` in our four languages."""
    return LOCALES[language].plural_form(number)


LARGE = Decimal(1_000_000)


def money(amount: float, currency: str, language: Language) -> str:
    """
    Return ``EUR 1 billion`` or ``1 Milliarde Euro``; amounts below a million in figures.

    English keeps the code before the figure, because "dollars" alone may be American, Australian or Canadian.
    """
    locale, exact = LOCALES[language], Decimal(str(float(amount)))
    if exact >= LARGE:
        figure = format_compact_decimal(exact, format_type="long", locale=locale, fraction_digits=1)
    else:
        figure = locale.decimal_formats[None].apply(round(exact), locale)
    if language == "en":
        return f"{currency} {figure}"
    count = 1 if amount == 1 else 2
    return f"{figure} {get_currency_name(currency, count, locale=locale)}"


# --- order -----------------------------------------------------------------------------------------------------------------------------

SWEDISH_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}
"""The three letters after z, by the three signs that follow z in ASCII; Danish letters sort with their Swedish kin (CLDR, sv)."""


@lru_cache(maxsize=4096)
def sort_key(text: str, language: Language) -> str:
    """
    Return a key that sorts *text* among others as readers of *language* expect, upper and lower case alike.

    Swedish puts å, ä, ö after z and ü with y. German (DIN 5007-1), Dutch and English sort a letter with a mark as the letter without one
    and ß as ss; Dutch sorts ij as i and j, as CLDR and the official word list do. Texts that are alike so far fall back on their own
    signs. It serves the Latin letters of names; it is no full collation of Unicode, which Babel does not have.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    if language == "sv":
        folded = "".join(SWEDISH_LAST.get(sign, "y" if sign == "ü" else sign) for sign in folded)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    letters = "".join(sign for sign in plain.translate(_LETTERS) if sign not in _PASSED_OVER)
    return f"{letters}\0{folded}"


def first_letter(text: str, language: Language) -> str:
    """Return the capital letter under which a list in *language* has *text*: Österrike under Ö in Swedish, Österreich under O in German."""
    first = sort_key(text, language)[0]
    return (_OF_SWEDISH.get(first, first) if language == "sv" else first).upper()


_OF_SWEDISH = {sign: letter for letter, sign in reversed(SWEDISH_LAST.items())}


_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})
_PASSED_OVER = frozenset("'’-(),.")
