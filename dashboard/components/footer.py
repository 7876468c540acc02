"""The foot of every page: what helps to read on, and which build is shown."""

from __future__ import annotations

from dashboard.components.markup import element, escaped, link
from dashboard.components.view import View
from dashboard.display import count, date_words


def footer(view: View) -> str:
    """Return the foot of a page."""
    words = view.reader
    links = (
        (view.address(""), words("nav.missions")),
        (view.address("country"), words("nav.country")),
        (view.address("methods"), words("footer.how_to_read")),
        (view.address("data"), words("footer.sources")),
        (view.address("data"), words("footer.cite")),
    )
    build = view.warehouse.build
    told = words(
        "footer.build",
        observations=count(int(build["observations"]), words.language),
        day=date_words(build["built_at"].date(), words.language),
        id=str(build["input_sha256"])[:12],
    )
    written = [link(href, escaped(text)) for href, text in links]
    return element("footer", *written, element("p", escaped(told), class_="wm-source"), class_="wm-footer", lang=words.language)
