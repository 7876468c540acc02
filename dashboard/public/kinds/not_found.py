"""What a reader gets for an address that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.components.view import View
from dashboard.public.page import Page
from dashboard.public.site import Site


def pages(site: Site, view: View) -> Iterator[Page]:  # noqa: ARG001 (every kind of page is asked alike)
    """Return the page; a web server gives it for every unknown address."""
    yield Page("404.html", "404.html", view.words("public.not_found.title"), view.words("public.not_found.lead"), listed=False)
