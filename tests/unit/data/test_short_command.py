"""A command that answers once does not spend its last moments on tidying, and yet nothing that it says is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data import paths

FULL = Path("/dev/full")

TOLD = """
import gc, sys
from data.short_command import run_short

class Freed:
    def __del__(self):
        print("freed")

kept = Freed()

def main():
    print("collecting" if gc.isenabled() else "not collecting")
    print("trouble", file=sys.stderr)
    return 3

run_short(main)
"""


def run(*, out: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", TOLD], cwd=paths.ROOT, check=False, stdout=out, stderr=subprocess.PIPE, text=True)


def test_the_answer_and_the_exit_code_come_out_and_nothing_is_tidied() -> None:
    """Freeing every object takes longer than many a command; what waits in a buffer must be written all the same."""
    ended = run(out=subprocess.PIPE)

    assert (ended.stdout, ended.stderr, ended.returncode) == ("not collecting\n", "trouble\n", 3)


@pytest.mark.skipif(not FULL.exists(), reason="the machine has no device that is always full")
def test_an_answer_that_cannot_be_written_is_told() -> None:
    """An exit code of success after a lost answer would be believed."""
    with FULL.open("w") as full:
        ended = run(out=full.fileno())

    assert "No space left on device" in ended.stderr
    assert ended.returncode not in (0, 3)
