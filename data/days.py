"""
The days a person can ask about: from the first that anything was published on, to today.

A later day is refused, because nobody knows what will be known then; an earlier one, because its empty table would look like a finding.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from data.errors import DayError

if TYPE_CHECKING:
    from data.catalogue.catalogue import Catalogue

LONGEST = 40
"""Characters of what is no day that are shown back; a longer text says nothing more."""


def today_anywhere() -> date:
    """Return the later of the days that it is here and at UTC: no command refuses a day that has begun for its user."""
    return max(datetime.now().astimezone().date(), datetime.now(UTC).date())


def written_day(text: str) -> date:
    """
    Return the day that *text* writes as ``2026-11-28``.

    Raises:
        ValueError: It is no day, or written in another way: other spellings of ISO 8601 (20261128, 2026-W48-6) are refused, so that one
            view has one name.
    """
    if not (text.isascii() and len(text) == len("YYYY-MM-DD")):
        raise ValueError(text)
    return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone


def day_argument(example: str = "YYYY-MM-DD", *, any_day: bool = False) -> Callable[[str], date]:
    """Return the reader of a command's day, which says how to write it by the *example*; it refuses the future, but for *any_day*."""

    def read(text: str) -> date:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        try:
            day = written_day(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{shown!r} is no day; write it as {example}") from None
        if not any_day and day > (today := today_anywhere()):
            raise argparse.ArgumentTypeError(f"{day} lies in the future; give a day up to today, {today}")
        return day

    return read


def first_edition(catalogue: Catalogue) -> date | None:
    """Return the day on which the first edition of any source was published; ``None`` where there is no edition."""
    return min((edition.published for source in catalogue.sources.values() for edition in source.editions), default=None)


def check_published(day: date | None, catalogue: Catalogue) -> None:
    """Raise `DayError` if nothing of *catalogue* had been published on *day*; without a day, or without any edition, all is well."""
    first = first_edition(catalogue)
    if day is not None and first is not None and day < first:
        raise DayError(f"as of {day}", "nothing had been published yet", f"give a day from {first} on, when the first edition came out")
