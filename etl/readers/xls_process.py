"""
Old workbooks (.xls), read in a process of its own.

The parser reserves what a file claims to hold, and a damaged file of a few kilobytes may claim more than the machine has: then the process
that parses it is ended, whatever it wants to catch. So it is another one, with a limit of memory and of time. This file is run as a program
and imports nothing of the project, so that it starts at once.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MOST_MEMORY = 2 << 30
"""Bytes that the process may take: an .xls sheet has at most 65,536 rows of 256 columns, some 0.5 GB when parsed."""
MOST_SECONDS = 60
DONE, PROTECTED, NO_WORKBOOK = 0, 3, 4
"""How the process ends; anything else is the end of a process that broke."""

Grid = Sequence[Sequence[object]]


def read(path: Path) -> tuple[int, dict[str, Grid]]:
    """Return how the process ended, and every worksheet of *path* as rows of text and numbers."""
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(path.resolve())]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603 (our own program and a path)
    except subprocess.TimeoutExpired:
        return -1, {}
    return ended.returncode, json.loads(ended.stdout) if ended.returncode == DONE else {}


def main(path: str) -> int:
    """Write the worksheets of *path* to standard output as JSON, and return how it went."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # where the system knows no such limit, there is none
        import resource  # noqa: PLC0415 (absent on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    import python_calamine  # noqa: PLC0415 (only the process needs it)

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            about = [sheet.name for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
            grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in about}
    except python_calamine.PasswordError:
        return PROTECTED
    except (python_calamine.CalamineError, OSError, ValueError):
        return NO_WORKBOOK
    json.dump(grids, sys.stdout, default=str)
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
