"""What is kept was made once, whoever asked first, and a failure is nobody's answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from dashboard.keeping import Shelf, kept


def test_what_several_threads_ask_for_at_once_is_made_once() -> None:
    """The first one is held up until the other has asked, so that both would make it if nobody waited."""
    made: list[str] = []
    both_there, asked = Barrier(2, timeout=10), Event()

    def make(name: str) -> str:
        asked.set()
        both_there.wait()
        made.append(name)
        return name

    asking = kept(make, 4)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(asking, "a")
        asked.wait(10)
        second = threads.submit(asking, "a")
        both_there.wait()

        assert (first.result(10), second.result(10)) == ("a", "a")
    assert made == ["a"]


def test_what_could_not_be_made_is_tried_again() -> None:
    answers = iter([ValueError("not yet"), "made"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    asking = kept(make)
    with pytest.raises(ValueError, match="not yet"):
        asking()

    assert asking() == "made"


def test_the_least_recently_asked_for_is_forgotten_first() -> None:
    shelf = Shelf()
    for key in "abac":
        shelf.take(key, lambda key=key: key.upper(), 2)

    assert list(shelf) == ["a", "c"]


def test_what_is_being_made_may_ask_the_same_shelf() -> None:
    shelf = Shelf()

    assert shelf.take("page", lambda: shelf.take("part", lambda: "part", 4) + " of a page", 4) == "part of a page"
    assert list(shelf) == ["part", "page"]
