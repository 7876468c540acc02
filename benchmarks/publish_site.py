"""
Baking the public site against a bare render of as many pages: Jinja2, one drawing as a text, gzip, write.

The bare page is that of the reference: a table of 40 rows and a drawing of six lines of 30 points, in one language, without provenance,
packed by Python's own zlib and written by one process. Ours are the real pages of the project's own figures, with the open data and
everything else that a release holds. Seconds of processor count all processes, so they do not depend on how many there are; seconds on the
clock do, and on what else the machine does. For the long run the places are baked again and again under other addresses.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from jinja2 import Environment

from dashboard.public.processes import usual_number
from data import paths

if TYPE_CHECKING:
    from dashboard.components.view import View
    from dashboard.public.page import Page
    from dashboard.public.site import Site

PAIRS = 3
LONG = (1, 4, 15)
"""How many times the places are baked, up to 50,000 pages; memory and time a page should stay as they are."""

_BARE = Environment(autoescape=True).from_string(
    "<!doctype html><html lang=en><title>{{ title }}</title><h1>{{ title }}</h1>{{ drawing|safe }}<table>{% for a, b, c in rows %}"
    "<tr><th>{{ a }}</th><td>{{ b }}</td><td>{{ c }}</td></tr>{% endfor %}</table></html>"
)


def _bare_page(number: int) -> bytes:
    lines = []
    for line in range(6):
        points = (f"{30 * at} {200 - 100 * math.sin((at + line + number) / 7):.1f}" for at in range(30))
        lines.append(f'<path d="M{"L".join(points)}" class="line"/>')
    drawing = f'<svg viewBox="0 0 900 400" role="img" aria-label="Lines">{"".join(lines)}</svg>'
    rows = [(f"Place {row}", f"{row * number % 97:.1f}", f"{row + number}") for row in range(40)]
    return _BARE.render(title=f"Page {number}", drawing=drawing, rows=rows).encode()


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(content) + packer.flush()


def _bare(folder: Path, pages: int) -> None:
    for number in range(pages):
        target = folder / str(number)
        target.mkdir(parents=True)
        content = _bare_page(number)
        (target / "index.html").write_bytes(content)
        (target / "index.html.gz").write_bytes(_packed(content))


def report() -> list[str]:
    """Return the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WAYMARK_HOME"] = folder
        command = [sys.executable, "-m", "etl", "build", "--audience", "public"]
        subprocess.run(command, cwd=paths.ROOT, check=True, capture_output=True)
        return [*_whole(Path(folder)), *_long(Path(folder))]


def _site() -> Site:
    from dashboard.loading import OpenWarehouse  # noqa: PLC0415
    from dashboard.public.settings import Settings, read_operator  # noqa: PLC0415
    from dashboard.public.site import Site  # noqa: PLC0415
    from data.warehouse import store  # noqa: PLC0415

    return Site(OpenWarehouse(store.current_file()), Settings(read_operator(), "https://waymark.example/"))


@dataclass(frozen=True)
class Spent:
    """Seconds of processor, of this process and those that it made, and seconds on the clock."""

    processor: float
    clock: float


def _spent(work: Callable[[], object]) -> Spent:
    before, start = os.times(), time.perf_counter()
    work()
    after = os.times()
    return Spent(sum(after[:4]) - sum(before[:4]), time.perf_counter() - start)


def _bake(folder: Path, processes: int) -> int:
    from dashboard.public.baking import bake  # noqa: PLC0415

    site = _site()
    try:
        return bake(site, folder, processes=processes).pages
    finally:
        site.warehouse.close()


def _whole(folder: Path) -> list[str]:
    """Bake everything, reading and judging included, by one process and by several, in turn with as many bare pages."""
    pages = _bake(folder / "warm", 1)
    processes = (1, usual_number())
    ours: dict[int, list[Spent]] = {number: [] for number in processes}
    bare = []
    for turn in range(PAIRS):
        for number, spent in ours.items():
            spent.append(_spent(partial(_bake, folder / f"site-{turn}-{number}", number)))
        bare.append(_spent(partial(_bare, folder / f"bare-{turn}", pages)))
    lines = [f"bare: {pages:,} pages, {pages / min(each.processor for each in bare):,.0f} pages a second of processor"]
    for number, runs in ours.items():
        of_processor = median(one.processor / other.processor for one, other in zip(runs, bare, strict=True))
        of_clock = median(one.clock / other.clock for one, other in zip(runs, bare, strict=True))
        best = min(runs, key=lambda each: each.clock)
        told = f"{best.processor:.1f} s of processor, {best.clock:.1f} s on the clock, {pages / best.clock:,.0f} pages/s"
        ratios = f"ratio {of_processor:.2f} of processor, {of_clock:.2f} on the clock"
        lines.append(f"whole site by {number} process(es), from opening the warehouse: {told}; {ratios}")
    return lines


def _long(folder: Path) -> list[str]:
    """Bake the places many times over: the time a page and the memory should not grow."""
    from dashboard.public.baking import bake  # noqa: PLC0415
    from dashboard.public.registry import KINDS  # noqa: PLC0415

    lines = []
    site = _site()
    kinds = {kind.first: kind for kind in KINDS}
    for times in LONG:

        def many(site: Site, view: View, times: int = times) -> Iterator[Page]:
            for turn in range(times):
                for page in kinds["places/"].pages(site, view):
                    yield replace(page, path=f"places/{turn}/{page.path.removeprefix('places/')}")

        chosen = tuple(replace(kind, pages=many) if first == "places/" else kind for first, kind in kinds.items())
        start = time.process_time()
        baked = bake(site, folder / f"long-{times}", chosen)
        spent = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines.append(
            f"{baked.pages:,} pages, judged already: {1000 * spent / baked.pages:.2f} ms of processor a page, peak {memory:.0f} MiB"
        )
    return lines
