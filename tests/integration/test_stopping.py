"""A server that is stopped while it works ends as one that rests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dashboard.many import free_ports

ROOT = Path(__file__).resolve().parents[2]

BUSY = """
import os, runpy, signal, sys
from urllib.request import urlopen
import duckdb
import dashboard.warming

def answers():
    try:
        with urlopen(f"http://127.0.0.1:{sys.argv[-1]}/_stcore/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False

def busy():
    connection = duckdb.connect()
    connection.create_function("same", lambda number: number, ["BIGINT"], "BIGINT")
    stopped = False
    while True:
        connection.execute("SELECT max(same(number)) FROM range(2048) AS rows(number)").fetchall()
        if not stopped and answers():
            stopped = True
            os.kill(os.getpid(), signal.SIGINT)

dashboard.warming.warm_up = busy
sys.argv = ["dashboard", "serve", "--port", sys.argv[1]]
runpy.run_module("dashboard", run_name="__main__", alter_sys=True)
"""
"""A server whose thread goes to and fro between Python and a library in C++, where it would else be for some moments after the start, and
that is told Ctrl+C once it answers: Streamlit listens for readers a moment before it listens for Ctrl+C."""


def test_ctrl_c_ends_a_server_that_is_making_pages_ready(tmp_path: Path) -> None:
    """Python would unwind the thread within the library, which ends the process with "terminate called" and a dump of its memory."""
    command = [sys.executable, "-c", BUSY, str(free_ports(1)[0])]
    home = os.environ | {"WAYMARK_HOME": str(tmp_path)}
    server = subprocess.run(command, cwd=ROOT, env=home, capture_output=True, text=True, check=False, timeout=120)

    assert "terminate called" not in server.stderr
    assert server.returncode == 0
