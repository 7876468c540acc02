"""Which rows are read: filters, editions in force, and the data as they were known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection

from data.warehouse import queries, schema, store


def observation(indicator: str, place: str, year: int, value: float | None, source_edition: str) -> dict[str, Any]:
    """Return one row with ``all`` for every breakdown."""
    source, _, name = source_edition.partition("/")
    row: dict[str, Any] = {column.name: None for column in schema.observation.columns}
    row |= dict.fromkeys(("sex", "age", "site", "group"), "all")
    row |= {"indicator": indicator, "place": place, "year": year, "year_end": year, "value": value, "source": source, "edition": name}
    return row | {"obs_status": "A", "conf_status": "F", "locator": f"row {year}"}


def edition(source: str, name: str, published: date, restates: str | None = None) -> dict[str, Any]:
    """Return one row of the table of editions."""
    row = {"source": source, "id": name, "published": published, "restates": restates}
    return row | {"table_sha256": "0" * 64, "observations": 0}


# The third edition restates only the uptake of the second, and the second everything of the first.
EDITIONS = [
    edition("survey", "s-1", date(2021, 1, 1)),
    edition("survey", "s-2", date(2022, 1, 1), "s-1"),
    edition("survey", "s-3", date(2023, 1, 1), "s-2"),
    edition("registry", "r-1", date(2020, 1, 1)),
]
OBSERVATIONS = [
    observation("uptake", "DEU", 2019, 61.0, "survey/s-1"),
    observation("rate", "DEU", 2019, 150.0, "survey/s-1"),
    observation("smokers", "DEU", 2019, 25.0, "survey/s-1"),
    observation("uptake", "DEU", 2019, 62.0, "survey/s-2"),
    observation("rate", "DEU", 2019, 151.0, "survey/s-2"),
    observation("uptake", "DEU", 2019, 63.0, "survey/s-3"),
    observation("rate", "SWE", 2018, 140.0, "registry/r-1"),
    observation("rate", "SWE", 2019, None, "registry/r-1"),
]


@pytest.fixture
def connection(draft: Any) -> Iterator[Connection]:
    """Return an open warehouse of the rows above."""
    engine = store.connect(draft(OBSERVATIONS, EDITIONS))
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def found(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return indicator and edition of each row."""
    return list(zip(frame["indicator"], frame["edition"], strict=True))


def test_an_edition_hides_only_the_indicators_that_its_successors_hold(connection: Connection) -> None:
    """Smokers were asked for only once; the rate was restated once, the uptake twice."""
    frame = queries.read_observations(connection, source="survey")

    assert found(frame) == [("rate", "s-2"), ("smokers", "s-1"), ("uptake", "s-3")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 12, 31), []),
        (date(2021, 1, 1), [("rate", "s-1"), ("smokers", "s-1"), ("uptake", "s-1")]),
        (date(2022, 6, 1), [("rate", "s-2"), ("smokers", "s-1"), ("uptake", "s-2")]),
        (date(2023, 1, 1), [("rate", "s-2"), ("smokers", "s-1"), ("uptake", "s-3")]),
    ],
)
def test_as_of_reads_the_data_as_they_were_known(connection: Connection, day: date, expected: list[tuple[str, str]]) -> None:
    """An edition counts from the day on which it was published."""
    assert found(queries.read_observations(connection, source="survey", as_of=day)) == expected


def test_a_named_edition_is_read_whether_in_force_or_not(connection: Connection) -> None:
    frame = queries.read_observations(connection, source="survey", edition="s-1", indicators=["uptake"])

    assert frame["value"].tolist() == [61.0]


def test_a_named_edition_that_is_not_yet_published_has_no_rows(connection: Connection) -> None:
    assert queries.read_observations(connection, edition="s-3", as_of=date(2022, 12, 31)).empty


def test_every_edition_can_be_read_side_by_side(connection: Connection) -> None:
    frame = queries.read_observations(connection, indicators=["uptake"], in_force=False)

    assert list(zip(frame["edition"], frame["value"], strict=True)) == [("s-1", 61.0), ("s-2", 62.0), ("s-3", 63.0)]


def test_filters_narrow_and_an_empty_list_reads_nothing(connection: Connection) -> None:
    """An empty selection of a reader is not the same as no selection."""
    assert queries.read_observations(connection, indicators=["rate"], places=["SWE"])["year"].tolist() == [2018, 2019]
    assert queries.read_observations(connection, places=[]).empty
    assert queries.read_observations(connection, indicators=[]).empty


def test_all_columns_are_there_and_missing_values_stay_missing(connection: Connection) -> None:
    frame = queries.read_observations(connection, source="registry")

    assert list(frame.columns) == [column.name for column in schema.observation.columns]
    assert frame["value"].isna().tolist() == [False, True]


def test_no_rows_have_all_columns(connection: Connection) -> None:
    frame = queries.read_observations(connection, places=["XXX"])

    assert list(frame.columns) == [column.name for column in schema.observation.columns]


def test_an_edition_is_in_force_until_a_known_one_restates_it(connection: Connection) -> None:
    now = queries.read_editions(connection)
    then = queries.read_editions(connection, date(2022, 6, 1))

    assert dict(zip(now["id"], now["in_force"], strict=True)) == {"r-1": True, "s-1": False, "s-2": False, "s-3": True}
    assert dict(zip(then["id"], then["in_force"], strict=True)) == {"r-1": True, "s-1": False, "s-2": True}
    assert list(now.columns) == ["source", "id", "published", "restates", "observations", "in_force"]


def test_series_are_listed_with_their_years_and_points(connection: Connection) -> None:
    """A year without a value is a year of the series, but no point."""
    frame = queries.read_series_list(connection)
    swedish = frame[frame["place"] == "SWE"].iloc[0]

    assert len(frame) == 7
    assert (swedish["first_year"], swedish["last_year"], swedish["points"]) == (2018, 2019, 1)


def test_the_build_is_one_row(connection: Connection) -> None:
    assert queries.read_build(connection)["observations"] == len(OBSERVATIONS)


def test_holdings_say_what_is_restated(connection: Connection) -> None:
    frame = queries.read_holdings(connection)
    uptake = frame[frame["indicator"] == "uptake"]

    assert list(zip(uptake["edition"], uptake["in_force"], strict=True)) == [("s-1", False), ("s-2", False), ("s-3", True)]
