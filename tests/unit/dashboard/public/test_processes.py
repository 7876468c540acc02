"""Tasks done in several processes: in their order, with their errors, and none that outlives the process that waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from dashboard.public import release
from dashboard.public.processes import done_in_processes
from data.errors import Problem, ProblemsFound, SetupError, WarehouseError

ROOT = Path(__file__).resolve().parents[4]
NAME = "2026-01-31-0123456789"


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_what_tasks_return_comes_in_their_order(processes: int) -> None:
    assert done_in_processes([partial(pow, 2, number) for number in range(6)], processes) == [1, 2, 4, 8, 16, 32]


COPIED = """
import sys, threading
import duckdb, numpy, pyarrow
from dashboard.public.processes import done_in_processes

end = threading.Event()
if sys.argv[1:] == ["beside a thread"]:
    threading.Thread(target=end.wait).start()
done_in_processes([int, int], 2)
end.set()
"""


def alarms(*words: str) -> str:
    """Return what Python warns of where a process that has loaded the libraries makes two copies of itself."""
    command = [sys.executable, "-W", "always::DeprecationWarning", "-c", COPIED, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python says nothing before 3.12")
def test_threads_of_libraries_are_no_alarm_and_one_of_python_is() -> None:
    """A lock that a thread of Python's holds stays locked in the copies; the idle ones of the libraries are warned of just the same."""
    assert alarms("") == ""
    assert "is multi-threaded" in alarms("beside a thread")


def raising(error: Exception) -> None:
    """Do nothing but raise *error*."""
    raise error


@pytest.mark.parametrize(
    "error",
    [
        WarehouseError("file", "is full", "make room"),
        ProblemsFound([Problem("a.csv:2", "is no number", "mend it")]),
        OSError(28, "No space left on device"),
    ],
)
def test_an_error_of_a_task_is_that_of_the_caller(error: Exception) -> None:
    """With its words, its kind and its number, which the command tells in words."""
    with pytest.raises(type(error)) as caught:
        done_in_processes([partial(raising, error), partial(pow, 2, 2)], 2)

    assert str(caught.value) == str(error)
    assert getattr(caught.value, "errno", None) == getattr(error, "errno", None)


def stopped() -> None:
    """End as by ``kill -9``."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_leaves_no_release(tmp_path: Path) -> None:
    def publishing() -> None:
        with release.Draft(tmp_path, NAME) as draft:
            done_in_processes([partial(draft.add, "index.html", b"one"), stopped], 2)

    with pytest.raises(SetupError, match="stopped from outside"):
        publishing()

    assert list((tmp_path / "releases").iterdir()) == []
    assert release.latest(tmp_path) is None


WAITING = """
import os, signal, sys
from functools import partial
from dashboard.public.processes import done_in_processes

def wait():
    os.write(1, b"x")
    signal.pause()

done_in_processes([wait, wait], 2)
"""


def test_no_process_outlives_the_one_that_made_it() -> None:
    """Both hold the pipe open as long as they live: it ends once the killed process has taken them along."""
    with subprocess.Popen([sys.executable, "-c", WAITING], cwd=ROOT, stdout=subprocess.PIPE, bufsize=0) as publishing:
        assert publishing.stdout is not None
        told = publishing.stdout.read(1) + publishing.stdout.read(1)
        publishing.kill()

        assert (told, publishing.stdout.read()) == (b"xx", b"")
