"""What the warehouse holds: sources, editions, rows, the age of the newest value, and what is late."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import Connection

from data.errors import WarehouseError
from data.warehouse import queries, refusals, store


def holdings(connection: Connection, today: date) -> pd.DataFrame:
    """
    Return what each edition holds of each indicator, sorted by source, day of publication and indicator.

    ``age_years`` counts from the end of the newest year to *today*, in whole years begun and ended; ``late`` is true if it exceeds the
    indicator's usual publication lag ``lag_years``. An edition that another restates is never late.
    """
    held = queries.read_holdings(connection)
    indicators = queries.read_catalogue(connection).indicators
    lag = held["indicator"].map({name: indicator.publication_lag_years for name, indicator in indicators.items()}).astype("int64")
    age = today.year - 1 - held["last_year"].astype("int64")
    return pd.DataFrame(
        {
            "source": held["source"],
            "edition": held["edition"],
            "published": held["published"].dt.strftime("%Y-%m-%d"),
            "in_force": held["in_force"],
            "indicator": held["indicator"],
            "rows": held["observations"],
            "first_year": held["first_year"],
            "newest_year": held["last_year"],
            "age_years": age,
            "lag_years": lag,
            "late": held["in_force"] & (age > lag),
        }
    )


def builds(folder: Path) -> list[str]:
    """Return a line for each warehouse file of *folder*, the newest first: its name, when it was built, whether it is in use or faulty."""
    try:
        current = store.current_file(folder)
    except WarehouseError:
        current = None
    lines = []
    for file in store.files(folder):
        what = store.fault(file)
        lines.append(f"{file.name}  {what or _built(file)}{'  (in use)' if file == current else ''}")
    return lines


def _built(file: Path) -> str:
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            build = queries.read_build(connection)
    finally:
        engine.dispose()
    known = f", as of {build['as_of']}" if build["as_of"] else ""
    return f"built {build['built_at']:%Y-%m-%d %H:%M} UTC, {build['observations']:,} observations, {build['audience']}{known}"


def refused(folder: Path, shown: int = 20) -> list[str]:
    """Return a line that a newer build was refused, when and for how many problems, and the first of these; none if it was not."""
    refusal = refusals.last(folder)
    if refusal is None:
        return []
    number = f"{refusal.errors:,} problem{'' if refusal.errors == 1 else 's'}"
    head = f"The {refusal.audience} build of {refusal.at:%Y-%m-%d %H:%M} UTC was refused: {number}, recorded in {folder / refusals.NAME}"
    rest = refusal.errors - shown
    more = [f"  and {rest:,} more: `python -m etl check` lists all"] if rest > 0 else []
    return [head, *(f"  {problem}" for problem in refusal.problems[:shown]), *more]
