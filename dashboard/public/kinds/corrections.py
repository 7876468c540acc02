"""Corrections: every slip of a publisher that we correct, and what releases changed in the figures."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.components.view import View
from dashboard.contact import report_address
from dashboard.pages.corrections import Corrected, corrected
from dashboard.public.page import Page
from dashboard.public.site import Site


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the page."""
    words = view.words
    listed: list[Corrected] = corrected(view)
    yield Page(
        path="corrections/",
        template="corrections.html",
        title=words("public.corrections.title"),
        description=words("public.corrections.lead"),
        context={
            "listed": listed,
            "report": report_address(words("public.corrections.subject"), words("public.corrections.body"), site.settings.operator.email),
        },
        section="corrections/",
    )
