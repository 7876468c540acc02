"""Rows of a draft that are not for everybody: read for the rule of their source, marked, and left out with what is under embargo."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd
import sqlalchemy as sa

from data.warehouse import schema
from data.warehouse.queries import KEY
from data.warehouse.store import load_frame, read_frame

if TYPE_CHECKING:
    from sqlalchemy import Connection

_observation = schema.observation
_rowid = sa.literal_column("observation.rowid", sa.BigInteger)
_ROW = "row"


def read_rows(connection: Connection, source: str) -> pd.DataFrame:
    """Return the rows of *source* in their order, by their id: key, value, numerator, conf_status, edition."""
    columns = [_observation.c[name] for name in (*KEY, "value", "numerator", "conf_status", "edition")]
    select = sa.select(_rowid.label(_ROW), *columns).where(_observation.c.source == source).order_by(_rowid)
    return read_frame(connection, select).set_index(_ROW)


def mark(connection: Connection, statuses: pd.Series[str]) -> None:
    """Give the rows with the ids of *statuses* these confidentiality statuses."""
    marks = sa.Table("marks", sa.MetaData(), sa.Column(_ROW, sa.BigInteger), sa.Column("status", sa.String), prefixes=["TEMPORARY"])
    marks.create(connection)
    load_frame(connection, marks, pd.DataFrame({_ROW: statuses.index, "status": statuses.to_numpy(dtype=object)}))
    status = sa.select(marks.c.status).where(marks.c[_ROW] == _rowid).scalar_subquery()
    connection.execute(sa.update(_observation).values(conf_status=status).where(_rowid.in_(sa.select(marks.c[_ROW]))))
    marks.drop(connection)


def leave_out_editions(connection: Connection, editions: Collection[tuple[str, str]]) -> None:
    """Remove every trace of the figures of *editions* (source and id)."""
    for table in (_observation, schema.corrected):
        named = sa.tuple_(table.c.source, table.c.edition).in_(list(editions))
        connection.execute(sa.delete(table).where(named))
