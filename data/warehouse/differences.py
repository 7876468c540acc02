"""
What differs between two warehouses: the observations in force in each, compared inside DuckDB with both files attached.

An observation is the same one in both if its source and its key are; its edition, value and flags may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.warehouse import queries, schema, store
from data.warehouse.queries import KEY

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

COLUMNS = ("change", "source", *KEY, "old", "new", "difference", "outside_interval", "cause")
CORRECTED = "%, corrected by us (%"
"""How the locator of a corrected observation ends."""

_KEPT = ("source", *KEY, "value", "lower", "upper", "obs_status", "conf_status", "edition", "locator")


def observation_changes(old: Path, new: Path) -> pd.DataFrame:
    """
    Return the observations in force in just one of the warehouse files *old* and *new*, or that differ, sorted by source and key.

    ``change`` is ``new``, ``gone``, ``revised`` (another value) or ``reflagged`` (the same value with other limits or another status);
    ``old`` and ``new`` are values in the indicator's unit. ``outside_interval`` tells whether the new value lies outside the old one's
    limits; it is empty where there are none. ``cause`` is ``edition`` (another edition is in force, or none), ``correction`` (one was
    declared or taken back) or ``data`` (the same edition holds another figure).
    """
    with _attached(old, new) as connection:
        before, after = (_in_force(connection, name) for name in ("old", "new"))
        return store.read_frame(connection, _compare(before, after))


@contextmanager
def _attached(old: Path, new: Path) -> Iterator[Connection]:
    engine = store.connect(Path(":memory:"), read_only=False)
    try:
        with engine.connect() as connection:
            for name, file in (("old", old), ("new", new)):
                path = sa.literal(str(file)).compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
                connection.exec_driver_sql(f"ATTACH {path} AS {name} (READ_ONLY)")
            yield connection
    finally:
        engine.dispose()


def _in_force(connection: Connection, name: str) -> Any:
    """Write the observations in force in the attached warehouse *name* into a table of their own, and return it."""
    observation = schema.observation
    held = sa.Table(f"{name}_in_force", sa.MetaData(), *(sa.Column(c, observation.c[c].type) for c in _KEPT), schema="memory")
    held.create(connection)
    select = sa.select(*(observation.c[column] for column in _KEPT)).where(queries.is_in_force(observation))
    insert = sa.insert(held).from_select(list(_KEPT), select)
    # The same statement, on the tables of the attached file.
    connection.execute(insert, execution_options={"schema_translate_map": {None: name}})
    return held


def _held_in(rows: Any, other: Any) -> sa.ColumnElement[bool]:
    """Return the condition that *other* has rows of the same edition."""
    held = other.alias()
    return sa.tuple_(rows.c.source, rows.c.edition).in_(sa.select(held.c.source, held.c.edition))


def _compare(old: Any, new: Any) -> sa.Select[Any]:
    names = ("source", *KEY)
    same = sa.and_(*(old.c[name] == new.c[name] for name in names))
    is_new, is_gone = old.c.source.is_(None), new.c.source.is_(None)
    revised = old.c.value.is_distinct_from(new.c.value)
    flags = [old.c[name].is_distinct_from(new.c[name]) for name in ("lower", "upper", "obs_status", "conf_status")]
    change = sa.case((is_new, "new"), (is_gone, "gone"), (revised, "revised"), else_="reflagged")
    outside = sa.or_(new.c.value < old.c.lower, new.c.value > old.c.upper)
    corrected = old.c.locator.like(CORRECTED).is_distinct_from(new.c.locator.like(CORRECTED))
    # A figure may come or go within an edition that both hold.
    came = sa.and_(is_new, _held_in(new, old))
    went = sa.and_(is_gone, _held_in(old, new))
    other_edition = old.c.edition.is_distinct_from(new.c.edition)
    cause = sa.case((sa.or_(came, went), "data"), (other_edition, "edition"), (corrected, "correction"), else_="data")
    key = [sa.func.coalesce(new.c[name], old.c[name]).label(name) for name in names]
    select = sa.select(
        change.label("change"),
        *key,
        old.c.value.label("old"),
        new.c.value.label("new"),
        (new.c.value - old.c.value).label("difference"),
        sa.case((revised, outside)).label("outside_interval"),
        cause.label("cause"),
    )
    select = select.select_from(sa.join(old, new, same, full=True)).where(sa.or_(is_new, is_gone, revised, *flags))
    return select.order_by(*(sa.literal_column(str(number)) for number in range(2, 2 + len(names))))
