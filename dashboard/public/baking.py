"""Bakes a site: every page in every language, then what needs to know all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from dashboard.opendata.release import Release, open_data
from dashboard.public import assets, release
from dashboard.public.folders import with_folder_pages
from dashboard.public.page import Kind
from dashboard.public.registry import FILES, KINDS
from dashboard.public.render import NOT_FOUND, Renderer, start_page, written_path
from dashboard.public.site import Site


@dataclass(frozen=True)
class Baked:
    """What came of it: the release, and whether it was there already."""

    name: str
    folder: Path
    pages: int
    counted: release.Counted
    existed: bool = False


def bake(site: Site, folder: Path, kinds: tuple[Kind, ...] = KINDS) -> Baked:
    """
    Write the release of *site* into *folder* and make it the one in use.

    A release that is there already is not written again: its name says all that decides its content.
    """
    name = site.release
    held = folder / release.RELEASES / name
    if held.is_dir():
        release.point_to(folder, name)
        return Baked(name, held, 0, release.Counted(), existed=True)
    site = replace(site, before=release.latest(folder))
    renderer = Renderer(site, kinds)
    with release.Draft(folder, name) as draft:
        for asset in assets.assets():
            draft.add(asset.path, asset.content)
        listed: list[str] = []
        pages = 0
        for language, view in site.views.items():
            for kind in kinds:
                if language not in kind.languages:
                    continue
                for page in kind.pages(site, view):
                    draft.add(f"{language}/{written_path(page.path)}", renderer.html(page, view.words).encode())
                    pages += 1
                    if page.listed and language == kind.languages[0]:
                        listed.append(page.path)
        draft.add("index.html", start_page(renderer).encode())
        draft.add(NOT_FOUND, _not_found(renderer, kinds).encode())
        for path, content in chain(*(make(renderer, listed) for make in FILES), with_folder_pages(renderer, _open_data(site))):
            draft.add(path, content)
    return Baked(name, held, pages, draft.counted)


def _open_data(site: Site) -> Iterable[tuple[str, bytes]]:
    """Return the files of the open data, compared with the release before."""
    settings = site.settings
    this = Release(site.release, site.day, site.before)
    return open_data(site.warehouse, base_url=settings.base_url, release=this, confirmed_only=settings.confirmed_only)


def _not_found(renderer: Renderer, kinds: tuple[Kind, ...]) -> str:
    """Return the page for unknown addresses that name no language."""
    view = renderer.site.any_view
    kind = next(kind for kind in kinds if kind.first == NOT_FOUND)
    return renderer.html(next(iter(kind.pages(renderer.site, view))), view.words)
