"""
The run of each page in one session: the first time (judged and drawn) and again with warm caches, without the browser.

The alternative is a page that shows one sentence, run by the same harness: what Streamlit costs before Waymark does anything.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable

from benchmarks.timing import seconds
from data import paths

RUNS = 40
ADDRESSES: dict[str, tuple[str, dict[str, str]]] = {
    "all missions": ("", {}),
    "mission (Germany)": ("mission", {"mission": "de-ndk"}),
    "target (HPV, Germany)": ("mission", {"mission": "who-ccei", "target": "who-ccei-vacc-90", "place": "DEU"}),
    "country (Sweden)": ("country", {"place": "SWE"}),
    "methods": ("methods", {}),
    "data": ("data", {}),
}
# Run from a text of its own, so that the app's own navigation holds and not a folder of pages beside a script.
SCRIPT = f"import runpy\nrunpy.run_path({str(paths.ROOT / 'dashboard' / 'app.py')!r}, run_name='__main__')"


def report() -> list[str]:
    """Return the lines of the report."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - slow to import, needed here only
    from streamlit.util import calc_hash  # noqa: PLC0415

    def timed(run: Callable[[], object]) -> tuple[float, float, float]:
        first = seconds(run)
        times = sorted(seconds(run) for _ in range(RUNS))
        return first, statistics.median(times), times[round(0.95 * RUNS) - 1]

    with tempfile.TemporaryDirectory() as folder:
        os.environ["WAYMARK_HOME"] = folder
        subprocess.run([sys.executable, "-m", "etl", "build"], cwd=paths.ROOT, check=True, capture_output=True)
        _, base, _ = timed(AppTest.from_string("import streamlit as st\nst.write('one sentence')", default_timeout=60).run)
        lines = [f"one sentence: p50 {base * 1000:.0f} ms"]
        for name, (page, parameters) in ADDRESSES.items():
            app = AppTest.from_string(SCRIPT, default_timeout=60)
            for key, value in parameters.items():
                app.query_params[key] = value
            app._page_hash = calc_hash(page)  # noqa: SLF001 - the harness has no other way to a page that is a function
            first, p50, p95 = timed(app.run)
            lines.append(f"{name}: first {first * 1000:.0f} ms, then p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms ({p50 / base:.0f}x)")
    return lines
