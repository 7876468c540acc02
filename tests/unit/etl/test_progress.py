"""Progress is for a person who waits: a line on a terminal, nothing in a pipe."""

from __future__ import annotations

import io

from etl.progress import TerminalLine


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_progress_rewrites_one_line_of_a_terminal_and_leaves_it_empty() -> None:
    terminal = Terminal()
    line = TerminalLine(terminal)
    line("Reading")
    line("Writing")
    line.clear()
    line.clear()

    assert terminal.getvalue() == "\r\x1b[2KReading …\r\x1b[2KWriting …\r\x1b[2K"


def test_progress_is_silent_in_a_pipe() -> None:
    pipe = io.StringIO()
    line = TerminalLine(pipe)
    line("Reading")
    line.clear()

    assert pipe.getvalue() == ""
