"""A small warehouse written row by row, so that the tests of reading do not lean on the ETL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import schema, store

DAY = datetime(2024, 5, 1, 12, 0)  # noqa: DTZ001 (the warehouse keeps UTC without saying so)
BUILD = {"layout": schema.LAYOUT, "input_sha256": "0" * 64, "as_of": None, "audience": "internal", "built_at": DAY, "complete": True}


Draft = Callable[..., Path]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Return a function that writes a draft in a folder: its observations, its editions, and what differs in its build."""

    def write(observations: Any = (), editions: Any = (), folder: Path = tmp_path, **build: Any) -> Path:
        file = folder / ".draft-1.duckdb"
        engine = store.connect(file, read_only=False)
        held = {(row["source"], row["edition"], row["indicator"]): [] for row in observations}
        for row in observations:
            held[row["source"], row["edition"], row["indicator"]].append(row["year"])
        with engine.begin() as connection:
            schema.metadata.create_all(connection)
            store.load_rows(connection, schema.observation, list(observations))
            store.load_rows(connection, schema.edition, list(editions))
            store.load_rows(
                connection,
                schema.edition_indicator,
                [
                    dict(zip(schema.edition_indicator.columns.keys(), (*key, len(years), min(years), max(years)), strict=True))
                    for key, years in held.items()
                ],
            )
            store.load_rows(connection, schema.build, [BUILD | {"observations": len(observations)} | build])
        engine.dispose()
        return file

    return write
