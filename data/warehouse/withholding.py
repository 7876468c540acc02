"""Rows of a draft that are not for everybody: read for the rule of their source, marked, emptied, and left out with an embargo."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data.warehouse import schema
from data.warehouse.queries import KEY
from data.warehouse.store import load_frame, read_frame

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

_observation = schema.observation
_rowid = sa.literal_column("observation.rowid", sa.BigInteger)
_ROW = "row"

WITHHELD = ("A", "D")
"""Confidentiality statuses of what nobody may be shown: too few persons, and what would give them away."""


def read_rows(connection: Connection, source: str) -> pd.DataFrame:
    """Return the rows of *source* in their order, by their id: key, value, numerator, conf_status, edition."""
    columns = [_observation.c[name] for name in (*KEY, "value", "numerator", "conf_status", "edition")]
    select = sa.select(_rowid.label(_ROW), *columns).where(_observation.c.source == source).order_by(_rowid)
    return read_frame(connection, select).set_index(_ROW)


def mark(connection: Connection, statuses: pd.Series[str]) -> None:
    """Give the rows with the ids of *statuses* these confidentiality statuses."""
    import pandas as pd  # noqa: PLC0415 (half a second that a build without news need not spend)

    marks = sa.Table("marks", sa.MetaData(), sa.Column(_ROW, sa.BigInteger), sa.Column("status", sa.String), prefixes=["TEMPORARY"])
    marks.create(connection)
    load_frame(connection, marks, pd.DataFrame({_ROW: statuses.index, "status": statuses.to_numpy(dtype=object)}))
    status = sa.select(marks.c.status).where(marks.c[_ROW] == _rowid).scalar_subquery()
    connection.execute(sa.update(_observation).values(conf_status=status).where(_rowid.in_(sa.select(marks.c[_ROW]))))
    marks.drop(connection)


def empty_withheld(connection: Connection, sources: Collection[str]) -> None:
    """Take the numbers out of the withheld rows of *sources*; their status stays. What was published before a correction goes too."""
    held = _observation.c.source.in_(list(sources))
    numbers = dict.fromkeys(("value", "lower", "upper", "numerator", "denominator"))
    connection.execute(sa.update(_observation).values(numbers).where(held, _observation.c.conf_status.in_(WITHHELD)))
    # The rule was not held against figures that a correction has replaced or left out.
    corrected = schema.corrected
    connection.execute(sa.update(corrected).values(published_value=None).where(corrected.c.source.in_(list(sources))))


def forget_sums(connection: Connection, sources: Collection[str]) -> None:
    """Empty the sums of the files of *sources*: whoever knows all but a few small numbers of a file could try them until its sum is met."""
    for table, column in ((schema.edition, "table_sha256"), (schema.file, "sha256")):
        connection.execute(sa.update(table).values({column: ""}).where(table.c.source.in_(list(sources))))


def hold_back(connection: Connection, editions: Collection[tuple[str, str]]) -> None:
    """Mark the free rows of *editions* (source and id) as not for publication (``N``)."""
    named = sa.tuple_(_observation.c.source, _observation.c.edition).in_(list(editions))
    connection.execute(sa.update(_observation).values(conf_status="N").where(named, _observation.c.conf_status == "F"))


def leave_out_editions(connection: Connection, editions: Collection[tuple[str, str]]) -> None:
    """Remove every trace of the figures of *editions* (source and id)."""
    for table in (_observation, schema.corrected):
        named = sa.tuple_(table.c.source, table.c.edition).in_(list(editions))
        connection.execute(sa.delete(table).where(named))
