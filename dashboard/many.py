"""
Several server processes behind one address, each reader kept at one of them by a cookie: ``python -m dashboard serve --processes N``.

One process draws five to ten pages a second, because Python runs one thread at a time; two processes draw about twice as many on two cores.
Each opens the same immutable warehouse file for reading. nginx stands in front; it must be installed.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from data import paths
from data.errors import SetupError

ADDRESS = "127.0.0.1"
MOST = 64
"""Processes at most; more is a typing error, or a job for several machines."""
PLACES_OF_NGINX = ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
START_SECONDS = 60.0
COOKIE = "waymark_server"
"""Holds the port of the process that a reader is kept at, and nothing else."""


@dataclass(frozen=True)
class Front:
    """Where nginx listens, the processes behind it, and the folder for its files."""

    port: int
    workers: tuple[int, ...]
    folder: Path


def configuration(front: Front) -> str:
    """Return the configuration of nginx: a new reader gets a process by lot, and keeps it by the cookie."""
    share = 100 / len(front.workers)
    lots = [f"    {share:.2f}% {port};" for port in front.workers[:-1]] + [f"    * {front.workers[-1]};"]
    known = [f"    {port} {port};" for port in front.workers]
    silent = [f'    {port} "";' for port in front.workers]
    temporary = [f"  {name}_temp_path {_quoted(front.folder / name)};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    return "\n".join(
        [
            "daemon off;",
            f"pid {_quoted(front.folder / 'nginx.pid')};",
            f"error_log {_quoted(front.folder / 'error.log')} warn;",
            "events { worker_connections 4096; }",
            "http {",
            "  access_log off;",
            *temporary,
            '  split_clients "${remote_addr}${remote_port}${msec}${connection}" $waymark_lot {',
            *lots,
            "  }",
            # A cookie that names no process of today, an old or a forged one, is answered like none.
            f"  map $cookie_{COOKIE} $waymark_server {{",
            "    default $waymark_lot;",
            *known,
            "  }",
            f"  map $cookie_{COOKIE} $waymark_keep {{",
            f'    default "{COOKIE}=$waymark_server; Path=/; HttpOnly; SameSite=Lax";',
            *silent,
            "  }",
            "  map $http_upgrade $waymark_connection { default upgrade; '' close; }",
            "  server {",
            f"    listen {ADDRESS}:{front.port};",
            "    client_max_body_size 1m;",
            "    location / {",
            f"      proxy_pass http://{ADDRESS}:$waymark_server;",
            "      proxy_http_version 1.1;",
            "      proxy_set_header Host $http_host;",
            "      proxy_set_header X-Forwarded-Proto $scheme;",
            "      proxy_set_header Upgrade $http_upgrade;",
            "      proxy_set_header Connection $waymark_connection;",
            "      proxy_read_timeout 1d;",
            "      proxy_buffering off;",
            "      add_header Set-Cookie $waymark_keep;",
            "    }",
            "  }",
            "}",
            "",
        ]
    )


def _quoted(path: Path) -> str:
    # A quotation mark or a dollar in a folder's name would end the string or name a variable.
    text = str(path)
    if any(sign in text for sign in '"$\\;{}\n'):
        raise SetupError(text, "has a sign in its name that nginx cannot take", "set WAYMARK_HOME to a folder with a plain name")
    return f'"{text}"'


def find_nginx() -> str:
    """Return the path of nginx; ``SetupError`` where it is not installed."""
    found = next((path for name in PLACES_OF_NGINX if (path := shutil.which(name))), None)
    if found is None:
        raise SetupError("nginx", "is not installed", "install it (`apt-get install nginx-light`), or serve with one process")
    return found


def free_ports(count: int) -> tuple[int, ...]:
    """Return *count* ports that nothing listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((ADDRESS, 0))
        return tuple(int(probe.getsockname()[1]) for probe in probes)
    finally:
        for probe in probes:
            probe.close()


def serve_many(port: int, processes: int) -> None:
    """
    Serve on *port* by *processes* servers until stopped; a server that dies is started again.

    Raises:
        SetupError: nginx is missing, or a server does not start.
    """
    nginx = find_nginx()
    front = Front(port, free_ports(processes), paths.home() / "serve" / str(port))
    front.folder.mkdir(parents=True, exist_ok=True)
    file = front.folder / "nginx.conf"
    file.write_text(configuration(front), encoding="utf-8")
    signal.signal(signal.SIGTERM, _stop)
    servers = {worker: _start(worker) for worker in front.workers}
    gate: subprocess.Popen[bytes] | None = None
    try:
        _wait(servers)
        gate = subprocess.Popen([nginx, "-c", str(file), "-p", str(front.folder)])
        print(f"Waymark: http://{ADDRESS}:{port}  ({processes} processes; stop with Ctrl+C)", flush=True)
        while gate.poll() is None:
            for worker, server in servers.items():
                if server.poll() is not None:
                    print(f"the process on port {worker} ended with code {server.returncode}; starting it again", file=sys.stderr)
                    servers[worker] = _start(worker)
            time.sleep(1)
        raise SetupError("nginx", f"ended with code {gate.returncode}", f"see {front.folder / 'error.log'}")
    finally:
        _end([*servers.values(), *([gate] if gate is not None else [])])


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _start(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    return subprocess.Popen(command, cwd=paths.ROOT, env=os.environ.copy(), stdout=subprocess.DEVNULL)


def _wait(servers: dict[int, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    waiting = dict(servers)
    while waiting:
        for port, server in list(waiting.items()):
            if server.poll() is not None:
                raise SetupError(f"port {port}", f"the server ended with code {server.returncode}", "try with one process; it says more")
            if _answers(port):
                del waiting[port]
        if waiting and time.monotonic() > deadline:
            raise SetupError(f"ports {sorted(waiting)}", "do not answer", "try with one process; it says more")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    from urllib.request import urlopen  # noqa: PLC0415 - every other command begins without it

    try:
        with urlopen(f"http://{ADDRESS}:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except OSError:  # of which URLError is one
        return False


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
