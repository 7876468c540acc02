"""Figures of a draft as inputs of what is derived from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data.warehouse import schema
from data.warehouse.queries import KEY
from data.warehouse.store import read_frame

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection

_observation = schema.observation


def read_figures(connection: Connection, source: str, indicator: str, former: Collection[str]) -> pd.DataFrame:
    """
    Return the figures of *indicator* from *source*, sorted by key.

    Without those of the *former* editions, which another restates, and without rows that give neither a value nor a count.
    """
    names = [name for name in KEY if name != "indicator"]
    cells = ("value", "numerator", "denominator", "obs_status", "conf_status", "edition")
    select = sa.select(*(_observation.c[name] for name in (*names, *cells)))
    chosen = (_observation.c.source == source, _observation.c.indicator == indicator, _observation.c.edition.not_in(list(former)))
    known = sa.or_(_observation.c.value.is_not(None), _observation.c.numerator.is_not(None))
    return read_frame(connection, select.where(*chosen, known).order_by(*(_observation.c[name] for name in names)))
