"""
A brief, whole process: the review pack of a mission as PDF with its workbook, with and without the day of the last meeting.

The alternative: a process that loads the same libraries and sets one empty page; what is above it is our own. Processor time is told beside
the clock, because it is the same on a busy machine.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import seconds
from data import paths

PAIRS = 5
MISSIONS = (("de-ndk", ()), ("who-ccei", ()), ("who-ccei", ("--since", "2022-07-01")))
BARE = (
    "import duckdb, duckdb_sqlalchemy, lxml.html, pandas, pydantic, scipy.special, sqlalchemy, typst, xlsxwriter, yaml; "
    "typst.compile(b'page', format='pdf')"
)


@dataclass(frozen=True)
class Run:
    """What one process took: by the clock, and of the processors."""

    clock: float
    processor: float


def report() -> list[str]:
    """Return the lines of the report."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"WAYMARK_HOME": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _run(["-m", "etl", "build"], environment)
        for mission, options in MISSIONS:
            ours = ["-m", "dashboard", "brief", mission, str(Path(folder) / "brief.pdf"), *options]
            _run(ours, environment)
            runs = [(_run(ours, environment), _run(["-c", BARE], environment)) for _ in range(PAIRS)]
            clock, processor = (statistics.median(getattr(mine, name) for mine, _ in runs) for name in ("clock", "processor"))
            bare = statistics.median(other.processor for _, other in runs)
            ratio = statistics.median(mine.processor / other.processor for mine, other in runs)
            told = " ".join((mission, *options))
            lines.append(f"{told}: {clock:.2f} s, {processor:.2f} s of the processors; its libraries alone {bare:.2f} s; ratio {ratio:.2f}")
    return lines


def _run(arguments: list[str], environment: dict[str, str]) -> Run:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = seconds(lambda: subprocess.run([sys.executable, *arguments], cwd=paths.ROOT, env=environment, check=True, capture_output=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
