"""A publisher on this machine: a real HTTP server on loopback that answers as a test tells it to, faults included."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from etl.fetch.download import Downloads, Limits

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    """
    One answer.

    ``cut_after`` bytes the connection is closed; ``stalls`` there instead until the test is over; ``endless`` repeats the body for ever;
    ``chunked`` sends it in pieces without saying how long it is; ``deaf`` to Range, it sends everything again.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    stalls: bool = False
    endless: bool = False
    chunked: bool = False
    deaf: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as it came: ``what`` is host, path and query of the publisher."""

    method: str
    what: str
    headers: dict[str, str]
    body: str


class Publisher:
    """Answers for every host; what is asked of it is noted."""

    reply = Reply

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"publisher": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    @property
    def mirror(self) -> str:
        """The address that stands for all publishers."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def says(self, what: str, *replies: Reply | bytes) -> None:
        """Give the *replies* to *what*, one after the other; the last stays."""
        self.replies[what] = [reply if isinstance(reply, Reply) else Reply(reply) for reply in replies]

    def next_reply(self, asked: Asked) -> Reply:
        """Note what was asked and return the answer."""
        self.asked.append(asked)
        replies = self.replies.get(f"{asked.what} {asked.body}".strip()) or self.replies.get(asked.what) or [Reply(b"none", 404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def close(self) -> None:
        """Stop."""
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Sends what the publisher says."""

    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def do_GET(self) -> None:
        """Answer."""
        self._answer("")

    def do_POST(self) -> None:
        """Answer."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def _answer(self, body: str) -> None:
        reply = self.publisher.next_reply(Asked(self.command, self.path.lstrip("/"), dict(self.headers), body))
        self.close_connection = True
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client has seen enough

    def _send(self, reply: Reply) -> None:
        content, status, headers = self._with_conditions(reply)
        if reply.chunked:
            headers["Transfer-Encoding"] = "chunked"
            end = b"0\r\n\r\n" if reply.cut_after is None else b""
            content = b"%x\r\n%b\r\n%b" % (len(content), content, end)
        elif status != 304 and not reply.endless:
            headers["Content-Length"] = str(len(content))
        self.send_response(status)
        for name, value in (headers | {"Connection": "close"}).items():
            self.send_header(name, value)
        self.end_headers()
        while reply.endless and not self.publisher.over.is_set():
            self.wfile.write(content)
        self.wfile.write(content if reply.cut_after is None else content[: reply.cut_after])
        self.wfile.flush()
        if reply.stalls:
            self.publisher.over.wait()

    def _with_conditions(self, reply: Reply) -> tuple[bytes, int, dict[str, str]]:
        """Return body, status and headers of the reply to a question that may want the rest, or only what is new."""
        tag, headers = reply.headers.get("ETag"), dict(reply.headers)
        if tag and self.headers.get("If-None-Match") == tag:
            return b"", 304, headers
        asked = self.headers.get("Range", "")
        if asked and not reply.deaf and self.headers.get("If-Range") in (tag, reply.headers.get("Last-Modified")):
            first, size = int(asked.removeprefix("bytes=").rstrip("-")), len(reply.body)
            return reply.body[first:], 206, headers | {"Content-Range": f"bytes {first}-{size - 1}/{size}"}
        return reply.body, reply.status, headers


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """Return a publisher that runs as long as the test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = Publisher()
    yield running
    running.close()


@dataclass
class Waits:
    """A clock that moves only when somebody waits, and what was waited for."""

    seconds: list[float] = field(default_factory=list)
    passed: float = 0.0

    def wait(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.seconds.append(seconds)
        self.passed += seconds

    def clock(self) -> float:
        """Return the seconds that have passed."""
        return self.passed


@pytest.fixture
def waits() -> Waits:
    """Return a clock that nobody has to wait for."""
    return Waits()


@pytest.fixture
def downloads(publisher: Publisher, waits: Waits) -> Downloads:
    """Return what asks, with the publisher as its mirror and without real waits."""
    return Downloads(mirror=publisher.mirror, wait=waits.wait, clock=waits.clock, now=lambda: NOW)


@pytest.fixture
def limits() -> Limits:
    """Return limits for small files."""
    return Limits(pause=0.0, size=1_000_000, attempts=3, connect=5.0, read=5.0, longest_wait=60.0)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for everything generated."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def catalogue(tmp_path: Path, home: Path) -> Callable[..., Path]:
    """Return a function that writes download entries, by source, into a small catalogue and returns its folder."""

    def write(**entries: str) -> Path:
        folder = tmp_path / "catalogue"
        assert home.parent == tmp_path
        for kind in ("sources", "downloads"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
        common = "seen_in: invented\nconfirmed: true\nlicence_page: https://publisher.example/terms\npause_seconds: 0.1\n"
        for source, entry in entries.items():
            (folder / "sources" / f"{source}.yml").write_text(f"id: {source}\naddress: https://publisher.example\n", encoding="utf-8")
            if entry:
                (folder / "downloads" / f"{source}.yml").write_text(entry + common, encoding="utf-8")
        return folder

    return write
