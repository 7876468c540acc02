"""A real server on a real build, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from etl import build

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 60
AXE = Axe()
GRAVE = ("serious", "critical")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the project's own figures."""
    folder = tmp_path_factory.mktemp("home")
    build.build(folder=folder / "warehouse")
    return folder


def serve(home: Path) -> Iterator[str]:
    """Serve the dashboard on *home* by its own command; yield its address."""
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"WAYMARK_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended with code {server.returncode}"
        try:
            with urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.2)  # waiting for another process, not for luck
    pytest.fail(f"the server did not answer within {START_SECONDS} seconds")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """Return the address of a running dashboard."""
    yield from serve(home)


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a dashboard without a warehouse."""
    yield from serve(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return the driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return a Chromium: the system's, else the driver's own."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield opened
    opened.close()


@dataclass
class Visit:
    """One reader's look at one page, and everything that went wrong meanwhile."""

    page: Page
    server: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open *path* and wait until the page is whole."""
        self.page.goto(self.server + path)
        self.page.wait_for_selector(".wm-footer, .wm pre", state="attached", timeout=60_000)
        self.page.wait_for_function("!document.querySelector('[data-stale=\"true\"]')")
        return self.page

    def violations(self, *, of_any_weight: bool = False, only: str = "") -> list[str]:
        """Return what the page breaks of the accessibility rules, or of the rule *only*: serious and critical only, or all of it."""
        asked = {"runOnly": {"type": "rule", "values": [only]}} if only else {}
        found = AXE.run(self.page, options={"resultTypes": ["violations"], **asked}).response["violations"]
        return [f"{entry['id']}: {entry['nodes'][0]['html'][:200]}" for entry in found if of_any_weight or entry["impact"] in GRAVE]

    def overflow(self) -> int:
        """Return by how many pixels the page has to be scrolled sideways; 0 or less where it fits."""
        return int(
            self.page.evaluate(
                "Math.max(document.documentElement.scrollWidth - innerWidth,"
                " ...[...document.querySelectorAll('[data-testid=stMain]')].map(main => main.scrollWidth - main.clientWidth))"
            )
        )


@pytest.fixture
def new_visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Return a maker of fresh readers (``width``, ``address`` and what a browser context takes); afterwards nothing may have gone wrong."""
    visits: list[Visit] = []

    def make(*, width: int = 1280, address: str = "", **context: Any) -> Visit:
        opened = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB", **context)
        visit = Visit(opened.new_page(), address or server)
        watch(visit)
        visits.append(visit)
        return visit

    yield make
    for visit in visits:
        visit.page.context.close()

    assert [fault for visit in visits for fault in visit.faults] == []


@pytest.fixture(scope="module")
def reader(browser: Browser, server: str) -> Iterator[Visit]:
    """Return one reader for all tests of a module, whose browser keeps what it has loaded; each test looks at ``faults`` itself."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    visit = Visit(opened.new_page(), server)
    watch(visit)
    yield visit
    opened.close()


@pytest.fixture
def visit(new_visit: Callable[..., Visit]) -> Visit:
    """Return a fresh reader on a wide screen."""
    return new_visit()


@pytest.fixture
def narrow(new_visit: Callable[..., Visit]) -> Visit:
    """Return a fresh reader on a phone."""
    return new_visit(width=390)


def watch(visit: Visit) -> None:
    """Note console errors, faults of scripts, and requests to any other host."""
    page, own = visit.page, (visit.server, visit.server.replace("http", "ws"), "data:", "blob:")
    page.on("console", lambda message: visit.faults.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: visit.faults.append(f"script: {error}"))
    page.on("request", lambda request: None if request.url.startswith(own) else visit.faults.append(f"request: {request.url}"))
