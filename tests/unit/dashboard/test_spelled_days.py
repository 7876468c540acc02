"""Days as people write them into an address."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.spelled_days import days_meant

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-28",
        "2026/11/28",
        "2026.11.28",
        "20261128",
        "28.11.2026",
        "28. 11. 2026",
        "28/11/2026",
        "11/28/2026",
        "28-11-2026",
        "28 November 2026",
        "28. november 2026",
        "28 nov 2026",
        " 28.11.2026 ",
    ],
)
def test_a_day_is_read_in_any_usual_spelling(text: str) -> None:
    assert days_meant(text) == (DAY,)


@pytest.mark.parametrize(("text", "month"), [("3. März 2026", 3), ("3 maj 2026", 5), ("3 mei 2026", 5), ("3 oktober 2026", 10)])
def test_the_name_of_a_month_is_read_in_every_language(text: str, month: int) -> None:
    assert days_meant(text) == (date(2026, month, 3),)


def test_where_either_number_may_be_the_month_both_days_are_meant() -> None:
    """3 April in most of Europe, 4 March in the United States: only the writer knows."""
    assert days_meant("03/04/2026") == (date(2026, 4, 3), date(2026, 3, 4))
    assert days_meant("4/4/2026") == (date(2026, 4, 4),)


def test_between_dots_the_day_comes_first() -> None:
    assert days_meant("03.04.2026") == (date(2026, 4, 3),)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "30.2.2026", "2026-W48-6", "2026111", "28.11-2026", "28 Brumaire 2026", "11.2026"]
)
def test_what_is_no_day_means_none(text: str) -> None:
    assert days_meant(text) == ()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"\d{1,5}[-/. ]\d{1,3}[-/. ]\d{1,5}"))
def test_no_text_raises(text: str) -> None:
    assert len(days_meant(text)) <= 2


@given(st.dates())
def test_our_own_spelling_is_one_day(day: date) -> None:
    assert days_meant(day.isoformat()) == (day,)
