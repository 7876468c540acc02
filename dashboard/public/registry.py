"""
Every kind of page, one line each, and what stands in the navigation and at the foot.

To add a kind: a module in ``kinds`` with a function from site and view to pages, one line in ``KINDS``, its words under ``public`` in
every language. It appears in the navigation or at the foot if its first part is listed there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dashboard.language import LANGUAGES
from dashboard.public import share
from dashboard.public.kinds import (
    corrections,
    downloads,
    easy,
    embedding,
    home,
    initiatives,
    methods,
    missions,
    not_found,
    numbers,
    places,
    promises,
    statements,
)
from dashboard.public.page import Kind

if TYPE_CHECKING:
    from dashboard.public.render import Renderer

KINDS: tuple[Kind, ...] = (
    Kind("", home.pages, LANGUAGES),
    Kind("missions/", missions.pages, LANGUAGES),
    Kind("places/", places.pages, LANGUAGES),
    Kind("numbers/", numbers.pages),
    Kind("initiatives/", initiatives.pages),
    Kind("promises/", promises.pages),
    Kind("corrections/", corrections.pages),
    Kind("embed/", embedding.pages, LANGUAGES),
    Kind(downloads.FIRST, None),
    Kind("methods/", methods.pages),
    Kind("easy/", easy.pages),
    Kind("accessibility/", statements.accessibility),
    Kind("imprint/", statements.imprint),
    Kind("privacy/", statements.privacy),
    Kind("404.html", not_found.pages, LANGUAGES),
)

NAVIGATION = ("", "places/", "initiatives/", "promises/", "data/", "methods/")
"""First parts of addresses in the order of the navigation; those that no kind has are left out."""

FOOT = ("methods/", "numbers/", "data/", "corrections/", "embed/", "accessibility/", "imprint/", "privacy/")

FILES: tuple[Callable[[Renderer], Iterable[tuple[str, bytes]]], ...] = (share.files,)
"""What makes the files that are no pages (path below the release, content)."""
