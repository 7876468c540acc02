"""A server that is warm: what it holds for good is not searched for garbage while readers wait."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import delta_generator, env_util, string_util
from streamlit.elements import markdown
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette import starlette_server

from dashboard import __main__ as command
from dashboard.quick_server import know_that_it_is_served, send_at_once, take_text_as_it_is
from dashboard.warming import warm_up


@pytest.fixture
def thawed() -> Iterator[None]:
    """Let what a test has frozen be searched again."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed", "warehouse")
def test_what_a_warm_server_holds_is_out_of_the_search_for_garbage() -> None:
    gc.unfreeze()
    warm_up()

    assert gc.get_freeze_count() > len(gc.get_objects())


def test_streamlit_is_told_not_to_search_after_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would search all that is held, which takes longer than the page."""
    told: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.App.run", lambda _self, config: told.update(config))
    # The command sets this for good; put back behind the test.
    monkeypatch.setattr(PagesManager, "uses_pages_directory", PagesManager.uses_pages_directory)
    monkeypatch.setattr(starlette_server, "_bind_socket", starlette_server._bind_socket)
    monkeypatch.setitem(vars(markdown), "clean_text", markdown.clean_text)
    monkeypatch.setitem(vars(delta_generator), "_use_warning_has_been_displayed", True)
    monkeypatch.setattr(command, "check_port", lambda _port: None)
    monkeypatch.setattr(command, "_warm_up", lambda: None)
    monkeypatch.chdir(command.APP.parent.parent)
    command.serve(8501)

    assert told["runner.postScriptGC"] is False


def test_a_message_leaves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the last one of a page waits until the reader's machine has acknowledged the one before, 40 ms on Linux."""
    monkeypatch.setattr(starlette_server, "_bind_socket", starlette_server._bind_socket)
    send_at_once()
    with (
        starlette_server._bind_socket("127.0.0.1", 0, 1) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_no_part_of_a_page_is_searched_for_a_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(markdown), "clean_text", markdown.clean_text)
    app = AppTest.from_string('import streamlit as st\nst.markdown("<p>a part</p>", unsafe_allow_html=True)')
    monkeypatch.setattr(string_util.textwrap, "dedent", lambda text: f"searched: {text}")
    take_text_as_it_is()

    assert app.run().markdown[0].value == "<p>a part</p>"


def test_the_first_part_of_the_first_page_does_not_wait_for_the_source_of_every_module(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(env_util, "is_repl", lambda: bool(looked.append("at the source")))
    monkeypatch.setitem(vars(delta_generator), "_use_warning_has_been_displayed", False)
    know_that_it_is_served()
    AppTest.from_string('import streamlit as st\nst.write("one sentence")').run()

    assert not looked
