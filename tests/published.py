"""A published site of the small catalogue, for tests of how sites are written and served: seconds instead of a minute."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.loading import OpenWarehouse
from dashboard.public import release
from dashboard.public.baking import Baked, bake
from dashboard.public.settings import Settings, read_operator
from dashboard.public.site import Site
from etl import build

SMALL = Path(__file__).resolve().parent / "small"
TODAY = date(2024, 5, 1)
BASE = "https://waymark.example/"


def small_warehouse(folder: Path) -> Path:
    """Build the small catalogue for the public and return the file."""
    return build.build(catalogue=SMALL / "catalogue", figures=SMALL / "figures", today=TODAY, folder=folder, audience="public")


def small_site(home: Path, folder: Path) -> Baked:
    """Publish the small catalogue to *folder*; the warehouse lies in *home*."""
    warehouse = OpenWarehouse(small_warehouse(home))
    try:
        return bake(Site(warehouse, Settings(read_operator(), BASE)), folder)
    finally:
        warehouse.close()


def next_release(folder: Path, name: str, changed: dict[str, bytes]) -> Path:
    """Write another release: the newest one with the files *changed*."""
    before = release.latest(folder)
    assert before is not None
    held = {path: (before / path).read_bytes() for path in release.names_of(before) if not path.endswith(".gz")}
    with release.Draft(folder, name) as draft:
        for path, content in (held | changed).items():
            draft.add(path, content)
    return folder / release.RELEASES / name
