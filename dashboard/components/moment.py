"""When something happened, as the catalogue has it (``2024-02-02``, ``2019-11``, ``2020``, ``–``), in the reader's language."""

from __future__ import annotations

from datetime import date

from dashboard.components.view import View
from dashboard.display import MISSING, date_words, month_words

DAY, MONTH = 3, 2


def moment_words(view: View, when: str) -> str:
    """Return *when* in the reader's language, as precisely as it is known."""
    if when == MISSING:
        return view.words("moment.none")
    parts = when.split("-")
    if not all(part.isdigit() for part in parts):
        return when
    if len(parts) == DAY:
        return date_words(date.fromisoformat(when), view.language)
    if len(parts) == MONTH:
        return month_words(int(parts[0]), int(parts[1]), view.language)
    return when
