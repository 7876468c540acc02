"""Where readers of this installation report an error: an e-mail address or a page, set by whoever runs it."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

SETTING = "WAYMARK_CONTACT"
"""The environment variable that holds an e-mail address or the https address of a page."""

_MAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")


def contact() -> str:
    """Return the contact that is set; empty where none is, or where it is neither an e-mail address nor an https address."""
    text = os.environ.get(SETTING, "").strip()
    return text if _MAIL.fullmatch(text) or text.startswith("https://") else ""


def report_address(subject: str, body: str) -> str:
    """Return the link by which a reader reports an error, *subject* and *body* filled in where it is an e-mail; empty without a contact."""
    where = contact()
    if _MAIL.fullmatch(where):
        return f"mailto:{where}?subject={quote(subject)}&body={quote(body)}"
    return where
