"""When something happened, as the catalogue has it ("by 2 February 2024"), in the reader's language."""

from __future__ import annotations

import re
from datetime import date

from dashboard.components.view import View
from dashboard.display import GRAMMARS, date_words

WITHOUT_DATE = "no date given"
STARTS = {"by ": "moment.by", "as of ": "moment.as_of"}


def moment_words(view: View, when: str) -> str:
    """Return *when* in the reader's language."""
    if when == WITHOUT_DATE:
        return view.words("moment.none")
    for start, key in STARTS.items():
        if when.startswith(start):
            return view.words(key, when=_day(view, when.removeprefix(start)))
    return _day(view, when)


def _day(view: View, text: str) -> str:
    months = GRAMMARS["en"].months
    found = re.fullmatch(rf"(?:(\d{{1,2}}) )?({'|'.join(months)}) (\d{{4}})", text)
    if found is None:
        return text
    day, month, year = found.group(1), months.index(found.group(2)) + 1, int(found.group(3))
    if day:
        return date_words(date(year, month, int(day)), view.language)
    return f"{GRAMMARS[view.language].months[month - 1]} {year}"
