"""
The run of each page in one session, without the browser: the first time for this mission or place on a warm server, from warm data, and
again from the cache.

The alternatives, all run by the same harness: a page that shows one sentence (what Streamlit costs before Waymark does anything), a page of
as many plain Plotly charts as the page has drawings (the usual way to show them, without a word about them), and the bare drawings of the
page, timed inside it. All times are of the processor: they are the same on a busy machine, and a page waits for nothing else.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from time import process_time
from types import CodeType
from typing import TYPE_CHECKING, Any

from benchmarks.serve_sessions import PLAIN
from data import paths

if TYPE_CHECKING:
    from dashboard.loading import OpenWarehouse

RUNS, REBUILDS = 30, 7
OPENED_BEFORE = "initiatives"
# Of missions, places and numbers that no page made ready by the warm server shows; the screens without a choice are ready.
ADDRESSES: dict[str, tuple[str, dict[str, str]]] = {
    "all missions": ("", {}),
    "mission (England)": ("mission", {"mission": "gb-ncp"}),
    "target (HPV, France)": ("mission", {"mission": "who-ccei", "target": "who-ccei-vacc-90", "place": "FRA"}),
    "on one page (England)": ("canvas", {"mission": "gb-ncp"}),
    "review (EU, since 2022)": ("review", {"mission": "eu-ebcp", "since": "2022-07-01"}),
    "changes (EU, since 2022)": ("changes", {"mission": "eu-ebcp", "since": "2022-07-01"}),
    "country (Germany)": ("country", {"place": "DEU"}),
    "country (Portugal, another place)": ("country", {"place": "PRT"}),
    "preventable share (France)": ("preventable", {"place": "FRA"}),
    "compare (three countries)": ("compare", {"by": "countries", "target": "who-ccei-vacc-90", "places": "FRA,NLD,GBR"}),
    "anatomy": ("anatomy", {}),
    "equity": ("equity", {}),
    "method lab (HPV, Netherlands)": ("lab", {"mission": "who-ccei", "place": "NLD"}),
    "methods": ("methods", {}),
    "explain": ("explain", {"indicator": "obesity_18_plus", "place": "FRA"}),
    "indicator": ("indicator", {"indicator": "obesity_18_plus"}),
    "data": ("data", {}),
}
APP = paths.ROOT / "dashboard" / "app.py"
# Run from a text of its own, so that the app's own navigation holds and not a folder of pages beside a script.
SCRIPT = "from benchmarks.run_pages import APP, app\nexec(app(), {'__name__': '__main__', '__file__': str(APP)})"


class _Drawings:
    """The time spent in drawing, summed over calls; a drawing within a drawing counts once."""

    def __init__(self) -> None:
        self.spent, self.count, self._depth = 0.0, 0, 0

    def timed(self, draw: Callable[..., Any]) -> Callable[..., Any]:
        """Return *draw* as a function that adds its seconds to ``spent``."""

        def wrapped(*given: Any, **named: Any) -> Any:
            self._depth += 1
            began = process_time()
            try:
                return draw(*given, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.spent += process_time() - began
                    self.count += 1

        return wrapped


@cache
def app() -> CodeType:
    """Return the compiled dashboard: a server compiles it once, not for each run."""
    return compile(APP.read_bytes(), APP, "exec")


def report() -> list[str]:
    """Return the lines of the report."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - slow to import, needed here only
    from streamlit.util import calc_hash  # noqa: PLC0415

    from dashboard.charts import plotly, svg  # noqa: PLC0415
    from dashboard.loading import LIBRARY  # noqa: PLC0415

    drawings = _Drawings()
    for module, names in ((svg, ("draw_both", "draw")), (plotly, ("draw",))):
        for name in names:
            setattr(module, name, drawings.timed(getattr(module, name)))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WAYMARK_HOME"] = folder
        subprocess.run([sys.executable, "-m", "etl", "build"], cwd=paths.ROOT, check=True, capture_output=True)
        sentence = AppTest.from_string("import streamlit as st\nst.write('one sentence')", default_timeout=60)
        sentence.run()
        from dashboard.quick_server import take_text_as_it_is  # noqa: PLC0415
        from dashboard.warming import warm_up  # noqa: PLC0415

        take_text_as_it_is()
        warm_up()
        base = statistics.median(_processor(sentence.run) for _ in range(RUNS))
        plain = cache(_plain_page)
        lines = [f"one sentence: p50 {base * 1000:.0f} ms"]
        for name, (page, parameters) in ADDRESSES.items():
            # The harness looks through all installed packages before its first run, a server once; so a session comes from another page.
            session = AppTest.from_string(SCRIPT, default_timeout=60)
            session._page_hash = calc_hash(OPENED_BEFORE)  # noqa: SLF001 - the harness has no other way to a page that is a function
            session.run()
            for key, value in parameters.items():
                session.query_params[key] = value
            session._page_hash = calc_hash(page)  # noqa: SLF001
            first = _processor(session.run)
            warm, bare, count = [], [], 0
            for _ in range(REBUILDS):
                _forget_pages(LIBRARY.current().warehouse)
                drawings.spent, drawings.count = 0.0, 0
                warm.append(_processor(session.run))
                bare.append(drawings.spent)
                count = drawings.count
            times = sorted(_processor(session.run) for _ in range(RUNS))
            cached, p95 = statistics.median(times), times[round(0.95 * RUNS) - 1]
            whole, drawn = statistics.median(warm), statistics.median(bare)
            share = ""
            if drawn:
                share = f" ({whole / plain(count):.1f}x plain charts, {count}; drawings alone {drawn * 1000:.1f} ms)"
            lines.append(
                f"{name}: first {first * 1000:.0f} ms; from warm data {whole * 1000:.0f} ms{share}; "
                f"cached p50 {cached * 1000:.0f} ms ({cached / base:.1f}x), p95 {p95 * 1000:.0f} ms"
            )
    return lines


def _plain_page(charts: int) -> float:
    """Return the seconds of a page of so many plain charts, of six lines of thirty years each."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - slow to import, needed here only

    page = AppTest.from_string(PLAIN.format(charts=charts), default_timeout=60)
    page.run()
    return statistics.median(_processor(page.run) for _ in range(REBUILDS))


def _processor(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that *work* takes."""
    start = process_time()
    work()
    return process_time() - start


def _forget_pages(warehouse: OpenWarehouse | None) -> None:
    """Drop the finished pages and keep what was read and judged: of all keys, only a page's has what the reader chose in second place."""
    from dashboard.selection import Selection  # noqa: PLC0415 - with the pages, after the command line

    if warehouse is None:
        return
    shelf = warehouse._pages  # noqa: SLF001
    finished = [key for key in shelf if isinstance(key, tuple) and len(key) > 1 and isinstance(key[1], Selection)]
    if not finished:
        raise RuntimeError("no finished page is kept, so nothing would be drawn again")
    for key in finished:
        del shelf[key]
