"""How long to wait: between two requests to one host, after a fault, and when the server asks for it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Wait = Callable[[float], None]
"""Waits for a number of seconds."""

FIRST_WAIT_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 60.0


def backoff(failures: int, chance: Callable[[], float] = random.random) -> float:
    """
    Return the seconds to wait after the n-th failure in a row.

    They double from 1 to 60; between half and all of that is drawn by lot, so that many clients do not come back at the same moment.
    """
    longest: float = min(FIRST_WAIT_SECONDS * 2.0 ** (failures - 1), LONGEST_BACKOFF_SECONDS)
    return longest * (0.5 + chance() / 2)


def retry_after(text: str, now: datetime) -> float | None:
    """Return the seconds that the header ``Retry-After`` asks for, from a number or a date; None if it says neither."""
    text = text.strip()
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


@dataclass
class Politeness:
    """
    Keeps a pause between two requests to one host.

    ``clock`` gives seconds that never go back. There is one connection a host, because requests are made one after the other and only one
    fetch runs at a time.
    """

    wait: Wait
    clock: Callable[[], float]
    _last: dict[str, float] = field(default_factory=dict)

    def before(self, host: str, pause_seconds: float) -> None:
        """Wait until *pause_seconds* have passed since the last exchange with *host*."""
        if host in self._last:
            missing = self._last[host] + pause_seconds - self.clock()
            if missing > 0:
                self.wait(missing)

    def after(self, host: str) -> None:
        """Note that an exchange with *host* is over."""
        self._last[host] = self.clock()
