"""A real nginx on this machine with the configuration that the documents give, and a client that sends addresses exactly as they are."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.many import ADDRESS, find_nginx, free_ports
from data.errors import SetupError

ROOT = Path(__file__).resolve().parents[1]
CONFIGURATION = ROOT / "docs" / "nginx" / "waymark.conf"
PATIENCE = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in small letters, several of one name joined by a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running nginx and the folder that it serves."""

    port: int
    folder: Path

    @property
    def address(self) -> str:
        """Return its address without a slash at the end."""
        return f"http://{ADDRESS}:{self.port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send *path* as it is, not tidied as browsers do; ``_`` in the name of a header stands for ``-``."""
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            held: dict[str, str] = {}
            for name, value in answer.getheaders():
                key = name.lower()
                held[key] = f"{held[key]}, {value}" if key in held else value
            return Answer(answer.status, held, answer.read())
        finally:
            connection.close()


def configured(folder: Path, port: int) -> str:
    """Return the documented configuration with the lines changed that an operator changes: where it listens, and the folder."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for old, new in (
        ("listen 80; ", f"listen {ADDRESS}:{port}; "),
        ("listen [::]:80; ", "# "),
        ("/srv/waymark", str(folder)),
    ):
        assert old in text, f"{CONFIGURATION}: {old!r} is not there to be changed"
        text = text.replace(old, new)
    return text


@contextmanager
def serving(folder: Path, own: Path) -> Iterator[Server]:
    """
    Serve *folder*, a site written by ``publish``, until the block ends; nginx keeps its own files in *own*.

    Skips the test where nginx is not installed.
    """
    try:
        nginx = find_nginx()
    except SetupError as error:
        pytest.skip(f"{error}")
    own.mkdir(parents=True, exist_ok=True)
    port = free_ports(1)[0]
    (own / "site.conf").write_text(configured(folder, port), encoding="utf-8")
    temporary = "".join(f"  {name}_temp_path {own}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # A test's folders may only be read by its own account; started by root, nginx would read as nobody.
    account = "user root;\n" if os.geteuid() == 0 else ""
    (own / "nginx.conf").write_text(
        f"{account}daemon off;\nworker_processes 1;\npid {own}/pid;\nerror_log {own}/error.log warn;\n"
        "events { worker_connections 512; }\n"
        f"http {{\n{temporary}  include {own}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    command = [nginx, "-e", str(own / "error.log"), "-p", str(own), "-c", str(own / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr + (own / "error.log").read_text(encoding="utf-8")
    process = subprocess.Popen(command)
    try:
        server = Server(port, folder)
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"nginx ended with code {process.returncode}"
        try:
            server.ask("/robots.txt")
        except OSError:
            time.sleep(0.05)  # waiting for another process, not for luck
        else:
            return
    pytest.fail("nginx does not answer")
