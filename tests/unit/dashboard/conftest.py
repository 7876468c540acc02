"""The project's own figures and the small ones, built once for all tests of the pages: what one test has judged, the next one finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.loading import LIBRARY, OpenWarehouse
from data.warehouse import store
from etl import build
from tests.unit.dashboard.small_build import build_small


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build the figures; nothing may be written to this folder by a test."""
    folder = tmp_path_factory.mktemp("home")
    build.build(folder=folder / "warehouse")
    yield folder
    LIBRARY.close()


@pytest.fixture(scope="session")
def warehouse(home: Path) -> Iterator[OpenWarehouse]:
    """Open them."""
    opened = OpenWarehouse(store.current_file(home / "warehouse"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    """Build the small inputs, in which nothing is corrected."""
    warehouse = build_small(tmp_path_factory.mktemp("small"))
    yield warehouse
    warehouse.close()
