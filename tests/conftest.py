"""What every test can use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dashboard.public.baking import Baked
    from dashboard.public.site import Site

ROOT = Path(__file__).resolve().parents[1]
PUBLIC_BASE = "https://waymark.example/site/"
"""Where the baked site is reached: below a path, because nothing may start from the root of a host."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference material beside the clone, or skip: a user's clone does not have it."""
    folder = ROOT.parent / "shared"
    if not (folder / "oracles").is_dir():
        pytest.skip("the reference material (published inputs and results) is not beside this clone")
    return folder


@pytest.fixture(scope="session")
def public_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the project's own figures for the public."""
    from etl import build  # noqa: PLC0415 - most tests need no build

    folder = tmp_path_factory.mktemp("public-home")
    build.build(folder=folder / "warehouse", audience="public")
    return folder


@pytest.fixture(scope="session")
def site(public_home: Path) -> Iterator[Site]:
    """Return the site of these figures."""
    from dashboard.loading import OpenWarehouse  # noqa: PLC0415
    from dashboard.public.settings import Settings, read_operator  # noqa: PLC0415
    from dashboard.public.site import Site  # noqa: PLC0415
    from data.warehouse import store  # noqa: PLC0415

    warehouse = OpenWarehouse(store.current_file(public_home / "warehouse"))
    yield Site(warehouse, Settings(read_operator(), PUBLIC_BASE))
    warehouse.close()


@pytest.fixture(scope="session")
def baked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Baked:
    """Bake it once; tests only read it."""
    from dashboard.public.baking import bake  # noqa: PLC0415

    return bake(site, tmp_path_factory.mktemp("site"))
