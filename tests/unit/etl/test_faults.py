"""What may happen to a machine: a killed process, two builds at once, a clock that goes back, a folder that cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.errors import SetupError
from data.warehouse import queries, store

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("WAYMARK_TEST_KILLS", "25"))
"""How many builds are killed; set it to 100 for the full count."""


def test_a_build_killed_at_any_moment_leaves_a_whole_warehouse(small: Any) -> None:
    """At random moments from its beginning to past its end; the next build clears up what is left."""
    program = Path(__file__).with_name("killed_builds.py")
    arguments = [small.catalogue, small.figures, small.folder, KILLS, 20261123]
    done = subprocess.run(
        [sys.executable, str(program), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60 + 10 * KILLS,
    )
    told = json.loads(done.stdout)

    assert told["killed"] + told["finished"] == KILLS
    assert told["killed"] >= KILLS // 4
    assert (told["wrong"], told["after"], told["left"]) == (0, 0, [])


BUILD = """
import resource, sys
from pathlib import Path
from data.errors import SetupError
from etl import build
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
try:
    build.build(catalogue=Path(sys.argv[2]), figures=Path(sys.argv[3]), folder=Path(sys.argv[4]), force=True)
except SetupError as error:
    sys.exit(3 if "there is no room left on the disk" in str(error) else 1)
"""
"""Builds where no file may grow beyond so many bytes, and ends with 3 where it says that there is no room."""


@pytest.mark.parametrize("sixths", [0, 2, 5, 6])
def test_a_disk_that_fills_up_at_any_moment_keeps_the_last_warehouse(small: Any, sixths: int) -> None:
    """The room is none, some of what a warehouse takes, and just enough; what is in use is whole, and no draft is left."""
    first = small.build()
    room = first.stat().st_size * sixths // 6
    command = [sys.executable, "-c", BUILD, *map(str, (room, small.catalogue, small.figures, small.folder))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    current = store.current_file(small.folder)

    assert done.returncode in ((0, 3) if sixths == 6 else (3,)), done.stderr
    assert (current == first) == (done.returncode == 3)
    assert not list(small.folder.glob(".draft-*"))


def test_of_two_builds_at_once_one_builds_and_the_other_is_told(small: Any) -> None:
    """If the first is done before the second begins, both build; in no case is anything half written."""
    command = [sys.executable, "-m", "etl", "build", "--force", "--catalogue", str(small.catalogue), "--figures", str(small.figures)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WAYMARK_HOME": str(small.folder.parent)}
    both = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in both]

    assert (("", 0)) in ends
    assert all(code == 0 or "another build is running here" in words for words, code in ends)
    assert store.fault(store.current_file(small.folder)) is None
    assert not list(small.folder.glob(".draft-*"))


class Yesterday(datetime):
    """A clock that has gone back by a day."""

    @classmethod
    def now(cls, tz: Any = None) -> Yesterday:
        """Return the same time of the day before."""
        return super().now(tz or UTC) - timedelta(days=1)


def test_a_clock_that_goes_back_does_not_change_the_order_of_the_files(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest build is the newest by name too, is in use, and the one before it is the one before it."""
    first = small.build()
    monkeypatch.setattr(store, "datetime", Yesterday)
    second = small.build(force=True)
    third = small.build(force=True)

    assert store.files(small.folder) == [third, second, first]
    assert store.current_and_before(small.folder) == (second, third)


def test_a_reader_keeps_its_warehouse_through_ten_builds(small: Any) -> None:
    """Its file is deleted from the folder after three; what it has open stays what it was."""
    engine = store.connect(small.build())
    with engine.connect() as connection:
        before = queries.read_observations(connection, in_force=False)
        for _ in range(10):
            small.build(force=True)
        after = queries.read_observations(connection, in_force=False)
    engine.dispose()

    assert len(store.files(small.folder)) == 3
    assert after.equals(before)


def test_a_folder_that_has_become_read_only_keeps_its_warehouse(small: Any) -> None:
    """A disk that the system has set to read-only after an error: the message says so, and pages still read."""
    small.folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(small.folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a file system cannot be mounted here")
    try:
        first = small.build()
        subprocess.run(["mount", "-o", "remount,ro", str(small.folder)], check=True)
        with pytest.raises(SetupError, match=r"cannot be written \(Read-only file system\)"):
            small.build(force=True)

        assert store.current_file(small.folder) == first
    finally:
        subprocess.run(["umount", str(small.folder)], check=True)
