"""Where readers of this installation report an error: an e-mail address or a page, set by whoever runs it."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from urllib.parse import quote

from dashboard.public.settings import read_operator

SETTING = "WAYMARK_CONTACT"
"""The environment variable that holds an e-mail address or the https address of a page; it goes before the operator's file."""

_MAIL = re.compile(r"[^@\s<>\"'\[\]]+@[^@\s<>\"'\[\]]+\.[^@\s<>\"'\[\]]+")


def contact() -> str:
    """Return the contact that is set, else the operator's e-mail; empty where neither is an e-mail address or an https address."""
    return usable(os.environ.get(SETTING, "").strip() or _of_operator())


def usable(text: str) -> str:
    """Return *text* if it is an e-mail address or an https address, else nothing."""
    return text if _MAIL.fullmatch(text) or text.startswith("https://") else ""


@lru_cache(maxsize=1)
def _of_operator() -> str:
    return read_operator().email


def report_address(subject: str, body: str, where: str | None = None) -> str:
    """
    Return the link by which a reader reports an error, *subject* and *body* filled in where it is an e-mail; empty without a contact.

    *where* is the contact of a site that has its own; by default `contact`.
    """
    where = contact() if where is None else usable(where)
    if _MAIL.fullmatch(where):
        return f"mailto:{where}?subject={quote(subject)}&body={quote(body)}"
    return where
