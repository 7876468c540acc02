"""Rows of a draft that a declared correction touches: found, compared with what is expected, changed or left out, and remembered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.warehouse import schema
from data.warehouse.queries import KEY
from data.warehouse.staging import Row, found_rows

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

_observation = schema.observation
_rowid: ColumnElement[int] = sa.literal_column("observation.rowid", sa.BigInteger)

CELLS = ("value", "lower", "upper", "numerator", "denominator", "obs_status", "conf_status")
"""The columns that a correction may change, in the order in which `matching` returns them."""


@dataclass(frozen=True)
class Selection:
    """The rows of *source*, and of *edition* unless it is ``None``, that hold the codes of *match*."""

    source: str
    edition: str | None
    match: Mapping[str, Any]

    @property
    def condition(self) -> list[ColumnElement[bool]]:
        """The conditions that a row meets."""
        named = [_observation.c[name] == code for name, code in self.match.items()]
        edition = [] if self.edition is None else [_observation.c.edition == self.edition]
        return [_observation.c.source == self.source, *edition, *named]


def matching(connection: Connection, rows: Selection) -> list[Row]:
    """Return the rows: edition, then ``CELLS``."""
    columns = [_observation.c[name] for name in ("edition", *CELLS)]
    return found_rows(connection, sa.select(_rowid, *columns).where(*rows.condition))


def remember(connection: Connection, correction: str, rows: Selection, *, dropped: bool) -> None:
    """Write the rows into ``corrected`` as they stand now."""
    cells = [_observation.c[name] for name in (*KEY, "source", "edition", "value", "obs_status", "conf_status")]
    held = sa.select(sa.literal(correction), *cells, sa.literal(dropped)).where(*rows.condition).order_by(_rowid)
    connection.execute(sa.insert(schema.corrected).from_select([column.name for column in schema.corrected.columns], held))


def set_cells(connection: Connection, correction: str, rows: Selection, cells: Mapping[str, Any]) -> None:
    """Put *cells* into the rows; their locator says that they were corrected, and by what."""
    locator = _observation.c.locator + f", corrected by us ({correction})"
    connection.execute(sa.update(_observation).where(*rows.condition).values(**cells, locator=locator))


def drop(connection: Connection, rows: Selection) -> None:
    """Leave the rows out; the others keep their numbers."""
    connection.execute(sa.delete(_observation).where(*rows.condition))


def forget_others(connection: Connection, corrections: Collection[str]) -> None:
    """Remove what was published before a correction that is none of *corrections*."""
    connection.execute(sa.delete(schema.corrected).where(schema.corrected.c.correction.not_in(list(corrections))))


def count_corrected(connection: Connection) -> dict[str, int]:
    """Return the number of rows that each correction touched."""
    name = schema.corrected.c.correction
    counted = connection.execute(sa.select(name, sa.func.count()).group_by(name)).all()
    return {str(correction): int(rows) for correction, rows in counted}
