"""Take it with me: how a drawing is put into another page. The drawings' own pages come with the pages that they stand on."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.components.view import View
from dashboard.public.embeds import FIRST
from dashboard.public.page import Page
from dashboard.public.site import Site


def pages(site: Site, view: View) -> Iterator[Page]:  # noqa: ARG001 (every kind of page is asked alike)
    """Return the page that says how."""
    words = view.words
    yield Page(FIRST, "embedding.html", words("public.embed.title"), words("public.embed.lead"), section=FIRST)
