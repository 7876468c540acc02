"""
Baking the public site against a bare render of as many pages: Jinja2, one drawing as a text, gzip, write.

The bare page is as long as that of the reference, 9 kB: a table of 40 rows and a drawing of six lines of 30 points with years and names, in
one language, without provenance, packed by the same library at the same level as ours and written by one process. Ours are the real pages
of the project's own figures, longer by a third, with the open data and everything else that a release holds; the report tells both lengths.
Seconds of processor count all processes, so they do not depend on how many there are; seconds on the clock do, and on what else the machine
does. The site that is baked first, untimed, leaves compiled templates behind, as Python leaves compiled modules. For the long run the
places are baked again and again under other addresses.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, NamedTuple

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
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title><meta name="description" content="{{ title }}"></head>
<body><h1>{{ title }}</h1>{{ drawing|safe }}
<table><thead><tr>{% for name in names %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead><tbody>{% for row in rows %}
<tr><th scope="row">{{ row.place }}</th><td>{{ row.year }}</td><td class="n">{{ row.value }}</td>
<td class="n">{{ row.lower }} to {{ row.upper }}</td><td>{{ row.verdict }}</td></tr>{% endfor %}</tbody></table></body></html>
"""
)
_NAMES = ("Place", "Year", "Value", "Range", "Verdict")
_VERDICTS = ("On track", "Too slow", "Off track")


class _Row(NamedTuple):
    place: str
    year: int
    value: str
    lower: str
    upper: str
    verdict: str


def _bare_row(number: int, row: int) -> _Row:
    value = row * number % 97
    return _Row(f"Place {row}", 2024 - row % 5, f"{value:.1f}", f"{value - 2:.1f}", f"{value + 2:.1f}", _VERDICTS[row % 3])


def _bare_page(number: int) -> bytes:
    lines = []
    for line in range(6):
        points = (f"{30 * at} {200 - 100 * math.sin((at + line + number) / 7):.1f}" for at in range(30))
        lines.append(f'<path d="M{"L".join(points)}" class="line"/><text x="880" y="{20 * line}" class="name">Place {line}</text>')
    years = (f'<text x="{30 * at}" y="390" class="tick">{1995 + at}</text>' for at in range(30))
    drawing = f'<svg viewBox="0 0 900 400" role="img" aria-label="Lines">{"".join(lines)}{"".join(years)}</svg>'
    rows = [_bare_row(number, row) for row in range(40)]
    return _BARE.render(title=f"Page {number}", drawing=drawing, names=_NAMES, rows=rows).encode()


def _bare(folder: Path, pages: int) -> None:
    from dashboard.public.release import packed  # noqa: PLC0415

    for number in range(pages):
        target = folder / str(number)
        target.mkdir(parents=True)
        content = _bare_page(number)
        (target / "index.html").write_bytes(content)
        (target / "index.html.gz").write_bytes(packed(content))


def _mean_size(folder: Path) -> float:
    """Return the mean length of the pages below *folder*, in kilobytes."""
    return mean(file.stat().st_size for file in folder.rglob("*.html")) / 1000


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
    rate = pages / min(each.processor for each in bare)
    lines = [f"bare: {pages:,} pages of {_mean_size(folder / 'bare-0'):.1f} kB, {rate:,.0f} pages a second of processor"]
    lines.append(f"our pages: {_mean_size(folder / 'warm'):.1f} kB")
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
