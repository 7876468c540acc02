"""Serves a published site on this machine for a look; for readers there are web servers."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dashboard.public.release import LATEST, RELEASES, latest
from data.errors import SetupError

ADDRESS = "127.0.0.1"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Handler(SimpleHTTPRequestHandler):
    """Answers below ``latest``, and ``/releases/`` beside it, with the headers of a real server and our page for unknown addresses."""

    def translate_path(self, path: str) -> str:
        """Return the file for an address: frozen releases as they are, everything else from the newest one."""
        parts = [part for part in unquote(urlsplit(path).path).split("/") if part not in ("", ".", "..")]
        if parts[:1] not in ([RELEASES], [LATEST]):
            parts = [LATEST, *parts]
        found = Path(self.directory).joinpath(*parts)
        return f"{found}/" if path.rstrip().endswith("/") else str(found)

    def end_headers(self) -> None:
        """Send the headers of safety with every answer."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: str) -> None:  # type: ignore[override] # noqa: ARG002
        """Show no folder that has no page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer an unknown address with our own page, in the language of the address."""
        first = self.path.lstrip("/").split("/", 1)[0]
        held = Path(self.directory) / LATEST
        page = next((file for file in (held / first / "404.html", held / "404.html") if first and file.is_file()), held / "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Be quiet: nobody's visits are noted."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of the site in *folder*; ``SetupError`` if there is none or the port cannot be used."""
    if latest(folder) is None:
        raise SetupError(str(folder), "holds no published site", f"run `python -m dashboard publish {folder}` first")
    try:
        return ThreadingHTTPServer((ADDRESS, port), partial(Handler, directory=str(folder.resolve())))
    except OSError as error:
        raise SetupError(f"port {port}", f"cannot be used ({error.strerror})", "choose another one with --port") from None
