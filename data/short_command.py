"""
How a command ends without tidying, and one that answers once: it does not search for garbage, and leaves as soon as its answer is out.

Python would look through all that it holds several times while the libraries load, and once more before it ends, where it also frees every
object by itself: together a quarter of the time of a small command. The memory goes back to the machine with the process.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import NoReturn


def run_short(main: Callable[[], int]) -> None:
    """
    Run *main*, whose files are closed when it returns, and end the process with its exit code.

    Not for a command that starts processes or threads which it does not wait for, nor for one that works for long: what goes round in
    circles is never freed.
    """
    gc.disable()
    end_at_once(main())


def end_at_once(code: int) -> NoReturn:
    """
    End the process with *code* as soon as what was printed is out, whatever its other threads are doing.

    Python up to 3.13 ends a thread that still runs by unwinding it; one that runs in a library written in C++ takes the process with it:
    "terminate called without an active exception", and a dump of its memory.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        # What could not be written is told by Python itself on its way out.
        sys.exit(code)
    os._exit(code)
