"""
The open data of a release: packages, the figures as one file, the interface under ``/v1/``, the feeds.

`open_data` gives every file with its path, for whoever writes the release; `write_open_data` puts them into a folder. Nothing is read
but the warehouse and the release before. The same warehouse gives the same bytes, but for ``data/waymark.duckdb``: DuckDB writes the
parts of a table in the order in which its threads are done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.loading import OpenWarehouse
from dashboard.opendata import api
from dashboard.opendata.changes import Before, changes, read_before
from dashboard.opendata.content import Content, of_places, packages, read_content
from dashboard.opendata.feeds import feed
from dashboard.opendata.files import compact_json, json_bytes, put
from dashboard.opendata.history import verdict_history
from dashboard.opendata.models_of_changes import News
from dashboard.opendata.news import news
from dashboard.opendata.openapi import openapi
from dashboard.opendata.package import package_files
from dashboard.opendata.terms import terms_of
from dashboard.opendata.texts import TONGUES
from data.errors import WarehouseError
from data.warehouse.extract import write_extract

FILE = "data/waymark.duckdb"
PUBLIC = "public"


@dataclass(frozen=True)
class Release:
    """A release: its *name*, the *day* on which its targets are judged, and the folder of the release *before* it, if there is one."""

    name: str
    day: date
    before: Path | None = None


def write_open_data(warehouse: OpenWarehouse, folder: Path, *, base_url: str, release: Release, confirmed_only: bool = False) -> list[Path]:
    """Write the open data of *warehouse* into *folder* and return the files; see `open_data`. A file that is the same is not written."""
    return [
        put(folder, path, content)
        for path, content in open_data(warehouse, base_url=base_url, release=release, confirmed_only=confirmed_only)
    ]


def open_data(warehouse: OpenWarehouse, *, base_url: str, release: Release, confirmed_only: bool = False) -> Iterator[tuple[str, bytes]]:
    """
    Return every file of the open data, with its path below the release's folder.

    Args:
        warehouse: A warehouse that was built for the public.
        base_url: Address of the release's folder; empty where it is not known.
        release: The release.
        confirmed_only: Hold back the figures of sources whose terms no person has read; without it they are in, and marked.

    Raises:
        WarehouseError: The warehouse was built for the house.
    """
    if warehouse.build["audience"] != PUBLIC:
        what = f"was built for the {warehouse.build['audience']} audience; open data may hold only what is free for everybody"
        raise WarehouseError(str(warehouse.file), what, "run `python -m etl build --audience public`")
    terms = terms_of(warehouse.catalogue.sources.values(), confirmed_only=confirmed_only)
    content = read_content(warehouse, day=release.day, base_url=base_url, release=release.name, terms=terms)
    yield from files_of(content, warehouse.file, read_before(release.before))


def files_of(content: Content, file: Path, before: Before | None) -> Iterator[tuple[str, bytes]]:
    """Return every file that gives *content* of the warehouse *file* away."""
    held = packages(content)
    for package in held:
        for name, written in package_files(content, package).items():
            yield f"data/{package.path}/{name}", written
    for place, rows in of_places(content).items():
        yield f"data/places/{place}.csv", content.rows["data.csv"].csv(rows)
    for path, document in api.documents(content, held):
        yield f"v1/{path}", compact_json(document)
    with TemporaryDirectory() as temporary:
        extract = Path(temporary) / "waymark.duckdb"
        write_extract(file, extract, content.terms.passed_on)
        changed = changes(content, extract, before)
        yield FILE, extract.read_bytes()
    history = verdict_history(content, before.history if before else None)
    told = news(content, changed, before)
    yield "v1/changes.json", compact_json(changed)
    yield "v1/verdict-history.json", compact_json(history)
    yield "v1/news.json", compact_json(told)
    yield "v1/openapi.json", json_bytes(openapi(content))
    yield from feeds(content, told)


def feeds(content: Content, told: News) -> Iterator[tuple[str, bytes]]:
    """Return the feeds: everything, and one a mission, in each language."""
    for language in TONGUES:
        for mission in (None, *content.catalogue.missions.values()):
            path = f"feeds/{mission.id if mission else 'all'}.{language}.atom"
            page = f"{language}/missions/{mission.id}/" if mission else f"{language}/"
            yield (
                path,
                feed(
                    told.entries,
                    language=language,
                    day=content.day,
                    address=f"{content.base_url}/{path}" if content.base_url else "",
                    page=f"{content.base_url}/{page}" if content.base_url else "",
                    site=f"{content.base_url}/" if content.base_url else "",
                    mission=mission.id if mission else None,
                    mission_name=mission.name.in_language(language) if mission else "",
                ),
            )
