"""Rows of our own, staged as a build would stage them, and what a check says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.loader import load_catalogue
from data.warehouse import staging, store
from etl.checks.staged import Staged
from etl.inputs import FigureTable

SMALL = Path(__file__).resolve().parents[3] / "small" / "catalogue"
EMPTY = {"sex": "all", "age": "all", "site": "all", "group": "all", "obs_status": "A", "conf_status": "F", "locator": "row"}
NUMBERS = ("lower", "upper", "numerator", "denominator")
THIS_YEAR = 2024


@pytest.fixture
def catalogue() -> Catalogue:
    """Return the small catalogue; ``cases`` is a count, and ``PAIR`` a group of two places."""
    small = load_catalogue(SMALL)
    cases = small.indicators["rate"].model_copy(update={"id": "cases", "unit": "persons", "resolution": 1.0})
    pair = small.places["DEU"].model_copy(update={"code": "PAIR", "kind": "group", "members": ("DEU", "SWE")})
    indicators, places = {**small.indicators, "cases": cases}, {**small.places, "PAIR": pair}
    return small.model_copy(update={"indicators": indicators, "places": places})


@pytest.fixture
def stage(catalogue: Catalogue) -> Iterator[Callable[..., Staged]]:
    """Return a function that stages lists of rows, each list the table of one edition of a source."""
    engine = store.connect(Path(":memory:"), read_only=False)
    with engine.connect() as connection:

        def staged(*editions: tuple[str, str, list[dict[str, Any]]], meaning: Catalogue = catalogue) -> Staged:
            connection.rollback()
            staging.load(connection, [], [])
            tables = []
            for source, edition, rows in editions:
                frame = pd.DataFrame([_row(row, edition) for row in rows])
                staging.add(connection, frame[list(staging.HEADER)], source)
                name = f"{source}/{edition}.csv"
                tables.append(FigureTable(source, edition, Path(name), name, f"sum of {name}", len(rows)))
            return Staged(connection, tuple(tables), meaning, THIS_YEAR, staging.rows_of_editions(connection))

        yield staged
    engine.dispose()


def _row(row: dict[str, Any], edition: str) -> dict[str, Any]:
    full = {"indicator": "cases", "place": "DEU", "year": 2020, **EMPTY, **dict.fromkeys(NUMBERS, float("nan")), **row, "edition": edition}
    return {"year_end": full["year"], **full}
