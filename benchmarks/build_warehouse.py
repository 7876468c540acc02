"""
The build of the shipped figures, as a whole process, beside the least work that gives the same table.

The alternative reads the same files with a fixed schema into a DuckDB table, without catalogue, checks or provenance.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import in_turn, line
from data import paths

LEAST_WORK = """
import duckdb, sys
with duckdb.connect(sys.argv[2]) as connection:
    connection.read_csv(sys.argv[1] + "/*/*.csv", all_varchar=False).create("observation")
    print(connection.sql("select count(*) from observation").fetchone()[0])
"""


def report() -> list[str]:
    """Return the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "WAYMARK_HOME": folder}

        def ours() -> None:
            subprocess.run(
                [sys.executable, "-m", "etl", "build", "--force"], cwd=paths.ROOT, env=environment, check=True, capture_output=True
            )

        rows = 0

        def other() -> None:
            nonlocal rows
            file = Path(folder) / "least.duckdb"
            file.unlink(missing_ok=True)
            command = [sys.executable, "-c", LEAST_WORK, str(paths.FIGURES), str(file)]
            rows = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        pair = in_turn(ours, other)
    return [f"{rows:,} observations", line("etl build (whole process)", pair, "read_csv into a table (whole process)")]
