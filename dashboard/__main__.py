"""The commands of the dashboard: ``python -m dashboard serve``, ``publish``, ``preview`` and ``brief``."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from dashboard.brief import command as documents
from dashboard.many import MOST, serve_many
from dashboard.public import command
from dashboard.screens import PAGES
from data.errors import ProjectError, SetupError
from data.short_command import end_at_once, run_short

APP = Path(__file__).resolve().parent / "app.py"
ADDRESS = "127.0.0.1"
PORT = 8501
LAST_PORT = 65_535
MOST_DIGITS = 20


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    commands = argparse.ArgumentParser(prog="python -m dashboard", description="The dashboard: what a reader sees.")
    known = commands.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = known.add_parser("serve", help="serve the dashboard on this machine", description="Serve the dashboard on 127.0.0.1.")
    serve.add_argument("--port", type=port_number, default=PORT, metavar="N", help=f"port to listen on (default {PORT})")
    serve.add_argument(
        "--processes", type=process_count, default=1, metavar="N", help="servers behind one address (needs nginx; default 1)"
    )
    command.add_to(known, port_number)
    documents.add_to(known)
    return commands


def is_number(text: str) -> bool:
    """Return whether *text* is a whole number in the digits 0 to 9, and none of hundreds of digits."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def port_number(text: str) -> int:
    """Return *text* as a port."""
    if not is_number(text) or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text[:MOST_DIGITS]!r} is no port; give a number from 1 to {LAST_PORT}")
    return int(text)


def process_count(text: str) -> int:
    """Return *text* as a number of server processes."""
    if not is_number(text) or not 1 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"{text[:MOST_DIGITS]!r} is no number of processes; give one from 1 to {MOST}")
    return int(text)


def check_port(port: int) -> None:
    """Raise ``SetupError`` if something listens on *port* or it may not be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port that a closed server still lingers on is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            why = "is taken by another program" if not isinstance(error, PermissionError) else "may not be used by this account"
            remedy = f"choose another one: `make run PORT={other(port)}` or `python -m dashboard serve --port {other(port)}`"
            raise SetupError(f"port {port}", why, remedy) from None


def other(port: int) -> int:
    """Return a port to suggest instead of *port*."""
    return port + 1 if PORT <= port < LAST_PORT else PORT


def serve(port: int) -> None:
    """Serve the dashboard on *port* until it is stopped."""
    check_port(port)
    # The settings of look and privacy lie in .streamlit of the clone, which Streamlit seeks where it is started.
    os.chdir(APP.parent.parent)
    import streamlit as st  # noqa: PLC0415 - --help and a taken port answer without it
    from starlette.middleware import Middleware  # noqa: PLC0415
    from streamlit.runtime.pages_manager import PagesManager  # noqa: PLC0415

    from dashboard.components import download, shell  # noqa: PLC0415
    from dashboard.quick_server import know_that_it_is_served, send_at_once, take_text_as_it_is  # noqa: PLC0415

    send_at_once()
    take_text_as_it_is()
    know_that_it_is_served()
    # Streamlit takes every file of a folder called "pages" for a page until the first run says otherwise; a first reader who
    # came in by a link would see one of ours run bare.
    PagesManager.uses_pages_directory = False

    Thread(target=_warm_up, daemon=True).start()
    print(f"Waymark: http://{ADDRESS}:{port}  (stop with Ctrl+C)", flush=True)
    app = st.App(APP, routes=[*download.routes(), *shell.routes(PAGES)], middleware=[Middleware(shell.kept_home(PAGES))])
    app.run(
        config={
            "server.address": ADDRESS,
            "server.port": port,
            "server.headless": True,
            "server.enableStaticServing": True,
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": False,
            "client.toolbarMode": "minimal",
            "client.showErrorDetails": "none",
            "runner.magicEnabled": False,
            # After each run Streamlit would search all that is held for garbage, which takes ten times as long as the run.
            "runner.postScriptGC": False,
            "logger.level": "warning",
        }
    )


def _warm_up() -> None:
    from dashboard.loading import LIBRARY  # noqa: PLC0415 - --help answers without it, and the server does not wait for it
    from dashboard.warming import make_ready, warm_up  # noqa: PLC0415

    warm_up()
    LIBRARY.when_opened = lambda opened: Thread(target=make_ready, args=(opened,), daemon=True).start()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    chosen = parser().parse_args(arguments)
    try:
        if chosen.command == "publish":
            command.publish(chosen)
        elif chosen.command == "preview":
            command.preview(chosen)
        elif chosen.command == "brief":
            documents.brief(chosen)
        elif chosen.processes > 1:
            check_port(chosen.port)
            serve_many(chosen.port, chosen.processes)
        else:
            serve(chosen.port)
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["brief"]:
        run_short(main)
    ended = main()
    if sys.argv[1:2] == ["serve"]:
        end_at_once(ended)  # what is made ready for readers may still be under way
    sys.exit(ended)
