"""What the site is made of: pages in every language they exist in, and the kinds they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.display import Language
from dashboard.language import COMPLETE

if TYPE_CHECKING:
    from dashboard.components.view import View
    from dashboard.public.site import Site


@dataclass(frozen=True)
class Page:
    """
    One page in one language.

    ``path`` is the address below the language's folder: it ends with a slash (``missions/de-ndk/``), is empty for the first page, or names
    a file (``404.html``). It is the same in every language, so that a change of language keeps the view. ``section`` is the entry of the
    navigation it belongs to. ``mission`` and ``place`` stand in the bar under the navigation. ``data_day`` is when the newest edition
    behind the page's figures was published, in words; a page whose figures stay the same keeps its bytes from release to release.
    """

    path: str
    template: str
    title: str
    description: str
    context: Mapping[str, object] = field(default_factory=dict)
    section: str | None = None
    mission: str = ""
    place: str = ""
    data_day: str = ""
    dataset: Mapping[str, object] | None = None
    feed: str = ""
    """The mission whose feed the page belongs to; the feed of everything is on every page."""
    image: str = ""
    """The picture shown where the page is shared, below the root of the site."""
    listed: bool = True
    """Whether search engines are told of it."""


@dataclass(frozen=True)
class Kind:
    """
    A kind of page: the first part of its addresses (``missions/``; empty for the first page), what makes its pages, and its languages.

    A language that a kind has not yet falls back to the first it has: links from its other pages lead there.

    ``pages`` is asked once a language and gives the pages one by one, so that no more than a few are in memory. Of a kind that is made with
    the open data, because it says how big they are, it is ``None``; such a kind is one page.
    """

    first: str
    pages: Callable[[Site, View], Iterable[Page]] | None
    languages: tuple[Language, ...] = COMPLETE


def first_part(path: str) -> str:
    """Return the first part of *path* with its slash: ``missions/`` of ``missions/de-ndk/``; of a file, its name."""
    head, slash, _ = path.partition("/")
    return head + slash
