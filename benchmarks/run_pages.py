"""
The run of each page in one session with warm caches: p50 and p95 of the script, without the browser.

The alternative is a page that shows one sentence, run by the same harness: what Streamlit costs before Waymark does anything.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

from benchmarks.timing import seconds
from data import paths

RUNS = 40
ADDRESSES = {
    "all missions": ("overview", {}),
    "mission (Germany)": ("mission", {"mission": "de-ndk"}),
    "mission (HPV, Germany)": ("mission", {"mission": "who-ccei", "target": "who-ccei-vacc-90", "place": "DEU"}),
    "country (Sweden)": ("country", {"place": "SWE"}),
    "methods": ("methods", {}),
    "data": ("data", {}),
}


def _times(run: object, runs: int = RUNS) -> list[float]:
    run()  # type: ignore[operator]
    return sorted(seconds(run) for _ in range(runs))  # type: ignore[arg-type]


def report() -> list[str]:
    """Return the lines of the report."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - slow to import, needed here only

    with tempfile.TemporaryDirectory() as folder:
        os.environ["WAYMARK_HOME"] = folder
        subprocess.run([sys.executable, "-m", "etl", "build"], cwd=paths.ROOT, check=True, capture_output=True)
        bare = AppTest.from_string("import streamlit as st\nst.write('one sentence')", default_timeout=60)
        base = statistics.median(_times(bare.run))
        lines = [f"one sentence: p50 {base * 1000:.0f} ms"]
        for name, (page, parameters) in ADDRESSES.items():
            app = AppTest.from_file(str(paths.ROOT / "dashboard" / "app.py"), default_timeout=60)
            app.query_params.update(parameters)
            app.run()
            if page != "overview":
                app.switch_page(f"pages/{page}.py")
                app.query_params.update(parameters)
            times = _times(app.run)
            p50, p95 = statistics.median(times), times[int(0.95 * len(times)) - 1]
            lines.append(f"{name}: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, {p50 / base:.1f} times one sentence")
    return lines
