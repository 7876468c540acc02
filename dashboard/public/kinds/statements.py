"""The pages that the law asks for: accessibility statement, imprint, privacy. What only the operator knows comes from his settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.public.page import Page
from dashboard.public.site import Site


def accessibility(site: Site, view: View) -> Iterator[Page]:
    """Return the accessibility statement."""
    yield _statement(site, view, "accessibility")


def imprint(site: Site, view: View) -> Iterator[Page]:
    """Return who operates the site."""
    yield _statement(site, view, "imprint")


def privacy(site: Site, view: View) -> Iterator[Page]:
    """Return what is known about readers: nothing but the web server's own notes."""
    yield _statement(site, view, "privacy")


def _statement(site: Site, view: View, name: str) -> Page:
    operator, words = site.settings.operator, view.words
    day = operator.statement_date
    return Page(
        path=f"{name}/",
        template=f"{name}.html",
        title=words(f"public.{name}.title"),
        description=words(f"public.{name}.description"),
        context={
            "operator": operator,
            "hosting": operator.hosting.in_language(view.language),
            "enforcement": operator.enforcement_body.in_language(view.language),
            "reviewed": date_words(day, view.language) if isinstance(day, date) else day,
            "is_template": bool(operator.placeholders()),
        },
        section=f"{name}/",
    )
