"""
A program for the tests: builds again and again, and is killed at a random moment of each build.

``killed_builds.py CATALOGUE FIGURES FOLDER KILLS SEED`` prints as JSON how many builds were killed before their end, how many had
finished first, and what was wrong with the warehouse after any of them. Each build runs in a fork of a process that has imported everything
and opened nothing, so that the moments are those of the build and not of the imports.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from data.errors import WarehouseError
from data.warehouse import queries, store
from etl import build

CATALOGUE, FIGURES, FOLDER = (Path(name) for name in sys.argv[1:4])
KILLS, SEED = int(sys.argv[4]), int(sys.argv[5])
ROWS = 10


def in_a_fork(work: Callable[[], None], seconds: float | None = None) -> int:
    """Run *work* in a fork that is killed (SIGKILL) after *seconds*, by default never, and return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 (the fork must not go on as if it were the parent)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if seconds is not None:
        # The handle stands for this process even when it has ended, as a number would not.
        handle = os.pidfd_open(child)
        if not select.select([handle], [], [], seconds)[0]:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def one_build() -> None:
    """Build the warehouse."""
    build.build(catalogue=CATALOGUE, figures=FIGURES, folder=FOLDER, force=True)


def look() -> None:
    """Read the warehouse in use as a dashboard would; anything but whole content ends the fork with an error."""
    engine = store.open_current(FOLDER)
    with engine.connect() as connection:
        rows = queries.read_observations(connection, in_force=False)
        held = queries.read_build(connection)["observations"]
    if not len(rows) == held == ROWS:
        raise WarehouseError(str(FOLDER), f"holds {len(rows)} rows, and says {held}", f"{ROWS} were written")


def main() -> None:
    """Run the builds and print what came of them."""
    chance = random.Random(SEED)  # noqa: S311 (moments, not secrets)
    start = time.perf_counter()
    if in_a_fork(one_build) != 0:
        raise SystemExit(1)
    usual = time.perf_counter() - start
    killed = finished = wrong = 0
    for _ in range(KILLS):
        ended = in_a_fork(one_build, chance.uniform(0.01, 1.1) * usual)
        killed += ended == -signal.SIGKILL
        finished += ended == 0
        wrong += ended not in (0, -signal.SIGKILL)
        wrong += in_a_fork(look) != 0
    after = in_a_fork(one_build)
    left = [file.name for file in FOLDER.iterdir() if file.name.startswith(".draft")]
    told = {"killed": killed, "finished": finished, "wrong": wrong, "after": after, "left": left}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
