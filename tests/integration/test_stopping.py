"""A server that is stopped while it works ends as one that rests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from dashboard.many import free_ports

ROOT = Path(__file__).resolve().parents[2]

BUSY = """
import runpy, sys
import duckdb
import dashboard.warming

def busy():
    connection = duckdb.connect()
    connection.create_function("same", lambda number: number, ["BIGINT"], "BIGINT")
    print("busy", flush=True)
    while True:
        connection.execute("SELECT max(same(number)) FROM range(2048) AS rows(number)").fetchall()

dashboard.warming.warm_up = busy
sys.argv = ["dashboard", "serve", "--port", sys.argv[1]]
runpy.run_module("dashboard", run_name="__main__", alter_sys=True)
"""
"""A server whose thread goes to and fro between Python and a library in C++, where it would else be for some moments after the start."""


def test_ctrl_c_ends_a_server_that_is_making_pages_ready(tmp_path: Path) -> None:
    """Python would unwind the thread within the library, which ends the process with "terminate called" and a dump of its memory."""
    command = [sys.executable, "-c", BUSY, str(free_ports(1)[0])]
    home = os.environ | {"WAYMARK_HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        awaited = {"busy", "URL:"}  # the thread works; the address is the last that the server prints before it serves
        while awaited and (line := server.stdout.readline()):
            awaited -= set(line.split())
        server.send_signal(signal.SIGINT)
        _, told = server.communicate(timeout=60)

        assert awaited == set()
        assert "terminate called" not in told
        assert server.returncode == 0
