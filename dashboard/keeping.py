"""Keeps what was made: each thing is made once, also when several readers ask for it at the same moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Made = TypeVar("Made")


class Shelf(OrderedDict[Hashable, Any]):
    """What was made, by its key; the least recently asked for is forgotten first."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._being_made: dict[Hashable, RLock] = {}

    def take(self, key: Hashable, make: Callable[[], Made], most: int | None = None) -> Made:
        """
        Return what *make* makes for *key*: from the shelf, or made now and kept with at most *most* others.

        A second thread that asks for the same meanwhile waits for the first: Python runs one thread at a time, so making it twice would
        take both of them twice as long. If making fails, the next one tries for itself.
        """
        with self._lock:
            if key in self:
                self.move_to_end(key)
                return self[key]  # type: ignore[no-any-return]
            turn = self._being_made.setdefault(key, RLock())
        with turn:
            with self._lock:
                if key in self:
                    return self[key]  # type: ignore[no-any-return]
            try:
                made = make()
                with self._lock:
                    self[key] = made
                    while most is not None and len(self) > most:
                        self.popitem(last=False)
            finally:
                with self._lock:
                    self._being_made.pop(key, None)
            return made


def kept(make: Callable[Asked, Made], most: int | None = None) -> Callable[Asked, Made]:
    """Return *make* with a memory of its last *most* answers, shared by all threads; its arguments can be hashed."""
    shelf = Shelf()

    def asked(*given: Asked.args, **named: Asked.kwargs) -> Made:
        key = (given, *sorted(named.items())) if named else (given,)
        return shelf.take(key, lambda: make(*given, **named), most)

    return asked
