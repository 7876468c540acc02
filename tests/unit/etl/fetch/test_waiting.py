"""How long is waited, by arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from etl.fetch.waiting import backoff, retry_after

NOON = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


def test_waits_double_up_to_a_minute() -> None:
    """With the lot at its highest: 1, 2, 4 … and never more than 60 seconds."""
    assert [backoff(failures, lambda: 1.0) for failures in (1, 2, 3, 6, 7, 100)] == [1.0, 2.0, 4.0, 32.0, 60.0, 60.0]


def test_the_lot_takes_off_up_to_half() -> None:
    assert [backoff(3, lambda: 0.0), backoff(3, lambda: 0.5)] == [2.0, 3.0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Sat, 01 Jun 2024 12:01:00 GMT", 60.0),
        ("Sat, 01 Jun 2024 11:00:00 GMT", 0.0),
        ("Saturday, 01-Jun-24 12:00:10 GMT", 10.0),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    """RFC 9110, 10.2.3; the third form of a date is the obsolete one of RFC 850. Of a day that has passed, nothing is left to wait."""
    assert retry_after(text, NOON) == seconds
