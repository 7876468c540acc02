"""A site of the project's own figures, built for the public and baked once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.loading import OpenWarehouse
from dashboard.public.baking import Baked, bake
from dashboard.public.settings import Settings, read_operator
from dashboard.public.site import Site
from data.warehouse import store
from etl import build

BASE = "https://waymark.example/site/"


@pytest.fixture(scope="session")
def public_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the project's own figures for the public."""
    folder = tmp_path_factory.mktemp("public-home")
    build.build(folder=folder / "warehouse", audience="public")
    return folder


@pytest.fixture(scope="session")
def site(public_home: Path) -> Iterator[Site]:
    """Return the site of these figures."""
    warehouse = OpenWarehouse(store.current_file(public_home / "warehouse"))
    yield Site(warehouse, Settings(read_operator(), BASE))
    warehouse.close()


@pytest.fixture(scope="session")
def baked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Baked:
    """Bake it once; tests only read it."""
    return bake(site, tmp_path_factory.mktemp("site"))
