"""What a server makes ready before readers ask for it, in a thread of its own: once a build, and in moments when nobody reads."""

from __future__ import annotations

import gc
from contextlib import suppress
from importlib import import_module
from time import monotonic, sleep
from urllib.parse import parse_qsl

from dashboard.components import screen  # noqa: F401 - the first page needs it
from dashboard.components.download import today
from dashboard.language import COMPLETE, DEFAULT, words_of
from dashboard.loading import LIBRARY, OpenWarehouse
from dashboard.screens import SCREENS
from dashboard.showing import page_of, selected, view_of
from dashboard.theme import plotly_template
from data.errors import ProjectError

QUIET = 0.5
"""Seconds without a reader after which the next page is made ready."""
_came = [0.0]


def reader_came() -> None:
    """Note that a reader asks for a page."""
    _came[0] = monotonic()


def warm_up() -> None:
    """
    Load what every page needs, and make the build in use ready.

    A reader who comes meanwhile waits for no more than he would have to do himself. What is wrong is for the pages to say.
    """
    warehouse = LIBRARY.current().warehouse
    if warehouse is not None:
        with suppress(ProjectError):
            warehouse.judged(as_of=today())
    for language in COMPLETE:
        words_of(language)
    import_module("PIL.Image")  # Streamlit does so when it shows the mark
    plotly_template("light", DEFAULT)
    _hold_for_good()
    if warehouse is not None:
        make_ready(warehouse)


def make_ready(warehouse: OpenWarehouse) -> None:
    """Judge every target of *warehouse*, and make one page of each screen, so that only what a reader chooses is left to make."""
    with suppress(ProjectError):
        warehouse.judged(as_of=today())
        for address in SCREENS.values():
            _wait_for_quiet()
            _visit(warehouse, address)
    _hold_for_good()


def _visit(warehouse: OpenWarehouse, address: str) -> None:
    path, _, query = address.partition("?")
    name = path.strip("/")
    selection = selected(name, dict(parse_qsl(query)), warehouse.catalogue, locale=None, today=today())
    page_of(name, view_of(name, warehouse, selection, "light", today()))


def _wait_for_quiet() -> None:
    while (left := QUIET - (monotonic() - _came[0])) > 0:
        sleep(left)


def _hold_for_good() -> None:
    """Take what is held by now out of the search for garbage, which would hold up readers again and again; what was dropped goes first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
