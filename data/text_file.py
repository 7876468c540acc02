"""Text for people and programs: to standard output, or to a file that is replaced only when the new one is whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from data.errors import SetupError


def write_text(text: str, out: Path | None) -> None:
    """
    Write *text* to standard output, or to *out*, which is replaced only when the new file is whole.

    Raises:
        SetupError: The file cannot be written.
    """
    if out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    written = out.with_name(f".{out.name}-{os.getpid()}")
    try:
        written.write_text(text, encoding="utf-8", newline="\n")
        written.replace(out)
    except OSError as error:
        raise SetupError(str(out), f"cannot be written ({error.strerror})", "name a file in a folder that exists and has room") from None
    finally:
        written.unlink(missing_ok=True)
