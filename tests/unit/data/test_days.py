"""The days that commands and addresses can ask about."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from data.days import check_published, day_argument, first_edition, today_anywhere, written_day
from data.errors import DayError


def _catalogue(*published: date) -> Any:
    editions = [SimpleNamespace(published=day) for day in published]
    return SimpleNamespace(sources={"a": SimpleNamespace(editions=editions[:1]), "b": SimpleNamespace(editions=editions[1:])})


def test_a_day_is_written_in_one_way() -> None:
    assert written_day("2026-03-01") == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20260301",
        "2026-W09-7",
        "2026-3-1",
        " 2026-03-1",
        "2026-02-30",
        "-026-03-01",
        "٢٠٢٦-٠٣-٠١",
        "<script>..",
        "2026-03-01T00:00",
        "9" * 5000,
    ],
)
def test_other_spellings_and_garbage_are_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        written_day(text)


def test_a_command_takes_today_and_refuses_tomorrow() -> None:
    """Nobody knows today what will be known tomorrow; the later of the two clocks decides, so no day that has begun is refused."""
    today = today_anywhere()
    tomorrow = (today + timedelta(days=1)).isoformat()

    assert day_argument()(today.isoformat()) == today
    assert day_argument(any_day=True)(tomorrow) == today + timedelta(days=1)
    with pytest.raises(argparse.ArgumentTypeError, match=f"{tomorrow} lies in the future; give a day up to today, {today}"):
        day_argument()(tomorrow)


def test_what_is_no_day_is_said_back_short() -> None:
    with pytest.raises(argparse.ArgumentTypeError) as refused:
        day_argument("2026-06-30")("9" * 5000)

    assert str(refused.value) == f"'{'9' * 40}…' is no day; write it as 2026-06-30"


def test_a_day_before_the_first_edition_is_refused_with_that_day() -> None:
    """The first edition of all sources counts, 2 May 2013."""
    catalogue = _catalogue(date(2014, 1, 1), date(2013, 5, 2))

    assert first_edition(catalogue) == date(2013, 5, 2)
    check_published(date(2013, 5, 2), catalogue)
    with pytest.raises(DayError, match="as of 2013-05-01: nothing had been published yet; give a day from 2013-05-02 on"):
        check_published(date(2013, 5, 1), catalogue)


def test_without_a_day_or_without_editions_nothing_is_refused() -> None:
    check_published(None, _catalogue(date(2014, 1, 1)))
    check_published(date(1900, 1, 1), _catalogue())

    assert first_edition(_catalogue()) is None
