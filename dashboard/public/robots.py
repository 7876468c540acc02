"""What search engines are told: which pages there are, in which languages, and that all of them may be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.public.render import Renderer

SITEMAP = "sitemap.xml"
MOST = 10_000
"""Pages of one sitemap; the protocol allows 50,000 addresses, and each page has one a language."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(renderer: Renderer, listed: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Return the sitemap of the pages *listed* and ``robots.txt``."""
    yield from sitemap(renderer, listed)
    yield "robots.txt", robots(renderer.site.settings.base_url)


def sitemap(renderer: Renderer, listed: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Return the sitemap of the pages *listed*, in parts with an index where they are many; nothing without a base address."""
    base = renderer.site.settings.base_url
    if not base:
        return
    parts = [listed[start : start + MOST] for start in range(0, len(listed), MOST)]
    if len(parts) == 1:
        yield SITEMAP, _part(renderer, parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _part(renderer, part)
    entries = "".join(f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in names)
    yield SITEMAP, f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">\n{entries}</sitemapindex>\n'.encode()


def _part(renderer: Renderer, paths: Sequence[str]) -> bytes:
    entries = "".join(_entries(renderer, path) for path in paths)
    return f'{_HEAD}<urlset xmlns="{_SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}</urlset>\n'.encode()


def _entries(renderer: Renderer, path: str) -> str:
    languages = renderer.languages_of(path)
    addresses = [(language, escape(renderer.address(path, language))) for language in languages]
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>' for language, address in addresses)
    return "".join(f"<url><loc>{address}</loc>{links}</url>\n" for _, address in addresses)


def robots(base_url: str) -> bytes:
    """Return ``robots.txt``: frozen releases are copies, so search engines need only the newest."""
    told = "User-agent: *\nDisallow: /releases/\n"
    return (told + (f"Sitemap: {base_url}{SITEMAP}\n" if base_url else "")).encode()
