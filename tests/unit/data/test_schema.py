"""The schema is the data dictionary: nothing in it goes without saying."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data.warehouse import schema

TABLES = list(schema.metadata.tables.values())
TIDY = "indicator,place,year,year_end,sex,age,site,group,value,lower,upper,numerator,denominator,obs_status,conf_status,edition,locator"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_and_column_has_a_comment(table: sa.Table) -> None:
    """The comments are the data dictionary."""
    assert [name for name, comment in [(table.name, table.comment), *((c.name, c.comment) for c in table.columns)] if not comment] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_table_has_an_index_or_a_key(table: sa.Table) -> None:
    """A key costs more than all checks together and triples the file; uniqueness is checked before a build is published."""
    assert list(table.primary_key.columns) == []
    assert not table.indexes
    assert not [constraint for constraint in table.constraints if isinstance(constraint, sa.UniqueConstraint)]


def test_an_observation_has_the_tidy_columns_and_its_source() -> None:
    """The columns that every command reads and writes."""
    assert {column.name for column in schema.observation.columns} == {*TIDY.split(","), "source"}


def test_only_numbers_of_an_observation_may_be_missing() -> None:
    """A dimension is part of the key: 'all' is a code of its own, never an empty cell."""
    assert [column.name for column in schema.observation.columns if column.nullable] == [
        "value",
        "lower",
        "upper",
        "numerator",
        "denominator",
    ]
