"""A warehouse with the figures of some sources only: what may be passed on, as a file of its own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import WarehouseError
from data.warehouse import schema, store

HELD = "held"
FRESH = "fresh"
EMPTY = (schema.notice.name,)
"""Tables that stay empty: a notice quotes cells of any source."""


def write_extract(file: Path, copy: Path, sources: Collection[str]) -> int:
    """
    Write the warehouse *file* into the new file *copy* with the figures of *sources* only; return the number of observations.

    The catalogue stays whole, so that every other source can be cited; of the corrections, which quote figures, only those of *sources*
    stay. Rows that are not free for publication stay out whatever they are in *file*. Nothing is deleted in *copy*: what is not in its
    rows is not in its bytes.

    Raises:
        WarehouseError: The disk of *copy* is full or may not be written.
    """
    engine = store.connect(Path(":memory:"), read_only=False)
    try:
        with engine.connect() as connection:
            for name, path, mode in ((HELD, file, "READ_ONLY"), (FRESH, copy, "READ_WRITE")):
                literal = sa.literal(str(path)).compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
                connection.exec_driver_sql(f"ATTACH {literal} AS {name} ({mode})")
            connection.exec_driver_sql("SET threads = 1")  # for two dozen small tables more of them only wait for each other
            held, fresh = _tables(HELD), _tables(FRESH)
            for table in fresh.values():
                table.create(connection)
            for name, table in held.items():
                select = sa.select(*table.columns).where(*_conditions(table, sources)).order_by(sa.literal_column("rowid"))
                if name not in EMPTY:
                    connection.execute(sa.insert(fresh[name]).from_select(list(table.columns.keys()), select))
            observation, build = fresh[schema.observation.name], fresh[schema.build.name]
            rows = connection.execute(sa.select(sa.func.count()).select_from(observation)).scalar_one()
            connection.execute(sa.update(build).values(observations=rows))
            connection.commit()
            connection.exec_driver_sql(f"CHECKPOINT {FRESH}")
            return int(rows)
    except sa.exc.OperationalError as error:
        # DuckDB's errors of reading, writing and committing; any other error of a statement is a bug.
        what = f"cannot be written ({error.orig})"
        raise WarehouseError(str(copy.parent), what, "make room, or name another folder for temporary files in TMPDIR") from None
    finally:
        engine.dispose()


def _tables(database: str) -> dict[str, sa.Table]:
    """Return the tables of the layout in the attached *database*."""
    metadata = sa.MetaData()
    return {table.name: table.to_metadata(metadata, schema=database) for table in schema.metadata.sorted_tables}


def _conditions(table: sa.Table, sources: Collection[str]) -> list[Any]:
    """Return what a row of *table* has to meet: of one of *sources*, where it has a source, and free, where it has that status."""
    conditions: list[Any] = []
    if "source" in table.columns:
        conditions.append(table.c.source.in_(list(sources)))
    if "conf_status" in table.columns:
        conditions.append(table.c.conf_status == "F")
    return conditions
