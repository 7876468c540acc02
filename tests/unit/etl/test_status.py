"""What is old and what is late, and which builds are there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from data.warehouse import store
from etl import status


def holdings(small: Any, today: date) -> pd.DataFrame:
    """Return the holdings of the small warehouse on a day."""
    engine = store.connect(small.build())
    with engine.connect() as connection:
        table = status.holdings(connection, today)
    engine.dispose()
    return table


def test_each_edition_and_indicator_is_a_row(small: Any) -> None:
    table = holdings(small, date(2024, 5, 1))

    assert list(table[["source", "edition", "published", "indicator", "rows", "newest_year"]].itertuples(index=False, name=None)) == [
        ("registry", "registry-1", "2023-01-31", "rate", 3, 2020),
        ("survey", "survey-1", "2022-06-30", "rate", 1, 2020),
        ("survey", "survey-1", "2022-06-30", "uptake", 2, 2021),
        ("survey", "survey-2", "2023-06-30", "uptake", 4, 2022),
    ]


def test_a_value_is_late_once_it_is_older_than_the_usual_lag(small: Any) -> None:
    """
    The rate comes two years after the end of its year, the uptake one.

    In May 2024 the newest year that is over is 2023: the rate of 2020 is 3 years old (late), the uptake of 2022 is 1 year old (in time).
    The uptake of the first survey is 2 years old, but the second survey restates it, so nobody waits for it.
    """
    table = holdings(small, date(2024, 5, 1))

    assert table["age_years"].tolist() == [3, 3, 2, 1]
    assert table["lag_years"].tolist() == [2, 2, 1, 1]
    assert table["late"].tolist() == [True, True, False, False]


def test_the_builds_are_listed_with_the_one_in_use_and_what_is_wrong(small: Any) -> None:
    """A person who goes back needs to know which file is whole."""
    damaged = small.build()
    older = small.build(force=True, audience="public", as_of=date(2023, 1, 31))
    newest = small.build(force=True)
    damaged.write_bytes(b"")
    lines = status.builds(small.folder)

    assert [line.split("  ")[0] for line in lines] == [newest.name, older.name, damaged.name]
    assert lines[0].endswith("UTC, 10 observations, internal  (in use)")
    assert lines[1].endswith("UTC, 5 observations, public, as of 2023-01-31")
    assert lines[2].endswith("  is damaged: its content no longer matches the hash in its name")
