"""What Streamlit's server does without need and readers would wait for, undone where the server starts."""

from __future__ import annotations

import socket
from typing import Any


def send_at_once() -> None:
    """
    Let the server send each message when it is there.

    asyncio does so for sockets that name their protocol. Streamlit's names none, and the last message of a page waited until the reader's
    machine had acknowledged the one before, which Linux puts off for 40 ms. Connections inherit the option from the socket that listens.
    """
    from streamlit.web.server.starlette import starlette_server  # noqa: PLC0415 - only a server needs it

    bind = starlette_server._bind_socket  # noqa: SLF001 - there is no setting for it

    def bound(*given: Any, **named: Any) -> socket.socket:
        listening = bind(*given, **named)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening

    starlette_server._bind_socket = bound  # noqa: SLF001


def take_text_as_it_is() -> None:
    """
    Let Streamlit show our text without looking for a margin to cut off.

    Each part of a page is one line without one; the search took a fifth of the run of a page from the cache.
    """
    from streamlit.elements import markdown  # noqa: PLC0415 - only a server needs it

    vars(markdown)["clean_text"] = str


def know_that_it_is_served() -> None:
    """
    Let the first part of the first page come without a look at how the program was started.

    Streamlit would tell somebody who ran the script by hand how to start it; to find out, it reads the source of every module loaded.
    """
    from streamlit import delta_generator  # noqa: PLC0415 - only a server needs it

    vars(delta_generator)["_use_warning_has_been_displayed"] = True
