"""
The days that a person may have meant in an address, in whatever order and with whatever signs between.

Our links write ``2026-11-28`` and nothing else, so that one view has one name; what people type is read in their own spelling.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from dashboard.grammar import LOCALES

# At most eight digits and two signs, so that neither can take long on a long text.
YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})(\. ?|[-/ ])(\d{1,2})\2(\d{4})", re.ASCII)
NAMED_MONTH = re.compile(r"(\d{1,2})\.? ([^\W\d]{3,12})\.? (\d{4})")


def days_meant(text: str) -> tuple[date, ...]:
    """
    Return the days that *text* may mean, the likelier first; more than one where only the writer knows whether the month comes first.

    Read are ``2026/11/28``, ``20261128``, ``28.11.2026``, ``28/11/2026``, ``11/28/2026`` and ``28 November 2026`` with the month in any
    language of ours. Between dots the day comes first.
    """
    text = " ".join(text.split())
    if found := YEAR_FIRST.fullmatch(text):
        year, sign, month, day = found.groups()
        # Without signs only eight digits are plain: 2026111 is the first of November or the eleventh of January.
        return _days((year, month, day)) if sign or len(text) == len("YYYYMMDD") else ()
    if found := YEAR_LAST.fullmatch(text):
        one, sign, other, year = found.groups()
        return _days((year, other, one)) if sign.startswith(".") else _days((year, other, one), (year, one, other))
    if found := NAMED_MONTH.fullmatch(text):
        day, name, year = found.groups()
        month = _months().get(name.casefold())
        return _days((year, month, day)) if month else ()
    return ()


def _days(*readings: tuple[str, str | int, str]) -> tuple[date, ...]:
    """Return those of the *readings*, each year, month and day, that are days of the calendar, each once."""
    days: dict[date, None] = {}
    for parts in readings:
        year, month, day = map(int, parts)
        try:
            days[date(year, month, day)] = None
        except ValueError:
            continue
    return tuple(days)


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by its names in full and short, in small letters, in every language."""
    return {
        name.rstrip(".").casefold(): month
        for locale in LOCALES.values()
        for width in ("wide", "abbreviated")
        for month, name in locale.months["format"][width].items()
    }
