"""The pages that belong together: links to the others under the bar, so that the navigation stays short."""

from __future__ import annotations

from dashboard.components.markup import element, escaped, link
from dashboard.components.view import View

GROUPS: tuple[tuple[str, ...], ...] = (
    # One mission, seen for different questions.
    ("mission", "canvas", "review", "changes", "agreed"),
    # Missions and countries side by side.
    ("compare", "anatomy", "initiatives", "equity", "lab"),
)
"""Pages by the name of their address, group by group, in the order of the links; each name has its words under ``nav``."""

GOES_ALONG = ("mission", "place")
"""What a reader chose on one page and keeps on the others of its group."""


def siblings(view: View, page: str) -> str:
    """Return links to the pages that belong with *page*; nothing where it stands alone, or where no mission is chosen yet."""
    group = next((group for group in GROUPS if page in group), ())
    if len(group) <= 1 or ("mission" in group and not view.selection.mission):
        return ""
    chosen = {name: getattr(view.selection, name) or None for name in GOES_ALONG}
    items = [_item(view, name, chosen, here=name == page) for name in group]
    return element(
        "nav", element("ul", *items), class_="wm-siblings", aria_label=view.reader("context.siblings"), lang=view.reader.language
    )


def _item(view: View, name: str, chosen: dict[str, str | None], *, here: bool) -> str:
    words = escaped(view.reader(f"nav.{name}"))
    if here:
        return element("li", element("b", words, aria_current="page"))
    return element("li", link(view.address(name, **chosen), words))
