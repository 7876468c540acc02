"""Checks of a table of figures as a file, before any row of it is read: its text, its header, the number of cells in each row."""

from __future__ import annotations

import csv
import io

from data.errors import Problem
from data.warehouse.staging import HEADER

HEADER_LINE = ",".join(HEADER)
_WRITE_AGAIN = "save it as UTF-8 without byte order mark, with a plain line feed after every row and no blank line"


def form(name: str, content: bytes) -> list[Problem]:
    """Return what is wrong with the text of the table *name*: encoding, line ends, blank lines, header."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [Problem(f"{name}:{line}", "the text is not UTF-8", _WRITE_AGAIN)]
    problems = []
    if content.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(f"{name}:1", "the file begins with a byte order mark", _WRITE_AGAIN))
    for wrong, what in ((b"\r", "a line ends with a carriage return"), (b"\0", "a NUL character"), (b"\n\n", "a blank line")):
        at = content.find(wrong)
        if at >= 0:
            line = content.count(b"\n", 0, at) + (2 if wrong == b"\n\n" else 1)
            problems.append(Problem(f"{name}:{line}", f"there is {what}" if wrong != b"\r" else what, _WRITE_AGAIN))
    if content and not content.endswith(b"\n"):
        line = content.count(b"\n") + 1
        problems.append(Problem(f"{name}:{line}", "the last line does not end", _WRITE_AGAIN))
    return problems or header(name, content.partition(b"\n")[0].decode())


def header(name: str, line: str) -> list[Problem]:
    """Return a Problem unless the first *line* of the table is the header, exactly."""
    if line == HEADER_LINE:
        return []
    columns = line.split(",")
    missing = [column for column in HEADER if column not in columns]
    unknown = [column for column in columns if column not in HEADER]
    words = [f"{what} {', '.join(names)}" for what, names in (("without", missing), ("with the unknown", unknown)) if names]
    return [Problem(f"{name}:1", f"the header is not right: {'; '.join(words) or 'another order'}", f"it has to be {HEADER_LINE}")]


def cells(name: str, text: str) -> list[Problem]:
    """Return each row of the table's *text* that has too few or too many cells, or goes over several lines."""
    rows = csv.reader(io.StringIO(text, newline=""))
    problems = []
    line = 1
    for row in rows:
        if len(row) != len(HEADER):
            remedy = f"a row has {len(HEADER)} cells; put a cell with a comma or a quote into quotes"
            problems.append(Problem(f"{name}:{line}", f"the row has {len(row)} cells", remedy))
        elif rows.line_num != line:
            problems.append(Problem(f"{name}:{line}", "a cell holds a line break", "write each row on one line"))
        line = rows.line_num + 1
    return problems
