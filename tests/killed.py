"""
Publishes over and over and kills each run at another moment: ``python tests/killed.py WAREHOUSE DIR RUNS``.

A program of its own, because a process that has opened DuckDB or a pool of threads cannot be forked safely. Prints as JSON how many runs
were killed while they wrote, and every fault: a release that is not whole, or a newest release that is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from dashboard.loading import OpenWarehouse
from dashboard.public import release
from dashboard.public.baking import bake
from dashboard.public.settings import Settings, read_operator
from dashboard.public.site import Site


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a release, but for DuckDB's, whose parts lie in another order every time."""
    names = [name for name in release.names_of(folder) if not name.endswith(".duckdb")]
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def publish(warehouse: Path, folder: Path, base_url: str) -> str:
    """Publish under *base_url*, which makes another release of the same figures; return its name."""
    opened = OpenWarehouse(warehouse)
    try:
        return bake(Site(opened, Settings(read_operator(), base_url)), folder, processes=2).name
    finally:
        opened.close()


def forked(warehouse: Path, folder: Path, base_url: str) -> int:
    """Start a run in a process of its own and return its number."""
    child = os.fork()
    if child == 0:
        try:
            publish(warehouse, folder, base_url)
        finally:
            os._exit(0)
    return child


def main(warehouse: Path, folder: Path, runs: int) -> dict[str, object]:
    """Measure one whole run, then kill *runs* others at moments spread over that time."""
    one, other = "https://one.example/", "https://other.example/"
    os.waitpid(forked(warehouse, folder, one), 0)
    (first,) = release.releases(folder)
    old = sums(folder / release.RELEASES / first)
    start = time.monotonic()
    os.waitpid(forked(warehouse, folder, other), 0)
    whole = time.monotonic() - start
    (second,) = {*release.releases(folder)} - {first}
    new = sums(folder / release.RELEASES / second)
    faults: list[str] = []
    killed = interrupted = 0
    for turn in range(runs):
        release.point_to(folder, first)
        shutil.rmtree(folder / release.RELEASES / second, ignore_errors=True)
        child = forked(warehouse, folder, other)
        time.sleep(whole * (turn + 0.5) / runs)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        interrupted += bool(list((folder / release.RELEASES).glob(f"{release.UNFINISHED}*")))
        used = release.latest(folder)
        if used is None or used.name not in (first, second):
            faults.append(f"{turn}: the newest release is {used}")
            continue
        if sums(folder / release.RELEASES / first) != old:
            faults.append(f"{turn}: the release before has changed")
        if (folder / release.RELEASES / second).is_dir() and sums(folder / release.RELEASES / second) != new:
            faults.append(f"{turn}: the new release is not whole")
    publish(warehouse, folder, other)
    held = folder / release.RELEASES / second
    return {
        "killed": killed,
        "interrupted": interrupted,
        "faults": faults,
        "left": [entry.name for entry in held.parent.iterdir() if entry.name not in (first, second)],
        "newest_is_the_new": release.latest(folder) == held.resolve(),
        "whole": sums(held) == new,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
