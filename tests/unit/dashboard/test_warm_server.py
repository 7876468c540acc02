"""A server that is warm: what it holds for good is not searched for garbage while readers wait."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager

from dashboard import __main__ as command


@pytest.fixture
def thawed() -> Iterator[None]:
    """Let what a test has frozen be searched again."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed", "warehouse")
def test_what_a_warm_server_holds_is_out_of_the_search_for_garbage() -> None:
    gc.unfreeze()
    command.warm_up()

    assert gc.get_freeze_count() > len(gc.get_objects())


def test_streamlit_is_told_not_to_search_after_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would search all that is held, which takes longer than the page."""
    told: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.App.run", lambda _self, config: told.update(config))
    # The command sets this for good; put back behind the test.
    monkeypatch.setattr(PagesManager, "uses_pages_directory", PagesManager.uses_pages_directory)
    monkeypatch.setattr(command, "check_port", lambda _port: None)
    monkeypatch.setattr(command, "warm_up", lambda: None)
    monkeypatch.chdir(command.APP.parent.parent)
    command.serve(8501)

    assert told["runner.postScriptGC"] is False
