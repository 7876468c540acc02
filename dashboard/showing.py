"""From an address to a page: what the reader chose, with the settings of the page's own, and the page made of it, once for all readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import import_module

from dashboard.components.block import Page
from dashboard.components.view import View
from dashboard.language import words_for, words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages.committee_files import states_for
from dashboard.pages.compare_settings import with_side_by_side
from dashboard.pages.equity_subject import with_groups
from dashboard.pages.explain_subject import with_number
from dashboard.pages.lab_settings import with_settings
from dashboard.pages.preventable_settings import with_share_settings
from dashboard.pages.review_settings import PAGES as REVIEW_PAGES
from dashboard.pages.review_settings import with_since
from dashboard.screens import PAGES, name_of
from dashboard.selection import Selection, read_selection, with_lost_page
from dashboard.theme import Mode
from data.catalogue.catalogue import Catalogue

BUILD: dict[str, Callable[[View], Page]] = {page: import_module(f"dashboard.pages.{name_of(page)}").build for page in PAGES}
# Pages whose choice puts missions or countries side by side.
SIDE_BY_SIDE = ("compare", "anatomy")


def selected(name: str, parameters: Mapping[str, str], catalogue: Catalogue, *, locale: str | None, today: date) -> Selection:
    """Return what the *parameters* of an address of page *name* ask for, with the settings of the page's own."""
    selection = read_selection(parameters, catalogue, locale=locale, today=today)
    if not name:
        titles = {words_of(selection.language)(f"nav.{page}").casefold(): page for page in PAGES if page}
        selection = with_lost_page(selection, parameters, titles)
    if name == "lab":
        selection = with_settings(selection, parameters)
    if name == "explain":
        selection = with_number(selection, parameters)
    if name == "equity":
        selection = with_groups(selection, parameters, catalogue.codes)
    if name in SIDE_BY_SIDE:
        selection = with_side_by_side(selection, parameters, catalogue)
    if name == "preventable":
        selection = with_share_settings(selection, parameters)
    if name in REVIEW_PAGES:
        selection = with_since(selection, parameters, catalogue, today)
    return selection


def view_of(name: str, warehouse: OpenWarehouse, selection: Selection, mode: Mode, today: date) -> View:
    """Return the view that page *name* is made from."""
    return View(warehouse, selection, words_for(selection.language, name), mode, selection.as_of or today, today)


def page_of(name: str, view: View, refused_at: datetime | None = None) -> Page:
    """
    Return page *name*, made once for the same view.

    *refused_at* is when a newer build was refused, which some pages tell. A page that shows a committee's file is made again once the
    file has changed.
    """
    key = (name, view.selection, view.mode, view.as_of, view.today, refused_at, states_for(name))
    return view.warehouse.remember(key, lambda: BUILD[name](view))
