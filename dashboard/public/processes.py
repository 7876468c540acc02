"""
Does tasks in several processes, each a copy of this one that takes the next task as soon as it is free.

A copy has all that was read and judged before it was made, so nothing is read twice or sent. What must not be copied is a connection or a
pool of threads: whoever calls closes the warehouse first, and each copy opens its own when it needs one. A copy ends with the process that
made it, however that ends.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from data.errors import SetupError

Done = TypeVar("Done")

MOST = 4
"""More processes would wait for the longest task."""
OBJECTS_BEFORE_SEARCH = 20_000
"""New objects before they are searched for garbage. Almost all are gone with their page, so that a search finds little; Python's 700 are
those of a few pages."""
_SIGNAL_WHEN_PARENT_ENDS = 1
"""Linux: ``PR_SET_PDEATHSIG`` of ``prctl(2)``."""

_TASKS: list[Callable[[], Any]] = []
"""The tasks under way: a copy knows them by their number."""


def usual_number() -> int:
    """Return how many processes are used unless told otherwise: one a processor; a single one where a copy would outlive its parent."""
    return min(len(os.sched_getaffinity(0)), MOST) if sys.platform == "linux" else 1


def done_in_processes(tasks: Sequence[Callable[[], Done]], processes: int) -> list[Done]:
    """
    Return what *tasks* return, in their order; done here where *processes* is 1.

    Raises:
        SetupError: A process was stopped from outside.
    """
    usual = gc.get_threshold()
    gc.freeze()  # what is there now stays: searching it for garbage again and again takes time, and copies the memory that processes share
    gc.set_threshold(OBJECTS_BEFORE_SEARCH, *usual[1:])
    _TASKS[:] = tasks
    try:
        if processes == 1:
            return [task() for task in tasks]
        with _without_false_alarm(), ProcessPoolExecutor(processes, get_context("fork"), _begin, (os.getpid(),)) as pool:
            return list(pool.map(_do, range(len(tasks))))
    except BrokenProcessPool:
        what = "lost one of its processes, which was stopped from outside"
        raise SetupError("publish", what, "look for a lack of memory, or take --processes 1") from None
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
        _TASKS.clear()


@contextmanager
def _without_false_alarm() -> Iterator[None]:
    """
    Silence Python's warning that a thread may hold what a copy waits for (3.12 and later), unless a thread of Python's own runs.

    The others are idle, and their libraries provide for copies: OpenBLAS ends its threads before one is made, and jemalloc, pyarrow's
    memory, takes its locks meanwhile (``pthread_atfork``). DuckDB's waits for a database in memory that no copy asks.
    """
    with warnings.catch_warnings():
        if threading.active_count() == 1:
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        yield


def _begin(parent: int) -> None:
    """End when the process *parent* ends, and without words when somebody presses Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_SIGNAL_WHEN_PARENT_ENDS, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(number: int) -> Any:
    return _TASKS[number]()
