"""
Whether a server's memory stays flat while many readers go through all its screens, in every language, for a long time.

Fifty sessions with five seconds between two pages; the memory is taken ten times. ``WAYMARK_BENCH_SECONDS=1200`` reads for twenty minutes.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile

from benchmarks.serve_sessions import OURS, load, memory, served, told
from dashboard.language import LANGUAGES
from dashboard.screens import SCREENS
from data import paths

SECONDS = int(os.environ.get("WAYMARK_BENCH_SECONDS", "60"))
PARTS = 10
"""How often the memory is taken, evenly over the time."""
SESSIONS, THINK = 50, 5.0


def report() -> list[str]:
    """Return the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"WAYMARK_HOME": folder}
        subprocess.run([sys.executable, "-m", "etl", "build"], cwd=paths.ROOT, env=environment, check=True, capture_output=True)
        with served(OURS, environment) as (port, server):
            return asyncio.run(_read(port, server.pid))


async def _read(port: int, server: int) -> list[str]:
    """Read every screen by chance on *port* and return what the readers saw and how the memory of the process *server* went."""
    reading = asyncio.create_task(load(port, SESSIONS, THINK, _pages(), SECONDS))
    taken = [memory(server)]
    for _ in range(PARTS):
        await asyncio.sleep(SECONDS / PARTS)
        taken.append(memory(server))
    tally = await reading
    return [
        f"{SESSIONS} sessions, {THINK:g} s between pages, {len(_pages())} addresses, {SECONDS} s: {told(tally, taken[0], taken[-1])}",
        f"memory in MiB at the start and each {SECONDS / PARTS:g} s: {', '.join(f'{size:.0f}' for size in taken)}",
    ]


def _pages() -> tuple[tuple[str, str], ...]:
    """Return every screen in every language, as the name of its page and its query."""
    screens = [address.removeprefix("/").partition("?")[::2] for address in SCREENS.values()]
    return tuple((page, f"{query}lang={language}") for page, query in screens for language in LANGUAGES)


if __name__ == "__main__":
    print("\n".join(report()))
