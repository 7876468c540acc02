"""A page as a reader gets it from its address, and its words without the markup."""

from __future__ import annotations

import html
import re
from datetime import date

from dashboard.components.block import Html
from dashboard.loading import OpenWarehouse
from dashboard.showing import page_of, selected, view_of


def html_of(warehouse: OpenWarehouse, page: str, parameters: dict[str, str], today: date) -> str:
    """Return *page* for the *parameters* of an address as HTML."""
    selection = selected(page, parameters, warehouse.catalogue, locale=None, today=today)
    made = page_of(page, view_of(page, warehouse, selection, "light", today))
    return "".join(block.text for block in made.blocks if isinstance(block, Html))


def words_in(markup: str) -> str:
    """Return the words of *markup* with one plain space between them."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)).replace("\u00a0", " "))
