"""Text for people and programs: to standard output, or to a file that is replaced only when the new one is whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from data.errors import SetupError

ROOM = "name a file in a folder that exists and has room"


Text = str | Iterable[memoryview]
"""A text, or the same in UTF-8 and in parts, which may be made while those before are written."""


def write_text(text: Text, out: Path | None) -> None:
    """
    Write *text* to standard output, or to *out*, which is replaced only when the new file is whole.

    A link stays a link, the file it points to is replaced; a device or a pipe is written to, never replaced.

    Raises:
        SetupError: The file or standard output cannot be written.
    """
    if out is None:
        _write_to_standard_output(text)
        return
    target = out.resolve()
    if target.is_dir():
        raise SetupError(str(out), "cannot be written, for it is a folder", "name a file in it")
    try:
        if target.exists() and not target.is_file():
            _fill(target, text)
        else:
            _replace(target, text)
    except OSError as error:
        raise SetupError(str(out), f"cannot be written ({error.strerror})", ROOM) from None


def _write_to_standard_output(text: Text) -> None:
    if sys.stdout is None:  # a shell's `>&-` closes it before Python starts
        raise SetupError("standard output", "is closed", "leave it open, or name a file with --out")
    try:
        for part in [text] if isinstance(text, str) else text:
            sys.stdout.write(part if isinstance(part, str) else str(part, "utf-8"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # the reader has gone: nobody needs a message
    except OSError as error:
        # What is still in the buffer would be written again, and fail again, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SetupError("standard output", f"cannot be written ({error.strerror})", "name a file with --out where there is room") from None


def _replace(target: Path, text: Text) -> None:
    written = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        _fill(written, text)
        written.replace(target)
    finally:
        written.unlink(missing_ok=True)


def _fill(file: Path, text: Text) -> None:
    with file.open("wb") as opened:
        opened.writelines([text.encode()] if isinstance(text, str) else text)
