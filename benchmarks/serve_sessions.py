"""
Many readers at once: sessions that open pages one after the other over a real server on this machine, with time to read between them.

A session speaks Streamlit's own protocol over a WebSocket, as a browser does: it asks for a page and waits until its run is finished. The
alternative is a page of six plain Plotly charts without Waymark, served and asked the same way. Bounded in sessions and seconds.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from data import paths

ADDRESS = "127.0.0.1"
SECONDS = int(os.environ.get("WAYMARK_BENCH_SECONDS", "40"))
"""Seconds of each load."""
LOADS = ((1, 0.2), (50, 5.0), (200, 20.0))
"""Sessions, and the seconds of thought between two pages of one."""
PAGES = (
    ("", ""),
    ("mission", "mission=de-ndk"),
    ("mission", "mission=who-ccei&target=who-ccei-vacc-90&place=DEU"),
    ("mission", "mission=se-vzc"),
    ("country", "place=SWE"),
    ("country", "place=DEU"),
    ("methods", ""),
    ("explain", "indicator=hpv_15_complete&place=DEU"),
)
OURS = (sys.executable, "-m", "dashboard", "serve", "--port", "{port}")
PLAIN = """
import plotly.graph_objects as go
import streamlit as st
for chart in range({charts}):
    figure = go.Figure()
    for line in range(6):
        figure.add_scatter(x=list(range(30)), y=[(year * (line + chart + 1)) % 17 for year in range(30)])
    st.plotly_chart(figure, key=f"chart{{chart}}")
"""


@dataclass(frozen=True)
class Reading:
    """What every session of one load does: where it asks, what it reads, how long it thinks, until when."""

    port: int
    think: float
    pages: tuple[tuple[str, str], ...]
    until: float


@dataclass
class Tally:
    """What the sessions of one load saw: seconds of the first page, of later pages, and what went wrong."""

    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def report() -> list[str]:
    """Return the lines of the report."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"WAYMARK_HOME": folder}
        subprocess.run([sys.executable, "-m", "etl", "build"], cwd=paths.ROOT, env=environment, check=True, capture_output=True)
        plain = Path(folder) / "plain.py"
        plain.write_text(PLAIN.format(charts=6), encoding="utf-8")
        other = [
            sys.executable, "-m", "streamlit", "run", str(plain), "--server.port", "{port}", "--server.headless", "true",
            "--server.address", ADDRESS, "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false",
        ]  # fmt: skip
        for sessions, think in LOADS:
            for name, command, pages in (("Waymark", OURS, PAGES), ("six plain charts", other, (("", ""),))):
                with served(command, environment) as (port, server):
                    before = memory(server.pid)
                    tally = asyncio.run(load(port, sessions, think, pages))
                    lines.append(f"{sessions} sessions, {think:g} s between pages, {name}: {told(tally, before, memory(server.pid))}")
        many = [*OURS, "--processes", str(os.cpu_count() or 1)]
        with served(many, environment) as (port, _server):
            tally = asyncio.run(load(port, *LOADS[-1], PAGES))
            lines.append(f"{LOADS[-1][0]} sessions, {LOADS[-1][1]:g} s, Waymark in {os.cpu_count()} processes: {told(tally, 0, 0)}")
    return lines


def told(tally: Tally, before: float, after: float) -> str:
    """Return *tally* in a line, with the memory of the server in MiB *before* and *after*; no memory where *after* is 0."""

    def quantiles(times: list[float]) -> str:
        ordered = sorted(times)
        if not ordered:
            return "none"
        return f"p50 {statistics.median(ordered) * 1000:.0f} ms, p95 {ordered[max(0, round(0.95 * len(ordered)) - 1)] * 1000:.0f} ms"

    grown = f", memory {before:.0f} to {after:.0f} MiB" if after else ""
    wrong = f"{len(tally.errors)} errors" + (f" ({tally.errors[0]})" if tally.errors else "")
    return f"first page {quantiles(tally.first)}; later {quantiles(tally.later)} ({len(tally.later)} runs); {wrong}{grown}"


async def load(port: int, sessions: int, think: float, pages: tuple[tuple[str, str], ...], seconds: int = SECONDS) -> Tally:
    """Let *sessions* readers open *pages* by chance for *seconds*, with *think* seconds between two, and return what they saw."""
    tally = Tally()
    # Everybody at once would measure the crowd at the door, not the reading.
    starts = min(think, seconds / 2)
    chance = random.Random(20261128)  # noqa: S311 - readers, not secrets
    until = time.monotonic() + seconds
    reading = Reading(port, think, pages, until)
    await asyncio.gather(*(_session(reading, chance.uniform(0, starts), chance.random(), tally) for _ in range(sessions)))
    return tally


async def _session(reading: Reading, delay: float, seed: float, tally: Tally) -> None:
    from websockets.asyncio.client import connect  # noqa: PLC0415 - Streamlit brings it along

    chance = random.Random(seed)  # noqa: S311 - readers, not secrets
    await asyncio.sleep(delay)
    try:
        cookie = await asyncio.to_thread(_cookie, reading.port)
        headers = {"Cookie": cookie} if cookie else {}
        address = f"ws://{ADDRESS}:{reading.port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None, additional_headers=headers, open_timeout=60) as line:  # type: ignore[list-item]
            number = 0
            while time.monotonic() < reading.until:
                page, query = reading.pages[chance.randrange(len(reading.pages))]
                start = time.perf_counter()
                await line.send(_asked(page, query))
                await _finished(line)
                (tally.later if number else tally.first).append(time.perf_counter() - start)
                number += 1
                await asyncio.sleep(chance.uniform(0.5, 1.5) * reading.think)
    except Exception as error:  # noqa: BLE001 - whatever stops a session is what is counted
        tally.errors.append(f"{type(error).__name__}: {error}"[:120])


def _cookie(port: int) -> str:
    with urlopen(f"http://{ADDRESS}:{port}/_stcore/health", timeout=30) as answer:
        return (answer.headers.get("Set-Cookie") or "").split(";")[0]


def _asked(page: str, query: str) -> bytes:
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415 - slow to import

    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    written: bytes = message.SerializeToString()
    return written


async def _finished(line: object) -> None:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415 - slow to import

    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(line.recv(), 120))  # type: ignore[attr-defined]
        if answer.WhichOneof("type") == "script_finished":
            if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError(ForwardMsg.ScriptFinishedStatus.Name(answer.script_finished))
            return


@contextmanager
def served(command: Sequence[str], environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start *command* with a free port in place of ``{port}``, and yield the port and the process once it answers."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = int(probe.getsockname()[1])
    written = [part.replace("{port}", str(port)) for part in command]
    server = subprocess.Popen(written, cwd=paths.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urlopen(f"http://{ADDRESS}:{port}/_stcore/health", timeout=2):
                    break
            except (URLError, OSError):
                if time.monotonic() > deadline or server.poll() is not None:
                    raise
                time.sleep(0.2)
        yield port, server
    finally:
        server.terminate()
        server.wait(timeout=30)


def memory(process: int) -> float:
    """Return the resident memory of *process* in MiB; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
