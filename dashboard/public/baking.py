"""Bakes a site: every page in every language, then what needs to know all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dashboard.display import Language
from dashboard.opendata.release import Release, open_data
from dashboard.public import assets, release, robots
from dashboard.public.folders import with_data_pages
from dashboard.public.page import Kind
from dashboard.public.processes import done_in_processes
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


@dataclass(frozen=True)
class Part:
    """What came of a part of it: the number of pages, the paths of those that search engines are told of, and what was written."""

    pages: int
    listed: list[str]
    counted: release.Counted


def bake(site: Site, folder: Path, kinds: tuple[Kind, ...] = KINDS, *, processes: int = 1) -> Baked:
    """
    Write the release of *site* into *folder* and make it the one in use.

    The pages of a kind in a language, and the open data, are a task each; the bytes do not depend on how many *processes* do them.
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
        draft.add("index.html", start_page(renderer).encode())
        draft.add(NOT_FOUND, _not_found(renderer, kinds).encode())
        tasks = [
            partial(_bake_files, draft, partial(_open_data_files, renderer)),
            *(partial(_bake_pages, draft, renderer, kind, language) for kind in kinds if kind.pages for language in kind.languages),
            *(partial(_bake_files, draft, partial(make, renderer)) for make in FILES),
        ]
        written_here = draft.counted
        if processes > 1:
            site.read_what_pages_share()
            site.warehouse.close()
        parts = done_in_processes(tasks, processes)
        draft.counted = sum((part.counted for part in parts), start=written_here)
        with_data = [kind.first for kind in kinds if not kind.pages]
        for path, content in robots.files(renderer, [*(path for part in parts for path in part.listed), *with_data]):
            draft.add(path, content)
    return Baked(name, held, sum(part.pages for part in parts), draft.counted)


def _bake_pages(draft: release.Draft, renderer: Renderer, kind: Kind, language: Language) -> Part:
    """Write every page of *kind* in *language*."""
    before, pages, listed = draft.counted, 0, []
    view = renderer.site.views[language]
    for page in kind.pages(renderer.site, view) if kind.pages else ():
        draft.add(f"{language}/{written_path(page.path)}", renderer.html(page, view.words).encode())
        pages += 1
        if page.listed and language == kind.languages[0]:
            listed.append(page.path)
    return Part(pages, listed, draft.counted - before)


def _bake_files(draft: release.Draft, make: Callable[[], Iterable[tuple[str, bytes]]]) -> Part:
    """Write the files that *make* gives."""
    before = draft.counted
    for path, content in make():
        draft.add(path, content)
    return Part(0, [], draft.counted - before)


def _open_data_files(renderer: Renderer) -> Iterable[tuple[str, bytes]]:
    """Return the files of the open data, a page for each of their folders, and the page of all of them."""
    return with_data_pages(renderer, _open_data(renderer.site))


def _open_data(site: Site) -> Iterable[tuple[str, bytes]]:
    """Return the files of the open data, compared with the release before."""
    settings = site.settings
    this = Release(site.release, site.day, site.before)
    return open_data(site.warehouse, base_url=settings.base_url, release=this, confirmed_only=settings.confirmed_only)


def _not_found(renderer: Renderer, kinds: tuple[Kind, ...]) -> str:
    """Return the page for unknown addresses that name no language."""
    view = renderer.site.any_view
    pages = next(kind.pages for kind in kinds if kind.first == NOT_FOUND and kind.pages)
    return renderer.html(next(iter(pages(renderer.site, view))), view.words)
