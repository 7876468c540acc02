"""
What is read from the warehouse: the catalogue of the build, its editions and its observations.

Every function takes an open connection. *as_of* reads the data as they were known at the end of that day. An edition is in force while
no edition known on that day replaces it; an edition that restates one indicator leaves the other indicators of the older one in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.catalogue.catalogue import Catalogue
from data.catalogue.corrections import Correction
from data.catalogue.initiatives import Initiative
from data.catalogue.models import Codes, Event, Indicator, Place, Source
from data.catalogue.promises import Mission
from data.errors import WarehouseError
from data.warehouse import schema
from data.warehouse.store import BUILD_IT, read_frame

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Select, Table

KEY = ("indicator", "place", "year", "year_end", "sex", "age", "site", "group")
"""The columns that name an observation within an edition."""

SERIES = ("indicator", "place", "sex", "age", "site", "group", "source", "edition")
"""The columns that name a series of one edition."""


def read_catalogue(connection: Connection) -> Catalogue:
    """Return the catalogue that the warehouse was built with, in its order."""
    return Catalogue(
        missions={row.id: row for row in map(Mission.model_validate_json, _documents(connection, schema.mission))},
        indicators={row.id: row for row in map(Indicator.model_validate_json, _documents(connection, schema.indicator))},
        sources={row.id: row for row in read_sources(connection)},
        places={row.code: row for row in map(Place.model_validate_json, _documents(connection, schema.place))},
        events={row.id: row for row in map(Event.model_validate_json, _documents(connection, schema.event))},
        codes=Codes.model_validate_json(_documents(connection, schema.code_list)[0]),
        initiatives={row.id: row for row in map(Initiative.model_validate_json, _documents(connection, schema.initiative))},
        corrections=tuple(map(Correction.model_validate_json, _documents(connection, schema.correction))),
    )


def read_sources(connection: Connection) -> list[Source]:
    """Return the sources of the catalogue that the warehouse was built with, in its order."""
    return list(map(Source.model_validate_json, _documents(connection, schema.source)))


def _documents(connection: Connection, table: Table) -> list[str]:
    # DuckDB numbers the rows of a table as they were written; without an order it promises none.
    return list(connection.execute(sa.select(table.c.document).order_by(sa.literal_column("rowid"))).scalars())


def read_build(connection: Connection) -> dict[str, Any]:
    """Return the one row of the table ``build``."""
    row = connection.execute(sa.select(schema.build)).mappings().one_or_none()
    if row is None:
        raise WarehouseError(str(connection.engine.url.database), "holds no finished build", BUILD_IT)
    return dict(row)


def read_editions(connection: Connection, as_of: date | None = None) -> pd.DataFrame:
    """
    Return the editions known on *as_of* (by default all), sorted by source, day of publication and id.

    Columns ``source, id, published, restates, observations, in_force``; ``in_force`` is false once a known edition restates it.
    """
    edition, newer = schema.edition, schema.edition.alias("newer")
    restated = sa.exists().where(newer.c.source == edition.c.source, newer.c.restates == edition.c.id, *_known(newer, as_of))
    columns = (edition.c.source, edition.c.id, edition.c.published, edition.c.restates, edition.c.observations)
    select = sa.select(*columns, (~restated).label("in_force")).where(*_known(edition, as_of))
    return read_frame(connection, select.order_by(edition.c.source, edition.c.published, edition.c.id))


def read_edition_sums(connection: Connection) -> pd.DataFrame:
    """Return the sum and the number of observations of each edition: ``source, id, table_sha256, observations``."""
    edition = schema.edition
    return read_frame(connection, sa.select(edition.c.source, edition.c.id, edition.c.table_sha256, edition.c.observations))


def read_files(connection: Connection) -> pd.DataFrame:
    """Return the dated files behind the editions, sorted by source, edition, kind and name; the columns of the table ``file``."""
    file = schema.file
    return read_frame(connection, sa.select(file).order_by(file.c.source, file.c.edition, file.c.kind, file.c.name))


def read_notices(connection: Connection) -> pd.DataFrame:
    """Return what the checks of the build noticed and let pass, sorted by file; the columns of the table ``notice``."""
    return read_frame(connection, sa.select(schema.notice).order_by(schema.notice.c.file, sa.literal_column("rowid")))


def read_corrected(connection: Connection, indicators: Sequence[str] | None = None) -> pd.DataFrame:
    """
    Return the observations that a correction touched, as they were published; the columns of the table ``corrected``.

    The corrections themselves, with reason and evidence, are those of the catalogue that `read_catalogue` returns.
    """
    select = sa.select(schema.corrected).order_by(schema.corrected.c.correction, sa.literal_column("rowid"))
    return read_frame(connection, select if indicators is None else select.where(schema.corrected.c.indicator.in_(list(indicators))))


def read_observations(
    connection: Connection,
    *,
    indicators: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    source: str | None = None,
    edition: str | None = None,
    as_of: date | None = None,
    in_force: bool = True,
) -> pd.DataFrame:
    """
    Return observations with every column of the table, sorted by series and year.

    Args:
        connection: An open warehouse.
        indicators: Only these; ``None`` for all, an empty list for none.
        places: Only these; likewise.
        source: Only of this source.
        edition: Only of this edition, whether it is in force or not.
        as_of: Only what was published up to this day, and in force on it.
        in_force: False for every edition, restated ones too.
    """
    observation = schema.observation
    select = sa.select(observation)
    if indicators is not None:
        select = select.where(observation.c.indicator.in_(list(indicators)))
    if places is not None:
        select = select.where(observation.c.place.in_(list(places)))
    if source is not None:
        select = select.where(observation.c.source == source)
    if edition is not None:
        select = select.where(observation.c.edition == edition)
    if as_of is not None:
        select = select.where(sa.exists().where(*_same_edition(schema.edition, observation), schema.edition.c.published <= as_of))
    if in_force and edition is None:
        select = select.where(is_in_force(observation, as_of))
    order = [observation.c[name] for name in (*SERIES, "year", "year_end")]
    return read_frame(connection, select.order_by(*order))


def read_series_list(connection: Connection) -> pd.DataFrame:
    """Return every series of every edition: its key, ``first_year``, ``last_year`` and ``points`` (observations that have a value)."""
    observation = schema.observation
    key = [observation.c[name] for name in SERIES]
    select: Select[Any] = sa.select(
        *key,
        sa.func.min(observation.c.year).label("first_year"),
        sa.func.max(observation.c.year_end).label("last_year"),
        sa.func.count(observation.c.value).label("points"),
    )
    return read_frame(connection, select.group_by(*key).order_by(*key))


def read_holdings(connection: Connection) -> pd.DataFrame:
    """
    Return what each edition holds of each indicator, sorted by source, edition and indicator.

    Columns ``source, edition, published, indicator, observations, first_year, last_year, in_force``.
    """
    held, edition = schema.edition_indicator, schema.edition
    select = (
        sa.select(
            held.c.source,
            held.c.edition,
            edition.c.published,
            held.c.indicator,
            held.c.observations,
            held.c.first_year,
            held.c.last_year,
            (~_restated(held, None)).label("in_force"),
        )
        .join(edition, sa.and_(edition.c.source == held.c.source, edition.c.id == held.c.edition))
        .order_by(held.c.source, edition.c.published, held.c.edition, held.c.indicator)
    )
    return read_frame(connection, select)


def is_in_force(observation: Any, as_of: date | None = None) -> Any:
    """Return the condition that no known edition restates the rows of *observation*."""
    return ~_restated(observation, as_of)


def _known(edition: Any, as_of: date | None) -> list[Any]:
    return [] if as_of is None else [edition.c.published <= as_of]


def _same_edition(edition: Any, rows: Any) -> list[Any]:
    return [edition.c.source == rows.c.source, edition.c.id == rows.c.edition]


def _restated(rows: Any, as_of: date | None) -> Any:
    """Return the condition that a known edition, directly or by way of others, restates the indicator of *rows*."""
    edition = schema.edition
    replaced = (
        sa.select(edition.c.source, edition.c.restates.label("old"), edition.c.id.label("new"))
        .where(edition.c.restates.is_not(None), *_known(edition, as_of))
        .cte("replaced", recursive=True)
    )
    earlier = edition.alias("earlier")
    replaced = replaced.union(
        sa.select(replaced.c.source, earlier.c.restates, replaced.c.new)
        .join(earlier, sa.and_(earlier.c.source == replaced.c.source, earlier.c.id == replaced.c.old))
        .where(earlier.c.restates.is_not(None))
    )
    held = schema.edition_indicator.alias("held")
    return (
        sa.exists()
        .select_from(replaced.join(held, sa.and_(held.c.source == replaced.c.source, held.c.edition == replaced.c.new)))
        .where(replaced.c.source == rows.c.source, replaced.c.old == rows.c.edition, held.c.indicator == rows.c.indicator)
    )
