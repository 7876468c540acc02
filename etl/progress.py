"""Progress on a terminal: one line on standard error that is written again and again; nothing at all in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str], None]
"""What long work tells: a short sentence for each step."""


def silent(step: str) -> None:
    """Tell nobody."""


class TerminalLine:
    """The last line of a terminal, rewritten with each step and cleared at the end; *stream* that is no terminal stays untouched."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = False

    def __call__(self, step: str) -> None:
        """Show *step* in place of the one before."""
        if self._stream.isatty():
            self._stream.write(f"\r\x1b[2K{step} …")
            self._stream.flush()
            self._shown = True

    def clear(self) -> None:
        """Empty the line, so that what is printed next begins in it."""
        if self._shown:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._shown = False
