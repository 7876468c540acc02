"""Rows of a draft keep their numbers, whatever is left out of it or added to it later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from data.warehouse import schema, staging, store, withholding


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = store.connect(Path(":memory:"), read_only=False)
    with engine.connect() as connection:
        staging.load(connection, [], [])
        yield connection
    engine.dispose()


def add(connection: Connection, *locators: str, status: str = "F") -> None:
    """Add a row for each locator."""
    cells = {
        "indicator": "cases",
        "place": "DEU",
        "year": 2020,
        "year_end": 2020,
        "sex": "all",
        "age": "all",
        "site": "all",
        "group": "all",
    }
    cells |= {"value": 60.0, "lower": 59.0, "upper": 61.0, "numerator": 60.0, "denominator": 90.0}
    cells |= {"obs_status": "A", "conf_status": status, "edition": "clinic-1"}
    rows = pd.DataFrame([cells | {"locator": locator} for locator in locators])
    staging.add(connection, rows[list(staging.HEADER)], "clinic")


def test_a_row_that_was_left_out_does_not_shift_the_locators_of_the_others(connection: Connection) -> None:
    add(connection, "one", "two", "three", "four")
    staging.found_rows(connection, sa.select(sa.literal_column("rowid"), schema.observation.c.locator).limit(1))
    connection.execute(sa.delete(schema.observation).where(schema.observation.c.locator.in_(["one", "three"])))
    add(connection, "five")

    assert staging.locators(connection, 1) == ["two", "", "four", "five"]


def test_the_numbers_of_a_withheld_row_go_and_its_status_stays(connection: Connection) -> None:
    for status in ("A", "D", "C", "F"):
        add(connection, f"row {status}", status=status)
    withholding.empty_withheld(connection, ["clinic"])
    numbers = ["value", "lower", "upper", "numerator", "denominator"]
    rows = store.read_frame(connection, sa.select(schema.observation)).set_index("conf_status")[numbers]

    assert np.isnan(rows.loc[["A", "D"]].to_numpy(dtype=float)).all()
    assert rows.loc[["C", "F"]].to_numpy().tolist() == [[60.0, 59.0, 61.0, 60.0, 90.0]] * 2
