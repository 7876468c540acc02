"""A server that nobody reads from makes ready what readers will ask for; while somebody reads, it waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard import warming
from dashboard.components.download import today
from dashboard.loading import OpenWarehouse
from dashboard.screens import SCREENS
from dashboard.selection import Selection
from data.errors import WarehouseError


@pytest.fixture(autouse=True)
def unfrozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the search for garbage as it is."""
    monkeypatch.setattr(warming, "_hold_for_good", lambda: None)


def test_one_page_of_each_screen_is_ready(small: OpenWarehouse) -> None:
    small.forget()
    warming.make_ready(small)
    ready = [key for key in small._pages if isinstance(key, tuple) and len(key) > 1 and isinstance(key[1], Selection)]

    assert len(SCREENS) == len({*ready})
    assert {key[4] for key in ready} == {today()}
    small.forget()


def test_nothing_is_made_ready_while_somebody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python runs one thread at a time: the reader's page would take twice as long."""
    clock: Iterator[float] = iter([10.0, 10.1, 10.4, 10.6])
    slept: list[float] = []
    monkeypatch.setattr(warming, "monotonic", lambda: next(clock))

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            warming._came[0] = 10.3  # another page meanwhile
        else:
            warming._came[0] = 9.0

    monkeypatch.setattr(warming, "sleep", sleep)
    warming.reader_came()
    warming._wait_for_quiet()

    assert slept == pytest.approx([warming.QUIET - 0.1, warming.QUIET - 0.1])


def test_a_build_that_cannot_be_judged_is_left_to_the_pages(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(**_asked: Any) -> None:
        raise WarehouseError("file", "was removed", "build it")

    small.forget()
    monkeypatch.setattr(small, "judged", lost)

    warming.make_ready(small)

    assert not small._pages
