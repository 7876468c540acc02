"""Two real servers behind a real nginx: each reader stays at one, and a server that dies is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from dashboard.many import COOKIE, find_nginx, free_ports
from data.errors import SetupError
from etl import build

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the project's own figures by two processes."""
    try:
        find_nginx()
    except SetupError:
        pytest.skip("nginx is not installed")
    home = tmp_path_factory.mktemp("home")
    build.build(folder=home / "warehouse")
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--processes", "2"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"WAYMARK_HOME": str(home)}, stdout=subprocess.DEVNULL)
    try:
        _until(lambda: _status(f"http://127.0.0.1:{port}/_stcore/health") == 200)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _until(done: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)  # waiting for other processes, not for luck


def _request(address: str, cookie: str) -> Request:
    return Request(address, headers={"Cookie": cookie} if cookie else {})  # noqa: S310 - our own address


def _status(address: str, cookie: str = "") -> int:
    try:
        with urlopen(_request(address, cookie), timeout=10) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def _kept(address: str, cookie: str = "") -> str:
    """Return the cookie that the answer sets; empty where it sets none."""
    with urlopen(_request(address, cookie), timeout=10) as answer:  # noqa: S310 - our own address
        return (answer.headers.get("Set-Cookie") or "").split(";")[0]


def test_a_new_reader_is_given_a_server_and_keeps_it(address: str) -> None:
    cookie = _kept(address)

    assert cookie.startswith(f"{COOKIE}=")
    assert _kept(address, cookie) == ""
    assert _status(address, cookie) == 200


def test_both_servers_get_readers(address: str) -> None:
    """By lot: forty readers all at one server would be a chance of two to the power of minus 39."""
    assert len({_kept(address) for _ in range(40)}) == 2


def test_a_forged_cookie_leads_to_no_other_server(address: str) -> None:
    assert _status(address, f"{COOKIE}=22") == 200
    assert _kept(address, f"{COOKIE}=22").startswith(f"{COOKIE}=")


def test_a_server_that_dies_is_started_again(address: str) -> None:
    cookie = _kept(address)
    port = cookie.partition("=")[2]
    found = subprocess.run(["pgrep", "-f", f"dashboard serve --port {port}$"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("pgrep is not there, or does not see the server")
    os.kill(int(found.stdout.split()[0]), signal.SIGKILL)
    _until(lambda: _status(address, cookie) != 200)
    _until(lambda: _status(address, cookie) == 200)

    assert _kept(address, cookie) == ""
