"""
Baking the public site against a bare render of as many pages: Jinja2, one drawing as a text, gzip, write.

The bare page is that of the reference: a table of 40 rows and a drawing of six lines of 30 points, in one language, without provenance.
Ours are the real pages of the project's own figures; for the long run their places are baked again and again under other addresses.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment

from data import paths

if TYPE_CHECKING:
    from dashboard.components.view import View
    from dashboard.public.page import Page
    from dashboard.public.site import Site

PAIRS = 3
LONG = (1, 4, 16)
"""How many times the places are baked; memory and time a page should stay as they are."""

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


def _bare(folder: Path, pages: int) -> None:
    from dashboard.public.release import packed  # noqa: PLC0415 - the same packing for both

    for number in range(pages):
        target = folder / str(number)
        target.mkdir(parents=True)
        content = _bare_page(number)
        (target / "index.html").write_bytes(content)
        (target / "index.html.gz").write_bytes(packed(content))


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


def _whole(folder: Path) -> list[str]:
    """Bake everything, reading and judging included, in turn with as many bare pages."""
    from dashboard.public.baking import bake  # noqa: PLC0415

    ours, bare, pages = [], [], 0
    for turn in range(PAIRS):
        start = time.process_time()
        site = _site()
        pages = bake(site, folder / f"site-{turn}").pages
        ours.append(time.process_time() - start)
        site.warehouse.close()
        start = time.process_time()
        _bare(folder / f"bare-{turn}", pages)
        bare.append(time.process_time() - start)
    ratio = sorted(one / other for one, other in zip(ours, bare, strict=True))[PAIRS // 2]
    one, other = min(ours), min(bare)
    told = f"whole site, {pages} pages, from opening the warehouse: {one:.2f} s of processor, {pages / one:.0f} pages/s"
    return [f"{told}; bare: {other:.2f} s, {pages / other:.0f} pages/s; ratio {ratio:.1f}"]


def _long(folder: Path) -> list[str]:
    """Bake the places many times over: the time a page and the memory should not grow."""
    from dashboard.public.baking import bake  # noqa: PLC0415
    from dashboard.public.page import Kind  # noqa: PLC0415
    from dashboard.public.registry import KINDS  # noqa: PLC0415

    lines = []
    site = _site()
    kinds = {kind.first: kind for kind in KINDS}
    for times in LONG:

        def many(site: Site, view: View, times: int = times) -> Iterator[Page]:
            for turn in range(times):
                for page in kinds["places/"].pages(site, view):
                    yield replace(page, path=f"places/{turn}/{page.path.removeprefix('places/')}")

        chosen = tuple(Kind("places/", many) if first == "places/" else kind for first, kind in kinds.items())
        start = time.process_time()
        baked = bake(site, folder / f"long-{times}", chosen)
        spent = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines.append(
            f"{baked.pages:,} pages, judged already: {1000 * spent / baked.pages:.2f} ms of processor a page, peak {memory:.0f} MiB"
        )
    return lines
